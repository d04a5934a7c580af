"""Why somebody suits somebody, in words: what a suggestion rests on, with the records that prove it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crossfield.charts.words import number
from crossfield.tables.spelling import readable_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crossfield.matching.suggestion import Reason, Suggestion
    from crossfield.web.evidence.queries.organisation_index import OrganisationIndex

PROOFS = 3
COMMA = ", "
PLAIN = {
    "collaboration-pattern": gettext_lazy("works with the same kind of partners"),
    "subject": gettext_lazy("subjects of its projects are near"),
    "country": gettext_lazy("the two countries work together more than their size says"),
    "near": gettext_lazy("sits near"),
    "region-complements": gettext_lazy("its region complements yours"),
}
VALUED = {
    "has-itself": gettext_lazy("has what is lacking here (%(value)s)"),
    "has-what-leads-there": gettext_lazy("has what leads there (%(value)s)"),
}
NAMING = {
    "fields-in-common": gettext_lazy("works in the same fields: %(fields)s"),
    "overlap": gettext_lazy("both have: %(fields)s"),
    "brings": gettext_lazy("brings: %(fields)s"),
    "receives": gettext_lazy("receives: %(fields)s"),
}
COUNTED = ("activity", "joint-projects", "regions-tied")
NONE_OF = {"activity": "", "joint-projects": gettext_lazy("no joint project so far"), "regions-tied": ""}


@dataclass(frozen=True, slots=True)
class Told:
    """What reasons are told with: names of organisations, titles of fields, and projects of organisations by field."""

    index: OrganisationIndex
    titles: Mapping[str, str]
    regions: Mapping[str, str]
    activity: Mapping[str, Mapping[str, int]]
    language: str

    def fields(self, codes: Sequence[str]) -> str:
        """Titles of fields, parted by commas."""
        return COMMA.join(self.titles.get(code, code) for code in codes)


def reasons_in_words(one: Suggestion, told: Told) -> str:
    """All reasons that speak for a suggestion, the weightiest first, in one line.

    A reason that counts against it, or whose value cannot be put in words, is left out.
    """
    said = [_said(reason, one, told) for reason in one.reasons if reason.weight is None or reason.weight > 0]
    return "; ".join(part for part in said if part)


def _said(reason: Reason, one: Suggestion, told: Told) -> str:
    name, value = reason.name, reason.value
    if name == "shared-partners":
        return _shared(reason, told) if value else ""
    if name == "field-activity":
        return _activity(reason, one, told) if value else ""
    if name in NAMING:
        return str(NAMING[name]) % {"fields": told.fields(reason.records)} if reason.records else ""
    if name in VALUED:
        return str(VALUED[name]) % {"value": number(value, told.language)} if value else ""
    if name in COUNTED:
        return _counted(name, int(value), told) if value else str(NONE_OF[name])
    return str(PLAIN.get(name, ""))


def _counted(name: str, count: int, told: Told) -> str:
    said = {
        "activity": ngettext("%(n)s project in all", "%(n)s projects in all", count),
        "joint-projects": ngettext("%(n)s joint project in all", "%(n)s joint projects in all", count),
        "regions-tied": ngettext(
            "%(n)s joint project of the two regions", "%(n)s joint projects of the two regions", count
        ),
    }
    return said[name] % {"n": _number(count, told)}


def _shared(reason: Reason, told: Told) -> str:
    count = int(reason.value or 0)
    return ngettext("%(n)s shared partner", "%(n)s shared partners", count) % {"n": _number(count, told)}


def _activity(reason: Reason, one: Suggestion, told: Told) -> str:
    """Projects in the fields asked for: field by field where a profile says so, else counted over the records."""
    found = told.activity.get(one.who, {})
    if found:
        each = [f"{told.titles.get(field, field)} {_number(count, told)}" for field, count in found.items()]
        return _("projects in the fields: %(each)s") % {"each": COMMA.join(each)}
    count = int(reason.value or 0)
    return ngettext("%(n)s project in the fields", "%(n)s projects in the fields", count) % {"n": _number(count, told)}


def _number(value: float, told: Told) -> str:
    return number(value, told.language, 0)


def proofs_of(one: Suggestion, told: Told, projects: Mapping[str, tuple[str, str]]) -> list[tuple[str, str]]:
    """Records behind a suggestion, each with its address: projects, else organisations both have worked with.

    ``projects`` says what each project is called, and the address of its public record.
    """
    found: dict[str, tuple[str, str]] = {}
    for reason in one.reasons:
        if (reason.weight or 0) <= 0:
            continue
        for record in reason.records:
            if record in projects:
                found.setdefault(record, projects[record])
            elif name := told.index.name_of(record):
                found.setdefault(record, (readable_name(name), reverse("organisation", args=[record])))
    return list(found.values())[:PROOFS]
