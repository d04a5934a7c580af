"""What the columns of a table may mean, and what a page says of its problems."""

import shutil

import pytest
from django.utils import translation

from crossfield.errors import TableMissingError, UnknownNameError
from crossfield.sources.owntable import FORMS
from crossfield.web.evidence.actions.upload import remove_upload, store_upload
from crossfield.web.evidence.queries.upload import (
    COLUMNS,
    mapping_view,
    own_citation,
    problems_listing,
    read_table,
    removed_uploads,
    tables_folder,
)


@pytest.fixture
def ann(make_user):
    return make_user("ann")


def chosen(view):
    return {one.name: one.heading for one in view.choices if one.heading}


def test_columns_are_guessed_with_the_first_rows(ann, make_file):
    view = mapping_view(store_upload(make_file(b"Region;Feld;Wert\nA;x;1\n"), by=ann), ann)

    assert (view.kind, view.remembered) == ("activity", False)
    assert chosen(view) == {"region": "Region", "field": "Feld", "amount": "Wert"}
    assert [one.is_needed for one in view.choices] == [True, True, False, True]
    assert view.preview == [(2, ["A", "x", "1"])]


def test_another_kind_is_guessed_anew(ann, make_file):
    upload = store_upload(make_file(b"Region;Feld;Wert\nA;x;1\n"), by=ann)

    assert chosen(mapping_view(upload, ann, "projects")) == {"region": "Region"}
    with pytest.raises(UnknownNameError, match="cats"):
        mapping_view(upload, ann, "cats")


def test_headings_that_say_nothing_are_asked_for(ann, make_file):
    view = mapping_view(store_upload(make_file(b"x;y\n1;2\n"), by=ann), ann)

    assert (view.kind, chosen(view)) == ("activity", {})


def test_a_table_of_the_same_layout_is_read_in_the_same_way(ann, make_file, make_upload, make_user):
    first = make_upload(ann, b"Region;Feld;Wert\nA;x;1\n")
    first.mapping = {"region": "Feld", "field": "Region", "amount": "Wert"}
    first.save()
    again = store_upload(make_file(b"wert;REGION;feld\n1;A;x\n"), by=ann)
    stranger = make_user("stranger")

    assert mapping_view(again, ann).remembered
    assert mapping_view(first, ann).choices[0].heading == "Feld"
    theirs = store_upload(make_file(b"Region;Feld;Wert\nA;x;1\n"), by=stranger)
    assert chosen(mapping_view(theirs, stranger))["region"] == "Region"


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_column_has_a_meaning_in_words(language):
    with translation.override(language):
        assert {name for columns in FORMS.values() for name in columns} <= set(COLUMNS)
        assert all(str(said) for said in COLUMNS.values())


def test_problems_are_said_in_the_readers_language(ann, make_upload):
    upload = make_upload(ann, b"Region;Feld;Wert\nA;x;viel\nB;x;1;2\n;x;1\n")
    with translation.override("de"):
        listing = problems_listing(upload)

    assert [(row["row"], row["found"], row["expected"], row["kept"]) for row in listing.rows] == [
        (2, "viel", "eine Zahl wie 1234.5 oder 1.234,50", "bleibt, ohne diesen Wert"),
        (3, "mehr Werte als die Kopfzeile", "so viele Werte wie die Kopfzeile", "bleibt, ohne diesen Wert"),
        (4, "", "ein Text", "entfällt"),
    ]


def test_a_table_without_problems_lists_none(ann, make_upload):
    assert problems_listing(make_upload(ann)).rows == []


def test_rows_that_are_gone_are_told(ann, make_upload):
    upload = make_upload(ann)
    shutil.rmtree(tables_folder(upload))

    with pytest.raises(TableMissingError, match=r"table\.csv"):
        read_table(upload, "figures")


def test_a_removed_table_can_be_brought_back_by_its_owner_only(ann, make_upload, make_user):
    upload = make_upload(ann)
    remove_upload(upload, by=ann)

    assert list(removed_uploads(ann)) == [upload]
    assert list(removed_uploads(make_user("colleague", ann.institution))) == []


def test_the_citation_says_that_it_is_no_part_of_the_data(ann, make_upload):
    upload = make_upload(ann)
    with translation.override("en"):
        said = own_citation(upload)

    assert said.startswith("Own table table.csv (4 rows, sent ")
    assert said.endswith("not part of the data version.")
    assert upload.document.sha256[:12] in said
