"""Figures counted again: tags of one's own by hand, a version without records, and what it refuses."""

import shutil

import pyarrow as pa
import pytest

from crossfield.errors import TableMissingError
from crossfield.indicators.lookup import default_years
from crossfield.indicators.named import NamedInterface
from crossfield.indicators.question import Question
from crossfield.indicators.recount import recounted, recounted_cells, recounted_named
from crossfield.lake.delivery import arrow_schema
from crossfield.lake.store import Lake

YEARS = (2014, 2015)
BRIDGES = ("bridging_organisations", "bridges", "bridges_low", "bridges_high", "topics", "coverage", "note")
# 700001 has evidence of its own for x and for y, apart; 700012 starts in 2019, 999999 is no project.
TAGS = [("700001", "x", 0, 5), ("700001", "y", 10, 15)]
TAGS += [("700002", "x", 0, 5), ("700004", "y", 0, 5), ("700012", "x", 0, 5), ("999999", "y", 0, 5)]


def own_tags(rows=TAGS):
    given = [
        {"project": project, "scheme": "own", "field": field, "text_last_start": start, "text_first_stop": stop}
        | {"weight": 1.0, "share": 1.0 / sum(other == project for other, *_ in rows), "kinds": "N"}
        for project, field, start, stop in rows
    ]
    return pa.Table.from_pylist(given, arrow_schema("tag"))


@pytest.fixture(scope="module")
def frames(dump_lake):
    with dump_lake.open() as frames:
        yield frames


@pytest.fixture(scope="module")
def reduced(dump_lake, tmp_path_factory):
    """The same version without participations; its tags and pairs stay, and must not be counted."""
    folder = tmp_path_factory.mktemp("recount") / "lake"
    shutil.copytree(dump_lake.path, folder, ignore=shutil.ignore_patterns("participation.parquet"))
    with Lake(folder).open() as frames:
        yield frames


def rows_of(table, region, *names):
    return [tuple(row[name] for name in names) for row in table.to_pylist() if row["region"] == region]


def test_own_tags_by_hand(frames):
    """Dresden has 700001 (x, y), 700002 (x) and 700004 (y), each with one of its two organisations."""
    found = recounted(frames, Question("DED", counting="whole", tags=own_tags()), 2, YEARS)
    assert list(found) == ["field_figure", "interface_figure"]
    fields, interfaces = found.values()
    assert rows_of(fields, "DED2", "scheme", "field", "count", "support") == [("own", "x", 2, 2), ("own", "y", 2, 2)]
    names = ("field_a", "field_b", "joint", "support", "topics", "bridging_organisations", "year_from", "year_to")
    assert rows_of(interfaces, "DED2", *names) == [("x", "y", 1, 1, 1, 2, 2014, 2015)]
    assert set(interfaces.column("counting").to_pylist()) == {"whole"}


def test_the_years_asked_for_are_counted_only(frames):
    question = Question("DED", counting="whole", tags=own_tags())
    fields = recounted(frames, question, 0, (2014, 2014))["field_figure"]
    assert rows_of(fields, "DE", "field", "count") == [("x", 2), ("y", 1)]
    late = recounted(frames, question, 0, (2019, 2019))
    assert set(late["field_figure"].column("field").to_pylist()) == {"x"}
    assert late["interface_figure"].num_rows == 0


def test_stored_tags_bring_all_fields_of_their_scheme(frames):
    found = recounted(frames, Question("DED", counting="whole"), 1, YEARS)["interface_figure"]
    assert len(rows_of(found, "DED", "field_a", "field_b")) == 16 * 15 // 2
    codes = recounted(frames, Question("DED", scheme="euroscivoc", counting="whole"), 1, YEARS)["field_figure"]
    tagged = {row["field"] for row in frames.read("field_year", scheme="euroscivoc", level=1) if row["year"] <= 2015}
    assert set(codes.column("field").to_pylist()) == tagged


@pytest.mark.parametrize("counting", ["whole", "fractional", "eur"])
def test_without_records_the_counts_by_year_give_all_but_the_organisations(counting, frames, reduced):
    question = Question("DED", counting=counting)
    full, less = (recounted(version, question, 1, YEARS) for version in (frames, reduced))
    assert full["field_figure"].num_rows > 0
    assert less["field_figure"].equals(full["field_figure"])
    fuller, lesser = full["interface_figure"], less["interface_figure"]
    exact = ("region", "field_a", "field_b", "joint", "expected", "support")
    assert lesser.select(exact).equals(fuller.select(exact))
    assert {name: lesser.column(name).null_count for name in BRIDGES[:-1]} == dict.fromkeys(
        BRIDGES[:-1], lesser.num_rows
    )
    assert sum(fuller.column("bridging_organisations").to_pylist()) > 0


def test_own_tags_are_refused_without_records(reduced):
    with pytest.raises(TableMissingError, match="Tags of your own need the records of projects") as refused:
        recounted(reduced, Question("DED", tags=own_tags()), 1, YEARS)
    assert refused.value.hint == "needs: crossfield fetch cordis-h2020"


@pytest.mark.parametrize("tags", [None, own_tags()], ids=["stored tags", "own tags"])
def test_cells_are_refused_without_records(tags, reduced):
    with pytest.raises(TableMissingError, match="A back-test needs the records of projects") as refused:
        recounted_cells(reduced, Question("DED", tags=tags), 1)
    assert refused.value.hint == "needs: crossfield fetch cordis-h2020"


def test_cells_of_own_tags_by_hand(frames):
    cells = recounted_cells(frames, Question("DED", tags=own_tags()), 2)
    assert (cells.fields.names, cells.year.tolist()) == (["x", "y"], [2014, 2014, 2015, 2019])
    counted, dresden = cells.counted(*YEARS), cells.regions.names.index("DED2")
    assert (counted.field[dresden].tolist(), counted.joint[dresden].tolist()) == ([2, 2], [1])
    # Without 700001, which carries both fields, one organisation is left: x in 700002, y in 700004.
    assert counted.tagged[dresden] == 3
    assert (counted.bridging[dresden].tolist(), counted.active[dresden].tolist()) == ([1], [2])
    assert (counted.europe_field.tolist(), counted.europe_joint.tolist()) == ([2, 2], [1])


def test_cells_of_stored_tags_are_those_of_the_figures(frames):
    cells = recounted_cells(frames, Question("DED"), 1)
    assert len(cells.fields.names) == 16
    interfaces = recounted(frames, Question("DED", counting="whole"), 1, YEARS)["interface_figure"]
    here = cells.regions.names.index("DED")
    joint = [row for (row,) in rows_of(interfaces, "DED", "joint")]
    assert sum(joint) > 0
    assert cells.counted(*YEARS).joint[here].tolist() == joint


def test_a_named_interface_is_counted_again_as_the_build_did(small_lake):
    """Values as kept; ends of ranges too, but for the last digits: α is found anew for the pair alone."""
    with small_lake.open() as frames:
        rows = frames.read("named_interface")
        years = default_years(frames)
        for row in rows:
            one = NamedInterface.of(row)
            for level in (0, 1):
                stored = {
                    found["region"]: found
                    for found in frames.read("interface_figure", scheme=one.code, level=level, counting="fractional")
                }
                again = {found["region"]: found for found in recounted_named(frames, one, level, years).to_pylist()}
                assert again.keys() == stored.keys()
                for region, found in again.items():
                    for key in ("joint", "expected", "support", "bridging_organisations", "topics"):
                        assert found[key] == near(stored[region][key], 1e-9)
                    for key in ("strength", "strength_low", "strength_high", "bridges", "synergy"):
                        assert found[key] == near(stored[region][key], 1e-4)
                    assert found["potential"] is None

    assert rows


def near(value, relative):
    return None if value is None else pytest.approx(value, rel=relative)


def test_a_named_interface_of_ones_own_needs_records():
    one = NamedInterface("saxony", "own", ("ict",), ("health",))
    with Lake().open() as frames, pytest.raises(TableMissingError, match="needs the records"):
        recounted_named(frames, one, 1, (2014, 2019))
