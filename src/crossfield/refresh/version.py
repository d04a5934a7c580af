"""One new data version: build the tables, compute the figures, publish."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from crossfield.config import YES
from crossfield.errors import NotComputableError
from crossfield.indicators.cells import cell_records
from crossfield.indicators.counting import (
    ALL,
    CODED,
    Records,
    bridging_organisations,
    interface_ties,
    numbered,
    organisation_fields,
    organisation_ties,
    region_ties,
    without_scheme,
)
from crossfield.indicators.figures import Scheme, level_figures, organisation_tables, topic_tables, year_tables
from crossfield.indicators.money import money_by_kind
from crossfield.indicators.named import NamedInterface, with_named
from crossfield.indicators.outlook import Outlook, outlook
from crossfield.indicators.partner_regions import Ties, level_complements
from crossfield.indicators.region_figures import Beside, region_figures
from crossfield.lake.build import build_tables
from crossfield.lake.coverage import coverage_notes, last_complete_year
from crossfield.lake.decisions import ROW, representatives
from crossfield.lake.delivery import arrow_schema
from crossfield.lake.doubles import organisation_links
from crossfield.lake.engine import DuckSession
from crossfield.lake.ingredients import Ingredients
from crossfield.lake.manifest import Manifest, SourceEntry, TableEntry
from crossfield.lake.polygons import Polygons
from crossfield.lake.store import Frames, Lake, file_hash
from crossfield.matching.embedder import text_embedder
from crossfield.matching.model import partner_backtest, partner_factors, partner_model
from crossfield.matching.network import network_of
from crossfield.parts import find_part
from crossfield.sources import SOURCES
from crossfield.sources.nuts import postcode_regions, read_gisco, region_links, regions
from crossfield.sources.sciences import euroscivoc_fields
from crossfield.sources.strategy import known_strategies
from crossfield.tables import TABLES
from crossfield.tables.figures import EVERYWHERE, LEVELS, WINDOW_YEARS

if TYPE_CHECKING:
    from crossfield.config import Settings
    from crossfield.indicators.window import YearTables
    from crossfield.lake.decisions import Decision
    from crossfield.lake.delivery import SourceReader
    from crossfield.lake.engine import Frame
    from crossfield.lake.ingredients import Taken
    from crossfield.sources.strategy import Strategy
    from crossfield.sources.vocabulary import Vocabulary

Report = Callable[[str], None]
WITH_EUR = ("whole", "fractional", "eur")
GROUP = 20_000
WHOLE, SMALL = 60_000, 8_000
PARTNER_TABLES = ("partner_model", "partner_trees", "partner_backtest", "partner_factor")
BY_LEVEL = ("field_figure", "interface_figure", "field_lack", "complementarity", "region_figure")


def build_version(
    lake: Lake,
    taken: list[Taken],
    settings: Settings,
    vocabularies: list[Vocabulary],
    *,
    fingerprint: str,
    report: Report,
    decisions: Sequence[Decision] = (),
) -> Manifest:
    """Build a data version from snapshots and publish it; the lake is locked already.

    Parameters
    ----------
    lake
        A lake of one's own.
    taken
        Sources with their snapshots, in the order in which earlier ones win.
    settings, vocabularies
        NUTS version, and vocabularies to tag with.
    fingerprint
        Hash over all of these.
    report
        Called with the name of each step as it begins.
    decisions
        What people decided about pairs of organisations; those merged are one in every table.
    """
    built = datetime.now(UTC)
    version = f"{built:%Y-%m-%dT%H%M%S}Z-{fingerprint[:6]}"
    ingredients = Ingredients(
        readers=[(_reader(one), one.snapshot) for one in taken],
        vocabularies=[*vocabularies],
        regions=regions(settings.nuts),
        region_links=region_links(),
        nuts=settings.nuts,
        postcode=postcode_regions,
        polygon=Polygons(read_gisco(Path(settings.gisco))["features"]).regions_of if settings.gisco else None,
        sciences=list(euroscivoc_fields()),
        merged={name: first for name, first in representatives(decisions).items() if not name.startswith(ROW)},
    )
    with lake.building(version) as folder:
        result = build_tables(lake.path, folder, ingredients, report=report)
        shutil.rmtree(folder / ".unpacked", ignore_errors=True)
        last = _last_year(folder)
        report("finding organisations that are one")
        links = _write_links(folder, decisions)
        declared = _write_declared(folder, known_strategies(settings.vocabulary))
        tables = [*result.tables, links, declared, *compute_figures(folder, vocabularies, last, report=report)]
        manifest = Manifest(
            version=version,
            built=built.isoformat(timespec="seconds"),
            kind="full",
            settings={"nuts": settings.nuts, "scheme": settings.scheme} | _texts(settings),
            fingerprint=fingerprint,
            last_complete_year=last,
            sources=result.sources,
            tables=tables,
            notes=[*_absences(result.sources), *_coverage_notes(folder, last)],
        )
        report("learning from past partners")
        learned, told = _write_partners(folder, manifest, settings)
        manifest = replace(manifest, tables=[*tables, *learned], notes=[*manifest.notes, *told])
        shutil.rmtree(folder / ".spill", ignore_errors=True)
        (folder / "manifest.json").write_text(manifest.to_json(), encoding="utf-8")
        report("publishing")
    return manifest


def _texts(settings: Settings) -> dict[str, str]:
    """The language model by which texts are compared; its folder is another one on another machine."""
    return {"text_model": Path(settings.text_model).name} if settings.text_model else {}


def _write_partners(folder: Path, manifest: Manifest, settings: Settings) -> tuple[list[TableEntry], list[str]]:
    """The partner model, its back-test and factors; empty, with a note, where records are too few to learn from."""
    tables = {name: arrow_schema(name).empty_table() for name in PARTNER_TABLES}
    frames, note = Frames(folder, manifest), ""
    try:
        network, last = network_of(frames), manifest.last_complete_year or 0
        embedder, boost = text_embedder(frames, settings.text_model), settings.boost == YES
        tables["partner_model"], tables["partner_trees"], note = partner_model(network, embedder, last, boost=boost)
        tables["partner_backtest"] = partner_backtest(network, embedder, last, boost=boost)
        tables["partner_factor"] = partner_factors(network)
    except NotComputableError as error:
        note = error.message
    finally:
        frames.close()
    written = []
    for name, table in tables.items():
        with _Parts(folder, name) as part:
            part.add(table)
        written.append(part.entry())
    return written, [f"partners: {note}"] if note else []


def _reader(taken: Taken) -> SourceReader:
    part: Any = find_part(SOURCES, taken.name, "source").load()
    reader: SourceReader = replace(part, mapping=taken.mapping) if taken.mapping else part
    return reader


def _write_links(folder: Path, decisions: Sequence[Decision]) -> TableEntry:
    path = folder / "organisation_link.parquet"
    table = organisation_links(pq.read_table(folder / "organisation.parquet").to_pylist(), decisions)
    pq.write_table(table, path, compression="zstd")
    return TableEntry("organisation_link", table.num_rows, 0, file_hash(path))


def compute_figures(
    folder: Path,
    vocabularies: list[Vocabulary],
    last: int | None,
    *,
    report: Report,
    threads: int | None = None,
) -> list[TableEntry]:
    """Compute all tables of figures of a version from its tables of records, into the same folder.

    Parameters
    ----------
    folder
        Folder of the version.
    vocabularies
        Vocabularies whose interfaces are computed.
    last
        Last complete year; None: no project has a year, and the tables of years and windows are empty.
    report
        Called with the name of each step as it begins.
    threads
        Threads for one query; None: all cores. Figures agree to 1e-9 of themselves with any number, and with the rows
        of the records in any order.
    """
    with DuckSession(spill=folder / ".spill", threads=threads) as session:
        report("counting years")
        scan = {name: session.scan(folder / f"{name}.parquet") for name in ("project", "participation", "tag", "pair")}
        base, organisations = numbered(session, Records.of(scan))
        named = [NamedInterface.of(row) for words in vocabularies for row in words.named]
        records = with_named(base, named).held(session) if named else base
        years = year_tables(session, records, (EVERYWHERE, *LEVELS))
        written = _write_years(folder, years, named)
        plain, levels = schemes_of(vocabularies), LEVELS if last else ()
        schemes = [*plain, *(one.figured(scheme) for one in named for scheme in plain if scheme.name == one.scheme)]
        first, outlooks = (last or 0) - WINDOW_YEARS + 1, list[Outlook]()
        inside = records.within(first, last or 0).held(session)
        of_topics = without_scheme(inside, *CODED).held(session)
        with ExitStack() as stack:
            parts = [stack.enter_context(_Parts(folder, name)) for name in BY_LEVEL]
            fields, interfaces, lacks, partners, wholes = parts
            beside = Beside.of(folder)
            for level in levels:
                report(f"looking ahead, NUTS level {level}")
                ahead = _outlooks(session, records, schemes, level, last or 0)
                outlooks += ahead.values()
                report(f"computing figures, NUTS level {level}")
                found = level_figures(
                    years,
                    organisation_tables(session, inside, level),
                    schemes,
                    level=level,
                    year_from=first,
                    year_to=last or 0,
                    outlooks=ahead,
                    trend=years,
                    topics=topic_tables(session, of_topics, level),
                )
                fields.add(found[0])
                interfaces.add(found[1])
                complements = level_complements(years, found[1], _ties(session, base, level), plain, level=level)
                lacks.add(complements[0])
                partners.add(complements[1])
                wholes.add(region_figures(years, plain, beside, level=level, year_from=first, year_to=last or 0))
        written += _write_ahead(folder, outlooks)
        written.append(_write_money(session, folder, scan))
        report("counting regions and organisations together")
        counted = {
            "region_tie": nw.concat([region_ties(base, level) for level in LEVELS]),
            "bridge": _bridges(inside, first, last or 0, named),
            "organisation_field": organisation_fields(base),
            "organisation_tie": organisation_ties(base),
        }
        for name, frame in counted.items():
            written.append(_write_frame(session, folder, name, _with_ids(frame, organisations)))
        return [*written, *(part.entry() for part in parts)]


def _write_years(folder: Path, years: YearTables, named: list[NamedInterface]) -> list[TableEntry]:
    """Write the tables of years; of a named interface only its own pair, which tells what came of it."""
    codes, (a, b) = pa.array([one.code for one in named], pa.string()), ([one.pair[n] for one in named] for n in (0, 1))
    entries = []
    for name, table in {
        "field_year": years.fields,
        "interface_year": years.interfaces,
        "exposure": years.exposure,
    }.items():
        other = pc.invert(pc.is_in(table.column("scheme"), value_set=codes))
        if name == "interface_year":
            sides = (("field_a", pa.array(a, pa.string())), ("field_b", pa.array(b, pa.string())))
            own = [pc.is_in(table.column(column), value_set=values) for column, values in sides]
            other = pc.or_(other, pc.and_(*own))
        with _Parts(folder, name) as rows:
            rows.add(table.filter(other))
        entries.append(rows.entry())
    return entries


def _outlooks(
    session: DuckSession, records: Records, schemes: list[Scheme], level: int, last: int
) -> dict[str, Outlook]:
    """What is said of the years ahead, by scheme."""
    found = {}
    for scheme in schemes:
        cells = cell_records(session, records, level=level, scheme=scheme.name, fields=scheme.fields)
        found[scheme.name] = outlook(cells, scheme.name, level, last)
    return found


def _write_money(session: DuckSession, folder: Path, scan: dict[str, Frame]) -> TableEntry:
    """Write the EU money of each region by kind of organisation."""
    people, organisations = Records.of(scan).participations, session.scan(folder / "organisation.parquet")
    found = [money_by_kind(scan["project"], people, organisations, level) for level in LEVELS]
    return _write_frame(session, folder, "region_money", nw.concat(found))


def _write_ahead(folder: Path, outlooks: list[Outlook]) -> list[TableEntry]:
    """Write models and back-tests of all schemes and levels."""
    rows = {
        "potential_model": [row for one in outlooks for row in one.models],
        "backtest": [row for one in outlooks for row in one.backtests],
        "backtest_decile": [row for one in outlooks for row in one.tenths],
    }
    entries = []
    for name, plain in rows.items():
        order = [(column, "ascending") for column in TABLES[name].sorted_by]
        with _Parts(folder, name) as table:
            table.add(pa.Table.from_pylist(plain, arrow_schema(name)).sort_by(order))
        entries.append(table.entry())
    return entries


def schemes_of(vocabularies: list[Vocabulary]) -> list[Scheme]:
    """Schemes whose interfaces are computed: the vocabularies, and EuroSciVoc where a dump has it."""
    own = [
        Scheme(
            words.scheme,
            sorted(row["field"] for row in words.fields),
            {(row["field_a"], row["field_b"]): row["shared"] for row in words.overlaps},
            WITH_EUR,
        )
        for words in vocabularies
    ]
    return [*own, Scheme("euroscivoc", (), {})]


class _Parts:
    """A table written part by part, each sorted and behind the one before, so that no more than a part is in memory."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.path = folder / f"{name}.parquet"
        self.rows = 0

    def __enter__(self) -> Self:
        self.out = pq.ParquetWriter(self.path, arrow_schema(self.name), compression="zstd")
        return self

    def __exit__(self, *_: object) -> None:
        self.out.close()

    def add(self, table: pa.Table) -> None:
        group = GROUP
        if self.name == "complementarity":  # a page asks one region: what is small stays whole, the rest is cut small
            group = WHOLE if table.num_rows <= WHOLE else SMALL
        self.out.write_table(table, row_group_size=group)
        self.rows += table.num_rows

    def entry(self) -> TableEntry:
        return TableEntry(self.name, self.rows, 0, file_hash(self.path))


def _write_frame(session: DuckSession, folder: Path, name: str, frame: Frame) -> TableEntry:
    """Write a table that may be too large for memory."""
    table, path = TABLES[name], folder / f"{name}.parquet"
    rows = session.write(table.select(frame), path, table.sorted_by, group=GROUP)
    return TableEntry(name, rows, 0, file_hash(path))


def _with_ids(frame: Frame, organisations: Frame) -> Frame:
    """Ids in the place of the organisations' numbers."""
    for name in [name for name in frame.collect_schema().names() if name.startswith("organisation")]:
        ids = organisations.select(nw.col("number").alias(name), nw.col("organisation").alias("id"))
        frame = frame.join(ids, on=name, how="inner").drop(name).rename({"id": name})
    return frame


def _write_declared(folder: Path, strategies: list[Strategy]) -> TableEntry:
    """The table declared: fields and interfaces that strategies name."""
    rows = [
        {"scheme": one.scheme, "region": one.region, "field_a": a, "field_b": b}
        for one in strategies
        for a, b in (*((name, name) for name in one.fields), *one.interfaces)
    ]
    table = pa.Table.from_pylist(rows, schema=arrow_schema("declared"))
    with _Parts(folder, "declared") as part:
        part.add(table.sort_by([(name, "ascending") for name in TABLES["declared"].sorted_by]))
    return part.entry()


def _ties(session: DuckSession, records: Records, level: int) -> Ties:
    """Joint projects of the regions of a level in all years."""
    everywhere = region_ties(records, level).filter(nw.col("field") == ALL)
    return Ties(*(session.arrow(frame) for frame in (everywhere, interface_ties(records, level))))


def _bridges(inside: Records, first: int, last: int, named: list[NamedInterface]) -> Frame:
    rows = bridging_organisations(inside, None).filter(~nw.col("scheme").is_in(list(CODED)))
    codes, sides = [one.code for one in named], [one.pair for one in named]
    own = nw.col("field_a").is_in([a for a, _ in sides]) & nw.col("field_b").is_in([b for _, b in sides])
    rows = rows.filter(~nw.col("scheme").is_in(codes) | own) if named else rows
    return rows.with_columns(year_from=nw.lit(first), year_to=nw.lit(last))


def _last_year(folder: Path) -> int | None:
    """Last complete year of the projects with participations, if there are any: figures rest on these alone."""
    projects = pq.read_table(folder / "project.parquet", columns=["project", "year"])
    people = pq.read_table(folder / "participation.parquet", columns=["project"])
    placed = pc.is_in(projects.column("project"), value_set=pc.unique(people.column("project")))
    counted = projects.filter(placed) if pc.any(placed).as_py() else projects
    years = counted.column("year").value_counts().to_pylist()
    return last_complete_year({item["values"]: item["counts"] for item in years if item["values"] is not None})


def _absences(sources: list[SourceEntry]) -> list[str]:
    return [f"{entry.name}: {absent}" for entry in sources for absent in entry.absent]


def _coverage_notes(folder: Path, last: int | None) -> list[str]:
    rows = pq.read_table(folder / "coverage.parquet").to_pylist()
    return coverage_notes(rows, last - WINDOW_YEARS + 1, last) if last else []
