import csv

import pytest

from crossfield.sources.sciences import euroscivoc_fields
from crossfield.tables import TABLES


def test_rows_fit_the_table_field():
    names = {"definition_en", "definition_de", "title_de"}
    for row in euroscivoc_fields():
        assert row.keys() | names == set(TABLES["field"].names)
        assert (row["scheme"], row["kind"]) == ("euroscivoc", "science")
        assert row["title_en"]


def test_every_code_lies_below_its_parent():
    rows = {row["field"]: row for row in euroscivoc_fields()}
    assert len(rows) == len(euroscivoc_fields())
    for code, row in rows.items():
        assert row["level"] == code.count("/")
        assert row["parent"] == (code.rpartition("/")[0] or None)
        assert row["parent"] is None or row["parent"] in rows


def test_positions_follow_the_codes():
    assert [row["position"] for row in euroscivoc_fields()] == list(range(len(euroscivoc_fields())))
    codes = [row["field"] for row in euroscivoc_fields()]
    assert codes == sorted(codes)


def test_the_top_is_the_six_sciences():
    assert {row["title_en"] for row in euroscivoc_fields() if row["level"] == 1} == {
        "natural sciences",
        "engineering and technology",
        "medical and health sciences",
        "agricultural sciences",
        "social sciences",
        "humanities",
    }


@pytest.mark.shared
def test_the_facts_are_the_whole_tree(shared):
    with (shared / "data" / "euroscivoc_tree.csv").open(encoding="utf-8-sig", newline="") as file:
        tree = {row["codePath"]: row["title"] for row in csv.DictReader(file)}
    assert {row["field"]: row["title_en"] for row in euroscivoc_fields()} == tree
