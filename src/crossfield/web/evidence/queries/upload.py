"""Tables of one's own: which a user may see, what their columns may mean, and what was read from them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crossfield.errors import TableMissingError
from crossfield.lake.grid import Grid, read_grids
from crossfield.sources.owntable import AS_MANY, EXPECTED, FORMS, MORE_VALUES, NEEDED, ONCE, guess, one_grid, recognise
from crossfield.web.accounts.rules import is_released_to
from crossfield.web.evidence.models import Upload
from crossfield.web.evidence.queries.listing import Column, Listing

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User

    Row = dict[str, Any]

PREVIEW = 10
COLUMNS = {
    "region": gettext_lazy("Region (code or name)"),
    "field": gettext_lazy("Field or industry"),
    "year": gettext_lazy("Year or start date"),
    "amount": gettext_lazy("Amount"),
    "project": gettext_lazy("Project (what tells it from others)"),
    "title": gettext_lazy("Title of the project"),
    "text": gettext_lazy("Description of the project"),
    "programme": gettext_lazy("Programme"),
    "organisation": gettext_lazy("Organisation"),
    "country": gettext_lazy("Country"),
    "name": gettext_lazy("Name of the organisation"),
    "city": gettext_lazy("City"),
    "postcode": gettext_lazy("Postcode"),
    "website": gettext_lazy("Web address"),
    "pic": gettext_lazy("PIC (number of the organisation in EU programmes)"),
    "vat": gettext_lazy("VAT number"),
}
WORDS = {
    EXPECTED["text"]: gettext_lazy("a text"),
    EXPECTED["number"]: gettext_lazy("a number such as 1234.5 or 1.234,50"),
    EXPECTED["year"]: gettext_lazy("a year or a date, such as 2019 or 2019-05-31"),
    EXPECTED["region"]: gettext_lazy("a NUTS code such as DED2"),
    EXPECTED["country"]: gettext_lazy("a country such as DE or Germany"),
    ONCE: gettext_lazy("each entry once"),
    MORE_VALUES: gettext_lazy("more values than the header"),
    AS_MANY: gettext_lazy("as many values as the header has"),
}
"""Expectations of the reader, in the words of pages."""


def uploads_for(user: User | None) -> QuerySet[Upload]:
    """Tables that a user may see and that have not been removed, newest first."""
    return Upload.objects.filter(is_released_to(user), removed__isnull=True).select_related("document")


def removed_uploads(user: User) -> QuerySet[Upload]:
    """Tables of a user that can be brought back."""
    return Upload.objects.filter(owner=user, removed__isnull=False)


def tables_folder(upload: Upload) -> Path:
    """Where what was read from a table lies: beside the documents, never served as it is."""
    return Path(settings.MEDIA_ROOT) / "tables" / upload.public_id


def grid_of(upload: Upload, *, most: int | None = None) -> Grid:
    """The table as it was sent.

    Raises
    ------
    SourceError
        It cannot be read.
    """
    return one_grid(read_grids(Path(upload.document.file.path), name=upload.document.filename, most=most))


@dataclass(frozen=True, slots=True)
class Choice:
    """A column of the form: its name, what it means, whether it is needed, and the heading that is taken for it."""

    name: str
    meaning: str
    is_needed: bool
    heading: str


@dataclass(frozen=True, slots=True)
class MappingView:
    """What the form on the columns shows."""

    upload: Upload
    kind: str
    headings: list[str]
    choices: list[Choice]
    preview: list[tuple[int, list[str]]]
    remembered: bool


def mapping_view(upload: Upload, user: User, kind: str = "") -> MappingView:
    """Guess what the columns mean: as a table of the same layout was read before, as a known export has it, by words.

    Raises
    ------
    SourceError
        The table cannot be read.
    UnknownNameError
        There is no such kind.
    """
    grid = grid_of(upload, most=PREVIEW)
    kind = kind or upload.kind or recognise(grid.headings)[0] or Upload.Kind.ACTIVITY
    before = _remembered(upload, user, kind)
    guessed = before or guess(kind, grid.headings, upload.layout)
    choices = [Choice(name, str(COLUMNS[name]), name in NEEDED[kind], guessed.get(name) or "") for name in FORMS[kind]]
    return MappingView(upload, kind, grid.headings, choices, grid.lines, bool(before))


def _remembered(upload: Upload, user: User, kind: str) -> dict[str, str]:
    """Mapping of this table, or of the last one with the same headings that the user may see."""
    if upload.mapping and upload.kind == kind:
        return dict(upload.mapping)
    same = uploads_for(user).filter(headings_key=upload.headings_key, kind=kind).exclude(mapping={}).first()
    return dict(same.mapping) if same else {}


def write_table(upload: Upload, name: str, rows: list[Row]) -> None:
    """Keep rows that were read or computed."""
    folder = tables_folder(upload)
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows), folder / f"{name}.parquet", compression="zstd")


def read_table(upload: Upload, name: str) -> list[Row]:
    """Rows that were kept; they change with a new reading, which has another time of change.

    Raises
    ------
    TableMissingError
        They are gone.
    """
    path = tables_folder(upload) / f"{name}.parquet"
    if not path.is_file():
        message = _("What was read from “%(title)s” is not there any more.") % {"title": upload.title}
        raise TableMissingError(message, _("Read the table again."))
    return _kept(str(path), path.stat().st_mtime_ns)


@lru_cache(maxsize=16)
def _kept(path: str, _changed: int) -> list[Row]:
    rows: list[Row] = pq.read_table(path).to_pylist()
    return rows


def problems_listing(upload: Upload) -> Listing:
    """What was wrong, row by row: found and expected."""
    columns = (
        Column("row", _("Row of the file"), "year"),
        Column("column", _("Column")),
        Column("found", _("Found")),
        Column("expected", _("Expected")),
        Column("kept", _("The row")),
    )
    rows = [
        {
            "row": row["row"],
            "column": row["column"],
            "found": str(WORDS[MORE_VALUES]) if row["found"] == MORE_VALUES else row["found"],
            "expected": str(WORDS.get(row["expected"], row["expected"])),
            "kept": _("is left out") if row["is_left_out"] else _("stays, without this value"),
        }
        for row in (read_table(upload, "problems") if upload.problems else [])
    ]
    caption = _("What could not be read")
    return Listing("problems", caption, columns, rows, own_citation(upload), at_first=8, most=MOST_SHOWN)


MOST_SHOWN = 500
FIGURE = "location-quotient-raw"
"""What is counted on a table of activity."""


def own_citation(upload: Upload) -> str:
    """What figures from a table of one's own rest on."""
    said = {
        "title": upload.document.filename,
        "rows": upload.rows_used,
        "hash": upload.document.sha256[:12],
        "day": timezone.localdate(upload.created).isoformat(),
    }
    return (
        _("Own table %(title)s (%(rows)d rows, sent %(day)s, SHA-256 %(hash)s…); not part of the data version.") % said
    )
