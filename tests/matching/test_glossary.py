import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossfield.matching.glossary import STEMS, Glossary, language_of, plain, shipped_stems

STEM_ROWS = [
    ("substance", "en", "substance"),
    ("substance", "de", "stoff"),
    ("plastic", "en", "plastic"),
    ("plastic", "de", "kunststoff"),
    ("gas", "en", "gas"),
    ("gas", "de", "gas"),
    ("gas", "de", "*gas"),
    ("poison", "en", "poison"),
    ("poison", "de", "gift"),
    ("house", "en", "house"),
    ("house", "de", "haus"),
]
PHRASES = [
    {"scheme": "own", "field": "optics", "language": "en", "phrase": "laser*", "excludes": False},
    {"scheme": "own", "field": "optics", "language": "de", "phrase": "*optik", "excludes": False},
    {"scheme": "own", "field": "optics", "language": "en", "phrase": "laser printer", "excludes": True},
]
SMALL = Glossary(STEM_ROWS, PHRASES)


def concepts(text, glossary=SMALL):
    return {glossary.concepts[number]: count for number, count in glossary.find([text])[0].items()}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kunststoffe für das Haus", {"plastic": 1, "house": 1}),  # the shorter stem inside is another word
        ("Stoff und Kunststoff", {"substance": 1, "plastic": 1}),
        ("Gewächshäuser", {"house": 1}),  # umlaut of the plural
        ("Gasse", {}),  # a short stem is a whole word,
        ("Erdgas und Gas", {"gas": 2}),  # unless a star opens it
        ("a gift of plastics", {"plastic": 1}),  # a German stem is not looked for in English
        ("Gift in Plastikhäusern", {"poison": 1, "house": 1}),
        ("greenhouse", {}),  # English stems are open at the end only
        ("Laser printer with lasers", {"own/optics": 1}),  # what a field excludes does not count
        ("Faseroptik", {"own/optics": 1}),
        ("", {}),
    ],
)
def test_concepts_of_a_text(text, found):
    assert concepts(text) == found


def test_without_stems_or_expressions_nothing_is_found():
    assert Glossary([]).find(["Kunststoff"]) == [{}]
    assert Glossary([], PHRASES).find([]) == []
    assert concepts("Kunststoff und Laser", Glossary([], PHRASES)) == {"own/optics": 1}


def test_the_order_of_rows_does_not_matter():
    back = Glossary(STEM_ROWS[::-1], PHRASES[::-1])
    assert back.concepts == Glossary(STEM_ROWS, PHRASES).concepts
    assert concepts("Kunststoff im Haus", back) == concepts("Kunststoff im Haus")


@settings(deadline=None)  # the machine may be busy
@given(st.text("abcdeäöß", max_size=6), st.text("abcdeäöß", max_size=6))
def test_a_german_stem_is_found_in_any_compound(before, after):
    assert concepts(f"die {before}kunststoff{after}", SMALL)["plastic"] == 1
    assert concepts(f"DIE {before.upper()}KUNSTSTOFF{after.upper()}", SMALL)["plastic"] == 1


@settings(deadline=None)  # the machine may be busy
@given(st.text(max_size=200))
def test_folding_twice_is_folding_once(text):
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Geräte", "de"),
        ("Gera\u0308te", "de"),  # the same in decomposed Unicode
        ("Partner for die Casting", ""),
        ("methods for the sea", "en"),
        ("Wir suchen Partner für die Ernte", "de"),
        ("", ""),
    ],
)
def test_language(text, language):
    assert language_of(text) == language


def test_the_shipped_list_has_both_languages_on_every_line_and_no_line_twice():
    with STEMS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(row["english"] and row["german"] for row in rows)
    first = [row["english"].split(";")[0] for row in rows]
    assert len(set(first)) == len(first) == len({concept for concept, _, _ in shipped_stems()})
    assert all(stem == stem.strip().lower() and stem.strip("*") for _, _, stem in shipped_stems())
