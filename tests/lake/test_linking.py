"""Participations to regions and to one organisation each: rows by hand."""

from types import SimpleNamespace

import pyarrow as pa
import pytest

from crossfield.lake.delivery import arrow_schema
from crossfield.lake.engine import DuckSession
from crossfield.lake.ingredients import Ingredients
from crossfield.lake.linking import (
    PLACE,
    link_organisations,
    merge_organisations,
    merged_identifiers,
    place_participations,
)

CODES = ("DE", "DED", "DED2", "DED21", "EL", "EL3", "UK", "UKI")
DRESDEN = {"country": "DE", "given": "DED21", "postcode": "01069", "city": "Dresden"}
TEXTS = ("name", "short_name", "kind", "vat", "address", "pic", "updated")
ASKED = ("project", "organisation", "country", "region", "region_given", "region_how", "region_note")


@pytest.fixture(scope="module")
def session():
    with DuckSession() as session:
        yield session


def table(rows, names):
    schema = pa.schema([(name, pa.string()) for name in names])
    return pa.Table.from_pylist([dict.fromkeys(names) | row for row in rows], schema)


def ingredients(postcode=None):
    rows = [{"region": code, "level": len(code) - 2, "country": code[:2]} for code in CODES]
    regions = pa.Table.from_pylist([*rows, {"region": "unknown", "kind": "unknown"}], arrow_schema("region"))
    return Ingredients([], [], regions, arrow_schema("region_link").empty_table(), "2016", postcode)


def participation(number, organisation="pic:1", source="cordis", **place):
    return {"project": str(number), "organisation": organisation, "source": source} | place


def place(session, *rows, postcode=None):
    given = session.register(table(rows, ("project", "organisation", "source", *PLACE)))
    placed, places, problems = place_participations(session, given, ingredients(postcode))
    return SimpleNamespace(
        placed=session.arrow(placed.sort("project", "organisation")), places=places, problems=problems
    )


def placed(session, *rows, **known):
    return [tuple(row.values()) for row in place(session, *rows, **known).placed.select(ASKED).to_pylist()]


def link(session, given, participations):
    found = place(session, *participations)
    organisations = session.register(table(given, ("organisation", *TEXTS, *PLACE)))
    return link_organisations(session, organisations, session.register(found.placed), found.places)


# --- places ---------------------------------------------------------------------------------------------------------


def test_every_participation_gets_its_region_and_how_it_was_found(session):
    rows = (participation(1, **DRESDEN), participation(2, country="UK"), participation(3, country="DE", given="QQ9"))
    assert placed(session, *rows) == [
        ("1", "pic:1", "DE", "DED21", "DED21", "code", None),
        ("2", "pic:1", "UK", "UK", None, "country", None),
        ("3", "pic:1", "DE", "DE", "QQ9", "country", "QQ9: not a known region code"),
    ]


def test_postcodes_are_looked_up_where_a_look_up_is_given(session):
    row = participation(1, country="DE", postcode="01069")
    found = placed(session, row, postcode=lambda places: pa.array(["DED21"] * places.num_rows))
    assert found[0][3:] == ("DED21", None, "postcode", None)
    assert placed(session, row)[0][3:] == ("DE", None, "country", None)


def test_two_participations_from_one_place_stay_two_rows(session):
    found = place(
        session, participation(1, **DRESDEN), participation(2, **DRESDEN), participation(1, "pic:2", **DRESDEN)
    )
    assert found.placed["region"].to_pylist() == ["DED21"] * 3
    assert session.arrow(found.places).num_rows == 1


def test_null_and_empty_text_are_the_same_place(session):
    found = place(
        session, participation(1, country="DE"), participation(2, country="DE", **dict.fromkeys(PLACE[1:], ""))
    )
    assert found.placed["region_given"].to_pylist() == [None, None]
    assert session.arrow(found.places).select([*PLACE, "known_country", "region"]).to_pylist() == [
        dict.fromkeys(PLACE, "") | {"country": "DE", "known_country": "DE", "region": "DE"}
    ]


@pytest.mark.parametrize(("told", "country"), [(" de ", "DE"), ("GR", "EL"), ("gb", "UK"), ("EL", "EL")])
def test_a_country_is_written_as_eurostat_writes_it_and_is_no_problem(session, told, country):
    found = place(session, participation(1, country=told))
    assert found.placed["country"].to_pylist() == found.placed["region"].to_pylist() == [country]
    assert found.problems.num_rows == 0


def test_an_unknown_country_is_null_and_told_with_its_row_in_order(session):
    found = place(
        session,
        participation(2, "pic:8", country="ZZ"),
        participation(1, "pic:9", "own", country="Narnia"),
        participation(1, "vat:7", country="ZZ", given="DED21"),
        participation(3, **DRESDEN),
        participation(4),
    )
    assert found.placed["country"].to_pylist() == [None, None, None, "DE", None]
    assert found.placed["region_how"].to_pylist()[-1] == "unknown"
    assert [tuple(row.values()) for row in found.problems.to_pylist()] == [
        ("cordis", "1/vat:7", "ZZ"),
        ("cordis", "2/8", "ZZ"),
        ("own", "1/9", "Narnia"),
    ]
    assert found.problems.column_names == ["source", "row", "value"]


def test_a_country_code_of_the_unknown_row_is_none(session):
    found = place(session, participation(1, country="unknown"))
    assert (found.placed["country"].to_pylist(), found.problems["value"].to_pylist()) == ([None], ["unknown"])


def test_no_participation_is_no_row(session):
    found = place(session)
    assert (found.placed.num_rows, session.arrow(found.places).num_rows, found.problems.num_rows) == (0, 0, 0)


# --- organisations --------------------------------------------------------------------------------------------------


def organisation(name, updated="2020-01-01", **values):
    return {"organisation": "pic:1", "pic": "1", "name": name, "updated": updated} | DRESDEN | values


def test_the_newest_row_of_an_organisation_wins_with_its_place(session):
    given = [organisation("Old", "2019"), organisation("New", "2021", given="UKI", country="UK"), organisation("Mid")]
    rows = [participation(1, **DRESDEN), participation(2, **DRESDEN | {"given": "UKI", "country": "UK"})]
    found, _ = link(session, given, rows)
    assert found.select(["name", "country", "region", "participations"]).to_pylist() == [
        {"name": "New", "country": "UK", "region": "UKI", "participations": 2}
    ]


def test_rows_of_the_same_moment_are_told_apart_by_country(session):
    rows = [participation(1, **DRESDEN), participation(2, country="UK")]
    given = [organisation("A", **dict.fromkeys(PLACE) | {"country": "UK"}), organisation("B")]
    for order in (given, given[::-1]):
        assert link(session, order, rows)[0]["name"].to_pylist() == ["A"]


def test_organisations_are_in_order_and_counted_and_empty_places_are_null(session):
    given = [organisation(name, organisation=name, country="DE", given="", city="", postcode=None) for name in "cab"]
    rows = [
        participation(1, "b", country="DE"),
        participation(2, "b", country="DE"),
        participation(1, "c", country="DE"),
    ]
    found, _ = link(session, given, rows)
    asked = ["organisation", "participations", "country", "region", "city", "postcode"]
    assert [tuple(row.values()) for row in found.select(asked).to_pylist()] == [
        ("a", 0, "DE", "DE", None, None),
        ("b", 2, "DE", "DE", None, None),
        ("c", 1, "DE", "DE", None, None),
    ]


def test_names_like_a_persons_are_marked_unless_the_kind_speaks_against_it(session):
    told = [("Maria Example", "PRC"), ("Maria Example", "HES"), ("Maria Example GmbH", "PRC"), (None, None)]
    given = [organisation(name, organisation=str(n), kind=kind) for n, (name, kind) in enumerate(told)]
    found, _ = link(session, given, [participation(1, **DRESDEN)])
    assert found["person"].to_pylist() == [True, False, False, False]


def test_identifiers_are_one_row_each_and_an_empty_one_is_none(session):
    given = [
        organisation("A", organisation="pic:1", pic="1", vat="DE7"),
        organisation("B", organisation="pic:2", pic="2", vat=""),
        organisation("C", organisation="name:c", pic=None, vat=None),
    ]
    _, found = link(session, given, [participation(1, **DRESDEN)])
    assert found.column_names == list(arrow_schema("organisation_id").names)
    assert [tuple(row.values()) for row in found.to_pylist()] == [
        ("pic:1", "pic", "1", "cordis"),
        ("pic:2", "pic", "2", "cordis"),
        ("pic:1", "vat", "DE7", "cordis"),
    ]


def test_without_organisations_both_tables_are_empty_with_their_columns(session):
    organisations, identifiers = link(session, [], [])
    assert (organisations.num_rows, identifiers.num_rows) == (0, 0)
    assert set(arrow_schema("organisation").names) - {"sme"} <= set(organisations.column_names)


# --- merging --------------------------------------------------------------------------------------------------------


def merge(session, rows, merged):
    columns = [("project", pa.string()), ("organisation", pa.string()), ("role", pa.string()), ("position", pa.int64())]
    schema = pa.schema([*columns, ("contribution_cents", pa.int64()), ("cost_cents", pa.int64())])
    given = session.register(pa.table([*zip(*rows, strict=True)], schema=schema))
    found = session.arrow(merge_organisations(session, given, merged).sort("project", "organisation"))
    assert found.column_names == schema.names
    return [tuple(row.values()) for row in found.to_pylist()]


def test_a_merged_organisation_is_one_participation_in_a_project(session):
    rows = [
        ("1", "pic:1", "participant", 2, 100, None),
        ("1", "pic:2", "coordinator", 1, 200, None),
        ("2", "pic:2", "participant", 1, None, 7),
        ("2", "pic:3", "participant", 2, None, None),
    ]
    assert merge(session, rows, {"pic:2": "pic:1"}) == [
        ("1", "pic:1", "coordinator", 1, 300, None),
        ("2", "pic:1", "participant", 1, None, 7),
        ("2", "pic:3", "participant", 2, None, None),
    ]
    assert merge(session, rows, {}) == rows


def test_the_newest_of_the_merged_gives_the_name_and_both_numbers_stay(session):
    given = [organisation("Old", "2019"), organisation("New", "2021", organisation="pic:2", pic="2")]
    columns = ("organisation", *TEXTS, *PLACE)
    merged = merge_organisations(session, session.register(table(given, columns)), {"pic:2": "pic:1"})
    rows = session.arrow(merged.sort("updated")).select(["organisation", "name", "pic"]).to_pylist()
    assert rows == [
        {"organisation": "pic:1", "name": "Old", "pic": "1"},
        {"organisation": "pic:1", "name": "New", "pic": "2"},
    ]
    assert [tuple(row.values()) for row in merged_identifiers({"pic:2": "pic:1"}).to_pylist()] == [
        ("pic:1", "pic", "1", "decision"),
        ("pic:1", "pic", "2", "decision"),
    ]
    assert merged_identifiers({}).num_rows == 0
