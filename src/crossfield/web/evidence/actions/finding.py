"""Pinning a table, noting why, putting it into a folder, releasing it, taking it away and bringing it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.errors import NotAllowedError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.actions.release import RELEASED, set_release
from crossfield.web.accounts.actions.search import Text, keep_texts_of, texts_of
from crossfield.web.evidence.models import Finding
from crossfield.web.evidence.queries.basis import basis_of, sources_of
from crossfield.web.evidence.queries.finding_chart import chart_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from crossfield.web.accounts.models import User
    from crossfield.web.evidence.queries.listing import Listing

MOST_ROWS = 50_000
LONGEST_TITLE, LONGEST_FOLDER = 300, 100


@transaction.atomic
def pin_finding(
    listing: Listing,
    *,
    by: User,
    title: str,
    answer: str,
    address: str,
    version: str,
    parameters: Mapping[str, str],
    chart: Mapping[str, Any] | None = None,
) -> Finding:
    """Keep a table as it is now.

    Who may: every signed-in user, for themselves; it is private until released. Logged without title and rows; nothing
    is sent.

    Parameters
    ----------
    listing
        The table.
    by
        Whose finding it is.
    title, answer
        What the page said of it.
    address
        The page it is taken from.
    version
        The data version that the page shows.
    parameters
        What was asked: region, fields, table.
    chart
        A drawing with its own data; None: as the table says.

    Raises
    ------
    NotAllowedError
        It has more than 50,000 rows.
    """
    if len(listing.rows) > MOST_ROWS:
        message = f"The table has {len(listing.rows):,} rows; a finding keeps at most {MOST_ROWS:,}."
        raise NotAllowedError(message, "Narrow it down, or take it along as a file.")
    keys = [key for column in listing.kept for key in (column.key, *(column.bounds if column.is_ranged else ()))]
    finding = Finding.objects.create(
        owner=by,
        institution=by.institution,
        title=title[:LONGEST_TITLE],
        language=parameters["language"],
        columns=[{"key": one.key, "heading": str(one.heading), "form": one.form} for one in listing.kept],
        rows=[{key: _plain(row.get(key)) for key in keys} for row in listing.rows],
        parameters=dict(parameters),
        answer=answer,
        data_version=version,
        citation=listing.citation,
        address=address,
        chart=dict(chart) if chart else chart_of(listing),
        sources=sources_of(version),
        basis=basis_of(version),
    )
    _make_findable(finding)
    write_log(finding, verb="pin_finding", by=by)
    return finding


@transaction.atomic
def note_finding(finding: Finding, *, by: User, title: str, note: str, folder: str) -> None:
    """Say why it was kept and where it belongs; the rows never change. Who may: its owner. Logged."""
    _check_owner(finding, by)
    finding.title, finding.note, finding.folder = title[:LONGEST_TITLE] or finding.title, note, folder[:LONGEST_FOLDER]
    finding.save(update_fields=["title", "note", "folder"])
    _make_findable(finding)
    write_log(finding, verb="note_finding", by=by, fields=("title", "note", "folder"))


@transaction.atomic
def remove_finding(finding: Finding, *, by: User) -> None:
    """Take a finding away; it can be brought back. Who may: its owner. Logged."""
    _check_owner(finding, by)
    finding.removed = timezone.now()
    finding.save(update_fields=["removed"])
    _make_findable(finding)
    write_log(finding, verb="remove_finding", by=by)


@transaction.atomic
def restore_finding(finding: Finding, *, by: User) -> None:
    """Bring a finding back. Who may: its owner. Logged."""
    _check_owner(finding, by)
    finding.removed = None
    finding.save(update_fields=["removed"])
    _make_findable(finding)
    write_log(finding, verb="restore_finding", by=by)


@transaction.atomic
def move_findings(findings: Iterable[Finding], *, by: User, folder: str) -> list[tuple[str, str]]:
    """Put findings into a folder; a new name makes one, an empty one takes them out. Who may: their owner. Logged.

    Returns
    -------
    list[tuple[str, str]]
        Public id and former folder of each that was moved: what an undo needs.
    """
    moved = []
    for finding in findings:
        _check_owner(finding, by)
        if finding.folder != folder[:LONGEST_FOLDER]:
            moved.append((finding.public_id, finding.folder))
            finding.folder = folder[:LONGEST_FOLDER]
            finding.save(update_fields=["folder"])
            _make_findable(finding)
            write_log(finding, verb="move_finding", by=by, fields=("folder",))
    return moved


@transaction.atomic
def release_finding(finding: Finding, *, by: User, release: str) -> None:
    """Say who may see a finding; who did so and when is kept with it.

    Who may: its owner. Logged; nothing is sent.

    Parameters
    ----------
    finding
        What is released.
    by
        Its owner.
    release
        own, institution, partners or public.

    Raises
    ------
    NotAllowedError
        It is somebody else's.
    UnknownNameError
        There is no such level.
    """
    _check_owner(finding, by)
    if finding.release == release:
        return
    set_release(finding, by=by, release=release)
    _make_findable(finding)
    write_log(finding, verb="release_finding", by=by, fields=RELEASED)


def _check_owner(finding: Finding, by: User) -> None:
    if finding.owner_id != by.pk:
        raise NotAllowedError(_("Only who pinned a finding changes it."), "")


def _plain(value: Any) -> Any:  # noqa: ANN401 -- any cell of any table
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _make_findable(finding: Finding) -> None:
    """Title, note and folder into the search table; a removed finding is not found."""
    texts = [Text("", "", text, title=finding.title) for text in (finding.title, finding.note, finding.folder) if text]
    found = [] if finding.removed else texts_of(finding, "finding", finding.public_id, texts)
    keep_texts_of("finding", finding.public_id, found)
