"""What a table of one's own says: question, answer, picture and tables; nothing of it is part of the data version."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from crossfield.charts.europe_map import europe_map
from crossfield.charts.palette import theme
from crossfield.charts.words import number
from crossfield.errors import UnknownNameError
from crossfield.indicators.activity import FEW_RECORDS
from crossfield.web.evidence.models import Upload
from crossfield.web.evidence.queries.data import current_version, own_settings
from crossfield.web.evidence.queries.europe import country_outlines, region_points
from crossfield.web.evidence.queries.interfaces import (
    field_titles,
    interface_address,
    interface_rows,
    pair_title,
)
from crossfield.web.evidence.queries.listing import NAME, Column, Listing
from crossfield.web.evidence.queries.region import matching, region_labels, regions_with_figures
from crossfield.web.evidence.queries.upload import MOST_SHOWN, own_citation, problems_listing, read_table

if TYPE_CHECKING:
    import altair as alt

    Row = dict[str, Any]

ANSWERS = ("linked", "review", "institute of", "none")


@dataclass(frozen=True, slots=True)
class UploadView:
    """What the page of a table shows."""

    upload: Upload
    question: str
    answer: str
    listings: dict[str, Listing]
    citation: str
    region: str = ""
    shown_field: str = ""
    regions: list[tuple[str, str]] = field(default_factory=list)
    fields: list[tuple[str, str]] = field(default_factory=list)
    mapped: list[Row] = field(default_factory=list)

    @property
    def said(self) -> list[str]:
        """What was read and what was not, in a sentence each."""
        upload = self.upload
        counts = {"used": upload.rows_used, "read": upload.rows_read, "problems": upload.problems}
        said = [_("%(used)d of %(read)d rows are used.") % counts]
        if upload.problems:
            said.append(_("%(problems)d values or rows could not be read as they stand; see below.") % counts)
        if upload.encoding == "cp1252":
            said.append(_("The file is not UTF-8; it was read as Windows-1252, as Excel writes it."))
        if upload.encoding.startswith("utf-16"):
            said.append(_("The file was read as UTF-16."))
        return said


def upload_view(upload: Upload, language: str, *, region: str, wanted: str, own: str) -> UploadView:
    """The page of a table that is ready.

    Parameters
    ----------
    upload
        The table.
    language
        en or de, the active one.
    region, wanted
        Region and field that were asked for; empty: the reader's own, else those that stand first.
    own
        The reader's own region.

    Raises
    ------
    UnknownNameError
        The table has no such region or field.
    TableMissingError
        What was read is gone.
    """
    if upload.kind == Upload.Kind.ORGANISATIONS:
        return _organisations(upload)
    rows = _latest(read_table(upload, "figures"))
    codes = sorted({str(row["region"]) for row in rows if row["level"] in {None, 1, 2, 0}})
    labels = _labels(codes)
    chosen = _chosen("region", region, own, codes, labels)
    here = [row for row in rows if row["region"] == chosen]
    titles = field_titles(current_version(), language) if upload.kind == Upload.Kind.PROJECTS else {}
    names = {str(row["field"]): titles.get(str(row["field"]), str(row["field"])) for row in rows}
    here.sort(key=lambda row: (-row["value"] if _is_firm(row) else 1, names[row["field"]]))
    first = str(here[0]["field"]) if here else ""
    asked = _chosen("field", wanted, first, sorted(names), names)
    peers = [row for row in rows if row["field"] == asked and row["level"] == (here[0]["level"] if here else None)]
    what = {"region": labels.get(chosen, chosen), "field": names.get(asked, asked), "file": upload.title}
    shown = _Shown(upload, chosen, asked, names, labels)
    listings = {name: shown.listing(name, found) for name, found in (("fields", here), ("regions", peers))}
    if upload.kind == Upload.Kind.PROJECTS:
        listings |= _of_projects(upload, chosen, language)
    listings["problems"] = problems_listing(upload)
    return UploadView(
        upload=upload,
        question=_("In which fields does your table show %(region)s ahead of the others?") % what,
        answer=_answer(upload, here, names, what, language),
        listings=listings,
        citation=own_citation(upload),
        region=chosen,
        shown_field=asked,
        regions=[(code, f"{labels[code]} ({code})" if labels[code] != code else code) for code in codes],
        fields=sorted(names.items(), key=lambda item: item[1]),
        mapped=_mapped(peers, labels),
    )


def _latest(rows: list[Row]) -> list[Row]:
    """Rows of the last year."""
    years = [row["year"] for row in rows if row.get("year") is not None]
    return [row for row in rows if row.get("year") == max(years)] if years else rows


def _labels(codes: list[str]) -> dict[str, str]:
    """Names of regions: of the data where the table has codes, else as the table has them."""
    known = region_labels(current_version())
    return {code: known.get(code, code) for code in codes}


def _chosen(kind: str, wanted: str, otherwise: str, known: list[str], labels: dict[str, str]) -> str:
    if wanted:
        if wanted not in known:
            raise UnknownNameError(kind, wanted, [*known, *labels.values()])
        return wanted
    if otherwise in known:
        return otherwise
    named = region_labels(current_version()).get(otherwise, "")
    return next((code for code in known if code == named), known[0] if known else "")


def _is_firm(row: Row) -> bool:
    return row["value"] is not None and FEW_RECORDS not in (row["note"] or "")


def _answer(upload: Upload, here: list[Row], names: dict[str, str], what: dict[str, str], language: str) -> str:
    """The field that stands first, without a word that a table without intervals cannot carry."""
    if not here:
        return _("No row of %(file)s has a field in %(region)s.") % what
    best = next((row for row in here if _is_firm(row)), None)
    is_projects = upload.kind == Upload.Kind.PROJECTS
    if best is None:
        text = (
            _("For %(region)s no figure stands on enough projects yet; the notes say why.")
            if is_projects
            else _("For %(region)s no figure can be computed; the notes say why.")
        )
        return text % what
    said = what | {"best": names[best["field"]], "value": number(best["value"], language)}
    share = _("In this table %(best)s has %(value)s times the share in %(region)s that it has in all regions together.")
    doubt = _("Amounts have no range: how certain that is, the table does not tell.")
    if is_projects:
        said |= {"count": number(best["support"], language, 0)}
        doubt = _("That stands on %(count)s projects and has no range: with few projects it is chance.")
    return f"{share} {doubt}" % said


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the tables of activity and of projects have in common."""

    upload: Upload
    region: str
    shown_field: str
    names: dict[str, str]
    labels: dict[str, str]

    def listing(self, name: str, rows: list[Row]) -> Listing:
        """Fields of the region, or regions of the field, those with a firm figure first."""
        is_fields = name == "fields"
        named = self.names if is_fields else self.labels
        key, first = ("field", _("Field")) if is_fields else ("region", _("Region"))
        said = {"region": self.labels.get(self.region, self.region)}
        said |= {"field": self.names.get(self.shown_field, self.shown_field)}
        shown = [row | {"title": named.get(row[key], row[key])} for row in rows]
        shown.sort(key=lambda row: (-row["value"] if _is_firm(row) else 1, row["title"]))
        return Listing(
            name,
            (_("Fields in %(region)s") if is_fields else _("Regions in %(field)s")) % said,
            _columns(
                first,
                is_projects=self.upload.kind == Upload.Kind.PROJECTS,
                is_noted=any(row["note"] for row in rows),
            ),
            shown,
            own_citation(self.upload),
            empty=_("No row of this table has a field there."),
            most=MOST_SHOWN,
        )


def _columns(first: str, *, is_projects: bool, is_noted: bool) -> tuple[Column, ...]:
    counted = [Column("projects", _("Projects"), "count")] if is_projects else []
    amount = _("Amount, shared over a project's fields") if is_projects else _("Amount")
    return (
        Column("title", first),
        Column("value", _("Location quotient (1 = as in all regions)"), "number"),
        *counted,
        Column("amount", amount, "number"),
        *([Column("note", _("Note"), "note")] if is_noted else []),
    )


def _of_projects(upload: Upload, region: str, language: str) -> dict[str, Listing]:
    """Interfaces of the table's projects beside those of the data version, and the projects themselves."""
    version = current_version()
    pairs = [row for row in read_table(upload, "pairs") if row["region"] == region]
    known = {}
    if region in region_labels(version):
        known = {(row["field_a"], row["field_b"]): row["support"] for row in interface_rows(version, region)}
    titles = field_titles(version, language)
    interfaces = [
        {
            "pair": pair_title(version, (row["field_a"], row["field_b"]), language),
            "projects": row["projects"],
            "beside": known.get((row["field_a"], row["field_b"])),
            "field_a": row["field_a"],
            "field_b": row["field_b"],
        }
        for row in sorted(pairs, key=lambda row: (-row["projects"], row["field_a"], row["field_b"]))
        if {row["field_a"], row["field_b"]} <= set(titles)
    ]

    def address(row: Row) -> tuple[str, str]:
        is_known = (row["field_a"], row["field_b"]) in known
        return "pair", interface_address(region, row["field_a"], row["field_b"]) if is_known else ""

    columns = (
        Column("pair", _("Interface")),
        Column("projects", _("Projects in your table"), "count"),
        Column("beside", _("Projects in the data version"), "count"),
    )
    empty = _("No project of this table joins two fields there.")
    citation = own_citation(upload)
    found = Listing("interfaces", _("Interfaces, beside the data version"), columns, interfaces, citation,
                    address=address, empty=empty, most=MOST_SHOWN)  # fmt: skip
    here = [row for row in read_table(upload, "rows") if str(row["region"] or row["country"] or "").startswith(region)]
    shown = (
        Column("title", _("Title")),
        Column("project", _("Project")),
        Column("programme", _("Programme")),
        Column("organisation", _("Organisation")),
        Column("year", _("Start year"), "year"),
        Column("amount", _("Amount"), "number"),
    )
    listed = Listing("projects", _("Projects in your table"), shown, here, citation, at_first=10, most=MOST_SHOWN)
    return {"interfaces": found, "projects": listed}


def _mapped(peers: list[Row], labels: dict[str, str]) -> list[Row]:
    """Regions of the table that have a place on the map of Europe."""
    points = region_points(current_version())
    mapped = []
    for row in peers:
        code = str(row["region"]) if row["region"] in points else _code_of(str(row["region"]))
        if code in points and row["value"] is not None:
            longitude, latitude = points[code]
            mapped.append(
                {
                    "region": code,
                    "label": labels.get(row["region"], row["region"]),
                    "longitude": longitude,
                    "latitude": latitude,
                    "value": row["value"],
                    "low": None,
                    "high": None,
                    "support": int(row["support"] or 0),
                    "shared": None,
                    "note": row["note"],
                }
            )
    return mapped


def _code_of(name: str) -> str:
    """Code of a region that a table calls by its name."""
    found = matching(regions_with_figures(current_version(), own_settings().scheme), name)
    return str(found[0]["region"]) if len(found) == 1 else ""


def upload_map(view: UploadView, language: str, *, form: str) -> alt.LayerChart:
    """The regions of the table on the map of Europe, by their quotient in the field that is shown."""
    is_framed = form == "framed"
    return europe_map(
        view.mapped,
        home=_code_of(view.region) or view.region,
        outlines=country_outlines(),
        shows="own",
        title=view.question if is_framed else "",
        sentence=view.answer if is_framed else "",
        citation=view.citation if is_framed else "",
        language=language,
        small=form == "small",
    )


def upload_drawing(view: UploadView, language: str) -> Row:
    """What the page's script draws: the map and its colours on light and dark ground."""
    chart = upload_map(view, language, form="page")
    spec = {name: value for name, value in chart.to_dict(validate=False).items() if name not in {"$schema", "config"}}
    return {"spec": spec, "light": theme(ground=False), "dark": theme(dark=True, ground=False)}


def _organisations(upload: Upload) -> UploadView:
    """How many of the organisations are in the data, and which."""
    links = read_table(upload, "links")
    counts = Counter(row["answer"] for row in links)
    said = {"total": len(links), "linked": counts["linked"], "review": counts["review"]}
    words = {
        "linked": _("found"),
        "review": _("may be it: please look"),
        "institute of": _("belongs to it"),
        "none": _("not found"),
    }
    labels = region_labels(current_version())
    shown = [
        row
        | {
            "answer": words[row["answer"]],
            "place": labels.get(str(row["region"]), row["region"] or ""),
            "reason": _("looks like a natural person: name not shown") if row["is_person"] else None,
        }
        for row in sorted(links, key=lambda row: (ANSWERS.index(row["answer"]), str(row["name"]).casefold()))
    ]
    columns: tuple[Column, ...] = (
        Column("name", _("Organisation of your table")),
        Column("city", _("City")),
        Column("answer", _("In the data version")),
        Column("known_as", _("There it is called"), NAME),
        Column("place", _("Region")),
        Column("participations", _("Participations"), "count"),
    )
    if any(row["reason"] for row in shown):
        columns = (*columns, Column("reason", _("Note"), "note"))
    citation = own_citation(upload)
    places = Counter(str(row["region"]) for row in links if row["region"] and row["answer"] == "linked")
    regions = [
        {"title": labels.get(code, code), "region": code, "count": count}
        for code, count in sorted(places.items(), key=lambda item: (-item[1], item[0]))
    ]
    by_region = (Column("title", _("Region")), Column("count", _("Organisations found"), "count"))
    listings = {
        "organisations": Listing("organisations", _("Your organisations in the data"), columns, shown, citation,
                                 at_first=20, most=MOST_SHOWN),
        "regions": Listing("regions", _("Where those found are"), by_region, regions, citation,
                           empty=_("None was found.")),
        "problems": problems_listing(upload),
    }  # fmt: skip
    answer = _("%(linked)d of %(total)d organisations are in the data; for %(review)d more somebody should look.")
    question = _("Which of your organisations are in the data?")
    return UploadView(upload, question, answer % said, listings, citation)
