"""The manifest: what is written is read back, and what cannot be read says why and what to do."""

import json
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.errors import LakeError
from crossfield.lake.manifest import FORMAT, Manifest, SourceEntry, TableEntry, read_manifest

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
COUNT = st.integers(0, 10**12)
SOURCES = st.builds(
    SourceEntry,
    *[TEXT] * 7,
    files=st.dictionaries(TEXT, COUNT, max_size=3),
    rows_read=COUNT,
    rows_kept=COUNT,
    rows_quarantined=COUNT,
    reasons=st.dictionaries(TEXT, COUNT, max_size=3),
    absent=st.lists(TEXT, max_size=3),
)
MANIFESTS = st.builds(
    Manifest,
    version=TEXT,
    built=TEXT,
    kind=st.sampled_from(["full", "starter"]),
    settings=st.dictionaries(TEXT, TEXT, max_size=3),
    fingerprint=TEXT,
    last_complete_year=st.none() | st.integers(1984, 2100),
    sources=st.lists(SOURCES, max_size=2),
    tables=st.lists(st.builds(TableEntry, TEXT, COUNT, COUNT, TEXT), max_size=2),
    notes=st.lists(TEXT, max_size=2),
    format=st.just(FORMAT),
)
SOURCE = SourceEntry("cordis", "Publications Office", "Projekte für Europa", "a.zip", "CC-BY-4.0", "2026-01-01", "ab")
WHOLE = Manifest("v", "2026-01-02", "full", {"nuts": "2016"}, "f", 2020, [SOURCE], [TableEntry("pair", 7, 1, "cd")])


@pytest.fixture
def path(tmp_path):
    return tmp_path / "manifest.json"


def refused(path):
    with pytest.raises(LakeError) as error:
        read_manifest(path)
    return error.value.message, error.value.hint


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    return tmp_path_factory.mktemp("manifests") / "manifest.json"


@given(MANIFESTS)
def test_what_is_written_is_read_back(shelf, manifest):
    shelf.write_text(manifest.to_json(), encoding="utf-8")
    assert read_manifest(shelf) == manifest


def test_the_same_manifest_is_the_same_text_with_sorted_names_and_letters_as_they_are():
    data = json.loads(WHOLE.to_json())
    assert list(data) == sorted(data)
    assert data["tables"] == [{"name": "pair", "quarantined": 1, "rows": 7, "sha256": "cd"}]
    assert '"title": "Projekte für Europa"' in WHOLE.to_json()
    swapped = json.loads(WHOLE.to_json(), object_pairs_hook=lambda pairs: dict(reversed(pairs)))
    assert Manifest(**swapped | {"sources": [SOURCE], "tables": WHOLE.tables}).to_json() == WHOLE.to_json()


def test_what_a_source_entry_leaves_open_is_nothing_and_belongs_to_it_alone():
    counts = (SOURCE.files, SOURCE.rows_read, SOURCE.rows_kept, SOURCE.rows_quarantined, SOURCE.reasons, SOURCE.absent)
    assert counts == ({}, 0, 0, 0, {}, [])
    assert SOURCE.files is not SourceEntry(*"abcdefg").files
    with pytest.raises(FrozenInstanceError):
        SOURCE.rows_read = 1


def test_a_manifest_without_notes_and_format_is_of_the_first_format(path):
    data = {name: value for name, value in json.loads(WHOLE.to_json()).items() if name not in {"notes", "format"}}
    path.write_text(json.dumps(data))
    assert read_manifest(path) == WHOLE
    assert (WHOLE.notes, WHOLE.format) == ([], 1)


def test_a_missing_file_is_refused_with_what_to_do(path):
    message, hint = refused(path)
    assert message == f"The manifest {path} cannot be read: [Errno 2] No such file or directory: {str(path)!r}."
    assert hint == "Open another version, or build anew into another folder with --lake DIR."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Expecting value: line 1 column 1 (char 0)"),
        ("{}", "'sources'"),
        ('{"sources": []}', "'tables'"),
        ("[]", "'str' object cannot be interpreted as an integer"),
        ("null", "argument of type 'NoneType' is not"),
        ("7", "argument of type 'int' is not"),
        ('"text"', "'str' object has no attribute 'pop'"),
        ('{"sources": 1, "tables": []}', "'int' object is not iterable"),
        ('{"format": "two"}', "invalid literal for int() with base 10: 'two'"),
    ],
)
def test_what_is_no_manifest_is_refused_with_the_reason(path, text, reason):
    path.write_text(text)
    assert refused(path)[0].startswith(f"The manifest {path} cannot be read: {reason}")


@pytest.mark.parametrize("part", ["sources", "tables"])
def test_an_entry_with_a_strange_name_is_refused(path, part):
    data = json.loads(WHOLE.to_json())
    data[part][0]["colour"] = "red"
    path.write_text(json.dumps(data))
    assert refused(path)[0].endswith("got an unexpected keyword argument 'colour'.")


def test_text_that_is_no_utf_8_is_refused(path):
    path.write_bytes(b'"\xff"')
    assert "'utf-8' codec can't decode byte 0xff" in refused(path)[0]


@pytest.mark.parametrize("further", [{}, {"signature": "of the next format"}])
def test_a_newer_format_asks_for_an_update_whatever_else_it_holds(path, further):
    path.write_text(json.dumps(json.loads(WHOLE.to_json()) | {"format": FORMAT + 1} | further))
    assert refused(path) == (f"{path} has format 2; this crossfield reads up to 1.", "Update crossfield.")
