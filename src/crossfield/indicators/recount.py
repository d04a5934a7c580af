"""Figures that a data version does not hold: other windows, countings and tags, counted again from its records."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import narwhals as nw

from crossfield.errors import TableMissingError
from crossfield.indicators.cells import CellRecords, cell_records
from crossfield.indicators.counting import CODED, Records, numbered
from crossfield.indicators.figures import (
    Scheme,
    level_figures,
    of_scheme,
    organisation_tables,
    topic_tables,
    year_tables,
)
from crossfield.indicators.named import with_named
from crossfield.indicators.question import NEEDS, Question
from crossfield.indicators.window import YearTables
from crossfield.lake.delivery import arrow_schema
from crossfield.lake.pairs import pairs_from_tags
from crossfield.tables.figures import EVERYWHERE

if TYPE_CHECKING:
    import pyarrow as pa

    from crossfield.indicators.named import NamedInterface
    from crossfield.lake.store import Frames


def recounted(frames: Frames, question: Question, level: int, years: tuple[int, int]) -> dict[str, pa.Table]:
    """Figures of one scheme, level and window.

    Intervals take topics drawn anew into account as those of the build do, but for tags of one's own, which are shown
    by the model alone. Where the version holds no records, figures come from its counts by year; organisations cannot
    be added up over years, so that bridges are null then.

    Returns
    -------
    dict
        field_figure and interface_figure, all regions of the level.

    Raises
    ------
    TableMissingError
        Tags of one's own need records, and the version holds none.
    """
    span: dict[str, Any] = {"level": level, "year_from": years[0], "year_to": years[1]}
    scheme = _scheme(frames, question)
    stored = None if question.tags is not None else _stored_years(frames)
    if stored and "participation" not in frames:
        fields, interfaces = level_figures(stored, None, [scheme], trend=stored, **span)
    else:
        records = _records(frames, question).within(*years)
        organisations = organisation_tables(frames.session, records, level)
        counted = year_tables(frames.session, records, [level])
        fields, interfaces = level_figures(
            counted,
            of_scheme(organisations, scheme.name),
            [scheme],
            trend=stored,
            topics=topic_tables(frames.session, records, level) if stored and scheme.name not in CODED else None,
            **span,
        )
    return {"field_figure": fields, "interface_figure": interfaces}


def recounted_named(frames: Frames, one: NamedInterface, level: int, years: tuple[int, int]) -> pa.Table:
    """Figures of a named interface that no build knew, counted on the union of records, as a build would have done.

    Parameters
    ----------
    frames
        A data version with records.
    one
        The named interface, of fields of one of its schemes.
    level
        NUTS level.
    years
        First and last start year.

    Returns
    -------
    Table
        interface_figure of its pair under `NamedInterface.code`, all regions of the level, fractional counting; without
        potential, which a build alone can tell.

    Raises
    ------
    TableMissingError
        The data version holds no records.
    """
    if "participation" not in frames:
        message = "A named interface of your own needs the records of projects, which this data version does not hold."
        raise TableMissingError(message, NEEDS)
    session, question = frames.session, Question("", one.scheme)
    base, _numbers = numbered(session, _records(frames, question))
    both = with_named(base, [one])
    own = nw.col("scheme") == one.code
    records = replace(both, tags=both.tags.filter(own), pairs=both.pairs.filter(own)).held(session)
    inside = records.within(*years).held(session)
    trend = year_tables(session, records, (EVERYWHERE, level))
    scheme = one.figured(_scheme(frames, question))
    _fields, interfaces = level_figures(
        trend,
        organisation_tables(session, inside, level),
        [scheme],
        level=level,
        year_from=years[0],
        year_to=years[1],
        trend=trend,
        topics=topic_tables(session, inside, level),
    )
    return interfaces


def recounted_cells(frames: Frames, question: Question, level: int) -> CellRecords:
    """Cells region × pair of all years, for a back-test or a forecast.

    Raises
    ------
    TableMissingError
        The data version holds no records.
    """
    if "participation" not in frames:
        message = "A back-test needs the records of projects, which this data version does not hold."
        raise TableMissingError(message, NEEDS)
    scheme = _scheme(frames, question)
    return cell_records(
        frames.session, _records(frames, question), level=level, scheme=scheme.name, fields=scheme.fields
    )


def _records(frames: Frames, question: Question) -> Records:
    if "participation" not in frames:
        message = "Tags of your own need the records of projects, which this data version does not hold."
        raise TableMissingError(message, NEEDS)
    if question.tags is None:
        own = nw.col("scheme") == question.scheme
        return Records.of(frames, tags=frames["tag"].filter(own), pairs=frames["pair"].filter(own))
    session: Any = frames.session
    tags = session.register(question.tags)
    return Records.of(frames, tags=tags, pairs=session.keep(pairs_from_tags(tags)))


def _scheme(frames: Frames, question: Question) -> Scheme:
    if question.tags is not None:
        return Scheme(str(question.tags.column("scheme")[0]), (), {}, (question.counting,))
    fields = sorted(str(row["field"]) for row in frames.read("field", scheme=question.scheme))
    overlaps = {
        (str(row["field_a"]), str(row["field_b"])): float(str(row["shared"]))
        for row in frames.read("field_overlap", scheme=question.scheme)
    }
    return Scheme(question.scheme, () if question.scheme == "euroscivoc" else fields, overlaps, (question.counting,))


def _stored_years(frames: Frames) -> YearTables:
    fields, interfaces, exposure = (
        frames.arrow(name).select(arrow_schema(name).names) for name in ("field_year", "interface_year", "exposure")
    )
    return YearTables(fields, interfaces, exposure)
