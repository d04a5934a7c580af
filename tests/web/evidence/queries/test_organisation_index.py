"""Organisations are found by code, PIC and name however it is spelled; natural persons and nameless ones never."""

import pytest
from django.utils import translation

from crossfield.errors import UnknownNameError
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.organisation_index import (
    OrganisationIndex,
    countries_of,
    find_organisation,
    folded,
    kind_in_words,
    organisation_index,
    place_in_words,
)

DRESDEN = "pic:999897729"


def row_of(code, name, *, person=False, participations=3):
    return {"organisation": code, "name": name, "person": person, "participations": participations, "region": "DED2"}


@pytest.mark.parametrize(
    "given", [DRESDEN, "999897729", "Technische Universität Dresden", "technische universitaet  dresden"]
)
def test_an_organisation_is_found_however_it_is_spelled(given):
    assert find_organisation(current_version(), given)["organisation"] == DRESDEN


@pytest.mark.parametrize(
    ("given", "closest"),
    [
        ("Technische Universität Dresdn", "Technische Universitaet Dresden"),
        ("universita", None),  # many hold it
        ("", None),
        ("qqqq zzzz", None),
    ],
)
def test_who_is_not_there_or_not_clear_is_told_with_the_closest(given, closest):
    with pytest.raises(UnknownNameError) as told:
        find_organisation(current_version(), given)

    assert closest is None or closest in told.value.closest


def test_persons_and_nameless_are_counted_and_never_found():
    index = OrganisationIndex({"pic:1": row_of("pic:1", "Erika Muster", person=True), "pic:2": row_of("pic:2", None)})

    assert index.members_of("DED") == ("pic:1", "pic:2")
    assert [index.named(given) for given in ("pic:1", "1", "pic:2", "Erika Muster")] == [[]] * 4
    assert [index.name_of(code) for code in ("pic:1", "pic:2", "pic:3")] == ["", "", ""]


def test_no_person_of_the_data_is_in_the_names():
    index = organisation_index(current_version())
    persons = {code for code, row in index.rows.items() if row["person"]}

    assert not persons & {code for codes in index.by_name.values() for code in codes}


def test_of_two_of_one_name_the_busier_one_is_meant():
    rows = {code: row_of(code, "Institut", participations=count) for code, count in (("pic:1", 3), ("pic:2", 9))}

    assert OrganisationIndex(rows).named("Institut")[0]["organisation"] == "pic:2"


def test_names_are_compared_without_accents_and_signs():
    assert folded("Société d’Énergie (SA)") == folded("SOCIETE D'ENERGIE SA")
    assert folded("Straße") == folded("STRASSE")


def test_places_and_kinds_are_said_in_words():
    version = current_version()
    with translation.override("de"):
        assert kind_in_words("PRC", is_small=True) == "Unternehmen (KMU)"
        assert kind_in_words(None, is_small=None) == ""
        assert place_in_words(version, "CZ01") == "Praha (CZ01), Tschechien"
    with translation.override("en"):
        assert [place_in_words(version, code) for code in ("CZ", "unknown", "ZZ9")] == ["Czechia", "", "ZZ9"]
    assert {"DE", "CZ", "AT"} <= set(countries_of(version))
