"""Vocabularies: every field with definition and expressions, texts tried as elsewhere, other people's things unseen."""

import pytest
from django.utils import translation

from crossfield.errors import UnknownNameError
from crossfield.lake.store import Lake
from crossfield.web.evidence.models import Finding
from crossfield.web.evidence.queries import vocabulary as module
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.vocabulary import (
    LEFT_OUT,
    field_view,
    fields_of_text,
    findings_on,
    scheme_name,
    vocabulary_listings,
)


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_vocabulary_is_listed_with_all_its_fields(language):
    with translation.override(language):
        found = vocabulary_listings(current_version(), language)
    with Lake().open() as frames:
        fields = [row for row in frames.read("field") if row["scheme"] not in LEFT_OUT]

    assert [scheme for scheme, _name, _listing in found] == ["saxony", "clustrat"]
    assert sum(len(listing.rows) for _scheme, _name, listing in found) == len(fields)
    assert all(row["definition"] for _scheme, _name, listing in found for row in listing.rows)
    assert all(row["german"] + row["english"] for _scheme, _name, listing in found for row in listing.rows)


def test_a_field_has_its_expressions_codes_and_overlaps():
    with translation.override("en"):
        view = field_view(current_version(), "saxony", "energy", "en")
    with Lake().open() as frames:
        phrases = [row for row in frames.read("phrase") if (row["scheme"], row["field"]) == ("saxony", "energy")]

    assert view.title == "Energy"
    told = [phrase for _language, _label, found in view.phrases for phrase in found]
    assert sorted(told) == sorted(row["phrase"] for row in phrases if not row["excludes"])
    assert view.listings["codes"].rows
    assert all(0 < row["shared"] <= 100 for row in view.listings["overlaps"].rows)
    assert ("DED", "Sachsen") in view.declared


def test_a_vocabulary_of_ones_own_bears_its_code():
    with translation.override("de"):
        assert scheme_name("mine") == "mine"
        assert scheme_name("saxony") == "Innovationsstrategie des Freistaates Sachsen"


@pytest.mark.parametrize("asked", [("saxony", "enrgy"), ("nowhere", "energy"), ("programme", "H2020-EU.1.")])
def test_an_unknown_field_is_told(asked):
    with pytest.raises(UnknownNameError):
        field_view(current_version(), *asked, "en")


def test_a_text_is_tried_with_the_words_that_say_so():
    found = fields_of_text(current_version(), "saxony", "Sensoren für die Pflege", "de")

    assert {row["field"] for row in found} >= {"health"}
    assert all(row["words"] and row["title"] for row in found)
    assert fields_of_text(current_version(), "saxony", "   ", "de") == []


def test_findings_at_a_field_are_those_a_user_may_see(make_user):
    owner, stranger = make_user("owner"), make_user("stranger")
    asked = {"title": "t", "answer": "", "rows": [], "columns": [], "address": "/", "data_version": "v"}
    own = Finding.objects.create(
        owner=owner, institution=owner.institution, parameters={"field_a": "energy", "field_b": "ict"}, **asked
    )
    Finding.objects.create(owner=owner, institution=owner.institution, parameters={"field_a": "health"}, **asked)

    assert list(findings_on("energy", owner)) == [own]
    assert list(findings_on("ict", owner)) == [own]
    assert list(findings_on("energy", stranger)) == []


def test_expressions_stand_by_language_and_those_that_exclude_do_not_count():
    rows = [
        {"phrase": "zeta", "language": "en", "excludes": False},
        {"phrase": "alpha", "language": "en", "excludes": False},
        {"phrase": "not this", "language": "en", "excludes": True},
        {"phrase": "<b>", "language": "fr", "excludes": False},
    ]
    with translation.override("en"):
        assert module._phrases(rows) == [("en", "English expressions", ["alpha", "zeta"])]
        assert module._phrases([]) == []


def test_overlaps_are_those_of_the_field_from_either_side_the_largest_first():
    fields = {code: {"title_de": code.upper(), "title_en": ""} for code in ("a", "b", "c", "d")}
    overlaps = [
        {"field_a": "a", "field_b": "b", "shared": 0.25},
        {"field_a": "c", "field_b": "a", "shared": 0.5},
        {"field_a": "c", "field_b": "d", "shared": 0.9},
        {"field_a": "a", "field_b": "d", "shared": 0.25},
    ]

    assert module._overlaps("a", overlaps, fields, "en").rows == [
        {"title": "C", "shared": 50.0}, {"title": "B", "shared": 25.0}, {"title": "D", "shared": 25.0},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "empty"),
    [
        ("de", "Kein Kürzel einer anderen Klassifikation gehört dazu."),
        ("en", "No code of another classification belongs to it."),
    ],
)
def test_a_field_without_codes_says_so(language, empty):
    with translation.override(language):
        listing = module._codes([])

    assert listing.rows == []
    assert listing.empty == empty


def test_a_text_is_read_up_to_its_limit():
    late = "x " * (module.LONGEST // 2) + "Sensoren für die Pflege"

    assert fields_of_text(current_version(), "saxony", late, "de") == []
