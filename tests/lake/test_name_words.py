"""Words in names: each means one thing, and is written as names are read."""

import re

from crossfield.lake.name_words import APART, FORMS, HEADS, MEANINGS, PARENTS, PARTS, STOP, soften


def test_every_expression_is_written_as_names_are_read():
    assert {phrase for phrase in {*FORMS, *MEANINGS} if not re.fullmatch(r"[a-z_]+", phrase)} == set()
    for word in {*PARTS, *STOP, *HEADS}:
        assert re.fullmatch(r"[a-z]+", word)
        assert soften(word) == word


def test_no_expression_is_both_a_legal_form_and_a_meaning():
    assert {*FORMS} & {*MEANINGS} == set()


def test_a_meaning_means_itself():
    assert {meaning for meaning in MEANINGS.values() if MEANINGS.get(meaning, meaning) != meaning} == set()


def test_words_that_tell_apart_are_found_in_names_as_they_stand():
    assert {word for word in APART if MEANINGS.get(word, word) != word} == set()
    assert {word for key in PARENTS for word in key if word in MEANINGS} == set()
