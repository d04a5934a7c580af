"""Whether a way to reach somebody is one: the same on a person's page and in lists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.validators import EmailValidator, URLValidator

if TYPE_CHECKING:
    from collections.abc import Callable

ATOM = r"[-!#$%&'*+/=?^_`{}|~0-9A-Z\u0080-\U0010ffff]+"
UMLAUTS = re.compile(rf"{ATOM}(\.{ATOM})*\Z", re.IGNORECASE)
"""What stands before the @: Django's own rule and letters beyond ASCII (RFC 6531)."""


class InternationalEmail(EmailValidator):
    """A mail address, umlauts included."""

    user_regex = UMLAUTS


CHECKS: dict[str, Callable[[str], None]] = {
    "mail": InternationalEmail(),
    "website": URLValidator(schemes=["http", "https"]),
}
"""Kind of a detail → what refuses a value that is none by a `ValidationError`; other kinds are written as one likes."""
