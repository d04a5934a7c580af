"""People and the history of the register as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from crossfield.web.desk.queries.cooperation import register_citation
from crossfield.web.desk.queries.registered import day_said
from crossfield.web.evidence.queries.listing import Column, Listing
from crossfield.web.registry.queries.legal_basis import basis_said, purpose_said

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from crossfield.web.registry.models import ConsentEntry, Person, PersonDetail
    from crossfield.web.registry.queries.history import Change

    Row = dict[str, Any]


def people_listing(people: Iterable[Person], details: Mapping[int, Sequence[PersonDetail]]) -> Listing:
    """People with their functions that go on, and what may be shown of how they are reached."""
    columns = (
        Column("name", _("Person")),
        Column("function", _("Function")),
        Column("organisation", _("Organisation")),
        Column("mail", _("Mail")),
        Column("phone", _("Telephone")),
    )
    rows = []
    for one in people:
        going = [each for each in one.functions.all() if each.until is None]
        known = details.get(one.pk, ())
        rows.append(
            {
                "public_id": one.public_id,
                "name": one.name,
                "function": "; ".join(each.function for each in going),
                "organisation": "; ".join(each.organisation.name for each in going),
                "mail": ", ".join(each.value for each in known if each.kind == "mail"),
                "phone": ", ".join(each.value for each in known if each.kind in {"phone", "mobile"}),
                "language": one.language,
            }
        )
    return Listing(
        "people",
        _("People"),
        columns,
        rows,
        register_citation(),
        address=lambda row: ("name", reverse("register_person", args=[row["public_id"]])),
        empty=_("Nobody is listed here. Add people one by one, or bring in their cards."),
        at_first=50,
        stacks=True,
        coded=(Column("public_id", _("Id in the register")), Column("language", _("Language of letters"))),
    )


def details_listing(details: Iterable[PersonDetail], language: str) -> Listing:
    """How a person is reached, for what, on which basis and until when."""
    columns = (
        Column("kind", _("What")),
        Column("value", _("Value")),
        Column("purpose", _("For what")),
        Column("basis", _("Legal basis")),
        Column("seen", _("Who sees it")),
        Column("expires", _("Kept until")),
    )
    rows = [
        {
            "kind": str(one.get_kind_display()),
            "value": one.value,
            "purpose": purpose_said(one.purpose, language),
            "basis": basis_said(one.basis, language),
            "seen": str(one.get_seen_display()),
            "expires": day_said(one.expires),
        }
        for one in details
    ]
    empty = _("Nothing is noted, or it has expired or been withdrawn.")
    return Listing("details", _("How to reach"), columns, rows, register_citation(), empty=empty, stacks=True)


def consent_listing(entries: Iterable[ConsentEntry], language: str) -> Listing:
    """What a person agreed to and took back."""
    columns = (
        Column("day", _("Day")),
        Column("act", _("What was said")),
        Column("kind", _("About")),
        Column("purpose", _("For what")),
        Column("basis", _("Legal basis")),
        Column("way", _("How it was said")),
        Column("wording", _("Wording of")),
    )
    rows = [
        {
            "day": day_said(one.day),
            "act": str(one.get_act_display()),
            "kind": str(one.get_kind_display()),
            "purpose": purpose_said(one.purpose, language),
            "basis": basis_said(one.basis, language),
            "way": str(one.get_way_display()),
            "wording": one.wording,
        }
        for one in entries
    ]
    empty = _("The person has not agreed to anything here, nor withdrawn anything.")
    return Listing("consent", _("Consent"), columns, rows, register_citation(), empty=empty, stacks=True)


def history_listing(changes: Iterable[Change]) -> Listing:
    """Who changed what, newest first."""
    columns = (
        Column("at", _("When")),
        Column("who", _("Who")),
        Column("thing", _("Of what")),
        Column("field", _("Field")),
        Column("old", _("Before")),
        Column("new", _("After")),
        Column("remark", _("Remark")),
    )
    cleared = _("values cleared after 30 days")
    rows = [
        {
            "at": date_format(timezone.localtime(one.at), "DATETIME_FORMAT"),
            "who": one.who,
            "thing": one.thing,
            "field": one.field,
            "old": one.old,
            "new": one.new,
            "remark": cleared if one.cleared else one.verb,
        }
        for one in changes
    ]
    empty = _("No change is recorded yet. From now on each one is, with who made it and what stood there before.")
    return Listing("history", _("Changes"), columns, rows, register_citation(), empty=empty, at_first=50, stacks=True)
