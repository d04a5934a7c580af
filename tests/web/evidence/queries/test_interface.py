"""The view of an interface: its row, its names, its years, and a fall that is not called a trend."""

import pytest
from django.utils import translation

from crossfield.errors import UnknownNameError
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.interface import interface_listing, interface_row, interface_view
from crossfield.web.evidence.queries.interfaces import interface_rows
from crossfield.web.evidence.queries.look import interface_looks, strength_answer

PAIR = ("energy", "production")


def view_of(language="de", code="DED", pair=PAIR):
    with translation.override(language):
        return interface_view(current_version(), code, *pair, language)


def test_the_order_of_the_fields_changes_nothing():
    first, second = view_of(), view_of(pair=PAIR[::-1])

    assert (first.pair, first.title, first.answer) == (second.pair, second.title, second.answer)


@pytest.mark.parametrize("language", ["de", "en"])
def test_answer_and_looks_are_those_of_the_row(language):
    view, row = view_of(language), interface_row(current_version(), "DED", PAIR)
    with translation.override(language):
        assert view.answer == strength_answer(row, "Sachsen", view.title, language)
        assert [look.answer for look in view.looks[:3]] == [look.answer for look in interface_looks(row, language)[:3]]


def test_a_row_is_one_of_the_regions():
    row = interface_row(current_version(), "sachsen", PAIR)

    assert row in interface_rows(current_version(), "DED")
    assert (row["field_a"], row["field_b"], row["support"]) == (*PAIR, 5)


@pytest.mark.parametrize(
    ("code", "pair", "kind"),
    [("XX", PAIR, "region"), ("DED", ("energy", "nothing"), "field"), ("DED", ("energy", "energy"), "interface")],
)
def test_what_is_unknown_is_named(code, pair, kind):
    with pytest.raises(UnknownNameError, match=kind):
        interface_row(current_version(), code, pair)


@pytest.mark.parametrize(("language", "word"), [("de", "Abdeckung|Daten"), ("en", "cover the later years less")])
def test_where_coverage_changes_a_fall_is_not_called_a_trend(language, word):
    import re

    assert re.search(word, view_of(language).trend_note)


def test_without_a_joint_project_there_is_no_picture_of_years():
    view = view_of(pair=("health", "microelectronics"))

    assert (view.trend, view.trend_note, view.listings["projects"].rows) == ("", "", [])


@pytest.mark.parametrize("name", ["organisations", "partners", "regions", "projects", "complements", "figures"])
def test_a_table_by_itself_is_that_of_the_page(name):
    whole = view_of().listings[name]
    with translation.override("de"):
        alone = interface_listing(current_version(), "DED", PAIR[::-1], name, "de")

    assert (alone.name, alone.caption, alone.citation) == (whole.name, whole.caption, whole.citation)
    assert (alone.rows, alone.columns) == (whole.rows, whole.columns)


def test_a_table_that_the_page_has_not_is_none_and_an_unknown_field_is_named():
    assert interface_listing(current_version(), "DED", PAIR, "members", "de") is None
    with pytest.raises(UnknownNameError, match="field"):
        interface_listing(current_version(), "DED", ("energy", "nothing"), "regions", "de")
