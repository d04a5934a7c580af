"""Strength, bridges and synergy: the check values of the definitions, small tables by hand, and laws."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossfield.indicators.interface import (
    NO_FIELDS,
    NO_SYNERGY,
    expected_by_fields,
    expected_by_size,
    interface_figures,
)
from crossfield.indicators.lookup import interfaces
from crossfield.indicators.question import Question
from crossfield.indicators.shrinkage import shrink
from crossfield.indicators.specialisation import location_quotient
from crossfield.indicators.window import OrganisationTables, YearTables, window
from crossfield.lake.delivery import arrow_schema

LOOKS = ("strength", "bridges", "synergy", "activity")
REGIONS = ("A", "B", "C", "unknown")
CHECKS = [
    ("strength", ("materials", "production"), [1.29, 0.88, 1.77], {"support": 8}),
    ("strength", ("production", "rawmaterials"), [1.27, 0.84, 1.78], {"support": 5}),
    ("bridges", ("energy", "microelectronics"), [1.19, 0.86, 1.57], {"bridging_organisations": 7}),
]


@pytest.fixture(scope="module")
def saxony(reference):
    question = Question("DED", years=(2014, 2019), counting="whole", tags=reference.tags)
    return interfaces(reference.frames, question)


@pytest.mark.shared
@pytest.mark.parametrize(("look", "pair", "figures", "records"), CHECKS)
def test_check_values_of_the_definitions(look, pair, figures, records, saxony):
    (row,) = (row for row in saxony.to_pylist() if (row["field_a"], row["field_b"]) == pair)
    assert [round(row[f"{look}{end}"], 2) for end in ("", "_low", "_high")] == figures
    assert {name: row[name] for name in records} == records


@pytest.mark.shared
def test_check_values_of_alpha(reference):
    at = reference.window()
    assert round(shrink(at.joint, expected_by_size(at, at.joint, at.total)).alpha, 1) == 14.4
    bridging = at.pair_matrix(reference.organisations.bridging, "organisations")
    active = dict(
        zip(*(reference.organisations.active.column(n).to_pylist() for n in ("region", "organisations")), strict=True)
    )
    people = np.array([active[region] for region in at.regions.names], dtype=float)
    assert round(shrink(bridging, expected_by_size(at, bridging, people)).alpha, 1) == 23.2
    size = np.where(at.known, at.total, 0)
    expected = np.outer(size / size.sum(), at.field[at.known].sum(axis=0))
    assert round(shrink(at.field, expected).alpha, 2) == 9.02


@pytest.mark.shared
def test_synergy_cannot_be_told_apart_from_chance(reference, saxony):
    at = reference.window()
    synergy = shrink(at.joint, expected_by_fields(at, at.joint, at.field, at.total))
    assert synergy.bound
    assert synergy.alpha > 990
    notes = {row["note"] for row in saxony.to_pylist() if row["synergy"] is not None}
    assert all(NO_SYNERGY in note for note in notes)
    values = saxony.column("synergy").drop_null().to_pylist()
    assert 0.95 < min(values) <= max(values) < 1.05


@pytest.mark.shared
def test_all_pairs_come_best_first(saxony):
    assert saxony.num_rows == 18 * 17 // 2
    values = saxony.column("strength").to_pylist()
    known = [value for value in values if value is not None]
    assert values[: len(known)] == known == sorted(known, reverse=True)


# --- small tables ---------------------------------------------------------------------------------------------------


def year_rows(table, rows):
    constants = {"level": 1, "scheme": "s", "year": 2015, "squares": 0.0, "eur_cents": None, "organisations": 1}
    names = arrow_schema(table).names
    full = [{name: (constants | row).get(name) for name in names} for row in rows]
    return pa.Table.from_pylist(full, schema=arrow_schema(table))


def tables_of(sizes, fields, joint):
    """Year tables from {region: projects}, {(region, field): n} and {(region, a, b): n}."""
    count = {"whole": 0, "fractional": 0.0}
    by_field = [{"region": r, "field": f} | dict.fromkeys(count, n) for (r, f), n in fields.items() if n]
    by_pair = [
        {"region": r, "field_a": a, "field_b": b} | dict.fromkeys(count, n) for (r, a, b), n in joint.items() if n
    ]
    exposure = [{"region": r, "projects": n, "fractional": n} for r, n in sizes.items()]
    return YearTables(
        year_rows("field_year", by_field), year_rows("interface_year", by_pair), year_rows("exposure", exposure)
    )


def organisations_of(bridging, active, topics=()):
    pairs = [{"region": r, "field_a": a, "field_b": b, "organisations": n} for (r, a, b), n in bridging.items() if n]
    names = ("region", "field_a", "field_b")
    schema = pa.schema([(name, pa.string()) for name in names] + [("organisations", pa.int64())])
    found = pa.Table.from_pylist(pairs, schema=schema)
    return OrganisationTables(
        pa.table({"region": list(active), "organisations": list(active.values())}),
        found,
        pa.Table.from_pylist(list(topics), schema=pa.schema([*list(schema)[:3], ("topics", pa.int64())])),
        pa.table({"rows": [10], "known": [8]}),
    )


def window_of(tables, counting="whole", fields=("a", "b", "c")):
    return window(tables, level=1, scheme="s", counting=counting, year_from=2014, year_to=2019, fields=fields)


@pytest.fixture
def two_regions():
    """A: 20 projects, of 10 in a and 10 in b 6 joint; B: 20 projects, 5 in a, 5 in b, 2 joint; 4 joint are unknown."""
    sizes = {"A": 20, "B": 20, "unknown": 10}
    fields = {("A", "a"): 10, ("A", "b"): 10, ("B", "a"): 5, ("B", "b"): 5, ("unknown", "a"): 5}
    joint = {("A", "a", "b"): 6, ("B", "a", "b"): 2, ("unknown", "a", "b"): 4}
    return tables_of(sizes, fields, joint)


def test_expected_by_hand(two_regions):
    at = window_of(two_regions, fields=("a", "b"))
    np.testing.assert_allclose(expected_by_size(at, at.joint, at.total).ravel(), [4, 4, 0])
    by_fields = expected_by_fields(at, at.joint, at.field, at.total)  # m = 10·10/20 = 5 and 5·5/20 = 1.25
    np.testing.assert_allclose(by_fields.ravel(), [8 * 5 / 6.25, 8 * 1.25 / 6.25, 0])


def test_figures_by_hand(two_regions):
    people = organisations_of(
        {("A", "a", "b"): 3, ("B", "a", "b"): 1, ("unknown", "a", "b"): 1}, {"A": 6, "B": 2, "unknown": 3}
    )
    rows = {
        row["region"]: row
        for row in interface_figures(window_of(two_regions, fields=("a", "b")), people, {}).to_pylist()
    }
    assert [rows[r]["joint"] for r in ("A", "B", "unknown")] == [6, 2, 4]
    assert [rows[r]["expected"] for r in ("A", "B", "unknown")] == [4, 4, None]
    alpha = shrink(np.array([6.0, 2.0]), np.array([4.0, 4.0])).alpha
    assert rows["A"]["strength"] == pytest.approx((alpha + 6) / (alpha + 4))
    assert rows["A"]["activity"] == pytest.approx(rows["A"]["strength"] * 4 * 3 / 6)
    assert rows["A"]["bridging_organisations"] == 3
    bridges = shrink(np.array([3.0, 1.0]), np.array([4 * 6 / 8, 4 * 2 / 8]))
    assert rows["A"]["bridges"] == pytest.approx(bridges.value[0])
    assert rows["A"]["coverage"] == 0.8
    for name in (*LOOKS, *(f"{look}_{end}" for look in LOOKS for end in ("low", "high"))):
        assert rows["unknown"][name] is None
    assert rows["unknown"]["note"] == "region unknown"


def test_a_proportional_table_is_one_everywhere():
    sizes = {"A": 10, "B": 20, "C": 40}
    fields = {(r, f): n // 2 for r, n in sizes.items() for f in "ab"}
    joint = {(r, "a", "b"): n // 5 for r, n in sizes.items()}
    people = organisations_of(joint, sizes)
    found = interface_figures(window_of(tables_of(sizes, fields, joint), fields=("a", "b")), people, {})
    for look in ("strength", "bridges", "synergy"):
        assert found.column(look).to_pylist() == pytest.approx([1, 1, 1])
    note = found.column("note").to_pylist()[0].split("; ")
    for look in ("strength", "bridges", "synergy"):
        assert f"no region-specific {look} can be told apart from chance" in note


def test_overlapping_definitions_are_null(two_regions):
    found = interface_figures(window_of(two_regions, fields=("a", "b")), None, {("a", "b"): 0.51})
    assert found.column("note").to_pylist() == ["overlapping definitions"] * 2 + ["region unknown"]
    assert found.column("joint").to_pylist() == [6, 2, 4]
    assert all(found.column(look).null_count == 3 for look in LOOKS)
    found = interface_figures(window_of(two_regions, fields=("a", "b")), None, {("a", "b"): 0.5})
    assert found.column("strength").null_count == 1


def test_nothing_expected_is_null(two_regions):
    rows = interface_figures(window_of(two_regions), None, {}).to_pylist()
    (row,) = (row for row in rows if (row["region"], row["field_a"], row["field_b"]) == ("A", "b", "c"))
    assert (row["strength"], row["joint"], row["note"]) == (None, 0, "no joint project in Europe")


def test_no_synergy_where_a_field_is_missing():
    sizes, fields = {"A": 9, "B": 9}, {("A", "a"): 5, ("A", "b"): 5, ("B", "a"): 5}
    found = interface_figures(window_of(tables_of(sizes, fields, {("A", "a", "b"): 3}), fields=("a", "b")), None, {})
    rows = found.to_pylist()
    assert (rows[1]["synergy"], rows[1]["strength"] is None) == (None, False)
    assert NO_FIELDS in rows[1]["note"]
    assert NO_FIELDS not in rows[0]["note"]


def test_without_organisations_bridges_are_null_with_a_note(two_regions):
    found = interface_figures(window_of(two_regions, fields=("a", "b")), None, {})
    assert found.column("bridges").null_count == found.column("bridging_organisations").null_count == 3
    assert "bridges need the organisations: crossfield fetch" in found.column("note").to_pylist()[0]


WEAK = {
    "one project": ({"A": 1, "B": 3, "C": 3}, "one project"),
    "few records": ({"A": 4, "B": 3, "C": 3}, "few records"),
    "enough": ({"A": 5, "B": 3, "C": 3}, None),
    "one region alone": ({"A": 9, "B": 3, "C": 3}, "more than half of Europe's joint projects are here"),
    "one topic": ({"A": 6, "B": 6, "C": 6}, "one topic"),
}


@pytest.mark.parametrize(("counts", "said"), WEAK.values(), ids=WEAK)
def test_weak_figures_say_why(counts, said):
    topics = [{"region": "A", "field_a": "a", "field_b": "b", "topics": 1 if said == "one topic" else 3}]
    fields = {(r, f): n for r, n in counts.items() for f in "ab"}
    joint = {(r, "a", "b"): n for r, n in counts.items()}
    people = organisations_of(joint, counts, topics)
    found = interface_figures(
        window_of(tables_of(dict.fromkeys(counts, 20), fields, joint), fields=("a", "b")), people, {}
    )
    about = [part for part in (found.column("note").to_pylist()[0] or "").split("; ") if "told apart" not in part]
    assert about == ([said] if said else [])


def test_amounts_are_not_shrunken():
    tables = tables_of({"A": 3, "B": 3, "C": 3}, {}, {("A", "a", "b"): 2, ("B", "a", "b"): 1, ("C", "a", "b"): 1})
    field = [
        {"region": "A", "field": "a", "whole": 2, "fractional": 1.0, "eur_cents": 30_000.0},
        {"region": "B", "field": "a", "whole": 1, "fractional": 1.0, "eur_cents": 10_000.0},
        {"region": "C", "field": "a", "whole": 1, "fractional": 1.0, "eur_cents": 10_000.0},
    ]
    joint = [
        {"region": "A", "field_a": "a", "field_b": "b", "whole": 2, "fractional": 1.0, "eur_cents": 20_000.0},
        {"region": "B", "field_a": "a", "field_b": "b", "whole": 1, "fractional": 1.0, "eur_cents": 5_000.0},
        {"region": "C", "field_a": "a", "field_b": "b", "whole": 1, "fractional": 1.0, "eur_cents": None},
    ]
    tables = YearTables(year_rows("field_year", field), year_rows("interface_year", joint), tables.exposure)
    at = window_of(tables, "eur", fields=("a", "b"))
    rows = interface_figures(at, None, {}).to_pylist()
    assert [row["joint"] for row in rows] == [200.0, 50.0, None]
    assert [row["expected"] for row in rows] == pytest.approx([250 * 3 / 5, 250 / 5, 250 / 5])
    assert [row["strength"] for row in rows] == pytest.approx([200 / 150, 1.0, None])
    assert {row["strength_low"] for row in rows} == {row["strength_high"] for row in rows} == {None}
    assert "amounts: not shrunken, no interval" in rows[0]["note"]
    assert "no contribution stated" in rows[2]["note"]
    quotients = location_quotient(at).to_pylist()
    assert [row["value"] for row in quotients if row["field"] == "a"] == pytest.approx([1.0, 1.0, 1.0])
    assert [row["count"] for row in quotients if row["field"] == "a"] == [300.0, 100.0, 100.0]


# --- laws -----------------------------------------------------------------------------------------------------------

counts = st.integers(0, 12)


@st.composite
def tables(draw):
    """Any sizes of four regions, and any counts of three fields and their pairs that fit them."""
    sizes = {region: draw(st.integers(1, 30)) for region in REGIONS}
    fields = {(r, f): min(draw(counts), sizes[r]) for r in REGIONS for f in "abc"}
    joint = {
        (r, a, b): min(draw(counts), fields[r, a], fields[r, b])
        for r in REGIONS
        for a, b in (("a", "b"), ("a", "c"), ("b", "c"))
    }
    people = {region: draw(st.integers(1, 20)) for region in REGIONS}
    bridging = {
        key: min(draw(counts), people[key[0]]) if n == 0 else min(n, people[key[0]]) for key, n in joint.items()
    }
    return sizes, fields, joint, bridging, people


def figures_of(given):
    sizes, fields, joint, bridging, people = given
    return interface_figures(window_of(tables_of(sizes, fields, joint)), organisations_of(bridging, people), {})


@settings(max_examples=40, deadline=None)
@given(tables())
def test_null_has_a_note_and_values_lie_within_their_bounds(given):
    for row in figures_of(given).to_pylist():
        for look in LOOKS:
            value, low, high = (row[f"{look}{end}"] for end in ("", "_low", "_high"))
            if value is None:
                assert row["note"]
                assert low is high is None
            else:
                assert 0 <= low <= value <= high


@settings(max_examples=40, deadline=None)
@given(tables(), st.permutations(("A", "B", "C")))
def test_renaming_regions_renames_results(given, order):
    names = dict(zip(("A", "B", "C"), order, strict=True)) | {"unknown": "unknown"}
    sizes, fields, joint, bridging, people = given
    moved = (
        {names[r]: n for r, n in sizes.items()},
        {(names[r], f): n for (r, f), n in fields.items()},
        {(names[r], a, b): n for (r, a, b), n in joint.items()},
        {(names[r], a, b): n for (r, a, b), n in bridging.items()},
        {names[r]: n for r, n in people.items()},
    )
    before, after = figures_of(given), figures_of(moved)
    for region, name in names.items():
        one, other = (rows.filter(pc.equal(rows.column("region"), r)) for rows, r in ((before, region), (after, name)))
        assert one.column("note").to_pylist() == other.column("note").to_pylist()
        for look in LOOKS:
            pairs = zip(one.column(look).to_pylist(), other.column(look).to_pylist(), strict=True)
            assert all(x == y if None in {x, y} else x == pytest.approx(y, rel=1e-5) for x, y in pairs)


@settings(max_examples=40, deadline=None)
@given(tables())
def test_expected_adds_up_and_scales(given):
    at = window_of(tables_of(*given[:3]))
    by_size = expected_by_size(at, at.joint, at.total)
    np.testing.assert_allclose(by_size.sum(axis=0), at.joint[at.known].sum(axis=0), rtol=1e-9)
    np.testing.assert_allclose(expected_by_size(at, 3 * at.joint, at.total), 3 * by_size, rtol=1e-12)
    np.testing.assert_allclose(expected_by_size(at, at.joint, 7 * at.total), by_size, rtol=1e-12)
    by_fields = expected_by_fields(at, at.joint, at.field, at.total)
    meets = (at.field[:, at.pairs[:, 0]] * at.field[:, at.pairs[:, 1]])[at.known].sum(axis=0) > 0
    np.testing.assert_allclose(by_fields.sum(axis=0)[meets], at.joint[at.known].sum(axis=0)[meets], rtol=1e-9)
    np.testing.assert_allclose(expected_by_fields(at, at.joint, 2 * at.field, 5 * at.total), by_fields, rtol=1e-12)


@settings(max_examples=20, deadline=None)
@given(tables())
def test_a_pair_in_another_order_is_the_same_pair(given):
    """Fields b and a instead of a and b: pairs have no order, so the mirror image has the same figures."""
    sizes, fields, joint, bridging, people = given
    mirror = dict(zip("abc", "cba", strict=True))
    turned = tuple(
        {(key[0], *sorted(mirror[f] for f in key[1:])): n for key, n in part.items()}
        for part in (fields, joint, bridging)
    )
    one, other = figures_of(given), figures_of((sizes, *turned, people))
    for row in one.to_pylist():
        a, b = sorted((mirror[row["field_a"]], mirror[row["field_b"]]))
        (twin,) = (r for r in other.to_pylist() if (r["region"], r["field_a"], r["field_b"]) == (row["region"], a, b))
        assert (twin["joint"], twin["support"], twin["note"]) == (row["joint"], row["support"], row["note"])
        assert (twin["strength"] is None) == (row["strength"] is None)
        if row["strength"] is not None:
            assert twin["strength"] == pytest.approx(row["strength"], rel=1e-5)
