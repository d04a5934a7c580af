"""One sheet of paper: title, three sentences, a picture, a table, what it rests on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from crossfield.charts.words import number
from crossfield.indicators.lookup import without_command
from crossfield.lake.countries import country_name
from crossfield.tables.spelling import readable_name
from crossfield.web.evidence.queries.finding import listing_of
from crossfield.web.evidence.queries.finding_chart import drawing_of, drawn_years
from crossfield.web.evidence.queries.highlights import region_highlights
from crossfield.web.evidence.queries.paper import HEIGHT, fitted, lines_of, shortened
from crossfield.web.evidence.queries.trend import by_year

if TYPE_CHECKING:
    from datetime import date

    from crossfield.web.evidence.models import Finding
    from crossfield.web.evidence.queries.changes import ChangesView
    from crossfield.web.evidence.queries.compare import CompareView
    from crossfield.web.evidence.queries.europe import EuropeView
    from crossfield.web.evidence.queries.interface import InterfaceView
    from crossfield.web.evidence.queries.interfaces import InterfacesView
    from crossfield.web.evidence.queries.listing import Listing
    from crossfield.web.evidence.queries.named import NamedView
    from crossfield.web.evidence.queries.network import NetworkView
    from crossfield.web.evidence.queries.region import RegionView
    from crossfield.web.evidence.queries.upload_view import UploadView

ON_PAPER, NAMED = 8, 3
LINE = {"title": 7.2, "answer": 6.4, "sentence": 5.1, "step": 4.9, "source": 3.9}
PER = {"title": 46, "answer": 72, "sentence": 88, "step": 92, "source": 122}
"""Height of a line of each kind of text on paper in mm, and how many letters it holds."""
FREE, DRAWN, PICTURE = 22.0, 46.0, 64.0
"""Place, spaces and the source line's date; years as columns; a picture, which gives way to 36 mm."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on the paper; a picture is SVG of its own or an address."""

    title: str
    place: str
    sentences: list[str]
    listing: Listing
    citation: str
    back: str
    today: date
    picture: str = ""
    picture_title: str = ""
    picture_address: str = ""
    step: str = ""
    """What to do next, where the figures name somebody to turn to."""

    @property
    def table(self) -> Listing:
        """The table with as many rows as there is room for beside the rest."""
        written = FREE + LINE["title"] * lines_of(self.title, PER["title"])
        kind = "answer" if len(self.sentences) == 1 else "sentence"
        written += sum(LINE[kind] * lines_of(text, PER[kind]) + 1 for text in self.sentences)
        written += LINE["step"] * lines_of(self.step, PER["step"]) + 4 if self.step else 0
        written += LINE["source"] * lines_of(self.sources, PER["source"])
        drawn = DRAWN if self.picture else PICTURE if self.picture_address else 0
        return fitted(self.listing, HEIGHT - written - drawn)

    @property
    def sources(self) -> str:
        """What it rests on."""
        return without_command(self.citation)


def upload_sheet(view: UploadView, query: str) -> Sheet:
    """A table of one's own: what it says, what was read, and the first rows."""
    address = reverse("upload", args=[view.upload.public_id])
    asked = f"?{query}" if query else ""
    picture = reverse("upload_picture", args=[view.upload.public_id, "svg"])
    sized = f"{picture}{asked or '?'}{'&' if asked else ''}size=page"
    name = next(iter(view.listings))
    return Sheet(
        title=view.question,
        place=view.upload.title,
        sentences=[view.answer, *view.said][:3],
        listing=short(view.listings[name]),
        citation=view.citation,
        back=f"{address}{asked}",
        today=timezone.localdate(),
        picture_title=_("Regions of the table") if view.mapped else "",
        picture_address=sized if view.mapped else "",
    )


def interface_sheet(view: InterfaceView) -> Sheet:
    """An interface: how strong, who connects it, and a partner one did not know, with the reason."""
    region = str(view.place["region"])
    bridges = next(look.answer for look in view.looks if look.name == "bridges")
    return Sheet(
        title=view.title,
        place=f"{view.place['label']} · {view.years}",
        sentences=[view.answer, _new_partner(view), f"{bridges} {_active_here(view)}".strip()],
        listing=_on_sheet(view.listings["partners"]),
        citation=view.citation,
        back=reverse("interface", args=[region, *view.pair]),
        today=timezone.localdate(),
        picture=view.trend,
        picture_title=_("Joint projects by start year"),
        step=_first_step(view),
    )


def _on_sheet(partners: Listing) -> Listing:
    """Three partners; how active they are in either field alone has no room beside whom to turn to."""
    columns = tuple(column for column in partners.columns if column.key not in {"projects_a", "projects_b"})
    return replace(short(partners, 3), columns=columns)


def _active_here(view: InterfaceView) -> str:
    """Organisations of the region in both fields, with their projects that join them; empty: none has a name."""
    rows = view.listings["organisations"].rows[:NAMED]
    named = [(readable_name(row["name"]), row) for row in rows]
    names = ", ".join(f"{name} ({row['joint']})" if row["joint"] else name for name, row in named)
    if not names:
        return ""
    text = _("Active in both fields here: %(names)s.")
    if rows[0]["joint"]:
        text = _("Active in both fields here, with the number of projects that join them: %(names)s.")
    return text % {"names": names}


def _first_step(view: InterfaceView) -> str:
    """Whom to turn to first: who could introduce a new partner, else who works on both fields here."""
    new, here = _first_new(view), view.listings["organisations"].rows[:1]
    if new and new["through"]:
        way = introduction(readable_name(new["through"]), readable_name(new["name"]))
        if new["known_by"]:
            start = _("Begin with %(here)s, which has worked with %(through)s.")
            said = {"here": readable_name(new["known_by"]), "through": readable_name(new["through"])}
            return f"{start % said} {way}"
        return way
    if new and here:
        said = {"here": readable_name(here[0]["name"]), "new": readable_name(new["name"])}
        return _("Talk to %(here)s, which is active in both fields here, and write to %(new)s together.") % said
    if here:
        return _("Talk to %(here)s, which is active in both fields here.") % {"here": readable_name(here[0]["name"])}
    return ""


def introduction(through: str, name: str) -> str:
    """The step to somebody new: by who has worked with both sides."""
    return _("Ask %(through)s for an introduction to %(name)s.") % {"through": through, "name": name}


def _first_new(view: InterfaceView) -> dict[str, Any] | None:
    return next((row for row in view.listings["partners"].rows if not row["known"]), None)


def _new_partner(view: InterfaceView) -> str:
    new = _first_new(view)
    if new is None:
        return _("Every organisation that is listed in both fields elsewhere in Europe is known already.")
    said = {key: readable_name(new[key] or "") for key in ("name", "through", "known_by")}
    said |= {"place": _with_country(new, view), "joint": new["joint"], "region": view.place["label"]}
    text = _(
        "A new partner could be %(name)s, %(place)s: it has projects that join both fields (%(joint)s), and none "
        "in these data together with %(region)s."
    )
    if view.is_reduced:
        text = _(
            "A new partner could be %(name)s, %(place)s: it has projects that join both fields (%(joint)s), and none "
            "in these data together with %(region)s; they list joint work from two projects on."
        )
    if not new["through"]:
        return text % said
    way = _("%(through)s has worked with it and with %(known_by)s in %(region)s, and could introduce them.")
    if not new["known_by"]:
        way = _("%(through)s has worked with both sides and could introduce them.")
    return f"{text % said} {way % said}"


def _with_country(row: dict[str, Any], view: InterfaceView) -> str:
    """Where a partner is, with its country where that is another one."""
    country = str(row["region"])[:2]
    if country == str(view.place["region"])[:2]:
        return str(row["place"])
    return ", ".join(filter(None, (str(row["place"]), country_name(country, get_language() or "en"))))


def interfaces_sheet(version: str, view: InterfacesView, language: str, query: str) -> Sheet:
    """The map of a region, with what is most worth saying about it; ``query`` says what the map shows."""
    region = str(view.place["region"])
    _label, highlights = region_highlights(version, region, language)
    others = [one.answer for one in highlights if one.answer != view.answer]  # a map of gaps says one of them itself
    return Sheet(
        title=view.question,
        place=str(view.place["label"]),
        sentences=[view.answer, *others[-2:]],
        listing=short(view.listing, 3),
        citation=view.citation,
        back=f"{reverse('interfaces', args=[region])}{query}",
        today=timezone.localdate(),
        picture_title=_("Interface map"),
        picture_address=f"{reverse('interfaces_inline', args=[region])}{query}",
    )


def region_sheet(view: RegionView, language: str) -> Sheet:
    """A region: its specialisation, who leads, what money came."""
    money = [(row["year"], row["million_euro"] or 0.0) for row in view.listings["money"].rows]
    leaders = view.listings["organisations"].rows[:3]
    total = sum(value for _year, value in money)
    sentences = [view.answer]
    if leaders:
        names = ", ".join(f"{readable_name(row['name'])} ({row['projects']})" for row in leaders)
        sentences.append(_("Most projects in these fields: %(names)s.") % {"names": names})
    if money:
        said = {"sum": number(total, language, 1), "first": money[0][0], "last": money[-1][0]}
        text = _("EU research programmes gave %(sum)s million euro to projects that began from %(first)s to %(last)s.")
        sentences.append(text % said)
    return Sheet(
        title=view.question,
        place=f"{view.place['label']} · {view.years[0]}–{view.years[1]}",
        sentences=sentences,
        listing=short(view.listings["fields"]),
        citation=view.citation,
        back=reverse("region", args=[view.place["region"]]),
        today=timezone.localdate(),
        picture=by_year(money, [number(value, language, 1) for _year, value in money], title=_("EU money")),
        picture_title=_("EU money by start year, million euro"),
    )


def europe_sheet(view: EuropeView) -> Sheet:
    """The map of Europe: how many regions, with whom the region works there, and the highest figures."""
    asked = [view.place["region"], ",".join(view.fields)]
    return Sheet(
        title=view.question,
        place=str(view.place["label"]),
        sentences=view.sentences,
        listing=short(view.listing, 5),
        citation=view.citation,
        back=reverse("europe", args=asked),
        today=timezone.localdate(),
        picture_title=_("Map of Europe"),
        picture_address=reverse("europe_inline", args=asked),
    )


def changes_sheet(view: ChangesView, query: str) -> Sheet:
    """What another data version changed for a region: the counts, the first interface, and what is not certain."""
    overlap = _("Where the ranges before and now overlap, the change is not certain.")
    return Sheet(
        title=view.question,
        place=str(view.place["label"]),
        sentences=[*_parted(view.answer), overlap],
        listing=short(view.listings["interfaces"]),
        citation=view.citation,
        back=f"{reverse('changes')}{query}",
        today=timezone.localdate(),
    )


def _parted(answer: str) -> list[str]:
    """An answer as its first sentence and the rest."""
    first, _stop, rest = answer.partition(". ")
    return [f"{first}.", rest] if rest else [answer]


def compare_sheet(view: CompareView, language: str) -> Sheet:
    """Regions side by side: what can be told apart, and their EU money."""
    money = "; ".join(f"{row['label']} {number(row['million_euro'], language)}" for row in view.listings["money"].rows)
    sentences = [
        *_parted(view.answer),
        _("EU contributions in the window, million euro: %(money)s.") % {"money": money},
    ]
    return Sheet(
        title=view.question,
        place=view.names,
        sentences=sentences,
        listing=short(view.listings["fields"], 6),
        citation=view.citation,
        back=reverse("compare", args=[view.codes]),
        today=timezone.localdate(),
        picture_title=_("Fields with their 90% ranges"),
        picture_address=reverse("compare_inline", args=[view.codes]),
    )


def named_sheet(view: NamedView) -> Sheet:
    """A named interface: how strong, who works on both sides, how many projects join them."""
    names = ", ".join(readable_name(row["name"]) for row in view.listings["organisations"].rows[:3])
    sentences = [view.answer, *(look.answer for look in view.looks if look.name == "bridges")]
    if names:
        sentences.append(_("On both sides here: %(names)s.") % {"names": names})
    return Sheet(
        title=view.named.title,
        place=f"{view.place['label']} · {view.years}",
        sentences=sentences,
        listing=short(view.listings["pairs"]),
        citation=view.citation,
        back=f"{reverse('named', args=[view.named.public_id])}?region={view.place['region']}",
        today=timezone.localdate(),
    )


def finding_sheet(finding: Finding) -> Sheet:
    """A finding: what it says, why it matters, and when it was kept."""
    kept = date_format(timezone.localtime(finding.created), "DATE_FORMAT")
    day = _("Kept on %(day)s; data version %(version)s.") % {"day": kept, "version": finding.data_version}
    sentences = [shortened(text) for text in (finding.answer, finding.note, day) if text]
    drawing, years = drawing_of(finding), drawn_years(finding)
    picture = f"{reverse('finding_picture', args=[finding.public_id, 'svg'])}?inline=1" if drawing else ""
    return Sheet(
        title=finding.title,
        place=finding.folder,
        sentences=sentences,
        listing=short(listing_of(finding)),
        citation=finding.citation,
        back=reverse("finding", args=[finding.public_id]),
        today=timezone.localdate(),
        picture=years,
        picture_title=_("Picture"),
        picture_address=picture,
    )


def network_sheet(view: NetworkView) -> Sheet:
    """The organisations at an interface, whom the region's own know, and the first of them."""
    return Sheet(
        title=view.question,
        place=f"{view.title} · {view.place['label']}",
        sentences=view.sentences,
        listing=short(view.listings["organisations"], 6),
        citation=view.citation,
        back=reverse("network", args=[view.place["region"], *view.pair]),
        today=timezone.localdate(),
        picture_title=_("Network of the organisations"),
        picture_address=reverse("network_inline", args=[view.place["region"], *view.pair]) if view.rows else "",
    )


def short(listing: Listing, rows: int = ON_PAPER) -> Listing:
    """The table with as many rows as a sheet has room for."""
    return replace(listing, rows=listing.rows[:rows], at_first=rows, left=max(0, len(listing.rows) - rows))
