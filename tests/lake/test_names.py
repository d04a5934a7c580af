"""Names in a form in which spellings meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.lake.names import mended, parse_name, plain_words

SAME = (
    ("TECHNISCHE UNIVERSITAET DRESDEN", "TU Dresden"),
    ("Technische Universität Dresden", "Dresden University of Technology"),
    ("POLITECHNIKA WARSZAWSKA", "Warsaw University of Technology"),
    ("UNIVERSITA DEGLI STUDI DI MILANO", "University of Milan"),
    ("Charles University in Prague", "Charles University (Praha)"),
    ("Example Gesellschaft mit beschränkter Haftung", "EXAMPLE GMBH"),
    ("Example Sp. z o.o.", "EXAMPLE SPOLKA Z OGRANICZONA ODPOWIEDZIALNOSCIA"),
    ("EXAMPLE (Ltd)", "Example Limited"),
    ("Forschungszentrum Jülich GmbH", "Jülich Research Centre"),
    ("Fundación Ejemplo", "Ejemplo Foundation"),
    ("Industrie- und Handelskammer Chemnitz", "IHK Chemnitz"),
    ("Univeristät Leipzig", "University of Leipzig"),
    ("Εθνικό και Καποδιστριακό Πανεπιστήμιο Αθηνών", "ETHNIKO KAI KAPODISTRIAKO PANEPISTIMIO ATHINON"),
    ("Университет Белград", "UNIVERSITY OF BELGRADE"),
)
DIFFERENT = (
    ("TU Dresden", "TU Berlin"),
    ("Universitätsklinikum Dresden", "Universität Dresden"),
    ("Hochschule Zittau", "Universität Zittau"),
    ("Bath Spa University", "University of Bath"),
    ("AM Technology Limited", "Q Technologies Ltd"),
    ("Université Paris 7", "Université Paris 8"),
    ("Example Works 2 GmbH", "Example Works GmbH"),
    ("BIO-ON SPA", "BIO-PRO SRL"),
)


@pytest.mark.parametrize(("left", "right"), SAME)
def test_names_of_one_organisation_have_one_key(left, right):
    assert parse_name(left).key == parse_name(right).key


@pytest.mark.parametrize(("left", "right"), DIFFERENT)
def test_names_of_two_organisations_have_two(left, right):
    assert parse_name(left).key != parse_name(right).key


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Example GmbH & Co. KG", "kg"),
        ("Example G.m.b.H.", "gmbh"),
        ("EXAMPLE S.P.A.", "spa"),
        ("Danfoss A/S", "as"),
        ("Example SA (EX)", "sa"),
        ("Example", ""),
        ("GmbH", ""),
        ("AS Watson", ""),
        ("Bath Spa University", ""),
        ("Example Limited Services", "ltd"),
    ],
)
def test_the_legal_form_is_told_where_it_is_one(text, form):
    assert parse_name(text).form == form


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Institut für Werkstoffe", ("institute", "material")),
        ("Forschungsgesellschaft Müller mbH", ("research", "society", "muller")),
        ("Werkstoffzentrum", ("werkstoff", "centre")),
        ("Universität Universität", ("university",)),
        ("Technical University of Example", ("technical_university", "example")),
        ("Example, Technische Universität", ("example", "technical_university")),
        ("University of Technology, University of Example", ("technical_university", "example")),
        ("The And", ("the", "and")),
        ("GmbH", ("gmbh",)),
        ("L'Oréal", ("l", "oreal")),
        ("3 M Deutschland", ("3", "m", "deutschland")),
        ("Example Works 2 GmbH", ("example", "works", "2")),
        ("Example x Works", ("example", "works")),
        ("***", ()),
    ],
)
def test_words_are_meanings_in_their_order(text, words):
    assert parse_name(text).words == words


def test_initials_are_what_an_acronym_may_stand_for():
    assert parse_name("Centre National de la Recherche Scientifique").initials == {"cnrs", "cndlrs"}
    assert parse_name("Two Words").initials == frozenset()


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("univeristat", "universitat"),
        ("univesitat", "universitat"),
        ("unniversitat", "universitat"),
        ("univorsitat", "universitat"),
        ("universitat", "universitat"),
        ("uxxversitat", "uxxversitat"),
        ("zug", "zug"),
        ("responsabilita", "responsabilita"),
    ],
)
def test_one_slip_in_a_long_known_word_is_mended(word, known):
    assert mended(word) == known


@given(st.text())
def test_any_text_has_a_name_and_reading_it_again_changes_nothing(text):
    name = parse_name(text)
    assert name == parse_name(text)
    assert len(set(name.words)) == len(name.words)
    assert name.key == " ".join(sorted(name.words))


@given(
    st.lists(st.sampled_from(["Example", "Müller", "Research", "Dresden", "Systeme"]), min_size=2, unique=True),
    st.randoms(),
)
def test_the_order_of_words_does_not_matter_to_the_key(words, chance):
    other = [*words]
    chance.shuffle(other)
    assert parse_name(" ".join(words)).key == parse_name(" ".join(other)).key


def test_dotted_and_slashed_letters_are_one_word():
    assert plain_words("A.B.C. Example A/S s.r.o.") == ["abc", "example", "as", "sro"]
