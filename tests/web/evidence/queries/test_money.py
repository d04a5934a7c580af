"""EU money of a region: tables that add up to one another, names of programme parts, sentences with their figures."""

import pytest
from django.utils import translation

from crossfield.charts.words import number
from crossfield.lake.store import Lake
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
