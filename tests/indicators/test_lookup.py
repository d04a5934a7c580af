"""Answers from a data version: found by name, refused with the closest names, the same however they are counted."""

import json
import shutil

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from crossfield.errors import NotComputableError, TableMissingError, UnknownNameError
from crossfield.indicators import lookup
from crossfield.indicators.forecast import COLUMNS
from crossfield.indicators.question import Question
from crossfield.indicators.recount import recounted
from crossfield.lake.store import Lake

FORECAST = (*COLUMNS, "note")  # told at build only
RECORDS = (
    "participation",
    "organisation",
    "organisation_id",
    "tag",
    "evidence",
    "bridge",
    "project_text",
    "project_code",
)
NAMED = {"Sachsen": "DED", "sachsen": "DED", " ded ": "DED", "Ελλάδα": "EL", "unknown": "unknown", "Freiburg": "DE13"}
OTHER_YEARS = (2016, 2019)


@pytest.fixture(scope="module")
def frames(small_lake):
    with small_lake.open() as frames:
        yield frames


@pytest.fixture(scope="module")
def reduced(small_lake, tmp_path_factory):
    """The small lake without records, as the starter lake is."""
    folder = tmp_path_factory.mktemp("reduced") / "lake"
    shutil.copytree(
        small_lake.path, folder, ignore=shutil.ignore_patterns("raw", *(f"{name}.parquet" for name in RECORDS))
    )
    lake = Lake(folder)
    path = lake.folder(lake.current()) / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"kind": "starter"}), encoding="utf-8")
    with lake.open() as frames:
        yield frames


def assert_same(one, other, *, without=()):
    """The same rows: texts and whole counts exactly, fractions to 1e-9, what was fitted to 1e-6."""
    order = [(name, "ascending") for name in ("region", "field", "field_a", "field_b") if name in one.column_names]
    one, other = one.sort_by(order), other.sort_by(order)
    assert one.num_rows == other.num_rows > 0
    for name in set(one.column_names) - set(without):
        left, right = (table.column(name).to_pylist() for table in (one, other))
        if pa.types.is_floating(one.schema.field(name).type):
            exact = name in {"count", "joint", "expected", "coverage"}
            numbers = [np.array(values, dtype=float) for values in (left, right)]
            np.testing.assert_allclose(*numbers, rtol=1e-9 if exact else 1e-6, err_msg=name)
        else:
            assert left == right, name


# --- names ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("given", "code"), NAMED.items())
def test_a_region_is_found_by_code_or_name(given, code, frames):
    assert lookup.find_region(frames, given)["region"] == code


def test_an_unknown_region_names_the_closest(frames):
    with pytest.raises(UnknownNameError) as error:
        lookup.find_region(frames, "Saxsen")
    assert str(error.value).startswith("Unknown region: 'Saxsen'. Closest: ")
    assert "(Sachsen)" in error.value.hint
    with pytest.raises(UnknownNameError, match="Closest: none"):
        lookup.find_region(frames, "§§§§§")


@pytest.mark.parametrize("given", ["photonics", "Photonics", "PHOTONIK", " photonics "])
def test_a_field_is_found_by_code_or_title(given, frames):
    assert lookup.find_field(frames, "saxony", given)["field"] == "photonics"


def test_unknown_fields_schemes_countings_and_orders_are_refused(frames):
    with pytest.raises(UnknownNameError, match="Did you mean photonics") as error:
        lookup.find_field(frames, "saxony", "fotonics")
    assert "crossfield fields --scheme saxony" in error.value.hint
    with pytest.raises(UnknownNameError, match=r"Unknown scheme: 'saxon'\. Did you mean saxony"):
        lookup.find_field(frames, "saxon", "photonics")
    with pytest.raises(UnknownNameError, match="Unknown scheme: 'saxon'"):
        lookup.fields_of_scheme(frames, "saxon")
    with pytest.raises(UnknownNameError, match="Unknown scheme: 'saxon'"):
        lookup.interfaces(frames, Question("DED", scheme="saxon"))
    with pytest.raises(UnknownNameError, match="Did you mean fractional"):
        lookup.interfaces(frames, Question("DED", counting="fraction"))
    with pytest.raises(UnknownNameError, match="Did you mean strength"):
        lookup.interfaces(frames, Question("DED"), by="strenght")


def test_fields_come_in_the_order_of_their_scheme(frames):
    found = [row["field"] for row in lookup.fields_of_scheme(frames, "saxony")]
    assert len(found) == len(set(found)) == 16
    assert [row["position"] for row in lookup.fields_of_scheme(frames, "saxony")] == list(range(16))


# --- years ----------------------------------------------------------------------------------------------------------


def test_the_default_window_is_the_last_six_complete_years(frames):
    last = frames.manifest.last_complete_year
    assert lookup.default_years(frames) == (last - 5, last)


# --- figures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("counting", ["whole", "fractional", "eur"])
@pytest.mark.parametrize("region", ["DED", "DE", "DED4", "unknown"])
def test_counting_again_gives_what_was_computed_at_build(region, counting, frames):
    level = lookup.find_region(frames, region)["level"]
    asked = {"region": region, "level": 1 if level is None else level, "scheme": "saxony", "counting": counting}
    again = recounted(frames, Question(region, counting=counting), asked["level"], lookup.default_years(frames))
    for table, rows in again.items():
        here = rows.filter(pc.equal(rows.column("region"), region))
        assert_same(frames.arrow(table, **asked), here, without=FORECAST)


def test_the_default_window_is_read_and_the_same_when_named(frames):
    years = lookup.default_years(frames)
    assert lookup.interfaces(frames, Question("DED")).equals(lookup.interfaces(frames, Question("DED", years=years)))


def test_another_window_is_counted_from_the_records(frames):
    found = lookup.interfaces(frames, Question("ITC", years=OTHER_YEARS, counting="whole"))
    assert found.num_rows == 16 * 15 // 2
    assert set(zip(*(found.column(name).to_pylist() for name in ("year_from", "year_to")), strict=True)) == {
        OTHER_YEARS
    }
    assert sum(found.column("support").to_pylist()) > 0


@pytest.mark.parametrize("by", ["strength", "support", "bridging_organisations"])
def test_interfaces_come_best_first(by, frames):
    found = lookup.interfaces(frames, Question("ITC"), by=by)
    values = [value for value in found.column(by).to_pylist() if value is not None]
    assert values == sorted(values, reverse=True)
    assert lookup.interfaces(frames, Question("ITC"), by=by, top=3).equals(found.slice(0, 3))


def test_ranking_rounds_to_nine_digits_then_goes_by_code():
    rows = pa.table(
        {
            "field_a": ["b", "a", "c", "d", "a"],
            "field_b": ["z", "z", "z", "z", "b"],
            "strength": [1.0, 1.0 + 1e-12, None, 2.0, 1.0],
        }
    )
    found = lookup.ranked(rows, "strength")
    assert list(zip(found.column("field_a").to_pylist(), found.column("field_b").to_pylist(), strict=True)) == [
        ("d", "z"),
        ("a", "b"),
        ("a", "z"),
        ("b", "z"),
        ("c", "z"),
    ]
    assert lookup.ranked(rows, "strength", 1).column("field_a").to_pylist() == ["d"]


def test_fields_of_a_region_come_best_first(frames):
    found = lookup.fields_of_region(frames, Question("ITC"))
    values = found.column("value").drop_null().to_pylist()
    assert found.num_rows == 16
    assert values == sorted(values, reverse=True)


def test_a_region_finer_than_nuts_2_names_the_one_above(frames):
    with pytest.raises(NotComputableError, match=r"levels 0 to 2; DED21 is of level 3\. Take DED2"):
        lookup.interfaces(frames, Question("DED21"))


@pytest.mark.parametrize("scheme", ["programme", "topic"])
def test_how_money_was_administered_is_no_source_of_interfaces(frames, scheme):
    assert [row for row in frames.read("field") if row["scheme"] == scheme]
    with pytest.raises(NotComputableError, match=f"scheme '{scheme}' says how money was administered"):
        lookup.interfaces(frames, Question("DED", scheme))


def test_a_region_without_projects_is_no_empty_table(frames):
    with pytest.raises(NotComputableError, match=r"1990-1991 .* in DED\. Take a longer span with --years"):
        lookup.interfaces(frames, Question("DED", years=(1990, 1991)))
    with pytest.raises(NotComputableError, match="has an organisation in DEE"):
        lookup.interfaces(frames, Question("DEE"))


# --- one interface --------------------------------------------------------------------------------------------------


def best_pair(frames, question):
    row = lookup.interfaces(frames, question, by="support").to_pylist()[0]
    assert row["support"] > 0
    return row["field_a"], row["field_b"]


@pytest.mark.parametrize("years", [None, OTHER_YEARS])
@pytest.mark.parametrize("region", ["ITC", "IT"])
def test_an_interface_has_the_records_behind_its_figures(region, years, frames):
    question = Question(region, years=years, counting="whole")
    a, b = best_pair(frames, question)
    found = lookup.interface(frames, question, b, a)
    figures = found["figures"]
    assert (figures["field_a"], figures["field_b"]) == (a, b)
    assert len(found["projects"]) == figures["support"] == figures["joint"]
    assert len({row["project"] for row in found["projects"]}) == figures["support"]
    first, last = years or lookup.default_years(frames)
    assert all(first <= row["year"] <= last for row in found["projects"])
    assert len(found["organisations"]) + found["without_name"] == figures["bridging_organisations"]
    assert all(row["region"].startswith(region) and row["name"] for row in found["organisations"])
    order = [(-row["joint"], -min(row["projects_a"], row["projects_b"]), row["name"]) for row in found["organisations"]]
    assert order == sorted(order)
    assert found["citation"] == lookup.citation(frames, question)


def test_an_interface_needs_two_fields_of_the_scheme(frames):
    with pytest.raises(NotComputableError, match="found 'photonics' twice"):
        lookup.interface(frames, Question("ITC"), "photonics", "Photonik")
    with pytest.raises(UnknownNameError, match="Did you mean photonics"):
        lookup.interface(frames, Question("ITC"), "fotonics", "materials")


def test_a_citation_says_what_it_rests_on(frames):
    line = lookup.citation(frames, Question("DED", years=(2015, 2016), counting="eur"))
    assert frames.manifest.version in line
    for part in ("2015-2016", "scheme Saxony's innovation strategy", "euro counting", "CC-BY-4.0"):
        assert part in line


# --- tags of one's own, and a lake without records ------------------------------------------------------------------


@pytest.fixture(scope="module")
def own_tags(frames):
    tags = frames.arrow("tag", scheme="saxony")
    return tags.set_column(1, "scheme", pa.array(["own"] * tags.num_rows))


def test_own_tags_are_counted_like_the_versions_own(frames, own_tags):
    asked = {"years": lookup.default_years(frames), "counting": "whole"}
    own = lookup.interfaces(frames, Question("ITC", tags=own_tags, **asked))
    pairs = set(zip(own.column("field_a").to_pylist(), own.column("field_b").to_pylist(), strict=True))
    theirs = [
        row
        for row in lookup.interfaces(frames, Question("ITC", **asked)).to_pylist()
        if (row["field_a"], row["field_b"]) in pairs
    ]
    counted = ("field_a", "field_b", "joint", "expected", "support", "bridging_organisations", "topics")
    key = {(row["field_a"], row["field_b"]): [row[name] for name in counted] for row in theirs}
    assert {(row["field_a"], row["field_b"]): [row[name] for name in counted] for row in own.to_pylist()} == key
    assert "scheme own tags" in lookup.citation(frames, Question("ITC", tags=own_tags, **asked))


def test_without_records_the_default_window_is_whole(frames, reduced):
    for counting in ("whole", "fractional"):
        question = Question("ITC", counting=counting)
        assert lookup.interfaces(reduced, question).equals(lookup.interfaces(frames, question))


def test_without_records_another_window_lacks_organisations_and_says_so(frames, reduced):
    question = Question("ITC", years=OTHER_YEARS)
    full, part = lookup.interfaces(frames, question), lookup.interfaces(reduced, question)
    lacking = ("bridging_organisations", "bridges", "bridges_low", "bridges_high", "topics", "coverage")
    # Bounds rest on topics drawn anew where there are records, and on the model alone where there are none.
    bounds = [name for name in part.column_names if name.endswith(("_low", "_high"))]
    assert_same(full, part, without=(*lacking, "note", *bounds))
    assert all(part.column(name).null_count == part.num_rows for name in lacking)
    known = [row["note"] for row in part.to_pylist() if row["strength"] is not None]
    assert known
    assert all("bridges need the organisations: crossfield fetch" in note for note in known)


def test_without_records_own_tags_are_refused(reduced, own_tags):
    with pytest.raises(TableMissingError, match="needs: crossfield fetch cordis-h2020"):
        lookup.interfaces(reduced, Question("ITC", tags=own_tags))
