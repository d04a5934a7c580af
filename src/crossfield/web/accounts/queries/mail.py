"""Who is written to: hashes of addresses, who wants no mail, and how much was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import Count
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import override

from crossfield.web.accounts.models import BlockedAddress, Mail
from crossfield.web.accounts.models.mail import MailKind

if TYPE_CHECKING:
    from datetime import datetime

SIGNER = Signer(salt="crossfield.unsubscribe")


def address_hash(address: str) -> str:
    """An address as a hash under the workbench's key: the same for every spelling, and of no use elsewhere.

    Examples
    --------
    >>> address_hash(" Ann@Example.org") == address_hash("ann@example.org"), len(address_hash("ann@example.org"))
    (True, 64)
    """
    return salted_hmac("crossfield.mail", address.strip().casefold(), algorithm="sha256").hexdigest()


def is_blocked(address: str, kind: str) -> bool:
    """Tell whether an address wants no mail of a kind."""
    return BlockedAddress.objects.filter(kind=kind, to_hash=address_hash(address)).exists()


def unsubscribe_token(address: str, kind: str) -> str:
    """The signed part of the address by which somebody leaves a kind of mail; the mail address is not in it."""
    return SIGNER.sign(f"{kind}-{address_hash(address)}")


def unsubscribe_behind(token: str) -> tuple[str, str] | None:
    """Kind and hash that a signed address means; None for any other address."""
    try:
        kind, _, found = SIGNER.unsign(token).partition("-")
    except BadSignature:
        return None
    return (kind, found) if kind in MailKind.values else None


def link_to(name: str, *parts: str, language: str) -> str:
    """Whole address of a page in a language, for mail that no request sends."""
    with override(language):
        return settings.SITE + reverse(name, args=parts)


def sent_since(moment: datetime) -> int:
    """How many mails went out since a moment."""
    return Mail.objects.filter(at__gte=moment).exclude(state__in=Mail.UNSENT).count()


def mail_counts(moment: datetime) -> list[dict[str, Any]]:
    """Mails since a moment: kind, state, count; whom they went to is nowhere."""
    found = Mail.objects.filter(at__gte=moment).order_by("kind", "state").values("kind", "state")
    states, kinds = dict(Mail.State.choices), dict(MailKind.choices)
    return [
        {"kind": kinds.get(row["kind"], row["kind"]), "state": states[row["state"]], "count": row["count"]}
        for row in found.annotate(count=Count("pk"))
    ]
