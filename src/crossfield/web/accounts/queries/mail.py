"""Who is written to: hashes of addresses, who wants no mail, and how much was sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.core.validators import EmailValidator
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import override

from crossfield.web.accounts.models import BlockedAddress, Institution, Mail
from crossfield.web.accounts.models.mail import MailKind
from crossfield.web.accounts.queries.draft import as_written, sendable

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

SIGNER = Signer(salt="crossfield.unsubscribe")


def address_hash(address: str) -> str:
    """An address as a hash under the workbench's key: the same for every spelling, and of no use elsewhere.

    Examples
    --------
    >>> address_hash(" Ann@Example.org") == address_hash("ann@example.org"), len(address_hash("ann@example.org"))
    (True, 64)
    >>> address_hash("ann@MÜNCHEN.example") == address_hash("ann@xn--mnchen-3ya.example")
    True
    """
    return salted_hmac("crossfield.mail", as_written(address).casefold(), algorithm="sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Subscription:
    """What the link in a mail means: a kind of mail, an address as a hash, and whose mail it is.

    Parameters
    ----------
    kind
        One of `MailKind`.
    to_hash
        As `address_hash` writes it.
    institution
        Whose; None: everybody's in this workbench, as in links of mails that named nobody.
    """

    kind: str
    to_hash: str
    institution: Institution | None


def blocked(kind: str, institution: Institution | int | None) -> QuerySet[BlockedAddress]:
    """Addresses that want no mail of a kind from an institution, or from anybody."""
    return BlockedAddress.objects.filter(Q(institution=None) | Q(institution=institution), kind=kind)


def is_blocked(address: str, kind: str, institution: Institution | int | None = None) -> bool:
    """Tell whether an address wants no mail of a kind from an institution; without one, from anybody."""
    return blocked(kind, institution).filter(to_hash=address_hash(address)).exists()


def unsubscribe_token(address: str, kind: str, institution: Institution | None = None) -> str:
    """The signed part of the address by which somebody leaves a kind of mail; the mail address is not in it."""
    whose = f"-{institution.public_id}" if institution else ""
    return SIGNER.sign(f"{kind}-{address_hash(address)}{whose}")


def unsubscribe_behind(token: str) -> Subscription | None:
    """What a signed address means; None for any other address."""
    try:
        kind, _, rest = SIGNER.unsign(token).partition("-")
    except BadSignature:
        return None
    to_hash, _, whose = rest.partition("-")
    institution = Institution.objects.filter(public_id=whose).first() if whose else None
    if kind not in MailKind.values or (whose and institution is None):
        return None
    return Subscription(kind, to_hash, institution)


def can_be_sent_to(address: str) -> bool:
    """Tell whether the workbench can send to an address by itself: not with letters beyond ASCII before the @.

    That asks every server on the way for an extension (SMTPUTF8, RFC 6531) which few offer, and Django would write to
    another mailbox, named by the letters' encoding. A domain may have any letters: it has a form in ASCII.

    Examples
    --------
    >>> can_be_sent_to("info@straße.example"), can_be_sent_to("jürgen@example.org"), can_be_sent_to("nobody")
    (True, False, False)
    """
    try:
        EmailValidator()(sendable(address))
    except ValidationError:
        return False
    return sendable(address).isascii()


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
