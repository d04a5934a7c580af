"""``crossfield up``: the interface map of every region on localhost, until the workbench takes over."""

from __future__ import annotations

import sys
import webbrowser
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from crossfield.charts.page import self_contained_page
from crossfield.cli.pictures import map_page
from crossfield.config import LANGUAGES
from crossfield.errors import ConfigError, CrossfieldError
from crossfield.indicators.lookup import Question, find_region

if TYPE_CHECKING:
    from crossfield.config import Settings
    from crossfield.lake.store import Lake

HOST = "127.0.0.1"
LARGEST_LEVEL = 2
WORDS = {
    "en": {"regions": "Which region?", "other": "Other region", "find": "Find a region", "go": "Show", "language": "Deutsch", "back": "Back"},
    "de": {"regions": "Welche Region?", "other": "Andere Region", "find": "Region suchen", "go": "Anzeigen", "language": "English", "back": "Zurück"},
}


class Pages:
    """Pages of one lake, drawn at first use and kept.

    Parameters
    ----------
    lake, settings
        What is shown, and the example region.
    """

    def __init__(self, lake: Lake, settings: Settings) -> None:
        self.lake = lake
        self.settings = settings
        self.version = lake.current()
        self._kept: dict[str, str] = {}

    def start(self) -> str:
        """Address of the first page."""
        return f"/{self.settings.region}/{self.settings.language}"

    def page(self, address: str) -> str | None:
        """HTML of an address, or None where there is no such page."""
        parts = [unquote(part) for part in urlsplit(address).path.strip("/").split("/")]
        if len(parts) != 2 or parts[1] not in LANGUAGES:  # noqa: PLR2004
            return None
        name, language = parts
        if name == "regions":
            return self._regions(language)
        key = f"{name}/{language}"
        if key not in self._kept:
            with self.lake.open(self.version, threads=1) as frames:
                question = Question(name, self.settings.scheme)
                page = map_page(frames, question, shows="strength", language=language)
            self._kept[key] = page.replace("<main>", self._navigation(name, language) + "<main>", 1)
        return self._kept[key]

    def find(self, wanted: str, language: str) -> str:
        """Address of the region with this code or name."""
        with self.lake.open(self.version, threads=1) as frames:
            return f"/{quote(str(find_region(frames, wanted)['region']))}/{language}"

    def _navigation(self, name: str, language: str) -> str:
        words = WORDS[language]
        other = "en" if language == "de" else "de"
        return (
            f'<nav><a href="/regions/{language}">{words["other"]}</a> · '
            f'<a href="/{quote(name)}/{other}" hreflang="{other}" lang="{other}">{words["language"]}</a></nav>'
        )

    def _regions(self, language: str) -> str:
        with self.lake.open(self.version, threads=1) as frames:
            rows = frames.read("region")
            known = set(frames.arrow("exposure", scheme=self.settings.scheme).column("region").to_pylist())
        items = [row for row in rows if row["region"] in known and row["region"] != "unknown" and (row["level"] or 0) <= LARGEST_LEVEL]
        countries = [row for row in items if row["level"] == 0]
        blocks = [_country(row, items, language) for row in sorted(countries, key=lambda row: str(row["name"]))]
        words = WORDS[language]
        form = (
            f'<form action="/find/{language}"><label>{words["find"]}: <input name="region" required autofocus></label> '
            f"<button>{words['go']}</button></form>"
        )
        return self_contained_page(
            title=words["regions"], language=language, body=f"<main><h1>{words['regions']}</h1>{form}{''.join(blocks)}</main>"
        ).replace("default-src 'none'", "default-src 'none'; form-action 'self'", 1)


def serve(lake: Lake, settings: Settings, *, port: int, browser: bool) -> None:
    """Serve the pages on localhost until stopped.

    Raises
    ------
    ConfigError
        The port is taken.
    LakeError
        There is no lake.
    """
    pages = Pages(lake, settings)
    try:
        server = ThreadingHTTPServer((HOST, port), _handler(pages))
    except OSError as error:
        message = f"Port {port} cannot be used: {error.strerror}."
        raise ConfigError(message, "Choose another with --port, or 0 for any free one.") from error
    address = f"http://localhost:{server.server_port}{pages.start()}"
    print(f"crossfield shows {lake.path.name if not lake.is_starter else 'the starter lake'} ({pages.version}) at {address} - stop with Ctrl+C", flush=True)
    if browser:
        webbrowser.open(address)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stdout)
    finally:
        server.server_close()


def _handler(pages: Pages) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Answers requests of this computer only."""

        def do_GET(self) -> None:  # noqa: N802 -- the name http.server calls
            """Answer a page."""
            host = (self.headers.get("Host") or "").rsplit(":", 1)[0]
            if host not in {"localhost", HOST}:
                self._answer(HTTPStatus.MISDIRECTED_REQUEST, _message("This server answers on localhost only.", "en"))
                return
            self._page(self.path)

        def _page(self, path: str) -> None:
            parts = urlsplit(path)
            language = parts.path.rstrip("/").rpartition("/")[2]
            language = language if language in LANGUAGES else pages.settings.language
            try:
                if parts.path == "/":
                    self._go(pages.start())
                elif parts.path.startswith("/find/"):
                    self._go(pages.find("".join(parse_qs(parts.query).get("region", [""])), language))
                else:
                    page = pages.page(parts.path)
                    found = HTTPStatus.OK if page else HTTPStatus.NOT_FOUND
                    self._answer(found, page or _message("There is no such page.", language))
            except CrossfieldError as error:
                self._answer(HTTPStatus.NOT_FOUND, _message(str(error), language))

        def _go(self, address: str) -> None:
            self.send_response(HTTPStatus.FOUND)
            self.send_header("Location", address)
            self.end_headers()

        def _answer(self, status: HTTPStatus, page: str) -> None:
            content = page.encode()
            self.send_response(status)
            for name, value in (("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(content))), ("X-Content-Type-Options", "nosniff")):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401, ARG002 -- the signature http.server calls
            """Keep the terminal quiet."""

    return Handler


def _message(text: str, language: str) -> str:
    words = WORDS[language]
    body = f'<main><h1>crossfield</h1><p>{escape(text)}</p><p><a href="/regions/{language}">{words["regions"]}</a></p></main>'
    return self_contained_page(title="crossfield", language=language, body=body)


def _country(country: dict[str, Any], items: list[dict[str, Any]], language: str) -> str:
    below = sorted((row for row in items if row["country"] == country["region"] and row["level"]), key=lambda row: str(row["region"]))
    links = "".join(f"<li>{_link(row, language)}</li>" for row in below)
    return f"<details><summary>{_link(country, language)}</summary><ul>{links}</ul></details>"


def _link(row: dict[str, Any], language: str) -> str:
    return f'<a href="/{quote(str(row["region"]))}/{language}">{escape(str(row["name"]))}</a> {escape(str(row["region"]))}'
