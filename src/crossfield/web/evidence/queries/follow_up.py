"""Suggestions that were taken up, and what they became."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crossfield.web.evidence.models import FollowUp
from crossfield.web.evidence.queries.finding import findings_for
from crossfield.web.evidence.queries.listing import NAME, Column, Listing
from crossfield.web.evidence.queries.shortlist import shortlist_of
from crossfield.web.registry.queries.cooperation import cooperations_kept_alone, standings
from crossfield.web.registry.rules import can_read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import Contact, Cooperation

    Row = dict[str, Any]


def follow_ups_for(user: User | None) -> QuerySet[FollowUp]:
    """What the user's institution has taken up, newest first; none for roles that do not read the register.

    What became a cooperation that somebody keeps alone is that person's. A contact that was taken off counts no more,
    unless a cooperation came of it.
    """
    if user is None or not can_read(user):
        return FollowUp.objects.none()
    alone = cooperations_kept_alone(user).values("pk")
    found = FollowUp.objects.filter(institution=user.institution_id)
    found = found.exclude(cooperation__in=alone).exclude(contact__cooperation__in=alone)
    found = found.exclude(contact__taken_off__isnull=False, contact__cooperation__isnull=True)
    return found.select_related("contact__cooperation", "cooperation")


def origins_of(thing: Cooperation | Contact, user: User | None) -> list[Row]:
    """From which suggestions a contact or a cooperation came, as far as the user's institution noted it.

    Returns
    -------
    list[dict]
        one (the row), address: of the finding or of one's own shortlist; "" where the user does not see it (any more).
    """
    own = follow_ups_for(user)
    name = type(thing).__name__.lower()
    at = Q(**{name: thing}) | Q(contact__cooperation=thing) if name == "cooperation" else Q(contact=thing)
    found = list(own.filter(at).distinct())
    seen: dict[tuple[str, int | None], str] = {}
    for row in findings_for(user).filter(pk__in=[one.finding_id for one in found]).values_list("pk", "public_id"):
        seen["finding", row[0]] = reverse("finding", args=[row[1]])
    for row in shortlist_of(user).filter(pk__in=[one.entry_id for one in found]).values_list("pk", "public_id"):
        seen["entry", row[0]] = f"{reverse('shortlist')}#{row[1]}"
    return [
        {"one": one, "address": seen.get(("finding", one.finding_id)) or seen.get(("entry", one.entry_id)) or ""}
        for one in found
    ]


def follow_up_listing(found: Sequence[FollowUp], citation: str) -> Listing:
    """Suggestions with the contact and the cooperation they led to."""
    name, contact = Column("name", _("Suggested"), NAME), Column("contact", _("Contact"))
    became = (
        Column("outcome", _("What came of it")),
        Column("cooperation", _("Cooperation")),
        Column("standing", _("How it is known")),
    )
    asked = (Column("kind", _("Kind")), Column("asked", _("Asked")), Column("suggested", _("Suggested on")))
    return Listing(
        "followed",
        _("Suggestions that were taken up"),
        (name, contact, *became),
        [_row(one) for one in found],
        citation,
        address=lambda row: ("cooperation" if row["cooperation"] else "contact", row["address"]),
        empty=_(
            "None yet. On your shortlist, “Take up” notes the introduction of a suggested partner; what came of it is "
            "counted here."
        ),
        at_first=50,
        filed=(name, *asked, contact, *became, Column("status", _("Status"))),
        stacks=True,
    )


def _row(one: FollowUp) -> Row:
    contact, became = one.contact, one.became
    if became:
        address = reverse("register_cooperation", args=[became.public_id])
    else:
        address = reverse("register_contact", args=[contact.public_id]) if contact else ""
    said = f"{contact.get_kind_display()}, {date_format(contact.day, 'SHORT_DATE_FORMAT')}" if contact else ""
    return {
        "name": one.name,
        "name_about": f"{one.asked} ({date_format(one.suggested, 'SHORT_DATE_FORMAT')})".lstrip(),
        "kind": str(one.get_kind_display()),
        "asked": one.asked,
        "suggested": date_format(one.suggested, "SHORT_DATE_FORMAT"),
        "contact": said,
        "outcome": str(contact.get_outcome_display()) if contact and contact.outcome else "",
        "cooperation": became.title if became else "",
        "standing": str(became.get_standing_display()) if became else "",
        "status": str(became.get_status_display()) if became else "",
        "address": address,
    }


def follow_up_answer(found: Sequence[FollowUp]) -> str:
    """How many suggestions were taken up, how many became cooperations, and how these are known."""
    if not found:
        return _("No suggestion has been taken up yet.")
    became = {one.became.pk: one.became for one in found if one.became}
    told = sum(bool(one.became) for one in found)
    taken = ngettext("%(n)s suggestion was taken up", "%(n)s suggestions were taken up", len(found))
    counted = ngettext("%(n)s of them became a cooperation", "%(n)s of them became cooperations", told)
    first = _("%(taken)s; %(became)s.") % {"taken": taken % {"n": len(found)}, "became": counted % {"n": told}}
    if not became:
        return first
    kinds = _(
        "Confirmed by both sides: %(confirmed)s; documented: %(documented)s; stated by one side only: %(stated)s."
    )
    return f"{first} {kinds % standings(became.values())}"
