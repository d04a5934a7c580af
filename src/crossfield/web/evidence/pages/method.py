"""How figures are made: all of them, and one with its formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from crossfield.web.evidence.queries.method import method, methods

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_not_required
@require_safe
def method_list(request: HttpRequest) -> HttpResponse:
    """Every figure in plain words; readable without an account, so that whoever is shown a figure can look it up."""
    return render(request, "evidence/methods.html", {"groups": methods(get_language() or "en")})


@login_not_required
@require_safe
def method_page(request: HttpRequest, name: str) -> HttpResponse:
    """One figure: how it is made, how to read it, its formula and the paper it comes from."""
    return render(request, "evidence/method.html", {"method": method(name, get_language() or "en")})
