"""Tables as files: JSON, CSV, Parquet and XLSX, each with the line that says what it rests on.

JSON is the bare list of rows; its citation stands beside it when it goes into a file (``NAME.json.citation.txt``).
"""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import TYPE_CHECKING, Any

from crossfield.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Rows = Sequence[dict[str, Any]]

FORMATS = ("table", "json", "csv", "parquet", "xlsx")
BINARY = ("parquet", "xlsx")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export(rows: Rows, form: str, citation: str = "") -> bytes:
    r"""Write rows in one of the file formats.

    Parameters
    ----------
    rows
        Rows with the same keys each, in the order to be written.
    form
        json, csv, parquet or xlsx.
    citation
        What the rows rest on; "" leaves it out.

    Returns
    -------
    bytes
        CSV: UTF-8, commas, an apostrophe before a text that a spreadsheet would take for a formula, the citation as a
        last line beginning with ``#``. Parquet: the citation in the schema's metadata. XLSX: a second sheet. JSON: the
        list alone.

    Raises
    ------
    UnknownNameError
        No such format.

    Examples
    --------
    >>> export([{"region": "DED", "value": None}], "csv", "data version x").decode()
    'region,value\r\nDED,\r\n# data version x\r\n'
    """
    writers = {"json": _json, "csv": _csv, "parquet": _parquet, "xlsx": _xlsx}
    if form not in writers:
        raise UnknownNameError("format", form, FORMATS, f"Known: {', '.join(FORMATS)}.")
    return writers[form](rows, citation)


def to_json(value: object) -> str:
    """Write plain data as indented JSON in UTF-8; dates as ISO 8601."""
    return json.dumps(value, ensure_ascii=False, indent=1, default=_plain, allow_nan=False)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    message = f"{value!r} has no JSON form"
    raise TypeError(message)


def _json(rows: Rows, _: str) -> bytes:
    return (to_json(list(rows)) + "\n").encode()


def _csv(rows: Rows, citation: str) -> bytes:
    out = io.StringIO(newline="")
    if rows:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows({key: _no_formula(value) for key, value in row.items()} for row in rows)
    if citation:
        out.write(f"# {citation}\r\n")
    return out.getvalue().encode()


def _parquet(rows: Rows, citation: str) -> bytes:
    import pyarrow as pa  # noqa: PLC0415 -- slow import
    import pyarrow.parquet as pq  # noqa: PLC0415 -- slow import

    table = pa.Table.from_pylist(list(rows)).replace_schema_metadata({"citation": citation})
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


def _xlsx(rows: Rows, citation: str) -> bytes:
    return workbook({"crossfield": rows}, citation)


def workbook(tables: Mapping[str, Rows], citation: str = "") -> bytes:
    """Write several tables as one XLSX workbook: a sheet each by name, the citation on the last."""
    from openpyxl import Workbook  # noqa: PLC0415 -- slow import
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        for row in [list(rows[0]), *(list(row.values()) for row in rows)] if rows else []:
            sheet.append([ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value for value in row])
            for cell in sheet[sheet.max_row]:
                if isinstance(cell.value, str):
                    cell.data_type = "s"  # a text that begins with = stays a text
        sheet.freeze_panes = "A2"
    if citation:
        book.create_sheet("Citation").append([citation])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _no_formula(value: object) -> object:
    return "'" + value if isinstance(value, str) and value.startswith(FORMULA) else value
