"""All figures of a data version, counted from its records: what a refresh writes and what other windows need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from crossfield.indicators import counting
from crossfield.indicators.emerging import Acceleration, acceleration
from crossfield.indicators.interface import interface_figures
from crossfield.indicators.outlook import Outlook
from crossfield.indicators.resampling import Resampling
from crossfield.indicators.specialisation import location_quotient
from crossfield.indicators.window import OrganisationTables, TopicTables, Window, YearTables, window
from crossfield.lake.delivery import arrow_schema
from crossfield.tables import TABLES
from crossfield.tables.figures import LEVELS, PAIRED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from crossfield.indicators.counting import Records
    from crossfield.lake.engine import Session

OTHER_WINDOW = "no potential: told for the default window of the data version's own tags"


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme whose figures are wanted.

    Parameters
    ----------
    name
        Its code.
    fields
        All its fields; empty: those that occur.
    overlaps
        (field_a, field_b) → share of shared definition.
    countings
        Countings to compute.
    only
        The one pair whose interface is kept; None: all pairs, and the fields.
    """

    name: str
    fields: Sequence[str]
    overlaps: Mapping[tuple[str, str], float]
    countings: tuple[str, ...] = PAIRED
    only: tuple[str, str] | None = None


def year_tables(session: Session, records: Records, levels: Iterable[int] = LEVELS) -> YearTables:
    """Count all years once: region × field, region × pair and exposure."""
    asked = (
        ("field_year", counting.field_years),
        ("interface_year", counting.interface_years),
        ("exposure", counting.exposures),
    )
    tables = []
    for name, count in asked:
        schema = arrow_schema(name)
        order = TABLES[name].sorted_by
        counted = (count(records, level).select(schema.names).sort(*order) for level in sorted(levels))
        tables.append(pa.concat_tables([session.arrow(frame).cast(schema) for frame in counted]))
    return YearTables(*tables)


def organisation_tables(session: Session, records: Records, level: int) -> OrganisationTables:
    """What cannot be added up over years, for all schemes."""
    counts = (counting.active_organisations, counting.bridge_counts, counting.joint_topics, counting.known_share)
    return OrganisationTables(*(session.arrow(count(records, level)) for count in counts))


def topic_tables(session: Session, records: Records, level: int) -> TopicTables:
    """Counts of a window by call topic, for all schemes of the records."""
    counts = (
        *(counting.topic_joints, counting.topic_fields, counting.topic_sizes),
        *(counting.topic_bridges, counting.topic_active),
    )
    return TopicTables(*(session.arrow(count(records, level)) for count in counts))


def of_scheme(tables: OrganisationTables, scheme: str) -> OrganisationTables:
    """Only the rows of one scheme."""
    parts = (tables.active, tables.bridging, tables.topics, tables.known)
    return OrganisationTables(*(part.filter(pc.equal(part.column("scheme"), scheme)) for part in parts))


def scheme_window(
    years: YearTables, scheme: Scheme, *, level: int, counting: str, year_from: int, year_to: int
) -> Window:
    """Matrices of a scheme over a window."""
    asked = {"level": level, "counting": counting, "year_from": year_from, "year_to": year_to}
    return window(years, scheme=scheme.name, fields=scheme.fields, **asked)  # type: ignore[arg-type]


def level_figures(
    years: YearTables,
    organisations: OrganisationTables | None,
    schemes: Iterable[Scheme],
    *,
    level: int,
    year_from: int,
    year_to: int,
    outlooks: Mapping[str, Outlook] | None = None,
    trend: YearTables | None = None,
    topics: TopicTables | None = None,
) -> tuple[pa.Table, pa.Table]:
    """Tables field_figure and interface_figure of one level over one window, for all schemes and countings, sorted.

    Parameters
    ----------
    years, organisations
        Counted tables; organisations None where the data version holds no records.
    schemes
        Schemes whose figures are wanted.
    level, year_from, year_to
        NUTS level and window.
    outlooks
        Scheme → what is said of the years ahead; a scheme without one has no potential, and the notes say so.
    trend
        Counts of the data version that acceleration is told from, with those for all of Europe; None: not told.
    topics
        Counts by call topic that intervals are widened by; None, or a scheme without any: projects are independent.
    """
    fields, interfaces = [arrow_schema("field_figure").empty_table()], [arrow_schema("interface_figure").empty_table()]
    for scheme in sorted(schemes, key=lambda scheme: scheme.name):
        own = of_scheme(organisations, scheme.name) if organisations else None
        ahead, found = (outlooks or {}).get(scheme.name, Outlook(reason=OTHER_WINDOW)), []
        change: Acceleration | None = None
        drawn: Resampling | None = None
        for way in sorted(scheme.countings):
            matrices = scheme_window(years, scheme, level=level, counting=way, year_from=year_from, year_to=year_to)
            if matrices.regions.names:
                if not scheme.only:
                    fields.append(location_quotient(matrices))
                change = change or (acceleration(trend, matrices) if trend else None)
                drawn = drawn or (Resampling.of(matrices, topics, scheme.only) if topics else None)
                figures = interface_figures(matrices, own, scheme.overlaps, change, drawn)
                found.append(_only(scheme, figures))
        if found:
            interfaces.append(ahead.filled(pa.concat_tables(found).combine_chunks()))
    return pa.concat_tables(fields), pa.concat_tables(interfaces)


def _only(scheme: Scheme, figures: pa.Table) -> pa.Table:
    if scheme.only is None:
        return figures
    a, b = (
        pc.equal(figures.column(name), code) for name, code in zip(("field_a", "field_b"), scheme.only, strict=True)
    )
    return figures.filter(pc.and_(a, b))
