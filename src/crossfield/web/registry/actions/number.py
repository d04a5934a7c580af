"""Numbers of organisations: added, corrected, taken away, or proposed to be where another institution uses it, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.errors import WrongStateError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.registry.actions.core import changed_since, propose, said_in
from crossfield.web.registry.actions.organisation import check_number_free, claim_number
from crossfield.web.registry.models import CoreProposal, Organisation, OrganisationIdentifier
from crossfield.web.registry.queries.organisation import numbers_merged
from crossfield.web.registry.queries.proposal import decides_alone
from crossfield.web.registry.rules import check_writes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crossfield.web.accounts.models import User


@transaction.atomic
def correct_number(
    organisation: Organisation, *, by: User, scheme: str, number: str, replaced: str = "", source: str = ""
) -> CoreProposal | None:
    """Give an organisation another number of a scheme, or none: by a wrong one the data are another organisation's.

    Its other numbers of the scheme stay, and so does one that a merge brought: it goes back when the merge is undone.

    One that is missing is added: it disturbs nobody, as a number belongs to one organisation. Where another institution
    uses the entry, too, a wrong one is proposed to be changed or taken away; who speaks for the organisation decides.

    Who may: cluster management and administrators. Logged with the number before and after; nothing is sent.

    Parameters
    ----------
    organisation
        Which one.
    by
        Who corrects it.
    scheme
        One of `OrganisationIdentifier.Scheme`.
    number
        As it shall be; empty: it has none.
    replaced
        The wrong one; empty: the only one that it has, if any.
    source
        Who says so; empty: the institution that corrects it.

    Returns
    -------
    CoreProposal | None
        The proposal that waits; None: it is changed.

    Raises
    ------
    NotAllowedError
        The user may not write.
    WrongStateError
        The number belongs to another organisation, it has several and none is named, it does not have the one that is
        named, a merge brought that one, or the same is proposed already.
    """
    check_writes(by)
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    held = OrganisationIdentifier.objects.filter(organisation=locked, scheme=scheme)
    wrong, alone = _wrong_number(list(held), number, replaced), decides_alone(locked, by.institution_id)
    if not alone and wrong is not None and wrong.value != number:
        _check_own(locked, wrong)
        check_number_free(scheme, number, but=locked)
        return propose(locked, by=by, key=scheme, change=(wrong.value, number), reason=source)
    before = _take_wrong_off(locked, wrong, number)
    said = {"source": source.strip() or str(by.institution), "as_of": timezone.localdate().isoformat()}
    if number and not held.filter(value=number).exists():
        claim_number(locked, scheme, number, **said, said_by=by.institution)
    elif number and source.strip():
        own = Q(said_by=by.institution) | Q(said_by=None) if alone else Q(said_by=by.institution)
        held.filter(own, value=number).update(**said, said_by=by.institution)
    write_log(locked, verb="correct_number", by=by, fields=(scheme,), told={scheme: f"{before}{number or '–'}"})
    return None


def accept_number(proposal: CoreProposal, *, by: User) -> None:
    """Change a number as it is proposed. Who may: `decide_proposal`, which has checked it. Logged as `correct_number`.

    Raises
    ------
    WrongStateError
        The number is there no more, a merge brought it, or the new one belongs to another organisation.
    """
    organisation, number = proposal.organisation, proposal.value
    held = OrganisationIdentifier.objects.filter(organisation=organisation, scheme=proposal.key)
    wrong = held.filter(value=proposal.before).first()
    if wrong is None:
        raise changed_since()
    before = _take_wrong_off(organisation, wrong, number)
    if number and not held.filter(value=number).exists():
        source = said_in(proposal.institution, proposal.reason)
        said = {"source": source, "as_of": timezone.localdate().isoformat()}
        claim_number(organisation, proposal.key, number, **said, said_by=proposal.institution)
    told = {proposal.key: f"{before}{number or '–'}"}
    write_log(organisation, verb="correct_number", by=by, fields=(proposal.key,), told=told)


def _take_wrong_off(organisation: Organisation, wrong: OrganisationIdentifier | None, number: str) -> str:
    """Delete what is replaced, and tell it as the history puts it before the new number."""
    if wrong is None or wrong.value == number:
        return ""
    _check_own(organisation, wrong)
    wrong.delete()
    return f"{wrong.value} → "


def _check_own(organisation: Organisation, wrong: OrganisationIdentifier) -> None:
    """Refuse a number that is another entry's when a merge is undone."""
    if wrong.pk in numbers_merged(organisation):
        raise WrongStateError(
            _("%(number)s came with a merge, and goes back when the merge is undone.") % {"number": wrong.value},
            _("Undo the merge, and correct the number of the entry that it belongs to."),
        )


def _wrong_number(held: Sequence[OrganisationIdentifier], number: str, replaced: str) -> OrganisationIdentifier | None:
    """Which of the numbers of a scheme is replaced; None where there is none yet."""
    known = {one.value: one for one in held}
    named = replaced or (number if number in known else "")
    if named and named not in known:
        raise WrongStateError(
            _("It does not have the number %(number)s.") % {"number": named}, _("Look at its page again.")
        )
    if not named and len(held) > 1:
        raise WrongStateError(
            _("It has several numbers of this kind: %(numbers)s.") % {"numbers": ", ".join(sorted(known))},
            _("Say which one is wrong."),
        )
    return known[named] if named else next(iter(held), None)
