"""The icon that browsers ask for on pages that name none, such as the administration's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_not_required
@require_safe
def icon(_: HttpRequest) -> HttpResponse:
    """Lead to the one icon there is."""
    return redirect(static("crossfield/icon.svg"))
