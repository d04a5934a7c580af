"""What changes of the shared core have in common: they are made, or asked for by a proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.errors import WrongStateError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models.release import Release
from crossfield.web.registry.actions.organisation import fold_names, keep_said
from crossfield.web.registry.actions.search import make_organisations_findable
from crossfield.web.registry.models import CoreProposal
from crossfield.web.registry.queries.proposal import decides_alone

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from crossfield.web.accounts.models import Institution, User
    from crossfield.web.registry.models import Organisation


def correct_own_core(
    organisation: Organisation, *, by: User | None, asker: Institution | None, key: str, value: str, source: str
) -> CoreProposal | None:
    """Let name or seat read as the organisation itself says; a proposal where others than who asked it use the entry.

    Who may: actions by which an organisation answers, in the same transaction. Logged with the key, not the value.

    Parameters
    ----------
    organisation
        Which one, locked.
    by
        Who answers for it with an account; None: whoever had the link.
    asker
        The institution that asked.
    key, value
        ``name`` or ``region``, and how it should read.
    source
        In which words the organisation is named as the source.

    Returns
    -------
    CoreProposal | None
        The proposal that waits; None: it reads so now, or that is proposed already.
    """
    waiting = organisation.proposals.filter(state=CoreProposal.State.OPEN, key=key, value=value)
    if getattr(organisation, key) == value or waiting.exists():
        return None
    return settle_core(organisation, by=by, institution=asker, key=key, value=value, source=source, reason=source)


def settle_core(
    organisation: Organisation,
    *,
    by: User | None,
    institution: Institution | None,
    key: str,
    value: str,
    source: str,
    reason: str,
) -> CoreProposal | None:
    """Change name or seat at once where an institution decides alone, else propose it, for a ``reason``.

    Who may: actions that have checked it, in the same transaction, the organisation locked. Logged with the key.
    """
    if decides_alone(organisation, institution.pk if institution else None):
        apply_core(organisation, key, value, source=source, said_by=institution)
        write_log(organisation, verb="change_core", by=by, fields=(key,))
        return None
    change = (getattr(organisation, key), value)
    return propose(organisation, by=by, key=key, change=change, reason=reason, asker=institution)


def propose(
    organisation: Organisation,
    *,
    by: User | None,
    key: str,
    change: tuple[str, str],
    reason: str,
    details: Mapping[str, Any] | None = None,
    asker: Institution | None = None,
) -> CoreProposal:
    """Ask the institution that decides for a change of the core.

    Who may: actions that have checked it, in the same transaction. Logged with the key, not the value.

    Parameters
    ----------
    organisation
        Which one, locked.
    by
        Who proposes it; None: the organisation itself, without an account.
    key
        One of `CoreProposal.Key`.
    change
        What stands there, and what should; empty: nothing.
    reason
        Why; everyone reads it.
    details
        Of a relation: which one, how it stood, and what of it should change.
    asker
        Which institution asked the organisation; None: that of ``by``.

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
        details=details or {}, owner=by, institution=asker or (by.institution if by else None),
        release=Release.PUBLIC,
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
    source = said_in(proposal.institution, proposal.reason)
    apply_core(organisation, proposal.key, proposal.value, source=source, said_by=proposal.institution)
    write_log(organisation, verb="change_core", by=by, fields=(proposal.key,))


def changed_since() -> WrongStateError:
    """What is said where what would change reads otherwise by now."""
    return WrongStateError(
        _("The entry was changed since this was proposed."), _("Decline it, and propose anew what should change.")
    )


def said_in(institution: Institution | None, reason: str) -> str:
    """Who says how name or seat read, and why, as the source of that."""
    return ": ".join(filter(None, (str(institution or ""), reason.strip())))


def apply_core(organisation: Organisation, key: str, value: str, *, source: str, said_by: Institution | None) -> None:
    """Let name or seat read so, and keep who says it. Who may: actions that have checked it, and log it."""
    setattr(organisation, key, value)
    organisation.save(update_fields=[key])
    if value:
        today = timezone.localdate().isoformat()
        keep_said(organisation, key, value, source=source, as_of=today, said_by=said_by)
    fold_names(organisation)
    make_organisations_findable([organisation])
