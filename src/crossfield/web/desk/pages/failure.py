"""Pages for what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """There is nothing at this address."""
    return render(request, "desk/failure.html", {"status": 404}, status=404)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """It is not for this reader."""
    return render(request, "desk/failure.html", {"status": 403}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """The request makes no sense."""
    return render(request, "desk/failure.html", {"status": 400}, status=400)


def foreign_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """A form that another site sent, or one that lay open too long."""
    return render(request, "desk/failure.html", {"status": 403, "form": True}, status=403)
