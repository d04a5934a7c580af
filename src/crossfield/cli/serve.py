"""``crossfield up``: the interface map of every region on localhost, until the workbench takes over."""

from __future__ import annotations

import os
import sys
import webbrowser
from functools import lru_cache
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from crossfield.charts.page import self_contained_page
from crossfield.cli.pictures import map_page
from crossfield.cli.regions import matching, name_of, region_page, with_figures
from crossfield.config import LANGUAGES
from crossfield.errors import ConfigError, CrossfieldError, UnknownNameError
from crossfield.indicators.lookup import fields_of_scheme
from crossfield.indicators.question import Question

if TYPE_CHECKING:
    from crossfield.config import Settings
    from crossfield.lake.store import Lake

HOST = "127.0.0.1"
KEPT = 32
WORDS = {
    "en": {
        "regions": "Other region",
        "other": "Deutsch",
        "missing": "There is no such page.",
        "refused": "This server answers to the name localhost only.",
    },
    "de": {
        "regions": "Andere Region",
        "other": "English",
        "missing": "Diese Seite gibt es nicht.",
        "refused": "Dieser Server antwortet nur auf den Namen localhost.",
    },
}


class Pages:
    """Pages of one data version, drawn at first use; the last ones are kept.

    Parameters
    ----------
    lake, settings
        What is shown, and the example region, scheme and language.

    Raises
    ------
    LakeError
        There is no lake.
    UnknownNameError
        The data version has no such scheme.
    """

    def __init__(self, lake: Lake, settings: Settings) -> None:
        self.lake = lake
        self.settings = settings
        self.version = lake.current()
        self._drawn = lru_cache(KEPT)(self._draw)
        with lake.open(self.version) as frames:
            fields_of_scheme(frames, settings.scheme)

    def start(self) -> str:
        """Address of the first page."""
        return f"/{quote(self.settings.region)}/{self.settings.language}"

    def page(self, address: str) -> str | None:
        """HTML of an address, or None where there is no such page."""
        parts = [unquote(part) for part in urlsplit(address).path.strip("/").split("/")]
        if len(parts) != 2 or parts[1] not in LANGUAGES:  # noqa: PLR2004 -- name and language
            return None
        name, language = parts
        return self.regions(language) if name == "regions" else self._drawn(name, language)

    def regions(self, language: str, wanted: str = "") -> str:
        """HTML of the page on which a region is chosen."""
        rows = self._regions()
        start = next(iter(matching(rows, self.settings.region)), None)
        navigation = _links("regions", language, start)
        country = start["country"] if start else ""
        return region_page(rows, language=language, open_country=country, navigation=navigation, wanted=wanted)

    def find(self, wanted: str, language: str) -> str | None:
        """Address of the one region that matches a text; None where none or several do."""
        found = matching(self._regions(), wanted)
        return f"/{quote(found[0]['region'])}/{language}" if len(found) == 1 else None

    def _regions(self) -> list[dict[str, Any]]:
        with self.lake.open(self.version, threads=1) as frames:
            known = set(frames.arrow("exposure", scheme=self.settings.scheme).column("region").to_pylist())
            return with_figures(frames.read("region"), known)

    def _draw(self, name: str, language: str) -> str:
        question = Question(name, self.settings.scheme)
        with self.lake.open(self.version, engine=self.settings.engine, threads=1) as frames:
            navigation = _links(name, language)
            return map_page(frames, question, shows="strength", language=language, navigation=navigation)


class Server(ThreadingHTTPServer):
    """A server that keeps quiet when a browser goes away."""

    allow_reuse_address = os.name != "nt"  # on Windows it would share the port with whoever has it

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 -- the signature socketserver calls
        """Say what went wrong, except that the browser has left."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def serve(lake: Lake, settings: Settings, *, port: int, browser: bool) -> None:
    """Serve the pages on localhost until stopped.

    Raises
    ------
    ConfigError
        The port is taken.
    LakeError, UnknownNameError
        There is no lake, or it has no such scheme.
    """
    pages = Pages(lake, settings)
    try:
        server = Server((HOST, port), handler(pages))
    except OSError as error:
        message = f"Port {port} cannot be used: {error.strerror}."
        raise ConfigError(message, "Choose another with --port, or 0 for any free one.") from error
    address = f"http://localhost:{server.server_port}{pages.start()}"
    shown = "the starter lake" if lake.is_starter else str(lake.path)
    print(f"crossfield shows {shown} ({pages.version}) at {address} - stop with Ctrl+C", flush=True)
    if browser:
        webbrowser.open(address)
    try:
        with server, lake.open(pages.version):  # open, so that the version is not pruned meanwhile
            server.serve_forever()
    except KeyboardInterrupt:
        print("Stopped.")


def handler(pages: Pages) -> type[BaseHTTPRequestHandler]:
    """What answers requests with these pages."""

    class Handler(BaseHTTPRequestHandler):
        """Answers requests of this computer only."""

        server_version, sys_version = "crossfield", ""
        error_content_type, error_message_format = "text/plain; charset=utf-8", "%(code)d %(message)s\n"

        def do_GET(self) -> None:
            """Answer a page."""
            parts = urlsplit(self.path)
            language = parts.path.rstrip("/").rpartition("/")[2]
            language = language if language in LANGUAGES else pages.settings.language
            host = (self.headers.get("Host") or "").rsplit(":", 1)[0]
            if host not in {"localhost", HOST}:  # another name that leads here is how foreign pages would read this one
                self._answer(HTTPStatus.MISDIRECTED_REQUEST, _message(WORDS[language]["refused"], language))
                return
            try:
                self._page(parts.path, parts.query, language)
            except UnknownNameError as error:
                self._answer(HTTPStatus.NOT_FOUND, pages.regions(language, error.name))
            except CrossfieldError as error:
                self._answer(HTTPStatus.NOT_FOUND, _message(str(error), language, spoken="en"))

        do_HEAD = do_GET  # noqa: N815 -- the name http.server calls

        def _page(self, path: str, query: str, language: str) -> None:
            wanted = "".join(parse_qs(query).get("region", [""]))[:200]
            if path == "/":
                self._go(pages.start())
            elif path != f"/find/{language}":
                page = pages.page(path)
                missing = _message(WORDS[language]["missing"], language)
                self._answer(HTTPStatus.OK if page else HTTPStatus.NOT_FOUND, page or missing)
            elif address := pages.find(wanted, language):
                self._go(address)
            else:
                self._answer(HTTPStatus.OK, pages.regions(language, wanted))

        def _go(self, address: str) -> None:
            self.send_response(HTTPStatus.FOUND)
            self.send_header("Location", address)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _answer(self, status: HTTPStatus, page: str) -> None:
            content = page.encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.send_header("X-Content-Type-Options", "nosniff")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 -- the signature http.server calls
            """Keep the terminal quiet."""

    return Handler


def _message(text: str, language: str, *, spoken: str = "") -> str:
    said = f' lang="{spoken}"' if spoken and spoken != language else ""
    body = f"<main><h1>crossfield</h1><p{said}>{escape(text)}</p></main>"
    navigation = f'<a href="/regions/{language}">{WORDS[language]["regions"]}</a>'
    return self_contained_page(title="crossfield", language=language, body=body, navigation=navigation)


def _links(name: str, language: str, start: dict[str, Any] | None = None) -> str:
    """Links to the list of regions (from there to the region shown first), and to the page in the other language."""
    words, other = WORDS[language], "en" if language == "de" else "de"
    place, label = (start["region"], name_of(start)) if start else ("regions", words["regions"])
    return (
        f'<a href="/{quote(place)}/{language}">{escape(label)}</a> '
        f'<a href="/{quote(name)}/{other}" hreflang="{other}" lang="{other}">{words["other"]}</a>'
    )
