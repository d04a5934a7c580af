"""What changes of the shared core have in common: they are made, or asked for by a proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.errors import WrongStateError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models.release import Release
from crossfield.web.registry.actions.organisation import keep_said
from crossfield.web.registry.actions.search import make_organisations_findable
from crossfield.web.registry.models import CoreProposal, Organisation, ValueKey

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from crossfield.web.accounts.models import Institution, User


def propose(
    organisation: Organisation,
    *,
    by: User,
    key: str,
    change: tuple[str, str],
    reason: str,
    details: Mapping[str, Any] | None = None,
) -> CoreProposal:
    """Ask the institution that decides for a change of the core.

    Who may: actions that have checked it, in the same transaction. Logged with the key, not the value.

    Parameters
    ----------
    organisation
        Which one, locked.
    by
        Who proposes it.
    key
        One of `CoreProposal.Key`.
    change
        What stands there, and what should; empty: nothing.
    reason
        Why; everyone reads it.
    details
        Of a relation: which one, how it stood, and what of it should change.

    Raises
    ------
    WrongStateError
        The same is proposed already.
    """
    before, value = (text[:300] for text in change)
    same = organisation.proposals.filter(state=CoreProposal.State.OPEN, key=key, value=value, details=details or {})
    if same.filter(before=before).exists():
        raise WrongStateError(_("This is proposed already."), _("Look at the proposals on the page."))
    made = CoreProposal.objects.create(
        organisation=organisation, key=key, before=before, value=value, reason=reason.strip()[:300],
        details=details or {}, owner=by, institution=by.institution, release=Release.PUBLIC,
    )  # fmt: skip
    write_log(made, verb="propose_core", by=by, fields=(key,))
    return made


def accept_core(proposal: CoreProposal, *, by: User) -> None:
    """Let name or seat read as it is proposed. Who may: `decide_proposal`, which has checked it. Logged with the key.

    Raises
    ------
    WrongStateError
        The entry was changed since it was proposed.
    """
    organisation = proposal.organisation
    if getattr(organisation, proposal.key) != proposal.before:
        raise changed_since()
    apply_core(organisation, proposal.key, proposal.value, (proposal.institution, proposal.reason))
    write_log(organisation, verb="change_core", by=by, fields=(proposal.key,))


def changed_since() -> WrongStateError:
    """What is said where what would change reads otherwise by now."""
    return WrongStateError(
        _("The entry was changed since this was proposed."), _("Decline it, and propose anew what should change.")
    )


def said_in(institution: Institution | None, reason: str) -> str:
    """Who says how name or seat read, and why, as the source of that."""
    return ": ".join(filter(None, (str(institution or ""), reason.strip())))


def apply_core(organisation: Organisation, key: str, value: str, said: tuple[Institution | None, str]) -> None:
    """Let name or seat read so, and keep who says it. Who may: actions that have checked it, and log it."""
    setattr(organisation, key, value)
    organisation.save(update_fields=[key])
    if value:
        today = timezone.localdate().isoformat()
        keep_said(organisation, key, value, source=said_in(*said), as_of=today, said_by=said[0])
    for one in organisation.values.filter(key=ValueKey.NAME):
        one.save()  # which of its names are searched beside the one that is shown
    make_organisations_findable([organisation])
