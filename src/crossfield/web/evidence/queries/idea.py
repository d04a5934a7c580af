"""An idea in a few sentences: its fields, interface and partners."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

from crossfield.lake.tagging import tag_text
from crossfield.web.evidence.queries.data import open_data, own_settings
from crossfield.web.evidence.queries.interfaces import interface_address, interface_rows, pair_title
from crossfield.web.evidence.queries.listing import localised
from crossfield.web.evidence.queries.look import strength_answer
from crossfield.web.evidence.queries.region import find_region

if TYPE_CHECKING:
    Row = dict[str, Any]

LONGEST = 5000
MOST_FIELDS = 4


@dataclass(frozen=True, slots=True)
class IdeaView:
    """Fields of a text with the words that say so, and the interfaces these fields have in a region."""

    text: str
    fields: list[Row]
    interfaces: list[Row]


def idea_view(version: str, code: str, text: str, language: str) -> IdeaView:
    """Find the fields of a text in German or English, and the interfaces of the region at these fields."""
    text, place = text[:LONGEST].strip(), find_region(version, code)
    if not text:
        return IdeaView("", [], [])
    with open_data(version) as frames:
        found = tag_text(frames, text, own_settings().scheme)
    fields = [row | {"title": localised(row, "title", language)} for row in found]
    named = sorted(str(row["field"]) for row in fields[:MOST_FIELDS])
    rows = {(row["field_a"], row["field_b"]): row for row in interface_rows(version, place["region"])}
    interfaces = []
    for pair in combinations(named, 2):
        if pair in rows:
            title = pair_title(version, pair, language)
            said = strength_answer(rows[pair], place["label"], title, language)
            interfaces.append({"title": title, "said": said, "address": interface_address(place["region"], *pair)})
    return IdeaView(text, fields, interfaces)
