"""Links by which people agree to be sent mail, and to whom the workbench may therefore write by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.signing import BadSignature, Signer
from django.utils import timezone

from crossfield.web.accounts.models.mail import MailKind
from crossfield.web.accounts.queries.mail import blocked
from crossfield.web.registry.models import ConsentRequest, PersonDetail
from crossfield.web.registry.queries.legal_basis import (
    bases_of_consent,
    is_consent,
    letter_wording,
    mail_wording,
    purpose_said,
)
from crossfield.web.registry.queries.person import details_for_writing, hash_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User
    from crossfield.web.accounts.queries.mail import Subscription

SIGNER = Signer(salt="crossfield.consent")
KINDS = {
    "events": MailKind.INVITATION,
    "news": MailKind.NEWS,
    "cooperation": MailKind.UPDATE,
    "membership": MailKind.UPDATE,
}
"""Purpose of a consent → kind of mail that the workbench sends by itself on it, and that one leaves by one click."""


def consent_requests_for(user: User | None) -> QuerySet[ConsentRequest]:
    """Links of the details that a user may write on, newest first."""
    found = ConsentRequest.objects.filter(detail__in=details_for_writing(user).values("pk"))
    return found.select_related("detail__person__institution")


def consent_token(request: ConsentRequest) -> str:
    """The signed part of a link's address."""
    return SIGNER.sign(request.public_id)


def consent_request_behind(token: str) -> ConsentRequest | None:
    """The request that a signed address means; None for any other address, and for people who are erased."""
    try:
        public_id = SIGNER.unsign(token)
    except BadSignature:
        return None
    return ConsentRequest.objects.select_related("detail__person__institution").filter(public_id=public_id).first()


def can_answer(user: User | None, request: ConsentRequest) -> bool:
    """Tell whether who follows a link may answer: who is signed in for the institution that asks is not the person."""
    return user is None or user.institution_id != request.detail.person.institution_id


def can_be_asked(detail: PersonDetail) -> bool:
    """Tell whether a detail is a mail address kept on a consent that still holds and is not confirmed by a link yet."""
    holds = detail.withdrawn is None and detail.expires >= timezone.localdate()
    return holds and detail.kind == PersonDetail.Kind.MAIL and is_consent(detail.basis) and detail.confirmed is None


def is_left(request: ConsentRequest) -> bool:
    """Tell whether the address wants no mail of the kind that is agreed to: then it is sent none all the same.

    Only the link in a mail that came to the address takes that back; a consent that is given anew does not.
    """
    detail = request.detail
    kind = KINDS.get(detail.purpose)
    return kind is not None and blocked(kind, detail.person.institution).filter(to_hash=hash_of(detail)).exists()


def agreed_text(request: ConsentRequest, language: str) -> str:
    """What the person agrees to, in the wording of the request."""
    detail = request.detail
    said = {"institution": str(detail.person.institution), "purpose": purpose_said(detail.purpose, language)}
    return mail_wording(language, request.wording)[1].format(**said)


def letter_text(detail: PersonDetail, language: str) -> str:
    """What a person agrees to by letter or mail, in the newest wording."""
    said = {"institution": str(detail.person.institution), "purpose": purpose_said(detail.purpose, language)}
    return letter_wording(language)[1].format(**said, address=detail.value)


def has_agreed(address: str, *, institution: int | None, purposes: Collection[str], day: date) -> bool:
    """Tell whether somebody has confirmed by a link that an institution may write to an address, and not taken it back.

    Parameters
    ----------
    address
        Mail address.
    institution
        Row number of the institution that would write.
    purposes
        For any of which; names of the rule file on people.
    day
        On which.
    """
    valid = PersonDetail.objects.filter(
        kind=PersonDetail.Kind.MAIL,
        value__iexact=address.strip(),
        person__institution=institution,
        purpose__in=purposes,
        confirmed__isnull=False,
        withdrawn__isnull=True,
        expires__gte=day,
    )
    return valid.exists()


def consents_to(subscription: Subscription) -> list[PersonDetail]:
    """Consents to mail of a kind that an institution holds of an address, which is known as a hash alone.

    Parameters
    ----------
    subscription
        What the link of a mail means; of one that names no institution there is none.
    """
    held = PersonDetail.objects.filter(
        kind=PersonDetail.Kind.MAIL,
        basis__in=bases_of_consent(),
        purpose__in=[purpose for purpose, kind in KINDS.items() if kind == subscription.kind],
        person__institution=subscription.institution,
        withdrawn__isnull=True,
    )
    found = held.exclude(person__institution=None).select_related("person").order_by("pk")
    return [one for one in found if hash_of(one) == subscription.to_hash]
