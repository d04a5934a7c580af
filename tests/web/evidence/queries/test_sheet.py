"""One sheet of paper: three sentences from the figures of the page, a short table, and what it rests on."""

import re
from dataclasses import replace

import pytest
from django.utils import timezone, translation

from crossfield.charts.words import number
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.interface import interface_view
from crossfield.web.evidence.queries.interfaces import interfaces_view
from crossfield.web.evidence.queries.region import region_view
from crossfield.web.evidence.queries.sheet import (
    ON_PAPER,
    _new_partner,
    interface_sheet,
    interfaces_sheet,
    region_sheet,
)


def interface(language="de"):
    return interface_view(current_version(), "DED", "energy", "production", language)


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_sheet_of_an_interface(language):
    with translation.override(language):
        view = interface(language)
        sheet = interface_sheet(view)

    assert (sheet.title, sheet.place) == (view.title, "Sachsen · 2014–2019")
    assert sheet.sentences[0] == view.answer
    assert sheet.listing.rows == view.listings["partners"].rows[:6]
    assert (sheet.back, sheet.citation) == (f"/{language}/interface/DED/energy/production/", view.citation)
    assert sheet.today == timezone.localdate()


def partners(view, rows):
    return replace(view, listings=view.listings | {"partners": replace(view.listings["partners"], rows=rows)})


NEW = {"name": "Beispiel AG", "place": "Wien (AT13)", "joint": 2, "through": "TU Beispiel", "known": 0}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [NEW],
            (
                "Neu als Partner käme Beispiel AG in Frage, Wien (AT13): Projekte mit beiden Feldern: 2; der Weg "
                "dorthin führt über TU Beispiel."
            ),
        ),
        (
            [NEW | {"known": 3, "name": "Bekannt AG"}, NEW | {"through": ""}],
            "Neu als Partner käme Beispiel AG in Frage, Wien (AT13): Projekte mit beiden Feldern: 2.",
        ),
    ],
)
def test_a_new_partner_is_told_with_the_way_there(rows, said):
    with translation.override("de"):
        assert _new_partner(partners(interface(), rows)) == said


@pytest.mark.parametrize("rows", [[], [NEW | {"known": 1}]])
def test_without_a_new_partner_that_is_said(rows):
    with translation.override("en"):
        assert _new_partner(partners(interface("en"), rows)) == (
            "Every organisation that is listed in both fields elsewhere in Europe is known already."
        )


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_sheet_of_a_region_adds_up(language):
    with translation.override(language):
        view = region_view(current_version(), "DED", language)
        sheet = region_sheet(view, language)
    total = sum(row["million_euro"] for row in view.listings["money"].rows)

    assert len(sheet.sentences) == 3
    assert number(total, language, 1) in sheet.sentences[2]
    assert re.findall(r"\((\d+)\)", sheet.sentences[1]) == [
        str(row["projects"]) for row in view.listings["organisations"].rows[:3]
    ]
    assert len(sheet.listing.rows) == min(ON_PAPER, len(view.listings["fields"].rows))


def test_a_region_without_organisations_and_money_has_one_sentence():
    with translation.override("de"):
        view = region_view(current_version(), "DED", "de")
        bare = {name: replace(listing, rows=[]) for name, listing in view.listings.items()}
        sheet = region_sheet(replace(view, listings=bare), "de")

    assert sheet.sentences == [view.answer]


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("shows", ["strength", "gap"])
def test_a_sheet_of_the_map_has_the_picture_of_what_it_shows(language, shows):
    with translation.override(language):
        view = interfaces_view(current_version(), "DED", shows, language)
        sheet = interfaces_sheet(current_version(), view, language)

    assert sheet.picture_address == f"/{language}/interfaces/DED/picture/?shows={shows}"
    assert (sheet.title, sheet.sentences[0], len(sheet.listing.rows)) == (view.question, view.answer, 5)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("shows", ["strength", "potential", "gap"])
def test_no_sentence_stands_twice_on_a_sheet(language, shows):
    with translation.override(language):
        view = interfaces_view(current_version(), "DED", shows, language)
        sentences = interfaces_sheet(current_version(), view, language).sentences

    assert len(sentences) == len(set(sentences)) == 3
