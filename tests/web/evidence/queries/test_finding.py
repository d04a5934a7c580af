"""Findings that a user may see: narrowed down, in folders, with what their files say about them."""

import io

import pytest
from openpyxl import load_workbook

from crossfield.web.evidence.models import Finding
from crossfield.web.evidence.queries.finding import findings_for, folders_of, listing_of, narrowed
from crossfield.web.evidence.queries.listing import as_file

pytestmark = pytest.mark.django_db


def keep(owner, title, **rest):
    given = {"columns": [{"key": "a", "heading": "Äpfel", "form": "count"}], "rows": [{"a": 1}], "language": "de"}
    given |= {"parameters": {"region": "DED"}, "data_version": "v1", "address": "/", "institution": owner.institution}
    return Finding.objects.create(owner=owner, title=title, **given | rest)


@pytest.fixture
def users(make_user):
    ann = make_user("ann")
    bob = make_user("bob", ann.institution)
    keep(ann, "Money of Saxony", folder="Board")
    keep(ann, "Fields of Bavaria", note="for the board", parameters={"region": "DE2"})
    keep(bob, "Peers", release="institution")
    keep(bob, "Secret peers", folder="Hidden")
    return ann, bob


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({}, {"Money of Saxony", "Fields of Bavaria", "Peers"}),
        ({"q": "money"}, {"Money of Saxony"}),
        ({"q": "BOARD"}, {"Fields of Bavaria"}),
        ({"q": "%"}, set()),
        ({"folder": "Board"}, {"Money of Saxony"}),
        ({"folder": "Hidden"}, set()),
        ({"region": "DE2"}, {"Fields of Bavaria"}),
        ({"whose": "mine"}, {"Money of Saxony", "Fields of Bavaria"}),
        ({"whose": "others"}, {"Peers"}),
        ({"whose": "nobody's"}, {"Money of Saxony", "Fields of Bavaria", "Peers"}),
        ({"q": "secret", "whose": "others"}, set()),
    ],
)
def test_a_list_is_narrowed_among_what_may_be_seen(users, asked, titles):
    ann, _bob = users

    assert {one.title for one in narrowed(findings_for(ann), asked, ann)} == titles


def test_folders_are_ones_own(users):
    ann, bob = users
    keep(ann, "Another", folder="archive")

    assert folders_of(ann) == ["archive", "Board"]
    assert folders_of(bob) == ["Hidden"]


def test_the_workbook_has_a_sheet_on_sources(users):
    ann, _bob = users
    source = {"title": "CORDIS", "producer": "EU", "licence": "CC-BY-4.0", "address": "", "retrieved": "2020"}
    finding = keep(ann, "=1+1", note="why", citation="crossfield, v1", sources=[source])

    book = load_workbook(io.BytesIO(as_file(listing_of(finding), "xlsx")))
    said = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows(min_row=2)}

    assert [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()] == [["Äpfel"], [1]]
    assert book.worksheets[0].freeze_panes == "A2"
    assert said["Title"] == "=1+1"
    assert book.worksheets[1]["B2"].data_type == "s"
    assert said["Source"] == "CORDIS; EU; CC-BY-4.0"
    assert said["What was asked"] == "region: DED"
    assert set(said) == {
        "Title", "Why it matters", "Kept on", "Data version", "What was asked", "Citation", "Source",
    }  # fmt: skip


@pytest.mark.parametrize("asked", ["ÖKOLOGIE", "ökologie", "Ökologie", "über"])
def test_umlauts_are_found_whatever_their_case(make_user, asked):
    ann = make_user("ann")
    kept = [keep(ann, "Ökologie"), keep(ann, "Other", note="ÖKOLOGIE ÜBER alles"), keep(ann, "Okologie uber")]

    expected = kept[1:2] if asked == "über" else kept[:2]
    assert set(narrowed(findings_for(ann), {"q": asked}, ann)) == set(expected)
