"""Cooperations: recording one, confirming it for a partner, proving it, its status, and its next steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.actions.document import digest_of, discard_document, store_document
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.actions.release import set_release
from crossfield.web.accounts.models import LogEntry
from crossfield.web.accounts.models.release import Release
from crossfield.web.registry.actions.columns import set_columns
from crossfield.web.registry.actions.event_document import check_size
from crossfield.web.registry.actions.search import forget, make_findable
from crossfield.web.registry.models import (
    Cooperation,
    CooperationChange,
    CooperationPartner,
    CooperationProof,
    CooperationStatus,
    CooperationStep,
)
from crossfield.web.registry.queries.cooperation import partner_count, waits_for
from crossfield.web.registry.rules import can_write, check_changes, check_writes

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from django.core.files.base import File
    from django.db.models import QuerySet

    from crossfield.web.accounts.models import Document, User
    from crossfield.web.registry.models import Organisation

    Part = tuple[Organisation, str, str]

FEWEST = 2
"""Partners of a cooperation, and institutions that confirm it: one alone is one side, whomever it speaks for."""
ANSWER = ("confirmed_by", "confirmed_at", "declined_by", "declined_at", "why")
"""Columns in which a partner's institution answers."""
PAIR = 2
"""Partners of a mutual membership: two organisations, each a member of the other."""
CHANGED = ("title", "kind", "began", "ended", "interface", "side_a", "side_b", "text")
"""What can be changed of a cooperation; with other partners it is another cooperation."""


@transaction.atomic
def record_cooperation(
    title: str,
    *,
    by: User | None,
    kind: str,
    partners: Sequence[Part],
    **rest: Any,  # noqa: ANN401 -- columns
) -> Cooperation:
    """Record a cooperation of two or more organisations; it is stated by one side until confirmed or documented.

    Who may: cluster management and administrators, for the own institution; None: the program, for what ships, which
    everyone sees. For partners that the own institution speaks for it is confirmed at once; where those are all, that
    is one side. Logged; nothing is sent.

    Parameters
    ----------
    title
        As it is shown.
    by
        Who records it.
    kind
        One of `Cooperation.Kind`.
    partners
        Organisations, each with its role (`CooperationPartner.Role`) and its part in words, which may be "".
    rest
        Other columns: text, language, status, began, ended, interface, side_a, side_b, others.

    Raises
    ------
    NotAllowedError
        The user may not write.
    WrongStateError
        There are fewer than two partners, other than two of a mutual membership, or it ends before it begins.
    """
    if by is not None:
        check_writes(by)
    distinct = {organisation.pk: (organisation, role, part) for organisation, role, part in partners}
    if len(distinct) < FEWEST:
        raise WrongStateError(_("A cooperation has at least two partners."), _("Add the other organisation."))
    check_kind(kind, len(distinct) + rest.get("others", 0))
    check_dates(rest.get("began", ""), rest.get("ended", ""))
    made = Cooperation.objects.create(
        title=title.strip()[:300],
        kind=kind,
        owner=by,
        institution=by.institution if by else None,
        release=Release.INSTITUTION if by else Release.PUBLIC,
        **rest,
    )
    CooperationPartner.objects.bulk_create(
        CooperationPartner(cooperation=made, organisation=organisation, role=role, part=part[:200], position=place)
        for place, (organisation, role, part) in enumerate(distinct.values())
    )
    CooperationChange.objects.create(cooperation=made, status=made.status, by=by)
    make_findable(made)
    write_log(made, verb="record_cooperation", by=by, fields=("title", "kind", "partners", *rest))
    if by is not None and _own_parts(made, by):
        confirm_cooperation(made, by=by)
    return made


def _spoken_parts(cooperation: Cooperation, by: User) -> QuerySet[CooperationPartner]:
    own = cooperation.partners.filter(organisation__representation__institution=by.institution)
    return own.select_related("organisation")


def _own_parts(cooperation: Cooperation, by: User) -> list[CooperationPartner]:
    return list(_spoken_parts(cooperation, by).filter(waits_for(by)))


@transaction.atomic
def confirm_cooperation(cooperation: Cooperation, *, by: User, version: int | None = None) -> Cooperation:
    """Confirm a cooperation for the partners that the own institution speaks for, also after it was declined.

    Who may: cluster management and administrators of an institution that speaks for a partner. Logged; nothing is sent.

    Parameters
    ----------
    cooperation
        Which one.
    by
        Who confirms it.
    version
        The version that was looked at; None: whatever stands there.

    Raises
    ------
    NotAllowedError
        The user may not write, or the institution speaks for none of the partners that have not confirmed.
    WrongStateError
        It says something else by now than what was looked at.
    """
    check_writes(by)
    locked = _held(cooperation)
    _check_seen(locked, version)
    own = _own_parts(cooperation, by)
    if not own:
        raise NotAllowedError(
            _("Your institution speaks for none of the partners that have not confirmed yet."),
            _("An administrator says for which organisation your institution speaks."),
        )
    for part in own:
        _open_again(part)
        part.confirmed_by, part.confirmed_at = by.institution, timezone.now()
    CooperationPartner.objects.bulk_update(own, ANSWER)
    _keep_standing(cooperation)
    told = {"confirmed": ", ".join(part.organisation.name for part in own)}
    write_log(cooperation, verb="confirm_cooperation", by=by, fields=("partners",), told=told)
    return cooperation


@transaction.atomic
def decline_cooperation(
    cooperation: Cooperation, *, by: User, why: str = "", version: int | None = None
) -> Cooperation:
    """Say that a cooperation is not so for the partners that the own institution speaks for, or take back that it is.

    It is no longer confirmed; that it was stated stays, with who declined it. Whoever recorded it finds that under what
    is due. Who may: as for confirming. Logged; nothing is sent.

    Parameters
    ----------
    cooperation
        Which one.
    by
        Who says so.
    why
        For the institution that recorded it; may be "".
    version
        The version that was looked at; None: whatever stands there.

    Raises
    ------
    NotAllowedError
        The user may not write, or the institution speaks for none of the partners.
    WrongStateError
        It is declined already, or says something else by now than what was looked at.
    """
    check_writes(by)
    _check_seen(_held(cooperation), version)  # who confirms it reads the answers of all
    own = list(_spoken_parts(cooperation, by))
    if not own:
        raise NotAllowedError(
            _("Your institution speaks for none of the partners."),
            _("An administrator says for which organisation your institution speaks."),
        )
    if all(part.declined_at for part in own):
        raise WrongStateError(_("Your institution has declined this cooperation already."), "")
    for part in own:
        _open_again(part)
        part.declined_by, part.declined_at, part.why = by.institution, timezone.now(), why.strip()[:300]
    CooperationPartner.objects.bulk_update(own, ANSWER)
    _keep_standing(cooperation)
    told = {"declined": why.strip() or ", ".join(part.organisation.name for part in own)}
    write_log(cooperation, verb="decline_cooperation", by=by, fields=("partners",), told=told)
    return cooperation


@transaction.atomic
def change_cooperation(cooperation: Cooperation, *, by: User, version: int, given: Mapping[str, object]) -> Cooperation:
    """Change what is said of a cooperation; others who confirmed or declined what it said before are asked again.

    An end alone asks nobody again: one side can end what both agreed. Who may: cluster management and administrators of
    the institution it belongs to. Logged with the names of the columns; nothing is sent.

    Parameters
    ----------
    cooperation
        Which one.
    by
        Who changes it.
    version
        The version the form was opened with.
    given
        Column → value, of `CHANGED`; columns that are not there stay.

    Raises
    ------
    NotAllowedError
        The cooperation belongs to another institution.
    WrongStateError
        Somebody else has saved since the form was opened, it would be a mutual membership of other than two, or it
        would end before it begins.
    """
    check_changes(by, cooperation)
    locked = _held(cooperation)
    _check_seen(locked, version, _("Your text is kept below; look at the saved one, put both together and save again."))
    changed = set_columns(locked, CHANGED, given)
    if "kind" in changed:  # what was recorded before it was asked for stays so
        check_kind(locked.kind, partner_count(locked))
    check_dates(locked.began, locked.ended)
    locked.version += 1
    locked.save(update_fields=[*changed, "version"])
    ask_again(locked, changed, by=by)
    make_findable(locked)
    write_log(locked, verb="change_cooperation", by=by, fields=changed)
    return locked


def ask_again(cooperation: Cooperation, changed: Collection[str], *, by: User) -> None:
    """Ask others again who confirmed or declined what it said before; an end alone asks nobody.

    Who may: actions that have changed and saved it, in the same transaction.
    """
    if set(changed) - {"ended"}:
        answered = cooperation.partners.exclude(confirmed_by=by.institution, declined_at=None)
        answered.update(confirmed_by=None, confirmed_at=None, declined_by=None, declined_at=None, why="")
        _keep_standing(cooperation)


@transaction.atomic
def withdraw_cooperation(cooperation: Cooperation, *, by: User) -> None:
    """Take a cooperation out of the register that was recorded by mistake, with its proofs and next steps.

    Contacts that led to it stay; stored files go. Who may: cluster management and administrators of the institution it
    belongs to. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The cooperation belongs to another institution.
    WrongStateError
        Another institution has confirmed it: it was so, and can only end.
    """
    check_changes(by, cooperation)
    _held(cooperation)  # who confirms it holds the same lock
    if is_confirmed_elsewhere(cooperation) or _was_confirmed(cooperation, by):
        raise WrongStateError(
            _("Another institution has confirmed this cooperation."), _("Say when it ended, or that it was given up.")
        )
    forget(cooperation)
    write_log(cooperation, verb="withdraw_cooperation", by=by)
    stored = [proof.document for proof in cooperation.proofs.select_related("document") if proof.document]
    cooperation.delete()
    for document in stored:
        discard_document(document)


def _was_confirmed(cooperation: Cooperation, by: User) -> bool:
    """Tell whether another institution has confirmed it and not taken that back: a change asks it again, no more."""
    own = by.institution.public_id if by.institution else ""
    said = LogEntry.objects.filter(kind="cooperation", public_id=cooperation.public_id).exclude(institution=own)
    answers = said.filter(verb__in=("confirm_cooperation", "decline_cooperation")).order_by("pk")
    return "confirm_cooperation" in dict(answers.values_list("institution", "verb")).values()


def _open_again(part: CooperationPartner) -> None:
    part.confirmed_by = part.confirmed_at = part.declined_by = part.declined_at = None
    part.why = ""


def _held(cooperation: Cooperation) -> Cooperation:
    """It as it stands, held until all is written: whoever else answers, changes or takes it out waits."""
    found = Cooperation.objects.select_for_update().filter(pk=cooperation.pk).first()
    if found is None:
        raise WrongStateError(_("This cooperation is not there any more."), _("Whoever recorded it has taken it out."))
    return found


def _check_seen(held: Cooperation, version: int | None, hint: str = "") -> None:
    if version is not None and held.version != version:
        raise WrongStateError(_("Somebody else has saved this cooperation since you opened the form."), hint)


def check_kind(kind: str, count: int) -> None:
    """Refuse a mutual membership of other than two partners, those that are known as a number only included."""
    if kind == Cooperation.Kind.MUTUAL and count != PAIR:
        raise WrongStateError(
            _("A mutual membership has exactly two partners, each a member of the other; this one has %(count)s.")
            % {"count": count},
            _("Record one for every two of them, or choose another kind."),
        )


def check_dates(began: str, ended: str) -> None:
    """Refuse a cooperation that would end before it begins."""
    if began and ended and ended < began[: len(ended)]:
        raise WrongStateError(_("The cooperation would end before it begins."), _("Check the two dates."))


@transaction.atomic
def prove_cooperation(
    cooperation: Cooperation,
    *,
    by: User | None,
    source: str,
    title: str,
    address: str = "",
    dated: str = "",
    document: Document | None = None,
    file: File[bytes] | None = None,
) -> CooperationProof:
    """Add a document that proves a cooperation: who says so, where, since when. Whoever sees the cooperation sees it.

    What stands there already, of the same source, title, day, link and file, stands once: a form that is sent twice
    adds nothing the second time.

    Who may: cluster management and administrators of the institution it belongs to; None: the program, for what ships.
    Logged; nothing is sent.

    Parameters
    ----------
    cooperation
        Which one.
    by
        Who adds it.
    source
        Who says so.
    title
        As it is shown.
    address
        A link to it, or "".
    dated
        Its day, month or year, or "".
    document
        One that is stored already, for this proof alone: it goes with it.
    file
        One to store; only users do.

    Raises
    ------
    NotAllowedError
        The cooperation belongs to another institution.
    WrongStateError
        There is neither a link nor a document, the file is too large, or the cooperation was taken out meanwhile.
    """
    if by is not None:
        check_changes(by, cooperation)
    if not address and document is None and file is None:
        raise WrongStateError(
            _("Without a link or a document, nothing is proved."), _("Give the address of the document, or store it.")
        )
    check_size(file)
    _held(cooperation)  # its standing is written by who confirms it, too; of two at once the second sees the first
    said = {"source": source[:300], "title": title[:300], "address": address, "dated": dated}
    same = {"document": document} if file is None else {"document__sha256": digest_of(file)}
    known = cooperation.proofs.filter(**said, **same).first()
    if known is not None:
        return known
    if file is not None and by is not None:
        document = store_document(file, by=by, title=title)
    made = CooperationProof.objects.create(cooperation=cooperation, document=document, **said)
    _keep_standing(cooperation)
    write_log(cooperation, verb="prove_cooperation", by=by, fields=("proofs",), told={"proofs": title})
    return made


@transaction.atomic
def remove_proof(proof: CooperationProof, *, by: User) -> None:
    """Take a proof off that was recorded by mistake, for good; a stored file goes with it.

    How the cooperation is known falls back to what remains. Who may: cluster management and administrators of the
    institution it belongs to. Logged, and in the history with what it was; nothing is sent.

    Raises
    ------
    NotAllowedError
        The cooperation belongs to another institution.
    WrongStateError
        Somebody else has taken it off, or the cooperation out.
    """
    check_changes(by, proof.cooperation)
    cooperation = _held(proof.cooperation)
    held = cooperation.proofs.select_related("document").filter(pk=proof.pk).first()
    if held is None:
        raise WrongStateError(_("This stands there no more."), _("Look at the page again."))
    held.delete()
    if held.document is not None:
        discard_document(held.document)
    _keep_standing(cooperation)
    write_log(
        cooperation, verb="remove_proof", by=by, fields=("proofs",), told={"proofs": ""}, was={"proofs": held.title}
    )


def _keep_standing(cooperation: Cooperation) -> None:
    """Confirmed for all partners, by two institutions or more, goes before documented, documented before stated."""
    standing = Cooperation.Standing.STATED
    answers = set(cooperation.partners.values_list("confirmed_by", flat=True))
    if None not in answers and len(answers) >= FEWEST and not cooperation.others:
        standing = Cooperation.Standing.CONFIRMED
    elif cooperation.proofs.exists():
        standing = Cooperation.Standing.DOCUMENTED
    cooperation.standing = standing
    cooperation.save(update_fields=["standing"])


@transaction.atomic
def change_status(cooperation: Cooperation, *, by: User, status: str, ended: str = "") -> Cooperation:
    """Set how far a cooperation is, and when it ended; the earlier status stays in its history.

    Who may: cluster management and administrators of the institution it belongs to. Logged; nothing is sent.

    Parameters
    ----------
    cooperation
        Which one.
    by
        Who says so.
    status
        One of `CooperationStatus`.
    ended
        A day, month or year; "": the end stays as it is.

    Raises
    ------
    NotAllowedError
        The cooperation belongs to another institution.
    WrongStateError
        It has this status and this end already, or it would end before it begins.
    """
    check_changes(by, cooperation)
    locked = _held(cooperation)
    given = {"status": CooperationStatus(status), "ended": ended or locked.ended}
    changed = [name for name, value in given.items() if getattr(locked, name) != value]
    if not changed:
        raise WrongStateError(_("The cooperation has this status already."), _("Choose another one."))
    check_dates(locked.began, given["ended"])
    for name in changed:
        setattr(cooperation, name, given[name])
    if "ended" in changed:  # a form that was opened before would put the former end back
        cooperation.version = locked.version + 1
    cooperation.save(update_fields=[*changed, *(["version"] if "ended" in changed else [])])
    if "status" in changed:
        CooperationChange.objects.create(cooperation=cooperation, status=status, by=by)
    write_log(cooperation, verb="change_status", by=by, fields=changed)
    return cooperation


@transaction.atomic
def agree_step(cooperation: Cooperation, *, by: User, text: str, due: date | None = None) -> CooperationStep:
    """Note a next step that was agreed, and by when; the same one, as long as it is open, stands once.

    Who may: cluster management and administrators of the institution it belongs to. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The cooperation belongs to another institution.
    WrongStateError
        The cooperation was taken out meanwhile.
    """
    check_changes(by, cooperation)
    _held(cooperation)  # of two at once the second one sees the first
    text = text.strip()[:500]
    known = cooperation.steps.filter(text=text, due=due, done=None).first()
    if known is not None:
        return known
    made = CooperationStep.objects.create(cooperation=cooperation, text=text, due=due)
    write_log(cooperation, verb="agree_step", by=by, fields=("steps",), told={"steps": text})
    return made


@transaction.atomic
def finish_step(step: CooperationStep, *, by: User) -> CooperationStep:
    """Note that an agreed step is done, today.

    Who may: cluster management and administrators of the institution that the cooperation belongs to. Logged.

    Raises
    ------
    NotAllowedError
        The cooperation belongs to another institution.
    WrongStateError
        It is done already.
    """
    check_changes(by, step.cooperation)
    if step.done:
        raise WrongStateError(_("This step is done already."), "")
    step.done = timezone.localdate()
    step.save(update_fields=["done"])
    write_log(step.cooperation, verb="finish_step", by=by, fields=("steps",))
    return step


@transaction.atomic
def release_cooperation(cooperation: Cooperation, *, by: User, release: str) -> Cooperation:
    """Say how far a cooperation is seen: by the own institution, its partners, or everyone.

    Who may: cluster management and administrators of the institution it belongs to. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The cooperation belongs to another institution.
    """
    check_changes(by, cooperation)
    set_release(cooperation, by=by, release=release)
    make_findable(cooperation)
    write_log(cooperation, verb="release_cooperation", by=by, fields=("release",))
    return cooperation


def is_confirmable(cooperation: Cooperation, by: User | None) -> bool:
    """Tell whether a user may confirm a cooperation now."""
    return by is not None and can_write(by) and bool(_own_parts(cooperation, by))


def is_declinable(cooperation: Cooperation, by: User | None) -> bool:
    """Tell whether a user may decline a cooperation now, or take back a confirmation."""
    if by is None or not can_write(by):
        return False
    return _spoken_parts(cooperation, by).filter(declined_at=None).exists()


def is_without_cluster(cooperation: Cooperation) -> bool:
    """Tell whether it is a mutual membership of two of which the register knows neither as a cluster."""
    if cooperation.kind != Cooperation.Kind.MUTUAL:
        return False
    return not cooperation.partners.filter(organisation__cluster__isnull=False).exists()


def is_confirmed_elsewhere(cooperation: Cooperation) -> bool:
    """Tell whether an institution other than the one that recorded a cooperation has confirmed it."""
    confirmed = cooperation.partners.exclude(confirmed_by=None)
    return confirmed.exclude(confirmed_by=cooperation.institution).exists()
