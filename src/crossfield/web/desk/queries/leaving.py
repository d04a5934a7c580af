"""What an institution that leaves takes along, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from crossfield.web.desk.queries.cooperation import register_citation
from crossfield.web.desk.queries.registered import day_said
from crossfield.web.evidence.queries.listing import Column, Listing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crossfield.web.registry.models import OrganisationSheet

    Row = dict[str, Any]


def sheets_listing(sheets: Iterable[OrganisationSheet]) -> Listing:
    """Own sheets with all that stands on them."""
    columns = (
        Column("organisation", _("Organisation")),
        Column("member_number", _("Member number")),
        Column("contribution_class", _("Contribution class")),
        Column("contacts", _("Contacts (functions)")),
        Column("text", _("Notes")),
        Column("tags", _("Tags")),
        Column("assessment", _("Assessment")),
        Column("next_step", _("Next step")),
        Column("next_step_due", _("By")),
    )
    rows = [
        {column.key: getattr(one, column.key) for column in columns[1:-1]}
        | {"organisation": one.organisation.name, "next_step_due": day_said(one.next_step_due)}
        for one in sheets
    ]
    rows = [{column.key: row[column.key] for column in columns} for row in rows]
    empty = _("Your institution keeps no sheets.")
    return Listing("sheets", _("Own sheets"), columns, rows, register_citation(), empty=empty, at_first=10, stacks=True)
