"""Cells region × pair: seven projects by hand, all counts again by brute force, and laws of weights and names."""

from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossfield.indicators.cells import cell_records
from crossfield.indicators.counting import Records
from crossfield.lake.delivery import arrow_schema
from crossfield.lake.engine import DuckSession

COUNTS = ("field", "joint", "both", "tagged", "total", "bridging", "active", "europe_field", "europe_joint")
# Project: year, topic, fields, pairs with evidence of their own, (organisation, region).
BY_HAND = {
    "p1": (2014, "T1", "ab", ["ab"], [("o1", "DED21"), ("o2", "DE212")]),
    "p2": (2015, "T1", "a", [], [("o1", "DED21"), ("o1", "DED21")]),
    "p3": (2015, None, "b", [], [("o1", "DED21"), ("o3", "unknown")]),
    "p4": (2016, "T2", "ab", [], [("o2", "DE212")]),
    "p5": (2016, "T2", "", [], [("o3", "DED51")]),
    "p6": (None, "T3", "a", [], [("o1", "DED21")]),
    "p7": (2016, None, "c", [], [("o4", "DE")]),
}
REGIONS = ("DE212", "DED21", "DED22", "NL337", "NL", "unknown")
PROJECT = st.fixed_dictionaries(
    {
        "year": st.sampled_from([2014, 2015, 2016, None]),
        "fields": st.sets(st.sampled_from("abc")),
        "apart": st.sets(st.sampled_from(["ab", "ac", "bc"])),
        "people": st.lists(st.tuples(st.sampled_from(["o1", "o2", "o3"]), st.sampled_from(REGIONS)), max_size=3),
        "weight": st.integers(0, 3),
    }
)


def table(name, rows):
    return pa.Table.from_pylist(rows, arrow_schema(name))


def registered(session, projects):
    """Records of projects; another scheme tags every one of them with a field and a pair that must not count."""
    rows = {"project": [], "participation": [], "tag": [], "pair": []}
    for project, (year, topic, fields, apart, people) in projects.items():
        rows["project"].append({"project": project, "year": year, "topic": topic})
        rows["participation"] += [{"project": project, "organisation": o, "region": r} for o, r in people]
        tags = [("s", field) for field in fields] + [("other", "a"), ("other", "z")]
        rows["tag"] += [{"project": project, "scheme": scheme, "field": field} for scheme, field in tags]
        pairs = [("s", *pair) for pair in apart] + [("other", "a", "z")]
        rows["pair"] += [{"project": project, "scheme": s, "field_a": a, "field_b": b} for s, a, b in pairs]
    return Records(*(session.register(table(name, part)) for name, part in rows.items()))


@pytest.fixture(scope="module")
def session():
    with DuckSession(threads=1) as session:
        yield session


@pytest.fixture(scope="module")
def cells(session):
    return cell_records(session, registered(session, BY_HAND), level=2, scheme="s")


def test_axes_and_projects_by_hand(cells):
    assert (cells.regions.names, cells.fields.names) == (["DE21", "DED2", "DED5"], ["a", "b", "c"])
    assert cells.pairs.tolist() == [[0, 1], [0, 2], [1, 2]]
    assert cells.year.tolist() == [2014, 2015, 2015, 2016, 2016]
    assert cells.topic.tolist() == [0, 0, 2, 1, 3]
    assert cells.region_project.toarray().tolist() == [[1, 0, 0, 1, 0], [1, 1, 1, 0, 0], [0, 0, 0, 0, 0]]
    assert cells.unit_region.tolist() == [1, 0]
    assert cells.unit_project.toarray().tolist() == [[1, 1, 1, 0, 0], [1, 0, 0, 1, 0]]
    assert cells.project_field.toarray().tolist() == [[1, 1, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 1]]
    assert cells.project_pair.toarray()[:, 0].tolist() == [1, 0, 0, 0, 0]
    assert cells.project_both.toarray()[:, 0].tolist() == [1, 0, 0, 1, 0]
    totals = {year: found.tolist() for year, found in cells.totals.items()}
    assert totals == {2014: [1, 1, 0], 2015: [0, 2, 0], 2016: [1, 0, 1]}


def test_all_years_by_hand(cells):
    found = cells.counted(2014, 2016)
    assert found.field.tolist() == [[2, 2, 0], [2, 2, 0], [0, 0, 0]]
    assert found.joint.tolist() == [[1, 0, 0], [1, 0, 0], [0, 0, 0]]
    assert found.both.tolist() == [[2, 0, 0], [1, 0, 0], [0, 0, 0]]
    assert (found.tagged.tolist(), found.total.tolist(), found.exposure) == ([2, 3, 0], [2, 3, 1], 5)
    assert found.bridging.tolist() == [[0, 0, 0], [1, 0, 0], [0, 0, 0]]
    assert found.active.tolist() == [[0, 1, 1], [2, 1, 1], [0, 0, 0]]
    assert (found.europe_field.tolist(), found.europe_joint.tolist()) == ([3, 3, 1], [1, 0, 0])


def test_one_year_by_hand(cells):
    found = cells.counted(2015, 2015)
    assert found.field.tolist() == [[0, 0, 0], [1, 1, 0], [0, 0, 0]]
    assert (found.tagged.tolist(), found.total.tolist(), found.exposure) == ([0, 2, 0], [0, 2, 0], 2)
    assert found.bridging[:, 0].tolist() == [0, 1, 0]


def test_years_without_a_project_count_nothing(cells):
    found = cells.counted(1990, 1991)
    assert {name: float(getattr(found, name).sum()) for name in COUNTS} == dict.fromkeys(COUNTS, 0.0)
    assert found.joint.shape == (3, 3)
    assert found.exposure == 0


def test_drawn_weights_by_hand(cells):
    """p1 three times and p3 twice: a total is never less than what is tagged."""
    found = cells.counted(2014, 2016, np.array([3.0, 0.0, 2.0, 0.0, 0.0]))
    assert (found.tagged.tolist(), found.total.tolist()) == ([3, 5, 0], [3, 5, 1])
    assert found.field.tolist() == [[3, 3, 0], [3, 5, 0], [0, 0, 0]]
    assert found.joint[:, 0].tolist() == found.both[:, 0].tolist() == [3, 3, 0]
    assert (found.europe_field.tolist(), found.europe_joint.tolist()) == ([3, 5, 0], [3, 0, 0])
    assert found.active[1].tolist() == [1, 1, 1]


def test_what_is_known_by_country_counts_at_level_0(session):
    found = cell_records(session, registered(session, BY_HAND), level=0, scheme="s")
    assert found.regions.names == ["DE"]
    assert found.counted(2014, 2016).field.tolist() == [[3, 3, 1]]
    assert {year: total.tolist() for year, total in found.totals.items()} == {2014: [1], 2015: [2], 2016: [3]}


def test_all_fields_of_the_scheme_stand_even_without_a_project(session):
    found = cell_records(session, registered(session, BY_HAND), level=2, scheme="s", fields=("d", "b", "a"))
    assert found.fields.names == ["a", "b", "d"]
    counted = found.counted(2014, 2016)
    assert counted.field.tolist() == [[2, 2, 0], [2, 2, 0], [0, 0, 0]]
    assert counted.joint.tolist() == [[1, 0, 0], [1, 0, 0], [0, 0, 0]]
    assert counted.tagged.tolist() == [2, 3, 0]


def test_a_scheme_without_tags_has_no_cells_but_its_totals(session):
    found = cell_records(session, registered(session, BY_HAND), level=2, scheme="absent")
    assert (found.regions.names, found.fields.names, found.pairs.shape) == (["DE21", "DED2", "DED5"], [], (0, 2))
    counted = found.counted(2014, 2016)
    assert (counted.joint.shape, counted.total.tolist(), counted.exposure) == ((3, 0), [2, 3, 1], 0)


def records_of(session, drawn, rename=None):
    """Cells of drawn projects; a pair has evidence of its own only where the project carries both fields."""
    projects = {
        f"p{place}": (
            one["year"],
            f"T{place % 2}",
            sorted(one["fields"]),
            sorted(pair for pair in one["apart"] if set(pair) <= one["fields"]),
            [(organisation, (rename or {}).get(region, region)) for organisation, region in one["people"]],
        )
        for place, one in enumerate(drawn)
    }
    return cell_records(session, registered(session, projects), level=2, scheme="s", fields=("a", "b", "c"))


def brute(drawn, regions, first, last):
    """Every count word by word, from lists of projects."""
    shape = {"field": 3, "joint": 3, "both": 3, "bridging": 3, "active": 3}
    found = {name: np.zeros((len(regions), size)) for name, size in shape.items()}
    found |= {"tagged": np.zeros(len(regions)), "total": np.zeros(len(regions))}
    inside = [one for one in drawn if one["year"] and first <= one["year"] <= last]
    for r, region in enumerate(regions):
        here = [one for one in inside if any(place[:4] == region for _, place in one["people"])]
        tagged = [one for one in here if one["fields"]]
        found["tagged"][r] = sum(one["weight"] for one in tagged)
        found["total"][r] = max(len(here), found["tagged"][r])
        found["field"][r] = [sum(one["weight"] for one in tagged if field in one["fields"]) for field in "abc"]
        for p, (a, b) in enumerate(combinations("abc", 2)):
            carried = [one for one in tagged if {a, b} <= one["fields"]]
            found["both"][r, p] = sum(one["weight"] for one in carried)
            found["joint"][r, p] = sum(one["weight"] for one in carried if a + b in one["apart"])
            for organisation in ("o1", "o2", "o3"):
                own = [one for one in tagged if (organisation, region) in {(o, x[:4]) for o, x in one["people"]}]
                na, nb = (
                    sum(one["weight"] for one in own if field in one["fields"] and not {a, b} <= one["fields"])
                    for field in (a, b)
                )
                found["bridging"][r, p] += np.sqrt(na * nb)
                found["active"][r, p] += (na > 0) + (nb > 0)
    europe = [one for one in inside if one["fields"]]
    found["europe_field"] = np.array([sum(one["weight"] for one in europe if f in one["fields"]) for f in "abc"])
    found["europe_joint"] = np.array(
        [
            sum(one["weight"] for one in europe if {a, b} <= one["fields"] and a + b in one["apart"])
            for a, b in combinations("abc", 2)
        ]
    )
    return found


@settings(max_examples=20, deadline=None)
@given(st.lists(PROJECT, max_size=8), st.sampled_from([(2014, 2016), (2015, 2015), (2013, 2014)]))
def test_counts_equal_brute_force(session, drawn, years):
    cells = records_of(session, drawn)
    weight = np.array([one["weight"] for one in drawn if one["year"] and one["fields"]], dtype=float)
    found, expected = cells.counted(*years, weight), brute(drawn, cells.regions.names, *years)
    for name in COUNTS:
        np.testing.assert_allclose(getattr(found, name), expected[name], rtol=1e-12, err_msg=name)
    assert found.exposure == expected["tagged"].sum()


@settings(max_examples=8, deadline=None)
@given(st.lists(PROJECT, max_size=8))
def test_weights_of_one_are_no_weights(session, drawn):
    cells = records_of(session, drawn)
    without, ones = cells.counted(2014, 2016), cells.counted(2014, 2016, np.ones(len(cells.year)))
    for name in COUNTS:
        np.testing.assert_array_equal(getattr(without, name), getattr(ones, name), err_msg=name)


@settings(max_examples=8, deadline=None)
@given(st.lists(PROJECT, min_size=1, max_size=8), st.permutations(["DE212", "DED21", "NL337"]))
def test_permuting_regions_permutes_counts(session, drawn, order):
    rename = dict(zip(["DE212", "DED21", "NL337"], order, strict=True))
    drawn = [one | {"people": [(o, r) for o, r in one["people"] if r != "DED22"]} for one in drawn]
    one, other = records_of(session, drawn), records_of(session, drawn, rename)
    place = [other.regions.names.index(rename[next(r for r in rename if r[:4] == x)][:4]) for x in one.regions.names]
    before, after = one.counted(2014, 2016), other.counted(2014, 2016)
    for name in COUNTS[:7]:
        np.testing.assert_allclose(getattr(before, name), getattr(after, name)[place], rtol=1e-12, err_msg=name)
    np.testing.assert_array_equal(before.europe_field, after.europe_field)
