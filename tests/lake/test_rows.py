"""Rows by their key are those of the table, and those of organisations are read once for all who ask."""

import pyarrow as pa
import pytest

from crossfield.errors import TableMissingError
from crossfield.lake.rows import ORGANISATION, KeyedRows, organisation_rows
from crossfield.lake.store import Frames, Lake

ROWS = [{"region": "DED2", "level": 2}, {"region": "DED4", "level": None}, {"region": "DED", "level": 1}]


def test_rows_come_in_the_order_of_the_table_each_by_its_key():
    rows = KeyedRows(pa.Table.from_pylist(ROWS), "region")
    assert (list(rows.values()), list(rows), len(rows)) == (ROWS, ["DED2", "DED4", "DED"], 3)
    assert ("DED" in rows, "DE" in rows) == (True, False)
    with pytest.raises(KeyError):
        rows["DE"]


def test_organisations_are_read_once_for_all_who_ask():
    with Lake().open() as frames, Lake().open() as others:
        found = organisation_rows(frames)
        assert found is organisation_rows(others)
        assert list(found.values()) == frames.read("organisation", ORGANISATION)


def test_a_version_without_organisations_says_so(tmp_path):
    with Lake().open() as starter:
        frames = Frames(tmp_path, starter.manifest)
    with pytest.raises(TableMissingError):
        organisation_rows(frames)
