"""Changing the core that institutions share: at once by whoever decides alone, else by a proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.registry.actions.core import accept_core, said_in, settle_core
from crossfield.web.registry.actions.number import accept_number
from crossfield.web.registry.actions.relation import accept_relation
from crossfield.web.registry.models import CoreProposal, Organisation
from crossfield.web.registry.models.proposal import CORE
from crossfield.web.registry.queries.proposal import proposals_to_decide
from crossfield.web.registry.rules import check_changes, check_writes

if TYPE_CHECKING:
    from crossfield.web.accounts.models import User


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
    key, value = CORE[CORE.index(key)], value.strip()[:300]
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
    said = {"source": said_in(by.institution, reason), "reason": reason}
    return settle_core(locked, by=by, institution=by.institution, key=key, value=value, **said)


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
    # Its organisation is locked with it.
    locked = CoreProposal.objects.select_for_update().select_related("organisation").get(pk=proposal.pk)
    _check_open(locked)
    if not proposals_to_decide(by).filter(pk=locked.pk).exists():
        raise NotAllowedError(_("Another institution decides this proposal."), "")
    if accept:
        kinds = {CoreProposal.Key.RELATION.value: accept_relation, **dict.fromkeys(CORE, accept_core)}
        kinds.get(locked.key, accept_number)(locked, by=by)
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
