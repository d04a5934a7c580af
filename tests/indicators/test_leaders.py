"""Leading organisations and EU money, recounted from the tables they are read from."""

from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from crossfield.indicators.leaders import leading_organisations, money_by_year
from crossfield.lake.delivery import arrow_schema
from crossfield.lake.store import Frames, Lake

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


# Organisation: name, region, natural person; and its projects by field and year.
LISTED = {
    "o1": ("Beta Works", "DED21", False, [("ict", 2015, 2), ("health", 2016, 1), ("ict", 2013, 50)]),
    "o2": ("Alpha Institute", "DED52", False, [("ict", 2019, 3)]),
    "o3": ("Erika Muster", "DED21", True, [("ict", 2015, 99)]),
    "o4": (None, "DED21", False, [("ict", 2015, 98)]),
    "o5": ("Elsewhere", "DE212", False, [("ict", 2015, 97)]),
    "o6": ("Idle", "DED21", False, []),
}


def made(folder, tables):
    for name, rows in tables.items():
        pq.write_table(pa.Table.from_pylist(rows, schema=arrow_schema(name)), Path(folder) / f"{name}.parquet")
    return Frames(Path(folder), Lake().manifest())


@pytest.fixture
def small(tmp_path):
    organisations = [
        {"organisation": code, "name": name, "region": region, "person": person}
        for code, (name, region, person, _) in LISTED.items()
    ]
    fields = [
        {"organisation": code, "scheme": scheme, "field": field, "year": year, "projects": projects}
        for code, (*_, rows) in LISTED.items()
        for field, year, projects in rows
        for scheme in ("s", "other")
    ]
    return made(tmp_path, {"organisation": organisations, "organisation_field": fields})


def test_leaders_by_hand_without_persons_the_nameless_other_regions_and_other_years(small):
    found = leading_organisations(small, "DED", "s", (2014, 2019))
    assert [(row["organisation"], row["name"], row["projects"], row["fields"]) for row in found] == [
        ("o2", "Alpha Institute", 3, 1),  # as many as the next one, and first by name
        ("o1", "Beta Works", 3, 2),
    ]
    assert "Muster" not in str(found)


@pytest.mark.parametrize(
    ("region", "years", "top", "codes"),
    [
        ("DED", (2014, 2019), 1, ["o2"]),
        ("DED", (2013, 2019), 30, ["o1", "o2"]),
        ("DED21", (2014, 2019), 30, ["o1"]),
        ("DE", (2014, 2019), 30, ["o5", "o2", "o1"]),
        ("DED", (2000, 2001), 30, []),
        ("DED", (2014, 2019), 0, []),
    ],
)
def test_leaders_follow_the_region_the_years_and_how_many_are_asked_for(small, region, years, top, codes):
    assert [row["organisation"] for row in leading_organisations(small, region, "s", years, top=top)] == codes


def test_another_scheme_or_a_lake_without_organisations_has_no_leaders(small, tmp_path):
    assert leading_organisations(small, "DED", "none", YEARS) == []
    (tmp_path / "bare").mkdir()
    assert leading_organisations(Frames(tmp_path / "bare", Lake().manifest()), "DED", "s", YEARS) == []


def test_money_by_hand(tmp_path):
    """Two parts add up in 2014; in 2015 nothing is stated, which is no 0; 2016 is not complete yet."""
    own = {"level": 1, "scheme": "programme", "region": "DED"}
    money = [("H1", 2014, 150_000_000), ("H2", 2014, 50_000_000), ("H1", 2015, None), ("H1", 2016, 900_000_000)]
    tables = {
        "field_year": [own | {"field": field, "year": year, "eur_cents": cents} for field, year, cents in money],
        "exposure": [
            own | {"year": year, "projects": projects} for year, projects in ((2016, 9), (2014, 3), (2015, 1))
        ],
    }
    assert money_by_year(made(tmp_path, tables), "DED", 1, until=2015) == [
        {"year": 2014, "million_euro": 2.0, "projects": 3},
        {"year": 2015, "million_euro": None, "projects": 1},
    ]
