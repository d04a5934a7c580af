"""Leading organisations and EU money, recounted from the tables they are read from."""

from collections import Counter

import pytest

from crossfield.indicators.leaders import leading_organisations, money_by_year
from crossfield.lake.store import Lake

YEARS = (2014, 2019)


@pytest.fixture(scope="module")
def frames():
    with Lake().open() as opened:
        yield opened


def test_leaders_have_most_projects_in_the_fields_of_the_scheme(frames):
    rows = leading_organisations(frames, "DED", "saxony", YEARS, top=5)
    counted = Counter()
    for row in frames.read("organisation_field", scheme="saxony"):
        if YEARS[0] <= row["year"] <= YEARS[1]:
            counted[row["organisation"]] += row["projects"]

    assert rows[0]["name"] == "TECHNISCHE UNIVERSITAET DRESDEN"
    assert [row["projects"] for row in rows] == [counted[row["organisation"]] for row in rows]
    assert [row["projects"] for row in rows] == sorted((row["projects"] for row in rows), reverse=True)
    assert all(row["region"].startswith("DED") for row in rows)
    assert all(1 <= row["fields"] <= 16 for row in rows)


def test_a_region_without_organisations_has_no_leaders(frames):
    assert leading_organisations(frames, "XX", "saxony", YEARS) == []


def test_money_adds_up_over_programme_parts_and_stops_with_the_complete_years(frames):
    rows = money_by_year(frames, "DED", 1, until=2019)
    cents = Counter()
    for row in frames.read("field_year", level=1, scheme="programme", region="DED"):
        cents[row["year"]] += row["eur_cents"] or 0

    assert [row["year"] for row in rows] == [2014, 2015, 2016, 2017, 2018, 2019]
    assert [row["million_euro"] for row in rows] == pytest.approx([cents[row["year"]] / 1e8 for row in rows])
    assert 60 < rows[1]["million_euro"] < 100


def test_a_year_without_a_stated_contribution_is_null(frames):
    rows = money_by_year(frames, "nowhere", 1, until=2019)

    assert rows == []
