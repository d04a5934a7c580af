"""What a user has set up beside the password."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator

if TYPE_CHECKING:
    from django.http import HttpRequest

    from crossfield.web.accounts.models import User


@dataclass(frozen=True, slots=True)
class SecondStep:
    """An authenticator app, passkeys, and how many recovery codes are left."""

    has_app: bool
    passkeys: int
    codes_left: int

    @property
    def is_set_up(self) -> bool:
        """True where signing in needs more than a password."""
        return self.has_app or self.passkeys > 0


def second_step_of(user: User) -> SecondStep:
    """What a user has set up."""
    found = list(Authenticator.objects.filter(user=user))
    kinds = [one.type for one in found]
    codes = [one.wrap().get_unused_codes() for one in found if one.type == Authenticator.Type.RECOVERY_CODES]
    return SecondStep(
        has_app=Authenticator.Type.TOTP in kinds,
        passkeys=kinds.count(Authenticator.Type.WEBAUTHN),
        codes_left=sum(len(one) for one in codes),
    )


def why_no_passkeys(request: HttpRequest) -> str:
    """What keeps browsers from making passkeys for this address: "https", "name", or empty where nothing does.

    They want a secure connection and a name: neither plain http (but for localhost) nor a number as address.
    """
    name = request.get_host().rpartition(":")[0] or request.get_host()
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return "" if request.is_secure() or name == "localhost" else "https"
    return "name"
