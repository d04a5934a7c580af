"""Pictures of the pages that say with whom: partners as bars, a consortium as a matrix, a shortlist by country."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from crossfield.charts.coverage_matrix import coverage_matrix
from crossfield.charts.palette import theme
from crossfield.charts.partner_bars import MOST, partner_bars
from crossfield.charts.partner_countries import partner_countries
from crossfield.lake.countries import country_name
from crossfield.tables.spelling import readable_name
from crossfield.web.evidence.queries.asker import clusters_of
from crossfield.web.evidence.queries.organisation_index import organisation_index

if TYPE_CHECKING:
    from collections.abc import Sequence

    import altair as alt

    from crossfield.web.evidence.models import ShortlistEntry
    from crossfield.web.evidence.queries.consortium import ConsortiumView
    from crossfield.web.evidence.queries.partners import PartnersView

    Row = dict[str, Any]

PAGE, SMALL, FRAMED = "page", "small", "framed"
KNOWN, NEW = ("bekannt", "known"), ("neu", "new")
"""How a status begins, in the languages of entries."""


def partners_chart(view: PartnersView, language: str, form: str) -> alt.LayerChart | None:
    """The first partners as bars cut into reasons; None where there is nobody, or no reason is weighed."""
    rows = [row | {"name": readable_name(row["name"])} for row in view.listing.rows[:MOST] if row["parts"]]
    if not rows:
        return None
    said = _framed(form, view.question, view.answer, view.citation)
    return partner_bars(rows, language=language, small=form == SMALL, **said)


def consortium_chart(view: ConsortiumView, language: str, form: str) -> alt.LayerChart | None:
    """Who of a consortium covers which part; None where there is none."""
    if view.listing is None:
        return None
    rows = [row | {"name": readable_name(row["name"])} for row in view.listing.rows]
    said = _framed(form, _("Who could form a consortium together?"), view.answer, view.citation)
    return coverage_matrix(rows, view.needs, language=language, small=form == SMALL, **said)


def shortlist_chart(
    entries: Sequence[ShortlistEntry], version: str, language: str, form: str, answer: str
) -> alt.LayerChart | None:
    """A shortlist by country; None where nobody is on it."""
    if not entries:
        return None
    rows = [
        {
            "name": readable_name(entry.name),
            "country": country_name(country, language) if (country := _country(entry, version)) else "",
            "state": _state(entry.status),
        }
        for entry in entries
    ]
    citation = " ".join(dict.fromkeys(entry.citation for entry in entries))
    said = _framed(form, _("Whom do I want to talk to?"), answer, citation)
    return partner_countries(rows, language=language, small=form == SMALL, **said)


def drawing(chart: alt.LayerChart) -> Row:
    """What the page's script draws."""
    spec = {name: value for name, value in chart.to_dict(validate=False).items() if name not in {"$schema", "config"}}
    return {"spec": spec, "light": theme(ground=False), "dark": theme(dark=True, ground=False)}


def kept_drawing(page: alt.LayerChart | None, framed: alt.LayerChart | None) -> Row | None:
    """A drawing as a finding keeps it: with its own data, for the page and for files; None where there is none."""
    if page is None or framed is None:
        return None
    return {"kind": "drawing", "framed": framed.to_dict(validate=False), **drawing(page)}


def _framed(form: str, title: str, sentence: str, citation: str) -> dict[str, str]:
    return {"title": title, "sentence": sentence, "citation": citation} if form == FRAMED else {}


def _state(status: str) -> str:
    """What a status says, in whatever language it was kept.

    Examples
    --------
    >>> [_state(status) for status in ("neu hier", "known", "")]
    ['new', 'known', 'unsaid']
    """
    return "new" if status.startswith(NEW) else "known" if status.startswith(KNOWN) else "unsaid"


def _country(entry: ShortlistEntry, version: str) -> str:
    """Code of the country of an entry; empty where the data shown do not say it (any more)."""
    if entry.kind == "region":
        return str(entry.code[:2])
    if entry.kind == "cluster":
        found = next((one.region for one in clusters_of(version) if one.cluster == entry.code), "")
        return "" if found == "unknown" else found[:2]
    row = organisation_index(version).rows.get(entry.code)
    return str(row["country"] or "") if row else ""
