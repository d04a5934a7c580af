"""Downloads that resume."""

from __future__ import annotations

import hashlib
import http.client
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crossfield.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Progress = Callable[[int, int | None], None]
CHUNK = 2**18
TIMEOUT = 60
LONGEST_NAME = 100
PASSING = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}


def is_address(given: str) -> bool:
    """Tell whether the text is a web address.

    Examples
    --------
    >>> is_address("https://cordis.europa.eu/data/x.zip"), is_address("/tmp/x.zip")
    (True, False)
    """
    return given.lower().startswith(("http://", "https://"))


def download(address: str, folder: Path, *, progress: Progress | None = None) -> Path:
    """Download a file; what an earlier attempt brought is kept and gone on from.

    An unchanged file (same length and ``ETag`` or ``Last-Modified``) is not loaded again.

    Parameters
    ----------
    address
        http or https address.
    folder
        Each address has a folder of its own below it, for the file and its ``.part``.
    progress
        Called with bytes loaded and bytes expected (None: not told).

    Raises
    ------
    SourceError
        No connection, an error status (``temporary`` for 5xx and broken connections), or a short file.
    """
    place = folder / hashlib.sha256(address.encode(errors="replace")).hexdigest()[:12]
    place.mkdir(parents=True, exist_ok=True)
    target = place / _file_name(address)
    part, mark, state = (place / f"{target.name}.{end}" for end in ("part", "mark", "state"))
    have = part.stat().st_size if part.is_file() and _text(mark) else 0
    with _ask(address, part, have, _text(mark)) as answer:
        start = have if answer.status == HTTPStatus.PARTIAL_CONTENT else 0
        tag = answer.headers.get("ETag") or answer.headers.get("Last-Modified") or ""
        expected = None if answer.length is None else start + answer.length
        if target.is_file() and tag and _text(state) == f"{tag} {expected}":
            return target
        mark.write_text(tag, encoding="utf-8")
        loaded = _load(address, answer, part, start=start, expected=expected, progress=progress)
    if expected is not None and loaded != expected:
        message = f"{address} broke off after {loaded:,} of {expected:,} bytes."
        raise SourceError(message, "Run the same command again; it goes on from there.", temporary=True)
    state.unlink(missing_ok=True)
    part.replace(target)
    state.write_text(f"{tag} {expected}", encoding="utf-8")
    return target


@contextmanager
def _connected(address: str) -> Iterator[None]:
    """Say in plain words what went wrong with the connection; trouble with the disk is not caught here."""
    try:
        yield
    except urllib.error.HTTPError as error:
        error.close()
        temporary = error.code >= HTTPStatus.INTERNAL_SERVER_ERROR or error.code in PASSING
        message = f"{address} answered {error.code} {error.reason}; expected a file."
        raise SourceError(
            message, "Try again later." if temporary else "Check the address.", temporary=temporary
        ) from error
    except (http.client.InvalidURL, ValueError) as error:
        message = f"{address} is no web address: {error}."
        raise SourceError(message, "Expected something like https://cordis.europa.eu/data/file.zip.") from error
    except (OSError, http.client.HTTPException) as error:
        message = f"{address} could not be loaded: {str(getattr(error, 'reason', None) or error).strip()}."
        raise SourceError(
            message, "Check the connection and run the same command again; it goes on.", temporary=True
        ) from error


def _ask(address: str, part: Path, have: int, tag: str) -> http.client.HTTPResponse:
    headers = {"User-Agent": "crossfield"}
    if have:
        headers |= {"Range": f"bytes={have}-", "If-Range": tag}
    with _connected(address):
        request = urllib.request.Request(address, headers=headers)  # noqa: S310 -- is_address was asked
        try:
            answer: http.client.HTTPResponse = urllib.request.urlopen(request, timeout=TIMEOUT)  # noqa: S310
        except urllib.error.HTTPError as error:
            if error.code != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE or not have:
                raise
            error.close()
        else:
            if answer.status != HTTPStatus.PARTIAL_CONTENT or _fits(answer, have, tag):
                return answer
            answer.close()
    part.unlink()  # what is there is not the begin of this file, or nothing comes behind it: begin anew
    return _ask(address, part, 0, "")


def _fits(answer: http.client.HTTPResponse, have: int, tag: str) -> bool:
    begins = (answer.headers.get("Content-Range") or "").startswith(f"bytes {have}-")
    return begins and tag in {answer.headers.get("ETag"), answer.headers.get("Last-Modified")}


def _load(
    address: str,
    answer: http.client.HTTPResponse,
    part: Path,
    *,
    start: int,
    expected: int | None,
    progress: Progress | None,
) -> int:
    loaded = start
    with part.open("ab" if start else "wb") as out:
        while True:
            with _connected(address):
                chunk = answer.read(CHUNK)
            if not chunk:
                return loaded
            out.write(chunk)
            loaded += len(chunk)
            if progress:
                progress(loaded, expected)


def _file_name(address: str) -> str:
    with _connected(address):
        name = urlsplit(address).path.rpartition("/")[2][-LONGEST_NAME:]
    return name if name.strip(".") else "download"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""
