"""One self-contained HTML file: no address is loaded, and a policy in the file allows only its own blocks."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import tempfile
from html import escape
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
import vl_convert

from crossfield.charts.palette import DIVERGING, FONT, INK, SEQUENTIAL

if TYPE_CHECKING:
    from collections.abc import Sequence

SNIPPET = "window.vegaEmbed=vegaEmbed;"


def self_contained_page(
    *,
    title: str,
    language: str,
    body: str,
    navigation: str = "",
    scripts: Sequence[str] = (),
    icon: str = "",
    forms: bool = False,
) -> str:
    """Return a whole HTML document whose Content-Security-Policy names its style and scripts by sha256.

    Parameters
    ----------
    title
        Title of the document, plain text.
    language
        Language tag of the document.
    body
        HTML without ``style`` attributes, inline handlers and addresses to load (``data:`` images are allowed).
    navigation
        HTML of links to other pages, for a page that is served; shown above the body.
    scripts
        Scripts in the order in which they run, at the end of the body.
    icon
        ``data:`` address of an icon; without it browsers ask the server for one.
    forms
        True allows forms to be sent, to the server the page comes from only.
    """
    style = f"{_colours()}\n{resources.files('crossfield.charts').joinpath('page.css').read_text('utf-8')}"
    safe = [_inside_script(script) for script in scripts]
    allowed = " ".join(content_hash(script) for script in safe) or "'none'"
    sends = "'self'" if forms else "'none'"
    policy = (
        f"default-src 'none'; img-src data:; style-src {content_hash(style)}; script-src {allowed}; "
        f"base-uri 'none'; form-action {sends}"
    )
    links = f"<nav>{navigation}</nav>\n" if navigation else ""
    blocks = "".join(f"<script>{script}</script>\n" for script in safe)
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f'<title>{escape(title)}</title>\n<link rel="icon" href="{icon or "data:,"}">\n<style>{style}</style>\n'
        f"</head>\n<body>\n{links}{body}\n{blocks}</body>\n</html>\n"
    )


def content_hash(text: str) -> str:
    """Return the source expression of a policy that allows exactly this inline block.

    Examples
    --------
    >>> content_hash("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def data_address(content: bytes, kind: str) -> str:
    """Return content as a ``data:`` address of the media type ``kind``."""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def vega_bundle(folder: Path | None = None) -> str:
    """Return Vega, Vega-Lite and vegaEmbed as one script, built once and kept.

    Parameters
    ----------
    folder
        Where it is kept; the user's cache directory by default. A folder that cannot be written only costs time.
    """
    folder = folder or Path(platformdirs.user_cache_dir("crossfield"))
    kept = folder / f"vega-{metadata.version('vl-convert-python')}-{content_hash(SNIPPET)[8:14]}.js".replace("/", "_")
    try:
        return kept.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        bundle = vl_convert.javascript_bundle(SNIPPET)
    _keep(kept, bundle)
    return bundle


def _keep(path: Path, text: str) -> None:
    """Write beside, then rename, so that no reader ever sees half a file."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, suffix=".part")
    except OSError:
        return
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(beside).replace(path)
    except OSError:
        Path(beside).unlink(missing_ok=True)


def _inside_script(script: str) -> str:
    """Return the script so that no text in it can end its block early, its lines ended as browsers read them."""
    script = re.sub("</(?=script)", r"<\\/", script, flags=re.IGNORECASE).replace("<!--", r"<\!--")
    return script.replace("\r\n", "\n").replace("\r", "\n")


def _colours() -> str:
    """Return the palette as custom properties, light and dark; print is always light."""
    light, dark = (_properties(dark=dark) for dark in (False, True))
    return f":root{{--font:{FONT};{light}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"


def _properties(*, dark: bool) -> str:
    named = {
        **INK[dark],
        **{f"div{index}": colour for index, colour in enumerate(DIVERGING[dark])},
        **{f"seq{index}": colour for index, colour in enumerate(SEQUENTIAL[dark])},
    }
    return "".join(f"--{name}:{colour};" for name, colour in named.items())
