"""The outer door: an error of crossfield becomes a page that says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from collections.abc import Callable

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
        shown = {"error": error, "status": status, "unknown": isinstance(error, UnknownNameError)}
        shown["gone"] = isinstance(error, UnknownNameError) and error.kind == "data version"
        shown["empty"] = isinstance(error, NoProjectsError)
        shown["missing"] = isinstance(error, (NotComputableError, TableMissingError))
        return render(request, "desk/error.html", shown, status=status)
