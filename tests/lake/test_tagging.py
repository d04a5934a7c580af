"""Which words say that a text speaks of a field: rules by hand, laws, and a second reading by regular expressions."""

import re

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.errors import UnknownNameError
from crossfield.lake.tagging import SCHEMA, Tagger, evidence_batches, tag_text

WORDS = [
    "laser",
    "Laser",
    "LASER",
    "lasers",
    "laserlike",
    "bio",
    "biolaser",
    "printer",
    "optical",
    "fibre",
    "AI",
    "ai",
    "aid",
]
WORDS += ["Öfen", "öfen", "ÖFEN", "Ökoöfen", "größe", "Größe", "λ-laser", "€", "2", "4.0"]
GAPS = [" ", "-", "\n", ", ", " – ", ". ", "/", "(", ") ", " “", "” ", "\N{NO-BREAK SPACE}", ""]
texts = st.lists(st.sampled_from(WORDS + GAPS + [" ", " "]), max_size=14).map("".join)


def phrase(text, field="f", *, excludes=False):
    return {"scheme": "s", "field": field, "phrase": text, "excludes": excludes}


def words(phrases, text):
    """Words of a text that speak for the field of some expressions."""
    found = Tagger([item if isinstance(item, dict) else phrase(item) for item in phrases]).fields_of(text)
    return [row["words"] for row in found]


RULES = {
    "a whole word": (["laser"], "A laser.", ["laser"]),
    "in any case": (["laser"], "LASER, Laser", ["LASER", "Laser"]),
    "an expression in capitals": (["Laser"], "laser", ["laser"]),
    "not inside a word": (["laser"], "lasers biolaser laser2 xlaserx", []),
    "at both ends of the text": (["laser"], "laser", ["laser"]),
    "a star opens the end": (["laser*"], "Lasers and laserlike, not biolaser", ["Lasers", "laserlike"]),
    "a star opens the beginning": (["*laser"], "biolaser, Faserlaser, not lasers", ["biolaser", "Faserlaser"]),
    "two stars open both": (["*laser*"], "Faserlasertechnik", ["Faserlasertechnik"]),
    "an open word ends at a hyphen": (["*laser*"], "Faser-Lasertechnik-Zentrum", ["Lasertechnik"]),
    "some words": (["optical fibre*"], "Optical Fibres", ["Optical Fibres"]),
    "a hyphen is a blank": (["optical fibre"], "optical-fibre", ["optical-fibre"]),
    "a hyphen in the expression too": (["optical-fibre"], "optical fibre", ["optical fibre"]),
    "a line break is a blank": (["optical fibre"], "optical\nfibre", ["optical\nfibre"]),
    "no word between": (["optical fibre"], "optical glass fibre", []),
    "= keeps the case": (["=AI"], "AI and ai and Ai", ["AI"]),
    "= keeps the case of umlauts": (["=Öl"], "Öl, öl, ÖL", ["Öl"]),
    "= with a star": (["=AI*"], "AIs and aid", ["AIs"]),
    "digits belong to words": (["industry 4"], "industry 4.0, industry 40", ["industry 4"]),
    "umlauts in any case": (["öfen"], "öfen Öfen ÖFEN", ["öfen", "Öfen", "ÖFEN"]),
    "umlauts belong to words": (["fen"], "öfen", []),
    "umlauts in an open word": (["*größe*"], "Baugrößen", ["Baugrößen"]),
    "Greek belongs to words": (["laser"], "λlaser laserλ", []),
    "quotation marks do not": (["laser"], "„laser“ «laser» “laser”", ["laser"] * 3),
    "dashes do not": (["laser"], "–laser—", ["laser"]),
    "hard blanks do not": (["laser"], "\N{NO-BREAK SPACE}laser\N{NO-BREAK SPACE}", ["laser"]),
    "the longest match stands": (
        ["laser", "laser diode", "diode*"],
        "laser diodes, laser diode",
        ["laser", "diodes", "laser diode"],
    ),
    "what overlaps without lying inside stands": (
        ["fibre laser", "laser diode"],
        "fibre laser diode",
        ["fibre laser", "laser diode"],
    ),
    "the same words once": (["laser", "laser*", "*laser"], "laser", ["laser"]),
    "excluded": (["laser", phrase("laser printer", excludes=True)], "laser printer, laser", ["laser"]),
    "excluded by what overlaps": (["fibre laser", phrase("laser printer", excludes=True)], "fibre laser printer", []),
    "excluded in another place only": (["laser", phrase("printer", excludes=True)], "laser printer", ["laser"]),
    "excluded for another field": (["laser", phrase("laser printer", "g", excludes=True)], "laser printer", ["laser"]),
    "an open exclusion": (["*laser*", phrase("laser*", excludes=True)], "lasers biolaser", ["biolaser"]),
    "nothing": (["laser"], "", []),
    "no expressions": ([], "laser", []),
}


@pytest.mark.parametrize(("phrases", "text", "found"), RULES.values(), ids=RULES)
def test_a_text_speaks_of_a_field(phrases, text, found):
    assert words(phrases, text) == found


def test_places_are_counted_in_characters():
    (row,) = Tagger([phrase("laser*")]).fields_of("Größe: „λ“ Lasertechnik")
    assert (row["start"], row["stop"], row["words"], row["phrase"]) == (11, 23, "Lasertechnik", "laser*")


def test_each_scheme_and_field_is_searched_by_itself():
    phrases = [
        phrase("laser", "photonics"),
        phrase("laser", "machines"),
        phrase("laser", "photonics") | {"scheme": "t"},
    ]
    rows = Tagger(phrases).fields_of("laser")
    assert [(row["scheme"], row["field"]) for row in rows] == [
        ("s", "machines"),
        ("s", "photonics"),
        ("t", "photonics"),
    ]


def batch(texts):
    numbers = [str(number) for number in range(len(texts))]
    return pa.record_batch(
        {"project": numbers, "kind": ["title"] * len(texts), "part": [""] * len(texts), "text": texts}
    )


def test_a_batch_keeps_projects_apart():
    tagger = Tagger([phrase("laser diode"), phrase("laser")])
    (table,) = evidence_batches(tagger, iter([batch(["optical laser", "diode", "", None, "a laser diode", ""])]))
    assert table.schema == SCHEMA
    found = list(zip(*(table.column(name).to_pylist() for name in ("project", "start", "stop")), strict=True))
    assert found == [("0", 8, 13), ("4", 2, 13)]


def test_a_slice_of_a_batch_is_read_from_its_own_begin():
    tagger, whole = Tagger([phrase("laser")]), batch(["laser", "a laser", "the laser"])
    (table,) = evidence_batches(tagger, iter([whole.slice(1, 1)]))
    assert table.select(["project", "start", "stop"]).to_pylist() == [{"project": "1", "start": 2, "stop": 7}]


def test_a_batch_of_nothing_is_an_empty_table():
    tables = list(evidence_batches(Tagger([phrase("laser")]), iter([batch([]), batch([""])])))
    assert [table.num_rows for table in tables] == [0, 0]
    assert [table.schema for table in tables] == [SCHEMA, SCHEMA]


PHRASES = [
    "laser",
    "laser*",
    "*laser",
    "*laser*",
    "optical fibre",
    "fibre laser*",
    "=AI",
    "=AI*",
    "öfen",
    "*öfen",
    "größe",
    "4",
]
LETTER = r"(?:[^\W_]|€)"  # beyond ASCII all but punctuation and blanks belongs to words


def by_regular_expression(expression, text):
    """Spans of an expression, found by the rules and not by the tagger."""
    core = expression.strip("*=")
    middle = r"[ \-\n]".join(re.escape(part) for part in re.split("[ -]", core))
    left = rf"{LETTER}*" if expression.startswith("*") else rf"(?<!{LETTER})"
    right = rf"{LETTER}*" if expression.endswith("*") else rf"(?!{LETTER})"
    flags = 0 if expression.lstrip("*").startswith("=") else re.IGNORECASE
    return {found.span() for found in re.finditer(left + middle + right, text, flags)}


@given(texts, st.sampled_from(PHRASES))
def test_a_second_reading_by_regular_expressions_finds_the_same(text, expression):
    rows = Tagger([phrase(expression)]).fields_of(text)
    assert {(row["start"], row["stop"]) for row in rows} == by_regular_expression(expression, text)


@given(texts, st.lists(st.sampled_from(PHRASES), max_size=6, unique=True))
def test_spans_cut_out_of_the_text_are_the_words(text, phrases):
    for row in Tagger([phrase(item) for item in phrases]).fields_of(text):
        assert row["words"] == text[row["start"] : row["stop"]] != ""
        core = row["phrase"].strip("*=")
        assert core.lower() in re.sub(r"[-\n]", " ", row["words"]).lower()
        assert 0 <= row["start"] < row["stop"] <= len(text)


@given(texts, st.lists(st.sampled_from(PHRASES), max_size=6, unique=True))
def test_no_match_of_a_field_lies_inside_another(text, phrases):
    spans = [(row["start"], row["stop"]) for row in Tagger([phrase(item) for item in phrases]).fields_of(text)]
    assert len(spans) == len(set(spans))
    assert not any(a != b and b[0] <= a[0] and a[1] <= b[1] for a in spans for b in spans)


@given(st.lists(texts, max_size=6), st.lists(st.sampled_from(PHRASES), max_size=6, unique=True), st.integers(1, 4))
def test_tagging_is_linear(parts, phrases, size):
    """Tagging texts together gives what tagging them apart gives."""
    tagger = Tagger([phrase(item) for item in phrases])
    (together,) = evidence_batches(tagger, iter([batch(parts)]))
    slices = [batch(parts).slice(start, size) for start in range(0, len(parts), size)]
    apart = pa.concat_tables([SCHEMA.empty_table(), *evidence_batches(tagger, iter(slices))])
    assert together.to_pylist() == apart.to_pylist()


@given(texts, texts, st.lists(st.sampled_from(PHRASES), max_size=6, unique=True))
def test_texts_with_a_full_stop_between_do_not_touch(one, other, phrases):
    tagger, gap = Tagger([phrase(item) for item in phrases]), ". "
    rows = [(row["start"], row["stop"]) for row in tagger.fields_of(one)]
    offset = len(one) + len(gap)
    rows += [(row["start"] + offset, row["stop"] + offset) for row in tagger.fields_of(other)]
    assert [(row["start"], row["stop"]) for row in tagger.fields_of(one + gap + other)] == rows


# --- what the command says ------------------------------------------------------------------------------------------


def test_a_german_and_an_english_text_get_the_same_fields(small_lake):
    with small_lake.open() as frames:
        english = tag_text(frames, "Photonics and laser optics for medical imaging", "saxony")
        german = tag_text(frames, "Photonik und Laseroptik für die medizinische Bildgebung", "saxony")
    assert {row["field"] for row in english} == {row["field"] for row in german} == {"photonics", "health"}
    assert list(english[0]) == ["field", "title_en", "title_de", "matches", "words"]


def test_fields_come_by_the_number_of_words_that_say_so(small_lake):
    with small_lake.open() as frames:
        rows = tag_text(frames, "Photonics, photonics, lasers; biotechnology", "saxony")
        assert tag_text(frames, "Nothing of the kind", "saxony") == []
        decomposed = tag_text(frames, "Ko\N{COMBINING DIAERESIS}rper und Photonik", "saxony")
    assert [(row["field"], row["matches"]) for row in rows] == [("photonics", 3), ("biotechnology", 1)]
    assert rows[0]["words"] == "Photonics; photonics; lasers"
    assert [row["field"] for row in decomposed] == ["photonics"]


def test_a_scheme_without_expressions_is_refused(small_lake):
    with small_lake.open() as frames, pytest.raises(UnknownNameError, match="Known: clustrat, saxony"):
        tag_text(frames, "laser", "euroscivoc")
