"""EU money of a region: counted by hand, and what is read adds up to the same everywhere."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from crossfield.indicators.leaders import money_by_year
from crossfield.indicators.money import (
    money_by_field,
    money_by_interface,
    money_by_kind,
    money_of_kinds,
    money_of_regions,
    people_of,
)
from crossfield.lake.delivery import arrow_schema
from crossfield.lake.engine import DuckSession
from crossfield.lake.store import Lake

YEARS = (2014, 2019)
PROJECTS = [{"project": "p", "year": 2015}, {"project": "q", "year": 2016}, {"project": "u", "year": None}]
KINDS = [{"organisation": "tu", "kind": "HES"}, {"organisation": "chips", "kind": "PRC"}, {"organisation": "x"}]
PARTS = [
    ("p", "tu", "DED21", 300),
    ("p", "chips", "DED21", None),
    ("q", "tu", "DED21", 200),
    ("q", "x", "DED51", 100),
    ("u", "tu", "DED21", 900),
]


def table(name, rows):
    return pa.Table.from_pylist(rows, schema=arrow_schema(name))


@pytest.fixture(scope="module")
def frames():
    with Lake().open() as opened:
        yield opened


def test_money_is_counted_by_kind_of_organisation_and_start_year():
    keys = ("project", "organisation", "region", "contribution_cents")
    people = [dict(zip(keys, part, strict=True)) for part in PARTS]
    with DuckSession() as session:
        given = [
            session.register(table(name, rows))
            for name, rows in (("project", PROJECTS), ("participation", people), ("organisation", KINDS))
        ]
        rows = session.arrow(money_by_kind(*given, level=1).select(arrow_schema("region_money").names)).to_pylist()

    assert sorted(tuple(row.values()) for row in rows) == [
        (1, "DED", "HES", 2015, 1, 300.0),
        (1, "DED", "HES", 2016, 1, 200.0),
        (1, "DED", "PRC", 2015, 1, None),
        (1, "DED", "unknown", 2016, 1, 100.0),
    ]


def test_a_build_writes_the_money_of_every_level(dump_lake):
    with dump_lake.open() as frames:
        rows = frames.read("region_money")
        by_kind = money_of_kinds(frames, "DED", 1, YEARS)
        by_year = money_by_year(frames, "DED", 1, until=2019)

    assert {row["level"] for row in rows} == {0, 1, 2}
    assert {row["kind"] for row in rows} <= {"HES", "REC", "PRC", "PUB", "OTH", "unknown"}
    total = sum(row["million_euro"] or 0 for row in by_kind)
    assert total == pytest.approx(sum(row["million_euro"] or 0 for row in by_year))
    assert total > 0


def test_fields_interfaces_and_programme_parts_are_added_up_over_the_years(frames):
    fields = money_by_field(frames, "DED", 1, "saxony", YEARS)
    pairs = money_by_interface(frames, "DED", 1, "saxony", YEARS)
    stored = [
        row for row in frames.read("field_year", level=1, scheme="saxony", region="DED") if 2014 <= row["year"] <= 2019
    ]

    money = [row["million_euro"] or 0.0 for row in fields]
    assert money == sorted(money, reverse=True)
    assert sum(money) == pytest.approx(sum(row["eur_cents"] or 0 for row in stored) / 1e8)
    assert sum(row["projects"] for row in fields) == sum(row["whole"] for row in stored)
    assert 0 < sum(row["million_euro"] or 0 for row in pairs) < sum(money)
    assert set(pairs[0]) == {"field_a", "field_b", "million_euro", "projects"}


def test_every_region_of_a_level_has_the_money_of_its_years(frames):
    rows = money_of_regions(frames, 1, YEARS)
    by_year = money_by_year(frames, "DED", 1, until=2019)

    assert rows["DED"]["million_euro"] == pytest.approx(sum(row["million_euro"] for row in by_year))
    assert rows["DED"]["projects"] == sum(row["projects"] for row in by_year)
    assert (rows["DED"]["people"], rows["DED"]["euro_per_head"]) == (None, None)


def test_per_head_rests_on_people_that_were_loaded(own_lake):
    with own_lake.open() as frames:
        rows = [
            {"source": "people.csv", "region": "DED", "field": "total", "year": year, "measure": name, "value": value}
            for year, name, value in ((2018, "Einwohner", 4.0e6), (2019, "Einwohner", 2.0e6), (2019, "firms", 9.0))
        ]
        pq.write_table(table("activity", rows), frames.folder / "activity.parquet")
    with own_lake.open() as frames:
        found = money_of_regions(frames, 1, YEARS)["DED"]

        assert people_of(frames) == {"DED": 2.0e6}
        assert found["people"] == 2.0e6
        assert found["euro_per_head"] == pytest.approx(found["million_euro"] / 2)


def test_a_version_without_the_table_has_no_kinds(own_lake):
    with own_lake.open() as frames:
        (frames.folder / "region_money.parquet").unlink()
        manifest = (frames.folder / "manifest.json").read_text()
        (frames.folder / "manifest.json").write_text(manifest.replace('"region_money"', '"region_mone"'))
    with own_lake.open() as frames:
        assert money_of_kinds(frames, "DED", 1, YEARS) == []
