import pytest

from crossfield.errors import SchemaError, SourceError, UnknownNameError
from crossfield.lake.tagging import Tagger, evidence_batches
from crossfield.sources.sciences import euroscivoc_fields
from crossfield.sources.vocabulary import SHIPPED, read_vocabulary, shipped_vocabularies
from crossfield.tables import TABLES

OWN = """
[scheme]
id = "own"
title = { en = "Our fields", de = "Unsere Felder" }
source = "https://example.org"

[groups.technology]
title = { en = "Technologies", de = "Technologien" }

[fields.optics]
group = "technology"
title = { en = "Optics", de = "Optik" }
definition = { en = "Light.", de = "Licht." }
euroscivoc = ["/23/47", "/23/47"]
nace = ["C26.7"]
phrases.en = ["laser*", "optical   fibre*", "laser*"]
phrases.de = ["*laser*", " * "]
not = ["laser printer"]

[fields.lasers]
parent = "optics"
title = "Lasers"
phrases.en = ["Laser*"]
"""
KNOWN = frozenset({"/23", "/23/47"})


@pytest.fixture
def read(tmp_path):
    def read_text(text, known_codes=KNOWN):
        path = tmp_path / "own.toml"
        path.write_text(text, encoding="utf-8")
        return read_vocabulary(path, known_codes=known_codes)

    return read_text


def one_field(line, name="optics"):
    return f'scheme.id = "own"\n[fields.{name}]\ntitle = "Optics"\n{line}\n'


def test_a_vocabulary_becomes_rows(read):
    words = read(OWN)
    assert (words.scheme, words.source) == ("own", "https://example.org")
    assert words.title == {"en": "Our fields", "de": "Unsere Felder"}
    told = {"scheme": "own", "field": "optics", "parent": None, "level": 1, "kind": "technology", "position": 0}
    below = {"scheme": "own", "field": "lasers", "parent": "optics", "level": 2, "kind": "technology", "position": 1}
    assert words.fields == [
        told | {"title_en": "Optics", "title_de": "Optik", "definition_en": "Light.", "definition_de": "Licht."},
        below | {"title_en": "Lasers", "title_de": None, "definition_en": None, "definition_de": None},
    ]
    link = {"scheme": "own", "field": "optics", "kind": "subtree"}
    assert words.links == [
        link | {"other_scheme": "euroscivoc", "other_field": "/23/47"},
        link | {"other_scheme": "nace", "other_field": "C26.7"},
    ]


def test_phrases_are_cleaned_and_stand_once(read):
    assert [tuple(row.values()) for row in read(OWN).phrases] == [
        ("own", "optics", "en", "laser*", False),
        ("own", "optics", "en", "optical fibre*", False),
        ("own", "optics", "de", "*laser*", False),
        ("own", "optics", "en", "laser printer", True),
        ("own", "lasers", "en", "Laser*", False),
    ]


def test_overlap_is_the_shared_part_of_the_smaller_definition(read):
    # optics: laser*, optical fibre*, *laser*, *, /23/47; lasers: laser*: all of the smaller one is shared.
    assert read(OWN).overlaps == [{"scheme": "own", "field_a": "lasers", "field_b": "optics", "shared": 1.0}]


def test_overlap_counts_phrases_of_both_languages_and_codes(read):
    text = """
scheme.id = "own"
[fields.a]
title = "A"
euroscivoc = ["/1", "/2"]
phrases = { en = ["x", "y"], de = ["z"] }
[fields.b]
title = "B"
euroscivoc = ["/1"]
phrases = { en = ["X"], de = ["u", "v"] }
[fields.c]
title = "C"
[fields.d]
title = "D"
phrases.de = ["w"]
"""
    # a: 5 parts, b: 4 parts; shared: /1 and x. c has no definition, d shares nothing.
    assert read(text, None).overlaps == [{"scheme": "own", "field_a": "a", "field_b": "b", "shared": 0.5}]


def test_a_title_without_one_language_stands_for_both_in_english_only(read):
    (row,) = read('scheme.id = "own"\nscheme.title = "Own"\n[fields.a]\ntitle = { de = "Optik" }\n').fields
    assert (row["title_en"], row["title_de"]) == ("Optik", "Optik")


def test_rows_fit_their_tables(read):
    words = read(OWN)
    for name, rows in (
        ("field", words.fields),
        ("field_link", words.links),
        ("phrase", words.phrases),
        ("field_overlap", words.overlaps),
    ):
        key = TABLES[name].key
        assert {frozenset(row) for row in rows} == {frozenset(TABLES[name].names)}
        assert len({tuple(row[column] for column in key) for row in rows}) == len(rows)


def test_unknown_codes_are_refused(read):
    text = one_field('euroscivoc = ["/23/47", "/23/48", "/99"]')
    with pytest.raises(
        SchemaError, match=r"field 'optics' names EuroSciVoc code\(s\) that do not exist: /23/48, /99\."
    ):
        read(text)
    assert len(read(text, None).links) == 3


def test_nace_codes_are_sections_divisions_groups_and_classes(read):
    codes = ("C", "C26", "C26.7", "C26.70", "A01", "U99", "K62.1", "E36", "M72.11")
    assert [row["other_field"] for row in read(one_field(f"nace = {list(codes)}")).links] == list(codes)


@pytest.mark.parametrize("code", ["Z99", "C04", "C34", "26.7", "C2", "C26.", "C26.701", "c26", "C00", "C26.7 "])
def test_unknown_nace_codes_are_refused(code, read):
    with pytest.raises(SchemaError, match=rf"field 'optics' names NACE code\(s\) that do not exist: {code}\."):
        read(one_field(f'nace = ["C26", "{code}"]'))


@pytest.mark.parametrize(
    ("parents", "circle"),
    [
        ({"a": "a"}, "a → a"),
        ({"a": "b", "b": "a"}, "a → b → a"),
        ({"a": "b", "b": "c", "c": "b"}, "a → b → c → b"),
    ],
)
def test_circular_parents_are_refused(parents, circle, read):
    fields = "".join(f'[fields.{name}]\ntitle = "T"\nparent = "{parent}"\n' for name, parent in parents.items())
    with pytest.raises(SchemaError, match=f"parents run in a circle: {circle}. A field cannot lie below itself"):
        read(f'scheme.id = "own"\n{fields}')


@pytest.mark.parametrize("entry", ['nace = ["C26"]', 'title = ""', "title = {}"])
def test_a_field_without_a_title_is_refused(entry, read):
    with pytest.raises(SchemaError, match=r"own\.toml, field 'optics' has no title\. Add: title = "):
        read(f'scheme.id = "own"\n[fields.optics]\n{entry}\n')


def test_a_field_that_is_no_table_is_refused(read):
    with pytest.raises(SchemaError, match="field 'optics' has no title"):
        read('scheme.id = "own"\n[fields]\noptics = "Optics"\n')


def test_an_unknown_key_is_refused_with_the_closest(read):
    with pytest.raises(SchemaError, match=r"has an unknown key 'phrase'. Known keys: .*Closest: phrases"):
        read(one_field('phrase.en = ["laser"]'))
    with pytest.raises(SchemaError, match=r"unknown key '1234'. .*Closest: none"):
        read(one_field("1234 = 5"))


@pytest.mark.parametrize(
    "line",
    [
        'phrases = ["laser"]',
        'phrases.fr = ["laser"]',
        'phrases.en = "laser"',
        "phrases.en = [1]",
        'euroscivoc = "/23/47"',
        "nace = [26.7]",
        'not = { en = ["laser"] }',
        'definition = "Light."',
        "definition.en = 5",
        "parent = 5",
        'group = ["technology"]',
    ],
)
def test_a_value_of_another_form_is_refused_with_the_form(line, read):
    key = line.split(" ")[0].split(".")[0]
    with pytest.raises(SchemaError, match=rf"field 'optics': found {key} = .* another form .* Write it as: {key} = "):
        read(one_field(line))


def test_a_title_of_another_form_is_refused(read):
    with pytest.raises(SchemaError, match="found title = '5', which has another form"):
        read('scheme.id = "own"\n[fields.a]\ntitle = 5\n')


@pytest.mark.parametrize("title", ["5", '["Own"]', "{ en = 5 }"])
def test_a_title_of_the_scheme_of_another_form_is_refused(title, read):
    with pytest.raises(
        SchemaError, match=r"own\.toml: found scheme\.title = .*another form.*Write it as: title = \{ en"
    ):
        read(f'scheme.id = "own"\nscheme.title = {title}\n[fields.a]\ntitle = "A"\n')


@pytest.mark.parametrize("scheme", ["all", "euroscivoc", "programme", "topic", "own:mine", "a;b"])
def test_a_scheme_with_the_code_of_another_table_is_refused(scheme, read):
    with pytest.raises(SchemaError, match=f"has the code\\(s\\) '{scheme}', which mean something else"):
        read(f'scheme.id = "{scheme}"\n[fields.a]\ntitle = "A"\n')


@pytest.mark.parametrize("code", ["all", "unknown", "a;b", "a:b"])
def test_a_field_whose_code_means_all_or_parts_codes_is_refused(code, read):
    with pytest.raises(SchemaError, match=f"has the code\\(s\\) '{code}'.*Not for codes: all, euroscivoc"):
        read(f'scheme.id = "own"\n[fields."{code}"]\ntitle = "A"\n')


def test_codes_with_points_umlauts_and_blanks_stay_as_they_are(read):
    fields = read('scheme.id = "own"\n[fields."C26.7"]\ntitle = "A"\n[fields."grün neu"]\ntitle = "B"\n').fields
    assert [row["field"] for row in fields] == ["C26.7", "grün neu"]


def test_a_file_that_windows_saved_is_read_as_any(read):
    text = one_field('phrases.en = ["laser"]')
    assert read("\N{ZERO WIDTH NO-BREAK SPACE}" + text) == read(text)


def test_a_group_or_parent_that_does_not_exist_is_refused_with_the_closest(read):
    with pytest.raises(
        UnknownNameError, match=r"Unknown group in own\.toml, field 'optics': 'technologie'\. Did you mean"
    ):
        read('[groups.technology]\n[fields.optics]\ntitle = "O"\ngroup = "technologie"\n[scheme]\nid = "own"\n')
    with pytest.raises(
        UnknownNameError, match=r"Unknown parent in own\.toml, field 'optics': 'optic'\. Did you mean optics"
    ):
        read(one_field('parent = "optic"'))


@pytest.mark.parametrize(
    "text",
    [
        "",
        '[scheme]\nid = "own"\n',
        '[fields.a]\ntitle = "A"\n',
        'scheme = "own"\n[fields.a]\ntitle = "A"\n',
        'fields = 1\nscheme.id = "a"',
    ],
)
def test_a_file_without_scheme_or_fields_is_refused(text, read):
    with pytest.raises(SchemaError, match=r"own\.toml lacks \[scheme\] with an id, or has no \[fields\.…\]"):
        read(text)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'[scheme\nid = "own"', "is not valid TOML in UTF-8: .*line 1"),
        (b"[fields.a]\n[fields.a]\n", "is not valid TOML in UTF-8: .*twice"),
        ('title = "Prüfung"'.encode("latin-1"), "is not valid TOML in UTF-8: 'utf-8' codec"),
    ],
)
def test_a_file_that_is_no_toml_is_refused(data, message, tmp_path):
    path = tmp_path / "own.toml"
    path.write_bytes(data)
    with pytest.raises(SourceError, match=message):
        read_vocabulary(path)


def test_a_file_that_is_missing_or_a_folder_is_refused(tmp_path):
    with pytest.raises(SourceError, match="cannot be read: No such file"):
        read_vocabulary(tmp_path / "none.toml")
    with pytest.raises(SourceError, match="cannot be read: Is a directory"):
        read_vocabulary(tmp_path)


def tags_of(words, text):
    import pyarrow as pa

    schema = pa.schema([(name, pa.string()) for name in ("project", "kind", "part", "text")])
    batch = pa.RecordBatch.from_pylist([{"project": "1", "kind": "title", "part": "", "text": text}], schema)
    return {row["field"] for table in evidence_batches(Tagger(words.phrases), [batch]) for row in table.to_pylist()}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Laserstrahlschweißen von Blechen", {"optics", "lasers"}),
        ("Ein Festkörperlaser für die Medizin", {"optics"}),
        ("Faserlasersysteme", {"optics"}),
        ("Optical fibres for telecommunication", {"optics"}),
        ("A blaser", {"optics"}),
        ("Blech", set()),
    ],
)
def test_german_compounds_are_found_by_phrases_open_at_both_ends(text, found, read):
    assert tags_of(read(OWN), text) == found


def test_the_shipped_vocabularies_are_saxonys_and_the_pilots():
    words = {vocabulary.scheme: vocabulary for vocabulary in shipped_vocabularies()}
    assert tuple(words) == SHIPPED
    kinds = [row["kind"] for row in words["saxony"].fields]
    assert (kinds.count("technology"), kinds.count("future")) == (7, 6)
    assert [row["kind"] for row in words["clustrat"].fields] == ["pilot"] * 4


@pytest.mark.parametrize("vocabulary", shipped_vocabularies(), ids=lambda words: words.scheme)
def test_a_shipped_vocabulary_is_whole_in_both_languages(vocabulary):
    known = {row["field"] for row in euroscivoc_fields()}
    codes = {row["other_field"] for row in vocabulary.links if row["other_scheme"] == "euroscivoc"}
    assert codes <= known
    for row in vocabulary.fields:
        assert all(row[name] for name in ("title_en", "title_de", "definition_en", "definition_de"))
        own = [phrase for phrase in vocabulary.phrases if phrase["field"] == row["field"]]
        assert {phrase["language"] for phrase in own if not phrase["excludes"]} == {"en", "de"}
    assert all(0 < row["shared"] <= 1 for row in vocabulary.overlaps)
