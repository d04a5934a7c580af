"""Fingerprints of data, vocabulary and method, and the reasons told from them."""

import pytest

from crossfield.lake.store import Lake
from crossfield.web.evidence.queries.basis import basis_of, changed_because, sources_of

OLD = {"data": "1", "vocabulary": "1", "method": "0.1"}
SAME = ("a", "a")
OTHER = ("a", "b")


def test_a_basis_is_the_same_for_the_same_version():
    version = Lake().current()
    found = basis_of(version)

    assert found == basis_of(version)
    assert set(found) == {"data", "vocabulary", "method"}
    assert len(found["data"]) == len(found["vocabulary"]) == 64


def test_sources_have_licence_and_publisher():
    (first, *_others) = sources_of(Lake().current())

    assert first["licence"] == "CC-BY-4.0"
    assert first["address"].startswith("https://cordis.europa.eu/")
    assert {key for one in sources_of(Lake().current()) for key in one} == {
        "title", "producer", "licence", "address", "retrieved",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "versions", "begins"),
    [
        (OLD, OLD, SAME, ["Data, fields and method are the same"]),
        ({}, OLD, SAME, ["Data, fields and method are the same"]),
        ({}, OLD, OTHER, ["What it rested on was not noted yet"]),
        (OLD, OLD, OTHER, ["The data have been built anew (b)"]),
        (OLD, OLD | {"data": "2"}, OTHER, ["Data: a has become b"]),
        (OLD, OLD | {"vocabulary": "2"}, OTHER, ["Fields: "]),
        (OLD, OLD | {"method": "0.2"}, SAME, ["Method: computed by crossfield 0.2 instead of 0.1."]),
        (OLD, {"data": "2", "vocabulary": "2", "method": "0.2"}, OTHER, ["Data: ", "Fields: ", "Method: "]),
    ],
)
def test_the_reasons_name_what_changed_and_nothing_else(old, new, versions, begins):
    said = changed_because(old, new, versions)

    assert len(said) == len(begins)
    assert all(text.startswith(beginning) for text, beginning in zip(said, begins, strict=True))
