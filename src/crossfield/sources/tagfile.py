"""A user's own tags: a CSV file ``project,field,spans``.

Spans are ``from-to`` in characters, parted by blanks; the end is not part of the span. Without spans every pair of a
project's fields counts.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from crossfield.errors import SchemaError, SourceError
from crossfield.lake.delivery import arrow_schema

if TYPE_CHECKING:
    from pathlib import Path

SPANS = re.compile(r"^\s*(\d{1,9}-\d{1,9}(\s+|$))*$")
SCHEME = "own"


def read_tags(path: Path) -> pa.Table:
    r"""Read a tag file into the table tag; every tag weighs 1.

    Parameters
    ----------
    path
        CSV file in UTF-8 with the columns project, field and, optionally, spans.

    Returns
    -------
    Table
        Table tag with the scheme ``own``.

    Raises
    ------
    SourceError
        The file is missing, holds no tags, or is not UTF-8.
    SchemaError
        A column is missing, a line lacks its project or field, names one twice, or has spans of another form.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "tags.csv"
    ...     _ = path.write_text("project,field,spans\n7,ict,0-3 8-11\n7,health,\n")
    ...     table = read_tags(path)
    >>> table.select(["project", "field", "share"]).to_pylist()[1]
    {'project': '7', 'field': 'ict', 'share': 0.5}
    """
    lines = _read(path)
    found: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for number, line in enumerate(lines, start=2):
        where = f"{path.name}, line {number}"
        project, name, spans = _parse(where, line)
        if (project, name) in found:
            message = f"{where}: project {project} has the field {name!r} twice."
            raise SchemaError(message, "Put all spans of a field on one line.")
        found[project, name] = spans
    if not found:
        message = f"{path.name} holds no tags."
        raise SourceError(message, "Expected lines such as 101000158,ict,4-8 below the header.")
    return _table(found)


def _parse(where: str, line: dict[str, str]) -> tuple[str, str, list[tuple[int, int]]]:
    project, name = (line.get("project") or "").strip(), (line.get("field") or "").strip()
    text = line.get("spans") or ""
    if not project or not name or not SPANS.match(text):
        message = f"{where}: found project {project!r}, field {name!r}, spans {text!r}."
        raise SchemaError(message, "Expected a project, a field, and spans such as 4-8 13-21 or nothing.")
    spans = [(int(start), int(stop)) for start, stop in re.findall(r"(\d+)-(\d+)", text)]
    if any(start >= stop for start, stop in spans):
        message = f"{where}: found spans {text!r}; a span must end behind its start."
        raise SchemaError(message, "Write spans as from-to, such as 4-8.")
    return project, name, spans


def _read(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = {"project", "field"} - set(reader.fieldnames or ())
            if missing:
                told = ", ".join(reader.fieldnames or ["nothing"])
                message = f"{path.name} lacks the column(s) {', '.join(sorted(missing))}; found {told}."
                raise SchemaError(message, "Expected the header project,field,spans, with commas between columns.")
            return list(reader)
    except OSError as error:
        message = f"The tag file {path} cannot be read: {error.strerror}."
        raise SourceError(message, "Check the path.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        message = f"{path.name} is not CSV in UTF-8: {error}."
        raise SourceError(message, "Save it as UTF-8 and try again.") from error


def _table(found: dict[tuple[str, str], list[tuple[int, int]]]) -> pa.Table:
    fields: dict[str, int] = {}
    for project, _ in found:
        fields[project] = fields.get(project, 0) + 1
    rows: list[dict[str, Any]] = []
    for place, ((project, name), spans) in enumerate(sorted(found.items())):
        own = spans or [(1_000_000 + 2 * place, 1_000_001 + 2 * place)]
        row = {
            "project": project,
            "scheme": SCHEME,
            "field": name,
            "weight": 1.0,
            "share": 1 / fields[project],
            "kinds": "N",
        }
        rows.append(
            row | {"text_first_stop": min(stop for _, stop in own), "text_last_start": max(start for start, _ in own)}
        )
    return pa.Table.from_pylist(rows, schema=arrow_schema("tag"))
