"""The build: read → place → tag → pair → write. Sources come in as arguments; figures are counted above this room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from crossfield.lake.coverage import coverage_rows
from crossfield.lake.delivery import PROBLEM, Delivery, arrow_schema
from crossfield.lake.engine import DuckSession
from crossfield.lake.linking import link_organisations, merge_organisations, merged_identifiers, place_participations
from crossfield.lake.manifest import SourceEntry, TableEntry
from crossfield.lake.pairs import pairs_from_tags, tags_from_codes, tags_from_evidence
from crossfield.lake.places import place_rows
from crossfield.lake.raw import unpack
from crossfield.lake.seats import PLACE, place_seats
from crossfield.lake.store import file_hash
from crossfield.lake.tagging import SCHEMA, Tagger, evidence_batches
from crossfield.tables import TABLES

if TYPE_CHECKING:
    from pathlib import Path

    from crossfield.lake.delivery import SourceReader
    from crossfield.lake.engine import Frame
    from crossfield.lake.ingredients import Ingredients
    from crossfield.lake.raw import Snapshot

Report = Callable[[str], None]
TEXT_ROWS = 4000
ROLL_UP = {"euroscivoc": 2, "programme": 2}
HIERARCHY_SIGNS = {"euroscivoc": "/", "programme": "."}


@dataclass(slots=True)
class Built:
    """What a build wrote."""

    sources: list[SourceEntry]
    tables: list[TableEntry]


def build_tables(lake: Path, folder: Path, ingredients: Ingredients, *, report: Report) -> Built:
    """Write all tables of records of a version into ``folder``.

    Parameters
    ----------
    lake
        The lake, for its raw files.
    folder
        Folder of the version, as `Lake.building` gives it.
    ingredients
        Readers, vocabularies and regions.
    report
        Called with the name of each step as it begins.

    Raises
    ------
    SourceError
        A source cannot be read.
    LakeError
        The disk is full.
    """
    with DuckSession(spill=folder / ".spill") as session:
        entries, deliveries = [], []
        for reader, snapshot in ingredients.readers:
            report(f"reading {reader.name}")
            delivery = reader.read(session, unpack(lake, snapshot.sha256, folder / ".unpacked" / snapshot.sha256[:12]))
            deliveries.append((reader.name, delivery))
            entries.append(_entry(reader, snapshot, delivery))
        writer = _Writer(session, folder)
        frames = _together(session, deliveries)
        report("finding fields in texts and codes")
        with _Evidence(writer, frames, ingredients) as evidence:
            _write_texts(writer, frames)
            report("placing organisations in regions")
            for name, problems in _write_places(writer, frames, ingredients).items():
                dict(deliveries)[name].add_problems("organization.csv", problems, kept=True)
            report("writing projects")
            _write_projects(writer, frames)
            fields = _write_fields(writer, frames, ingredients)
            evidence.add_codes(fields)
        report("joining fields to pairs")
        _write_tags(writer, fields)
        report("describing coverage")
        writer.rows("coverage", coverage_rows(session, writer.scan("project"), writer.scan("participation")))
        entries, lost = _write_quarantine(writer, deliveries, entries)
    return Built(entries, [replace(table, quarantined=lost.get(table.name, 0)) for table in writer.tables])


class _Writer:
    """Writes tables of a version and remembers what it wrote."""

    def __init__(self, session: DuckSession, folder: Path) -> None:
        self.session = session
        self.folder = folder
        self.tables: list[TableEntry] = []

    def path(self, name: str) -> Path:
        return self.folder / f"{name}.parquet"

    def scan(self, name: str) -> Frame:
        return self.session.scan(self.path(name))

    def frame(self, name: str, frame: Frame) -> None:
        self.wrote(name, self.session.write(TABLES[name].select(frame), self.path(name), TABLES[name].sorted_by))

    def rows(self, name: str, rows: list[dict[str, Any]] | pa.Table) -> pa.Table:
        table = rows if isinstance(rows, pa.Table) else pa.Table.from_pylist(rows, schema=arrow_schema(name))
        table = table.select(TABLES[name].names).cast(arrow_schema(name))
        table = table.sort_by([(column, "ascending") for column in TABLES[name].sorted_by])
        pq.write_table(table, self.path(name), compression="zstd", row_group_size=50_000)
        self.wrote(name, table.num_rows)
        return table

    def wrote(self, name: str, rows: int) -> None:
        self.tables.append(TableEntry(name, rows, 0, file_hash(self.path(name))))


class _Evidence:
    """The table evidence: texts are searched on a thread of their own while the engine places and writes.

    The thread has a connection of its own, because frames never leave the thread of their session.
    """

    def __init__(self, writer: _Writer, frames: dict[str, Frame], ingredients: Ingredients) -> None:
        self.writer = writer
        self.ingredients = ingredients
        self.texts = writer.session.aside(frames["project_text"], TEXT_ROWS) if "project_text" in frames else iter(())
        self.rows = 0

    def __enter__(self) -> Self:
        self.out = pq.ParquetWriter(self.writer.path("evidence"), SCHEMA, compression="zstd")
        self.thread = ThreadPoolExecutor(1)
        self.searched = self.thread.submit(self._add_texts)
        return self

    def __exit__(self, *_: object) -> None:
        self.thread.shutdown()
        self.out.close()

    def add_codes(self, fields: list[dict[str, Any]]) -> None:
        """Wait for the texts, add what the codes say, and finish the table."""
        self.searched.result()
        session, links = self.writer.session, [row for words in self.ingredients.vocabularies for row in words.links]
        places = session.register(_code_fields(links, fields))
        codes = self.writer.scan("project_code").filter(nw.col("scheme") == "euroscivoc").select("project", "code")
        found = codes.join(places, on="code", how="inner").with_columns(
            kind=nw.lit("code"), part=nw.col("code"), phrase=nw.col("code")
        )
        order = [(name, "ascending") for name in ("project", "part", "scheme", "field")]
        self._add(session.arrow(found.select(SCHEMA.names)).cast(SCHEMA).sort_by(order))
        self.out.close()
        self.writer.wrote("evidence", self.rows)

    def _add_texts(self) -> None:
        tagger = Tagger([row for words in self.ingredients.vocabularies for row in words.phrases])
        for table in evidence_batches(tagger, self.texts):
            self._add(table)

    def _add(self, table: pa.Table) -> None:
        self.out.write_table(table)
        self.rows += table.num_rows


def _together(session: DuckSession, deliveries: list[tuple[str, Delivery]]) -> dict[str, Frame]:
    """One frame per table over all sources; a project that an earlier source has is left out of a later one."""
    frames: dict[str, Frame] = {}
    seen: Frame | None = None
    for _, delivery in deliveries:
        given = delivery.frames
        if "project" in given and seen is not None:
            given = _without_known(session, delivery, seen)
        for table, frame in given.items():
            frames[table] = _below(frames[table], frame) if table in frames else frame
        seen = frames["project"].select("project") if "project" in frames else None
    return frames


def _below(frame: Frame, further: Frame) -> Frame:
    """Rows of both; the engine puts columns together by place, and sources state them in any order."""
    return nw.concat([frame, further.select(frame.collect_schema().names())])


def _without_known(session: DuckSession, delivery: Delivery, seen: Frame) -> dict[str, Frame]:
    if not session.arrow(delivery.frames["project"].join(seen, on="project", how="semi").head(1)).num_rows:
        return delivery.frames
    for file, frame in delivery.rows.items():
        again = session.arrow(frame.join(seen, on="project", how="semi").select("value", row=nw.col("project")))
        for column, value in {"column": None, "reason": "project of an earlier source"}.items():
            again = again.append_column(column, pa.array([value] * again.num_rows, pa.string()))
        delivery.add_problems(file, again.sort_by([("row", "ascending"), ("value", "ascending")]), kept=False)
    return {
        table: frame.join(seen, on="project", how="anti") if "project" in frame.collect_schema().names() else frame
        for table, frame in delivery.frames.items()
    }


def _write_places(writer: _Writer, frames: dict[str, Frame], ingredients: Ingredients) -> dict[str, pa.Table]:
    """Write everything that lies in a region; return the unknown countries found, by source."""
    strange: dict[str, pa.Table] = {}
    writer.rows("region", ingredients.regions)
    writer.rows("region_link", ingredients.region_links)
    given = frames.get("participation_given")
    told = pa.table({name: pa.array([], pa.string()) for name in PLACE})
    if given is None:
        for name in ("participation", "organisation", "organisation_id", "place"):
            writer.rows(name, [])
    else:
        given = merge_organisations(writer.session, given, ingredients.merged)
        placed, places, unknown = place_participations(writer.session, given, ingredients)
        told = writer.session.arrow(places.select(*PLACE)) if "cluster" in frames else told
        constants = {"column": "country", "reason": "unknown country"}
        for name, value in constants.items():
            unknown = unknown.append_column(name, pa.array([value] * unknown.num_rows, pa.string()))
        strange = {
            name: unknown.filter(pc.equal(unknown.column("source"), name)).drop_columns("source")
            for name in pc.unique(unknown.column("source")).to_pylist()
        }
        writer.frame("participation", placed)
        named = merge_organisations(writer.session, frames["organisation_given"], ingredients.merged)
        organisations, identifiers = link_organisations(writer.session, named, writer.scan("participation"), places)
        writer.rows("organisation", organisations)
        writer.rows("place", place_rows(organisations))
        writer.rows("organisation_id", _with_merged(identifiers, ingredients.merged))
    clusters = frames.get("cluster")
    writer.rows(
        "cluster", place_seats(writer.session.arrow(clusters), told, ingredients) if clusters is not None else []
    )
    if "activity" in frames:
        writer.frame("activity", frames["activity"])
    else:
        writer.rows("activity", [])
    return strange


def _with_merged(identifiers: pa.Table, merged: dict[str, str]) -> pa.Table:
    """Identifiers with those of the organisations that were merged, each once."""
    if not merged:
        return identifiers
    key = list(TABLES["organisation_id"].key)
    return (
        pa.concat_tables([identifiers, merged_identifiers(merged)])
        .group_by(key)
        .aggregate([("source", "min")])
        .rename_columns([*key, "source"])
    )


def _write_texts(writer: _Writer, frames: dict[str, Frame]) -> None:
    """Write the texts as the source orders them; in small groups, so that all cores write."""
    if "project_text" in frames:
        texts = TABLES["project_text"].select(frames["project_text"])
        writer.wrote("project_text", writer.session.write(texts, writer.path("project_text"), [], group=TEXT_ROWS))
    else:
        writer.rows("project_text", [])


def _write_projects(writer: _Writer, frames: dict[str, Frame]) -> None:
    for name in ("project", "project_code"):
        if name in frames:
            writer.frame(name, frames[name])
        else:
            writer.rows(name, [])


def _write_fields(writer: _Writer, frames: dict[str, Frame], ingredients: Ingredients) -> list[dict[str, Any]]:
    rows = [row for words in ingredients.vocabularies for row in words.fields]
    known = {(row["scheme"], row["field"]) for row in rows}
    given = writer.session.arrow(frames["field_given"]).to_pylist() if "field_given" in frames else []
    for row in [*ingredients.sciences, *given]:
        if (row["scheme"], row["field"]) not in known:
            known.add((row["scheme"], row["field"]))
            rows.append(row)
    writer.rows("field", rows)
    parts = {"field_link": "links", "phrase": "phrases", "field_overlap": "overlaps", "named_interface": "named"}
    for name, part in parts.items():
        writer.rows(name, [row for words in ingredients.vocabularies for row in getattr(words, part)])
    return rows


def hierarchy_places(fields: list[dict[str, Any]], scheme: str) -> dict[str, tuple[int, int]]:
    """Place of every code of a scheme in its hierarchy: (own number, number after the last code below).

    Examples
    --------
    >>> rows = [{"scheme": "s", "field": code} for code in ("/1", "/1/2", "/3")]
    >>> (
    ...     hierarchy_places(rows, "euroscivoc"),
    ...     hierarchy_places([row | {"scheme": "euroscivoc"} for row in rows], "euroscivoc"),
    ... )
    ({}, {'/1': (0, 2), '/1/2': (1, 2), '/3': (2, 3)})
    """
    sign = HIERARCHY_SIGNS.get(scheme, "/")
    codes = sorted((row["field"].strip(sign).split(sign), row["field"]) for row in fields if row["scheme"] == scheme)
    places: dict[str, tuple[int, int]] = {}
    open_codes: list[tuple[list[str], str, int]] = []
    for number, (parts, code) in enumerate(codes):
        while open_codes and parts[: len(open_codes[-1][0])] != open_codes[-1][0]:
            _, closed, start = open_codes.pop()
            places[closed] = (start, number)
        open_codes.append((parts, code, number))
    for _, closed, start in open_codes:
        places[closed] = (start, len(codes))
    return dict(sorted(places.items()))


def _code_fields(links: list[dict[str, Any]], fields: list[dict[str, Any]]) -> pa.Table:
    """EuroSciVoc code → field of a vocabulary whose subtrees hold it, with the code's place."""
    linked: dict[str, list[tuple[str, str]]] = {}
    for link in links:
        if link["other_scheme"] == "euroscivoc":
            linked.setdefault(link["other_field"], []).append((link["scheme"], link["field"]))
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    for code, (start, stop) in hierarchy_places(fields, "euroscivoc").items():
        parts = code.split("/")
        for end in range(1, len(parts) + 1):
            for scheme, name in linked.get("/".join(parts[:end]), ()):
                rows[code, scheme, name] = {"code": code, "scheme": scheme, "field": name, "start": start, "stop": stop}
    schema = pa.schema(
        [
            SCHEMA.field("phrase").with_name("code"),
            *(SCHEMA.field(name) for name in ("scheme", "field", "start", "stop")),
        ]
    )
    return pa.Table.from_pylist(list(rows.values()), schema=schema)


def _write_tags(writer: _Writer, fields: list[dict[str, Any]]) -> None:
    session = writer.session
    parts = [tags_from_evidence(writer.scan("evidence"))]
    for scheme, level in ROLL_UP.items():
        table = _roll_up(fields, scheme, level)
        if table.num_rows:
            parts.append(tags_from_codes(writer.scan("project_code"), scheme, session.register(table)))
    writer.frame("tag", nw.concat(parts))
    writer.frame("pair", pairs_from_tags(writer.scan("tag").filter(nw.col("scheme") != "programme")))


def _roll_up(fields: list[dict[str, Any]], scheme: str, level: int) -> pa.Table:
    """Code → field at a level of its scheme's hierarchy (itself where it lies higher), with that field's place."""
    rows = {row["field"]: row for row in fields if row["scheme"] == scheme}
    places = hierarchy_places(fields, scheme)
    table = []
    for code, row in rows.items():
        top = row
        while top["level"] > level and top["parent"] in rows:
            top = rows[top["parent"]]
        start, stop = places[top["field"]]
        table.append({"code": code, "field": top["field"], "start": start, "stop": stop})
    schema = pa.schema([("code", pa.string()), ("field", pa.string()), ("start", pa.int64()), ("stop", pa.int64())])
    return pa.Table.from_pylist(table, schema=schema)


def _entry(reader: SourceReader, snapshot: Snapshot, delivery: Delivery) -> SourceEntry:
    origin = reader.origin
    return SourceEntry(
        name=reader.name,
        producer=origin.producer,
        title=origin.title,
        address=snapshot.address,
        licence=origin.licence,
        retrieved=snapshot.retrieved,
        sha256=snapshot.sha256,
        files=delivery.files,
        rows_read=sum(delivery.files.values()),
        absent=delivery.absent,
        mapping=dict(getattr(reader, "mapping", None) or {}),  # official formats have none
        columns=delivery.columns,
    )


def _write_quarantine(
    writer: _Writer, deliveries: list[tuple[str, Delivery]], entries: list[SourceEntry]
) -> tuple[list[SourceEntry], Counter[str]]:
    """Write the table; return the sources with their counts, and how many rows each table lost."""
    tables, counted, by_table = [], [], Counter[str]()
    for entry, (name, delivery) in zip(entries, deliveries, strict=True):
        problems = pa.concat_tables([PROBLEM.empty_table(), *delivery.problems])
        left_out = problems.filter(pc.invert(problems.column("kept")))
        for item in pc.value_counts(left_out.column("file")).to_pylist():
            by_table[delivery.tables[item["values"]]] += item["counts"]
        lost = left_out.num_rows
        reasons = {item["values"]: item["counts"] for item in pc.value_counts(problems.column("reason")).to_pylist()}
        counted.append(replace(entry, rows_quarantined=lost, rows_kept=entry.rows_read - lost, reasons=reasons))
        tables.append(problems.append_column("source", pa.array([name] * problems.num_rows, pa.string())))
    if tables:
        writer.rows("quarantine", pa.concat_tables(tables))
    else:
        writer.rows("quarantine", [])
    return counted, by_table
