"""Changing the core that institutions share: at once where nobody else uses it, else by a proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models.release import Release
from crossfield.web.registry.actions.organisation import keep_said
from crossfield.web.registry.actions.search import make_organisations_findable
from crossfield.web.registry.models import CoreProposal, Organisation, Representation, ValueKey
from crossfield.web.registry.queries.proposal import institutions_using, proposals_to_decide
from crossfield.web.registry.rules import check_changes, check_writes

if TYPE_CHECKING:
    from crossfield.web.accounts.models import Institution, User


@transaction.atomic
def change_core(
    organisation: Organisation, *, by: User, key: str, value: str, reason: str, stands: str | None = None
) -> CoreProposal | None:
    """Change name or seat of an organisation, or propose it where another institution also uses the entry.

    Who may: cluster management and administrators; the institution that speaks for the organisation corrects it at
    once. Logged with the key, not the value; nothing is sent.

    Parameters
    ----------
    organisation
        Which one.
    by
        Who changes it.
    key, value
        ``name`` or ``region``, and how it should read.
    reason
        Why, or where it is from; everyone reads it.
    stands
        How it read where the change was written; None: whatever stands there is meant.

    Returns
    -------
    CoreProposal | None
        The proposal that waits; None: it is changed.

    Raises
    ------
    NotAllowedError
        The user may not write.
    WrongStateError
        It reads so already, or the same is proposed already; a name is never empty; somebody has changed it meanwhile.
    """
    check_writes(by)
    key, value = CoreProposal.Key(key).value, value.strip()[:300]
    if key == CoreProposal.Key.REGION:
        value = value.upper()[:8]
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    open_ones = locked.proposals.filter(state=CoreProposal.State.OPEN, key=key, value=value)
    if getattr(locked, key) == value or open_ones.exists() or (key == CoreProposal.Key.NAME and not value):
        raise WrongStateError(
            _("It already reads like this, is already proposed, or is empty."), _("Write what should change.")
        )
    if stands not in {None, getattr(locked, key)}:
        raise WrongStateError(
            _("Somebody has changed this since you opened the page: it now reads “%(now)s”.")
            % {"now": getattr(locked, key) or "–"},
            _("If it should read “%(value)s” nevertheless, write that again.") % {"value": value or "–"},
        )
    speaks = Representation.objects.filter(organisation=locked, institution=by.institution_id).exists()
    if speaks or institutions_using(locked) <= {by.institution_id}:
        _apply(locked, key, value, (by.institution, reason))
        write_log(locked, verb="change_core", by=by, fields=(key,))
        return None
    made = CoreProposal.objects.create(
        organisation=locked, key=key, before=getattr(locked, key), value=value, reason=reason.strip()[:300],
        owner=by, institution=by.institution, release=Release.PUBLIC,
    )  # fmt: skip
    write_log(made, verb="propose_core", by=by, fields=(key,))
    return made


@transaction.atomic
def decide_proposal(proposal: CoreProposal, *, by: User, accept: bool) -> CoreProposal:
    """Confirm or decline a change that another institution proposes.

    Who may: cluster management and administrators of the institution that speaks for the organisation; where none
    does, of any other that uses it. Logged with the key, for the proposal and for the entry it changes; nothing is
    sent.

    Parameters
    ----------
    proposal
        Which change.
    by
        Who decides.
    accept
        True: the change is made; False: the entry stays as it is.

    Raises
    ------
    NotAllowedError
        Somebody else decides.
    WrongStateError
        It is decided already, or the entry was changed since it was proposed.
    """
    check_writes(by)
    locked = CoreProposal.objects.select_for_update().select_related("organisation").get(pk=proposal.pk)
    _check_open(locked)
    if not proposals_to_decide(by).filter(pk=locked.pk).exists():
        raise NotAllowedError(_("Another institution decides this proposal."), "")
    if accept and getattr(locked.organisation, locked.key) != locked.before:
        raise WrongStateError(
            _("The entry was changed since this was proposed."), _("Decline it, and propose anew what should change.")
        )
    if accept:
        _apply(locked.organisation, locked.key, locked.value, (locked.institution, locked.reason))
        write_log(locked.organisation, verb="change_core", by=by, fields=(locked.key,))
    return _close(locked, CoreProposal.State.ACCEPTED if accept else CoreProposal.State.REFUSED, by)


@transaction.atomic
def withdraw_proposal(proposal: CoreProposal, *, by: User) -> CoreProposal:
    """Take a proposal back. Who may: cluster management and administrators of its institution. Logged with the key.

    Raises
    ------
    NotAllowedError
        It is another institution's.
    WrongStateError
        It is decided already.
    """
    locked = CoreProposal.objects.select_for_update().select_related("organisation").get(pk=proposal.pk)
    check_changes(by, locked)
    _check_open(locked)
    return _close(locked, CoreProposal.State.WITHDRAWN, by)


def _check_open(proposal: CoreProposal) -> None:
    if proposal.state != CoreProposal.State.OPEN:
        raise WrongStateError(_("This proposal is decided already."), "")


def _close(proposal: CoreProposal, state: CoreProposal.State, by: User) -> CoreProposal:
    proposal.state, proposal.decided_by, proposal.decided_at = state, by, timezone.now()
    proposal.save(update_fields=["state", "decided_by", "decided_at"])
    write_log(proposal, verb=f"{state.value}_proposal", by=by, fields=(proposal.key,))
    return proposal


def said_in(institution: Institution | None, reason: str) -> str:
    """Who says how name or seat read, and why, as the source of that."""
    return ": ".join(filter(None, (str(institution or ""), reason.strip())))


def _apply(organisation: Organisation, key: str, value: str, said: tuple[Institution | None, str]) -> None:
    setattr(organisation, key, value)
    organisation.save(update_fields=[key])
    if value:
        today = timezone.localdate().isoformat()
        keep_said(organisation, key, value, source=said_in(*said), as_of=today, said_by=said[0])
    for one in organisation.values.filter(key=ValueKey.NAME):
        one.save()  # which of its names are searched beside the one that is shown
    make_organisations_findable([organisation])
