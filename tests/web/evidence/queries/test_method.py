"""How figures are made: every indicator has its texts in both languages, and no text is without a figure."""

import re

import pytest

from crossfield.errors import UnknownNameError
from crossfield.indicators import INDICATORS
from crossfield.web.evidence.queries.method import BUILT, GROUPS, INDICATOR_OF, method, methods, told_methods

CODES = [code for group in GROUPS.values() for code in group]


def test_every_indicator_is_explained_once():
    explained = [INDICATOR_OF.get(code, code) for code in CODES if code not in BUILT]

    assert {one.name for one in INDICATORS} == set(explained)
    assert len(CODES) == len(set(CODES))
    assert set(told_methods()) == set(CODES)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("code", CODES)
def test_a_figure_has_a_name_how_it_is_made_and_how_it_is_read(code, language):
    told = told_methods()[code]
    found = method(code, language)

    assert set(told) == {"de", "en"}
    assert set(told[language]) == {"title", "how", "read"}
    assert found.title
    assert found.how.endswith(".")
    assert found.read.endswith(".")
    assert not re.search(r"\b(the|and)\b" if language == "de" else r"\b(der|die|und)\b", f"{found.how} {found.read}")


def test_no_two_figures_have_one_name():
    for language in ("de", "en"):
        titles = [told[language]["title"] for told in told_methods().values()]
        assert len(titles) == len(set(titles))


def test_a_figure_has_the_formula_and_the_paper_of_its_code():
    found = method("growth", "de")

    assert found.formula.startswith("G_{rf} =")
    assert "Brown, Cai & DasGupta (2001)" in found.source
    assert not found.is_own_table
    assert method("location-quotient-raw", "de").is_own_table
    assert "DuMouchel" in method("strength", "en").source
    assert (method("gap", "en").formula, method("gap", "en").source) == ("", "")


def test_figures_stand_in_their_groups():
    groups = methods("en")

    assert [len(found) for _heading, found in groups] == [len(codes) for codes in GROUPS.values()]
    assert groups[0][1][0].title == "Strength of an interface"


def test_an_unknown_figure_names_the_closest():
    with pytest.raises(UnknownNameError) as error:
        method("strenght", "en")

    assert error.value.closest[0] == "strength"
