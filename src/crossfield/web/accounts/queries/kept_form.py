"""Whose browser a request without a session comes from, and what was kept for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from crossfield.web.accounts.models import KeptForm, User
from crossfield.web.accounts.models.kept_form import KEPT_FOR, LONGEST_ADDRESS

if TYPE_CHECKING:
    from django.http import HttpRequest

COOKIE = "crossfield_writer"
TAKEN_UP = "kept"
"""Name in the address of a page whose form is filled in again."""
TAKEN_UP_BY = "kept_form"
"""Name of the hidden field of a form that is filled in again; it says which of those kept is sent now."""
NUL = "\0"
"""The sign that PostgreSQL cannot store or compare, so that no id holds it."""
SIGNER = Signer(salt="crossfield.writer")


def writer_token(user: User) -> str:
    """What the browser keeps beyond the session: whose forms are open in it, signed."""
    return SIGNER.sign(user.public_id)


def writer_of(request: HttpRequest) -> User | None:
    """Who was signed in last in the browser that a request comes from; None where that is not known.

    A form that was opened before somebody else signed in does not get this far: signing in renews the token of forms.
    """
    try:
        public_id = SIGNER.unsign(request.COOKIES.get(COOKIE, ""))
    except BadSignature:
        return None
    return User.objects.filter(public_id=public_id, is_active=True).first()


def page_before(request: HttpRequest) -> str:
    """The own page on which a form stood, without what said there that a form is filled in again; else the start."""
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}) or len(came_from) > LONGEST_ADDRESS:
        return reverse("start")
    parts = urlsplit(came_from)
    asked = urlencode([pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != TAKEN_UP])
    page = parts.path + (f"?{asked}" if asked else "")
    return page if len(page) <= LONGEST_ADDRESS else reverse("start")  # written anew, a sign may take three


def kept_form_for(user: User, public_id: str) -> KeptForm | None:
    """What was kept for a user under an id within the last day; somebody else's is as if it were not there."""
    if not public_id or NUL in public_id:
        return None
    return KeptForm.objects.filter(user=user, public_id=public_id, created__gt=timezone.now() - KEPT_FOR).first()


def page_filled(kept: KeptForm) -> str:
    """Address of the page whose form is to be filled in again."""
    sign = "&" if "?" in kept.page else "?"
    return f"{kept.page}{sign}{urlencode({TAKEN_UP: kept.public_id})}"


def texts_kept(kept: KeptForm) -> list[str]:
    """What people typed, for those who do not find it in its form: values of more than a sign, each once."""
    return list(dict.fromkeys(value for name, value in kept.fields if len(value) > 1 and name not in {"once", "next"}))
