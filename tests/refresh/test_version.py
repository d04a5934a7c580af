"""One data version: what it says of itself, what it holds, and that the order of rows changes no figure."""

import random

import pyarrow.parquet as pq
import pytest

from crossfield.config import Settings
from crossfield.indicators.named import NamedInterface
from crossfield.lake.delivery import arrow_schema
from crossfield.lake.manifest import TableEntry
from crossfield.lake.store import Lake, file_hash
from crossfield.refresh import fetch
from crossfield.refresh.version import compute_figures, schemes_of
from crossfield.sources.vocabulary import shipped_vocabularies
from crossfield.tables import TABLES
from crossfield.tables.figures import LEVELS


def folder_of(lake):
    with lake.open() as frames:
        return frames.folder


def rounded(row):
    """A row with its numbers in nine digits, as sums of fractions depend on their order beyond these."""
    return {key: float(f"{value:.9g}") if isinstance(value, float) else value for key, value in row.items()}


def test_the_manifest_tells_every_table_as_it_is(dump_lake):
    folder, entries = folder_of(dump_lake), dump_lake.manifest().tables
    told = {entry.name: (entry.rows, entry.sha256) for entry in entries}

    assert len(told) == len(entries)
    assert told == {
        path.stem: (pq.read_metadata(path).num_rows, file_hash(path)) for path in sorted(folder.glob("*.parquet"))
    }
    assert sorted(path.name for path in folder.iterdir() if path.suffix != ".parquet") == ["manifest.json"]


def test_every_table_of_a_version_is_a_known_one_with_its_columns(dump_lake):
    for entry in dump_lake.manifest().tables:
        found = pq.read_schema(folder_of(dump_lake) / f"{entry.name}.parquet")
        assert (entry.name, found.names) == (entry.name, arrow_schema(entry.name).names)


def test_no_figure_is_told_twice(dump_lake):
    with dump_lake.open() as frames:
        for name in ("field_figure", "interface_figure", "field_year", "interface_year", "exposure", "complementarity"):
            rows = frames.read(name)
            keys = [tuple(row[column] for column in TABLES[name].sorted_by) for row in rows]
            assert (name, len(keys)) == (name, len(set(keys)))


def test_figures_lie_sorted_within_their_level(dump_lake):
    with dump_lake.open() as frames:
        for name in ("field_figure", "interface_figure"):
            for level in LEVELS:
                keys = [tuple(row[key] for key in TABLES[name].sorted_by) for row in frames.read(name, level=level)]
                assert keys == sorted(keys)


def test_what_is_expected_sums_to_what_is_there(dump_lake):
    """Of every pair, over the regions that are known: the projects of Europe are shared out, not made."""
    with dump_lake.open() as frames:
        for level in LEVELS:
            pairs = {}
            for row in frames.read("interface_figure", level=level, counting="whole"):
                if row["region"] != "unknown":
                    key = (row["scheme"], row["field_a"], row["field_b"])
                    joint, expected = pairs.get(key, (0.0, 0.0))
                    pairs[key] = (joint + row["joint"], expected + (row["expected"] or 0.0))
            assert pairs
            for joint, expected in pairs.values():
                assert expected == pytest.approx(joint, rel=1e-9)


def test_undefined_figures_have_a_note(dump_lake):
    with dump_lake.open() as frames:
        for row in frames.read("field_figure"):
            assert row["value"] is not None or row["note"]
        for row in frames.read("interface_figure"):
            assert row["strength"] is not None or row["note"]


@pytest.mark.slow
def test_the_order_of_rows_in_a_dump_changes_no_figure(dump_lake, write_dump, dump_rows, tmp_path):
    for place, rows in enumerate(dump_rows.values()):
        random.Random(place).shuffle(rows)
    lake = Lake(tmp_path / "lake")

    fetch(lake, "cordis-h2020", str(write_dump(tmp_path / "cordis", dump_rows)), Settings())

    with dump_lake.open() as before, lake.open() as after:
        names = [entry.name for entry in lake.manifest().tables]
        assert names == [entry.name for entry in dump_lake.manifest().tables]
        for name in {*names} - {"quarantine", "coverage"}:
            old, new = ([rounded(row) for row in frames.read(name)] for frames in (before, after))
            assert (name, sorted(old, key=repr)) == (name, sorted(new, key=repr))


def test_without_a_year_there_are_no_figures_and_every_table_is_there(tmp_path):
    for name in TABLES:
        pq.write_table(arrow_schema(name).empty_table(), tmp_path / f"{name}.parquet")
    said = []

    entries = compute_figures(tmp_path, shipped_vocabularies(), None, report=said.append)

    assert said == ["counting years", "counting regions and organisations together"]
    assert {entry.name: entry.rows for entry in entries if entry.rows} == {}
    assert [entry for entry in entries if entry != written(tmp_path, entry.name)] == []


def written(folder, name):
    path = folder / f"{name}.parquet"
    return TableEntry(name, pq.read_metadata(path).num_rows, 0, file_hash(path))


def test_the_vocabularies_are_the_schemes_and_euroscivoc_is_one_more():
    schemes = schemes_of(shipped_vocabularies())

    assert [one.name for one in schemes] == [*(words.scheme for words in shipped_vocabularies()), "euroscivoc"]
    assert all(list(one.fields) == sorted(one.fields) for one in schemes)
    assert {pair for one in schemes for pair in one.overlaps if pair[0] >= pair[1]} == set()


def test_of_a_named_interface_the_years_hold_its_own_pair_only(dump_lake):
    named = [NamedInterface.of(row) for words in shipped_vocabularies() for row in words.named]
    pairs = {one.code: one.pair for one in named}

    with dump_lake.open() as frames:
        rows = [row for row in frames.read("interface_year") if row["scheme"] in pairs]
        fields = {row["scheme"] for row in frames.read("field_year")}

    assert {row["scheme"] for row in rows if (row["field_a"], row["field_b"]) != pairs[row["scheme"]]} == set()
    assert fields & {*pairs} == set()


def test_a_named_interface_is_counted_on_the_union_of_records(dump_lake):
    """Each project once, however many of its pairs cross the sides: never more than the sum over the pairs."""
    named = {one.code: one for words in shipped_vocabularies() for one in map(NamedInterface.of, words.named)}
    with dump_lake.open() as frames:
        years = frames.read("interface_year", level=-1)
    own = {code: sum(row["whole"] for row in years if row["scheme"] == code) for code in named}
    for code, one in named.items():
        sides = ({*one.side_a}, {*one.side_b})
        across = [
            row["whole"]
            for row in years
            if row["scheme"] == one.scheme
            and any(row["field_a"] in a and row["field_b"] in b for a, b in (sides, sides[::-1]))
        ]
        assert max(across, default=0) <= own[code] <= sum(across)
    assert sum(own.values()) > 0
