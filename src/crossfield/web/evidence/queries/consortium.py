"""A consortium: who brings what, why, under which rules, and what it costs to do without somebody."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crossfield.charts.words import note_in, number
from crossfield.errors import NotComputableError
from crossfield.indicators import lookup
from crossfield.indicators.question import Question
from crossfield.matching.consortium import consortium
from crossfield.tables.spelling import readable_name
from crossfield.web.evidence.queries.data import open_data, own_settings
from crossfield.web.evidence.queries.interfaces import field_titles
from crossfield.web.evidence.queries.kept import kept_in_language
from crossfield.web.evidence.queries.listing import NAME, Column, Listing
from crossfield.web.evidence.queries.organisation_index import find_organisation, kind_in_words, place_in_words
from crossfield.web.evidence.queries.region import find_region

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crossfield.web.evidence.queries.consortium_question import ConsortiumQuestion

    Row = dict[str, Any]

PROVEN = 1e-6
"""Up to here a gap is rounding of the solver."""
TOGETHER = "No consortium of these candidates meets all of this together: "
ROLES = {
    "university": gettext_lazy("university"),
    "research": gettext_lazy("research"),
    "company": gettext_lazy("company"),
    "sme": gettext_lazy("SME"),
    "public": gettext_lazy("public body"),
    "other": gettext_lazy("other"),
}
DEMANDS = (
    (re.compile(r"^(\d+) partners$"), gettext_lazy("%s partners in all")),
    (re.compile(r"^a partner from (.+)$"), gettext_lazy("a partner from %s")),
    (re.compile(r"^(.+) as a partner$"), gettext_lazy("%s as a partner")),
    (re.compile(r"^at most (\d+) from one country$"), gettext_lazy("at most %s from one country")),
    (re.compile(r"^at most (\d+) need\(s\) a partner$"), gettext_lazy("at most %s part(s) for one partner")),
)
NEED = re.compile(r"^the need (.+)$")


@dataclass(frozen=True, slots=True)
class ConsortiumView:
    """What the page of a consortium shows; ``conflict`` are demands that cannot hold together."""

    answer: str
    conflict: tuple[str, ...] = ()
    listing: Listing | None = None
    needs: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    source: str = ""
    source_date: str = ""
    together: str = ""
    notes: tuple[str, ...] = ()
    citation: str = ""


@kept_in_language(maxsize=128)
def consortium_view(version: str, question: ConsortiumQuestion, language: str) -> ConsortiumView:
    """The best consortium for a question, or what cannot hold together.

    Raises
    ------
    UnknownNameError
        No such field, region or organisation.
    NotComputableError
        No organisation of the data covers any of the needs.
    """
    scheme, titles = own_settings().scheme, field_titles(version, language)
    request = question.request(scheme)
    if question.region:
        request = replace(request, region=str(find_region(version, question.region)["region"]))
    fixed = tuple(str(find_organisation(version, name)["organisation"]) for name in question.fixed)
    with open_data(version) as frames:
        try:
            found = consortium(frames, replace(request, fixed=fixed))
        except NotComputableError as error:
            if not error.message.startswith(TOGETHER):
                raise
            demands = error.message.removeprefix(TOGETHER).rstrip(".").split("; ")
            told = tuple(_demand(one, titles) for one in demands)
            return ConsortiumView(_("No consortium meets all of this together."), conflict=told)
        citation = lookup.citation(frames, Question(request.region, scheme), language)
    rows = [_row(version, row, titles, language) for row in found["partners"]]
    return ConsortiumView(
        answer=_answer(found, language),
        listing=_listing(rows, citation),
        needs=tuple(need_in_words(label, titles) for label in found["needs"]),
        rules=tuple(_rules(found["rules"], language)),
        source=str(found["rules"]["source"]) if found["rules"] else "",
        source_date=str(found["rules"]["source_date"]) if found["rules"] else "",
        together=_together(found),
        notes=tuple(note_in(note, language) for note in found["notes"]),
        citation=citation,
    )


def _answer(found: Mapping[str, Any], language: str) -> str:
    count = len(found["partners"])
    said = {"n": count, "score": number(found["score"], language)}
    text = ngettext(
        "%(n)s partner covers everything; fit in all %(score)s.",
        "%(n)s partners cover everything; fit in all %(score)s.",
        count,
    )
    proven = _("It is proven that no other choice reaches more.")
    if found["gap"] >= PROVEN:
        proven = _("Another choice might reach up to %(gap)s%% more; the search was stopped.")
        proven %= {"gap": number(100 * found["gap"], language)}
    return " ".join((text % said, proven))


def _row(version: str, row: Row, titles: Mapping[str, str], language: str) -> Row:
    without = row["without"]
    kind, place = kind_in_words(row["type"], is_small=None), place_in_words(version, row["place"])
    if without is None:
        instead = _("nothing else meets what is asked")
    else:
        said = {"loss": number(without["loss"], language), "who": "; ".join(map(readable_name, without["instead"]))}
        instead = _("−%(loss)s, with %(who)s") % said if without["instead"] else _("−%(loss)s") % said
    return {
        "code": row["who"],
        "name": row["name"],
        "name_about": " · ".join(part for part in (kind, place) if part),
        "kind": kind,
        "place": place,
        "covers": "; ".join(need_in_words(label, titles) for label in row["covers"]),
        "fills": [(need_in_words(label, titles), _projects(row["reasons"], label)) for label in row["covers"]],
        "why": _why(row["reasons"], language),
        "ties": row["ties"],
        "score": row["score"],
        "instead": instead,
    }


def _projects(reasons: Sequence[Row], label: str) -> int:
    """Projects behind one part."""
    return next((int(reason["value"] or 0) for reason in reasons if reason["name"] == f"experience: {label}"), 0)


def _why(reasons: Sequence[Row], language: str) -> str:
    """Projects behind each part, and how much of its work that is."""
    said = []
    for reason in reasons:
        name = str(reason["name"]).partition(":")[0]
        if name == "experience" and reason["value"]:
            count = int(reason["value"])
            text = ngettext("%(n)s project in these fields", "%(n)s projects in these fields", count)
            said.append(text % {"n": number(count, language, 0)})
        elif name == "focus" and reason["value"]:
            said.append(_("%(share)s%% of its projects") % {"share": number(100 * reason["value"], language, 0)})
        elif name == "known" and reason["weight"]:
            said.append(_("has worked with the region or the partners that are set"))
        elif name == "new" and reason["weight"]:
            said.append(_("no joint project yet"))
    return "; ".join(dict.fromkeys(said))


def need_in_words(label: str, titles: Mapping[str, str]) -> str:
    """A need with the titles of its fields.

    Examples
    --------
    >>> need_in_words("ict+optics × health:sme", {"ict": "ICT", "health": "Health"})
    'ICT / optics × Health (SME)'
    """
    fields, _colon, role = label.partition(":")
    sides = (" / ".join(titles.get(code, code) for code in side.split("+")) for side in fields.split(" × "))
    return f"{' × '.join(sides)} ({ROLES[role]})" if role in ROLES else " × ".join(sides)


def _demand(said: str, titles: Mapping[str, str]) -> str:
    """A demand in the language of the page; what a rule set says stays as it says it."""
    need = NEED.match(said)
    if need:
        return _("the part %(need)s") % {"need": need_in_words(need[1], titles)}
    for pattern, text in DEMANDS:
        found = pattern.match(said)
        if found:
            return str(text) % found[1]
    return said


def _rules(rules: Mapping[str, Any] | None, language: str) -> list[str]:
    """What the rules ask and what was found; no rules, nothing to say."""
    if rules is None:
        return []
    return [
        _("%(title)s: %(found)s found, %(asked)s asked")
        % {"title": one["title"][language], "found": one["found"], "asked": one["asked"]}
        for one in rules["requirements"]
    ] + [str(rules["check"][language])]


def _together(found: Mapping[str, Any]) -> str:
    """Who of the partners worked together, and how often."""
    names = {row["who"]: readable_name(row["name"]) for row in found["partners"]}
    ends = [(names[tie["organisation_a"]], names[tie["organisation_b"]], tie["projects"]) for tie in found["ties"]]
    return "; ".join(f"{one} – {other} ({projects})" for one, other, projects in ends)


def _listing(rows: list[Row], citation: str) -> Listing:
    name, place, kind = Column("name", _("Partner"), NAME), Column("place", _("Place")), Column("kind", _("Kind"))
    columns = (
        Column("covers", _("Brings")),
        Column("why", _("Why")),
        Column("ties", _("Joint projects with the region"), "count"),
        Column("score", _("Fit"), "number"),
        Column("instead", _("Without this partner")),
    )
    return Listing(
        "consortium",
        _("Who is in, why, and what it costs to do without"),
        (name, *columns),
        rows,
        citation,
        address=lambda row: ("name", reverse("organisation", args=[row["code"]])),
        filed=(name, place, kind, *columns),
        stacks=True,
    )
