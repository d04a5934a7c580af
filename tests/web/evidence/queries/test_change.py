"""Change of a region's fields: said only where its range excludes 0 and the data allow it."""

import re

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossfield.charts.words import number
from crossfield.lake.delivery import arrow_schema
from crossfield.web.evidence.queries.change import PARTS, change_answer, change_listing, change_rows

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
YEARS = (2014, 2019)
TITLES = {name: f"Field {name}" for name in "abcd"}


def row(field, value, low, high, note=None):
    return {"field": field, "value": value, "low": low, "high": high, "support": 3, "note": note} | dict.fromkeys(PARTS)


def test_growth_and_its_parts_are_the_stored_ones(own_lake):
    keys = {"level": 1, "scheme": "saxony", "region": "DED", "year_from": 2014, "year_to": 2019}
    told = [("growth", "value", "a", 0.5), ("growth", "value", "b", None)]
    told += [("shift-share", part, "a", value) for part, value in zip(PARTS, (1.0, 2.0, -0.5, 2.5), strict=True)]
    rows = [
        keys
        | {"indicator": name, "part": part, "about": about, "value": value, "low": value, "high": value, "support": 7}
        for name, part, about, value in told
    ]
    with own_lake.open() as frames:
        table = pa.Table.from_pylist(rows, schema=arrow_schema("region_figure"))
        pq.write_table(table, frames.folder / "region_figure.parquet")
    with own_lake.open() as frames:
        found = change_rows(frames, "DED", 1, "saxony")

    assert [(one["field"], one["value"]) for one in found] == [("a", 50.0), ("b", None)]
    assert [found[0][part] for part in PARTS] == [1.0, 2.0, -0.5, 2.5]
    assert change_listing(found, TITLES, "c").rows[0]["title"] == "Field a"


def test_without_figures_of_regions_there_is_no_change():
    assert change_rows({}, "DED", 1, "saxony") == []
    assert "holds no growth" in change_answer([], TITLES, YEARS, "en")


def test_where_coverage_changed_nothing_is_said_of_change():
    with translation.override("de"):
        said = change_answer([row("a", None, None, None, "coverage changed")], TITLES, YEARS, "de")

    assert "2014–2016 und 2017–2019" in said
    assert "Abdeckung hat sich verändert" in said
    assert "Field a" not in said


bound = st.floats(-100, 300).map(round)


@PATIENT
@given(st.lists(st.tuples(bound, bound, bound).map(sorted), min_size=1, max_size=4), st.sampled_from(["de", "en"]))
def test_a_field_is_named_only_where_its_range_excludes_no_change(ranges, language):
    rows = [row(name, middle, low, high) for name, (low, middle, high) in zip("abcd", ranges, strict=False)]
    with translation.override(language):
        said = change_answer(rows, TITLES, YEARS, language)
    named = set(re.findall(r"Field (\w)", said))
    up, down = {"de": ("Sicher gewachsen", "Sicher geschrumpft"), "en": ("Certainly grew", "Certainly shrank")}[
        language
    ]

    assert named == {one["field"] for one in rows if one["low"] > 0 or one["high"] < 0}
    assert (up in said) == any(one["low"] > 0 for one in rows)
    assert (down in said) == any(one["high"] < 0 for one in rows)
    known = {number(one[key], language, 0, signed=key == "value") for one in rows for key in ("value", "low", "high")}
    assert set(re.findall(r"[+−]?\d+(?= %)", said)) <= known


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_sentence_ends_with_where_the_data_end(language):
    with translation.override(language):
        said = change_answer([row("a", 10.0, -20.0, 50.0)], TITLES, YEARS, language)

    assert "2019" in said.rsplit(".", 2)[1]
