"""The outer door: an error of crossfield becomes a page that says what to do."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, urlencode

from django.shortcuts import render

from crossfield.errors import (
    CrossfieldError,
    LakeError,
    NoProjectsError,
    NotAllowedError,
    NotComputableError,
    TableMissingError,
    UnknownNameError,
)
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.places import places_or_closest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpRequest, HttpResponse

STATUS: tuple[tuple[type[CrossfieldError], int], ...] = (
    (UnknownNameError, 404),
    (NotAllowedError, 403),
    (LakeError, 503),
)
OTHERWISE = 404
"""Not computable, no such table: there is nothing at this address in this data version."""


class AnswerErrors:
    """Catches `CrossfieldError`; everything else is a defect and Django's to report."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as ever."""
        return self.answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Show the error's page, with the closest names where a name is unknown."""
        if not isinstance(error, CrossfieldError):
            return None
        status = next((code for kind, code in STATUS if isinstance(error, kind)), OTHERWISE)
        shown: dict[str, Any] = {"error": error, "status": status, "unknown": isinstance(error, UnknownNameError)}
        shown["gone"] = isinstance(error, UnknownNameError) and error.kind == "data version"
        shown["empty"] = isinstance(error, NoProjectsError)
        shown["missing"] = isinstance(error, (NotComputableError, TableMissingError))
        if isinstance(error, UnknownNameError):
            near: Sequence[str] = error.closest
            with suppress(CrossfieldError):  # what cannot be read now has no names to offer
                if error.kind == "region":
                    shown["places"], near = places_or_closest(current_version(), error)
            shown["closest"] = [(name, corrected(request, error.name, name)) for name in near]
        return render(request, "desk/error.html", shown, status=status)


def corrected(request: HttpRequest, wrong: str, right: str) -> str:
    """The address that was asked for, with another name in the place of one that is unknown.

    Parameters
    ----------
    request
        What was asked.
    wrong, right
        The unknown name, and one that is known.

    Returns
    -------
    str
        Path and query; empty where the address does not hold the unknown name, or something was sent to it.

    Examples
    --------
    >>> from django.test import RequestFactory
    >>> corrected(RequestFactory().get("/de/compare/DED,Bajern/"), "Bajern", "Bayern")
    '/de/compare/DED,Bayern/'
    >>> corrected(RequestFactory().get("/de/partners/?for=Sachsn&new=1"), "Sachsn", "Sachsen")
    '/de/partners/?for=Sachsen&new=1'
    >>> corrected(RequestFactory().get("/de/region/x/"), "Bajern", "Bayern")
    ''
    """
    if request.method not in {"GET", "HEAD"}:
        return ""
    path = "/".join(_replaced(part, wrong, right) for part in request.get_full_path_info().partition("?")[0].split("/"))
    told = [(key, right if value == wrong else value) for key, values in request.GET.lists() for value in values]
    address = f"{path}?{urlencode(told)}" if told else path
    return address if address != request.get_full_path_info() else ""


def _replaced(part: str, wrong: str, right: str) -> str:
    """A part of a path, which may list several names with commas between them."""
    names = [unquote(name) for name in part.split(",")]
    return ",".join(quote(right if name == wrong else name, safe=":~") for name in names)
