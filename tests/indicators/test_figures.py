"""All figures from records: four projects by hand, through years, organisations and windows to the two tables."""

import pyarrow as pa
import pytest

from crossfield.indicators.counting import Records
from crossfield.indicators.figures import (
    Scheme,
    level_figures,
    of_scheme,
    organisation_tables,
    scheme_window,
    year_tables,
)
from crossfield.lake.delivery import arrow_schema
from crossfield.lake.engine import DuckSession
from crossfield.tables import TABLES

SCHEME = Scheme("s", (), {})
YEARS = {"year_from": 2014, "year_to": 2015}
# Project: year, topic, fields of s, (organisation, region). Two fields have evidence of their own.
PROJECTS = {
    "p1": (2014, "T1", "ab", [("o1", "DED21"), ("o2", "DE212")]),
    "p2": (2015, "T1", "a", [("o1", "DED21")]),
    "p3": (2015, None, "ab", [("o3", "DED51"), ("o4", "unknown")]),
    "p4": (2016, "T2", "b", [("o2", "DE212")]),
}


@pytest.fixture(scope="module")
def session():
    with DuckSession(threads=1) as session:
        yield session


@pytest.fixture(scope="module")
def records(session):
    """The four projects; a second scheme tags p1 with y alone."""
    rows = {"project": [], "participation": [], "tag": [], "pair": []}
    for project, (year, topic, fields, people) in PROJECTS.items():
        rows["project"].append({"project": project, "year": year, "topic": topic})
        rows["participation"] += [
            {"project": project, "organisation": o, "region": r, "contribution_cents": 100} for o, r in people
        ]
        rows["tag"] += [{"project": project, "scheme": "s", "field": f, "share": 1 / len(fields)} for f in fields]
        if fields == "ab":
            rows["pair"].append({"project": project, "scheme": "s", "field_a": "a", "field_b": "b", "weight": 1.0})
    rows["tag"].append({"project": "p1", "scheme": "t", "field": "y", "share": 1.0})
    tables = (pa.Table.from_pylist(part, arrow_schema(name)) for name, part in rows.items())
    return Records(*(session.register(table) for table in tables))


@pytest.fixture(scope="module")
def years(session, records):
    return year_tables(session, records)


@pytest.fixture(scope="module")
def organisations(session, records):
    return organisation_tables(session, records.within(2014, 2015), 1)


def picked(table, *names, **equals):
    """Rows with these values as tuples of the named columns, in the table's order."""
    rows = (row for row in table.to_pylist() if all(row[name] == value for name, value in equals.items()))
    return [tuple(row[name] for name in names) for row in rows]


def test_years_are_counted_at_every_level_in_the_order_of_their_tables(years):
    for name, table in (
        ("field_year", years.fields),
        ("interface_year", years.interfaces),
        ("exposure", years.exposure),
    ):
        assert table.schema == arrow_schema(name)
        keys = picked(table, *TABLES[name].sorted_by)
        assert keys == sorted(set(keys))
        assert sorted(set(table.column("level").to_pylist())) == [0, 1, 2]


def test_years_by_hand(years):
    assert picked(years.fields, "region", "field", "year", "whole", "fractional", level=1, scheme="s") == [
        ("DE2", "a", 2014, 1, 0.25),
        ("DE2", "b", 2014, 1, 0.25),
        ("DE2", "b", 2016, 1, 1.0),
        ("DED", "a", 2014, 1, 0.25),
        ("DED", "a", 2015, 2, 1.25),
        ("DED", "b", 2014, 1, 0.25),
        ("DED", "b", 2015, 1, 0.25),
        ("unknown", "a", 2015, 1, 0.25),
        ("unknown", "b", 2015, 1, 0.25),
    ]
    assert picked(years.interfaces, "region", "year", "whole", "fractional", "eur_cents", level=1) == [
        ("DE2", 2014, 1, 0.5, 100.0),
        ("DED", 2014, 1, 0.5, 100.0),
        ("DED", 2015, 1, 0.5, 100.0),
        ("unknown", 2015, 1, 0.5, 100.0),
    ]
    assert picked(years.exposure, "region", "year", "projects", "organisations", level=0, scheme="s") == [
        ("DE", 2014, 1, 2),
        ("DE", 2015, 2, 2),
        ("DE", 2016, 1, 1),
        ("unknown", 2015, 1, 1),
    ]


def test_levels_come_in_order_however_they_are_asked(session, records, years):
    again = year_tables(session, records, [2, 0, 1])
    for name in ("fields", "interfaces", "exposure"):
        assert getattr(again, name).equals(getattr(years, name))
    only = year_tables(session, records, [1])
    assert picked(only.exposure, "region", "year", "projects") == picked(
        years.exposure, "region", "year", "projects", level=1
    )


def test_organisations_of_one_scheme_by_hand(organisations):
    assert set(organisations.active.column("scheme").to_pylist()) == {"s", "t"}
    own = of_scheme(organisations, "s")
    assert sorted(picked(own.active, "region", "organisations")) == [("DE2", 1), ("DED", 2), ("unknown", 1)]
    assert sorted(picked(own.bridging, "region", "organisations")) == [("DE2", 1), ("DED", 2), ("unknown", 1)]
    assert sorted(picked(own.topics, "region", "topics")) == [("DE2", 1), ("DED", 2), ("unknown", 1)]
    assert picked(own.known, "rows", "known") == [(5, 4)]
    other = of_scheme(organisations, "t")
    assert sorted(picked(other.active, "scheme", "region", "organisations")) == [("t", "DE2", 1), ("t", "DED", 1)]
    assert (other.bridging.num_rows, other.topics.num_rows, picked(other.known, "rows", "known")) == (0, 0, [(2, 2)])
    nothing = of_scheme(organisations, "absent")
    assert [getattr(nothing, name).num_rows for name in ("active", "bridging", "topics", "known")] == [0, 0, 0, 0]


def test_a_window_of_a_scheme_by_hand(years):
    found = scheme_window(years, SCHEME, level=1, counting="whole", **YEARS)
    assert (found.regions.names, found.fields.names) == (["DE2", "DED", "unknown"], ["a", "b"])
    assert (found.field.tolist(), found.total.tolist()) == ([[1, 1], [3, 2], [1, 1]], [1, 3, 1])
    assert found.joint.tolist() == [[1], [2], [1]]
    named = scheme_window(years, Scheme("s", ("c", "a", "b"), {}), level=1, counting="whole", **YEARS)
    assert named.pair_names() == [("a", "b"), ("a", "c"), ("b", "c")]


def test_both_tables_by_hand(years, organisations):
    fields, interfaces = level_figures(years, organisations, [SCHEME], level=1, **YEARS)
    assert (fields.schema, interfaces.schema) == (arrow_schema("field_figure"), arrow_schema("interface_figure"))
    # N = 1 + 3 over known regions; n_a = 4, n_b = 3, J = 3.
    assert picked(fields, "region", "field", "count", "expected", "support", counting="whole") == [
        ("DE2", "a", 1, 1.0, 1),
        ("DE2", "b", 1, 0.75, 1),
        ("DED", "a", 3, 3.0, 3),
        ("DED", "b", 2, 2.25, 2),
        ("unknown", "a", 1, None, 1),
        ("unknown", "b", 1, None, 1),
    ]
    names = ("region", "joint", "expected", "bridging_organisations", "topics", "coverage", "support")
    assert picked(interfaces, *names, counting="whole") == [
        ("DE2", 1, 0.75, 1, 1, 0.8, 1),
        ("DED", 2, 2.25, 2, 2, 0.8, 2),
        ("unknown", 1, None, 1, 1, 0.8, 1),
    ]
    assert picked(interfaces, "region", "joint", counting="fractional") == [
        ("DE2", 0.5),
        ("DED", 1.0),
        ("unknown", 0.5),
    ]
    assert interfaces.column("potential").null_count == interfaces.num_rows


def test_schemes_and_countings_come_in_order(years, organisations):
    schemes = [Scheme("t", (), {}, ("whole",)), Scheme("s", (), {}, ("whole", "eur", "fractional"))]
    fields, interfaces = level_figures(years, organisations, schemes, level=1, **YEARS)
    ways = list(dict.fromkeys(picked(fields, "scheme", "counting")))
    assert ways == [("s", "eur"), ("s", "fractional"), ("s", "whole"), ("t", "whole")]
    for name, table in (("field_figure", fields), ("interface_figure", interfaces)):
        keys = picked(table, *TABLES[name].sorted_by)
        assert keys == sorted(set(keys))
    backwards = level_figures(years, organisations, schemes[::-1], level=1, **YEARS)
    assert (backwards[0].equals(fields), backwards[1].equals(interfaces)) == (True, True)


def test_without_organisations_bridges_are_null_and_all_else_stands(years, organisations):
    names = ("bridging_organisations", "bridges", "bridges_low", "bridges_high", "topics", "coverage", "note")
    with_them, without = (level_figures(years, given, [SCHEME], level=1, **YEARS)[1] for given in (organisations, None))
    assert with_them.drop_columns(names).equals(without.drop_columns(names))
    assert {name: without.column(name).null_count for name in names[:-1]} == dict.fromkeys(names[:-1], 6)
    notes = dict(picked(without, "region", "note", counting="whole"))
    assert "bridges need the organisations: crossfield fetch" in notes["DE2"].split("; ")
    assert notes["unknown"] == "region unknown"


def test_overlapping_definitions_have_no_strength(years, organisations):
    scheme = Scheme("s", (), {("a", "b"): 0.6}, ("whole",))
    _, interfaces = level_figures(years, organisations, [scheme], level=1, **YEARS)
    assert picked(interfaces, "region", "strength", "note")[:2] == [
        ("DE2", None, "overlapping definitions"),
        ("DED", None, "overlapping definitions"),
    ]


@pytest.mark.parametrize(
    ("schemes", "span"),
    [([], YEARS), ([Scheme("absent", (), {})], YEARS), ([SCHEME], {"year_from": 1990, "year_to": 1991})],
    ids=["no scheme", "a scheme without tags", "years without projects"],
)
def test_nothing_counted_is_two_empty_tables(schemes, span, years, organisations):
    found = level_figures(years, organisations, schemes, level=1, **span)
    expected = tuple(arrow_schema(name).empty_table() for name in ("field_figure", "interface_figure"))
    assert found == expected
