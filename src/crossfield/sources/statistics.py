r"""Statistics: any file of numbers by region, field and year.

Three forms are told apart by their header line:

- Eurostat's TSV: dimensions parted by commas in the first column (``freq,unit,geo\TIME_PERIOD``), one column per year,
  flags behind the number (``12.3 b``), ``:`` for a missing value.
- SDMX-CSV: ``DATAFLOW, …, TIME_PERIOD, OBS_VALUE, OBS_FLAG``; the columns before the period are dimensions.
- An own CSV whose headings are guessed in German and English: one number per row (``region, field, year, amount``), one
  column per measure, or one column per year. A column of words that changes where region, field and year do not is a
  dimension; other words are left out.

What is neither region, field nor year is the measure: values of the other dimensions joined by commas, the unit last.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import narwhals as nw
import pyarrow as pa

from crossfield.errors import SchemaError, SourceError
from crossfield.lake.checks import Checked
from crossfield.lake.csvfile import HEAD, read_csv
from crossfield.lake.delivery import Delivery
from crossfield.lake.raw import CHUNK, LARGEST_RATIO
from crossfield.parts import Origin
from crossfield.tables.headings import choose_headings, fold, match_headings, split_heading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from crossfield.lake.engine import DuckSession, Frame

SUFFIXES = (".csv", ".tsv", ".txt", ".tab")
TOTAL = "total"
_NAMES = {
    "region": "geo, nuts id, nuts code, nuts, nuts3, nuts2, nuts1, region code, ref area, region, gebiet, raumeinheit, "
    "country code, country, land",
    "field": "nace r2, nace r21, nace r1, nace, isic4, isic, ipc, cpc, cpa2 1, sitc06, wz code, wz08, wz, ind code, "
    "industry code, field, feld, industry, sector, branche, wirtschaftszweig, technology, technologie",
    "year": "year, jahr, time period, time, zeit, berichtsjahr, stichtag",
    "measure": "measure, indicator, merkmal, indikator, kennzahl, variable",
    "unit": "unit, unit measure, einheit, masseinheit",
    "amount": "amount, obs value, value, values, wert, werte, betrag",
}
SYNONYMS = {column: tuple(names.split(", ")) for column, names in _NAMES.items()}
_ABOUT_THE_FILE = {"dataflow", "last update", "structure", "structure id", "structure name", "action", "key", "freq"}
_ABOUT_THE_REGION = {"id", "fid", "levl code", "level", "cntr code", "nuts name", "nuts level", "name"}
_YEAR = r"^(1[89]|20)[0-9]{2}(\.0+)?$"
_MISSING = ["", ":", "-", "–", ".", "..", "...", "/", "x", "na", "n/a", "nan", "null", "none"]
_FLAGGED = r"^(:|-?[0-9.]+(?:[eE][+-]?[0-9]+)?) *[a-z]{1,4}$"
_ROW = ("region", "field", "period", "measure")
_PLACE = ("region", "field", "year", "measure")


@dataclass(frozen=True, slots=True)
class _Cell:
    """A column of numbers, with the year or the measure that its heading says."""

    column: str
    year: int | None = None
    measure: str | None = None


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where a file has what.

    Parameters
    ----------
    region, field, year
        Columns; no field: `total`; no year: the cells say it.
    dimensions
        Columns that belong to the measure, the unit last.
    cells
        Columns of numbers.
    measure
        The measure where neither a dimension nor a cell says it.
    point
        Decimal sign.
    flag
        Column of flags.
    """

    region: str
    field: str | None
    year: str | None
    dimensions: tuple[str, ...]
    cells: tuple[_Cell, ...]
    measure: str = "value"
    point: str = "."
    flag: str | None = None


@dataclass(frozen=True, slots=True)
class Statistics:
    """A reader of statistical files; ``mapping`` says what the guess of an own CSV's headings would not find."""

    name: str
    origin: Origin
    mapping: Mapping[str, str] | None = None

    def read(self, session: DuckSession, files: dict[str, Path]) -> Delivery:
        """Read all files of a snapshot into the frame activity; the column source is the file's name.

        Raises
        ------
        SourceError
            No such file is there, or one cannot be read.
        SchemaError
            A file has no region, no year, or no numbers.
        """
        usable = [name for name in sorted(files) if name.lower().removesuffix(".gz").endswith(SUFFIXES)]
        if not usable:
            message = f"No statistical file is there; found {', '.join(sorted(files)[:8]) or 'nothing'}."
            raise SourceError(message, "Expected Eurostat TSV, SDMX-CSV or CSV, plain or as .gz.")
        delivery = Delivery()
        delivery.absent = [f"{name} is no CSV or TSV and was not read" for name in sorted(files) if name not in usable]
        with TemporaryDirectory() as folder:
            plain = {name: _unpack(files[name], Path(folder) / str(number)) for number, name in enumerate(usable)}
            frames = [_File(session, delivery, name, path).read(self.mapping) for name, path in plain.items()]
        delivery.frames["activity"] = nw.concat(frames)
        return delivery


STATISTICS = Statistics(
    "statistics", Origin("whoever published the file", "Statistical file", "", "as the file's publisher states it")
)


def _unpack(path: Path, folder: Path) -> Path:
    """The file itself, or what a .gz holds, at most `LARGEST_RATIO` times its size."""
    if path.suffix.lower() != ".gz":
        return path
    folder.mkdir()
    target, most = folder / path.stem, LARGEST_RATIO * max(path.stat().st_size, CHUNK)
    with _clear_gzip_errors(path), gzip.open(path) as packed, target.open("wb") as out:
        while chunk := packed.read(CHUNK):
            if out.tell() + len(chunk) > most:
                message = f"{path.name} has {path.stat().st_size:,} bytes and unpacks to more than {most:,}."
                raise SourceError(
                    message, "This looks like a bomb. Unpack it yourself and give the file if you trust it."
                )
            out.write(chunk)
    return target


@contextmanager
def _clear_gzip_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        message = f"{path.name} is no complete gzip file: {error}."
        raise SourceError(message, "Download it again, or unpack it and give the file.") from error


@dataclass(slots=True)
class _File:
    """One file on its way into the table activity."""

    session: DuckSession
    delivery: Delivery
    name: str
    path: Path

    def read(self, mapping: Mapping[str, str] | None) -> Frame:
        """Rows of the table activity."""
        sign, header = self._header()
        csv = read_csv(self.session, self.path, needed=tuple(header), delimiter=sign)
        self.delivery.add_file(self.name, csv.rows + csv.problems.num_rows, "activity")
        self.delivery.add_problems(self.name, csv.problems, kept=False)
        frame = csv.frame
        if sign == "\t" and "\\" in header[0]:
            frame, layout = self._eurostat(frame, header)
        elif {"TIME_PERIOD", "OBS_VALUE"} <= set(header):
            layout = self._sdmx(header)
        else:
            layout = self._own(frame, header, mapping, sign)
        return self._activity(self._rows(frame, layout), layout)

    def _header(self) -> tuple[str, list[str]]:
        with self.path.open("rb") as file:
            head = file.read(HEAD).removeprefix(b"\xef\xbb\xbf")
        line = next(iter(head.splitlines()), b"").decode("utf-8", errors="replace")
        if not line.strip() or "\0" in line:
            message = f"{self.name} {'is no text file' if head.strip() else 'is empty'}."
            raise SourceError(message, "Expected Eurostat TSV, SDMX-CSV or CSV in UTF-8, with a header line.")
        sign, header = split_heading(line, SYNONYMS)
        if "\t" in line and "\\" in line.partition("\t")[0]:
            sign, header = "\t", [name.strip() for name in line.split("\t")]
        double = [name for name, count in Counter(name.casefold() for name in header).items() if count > 1]
        if double or '"' in "".join(header):
            message = f"{self.name}: found the heading(s) {', '.join(map(repr, double)) or line[:80]}."
            raise SchemaError(message, "Each column needs a heading of its own, without quotation marks inside it.")
        return sign, header

    def _eurostat(self, frame: Frame, header: list[str]) -> tuple[Frame, _Layout]:
        """Split the first column into dimensions; a period that is no year is one problem."""
        names = [name.strip() for name in header[0].partition("\\")[0].split(",")]
        cells = tuple(_Cell(name, int(name)) for name in header[1:] if re.search(_YEAR, name))
        other = [name for name in header[1:] if not re.search(_YEAR, name)]
        if not cells:
            message = f"{self.name} has no column that is a year; found {', '.join(other[:5]) or 'none'}."
            raise SchemaError(message, "Take the yearly table.")
        self._leave_out_periods(other)
        rows = Checked(self.session, self.delivery, self.name, frame, nw.col(header[0]))
        parts = nw.col(header[0]).str.split(",")
        wrong = (parts.list.len() != len(names)).fill_null(value=True)
        rows.leave_out(wrong, "other dimensions than the header", value=header[0])
        dimensions = {name: parts.list.get(place).str.strip_chars() for place, name in enumerate(names)}
        frame = self.session.keep(rows.frame.with_columns(**dimensions))
        return frame, _by_dimensions(self.name, names, None, cells)

    def _leave_out_periods(self, names: list[str]) -> None:
        told = {"row": names, "column": names, "value": names, "reason": ["period is no year"] * len(names)}
        table = pa.table({column: pa.array(values, pa.string()) for column, values in told.items()})
        self.delivery.add_problems(self.name, table, kept=True)

    def _sdmx(self, header: list[str]) -> _Layout:
        """Dimensions stand before the period; columns of labels, which repeat them in words, are no dimensions."""
        before = header[: header.index("TIME_PERIOD")]
        names = [name for name in before if fold(name) not in _ABOUT_THE_FILE and re.fullmatch(r"\w+", name)]
        flag = next((name for name in ("OBS_FLAG", "OBS_STATUS") if name in header), None)
        layout = _by_dimensions(self.name, names, "TIME_PERIOD", (_Cell("OBS_VALUE"),))
        return replace(layout, flag=flag)

    def _own(self, frame: Frame, header: list[str], mapping: Mapping[str, str] | None, sign: str) -> _Layout:
        """Guess what the headings mean, and what the columns are that no heading explains."""
        chosen = choose_headings(header, SYNONYMS, mapping, file=self.name, loosely=False)
        region, field, amount = chosen["region"], chosen["field"], chosen["amount"]
        if not region:
            raise _lacks(self.name, "a region", header)
        self.delivery.add_columns(self.name, chosen)
        years = [] if chosen["year"] or amount else [name for name in header if re.search(_YEAR, name)]
        known = {*chosen.values(), *years}
        free = [name for name in header if name and name not in known and fold(name) not in _ABOUT_THE_REGION]
        numbers = [] if years or amount else self._numbers(frame, free)
        keys = filter(None, (region, field, chosen["year"]))
        words = self._words(frame, [name for name in free if name not in numbers], [*keys])
        if years:
            cells = [_Cell(name, int(name[:4])) for name in years]
        else:
            year = None if chosen["year"] else self._year_of_name(header)
            cells = [_Cell(amount, year)] if amount else [_Cell(name, year, name) for name in numbers]
        if not cells:
            raise _lacks(self.name, "numbers", header)
        dimensions = tuple(filter(None, (chosen["measure"], *words, chosen["unit"])))
        point = "." if sign == "," else self._point(frame, cells)
        return _Layout(region, field, chosen["year"], dimensions, tuple(cells), amount or "value", point)

    def _words(self, frame: Frame, names: list[str], keys: list[str]) -> list[str]:
        """Columns of words that are dimensions; the others are not read, which is told."""
        words = self._varying(frame, names, keys)
        left_out = [name for name in names if name not in words]
        if left_out:
            self.delivery.absent.append(f"{self.name}: columns not read: {', '.join(left_out)}")
        return words

    def _numbers(self, frame: Frame, names: list[str]) -> list[str]:
        """Columns of which at least half of what is filled are numbers."""
        counts = self._count(frame, names, lambda name: _is_number(nw.col(name), "[.,]"))
        filled = self._count(frame, names, lambda name: ~_is_missing(nw.col(name)))
        return [name for name in names if filled[name] and 2 * counts[name] >= filled[name]]

    def _varying(self, frame: Frame, names: list[str], keys: list[str]) -> list[str]:
        """Columns that have several values in at least half of the keys: dimensions."""
        if not names:
            return []
        groups = frame.group_by(*keys).agg(*(nw.col(name).n_unique() for name in names))
        several = self._count(groups, names, lambda name: nw.col(name) > 1)
        total = self.session.arrow(groups.select(nw.len().alias("keys")))["keys"][0].as_py()
        return [name for name in names if total and 2 * several[name] >= total]

    def _point(self, frame: Frame, cells: list[_Cell]) -> str:
        names = [cell.column for cell in cells]
        found = self._count(frame, names, lambda name: nw.col(name).str.contains(r"^-?[0-9]+,[0-9]+$"))
        return "," if any(found.values()) else "."

    def _count(self, frame: Frame, names: list[str], is_so: Callable[[str], nw.Expr]) -> dict[str, int]:
        if not names:
            return {}
        counted = frame.select(
            *(is_so(name).fill_null(value=False).cast(nw.Int64()).sum().alias(name) for name in names)
        )
        return {name: count or 0 for name, count in self.session.arrow(counted).to_pylist()[0].items()}

    def _year_of_name(self, header: list[str]) -> int:
        years = set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", self.name))
        if len(years) != 1:
            raise _lacks(self.name, "a year", header)
        self.delivery.absent.append(f"{self.name}: no column for the year; {min(years)} is taken from its name")
        return int(min(years))

    def _rows(self, frame: Frame, layout: _Layout) -> Frame:
        """Rows with region, field, year and measure as text; what lacks one, or repeats them all, is left out."""
        dimensions = [nw.col(name) for name in layout.dimensions]
        frame = frame.select(
            region=nw.col(layout.region).str.strip_chars(),
            field=nw.col(layout.field).str.strip_chars() if layout.field else nw.lit(TOTAL),
            period=nw.col(layout.year).str.strip_chars() if layout.year else nw.lit(""),
            measure=nw.concat_str(dimensions, separator=", ", ignore_nulls=True) if dimensions else nw.lit(""),
            flag=nw.col(layout.flag) if layout.flag else nw.lit(None).cast(nw.String()),
            **{f"cell{place}": nw.col(cell.column).str.strip_chars() for place, cell in enumerate(layout.cells)},
        )
        told = [nw.when(nw.col(name) != "").then(nw.col(name)) for name in _ROW]
        key = nw.concat_str(told, separator="/", ignore_nulls=True)
        rows = Checked(self.session, self.delivery, self.name, self.session.keep(frame), key)
        rows.leave_out((nw.col("region") == layout.region).fill_null(value=False), "header repeated", value="region")
        rows.leave_out(_is_missing(nw.col("region")), "no region", value="cell0")
        rows.leave_out(_is_missing(nw.col("field")), "no field", value="region")
        if layout.year:
            wrong = ~nw.col("period").str.contains(_YEAR).fill_null(value=False)
            rows.leave_out(wrong, "period is no year", value="period")
            rows.frame = rows.frame.with_columns(period=nw.col("period").str.slice(0, 4))
        self._leave_out_repeated(rows, [f"cell{place}" for place in range(len(layout.cells))])
        return rows.frame

    def _leave_out_repeated(self, rows: Checked, cells: list[str]) -> None:
        again = rows.frame.group_by(*_ROW).agg(n=nw.len()).filter(nw.col("n") > 1).head(1)
        if self.session.arrow(again).num_rows:
            numbered = self.session.keep(rows.frame.with_row_index("line", order_by=[*_ROW, *cells]))
            rows.frame = numbered.with_columns(again=nw.col("line") != nw.col("line").min().over(*_ROW))
            rows.leave_out(nw.col("again"), "region, field, year and measure again", value=cells[0])

    def _activity(self, rows: Frame, layout: _Layout) -> Frame:
        """One row per cell in the columns of the table activity."""
        cells = self.session.keep(nw.concat([_cell_rows(rows, layout, place) for place in range(len(layout.cells))]))
        self._tell_flags(cells)
        key = nw.concat_str([nw.col(name) for name in _PLACE], separator="/")
        shown = Checked(self.session, self.delivery, self.name, cells, key)
        number = nw.col("value").str.replace_all(_FLAGGED, r"\1")
        shown.frame = self.session.keep(cells.with_columns(source=nw.lit(self.name), value=number))
        good, missing = _is_number(nw.col("value"), re.escape(layout.point)), _is_missing(nw.col("value"))
        shown.report(~good & ~missing, "value", f"not a number with decimal {layout.point!r}")
        text = nw.when(good).then(nw.col("value").str.replace_all(",", ".", literal=True)).otherwise(nw.lit(None))
        names = ("source", "region", "field", "year", "measure")
        return shown.frame.select(*names, value=text.cast(nw.Float64()))

    def _tell_flags(self, cells: Frame) -> None:
        flagged = nw.col("value").str.contains(_FLAGGED) | (~nw.col("flag").is_null() & (nw.col("flag") != "A"))
        count = self._count(cells.with_columns(flagged=flagged), ["flagged"], nw.col)["flagged"]
        if count:
            self.delivery.absent.append(f"{self.name}: flags of {count:,} values are not kept")


def _by_dimensions(name: str, names: list[str], year: str | None, cells: tuple[_Cell, ...]) -> _Layout:
    """Layout of a file that names its dimensions."""
    found = match_headings(names, SYNONYMS, loosely=False)
    if not found["region"]:
        raise _lacks(name, "a region among its dimensions", names)
    aside = {found["region"], found["field"], found["unit"]}
    others = [other for other in names if other not in aside and fold(other) not in _ABOUT_THE_FILE]
    return _Layout(found["region"], found["field"], year, (*others, *filter(None, [found["unit"]])), cells)


def _cell_rows(rows: Frame, layout: _Layout, place: int) -> Frame:
    cell, told = layout.cells[place], nw.col("measure")
    longer = nw.concat_str([nw.lit(cell.measure), told], separator=", ") if cell.measure else told
    return rows.select(
        "region",
        "field",
        "flag",
        year=(nw.col("period") if cell.year is None else nw.lit(cell.year)).cast(nw.Int64()),
        measure=nw.when(told == "").then(nw.lit(cell.measure or layout.measure)).otherwise(longer),
        value=nw.col(f"cell{place}"),
    )


def _is_missing(value: nw.Expr) -> nw.Expr:
    return value.is_null() | value.str.to_lowercase().is_in(_MISSING).fill_null(value=True)


def _is_number(value: nw.Expr, point: str) -> nw.Expr:
    shape = rf"^[-+]?[0-9]{{1,30}}({point}[0-9]{{1,30}})?([eE][-+]?[0-9]{{1,2}})?$"
    return value.str.contains(shape).fill_null(value=False)


def _lacks(name: str, what: str, header: list[str]) -> SchemaError:
    message = f"{name} lacks {what}; found the headings {', '.join(header[:10])[:200]}."
    names = ", ".join(names[0] for names in SYNONYMS.values())
    return SchemaError(message, f"Expected headings such as {names}; or say which one it is: --column region=HEADING.")
