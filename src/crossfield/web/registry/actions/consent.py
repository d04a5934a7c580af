"""Double opt-in: a person confirms by a link that she may be sent mail, and takes it back by one click."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.actions.mail import block_address, block_all_mail
from crossfield.web.registry.actions.person import note_consent
from crossfield.web.registry.models import ConsentEntry, ConsentRequest, PersonDetail
from crossfield.web.registry.models.consent import a_month_from_now
from crossfield.web.registry.queries.consent import KINDS, can_answer, can_be_asked, consents_to
from crossfield.web.registry.queries.legal_basis import letter_wording, mail_wording
from crossfield.web.registry.queries.person import hash_of
from crossfield.web.registry.rules import check_changes

if TYPE_CHECKING:
    from datetime import date

    from crossfield.web.accounts.models import User
    from crossfield.web.accounts.queries.mail import Subscription


@transaction.atomic
def ask_for_consent(detail: PersonDetail, *, by: User, language: str) -> ConsentRequest:
    """Make a link by which a person confirms that she may be sent mail. Links that were made before end.

    It is valid for a month, and no longer than the address.

    Who may: cluster management and administrators of the institution. Logged without the address. Nothing is sent: the
    page shows a draft for the user's own mailbox, for until the person has confirmed there is no ground to write.

    Parameters
    ----------
    detail
        A mail address kept on a consent.
    by
        Who asks.
    language
        Of mail and page: de or en.

    Raises
    ------
    NotAllowedError
        The person belongs to another institution.
    WrongStateError
        It is no mail address, not kept on a consent, confirmed already, withdrawn, or expired.
    """
    check_changes(by, detail.person)
    if not can_be_asked(detail):
        raise WrongStateError(
            _("Only a mail address that is kept on a consent is confirmed by a link, and only once."),
            _("Note the address anew, with consent as its legal basis."),
        )
    now = timezone.now()
    detail.requests.filter(used=None, expires__gt=now).update(expires=now)
    last = timezone.make_aware(datetime.combine(detail.expires, time.max))
    made = ConsentRequest.objects.create(
        detail=detail,
        language=language,
        wording=mail_wording(language)[0],
        asked_by=by,
        created=now,
        expires=min(a_month_from_now(), last),
    )
    write_log(detail, verb="ask_for_consent", by=by, fields=("confirmed",))
    return made


@transaction.atomic
def confirm_consent(request: ConsentRequest, *, by: User | None) -> PersonDetail:
    """Keep that a person agreed to be sent mail, and use the link up. What she has unsubscribed from stays so.

    Who may: whoever has the signed link, but for users of the institution that asks. This keeps the institution from
    answering for the person by mistake; it proves nothing against somebody who signs out and follows the link of the
    own draft. Logged as the program's, and written into the consent log with day and wording; nothing is sent.

    Parameters
    ----------
    request
        Whose link was followed.
    by
        Who is signed in there; None for anybody else.

    Raises
    ------
    NotAllowedError
        Who is signed in belongs to the institution that asks.
    WrongStateError
        The link was used or has expired, or the detail is withdrawn or has expired.
    """
    _check_answers(by, request)
    now = timezone.now()
    detail = PersonDetail.objects.select_for_update().select_related("person").get(pk=request.detail_id)
    open_ones = ConsentRequest.objects.filter(pk=request.pk, used=None, expires__gt=now)
    if detail.withdrawn or detail.expires < timezone.localdate(now) or open_ones.update(used=now) != 1:
        raise WrongStateError(_("This link is no longer valid."), _("Ask the institution for a new one."))
    detail.confirmed = now
    detail.save(update_fields=["confirmed"])
    write_log(detail, verb="confirm_consent", by=None, fields=("confirmed",))
    act, way = ConsentEntry.Act.GIVEN, ConsentEntry.Way.LINK
    note_consent(detail, by=None, act=act, way=way, day=timezone.localdate(now), text=request.wording)
    return detail


@transaction.atomic
def note_answer(detail: PersonDetail, *, by: User, way: str, day: date | None = None) -> None:
    """Note that a person agreed by letter, mail or in a talk to be sent mail at an address.

    This is a ground to write from one's own mailbox. The workbench sends nothing by itself on it: that asks for the
    link, by which the person alone answers.

    Who may: cluster management and administrators of the institution. Logged, and written into the consent log with
    who noted it, day, way and wording; nothing is sent.

    Parameters
    ----------
    detail
        A mail address kept on a consent, not confirmed by a link.
    by
        Who notes it.
    way
        One of `ConsentEntry.Way.noted`.
    day
        When the person said so; None: today.

    Raises
    ------
    NotAllowedError
        The person belongs to another institution.
    WrongStateError
        It is no such address, or the way is one by which the person answers herself.
    """
    check_changes(by, detail.person)
    if not can_be_asked(detail):
        raise WrongStateError(
            _("Only for a mail address that is kept on a consent, and not confirmed by a link, an answer is noted."),
            _("Note the address anew, with consent as its legal basis."),
        )
    if way not in dict(ConsentEntry.Way.noted()):
        raise WrongStateError(_("By the link only the person herself answers."), _("Choose how you were told."))
    write_log(detail, verb="note_answer", by=by)
    act, text = ConsentEntry.Act.GIVEN, letter_wording(detail.person.language)[0]
    note_consent(detail, by=by, act=act, way=way, day=day or timezone.localdate(), text=text)


@transaction.atomic
def withdraw_consent(request: ConsentRequest, *, by: User | None) -> PersonDetail:
    """Keep that a person took her consent back: the address is shown and used nowhere for its purpose.

    Mail of this purpose from this institution is blocked, also after an erasure; what others send is not.

    Who may: whoever has the signed link, at any time, but for users of the institution that asks: they note on the
    person's page by which way they were told. Logged as the program's, and written into the consent log; nothing is
    sent.

    Parameters
    ----------
    request
        Whose link was followed.
    by
        Who is signed in there; None for anybody else.

    Raises
    ------
    NotAllowedError
        Who is signed in belongs to the institution that asks.
    WrongStateError
        It is withdrawn already.
    """
    _check_answers(by, request)
    every = PersonDetail.objects.select_for_update(of=("self",)).select_related("person__institution")
    detail = every.get(pk=request.detail_id)
    if detail.withdrawn:
        raise WrongStateError(_("This detail is withdrawn already."), "")
    detail.withdrawn = timezone.now()
    detail.save(update_fields=["withdrawn"])
    if detail.purpose in KINDS:
        kind, institution = KINDS[detail.purpose], detail.person.institution
        block_address(hash_of(detail), kind=kind, institution=institution)
    write_log(detail, verb="withdraw_consent", by=None, fields=("withdrawn",))
    act, way = ConsentEntry.Act.WITHDRAWN, ConsentEntry.Way.LINK
    note_consent(detail, by=None, act=act, way=way, day=timezone.localdate())
    return detail


@transaction.atomic
def end_all_mail(request: ConsentRequest, *, by: User | None) -> None:
    """Keep that a person wants no mail from anybody in this workbench: a hash on the block list, for every kind.

    Who may: whoever has the signed link, at any time, but for users of the institution that asks. Not logged: it is its
    own entry; nothing is sent.

    Raises
    ------
    NotAllowedError
        Who is signed in belongs to the institution that asks.
    """
    _check_answers(by, request)
    block_all_mail(hash_of(request.detail))


@transaction.atomic
def unsubscribe(subscription: Subscription, *, is_from_all: bool = False) -> int:
    """End a kind of mail of one institution by the link in a mail, and the consents on which it was sent.

    The address is blocked as a hash, also after an erasure. What other institutions send stays as it is.

    Who may: whoever has the signed link, which came to the address alone. Each consent that ends is logged as the
    program's, and written into the consent log as taken back by the link; nothing is sent.

    Parameters
    ----------
    subscription
        What the link means.
    is_from_all
        Want no mail of any kind, whoever in this workbench would write.

    Returns
    -------
    int
        Consents that ended; none where it was done before, or the mail rests on an account or a membership.
    """
    block_address(subscription.to_hash, kind=subscription.kind, institution=subscription.institution)
    if is_from_all:
        block_all_mail(subscription.to_hash)
    now, ended = timezone.now(), 0
    for detail in consents_to(subscription):
        if PersonDetail.objects.filter(pk=detail.pk, withdrawn=None).update(withdrawn=now) != 1:
            continue
        detail.withdrawn = now
        write_log(detail, verb="unsubscribe", by=None, fields=("withdrawn",))
        act, way = ConsentEntry.Act.WITHDRAWN, ConsentEntry.Way.LINK
        note_consent(detail, by=None, act=act, way=way, day=timezone.localdate(now))
        ended += 1
    return ended


def _check_answers(by: User | None, request: ConsentRequest) -> None:
    if not can_answer(by, request):
        raise NotAllowedError(
            _("Only the person herself answers by this link, not the institution that asks."),
            _("If the mail came to your own address, sign out here first."),
        )
