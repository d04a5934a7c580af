"""Named interfaces: four projects by hand, and the union of records counted again in plain pandas."""

from itertools import product

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from crossfield.indicators.counting import Records
from crossfield.indicators.figures import Scheme
from crossfield.indicators.named import NamedInterface, merged_pairs, merged_tags, with_named
from crossfield.lake.delivery import arrow_schema
from crossfield.lake.engine import DuckSession

ONE = NamedInterface("s", "c3", ("a", "b"), ("c",))
# Project: share of each field; pairs with evidence of their own.
PROJECTS = {
    "p1": ({"a": 0.25, "b": 0.25, "c": 0.5}, ["ac", "bc"]),
    "p2": ({"a": 0.5, "b": 0.5}, ["ab"]),
    "p3": ({"b": 0.4, "c": 0.4, "d": 0.2}, ["bc", "cd"]),
    "p4": ({"c": 0.5, "d": 0.5}, ["cd"]),
}


@pytest.fixture(scope="module")
def session():
    with DuckSession(threads=1) as session:
        yield session


@pytest.fixture(scope="module")
def records(session):
    tags, pairs = [], []
    for project, (shares, apart) in PROJECTS.items():
        tags += [{"project": project, "scheme": "s", "field": f, "share": share} for f, share in shares.items()]
        pairs += [{"project": project, "scheme": "s", "field_a": a, "field_b": b, "weight": 1.0} for a, b in apart]
        tags.append({"project": project, "scheme": "other", "field": "a", "share": 1.0})
    tables = {"project": [{"project": one} for one in PROJECTS], "participation": [], "tag": tags, "pair": pairs}
    return Records(*(session.register(pa.Table.from_pylist(rows, arrow_schema(n))) for n, rows in tables.items()))


def rows_of(session, frame, *names):
    table = session.arrow(frame.select(*names)).to_pylist()
    return sorted(tuple(row[name] for name in names) for row in table)


def test_a_side_has_the_sum_of_its_fields_shares(session, records):
    found = rows_of(session, merged_tags(records.tags, ONE), "project", "field", "share", "scheme")
    assert found == [
        ("p1", "c3.a", 0.5, "s:c3"),
        ("p1", "c3.b", 0.5, "s:c3"),
        ("p2", "c3.a", 1.0, "s:c3"),
        ("p3", "c3.a", 0.4, "s:c3"),
        ("p3", "c3.b", 0.4, "s:c3"),
        ("p3", "d", 0.2, "s:c3"),
        ("p4", "c3.b", 0.5, "s:c3"),
        ("p4", "d", 0.5, "s:c3"),
    ]


def test_a_project_meets_both_sides_once_however_many_pairs_it_has(session, records):
    """p1 has two pairs across and counts once; p2 has a pair inside a side and counts not at all."""
    frame = merged_pairs(records.pairs, merged_tags(records.tags, ONE), ONE)
    found = rows_of(session, frame, "project", "field_a", "field_b", "weight", "scheme")
    assert [row[:3] for row in found] == [
        ("p1", "c3.a", "c3.b"),
        ("p3", "c3.a", "c3.b"),
        ("p3", "c3.b", "d"),
        ("p4", "c3.b", "d"),
    ]
    assert [row[3] for row in found] == pytest.approx([1.0, 0.16 / 0.24, 0.08 / 0.24, 1.0])


def test_rows_stand_beside_those_of_the_scheme(session, records):
    found = with_named(records, [ONE])
    schemes = session.arrow(found.tags.select("scheme")).column("scheme").value_counts().to_pylist()
    assert {row["values"]: row["counts"] for row in schemes} == {"s": 10, "other": 4, "s:c3": 8}
    assert len(rows_of(session, found.pairs, "project", "scheme", "field_a")) == 6 + 4


def test_its_scheme_has_both_sides_and_what_is_on_none():
    scheme = Scheme("s", ("a", "b", "c", "d"), {("a", "c"): 0.2, ("b", "c"): 0.6, ("a", "b"): 0.9, ("c", "d"): 0.1})
    found = ONE.figured(scheme)
    assert (found.name, found.fields, found.only) == ("s:c3", ["c3.a", "c3.b", "d"], ("c3.a", "c3.b"))
    assert found.overlaps == {("c3.a", "c3.b"): 0.6, ("c3.b", "d"): 0.1}


def table_of(frames, name, **equals):
    rows = frames.read(name, **equals)
    return pd.DataFrame(rows)


@pytest.mark.parametrize("name", ["c3", "mechatronics_ict"])
def test_figures_equal_a_recount_of_the_union_in_pandas(name, small_lake):
    """Whole and fractional joint activity, support and bridging organisations of every country."""
    with small_lake.open() as frames:
        (row,) = [one for one in frames.read("named_interface") if one["interface"] == name]
        figures = table_of(frames, "interface_figure", scheme=f"saxony:{name}", level=0)
        tags, pairs = (table_of(frames, kind, scheme="saxony") for kind in ("tag", "pair"))
        projects, people = table_of(frames, "project"), table_of(frames, "participation")
        last = frames.manifest.last_complete_year
    sides = [set(row[side].split(";")) for side in ("side_a", "side_b")]
    dated = set(projects.loc[projects.year.between(last - 5, last), "project"])
    people = people[people.project.isin(dated)].assign(country=lambda rows: rows.region.str[:2])
    people.loc[people.region == "unknown", "country"] = "unknown"
    across = {frozenset(pair) for pair in product(*sides)}
    met = pairs[[frozenset(pair) in across for pair in zip(pairs.field_a, pairs.field_b, strict=True)]]
    joint = set(met.project) & dated
    whole = people[people.project.isin(joint)].groupby("country").project.nunique()
    fractional, weight = {}, union_weights(tags[tags.project.isin(joint)], pairs, sides)
    for project, own in people[people.project.isin(joint)].groupby("project"):
        for country, count in own.country.value_counts().items():
            fractional[country] = fractional.get(country, 0.0) + count / len(own) * weight[project]
    in_side = [set(tags.loc[tags.field.isin(side), "project"]) for side in sides]
    bridging = {}
    for (_, country), own in people.groupby(["organisation", "country"]):
        a, b = (set(own.project) & inside for inside in in_side)
        is_bridge = bool(set(own.project) & joint) or (a and b and len(a | b) > 1)
        bridging[country] = bridging.get(country, 0) + bool(is_bridge)
    for counting, counts in (("whole", whole), ("fractional", fractional)):
        found = figures[figures.counting == counting].set_index("region")
        assert found.joint.sum() > 0
        np.testing.assert_allclose(found.joint, [counts.get(region, 0.0) for region in found.index], rtol=1e-9)
        assert found.support.tolist() == [whole.get(region, 0) for region in found.index]
        assert found.bridging_organisations.tolist() == [bridging.get(region, 0) for region in found.index]


def union_weights(tags, pairs, sides):
    """Weight of both sides' pair in each project, among the pairs that are left once each side is one field."""
    found = {}
    merged = {field: place for place, side in enumerate(sides) for field in side}
    for project, own in tags.groupby("project"):
        shares = own.groupby(own.field.map(lambda field: merged.get(field, field))).share.sum()
        apart = pairs[pairs.project == project]
        kept = {
            frozenset((merged.get(a, a), merged.get(b, b))) for a, b in zip(apart.field_a, apart.field_b, strict=True)
        }
        products = {pair: np.prod([shares[one] for one in pair]) for pair in kept if len(pair) == 2}
        found[project] = products[frozenset((0, 1))] / sum(products.values())
    return found
