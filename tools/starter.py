"""Write the starter lake that ships with crossfield, and before it the reference facts (tools/make_facts.py).

python tools/starter.py ../shared/data                  into src/crossfield/starter
python tools/starter.py ../shared/data --output DIR     the lake alone, somewhere else

A full lake is built by the pipeline from the dumps in a temporary folder, reduced by `starter_tables`, and written
with a manifest that names the official address of every source. The same input gives the same tables.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pyarrow.compute as pc
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).resolve().parent))
import make_facts
import starter_tables

from crossfield.config import Settings
from crossfield.lake.manifest import Manifest, SourceEntry, TableEntry
from crossfield.lake.store import STARTER, Lake, file_hash
from crossfield.refresh import fetch_all
from crossfield.sources.cordis import H2020, HORIZON

if TYPE_CHECKING:
    import pyarrow as pa

LARGEST = 8_000_000
ROWS = 60_000  # a row group: what one question has to read
DUMPS = {"cordis-h2020": "cordis-h2020projects-csv.zip", "cordis-horizon": "cordis-HORIZONprojects-csv.zip"}
# The dumps carry no date of their own; this is the state they are of.
STATES = {"cordis-h2020": (H2020, "2020-12"), "cordis-horizon": (HORIZON, "2025")}
NOTES = tuple(
    " ".join(note.split())
    for note in (
        """CORDIS data: © European Union, CC BY 4.0; counted, linked and reduced by crossfield, as of December 2020
        (Horizon 2020) and early 2025 (Horizon Europe)""",
        """Starter lake: numbers to five significant digits, interfaces to four, what is forecast to three; no titles,
        texts or persons; organisations by name from three participations on, their links from two joint projects on;
        projects only where two fields meet""",
        """Horizon 2020: the official ids of 8,442 projects were found by contribution and coordinator's country (99.9 %
        right where it can be checked); two thirds of the projects that start after 2016 have no topic, and most
        organisations that first appear then have neither name nor region""",
        "Horizon Europe: no organisations; its projects count for all of Europe, by the year of their call",
    )
)


def build(data: Path, target: Path) -> Manifest:
    """Write the starter lake into a folder, in place of what is there."""
    with TemporaryDirectory() as room:
        full = Lake(Path(room) / "full")
        wanted = [(name, str(data / file)) for name, file in DUMPS.items()]
        fetch_all(full, [*wanted, ("clusters", str(make_facts.FACTS / "clusters.csv"))], Settings(), report=print)
        with full.open() as frames:
            origin = frames.manifest
            tables = starter_tables.starter_tables(frames)
        version = f"starter-{origin.fingerprint[:8]}"
        folder = Path(room) / "lake" / "versions" / version
        folder.mkdir(parents=True)
        entries = [write(folder, name, table, origin) for name, table in sorted(tables.items())]
        sources = [official(entry) for entry in origin.sources]
        said = ("cordis", "coverage changed", "incomplete")
        notes = [*NOTES, *(note for note in origin.notes if note.startswith(said))]
        manifest = replace(origin, version=version, kind="starter", sources=sources, tables=entries, notes=notes)
        (folder / "manifest.json").write_text(manifest.to_json() + "\n", encoding="utf-8")
        (Path(room) / "lake" / "CURRENT").write_text(f"{version}\n", encoding="utf-8")
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(Path(room) / "lake", target)
    return manifest


def write(folder: Path, name: str, table: pa.Table, origin: Manifest) -> TableEntry:
    """Write one table as small as it goes."""
    path = folder / f"{name}.parquet"
    how = {"compression": "zstd", "compression_level": 19, "dictionary_pagesize_limit": 2**24}
    if name == "interface_figure":  # a level in a group of its own: both countings share their potential
        with pq.ParquetWriter(path, table.schema, **how) as out:
            for level in sorted(set(table.column("level").to_pylist())):
                out.write_table(table.filter(pc.equal(table.column("level"), level)), row_group_size=table.num_rows)
    else:
        pq.write_table(table, path, row_group_size=ROWS, **how)
    quarantined = sum(entry.quarantined for entry in origin.tables if entry.name == name)
    return TableEntry(name, table.num_rows, quarantined, file_hash(path))


def official(entry: SourceEntry) -> SourceEntry:
    """Name a source by who publishes it and where, never by a path of the machine that built the lake."""
    if entry.name in STATES:
        reader, state = STATES[entry.name]
        return replace(entry, address=reader.origin.address, retrieved=state)
    told = json.loads((make_facts.FACTS / "clusters.csv.origin.json").read_text(encoding="utf-8"))
    known = {key: told[key] for key in ("producer", "title", "licence")}
    return replace(entry, **known, address="clusters.csv", retrieved="", absent=[])


def main(arguments: list[str] | None = None) -> None:
    """Write the facts and the lake, and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder of the real data, ../shared/data")
    parser.add_argument("--output", type=Path, help="folder of the lake; without it the facts are written too")
    given = parser.parse_args(arguments)
    if not given.output:
        make_facts.main([str(given.data)])
    target = given.output or STARTER
    manifest = build(given.data, target)
    sizes = {path.stem: path.stat().st_size for path in sorted(target.rglob("*.parquet"))}
    for entry in manifest.tables:
        print(f"{entry.name:24} {entry.rows:9,} rows {sizes[entry.name]:10,} bytes")
    total = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    print(f"{manifest.version}: {total:,} bytes of at most {LARGEST:,}")
    if total > LARGEST:
        sys.exit("too large to ship: round more, or leave a level out")


if __name__ == "__main__":
    main()
