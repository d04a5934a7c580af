"""What the engine says is said in the language of the page, and what the catalogue lacks is marked as English."""

import re

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from tools.engine_sentences import COMMAND, not_understood, patterns

from crossfield.errors import SourceError, UnknownNameError
from crossfield.lake import grid
from crossfield.web.accounts.queries import engine_words
from crossfield.web.accounts.queries.engine_words import error_in_html, error_in_words, in_html, in_language
from crossfield.web.registry.queries.list_file import read_list

PLACE = re.compile(r"\{(\w+)\}")
LINK = re.compile(r"\[([^][]+)\]\((\w+)\)")
LANGUAGES = ("de", "en")
COLLECTED = sorted(patterns())


def on_pages(text: str, language: str) -> str:
    held = engine_words.patterns(language)
    return next(one.said for one in held if one.matcher == engine_words.pattern_of(text, "").matcher)


def filled(text: str, values: dict[str, str]) -> str:
    said = PLACE.sub(lambda place: values[place[1]], LINK.sub(r"\1", text))
    return said.replace("{{", "{").replace("}}", "}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", COLLECTED)
def test_each_sentence_is_told_by_its_own_pattern(text, language):
    values = {name: f"Wert{number}" for number, name in enumerate(PLACE.findall(text))}

    assert in_language(filled(text, values), language) == filled(on_pages(text, language), values)


@given(st.sampled_from(COLLECTED), st.sampled_from(LANGUAGES), st.data())
def test_values_stand_in_the_sentence_as_they_were(text, language, data):
    value = st.text("abcxyzäöü_/0123456789", min_size=1, max_size=12).map("x{}".format)
    values = {name: data.draw(value) for name in PLACE.findall(text)}

    assert in_language(filled(text, values), language) == filled(on_pages(text, language), values)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_of_a_page_names_a_command(language):
    told = {text: on_pages(text, language) for text in COLLECTED}

    assert [said for said in told.values() if COMMAND.search(said)] == []
    assert sum(1 for text in told if COMMAND.search(text)) > 30


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", [text for text in COLLECTED if COMMAND.search(text)])
def test_what_a_page_says_for_a_command_leads_to_pages_by_their_names(text, language):
    values = {name: f"[Wert{number}](data)" for number, name in enumerate(PLACE.findall(text))}
    asked = PLACE.sub(lambda place: values[place[1]], text)
    with override(language):
        said = html.fromstring(f"<p>{in_html(asked)}</p>")

    links = [(link.text, link.get("href").split("/")[1]) for link in said.iter("a")]
    assert links == [(label, language) for label, _ in LINK.findall(on_pages(text, language))]
    assert said.text_content() == in_language(asked, language)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Did you mean Bern? Brno lies in CZ06 (Jihovýchod): 32 of its 32 organisations are there.",
            "Meinten Sie Bern? Brno liegt in CZ06 (Jihovýchod): Dort sitzen 32 von 32 Organisationen der Stadt.",
        ),
        (
            "Did you mean Bern, Barnim? Cities: Brno (CZ06).",
            "Meinten Sie Bern, Barnim? Städte: Brno (CZ06).",
        ),
        (
            "Frankfurt a. Main lies in DE71 (Darmstadt): 4 of its 5 organisations are there.",
            "Frankfurt a. Main liegt in DE71 (Darmstadt): Dort sitzen 4 von 5 Organisationen der Stadt.",
        ),
    ],
)
def test_a_sentence_before_a_place_is_said_too(text, said):
    assert in_language(text, "de") == said


def test_a_command_s_page_is_linked_and_a_value_is_no_link():
    with override("en"):
        said = in_html("Build one with: crossfield fetch cordis-h2020 --lake /x")
        value = in_html("[a](data).csv is empty.")
        other = in_html("A <b> is blue.")

    assert said == 'Load data on the page <a href="/en/data/">Data</a>.'
    assert value == "[a](data).csv is empty."
    assert other == "A &lt;b&gt; is blue."


def test_the_text_of_every_error_that_pages_reach_is_collected():
    lost = [place for place in not_understood() if not place.endswith((": kind", ": hint"))]

    assert lost == []
    assert len(COLLECTED) > 400


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a.csv has 536,870,913 bytes; expected at most 536,870,912.",
         "a.csv ist 536.870.913 Byte groß; zulässig sind höchstens 536.870.912."),
        ("x.doc is an old Excel or Word file (.xls, .doc), or one with a password, no table.",
         "x.doc ist keine Tabelle, sondern eine alte Excel- oder Word-Datei (.xls, .doc) oder eine mit Kennwort."),
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
    assert in_language(text, "en") in {text, ""}


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
