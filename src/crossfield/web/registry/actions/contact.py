"""Contacts: noting and changing one, its next step, what came of an introduction, and taking one off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.errors import WrongStateError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models.release import Release
from crossfield.web.registry.actions.columns import set_columns
from crossfield.web.registry.actions.cooperation import record_cooperation
from crossfield.web.registry.actions.organisation import add_organisation
from crossfield.web.registry.models import Contact, Cooperation, CooperationPartner
from crossfield.web.registry.rules import check_changes, check_writes

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import Organisation


BETWEEN = ("kind", "organisation", "introduced_to")
"""Columns that say between whom a contact was."""
CHANGED = (
    *(*BETWEEN, "day", "text", "person", "function", "interface", "side_a", "side_b"),
    *("next_step", "due"),
)
"""Columns that `change_contact` writes."""


@transaction.atomic
def note_contact(organisation: Organisation | str, *, by: User, kind: str, text: str, **rest: Any) -> Contact:  # noqa: ANN401 -- columns
    """Note an inquiry, a call, a visit or an introduction.

    Who may: cluster management and administrators, for the own institution, which alone sees it. Logged without its
    text; nothing is sent.

    Parameters
    ----------
    organisation
        With whom; a name is added to the register.
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
    if isinstance(organisation, str):
        organisation = _named(organisation, by)
    rest["day"] = rest.get("day") or timezone.localdate()
    made = Contact(
        organisation=organisation,
        kind=kind,
        text=text.strip()[:500],
        owner=by,
        institution=by.institution,
        release=Release.INSTITUTION,
        **rest,
    )
    check_between(made)
    made.save(force_insert=True)
    if made.person is not None:
        check_changes(by, made.person)
    write_log(made, verb="note_contact", by=by, fields=("text", *(key for key, value in rest.items() if value)))
    return made


@transaction.atomic
def change_contact(contact: Contact, *, by: User, version: int, given: Mapping[str, object]) -> Contact:
    """Change what is said of a contact. A next step that reads otherwise is to be done anew.

    Who may: cluster management and administrators of the institution it belongs to. Logged with the names of the
    columns; nothing is sent.

    Parameters
    ----------
    contact
        Which one.
    by
        Who changes it.
    version
        The version the form was opened with.
    given
        Column → value; columns that are not there stay. A name as the organisation is added to the register.

    Raises
    ------
    NotAllowedError
        The contact or the person belongs to another institution.
    WrongStateError
        Somebody else has saved since the form was opened, an introduction names nobody to whom, or it became a
        cooperation and would be one of others.
    """
    check_changes(by, contact)
    locked = Contact.objects.select_for_update().get(pk=contact.pk)
    if locked.version != version:
        raise WrongStateError(
            _("Somebody else has saved this contact since you opened the form."),
            _("Your text is kept below; look at the saved one, put both together and save again."),
        )
    if isinstance(given.get("organisation"), str):
        given = {**given, "organisation": _named(str(given["organisation"]), by)}
    changed = set_columns(locked, CHANGED, given)
    check_between(locked, changed)
    if "person" in changed and locked.person is not None:
        check_changes(by, locked.person)
    if "next_step" in changed and locked.done:
        locked.done = None
        changed.append("done")
    changed += clear_outcome(locked)
    locked.version += 1
    locked.save(update_fields=[*changed, "version"])
    write_log(locked, verb="change_contact", by=by, fields=changed)
    return locked


def clear_outcome(contact: Contact) -> list[str]:
    """Take the outcome off what is no introduction; the columns that changed. For actions, before they save."""
    if not contact.outcome or contact.introduced_to_id is not None:
        return []
    contact.outcome = ""
    return ["outcome"]


def _named(name: str, by: User) -> Organisation:
    """A new organisation that is named in a contact alone: the institution says so itself."""
    return add_organisation(name, by=by, source=str(by.institution), as_of=timezone.localdate().isoformat())


def check_between(contact: Contact, changed: Collection[str] = BETWEEN) -> None:
    """Refuse a contact that brings together what it does not say it does; for actions, before they save.

    Parameters
    ----------
    contact
        As it shall stand.
    changed
        Columns that were changed in it.

    Raises
    ------
    WrongStateError
        An introduction names nobody to whom, or the organisation itself; or it became a cooperation of others.
    """
    if not set(changed) & set(BETWEEN):
        return
    other = contact.introduced_to_id
    if (contact.kind == Contact.Kind.INTRODUCTION) != (other is not None) or other == contact.organisation_id:
        raise WrongStateError(
            _("An introduction brings two organisations together, and nothing else does."),
            _("Name the other organisation for an introduction, and none otherwise."),
        )
    if contact.cooperation_id is not None:
        raise WrongStateError(
            _("This introduction became a cooperation; between whom it was stays as it is."),
            _("Note another contact for the others."),
        )


@transaction.atomic
def take_contact_off(contact: Contact, *, by: User) -> Contact:
    """Take a contact off that was noted by mistake: it is listed, counted and asked for nowhere, and can be put back.

    Who may: cluster management and administrators of the institution it belongs to. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The contact belongs to another institution.
    """
    return _put(contact, by, "take_contact_off", off=True)


@transaction.atomic
def put_contact_back(contact: Contact, *, by: User) -> Contact:
    """Put a contact back that was taken off.

    Who may: cluster management and administrators of the institution it belongs to. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The contact belongs to another institution.
    """
    return _put(contact, by, "put_contact_back", off=False)


def _put(contact: Contact, by: User, verb: str, *, off: bool) -> Contact:
    """Take off or put back, once: who comes second finds it as it was wanted."""
    check_changes(by, contact)
    locked = Contact.objects.select_for_update().get(pk=contact.pk)
    if (locked.taken_off is not None) != off:
        locked.taken_off = timezone.now() if off else None
        locked.save(update_fields=["taken_off"])
        write_log(locked, verb=verb, by=by, fields=("taken_off",))
    return locked


@transaction.atomic
def finish_contact(contact: Contact, *, by: User) -> Contact:
    """Note that the next step of a contact is done, today.

    Who may: cluster management and administrators of the institution it belongs to. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The contact belongs to another institution.
    WrongStateError
        There is no next step, it is done, or the contact is taken off.
    """
    check_changes(by, contact)
    _check_stands(contact)
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
        It is no introduction, became a cooperation already, or is taken off.
    """
    check_changes(by, contact)
    _check_stands(contact)
    locked = Contact.objects.select_for_update().get(pk=contact.pk)  # a second click waits, and finds what came of it
    if contact.introduced_to is None or locked.introduced_to_id is None or locked.cooperation_id is not None:
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


def _check_stands(contact: Contact) -> None:
    if contact.taken_off:
        raise WrongStateError(_("This contact is taken off."), _("Put it back first, on its page."))
