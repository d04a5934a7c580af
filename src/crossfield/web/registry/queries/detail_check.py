"""Whether a way to reach somebody is one: the same on a person's page and in lists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.validators import EmailValidator, URLValidator
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from collections.abc import Callable

ATOM = r"[-!#$%&'*+/=?^_`{}|~0-9A-Z\u0080-\U0010ffff]+"
UMLAUTS = re.compile(rf"{ATOM}(\.{ATOM})*\Z", re.IGNORECASE)
"""What stands before the @: Django's own rule and letters beyond ASCII (RFC 6531)."""


UNSENDABLE = gettext_lazy(
    "The workbench cannot send to this address by itself, for it has letters such as umlauts before the @. "
    "Send the drafts from your own mailbox."
)
"""What is said of an address that is one, and that mail servers take by an extension only."""


class InternationalEmail(EmailValidator):
    """A mail address, umlauts included."""

    user_regex = UMLAUTS


CHECKS: dict[str, Callable[[str], None]] = {
    "mail": InternationalEmail(),
    "website": URLValidator(schemes=["http", "https"]),
}
"""Kind of a detail → what refuses a value that is none by a `ValidationError`; other kinds are written as one likes."""
