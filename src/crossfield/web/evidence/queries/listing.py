"""Tables of pages: one definition for what is shown and for the files that hold the same."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from crossfield.charts.words import note_in, number, span
from crossfield.exports import export, workbook
from crossfield.tables.spelling import readable_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.utils.functional import Promise

Row = dict[str, Any]
BUTTON, NAME = "keep", "name"
ARROW = " → "
FORMS = ("xlsx", "csv", "json", "parquet")
MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: where its values stand, its heading, and how they are written.

    Parameters
    ----------
    key
        Key of the rows.
    heading
        In the language of the page.
    form
        text, note, count, number, year, ranged (with the keys ``KEY_low`` and ``KEY_high``, or ``low`` and ``high``) or
        value (a number or a text, row by row). A text whose rows hold ``KEY_links`` is shown as these links, and with
        ``KEY_about`` a second line below. ``keep`` is a button on the page and in no file. ``name`` is the name of an
        organisation, or several with arrows between: files have it as the source writes it, pages as it is read.
    is_minor
        True: left out where a row is a block of its own on a narrow screen; wide ones and files have it.
    """

    key: str
    heading: str | Promise
    form: str = "text"
    is_minor: bool = False

    @property
    def is_number(self) -> bool:
        """True where values are set to the right."""
        return self.form in {"count", "number", "year", "ranged", "value"}

    @property
    def is_ranged(self) -> bool:
        """True where a value has a range."""
        return self.form == "ranged"

    @property
    def bounds(self) -> tuple[str, str]:
        """Keys of the range of a ranged column."""
        return ("low", "high") if self.key == "value" else (f"{self.key}_low", f"{self.key}_high")


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as it is shown."""

    text: str
    reach: str
    address: str
    column: Column
    bar: str = ""
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A table of a page.

    Parameters
    ----------
    name
        Last part of the addresses of its files.
    caption
        What it shows.
    columns, rows
        Columns as shown, and the rows; files hold these columns and no others.
    citation
        What the rows rest on.
    address
        Row → key of a column and the address its cell leads to.
    bar
        Row → picture of its figure, as SVG, for the first ranged column.
    empty
        What is said where there are no rows: what to do next.
    at_first, most
        Rows shown at once, and on the page at all (0: every one).
    about
        Lines of the sheet on sources that stands beside the table in XLSX files; empty: the citation alone.
    filed
        Columns of files and findings where they are others than those of the page.
    stacks
        True: on narrow screens each row is a block of its own, for tables with much text.
    coded
        Columns of files alone, by which a file is brought in again: ids, codes, what a page has no room for.
    button
        Template of the buttons, which is given the cell's value as ``code`` and the row's heading as ``who``.
    widths, left
        On paper: width of each column in parts of 48, and how many rows have no room.
    more
        Rows that were not read for the page.
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: list[Row]
    citation: str = ""
    address: Callable[[Row], tuple[str, str]] | None = None
    bar: Callable[[Row], str] | None = None
    empty: str = ""
    at_first: int = 15
    files: tuple[str, ...] = field(default=FORMS)
    most: int = 0
    about: tuple[tuple[str, str], ...] = ()
    filed: tuple[Column, ...] = ()
    stacks: bool = False
    coded: tuple[Column, ...] = ()
    button: str = "evidence/keep.html"
    widths: tuple[int, ...] = ()
    left: int = 0
    more: int = 0

    @property
    def kept(self) -> tuple[Column, ...]:
        """Columns that hold something: all but buttons."""
        return self.filed or tuple(column for column in self.columns if column.form != BUTTON)

    @property
    def first(self) -> list[list[Shown]]:
        """Rows shown at once."""
        return [self._shown(row) for row in self.rows[: self.at_first]]

    @property
    def rest(self) -> list[list[Shown]]:
        """Rows that fold away."""
        return [self._shown(row) for row in self.rows[self.at_first : self.most or None]]

    @property
    def beyond(self) -> int:
        """Rows that the page does not show: the files hold them."""
        return self.more + (max(0, len(self.rows) - self.most) if self.most else 0)

    def out_of(self, total: int) -> Listing:
        """The same table where so many rows there are, of which it was given the first ones."""
        return replace(self, more=max(0, total - len(self.rows)))

    def beginning(self, rows: int) -> Listing:
        """The same table with its first rows only, which its caption says."""
        said = {"caption": self.caption, "rows": rows, "all": len(self.rows)}
        caption = _("%(caption)s: the first %(rows)s of %(all)s rows") % said
        return replace(self, caption=caption, rows=self.rows[:rows])

    def _shown(self, row: Row) -> list[Shown]:
        language = get_language() or "en"
        linked, address = self.address(row) if self.address else ("", "")
        ranged = next((column.key for column in self.columns if column.form == "ranged"), "")
        cells = []
        for column in self.columns:
            low, high = (row.get(key) for key in column.bounds) if column.form == "ranged" else (None, None)
            bar = self.bar(row) if self.bar and column.key == ranged else ""
            target = address if column.key == linked else ""
            said, links = _said(row[column.key], column, language), tuple(row.get(f"{column.key}_links") or ())
            below = str(row.get(f"{column.key}_about") or "") or span(low, high, language)
            cells.append(Shown(said, below, target, column, bar, links))
        return cells


def as_file(listing: Listing, form: str) -> bytes:
    """The table as a file: XLSX with the headings of the page, the others with English keys."""
    rows = _plain_rows(listing, localised=form == "xlsx")
    if form == "xlsx" and listing.about:
        about = [{_("What"): name, _("Says"): said} for name, said in listing.about]
        return workbook({_("Table"): rows, _("Sources"): about})
    return export(rows, form, listing.citation)


def _plain_rows(listing: Listing, *, localised: bool) -> list[Row]:
    names: dict[str, str] = {}
    for column in (*listing.kept, *listing.coded):
        names[column.key] = str(column.heading)
        if column.form == "ranged":
            low, high = column.bounds
            said = {"heading": column.heading}
            names |= {low: _("%(heading)s: from (5%%)") % said, high: _("%(heading)s: to (95%%)") % said}
    return [{name if localised else key: row.get(key) for key, name in names.items()} for row in listing.rows]


def _said(value: Any, column: Column, language: str) -> str:  # noqa: ANN401 -- any cell of any table
    if value is None or value == "":
        return "" if column.form in {"text", "note", NAME} else "–"
    if column.form == NAME:
        return readable_names(str(value))
    if column.form == "note":
        return note_in(str(value), language)
    if column.form == "count":
        return number(value, language, 0)
    if column.form == "value" and isinstance(value, str):
        return note_in(value, language)
    if column.form == "value" and isinstance(value, int):
        return number(value, language, 0)
    if column.form in {"number", "ranged", "value"}:
        return number(value, language)
    return str(value)


def readable_names(text: str) -> str:
    """A name, or several with arrows between, as they are read.

    Examples
    --------
    >>> readable_names("UNIVERSITEIT GENT → VIB VZW")
    'Universiteit Gent → VIB VZW'
    """
    return ARROW.join(readable_name(name) for name in text.split(ARROW))


def organisation_address(row: Row) -> tuple[str, str]:
    """Where the name of an organisation leads: its page."""
    return "name", reverse("organisation", args=[row["organisation"]])


def web_address(text: str | None) -> str:
    """An address that a page may lead to; empty for anything but http, which stays text.

    Examples
    --------
    >>> web_address("https://example.org"), web_address("javascript:alert(1)"), web_address(None)
    ('https://example.org', '', '')
    """
    return str(text) if str(text or "").startswith(("https://", "http://")) else ""


def localised(row: Mapping[str, Any], key: str, language: str) -> str:
    """A text of a row in a language, else in the other one.

    Examples
    --------
    >>> localised({"title_de": "", "title_en": "Health"}, "title", "de")
    'Health'
    """
    other = "en" if language == "de" else "de"
    return str(row[f"{key}_{language}"] or row[f"{key}_{other}"] or "")
