"""The people of an institution and their sessions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Exists, OuterRef

from crossfield.web.accounts.models import User
from crossfield.web.accounts.rules import is_allowed_at_home

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

BROWSERS = ("Edg", "OPR", "Firefox", "Chrome", "Safari")
"""What browsers call themselves, the more particular ones first: all of them claim to be others, too."""
SPOKEN = {"Edg": "Edge", "OPR": "Opera", "Safari": "Safari"}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}
STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


@dataclass(frozen=True, slots=True)
class Session:
    """A browser in which somebody is signed in."""

    number: int
    browser: str
    since: datetime
    is_current: bool


def people_for(user: User) -> QuerySet[User]:
    """People of a user's institution, for those who may see them; each with whether a second step is set up."""
    if not is_allowed_at_home(user, "people.see"):
        return User.objects.none()
    stepped = Authenticator.objects.filter(user=OuterRef("pk"), type__in=STEPS)
    return User.objects.filter(institution=user.institution_id).annotate(has_second_step=Exists(stepped))


def sessions_of(user: User, current: str | None) -> list[Session]:
    """Browsers in which a user is signed in, the newest first; ``current`` is the key of the one that asks."""
    found = UserSession.objects.purge_and_list(user)
    shown = [Session(one.pk, browser_name(one.user_agent), one.created_at, one.session_key == current) for one in found]
    return sorted(shown, key=lambda one: (one.is_current, one.since), reverse=True)


def browser_name(said: str) -> str:
    """What a browser says of itself, in two words; empty where it says nothing that is known.

    Examples
    --------
    >>> browser_name("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    'Firefox, Linux'
    """
    browser = next((name for name in BROWSERS if re.search(rf"\b{name}[A-Za-z]*/", said)), "")
    system = next((name for name in SYSTEMS if name in said), "")
    return ", ".join(part for part in (SPOKEN.get(browser, browser), system) if part)
