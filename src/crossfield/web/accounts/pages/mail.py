"""Choosing from one's account whether mail comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crossfield.web.accounts.actions.mail import block_address, unblock_address
from crossfield.web.accounts.models.mail import MailKind
from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.accounts.queries.mail import address_hash

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_POST
def digest(request: HttpRequest) -> HttpResponse:
    """Get the weekly digest, or no longer."""
    user = reader_of(request)
    known = address_hash(user.email)
    if request.POST.get("wanted") == "yes":
        unblock_address(known, kind=MailKind.DIGEST, institution=user.institution)
    else:
        block_address(known, kind=MailKind.DIGEST, institution=user.institution)
    messages.success(request, _("Saved."))
    return redirect("account")
