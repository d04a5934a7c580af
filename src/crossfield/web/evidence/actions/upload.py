"""Tables of one's own: storing one, confirming its columns, reading it, taking it away and bringing it back."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.errors import NotAllowedError, SchemaError
from crossfield.indicators.own_projects import project_counts
from crossfield.indicators.user_table import run_indicator
from crossfield.lake.decisions import read_decisions
from crossfield.lake.grid import read_grids
from crossfield.lake.linkage import Register, link_rows
from crossfield.sources.owntable import FORMS, headings_key, one_grid, read_rows, recognise
from crossfield.web.accounts.actions.document import store_document
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models.release import Release
from crossfield.web.evidence.models import Load, Upload
from crossfield.web.evidence.queries.data import current_version, lake_of, open_data, own_settings
from crossfield.web.evidence.queries.load import OWN_TABLE
from crossfield.web.evidence.queries.upload import FIGURE, PREVIEW, grid_of, tables_folder, write_table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from django.core.files.uploadedfile import TemporaryUploadedFile

    from crossfield.web.accounts.models import User

    Row = dict[str, Any]

AT_ONCE = 2_000_000
"""Bytes of a table that is read while its sender waits; larger ones are read apart."""
MOST_PROBLEMS = 10_000


def store_upload(file: TemporaryUploadedFile, *, by: User) -> Upload:
    """Store a table: the file as a document, and what its headings say.

    Who may: every signed-in user. It is seen by the user's institution and by no other. Logged without title; nothing
    is sent.

    Parameters
    ----------
    file
        CSV or XLSX, on disk.
    by
        Whose it is.

    Raises
    ------
    SourceError
        It is no table: nothing is stored.
    """
    name = Path(file.name or "table").name
    grid = one_grid(read_grids(Path(file.temporary_file_path()), name=name, most=PREVIEW))
    kind, layout = recognise(grid.headings)
    with transaction.atomic():
        document = store_document(file, by=by, title=name)
        upload = Upload.objects.create(
            owner=by,
            institution=by.institution,
            release=Release.INSTITUTION if by.institution else Release.OWN,
            title=name[:200],
            kind=kind,
            layout=layout,
            document=document,
            headings_key=headings_key(grid.headings),
            encoding=grid.encoding,
        )
        write_log(upload, verb="store_upload", by=by, fields=("document",))
    return upload


def confirm_columns(upload: Upload, kind: str, mapping: Mapping[str, str], *, by: User) -> Load | None:
    """Say what the columns of a table mean; it is read at once, a large one apart.

    Who may: its owner. Logged; nothing is sent.

    Returns
    -------
    Load | None
        The load that waits for the worker, for a large table.

    Raises
    ------
    NotAllowedError, UnknownNameError, SchemaError, SourceError
        The user is not its owner; there is no such kind; a needed column is not said, or one is said twice; it cannot
        be read.
    """
    _check_owner(upload, by)
    chosen = {column: heading for column, heading in mapping.items() if heading and column in FORMS.get(kind, {})}
    read_rows(grid_of(upload, most=PREVIEW), kind, chosen)
    with transaction.atomic():
        upload.kind, upload.mapping, upload.state = kind, chosen, Upload.State.COMPUTING
        upload.save(update_fields=["kind", "mapping", "state"])
        write_log(upload, verb="confirm_columns", by=by, fields=("kind", "mapping"))
        if upload.document.size > AT_ONCE:
            return Load.objects.create(
                owner=by,
                institution=by.institution,
                source=OWN_TABLE,
                given=upload.public_id,
                filename="",
                state=Load.State.WAITING,
            )
    read_upload(upload)
    return None


def read_upload(upload: Upload, *, report: Callable[[str], None] | None = None) -> None:
    """Read a table whose columns are confirmed, and keep its rows, figures and problems.

    Who may: the program, after `confirm_columns`. Not logged again.

    Raises
    ------
    SourceError, SchemaError
        It cannot be read, or no row can be used.
    """
    told = report or (lambda _step: None)
    told("reading the table")
    found = read_rows(grid_of(upload), upload.kind, upload.mapping, tick=lambda count: told(f"reading row {count}"))
    if not found.rows:
        upload.state = Upload.State.DRAFT
        upload.save(update_fields=["state"])
        # English: a worker may say it, and its readers come later
        message = f"None of {found.read} rows can be used."
        if found.problems:
            one = found.problems[0]
            message = (
                f"None of {found.read} rows can be used. "
                f"{one.column}: {one.found!r}, expected {one.expected} (row {one.row})."
            )
        raise SchemaError(message, "Choose other columns.")
    shutil.rmtree(tables_folder(upload), ignore_errors=True)
    write_table(upload, "rows", found.rows)
    write_table(upload, "problems", [asdict(problem) for problem in found.problems[:MOST_PROBLEMS]])
    told("computing figures of the table")
    {
        Upload.Kind.ACTIVITY: _keep_activity,
        Upload.Kind.PROJECTS: _keep_projects,
        Upload.Kind.ORGANISATIONS: _keep_organisations,
    }[Upload.Kind(upload.kind)](upload, found.rows)
    upload.rows_read, upload.rows_used, upload.problems = found.read, len(found.rows), len(found.problems)
    upload.state = Upload.State.READY
    upload.save(update_fields=["rows_read", "rows_used", "problems", "state"])


@transaction.atomic
def remove_upload(upload: Upload, *, by: User) -> None:
    """Take a table away; it can be brought back. Who may: its owner. Logged."""
    _check_owner(upload, by)
    upload.removed = timezone.now()
    upload.save(update_fields=["removed"])
    write_log(upload, verb="remove_upload", by=by)


@transaction.atomic
def restore_upload(upload: Upload, *, by: User) -> None:
    """Bring a table back. Who may: its owner. Logged."""
    _check_owner(upload, by)
    upload.removed = None
    upload.save(update_fields=["removed"])
    write_log(upload, verb="restore_upload", by=by)


def _keep_activity(upload: Upload, rows: list[Row]) -> None:
    """Location quotients of the amounts; a table without years is one year."""
    import pyarrow as pa  # noqa: PLC0415 -- slow import

    names = ["region", "field", "amount", *(["year"] if all(row["year"] is not None for row in rows) else [])]
    once = {tuple(row[name] for name in names if name != "amount"): row for row in rows}
    table = pa.table({name: [row[name] for row in once.values()] for name in names})
    figures = run_indicator(FIGURE, table).to_pylist()
    amounts = {(row["region"], row["field"], row["year"] if "year" in names else None): row for row in once.values()}
    kept = [
        row | {"amount": amounts[row["region"], row["field"], row["year"]]["amount"], "level": None}
        for row in figures
        if (row["region"], row["field"], row["year"]) in amounts
    ]
    write_table(upload, "figures", kept)


def _keep_projects(upload: Upload, rows: list[Row]) -> None:
    """Projects by region, field and interface of the vocabulary that pages use."""
    with open_data(current_version()) as frames:
        phrases = [row for row in frames.read("phrase") if row["scheme"] == own_settings().scheme]
    counts = project_counts(rows, phrases)
    write_table(upload, "figures", counts.fields)
    write_table(upload, "pairs", counts.pairs)
    write_table(upload, "totals", [{"tagged": counts.tagged, "total": counts.total}])


def _keep_organisations(upload: Upload, rows: list[Row]) -> None:
    """Which organisation of the data each row is; natural persons are counted and not named."""
    version = current_version()
    decisions = read_decisions(lake_of(version).path)
    with open_data(version) as frames:
        register = Register.of(frames, decisions)
    columns = ("name", "city", "country", "postcode", "website", "pic", "vat")
    asked = [{name: str(row[name] or "") for name in columns} for row in rows]
    kept = []
    for row, link in zip(rows, link_rows(register, asked), strict=True):
        known = register.rows.get(link.organisation or "", {})
        is_person = bool(known.get("person"))
        kept.append(
            {
                "name": row["name"],
                "city": row["city"],
                "country": row["country"],
                "answer": link.answer,
                "organisation": None if is_person else link.organisation,
                "known_as": None if is_person else known.get("name"),
                "region": known.get("region") or row["region"],
                "participations": known.get("participations"),
                "is_person": is_person,
            }
        )
    write_table(upload, "links", kept)


def _check_owner(upload: Upload, by: User) -> None:
    if upload.owner_id != by.pk:
        raise NotAllowedError(_("Only who sent a table changes it."), "")
