"""Contacts: noting one, its next step, and what came of an introduction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.errors import WrongStateError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models.release import Release
from crossfield.web.registry.actions.cooperation import record_cooperation
from crossfield.web.registry.models import Contact, Cooperation, CooperationPartner
from crossfield.web.registry.rules import check_changes, check_writes

if TYPE_CHECKING:
    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import Organisation


@transaction.atomic
def note_contact(organisation: Organisation, *, by: User, kind: str, text: str, **rest: Any) -> Contact:  # noqa: ANN401 -- columns
    """Note an inquiry, a call, a visit or an introduction.

    Who may: cluster management and administrators, for the own institution, which alone sees it. Logged without its
    text; nothing is sent.

    Parameters
    ----------
    organisation
        With whom.
    by
        Who notes it.
    kind
        One of `Contact.Kind`.
    text
        What it was about.
    rest
        Other columns: day (today), person, function, interface, side_a, side_b, next_step, due, introduced_to,
        language, public_id.

    Raises
    ------
    NotAllowedError
        The user may not write, or the person is known to another institution.
    WrongStateError
        An introduction names nobody to whom, or the organisation itself.
    """
    check_writes(by)
    other = rest.get("introduced_to")
    if (kind == Contact.Kind.INTRODUCTION) != (other is not None) or other == organisation:
        raise WrongStateError(
            _("An introduction brings two organisations together, and nothing else does."),
            _("Name the other organisation for an introduction, and none otherwise."),
        )
    rest["day"] = rest.get("day") or timezone.localdate()
    made = Contact.objects.create(
        organisation=organisation,
        kind=kind,
        text=text.strip()[:500],
        owner=by,
        institution=by.institution,
        release=Release.INSTITUTION,
        **rest,
    )
    if made.person is not None:
        check_changes(by, made.person)
    write_log(made, verb="note_contact", by=by, fields=("text", *(key for key, value in rest.items() if value)))
    return made


@transaction.atomic
def finish_contact(contact: Contact, *, by: User) -> Contact:
    """Note that the next step of a contact is done, today.

    Who may: cluster management and administrators of the institution it belongs to. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The contact belongs to another institution.
    WrongStateError
        There is no next step, or it is done.
    """
    check_changes(by, contact)
    if not contact.next_step or contact.done:
        raise WrongStateError(_("This step is done already."), "")
    contact.done = timezone.localdate()
    contact.save(update_fields=["done"])
    write_log(contact, verb="finish_contact", by=by, fields=("done",))
    return contact


@transaction.atomic
def tell_outcome(contact: Contact, *, by: User, outcome: str) -> Contact:
    """Say what came of an introduction; a cooperation is recorded at once, from the two organisations.

    Who may: cluster management and administrators of the institution it belongs to. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The contact belongs to another institution.
    WrongStateError
        It is no introduction, or became a cooperation already.
    """
    check_changes(by, contact)
    if contact.introduced_to is None or contact.cooperation_id is not None:
        raise WrongStateError(
            _("Only an introduction has an outcome, and only once a cooperation."), _("Open the cooperation instead.")
        )
    contact.outcome = Contact.Outcome(outcome)
    if contact.outcome == Contact.Outcome.COOPERATION:
        pair = (contact.organisation, contact.introduced_to)
        contact.cooperation = record_cooperation(
            " – ".join(one.name for one in pair),
            by=by,
            kind=Cooperation.Kind.AGREEMENT,
            partners=[(one, CooperationPartner.Role.PARTNER, "") for one in pair],
            text=contact.text,
            language=contact.language,
            interface=contact.interface,
            side_a=contact.side_a,
            side_b=contact.side_b,
            began=timezone.localdate().isoformat(),
        )
    contact.save(update_fields=["outcome", "cooperation"])
    write_log(contact, verb="tell_outcome", by=by, fields=("outcome",))
    return contact
