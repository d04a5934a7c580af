"""Filling the search table: only what changed is written, whole kinds or one thing, with the rights of the thing."""

import pytest

from crossfield.web.accounts.actions.search import Text, keep_texts, keep_texts_of, note_state, texts_of
from crossfield.web.accounts.models import Document, SearchEntry, SearchGram, SearchState

pytestmark = pytest.mark.django_db


def test_a_whole_kind_becomes_what_is_given():
    first = [Text("region", "DED", "Sachsen"), Text("region", "DE2", "Bayern")]

    assert keep_texts(["region"], first) == 2
    assert keep_texts(["region"], first) == 0
    assert keep_texts(["region"], [Text("region", "DED", "Sachsen", detail="DED")]) == 2
    assert list(SearchEntry.objects.values_list("text", "detail", "folded")) == [("Sachsen", "DED", "sachsen")]
    assert set(SearchGram.objects.values_list("gram", flat=True)) == {" sa", "sac", "ach", "chs", "hse", "sen", "en "}


def test_other_kinds_and_things_are_left_alone():
    keep_texts(["region", "field"], [Text("region", "DED", "Sachsen"), Text("field", "s:x", "Energie")])
    keep_texts(["region"], [])
    keep_texts_of("field", "s:y", [Text("field", "s:y", "Umwelt")])
    keep_texts_of("field", "s:x", [])

    assert list(SearchEntry.objects.values_list("text", flat=True)) == ["Umwelt"]


def test_a_text_without_letters_is_no_entry():
    assert keep_texts(["region"], [Text("region", "X", "×"), Text("region", "Y", "")]) == 0


def test_a_long_text_is_cut_for_the_index():
    keep_texts(["finding"], [Text("finding", "1", "wort " * 200)])

    assert len(SearchEntry.objects.get().text) == 400
    assert keep_texts(["finding"], [Text("finding", "1", "wort " * 200)]) == 0


def test_more_than_fits_in_one_go_is_written_in_several():
    assert keep_texts(["region"], [Text("region", str(number), f"Ort {number}") for number in range(2500)]) == 2500
    assert keep_texts(["region"], []) == 2500
    assert SearchGram.objects.count() == 0


def test_texts_of_a_thing_have_its_rights(make_user):
    user = make_user("ann")
    thing = Document(owner=user, institution=user.institution, release="partners")
    nobodys = Document(release="public")

    (text,) = texts_of(thing, "document", "abc", [Text("", "", "Angebot")])
    (other,) = texts_of(nobodys, "document", "abd", [Text("", "", "Angebot")])

    assert (text.kind, text.public_id, text.owner) == ("document", "abc", user.public_id)
    assert (text.institution, text.release) == (user.institution_id, "partners")
    assert (other.owner, other.institution, other.release) == ("", None, "public")


def test_the_state_of_an_origin_is_kept_once():
    note_state("evidence", "1:a")
    note_state("evidence", "1:b")

    assert [str(state) for state in SearchState.objects.all()] == ["evidence: 1:b"]
