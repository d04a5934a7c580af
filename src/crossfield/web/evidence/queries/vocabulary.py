"""Vocabularies: which fields there are, by which expressions they are found, and what hangs on each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crossfield.errors import UnknownNameError
from crossfield.lake.tagging import tag_text
from crossfield.web.evidence.queries.data import open_data, own_settings
from crossfield.web.evidence.queries.finding import findings_for
from crossfield.web.evidence.queries.kept import kept_in_language
from crossfield.web.evidence.queries.listing import Column, Listing, localised
from crossfield.web.evidence.queries.region import KINDS, region_labels

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from crossfield.lake.store import Frames
    from crossfield.web.accounts.models import User
    from crossfield.web.evidence.models import Finding

    Row = dict[str, Any]

LEFT_OUT = {"euroscivoc", "programme"}
"""Kept by their publishers and large: nobody's work hangs on them yet."""
LONGEST = 5000
NAMES = {
    "saxony": gettext_lazy("Saxony's innovation strategy"),
    "clustrat": gettext_lazy("CluStrat pilot themes"),
}
LANGUAGES = {"de": gettext_lazy("German expressions"), "en": gettext_lazy("English expressions")}


@dataclass(frozen=True, slots=True)
class FieldView:
    """What the page of a field shows."""

    scheme: str
    scheme_name: str
    code: str
    title: str
    kind: str
    definition: str
    spoken: str
    phrases: list[tuple[str, str, list[str]]]
    excluded: list[str]
    listings: dict[str, Listing]
    declared: list[tuple[str, str]]


def scheme_name(scheme: str) -> str:
    """Name of a vocabulary; one's own bears its code."""
    return str(NAMES.get(scheme, scheme))


@kept_in_language(maxsize=8)
def vocabulary_listings(version: str, language: str) -> list[tuple[str, str, Listing]]:
    """Code, name and fields of every vocabulary of a data version, that of the pages first."""
    with open_data(version) as frames:
        fields = [row for row in frames.read("field") if row["scheme"] not in {*LEFT_OUT, "topic"}]
        phrases = Counter((row["scheme"], row["field"], row["language"]) for row in frames.read("phrase"))
    schemes = sorted({str(row["scheme"]) for row in fields}, key=lambda one: (one != own_settings().scheme, one))
    return [(scheme, scheme_name(scheme), _fields(scheme, fields, phrases, language)) for scheme in schemes]


def _fields(scheme: str, fields: list[Row], phrases: Counter[tuple[str, str, str]], language: str) -> Listing:
    rows = [
        {
            "title": localised(row, "title", language),
            "kind": str(KINDS.get(row["kind"], row["kind"] or "")),
            "definition": localised(row, "definition", language),
            "german": phrases[scheme, row["field"], "de"],
            "english": phrases[scheme, row["field"], "en"],
            "field": row["field"],
        }
        for row in sorted(fields, key=lambda row: (row["position"] or 0, row["field"]))
        if row["scheme"] == scheme
    ]
    columns = (
        Column("title", _("Field")),
        Column("kind", _("Kind")),
        Column("definition", _("What belongs to it")),
        Column("german", LANGUAGES["de"], "count"),
        Column("english", LANGUAGES["en"], "count"),
    )
    return Listing(
        f"fields-{scheme}",
        scheme_name(scheme),
        columns,
        rows,
        address=lambda row: ("title", reverse("vocabulary_field", args=[scheme, row["field"]])),
        at_first=40,
    )


@kept_in_language(maxsize=64)
def field_view(version: str, scheme: str, code: str, language: str) -> FieldView:
    """One field: definition, expressions, codes it is found by, fields it overlaps with, and who declared it.

    Raises
    ------
    UnknownNameError
        There is no such vocabulary or field.
    """
    with open_data(version) as frames:
        fields = {str(row["field"]): row for row in frames.read("field", scheme=scheme)}
        if code not in fields or scheme in LEFT_OUT:
            raise UnknownNameError("field", code, fields)
        phrases = frames.read("phrase", scheme=scheme, field=code)
        links = frames.read("field_link", scheme=scheme, field=code)
        overlaps = frames.read("field_overlap", scheme=scheme)
        regions = _declared(frames, scheme, code)
    row, labels = fields[code], region_labels(version)
    definition = localised(row, "definition", language)
    return FieldView(
        scheme=scheme,
        scheme_name=scheme_name(scheme),
        code=code,
        title=localised(row, "title", language),
        kind=str(KINDS.get(row["kind"], row["kind"] or "")),
        definition=definition,
        spoken=language if row[f"definition_{language}"] else "de" if language == "en" else "en",
        phrases=_phrases(phrases),
        excluded=sorted({str(one["phrase"]) for one in phrases if one["excludes"]}),
        listings={"codes": _codes(links), "overlaps": _overlaps(code, overlaps, fields, language)},
        declared=[(region, labels.get(region, region)) for region in regions],
    )


def _declared(frames: Frames, scheme: str, code: str) -> list[str]:
    """Regions whose strategies name a field, alone or in an interface."""
    rows = frames.read("declared", scheme=scheme) if "declared" in frames else []
    return sorted({str(row["region"]) for row in rows if code in {row["field_a"], row["field_b"]}})


def _phrases(rows: list[Row]) -> list[tuple[str, str, list[str]]]:
    """Expressions that count, by language."""
    said = [row for row in rows if not row["excludes"]]
    told = [
        (name, str(label), sorted(row["phrase"] for row in said if row["language"] == name))
        for name, label in LANGUAGES.items()
    ]
    return [one for one in told if one[2]]


def _codes(links: list[Row]) -> Listing:
    rows = [{"scheme": row["other_scheme"], "code": row["other_field"]} for row in links]
    columns = (Column("scheme", _("Classification")), Column("code", _("Code")))
    empty = _("No code of another classification belongs to it.")
    return Listing("codes", _("Codes of other classifications"), columns, rows, empty=empty)


def _overlaps(code: str, overlaps: list[Row], fields: dict[str, Row], language: str) -> Listing:
    rows = []
    for row in overlaps:
        if code in {row["field_a"], row["field_b"]}:
            other = str(row["field_b"] if row["field_a"] == code else row["field_a"])
            rows.append({"title": localised(fields[other], "title", language), "shared": 100 * row["shared"]})
    rows.sort(key=lambda row: (-row["shared"], row["title"]))
    columns = (Column("title", _("Field")), Column("shared", _("Shared definition, %"), "number"))
    empty = _("Its definition has nothing in common with that of another field.")
    caption = _("Fields whose definition it shares in part")
    return Listing("overlaps", caption, columns, rows, empty=empty)


def findings_on(field: str, user: User | None) -> QuerySet[Finding]:
    """Findings that a user may see and that were pinned at a field."""
    found = findings_for(user)
    return found.filter(parameters__field_a=field) | found.filter(parameters__field_b=field)


def fields_of_text(version: str, scheme: str, text: str, language: str) -> list[Row]:
    """Fields of a text in German or English, with the words that say so."""
    given = text[:LONGEST].strip()
    if not given:
        return []
    with open_data(version) as frames:
        found = tag_text(frames, given, scheme)
    return [row | {"title": localised(row, "title", language)} for row in found]
