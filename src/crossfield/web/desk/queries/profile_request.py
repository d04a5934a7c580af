"""Members that cannot be asked for their profile by the workbench, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from crossfield.web.desk.queries.cooperation import register_citation
from crossfield.web.desk.queries.registered import place_said
from crossfield.web.evidence.queries.listing import Column, Listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from crossfield.web.registry.models import Organisation


def unreached_listing(without: Iterable[tuple[Organisation, str]], places: Mapping[str, str]) -> Listing:
    """Each organisation with the reason; no address stands there, for none of them may be written to."""
    columns = (Column("name", _("Organisation")), Column("place", _("Seat")), Column("reason", _("Reason")))
    rows = [
        {"public_id": one.public_id, "name": one.name, "place": place_said(one, places), "reason": why}
        for one, why in without
    ]
    coded = (Column("public_id", _("Id in the register")),)
    caption = _("Who cannot be asked by the workbench, and why")
    return Listing("unreached", caption, columns, rows, register_citation(), coded=coded)
