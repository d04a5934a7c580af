"""Counting organisations, their links, and Europe as a whole, by hand."""

import pyarrow as pa
import pytest

from crossfield.indicators.counting import (
    Records,
    exposures,
    field_years,
    interface_years,
    organisation_fields,
    organisation_ties,
)
from crossfield.lake.delivery import arrow_schema
from crossfield.lake.engine import DuckSession
from crossfield.tables.figures import EVERYWHERE


def rows_of(name: str, rows: list[dict[str, object]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=arrow_schema(name))


@pytest.fixture
def session():
    with DuckSession() as opened:
        yield opened


@pytest.fixture
def records(session: DuckSession) -> Records:
    """Three projects: two of A and B, one without organisations; a fourth without a year."""
    projects = [("p1", 2015, 900), ("p2", 2016, None), ("p3", 2016, 100), ("p4", None, 100)]
    people = [("p1", "A"), ("p1", "B"), ("p2", "A"), ("p2", "B"), ("p2", "C"), ("p4", "A")]
    tags = [("p1", "ict", 0.5), ("p1", "health", 0.5), ("p2", "ict", 1.0), ("p3", "ict", 0.25), ("p3", "health", 0.75)]
    both = {"scheme": "s", "field_a": "health", "field_b": "ict", "weight": 1.0}
    tables = {
        "project": [{"project": p, "year": year, "contribution_cents": cents} for p, year, cents in projects],
        "participation": [{"project": p, "organisation": who, "region": "DED21"} for p, who in people],
        "tag": [{"project": p, "scheme": "s", "field": field, "share": share} for p, field, share in tags],
        "pair": [both | {"project": p} for p in ("p1", "p3")],
    }
    return Records(*(session.register(rows_of(name, rows)) for name, rows in tables.items()))


def test_an_organisation_has_its_projects_by_field_and_year(session, records):
    found = session.arrow(organisation_fields(records)).to_pylist()

    assert {(row["organisation"], row["field"], row["year"]): row["projects"] for row in found} == {
        ("A", "health", 2015): 1,
        ("A", "ict", 2015): 1,
        ("A", "ict", 2016): 1,
        ("B", "health", 2015): 1,
        ("B", "ict", 2015): 1,
        ("B", "ict", 2016): 1,
        ("C", "ict", 2016): 1,
    }


def test_two_organisations_are_tied_by_their_joint_projects(session, records):
    found = session.arrow(organisation_ties(records)).to_pylist()

    assert {(row["organisation_a"], row["organisation_b"]): row["projects"] for row in found} == {
        ("A", "B"): 2,
        ("A", "C"): 1,
        ("B", "C"): 1,
    }


def test_all_of_europe_holds_projects_without_organisations(session, records):
    fields = session.arrow(field_years(records, EVERYWHERE)).to_pylist()
    pairs = session.arrow(interface_years(records, EVERYWHERE)).to_pylist()
    tagged = session.arrow(exposures(records, EVERYWHERE)).to_pylist()

    assert {row["region"] for row in (*fields, *pairs, *tagged)} == {"all"}
    assert {row["level"] for row in (*fields, *pairs, *tagged)} == {-1}
    assert {(r["field"], r["year"]): (r["whole"], r["fractional"], r["eur_cents"]) for r in fields} == {
        ("health", 2015): (1, 0.5, 450.0),
        ("ict", 2015): (1, 0.5, 450.0),
        ("health", 2016): (1, 0.75, 75.0),
        ("ict", 2016): (2, 1.25, 25.0),
    }
    assert {row["year"]: (row["whole"], row["squares"]) for row in pairs} == {2015: (1, 1.0), 2016: (1, 1.0)}
    assert {row["year"]: (row["projects"], row["organisations"]) for row in tagged} == {2015: (1, 2), 2016: (2, 3)}
