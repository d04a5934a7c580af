"""What the engine says is said in the language of the page, and what the catalogue lacks is marked as English."""

import re

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from tools.engine_sentences import not_understood, patterns

from crossfield.errors import SourceError, UnknownNameError
from crossfield.lake import grid
from crossfield.web.accounts.queries import engine_words
from crossfield.web.accounts.queries.engine_words import error_in_html, error_in_words, in_html, in_language
from crossfield.web.registry.queries.list_file import read_list

PLACE = re.compile(r"\{(\w+)\}")
COLLECTED = sorted(patterns())


def german(text: str) -> str:
    return next(
        one.said for one in engine_words.patterns("de") if one.matcher == engine_words.pattern_of(text, "").matcher
    )


def filled(text: str, values: dict[str, str]) -> str:
    return PLACE.sub(lambda place: values[place[1]], text).replace("{{", "{").replace("}}", "}")


@pytest.mark.parametrize("text", COLLECTED)
def test_each_sentence_is_told_by_its_own_pattern(text):
    values = {name: f"Wert{number}" for number, name in enumerate(PLACE.findall(text))}

    assert in_language(filled(text, values), "de") == filled(german(text), values)


@given(st.sampled_from(COLLECTED), st.data())
def test_values_stand_in_the_german_sentence_as_they_were(text, data):
    value = st.text("abcxyzäöü_/0123456789", min_size=1, max_size=12).map("x{}".format)
    values = {name: data.draw(value) for name in PLACE.findall(text)}

    assert in_language(filled(text, values), "de") == filled(german(text), values)


def test_the_text_of_every_error_that_pages_reach_is_collected():
    lost = [place for place in not_understood() if not place.endswith((": kind", ": hint"))]

    assert lost == []
    assert len(COLLECTED) > 400


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a.csv has 536,870,913 bytes; expected at most 536,870,912.",
         "a.csv ist 536.870.913 Byte groß; zulässig sind höchstens 536.870.912."),
        ("x.doc is an old Excel or Word file (.xls, .doc), no table.",
         "x.doc ist keine Tabelle, sondern eine alte Excel- oder Word-Datei (.xls, .doc)."),
        ("The column x says both 1.5 and 2 about 2014.", "In der Spalte x steht für 2014 sowohl 1,5 als auch 2."),
        ("ict names NACE code(s) that do not exist: 26.7.", "ict nennt NACE-Codes, die es nicht gibt: 26.7."),
        ("a.1.5.csv is empty.", "a.1.5.csv ist leer."),
        ("Did you mean ict? Known: ict, bio.", "Meinten Sie ict? Bekannt sind: ict, bio."),
        ("x.csv is empty. Did you mean ict? Known: ict, bio.",
         "x.csv ist leer. Meinten Sie ict? Bekannt sind: ict, bio."),
        ("Unknown field of saxony: 'itc'.", "Nicht bekannt – Feld im Schema saxony: „itc“."),
        ("a.csv cannot be read: Permission denied.", "a.csv ist nicht lesbar: Zugriff verweigert."),
        ("Nothing is chosen for region, amount.", "Für Region, Menge ist nichts gewählt."),
        ("None of 1,200 rows can be used. Land: 'x', expected a text (row 2).",
         "Keine von 1.200 Zeilen ist verwendbar. Land: „x“, erwartet wird ein Text (Zeile 2)."),
        ("The table has no column 'x'; found region, field.",
         "Die Tabelle hat keine Spalte „x“; vorhanden sind: region, field."),
        ("", ""),
        ("The sea is blue.", ""),
        ("a.csv is empty. The sea is blue.", ""),
        (f"{'a' * engine_words.LONGEST} is empty.", ""),
    ],
)  # fmt: skip
def test_numbers_phrases_and_joined_sentences_are_told_in_german(text, said):
    assert in_language(text, "de") == said
    assert in_language(text, "en") == text


def test_what_the_catalogue_lacks_is_marked_and_escaped():
    with override("de"):
        assert in_html("The <b> is blue.") == '<span lang="en">The &lt;b&gt; is blue.</span>'
        assert in_html("a.csv is empty.") == "a.csv ist leer."
    with override("en"):
        assert in_html("The sea is blue.") == "The sea is blue."


def test_message_and_hint_of_an_error_are_told_each():
    error = SourceError("a<b>.csv is empty.", grid.EXPECTED)
    with override("de"):
        said = error_in_html(error)
        words = error_in_words(UnknownNameError("region", "Bajern", ["Bayern"]))

    assert said.startswith("a&lt;b&gt;.csv ist leer. Erwartet wird CSV oder XLSX:")
    assert words == "Nicht bekannt – Region: „Bajern“. Meinten Sie Bayern?"


def test_an_error_that_pages_raise_is_in_their_language_already():
    with override("de"):
        with pytest.raises(SourceError) as raised:
            read_list("a.xlsx", b"PK\x03\x04", {})
        said = error_in_html(raised.value)

    assert said == "a.xlsx ist keine vollständige XLSX-Arbeitsmappe. Speichern Sie sie erneut als XLSX oder als CSV."


def test_an_error_of_the_engine_without_german_is_marked_as_english(tmp_path, monkeypatch):
    monkeypatch.setattr(grid, "EXPECTED", "Expected something else.")
    (tmp_path / "a.csv").write_bytes(b"")
    with pytest.raises(SourceError) as raised:
        grid.read_grids(tmp_path / "a.csv")

    with override("de"):
        said, words = error_in_html(raised.value), error_in_words(raised.value)

    assert said == 'a.csv ist leer. <span lang="en">Expected something else.</span>'
    assert words == "a.csv ist leer. Expected something else."
