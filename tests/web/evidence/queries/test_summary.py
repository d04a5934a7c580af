"""A region in plain words: no comparing word where every range holds 1, and no number that is in no table."""

import re

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossfield.charts.words import number
from crossfield.web.evidence.queries.data import current_version, own_settings
from crossfield.web.evidence.queries.region import region_view, regions_with_figures
from crossfield.web.evidence.queries.summary import region_summary

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
COMPARING = {
    "de": re.compile(r"\b(stärker|schwächer|höher|niedriger|besser|am \w+sten|führend|Spitze|mehr als|weniger als)\b"),
    "en": re.compile(r"\b(stronger|weaker|higher|lower|better|best|most|least|leading|more than|less than)\b"),
}
bound = st.floats(0.01, 20).map(lambda x: round(x, 2))


@st.composite
def fields(draw):
    rows = []
    for title in draw(st.lists(st.sampled_from("ABCDEF"), unique=True, max_size=6)):
        low, middle, high = sorted(draw(st.tuples(bound, bound, bound)))
        has = draw(st.booleans())
        figures = (middle, low, high) if has else (None, None, None)
        rows.append({"title": f"Field{title}", **dict(zip(("value", "low", "high"), figures, strict=True))})
    return rows


compared = st.lists(
    st.fixed_dictionaries({"projects": st.integers(0, 900), "million_euro": st.none() | bound}), max_size=1
)


@PATIENT
@given(fields(), compared, st.sampled_from(["de", "en"]))
def test_no_comparing_word_where_every_range_holds_one(rows, money, language):
    with translation.override(language):
        said = " ".join(region_summary("Region", rows, money, [], language))
    sure = [row for row in rows if row["value"] is not None and (row["low"] > 1 or row["high"] < 1)]

    assert bool(COMPARING[language].search(said)) == bool(sure)
    assert set(re.findall(r"Field\w", said)) == {row["title"] for row in sure}


@PATIENT
@given(fields(), compared, st.sampled_from(["de", "en"]))
def test_every_number_is_in_the_tables_or_counts_their_rows(rows, money, language):
    with translation.override(language):
        said = " ".join(region_summary("Region", rows, money, [], language))
    known = {number(row["projects"], language, 0) for row in money}
    known |= {number(row["million_euro"], language) for row in money if row["million_euro"] is not None}
    known |= {str(count) for count in range(len(rows) + 1)}

    assert set(re.findall(r"\d[\d.,]*\d|\d", said)) <= known


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_region_has_its_size_its_fields_and_regions_like_it(language):
    with translation.override(language):
        view = region_view(current_version(), "DED", language)

    assert len(view.summary) == 5
    assert "288" in view.summary[0]
    assert view.summary[-1].count(",") == 2


@pytest.mark.slow
def test_sentences_of_every_region_keep_to_their_figures():
    with translation.override("de"):
        for place in regions_with_figures(current_version(), own_settings().scheme)[::12]:
            view = region_view(current_version(), place["region"], "de")
            rows = [row for row in view.listings["fields"].rows if row["value"] is not None]
            said = " ".join(view.summary)
            sure = any(row["low"] is not None and (row["low"] > 1 or row["high"] < 1) for row in rows)
            assert bool(COMPARING["de"].search(said)) == sure, (place["region"], said)
