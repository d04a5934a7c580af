"""Downloads that resume."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from crossfield.errors import SourceError

Progress = Callable[[int, int | None], None]
CHUNK = 2**18
TIMEOUT = 60


def is_address(given: str) -> bool:
    """Tell whether the text is a web address.

    Examples
    --------
    >>> is_address("https://cordis.europa.eu/data/x.zip"), is_address("/tmp/x.zip")
    (True, False)
    """
    return urlsplit(given).scheme in {"http", "https"}


def download(address: str, folder: Path, *, progress: Progress | None = None) -> Path:
    """Download a file; what an earlier attempt brought is kept and gone on from.

    An unchanged file (same length and ``ETag`` or ``Last-Modified``) is not loaded again.

    Parameters
    ----------
    address
        http or https address.
    folder
        Where the file and its ``.part`` lie.
    progress
        Called with bytes loaded and bytes expected (None: not told).

    Raises
    ------
    SourceError
        No connection, an error status (``temporary`` for 5xx and broken connections), or a short file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = Path(urlsplit(address).path).name or "download"
    target, part, mark = folder / name, folder / f"{name}.part", folder / f"{name}.mark"
    have = part.stat().st_size if part.is_file() else 0
    request = urllib.request.Request(address, headers={"User-Agent": "crossfield"})  # noqa: S310 -- is_address was asked
    if have and mark.is_file():
        request.add_header("Range", f"bytes={have}-")
        request.add_header("If-Range", mark.read_text(encoding="utf-8"))
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
            goes_on = answer.status == 206  # noqa: PLR2004 -- partial content
            state = answer.headers.get("ETag") or answer.headers.get("Last-Modified") or ""
            length = answer.headers.get("Content-Length")
            expected = int(length) + (have if goes_on else 0) if length else None
            if target.is_file() and state and _state(target) == f"{state} {expected}":
                return target
            mark.write_text(state, encoding="utf-8")
            loaded = _load(answer, part, have if goes_on else 0, expected, progress)
    except urllib.error.HTTPError as error:
        message = f"{address} answered {error.code} {error.reason}."
        hint = "Check the address." if error.code < 500 else "Try again later."  # noqa: PLR2004
        raise SourceError(message, hint, temporary=error.code >= 500) from error  # noqa: PLR2004
    except (urllib.error.URLError, OSError) as error:
        message = f"{address} could not be loaded: {error}."
        raise SourceError(message, "Check the connection and run the same command again; it goes on.", temporary=True) from error
    if expected is not None and loaded != expected:
        message = f"{address} broke off after {loaded:,} of {expected:,} bytes."
        raise SourceError(message, "Run the same command again; it goes on from there.", temporary=True)
    part.replace(target)
    target.with_name(f"{target.name}.state").write_text(f"{state} {expected}", encoding="utf-8")
    return target


def _state(target: Path) -> str:
    path = target.with_name(f"{target.name}.state")
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _load(answer: object, part: Path, start: int, expected: int | None, progress: Progress | None) -> int:
    loaded = start
    with part.open("ab" if start else "wb") as out:
        while chunk := answer.read(CHUNK):  # type: ignore[attr-defined]
            out.write(chunk)
            loaded += len(chunk)
            if progress:
                progress(loaded, expected)
    return loaded
