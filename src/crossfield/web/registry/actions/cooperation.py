"""Cooperations: recording one, confirming it for a partner, proving it, its status, and its next steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.actions.release import set_release
from crossfield.web.accounts.models.release import Release
from crossfield.web.registry.actions.search import make_findable
from crossfield.web.registry.models import (
    Cooperation,
    CooperationChange,
    CooperationPartner,
    CooperationProof,
    CooperationStatus,
    CooperationStep,
)
from crossfield.web.registry.rules import can_write, check_changes, check_writes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from crossfield.web.accounts.models import Document, User
    from crossfield.web.registry.models import Organisation

    Part = tuple[Organisation, str, str]

FEWEST = 2


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
    everyone sees. For partners that the own institution speaks for it is confirmed at once. Logged; nothing is sent.

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
        There are fewer than two partners, or it ends before it begins.
    """
    if by is not None:
        check_writes(by)
    distinct = {organisation.pk: (organisation, role, part) for organisation, role, part in partners}
    if len(distinct) < FEWEST:
        raise WrongStateError(_("A cooperation has at least two partners."), _("Add the other organisation."))
    if rest.get("began") and rest.get("ended") and rest["ended"] < rest["began"][: len(rest["ended"])]:
        raise WrongStateError(_("The cooperation would end before it begins."), _("Check the two dates."))
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


def _own_parts(cooperation: Cooperation, by: User) -> list[CooperationPartner]:
    own = cooperation.partners.filter(organisation__representation__institution=by.institution)
    return list(own.filter(confirmed_by__isnull=True))


@transaction.atomic
def confirm_cooperation(cooperation: Cooperation, *, by: User) -> Cooperation:
    """Confirm a cooperation for the partners that the own institution speaks for.

    Who may: cluster management and administrators of an institution that speaks for a partner. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The user may not write, or the institution speaks for none of the partners that have not confirmed.
    """
    check_writes(by)
    own = _own_parts(cooperation, by)
    if not own:
        raise NotAllowedError(
            _("Your institution speaks for none of the partners that have not confirmed yet."),
            _("An administrator says for which organisation your institution speaks."),
        )
    for part in own:
        part.confirmed_by, part.confirmed_at = by.institution, timezone.now()
    CooperationPartner.objects.bulk_update(own, ["confirmed_by", "confirmed_at"])
    _keep_standing(cooperation)
    write_log(cooperation, verb="confirm_cooperation", by=by, fields=("partners",))
    return cooperation


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
) -> CooperationProof:
    """Add a document that proves a cooperation: who says so, where, since when.

    Who may: cluster management and administrators of the institution it belongs to; None: the program, for what ships.
    Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The cooperation belongs to another institution.
    WrongStateError
        There is neither a link nor a stored document.
    """
    if by is not None:
        check_changes(by, cooperation)
    if not address and document is None:
        raise WrongStateError(
            _("Without a link or a document, nothing is proved."), _("Give the address of the document, or store it.")
        )
    made = CooperationProof.objects.create(
        cooperation=cooperation, source=source[:300], title=title[:300], address=address, dated=dated, document=document
    )
    _keep_standing(cooperation)
    write_log(cooperation, verb="prove_cooperation", by=by, fields=("proofs",), told={"proofs": title})
    return made


def _keep_standing(cooperation: Cooperation) -> None:
    """Confirmed by all partners goes before documented, documented before stated."""
    standing = Cooperation.Standing.STATED
    if not cooperation.partners.filter(confirmed_by__isnull=True).exists() and not cooperation.others:
        standing = Cooperation.Standing.CONFIRMED
    elif cooperation.proofs.exists():
        standing = Cooperation.Standing.DOCUMENTED
    cooperation.standing = standing
    cooperation.save(update_fields=["standing"])


@transaction.atomic
def change_status(cooperation: Cooperation, *, by: User, status: str) -> Cooperation:
    """Set how far a cooperation is; the earlier status stays in its history.

    Who may: cluster management and administrators of the institution it belongs to. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The cooperation belongs to another institution.
    WrongStateError
        It has this status already.
    """
    check_changes(by, cooperation)
    if cooperation.status == status:
        raise WrongStateError(_("The cooperation has this status already."), _("Choose another one."))
    cooperation.status = CooperationStatus(status)
    cooperation.save(update_fields=["status"])
    CooperationChange.objects.create(cooperation=cooperation, status=status, by=by)
    write_log(cooperation, verb="change_status", by=by, fields=("status",))
    return cooperation


@transaction.atomic
def agree_step(cooperation: Cooperation, *, by: User, text: str, due: date | None = None) -> CooperationStep:
    """Note a next step that was agreed, and by when.

    Who may: cluster management and administrators of the institution it belongs to. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The cooperation belongs to another institution.
    """
    check_changes(by, cooperation)
    made = CooperationStep.objects.create(cooperation=cooperation, text=text.strip()[:500], due=due)
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
