"""EU money of a region: tables that add up to one another, names of programme parts, sentences with their figures."""

import pyarrow as pa
import pytest
from django.utils import translation
from pyarrow import parquet

from crossfield.charts.words import number
from crossfield.lake.delivery import arrow_schema
from crossfield.lake.manifest import Manifest
from crossfield.lake.store import Frames, Lake
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.listing import Listing
from crossfield.web.evidence.queries.money import Asked, coarse_part, money_answer, money_tables, part_title
from crossfield.web.evidence.queries.region import region_view

YEARS = (2014, 2019)
PLACE = {"region": "DED", "level": 1}


def tables(frames, peers=("DE9",)):
    return money_tables(Asked(frames, PLACE, "saxony", YEARS, {"energy": "Energie"}, {"DED": "Sachsen"}, "c"), peers)


def total(listing):
    return sum(row["million_euro"] or 0.0 for row in listing.rows)


@pytest.fixture(scope="module")
def found():
    with translation.override("de"), Lake().open() as frames:
        return tables(frames)


def test_years_programmes_and_the_comparison_have_one_sum(found):
    assert total(found["programmes"]) == pytest.approx(total(found["money"]))
    assert found["money_compared"].rows[0]["million_euro"] == pytest.approx(total(found["money"]))


def test_money_by_kind_has_the_same_sum_or_says_that_it_is_not_counted(found, dump_lake):
    kinds = found["kinds"]
    assert kinds.rows == [] or total(kinds) == pytest.approx(total(found["money"]), rel=1e-3)
    assert "Laden Sie die Daten neu" in kinds.empty
    with translation.override("de"), dump_lake.open() as frames:
        built = tables(frames)
    assert total(built["kinds"]) == pytest.approx(total(built["money"]))
    assert {row["title"] for row in built["kinds"].rows} <= {"Hochschulen", "Unternehmen", "Forschungseinrichtungen"}


def test_only_projects_with_fields_count_by_field(found):
    assert 0 < total(found["money_interfaces"]) < total(found["money_fields"]) < total(found["money"])
    assert "Energie" in {row["title"] for row in found["money_fields"].rows}


def test_the_region_stands_first_among_comparable_ones(found):
    rows = found["money_compared"].rows

    assert [row["region"] for row in rows] == ["DED", "DE9"]
    assert rows[0]["per_project"] == pytest.approx(rows[0]["million_euro"] * 1000 / rows[0]["projects"])
    assert [column.key for column in found["money_compared"].columns] == [
        "label",
        "million_euro",
        "projects",
        "per_project",
    ]


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("H2020-EU.2.1.", "Grundlegende und industrielle Technologien"),
        ("H2020-EU.5.c.", "Wissenschaft mit der und für die Gesellschaft"),
        ("HORIZON.2.4", "Digital, Industry and Space"),
        ("OTHER.9", "OTHER.9"),
    ],
)
def test_a_part_of_a_programme_has_a_name_where_one_is_known(code, title):
    parts = {"HORIZON.2.4": {"title_en": "Digital, Industry and Space"}, "OTHER.9": {"title_en": "OTHER.9"}}
    with translation.override("de"):
        assert part_title(code, parts) == title


def test_euratom_is_one_part():
    assert coarse_part("H2020-Euratom-1.3.", {}) == "H2020-Euratom"


def listing(rows):
    return Listing("x", "x", (), rows)


def test_the_answer_says_how_much_for_how_many_and_to_whom():
    own = [{"million_euro": 12.5, "projects": 30}]
    kinds = [{"title": "companies", "kind": "PRC", "million_euro": 9.5}, {"kind": "unknown", "million_euro": 1.0}]
    said = money_answer(listing(own), listing(kinds), YEARS, "en")

    assert said.startswith("12.50 million euro for 30 projects that began from 2014 to 2019")
    assert said.endswith("By kind of organisation, in million euro: companies 9.50.")
    assert money_answer(listing(own), listing([]), YEARS, "en").endswith("organisations of the region.")


@pytest.mark.parametrize("rows", [[], [{"million_euro": None, "projects": 3}]])
def test_without_a_contribution_the_answer_says_so(rows):
    assert money_answer(listing(rows), listing([]), YEARS, "en") == "No contribution is stated for this region."


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_amount_of_the_answer_is_in_a_table(language):
    with translation.override(language):
        view = region_view(current_version(), "DED", language)
    rows = [*view.listings["money_compared"].rows, *view.listings["kinds"].rows]
    known = {number(row["million_euro"], language) for row in rows}

    assert number(view.listings["money_compared"].rows[0]["million_euro"], language) in view.money
    import re

    assert set(re.findall(r"\d[\d.,]*[.,]\d\d\b", view.money)) <= known


MILLION = 100_000_000
"""Cents."""


@pytest.fixture
def frames(tmp_path):
    """Two regions in two years: in A 3 million for 4 projects, in B a project whose contribution nobody states."""
    year = {"level": 1, "scheme": "programme"}
    tables = {
        "field_year": [
            year | {"region": "AA1", "field": "H2020-EU.2.1.1.", "year": 2015, "whole": 2, "eur_cents": 2.0 * MILLION},
            year | {"region": "AA1", "field": "H2020-EU.2.1.4.", "year": 2016, "whole": 1, "eur_cents": 1.0 * MILLION},
            year | {"region": "AA1", "field": "H2020-EU.3.1.", "year": 2016, "whole": 1, "eur_cents": None},
            year | {"region": "AA1", "field": "H2020-EU.3.1.", "year": 2021, "whole": 9, "eur_cents": 9.0 * MILLION},
            year | {"region": "BB1", "field": "H2020-EU.3.1.", "year": 2016, "whole": 1, "eur_cents": None},
            year | {"scheme": "saxony", "region": "AA1", "field": "ict", "year": 2015, "whole": 2, "eur_cents": None},
            year | {"scheme": "saxony", "region": "AA1", "field": "new", "year": 2015, "whole": 1, "eur_cents": 1e8},
        ],
        "exposure": [
            year | {"region": "AA1", "year": 2015, "projects": 2},
            year | {"region": "AA1", "year": 2016, "projects": 2},
            year | {"region": "AA1", "year": 2021, "projects": 9},
            year | {"region": "BB1", "year": 2016, "projects": 1},
        ],
        "interface_year": [
            year | {"scheme": "saxony", "region": "AA1", "field_a": "ict", "field_b": "new", "year": 2015, "whole": 1,
                    "eur_cents": 50_000_000.0},
        ],
        "region_money": [
            {"level": 1, "region": "AA1", "kind": "PRC", "year": 2015, "participations": 3, "eur_cents": 2.5 * MILLION},
            {"level": 1, "region": "AA1", "kind": "XXX", "year": 2015, "participations": 1, "eur_cents": None},
        ],
        "field": [
            {"scheme": "programme", "field": "H2020-EU.2.1.1.", "parent": "H2020-EU.2.1.", "level": 3},
            {"scheme": "programme", "field": "H2020-EU.2.1.4.", "parent": "H2020-EU.2.1.", "level": 3},
            {"scheme": "programme", "field": "H2020-EU.2.1.", "parent": None, "level": 2},
            {"scheme": "programme", "field": "H2020-EU.3.1.", "parent": None, "level": 2},
        ],
        "activity": [],
    }  # fmt: skip
    return written(tmp_path, tables)


def written(folder, tables):
    for name, rows in tables.items():
        parquet.write_table(pa.Table.from_pylist(rows, arrow_schema(name)), folder / f"{name}.parquet")
    return Frames(folder, Manifest("v", "2026-01-01", "full", {}, "f", 2019, [], []))


def small(frames, region="AA1", peers=("BB1", "CC1"), language="en"):
    place = {"region": region, "level": 1}
    with translation.override(language):
        asked = Asked(frames, place, "saxony", YEARS, {"ict": "ICT"}, {"AA1": "Astadt"}, "c")
        return money_tables(asked, peers)


def test_programmes_are_added_up_to_their_part_and_what_nobody_states_is_null(frames):
    rows = small(frames)["programmes"].rows

    assert [(row["part"], row["million_euro"]) for row in rows] == [("H2020-EU.2.1.", 3.0), ("H2020-EU.3.1.", None)]
    assert [row["title"] for row in rows] == [
        "Leadership in enabling and industrial technologies", "Health, demographic change and wellbeing",
    ]  # fmt: skip


def test_years_after_the_last_whole_one_are_left_out(frames):
    rows = small(frames)["money"].rows

    assert [(row["year"], row["million_euro"], row["projects"]) for row in rows] == [(2015, 2.0, 2), (2016, 1.0, 2)]


def test_fields_have_titles_where_there_are_any_and_money_where_it_is_stated(frames):
    rows = small(frames)["money_fields"].rows

    assert [(row["title"], row["million_euro"], row["projects"]) for row in rows] == [("new", 1.0, 1), ("ICT", None, 2)]


def test_an_interface_leads_to_its_page(frames):
    listing = small(frames)["money_interfaces"]
    with translation.override("de"):
        address = listing.address(listing.rows[0])

    assert (listing.rows[0]["title"], listing.rows[0]["million_euro"]) == ("ICT × new", 0.5)
    assert address == ("title", "/de/interface/AA1/ict/new/")


@pytest.mark.parametrize(("language", "title"), [("de", "Unternehmen"), ("en", "companies")])
def test_a_kind_that_has_no_name_bears_its_code(frames, language, title):
    rows = small(frames, language=language)["kinds"].rows

    assert [(row["title"], row["million_euro"], row["projects"]) for row in rows] == [(title, 2.5, 3), ("XXX", None, 1)]


def test_compared_are_regions_with_projects_and_per_project_stands_on_what_is_stated(frames):
    listing = small(frames)["money_compared"]

    assert [(row["label"], row["projects"], row["per_project"]) for row in listing.rows] == [
        ("Astadt", 4, 750.0), ("BB1", 1, None),
    ]  # fmt: skip
    assert {row["note"] for row in listing.rows} == {"number of people not loaded"}
    assert "note" not in {column.key for column in listing.columns}


def test_money_per_head_is_told_where_people_are_counted_and_missing_where_not(frames):
    people = {"region": "AA1", "field": "total", "measure": "Population", "year": 2019, "value": 1_000.0}
    listing = small(written(frames.folder, {"activity": [people, people | {"year": 2018, "value": 5.0}]}))[
        "money_compared"
    ]

    assert [(row["people"], row["euro_per_head"], row["note"]) for row in listing.rows] == [
        (1_000.0, 3_000.0, None), (None, None, "number of people not loaded"),
    ]  # fmt: skip
    assert [column.key for column in listing.columns][-3:] == ["euro_per_head", "people", "note"]


def test_a_region_without_projects_has_empty_tables_that_say_so(frames):
    tables = small(frames, region="ZZ9", peers=())

    assert {name: listing.rows for name, listing in tables.items()} == {name: [] for name in tables}
    assert tables["programmes"].empty == "No contribution is stated for this region."
    assert tables["money_interfaces"].empty == "No project of this region joins two fields."


def test_a_version_of_before_money_was_counted_by_kind_says_what_to_do(frames):
    (frames.folder / "region_money.parquet").unlink()
    listing = small(Frames(frames.folder, frames.manifest))["kinds"]

    assert listing.rows == []
    assert listing.empty.endswith("load the data anew.")


@pytest.mark.parametrize(
    ("code", "coarse"),
    [
        ("a.b.c.", "a.b."),
        ("a.b.", "a.b."),
        ("a.", "a."),
        ("lost", "lost"),
        ("orphan", "orphan"),
        ("unknown", "unknown"),
    ],
)
def test_finer_parts_are_those_of_their_second_level(code, coarse):
    parts = {
        "a.b.c.": {"level": 4, "parent": "a.b.x."}, "a.b.x.": {"level": 3, "parent": "a.b."},
        "a.b.": {"level": 2, "parent": "a."}, "a.": {"level": 1, "parent": None},
        "lost": {"level": 3, "parent": None}, "orphan": {"level": None, "parent": "a.b."},
    }  # fmt: skip

    assert coarse_part(code, parts) == coarse


def test_the_answer_speaks_german_too():
    kinds = [{"title": "Unternehmen", "kind": "PRC", "million_euro": 9.5}]
    with translation.override("de"):
        said = money_answer(listing([{"million_euro": 1234.5, "projects": 3000}]), listing(kinds), YEARS, "de")

    assert said.startswith("1.234,50 Millionen Euro für 3.000 Projekte")
    assert "Unternehmen 9,50" in said
