"""One sheet of paper: three sentences from the figures of the page, a short table, and what it rests on."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from crossfield.charts.words import number
from crossfield.web.evidence.models import Finding
from crossfield.web.evidence.queries.changes import ChangesView
from crossfield.web.evidence.queries.compare import CompareView
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.interface import interface_view
from crossfield.web.evidence.queries.interfaces import interfaces_view
from crossfield.web.evidence.queries.listing import Column, Listing
from crossfield.web.evidence.queries.region import region_view
from crossfield.web.evidence.queries.sheet import (
    ON_PAPER,
    _new_partner,
    changes_sheet,
    compare_sheet,
    finding_sheet,
    interface_sheet,
    interfaces_sheet,
    region_sheet,
    short,
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
    assert sheet.listing.rows == view.listings["partners"].rows[:3]
    assert (sheet.back, sheet.citation) == (f"/{language}/interface/DED/energy/production/", view.citation)
    assert sheet.today == timezone.localdate()


def partners(view, rows):
    return replace(view, listings=view.listings | {"partners": replace(view.listings["partners"], rows=rows)})


NEW = {"name": "Beispiel AG", "region": "AT13", "place": "Wien (AT13)", "joint": 2, "known": 0}
NEW |= {"through": "TU Beispiel", "known_by": "Hier GmbH"}
BY_WHOM = "TU Beispiel hat mit ihr und mit Hier GmbH in Sachsen zusammengearbeitet und könnte den Kontakt herstellen."
IN_QUESTION = (
    "Neu als Partner käme Beispiel AG, Wien (AT13), Österreich, in Frage: Diese Organisation hat Projekte, die beide "
    "Felder verbinden (2), und in diesen Daten, die gemeinsame Arbeit ab zwei Projekten nennen, keines gemeinsam mit "
    "Sachsen."
)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [NEW],
            f"{IN_QUESTION} {BY_WHOM}",
        ),
        ([NEW | {"known": 3, "name": "Bekannt AG"}, NEW | {"through": ""}], IN_QUESTION),
    ],
)
def test_a_new_partner_is_told_with_the_way_there(rows, said):
    with translation.override("de"):
        assert _new_partner(partners(interface(), rows)) == said


def test_data_of_ones_own_list_all_joint_work():
    with translation.override("en"):
        said = _new_partner(replace(partners(interface("en"), [NEW | {"known_by": None}]), is_reduced=False))
    assert said == (
        "A new partner could be Beispiel AG, Wien (AT13), Austria: it has projects that join both fields (2), and none "
        "in these data together with Sachsen. TU Beispiel has worked with both sides and could introduce them."
    )


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
        sheet = interfaces_sheet(current_version(), view, language, f"?shows={shows}")

    assert sheet.picture_address == f"/{language}/interfaces/DED/picture/?shows={shows}"
    assert (sheet.title, sheet.sentences[0], len(sheet.listing.rows)) == (view.question, view.answer, 3)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("shows", ["strength", "potential", "gap"])
def test_no_sentence_stands_twice_on_a_sheet(language, shows):
    with translation.override(language):
        view = interfaces_view(current_version(), "DED", shows, language)
        sentences = interfaces_sheet(current_version(), view, language, "").sentences

    assert len(sentences) == len(set(sentences)) == 3


def kept(**rest):
    """A finding as it was kept, not in the database."""
    given = {
        "public_id": "2222222222222222", "title": "Money", "language": "en", "answer": "", "note": "", "folder": "",
        "columns": [{"key": "a", "heading": "A", "form": "count"}], "rows": [{"a": number} for number in range(12)],
        "parameters": {}, "data_version": "v1", "citation": "cited", "chart": None,
        "created": dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC),
    }  # fmt: skip
    return Finding(**given | rest)


@pytest.mark.parametrize(
    ("language", "day"),
    [
        ("de", "Festgehalten am 1. März 2026; Datenstand v1."),
        ("en", "Kept on March 1, 2026; data version v1."),
    ],
)
@pytest.mark.parametrize(
    ("known", "said"),
    [({}, []), ({"answer": "So."}, ["So."]), ({"answer": "So.", "note": "For us"}, ["So.", "For us"])],
)
def test_a_finding_on_paper_says_when_it_was_kept(language, day, known, said):
    with translation.override(language):
        sheet = finding_sheet(kept(**known))

    assert sheet.sentences == [*said, day]
    assert (sheet.back, sheet.picture, sheet.picture_address) == (f"/{language}/findings/2222222222222222/", "", "")
    assert sheet.listing.rows == [{"a": number} for number in range(ON_PAPER)]


def test_a_finding_with_a_drawing_has_its_picture_and_one_by_years_its_columns():
    years = [{"key": "y", "heading": "Year", "form": "year"}, {"key": "n", "heading": "<b>", "form": "number"}]
    rows = [{"y": 2018, "n": 1.5}, {"y": None, "n": 9.0}, {"y": 2019, "n": None}, {"y": 2020, "n": 2}]
    with translation.override("en"):
        drawn = finding_sheet(kept(chart={"kind": "drawing"}))
        columns = finding_sheet(kept(columns=years, rows=rows, chart={"kind": "years", "x": "y", "y": "n"}))

    assert (drawn.picture_address, drawn.picture) == ("/en/findings/2222222222222222/picture.svg?inline=1", "")
    assert re.findall(r"<text[^>]*>([\d.]+)</text>", columns.picture) == ["1.5", "2018", "0.0", "2019", "2.0", "2020"]
    assert 'aria-label="&lt;b&gt;"' in columns.picture


def money_listing(*amounts):
    rows = [{"label": f"R{place}", "million_euro": amount} for place, amount in enumerate(amounts)]
    return Listing("money", "Money", (Column("label", "Region"),), rows)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("One sentence.", ["One sentence."]),
        ("They differ. Light: A certainly above B.", ["They differ.", "Light: A certainly above B."]),
        ("One. Two. Three.", ["One.", "Two. Three."]),
    ],
)
def test_compared_regions_on_paper_end_with_their_money(answer, said):
    places = [{"region": "DED", "label": "Sachsen"}, {"region": "DE2", "label": "Bayern"}]
    fields = Listing("fields", "Fields", (Column("a", "A"),), [{"a": number} for number in range(9)])
    listings = {"fields": fields, "money": money_listing(1234.5, None)}
    view = CompareView(places, "How?", answer, is_mixed=False, listings=listings, citation="cited")
    with translation.override("en"):
        sheet = compare_sheet(view, "en")

    money = "EU contributions in the window, million euro: R0 1,234.50; R1 –."
    assert sheet.sentences == [*said, money]
    assert (sheet.title, sheet.place, sheet.back) == ("How?", "Sachsen, Bayern", "/en/compare/DED,DE2/")
    assert len(sheet.listing.rows) == 6


@given(st.integers(0, 40), st.integers(1, 40))
def test_a_short_table_is_the_beginning_of_the_long_one(rows, room):
    listing = Listing("t", "T", (Column("a", "A"),), [{"a": number} for number in range(rows)], "cited", at_first=3)
    cut = short(listing, room)

    assert cut.rows == listing.rows[:room]
    assert (cut.rest, cut.citation, cut.columns) == ([], "cited", listing.columns)
    assert len(listing.rows) == rows


HERE = {"name": "Hier GmbH", "joint": 3}


def at(partners_rows, here):
    view = partners(interface("en"), partners_rows)
    listing = replace(view.listings["organisations"], rows=here)
    return replace(view, listings=view.listings | {"organisations": listing})


@pytest.mark.parametrize(
    ("rows", "here", "step"),
    [
        (
            [NEW],
            [HERE],
            (
                "Begin with Hier GmbH, which has worked with TU Beispiel. "
                "Ask TU Beispiel for an introduction to Beispiel AG."
            ),
        ),
        ([NEW | {"known_by": ""}], [HERE], "Ask TU Beispiel for an introduction to Beispiel AG."),
        (
            [NEW | {"through": ""}],
            [HERE],
            "Talk to Hier GmbH, which is active in both fields here, and write to Beispiel AG together.",
        ),
        ([NEW | {"known": 2}], [HERE], "Talk to Hier GmbH, which is active in both fields here."),
        ([NEW | {"through": ""}], [], ""),
        ([], [], ""),
    ],
)
def test_paper_says_whom_to_turn_to(rows, here, step):
    with translation.override("en"):
        assert interface_sheet(at(rows, here)).step == step


@pytest.mark.parametrize(
    ("here", "said"),
    [
        ([], ""),
        ([HERE | {"joint": 0}], " Active in both fields here: Hier GmbH."),
        ([HERE], " Active in both fields here, with the number of projects that join them: Hier GmbH (3)."),
        (
            [HERE, HERE | {"name": "B", "joint": 0}, HERE, HERE],
            " Active in both fields here, with the number of projects that join them: Hier GmbH (3), B, Hier GmbH (3).",
        ),
    ],
)
def test_paper_names_the_organisations_of_the_region(here, said):
    with translation.override("en"):
        view = at([NEW], here)
        bridges = next(look.answer for look in view.looks if look.name == "bridges")

        assert interface_sheet(view).sentences[2] == f"{bridges}{said}"


@pytest.mark.parametrize(
    ("answer", "said"),
    [("As before.", ["As before."]), ("More. First stands A. Sure.", ["More.", "First stands A. Sure."])],
)
def test_a_change_on_paper_says_what_is_not_certain(answer, said):
    rows = [{"a": number} for number in range(20)]
    listings = {"interfaces": Listing("interfaces", "I", (Column("a", "A"),), rows)}
    view = ChangesView({"region": "DED", "label": "Sachsen"}, "What?", answer, "v1", "v2", listings, "cited")
    with translation.override("en"):
        sheet = changes_sheet(view, "?region=DED")

    assert sheet.sentences == [*said, "Where the ranges before and now overlap, the change is not certain."]
    assert (sheet.back, len(sheet.listing.rows)) == ("/en/data/changes/?region=DED", ON_PAPER)
