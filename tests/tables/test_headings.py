import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.errors import SchemaError, UnknownNameError
from crossfield.tables.headings import choose_headings, fold, match_headings, split_heading

NAMES = {"name": ("name", "cluster"), "members": ("members", "mitglieder"), "year": ("year", "jahr")}


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Gründung", "gruendung"),
        ("GRU\u0308NDUNG", "gruendung"),
        ("Straße", "strasse"),
        ("members_as-of (%)", "members as of"),
        ("Ærø", "aero"),
        ("Κρήτη", "κρητη"),
        (" \t…", ""),
    ],
)
def test_spellings_meet(text, folded):
    assert fold(text) == folded


def test_the_synonym_that_stands_first_wins_whatever_the_order_of_the_headings():
    assert match_headings(["Cluster", "NAME"], NAMES)["name"] == "NAME"
    assert match_headings(["Mitglieder", "Members"], NAMES)["members"] == "Members"


def test_an_exact_heading_wins_over_one_that_holds_the_word():
    headings = ["Name of the contact", "cluster", "Anzahl Mitglieder"]
    assert match_headings(headings, NAMES) == {"name": "cluster", "members": "Anzahl Mitglieder", "year": None}


def test_a_heading_that_only_holds_the_word_is_not_taken_strictly():
    assert match_headings(["Anzahl Mitglieder"], NAMES, loosely=False) == dict.fromkeys(NAMES)


def test_part_of_a_word_is_no_word():
    assert match_headings(["Dateiname"], NAMES)["name"] is None


def test_no_heading_is_taken_twice():
    synonyms = {"members": ("mitglieder",), "as_of": ("mitglieder stand", "stand", "mitglieder")}
    assert match_headings(["Mitglieder"], synonyms) == {"members": "Mitglieder", "as_of": None}


@given(st.lists(st.sampled_from(["Name", "Cluster", "Mitglieder", "Jahr", "Land", ""]), unique=True))
def test_a_guess_is_among_the_headings(headings):
    found = [heading for heading in match_headings(headings, NAMES).values() if heading]
    assert set(found) <= set(headings)
    assert len(found) == len(set(found))


def test_what_is_given_goes_before_the_guess():
    found = choose_headings(["Name", "Titel", "Jahr"], NAMES, {"name": "Titel"}, file="a.csv")
    assert found == {"name": "Titel", "members": None, "year": "Jahr"}


def test_a_given_column_that_does_not_exist_is_refused_with_the_closest():
    with pytest.raises(UnknownNameError, match=r"Unknown column: 'member'\. Did you mean members\?"):
        choose_headings(["Name"], NAMES, {"member": "Name"}, file="a.csv")


def test_a_given_heading_that_is_not_there_is_refused_with_what_was_found():
    with pytest.raises(SchemaError, match=r"a\.csv has no column 'Title' for name; found Name, Jahr\."):
        choose_headings(["Name", "Jahr"], NAMES, {"name": "Title"}, file="a.csv")


@pytest.mark.parametrize(
    ("line", "sign", "headings"),
    [
        ("name,jahr", ",", ["name", "jahr"]),
        ("name;jahr;a,b,c,d", ";", ["name", "jahr", "a,b,c,d"]),
        ("name \t jahr", "\t", ["name", "jahr"]),
        ("name|jahr", "|", ["name", "jahr"]),
        ('"name; long",jahr', ",", ["name; long", "jahr"]),
        ("a;b;c,d", ";", ["a", "b", "c,d"]),
        ("name", ",", ["name"]),
        ("", ",", []),
    ],
)
def test_the_sign_is_the_one_that_gives_known_headings(line, sign, headings):
    assert split_heading(line, NAMES) == (sign, headings)


@given(st.lists(st.text("abcnme ;", max_size=8), max_size=6))
def test_loosely_more_is_found_and_never_less(headings):
    strict = {column for column, heading in match_headings(headings, NAMES, loosely=False).items() if heading}
    loose = {column for column, heading in match_headings(headings, NAMES).items() if heading}

    assert strict <= loose


@given(st.permutations(["Cluster", "Mitglieder", "Jahr", "x", ""]))
def test_the_order_of_the_headings_does_not_matter(headings):
    assert match_headings(headings, NAMES) == {"name": "Cluster", "members": "Mitglieder", "year": "Jahr"}


def test_a_file_without_headings_means_nothing():
    assert match_headings([], NAMES) == match_headings(["", " "], NAMES) == dict.fromkeys(NAMES)
    assert choose_headings([], NAMES, None, file="a.csv") == dict.fromkeys(NAMES)


def test_a_heading_may_be_given_for_two_columns_and_is_guessed_for_no_third():
    given_ones = {"name": "Jahr", "members": "Jahr"}

    assert choose_headings(["Jahr"], NAMES, given_ones, file="a.csv") == given_ones | {"year": None}
    assert choose_headings(["Jahr"], NAMES, {}, file="a.csv") == {"name": None, "members": None, "year": "Jahr"}


@pytest.mark.parametrize("line", ["", " ", ";;;", '"'])
def test_a_line_without_a_heading_is_split_into_empty_ones(line):
    _sign, cells = split_heading(line, NAMES)

    assert {cell.strip('"') for cell in cells} <= {""}


def test_a_quoted_sign_does_not_split():
    assert split_heading('"Name; kurz",Jahr', NAMES) == (",", ["Name; kurz", "Jahr"])
