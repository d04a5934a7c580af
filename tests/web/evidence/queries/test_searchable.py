"""What can be found: by names in both languages, without natural persons, with an address each."""

import pytest

from crossfield.config import Settings
from crossfield.indicators.exonym import exonyms
from crossfield.lake.store import Lake
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.searchable import KINDS, SEARCHABLE, evidence_texts


@pytest.fixture(scope="module")
def starter():
    return list(evidence_texts(Lake().current()))


def named(rows, kind, public_id):
    return {
        (row.get("language", ""), row["text"]) for row in rows if (row["kind"], row["public_id"]) == (kind, public_id)
    }


def test_a_region_has_its_own_name_its_code_and_those_of_both_languages(starter):
    assert named(starter, "region", "DED") == {("", "Sachsen"), ("", "DED"), ("en", "Saxony")}
    assert {("", "Deutschland"), ("", "Germany"), ("", "DE")} <= named(starter, "region", "DE")
    assert ("", "Elláda") in named(starter, "region", "EL")


def test_a_field_is_found_by_its_titles_and_expressions(starter):
    found = named(starter, "field", "saxony:microelectronics")

    assert {("de", "Mikroelektronik"), ("en", "Microelectronics"), ("de", "halbleiter")} <= {
        (language, text if text[:1].isupper() else text.casefold()) for language, text in found
    }
    assert not any("*" in text for _language, text in found)


def test_an_interface_is_found_by_both_titles(starter):
    assert named(starter, "interface", "energy×production") == {
        ("de", "Fortgeschrittene Produktionstechnologien × Energie"),
        ("en", "Advanced production technologies × Energy"),
    }


def test_natural_persons_are_no_entries(settings, dump_lake):
    settings.CROSSFIELD = Settings(lake=str(dump_lake.path))
    version = dump_lake.current()
    with dump_lake.open(version) as frames:
        hidden = {row["name"] for row in frames.read("organisation") if row["person"]}

    names = {row["text"] for row in evidence_texts(version) if row["kind"] == "organisation"}

    assert hidden == {"Maria Example"}
    assert "Beispiel Chips GmbH" in names
    assert not names & hidden


def test_a_technical_university_is_found_by_its_short_form(starter):
    texts = {row["text"] for row in starter if row.get("title") == "TECHNISCHE UNIVERSITAET DRESDEN"}

    assert texts == {"TECHNISCHE UNIVERSITAET DRESDEN", "TU DRESDEN"}


def test_only_stated_kinds_are_filled(starter):
    assert {row["kind"] for row in starter} == set(KINDS)


def test_weights_stay_between_0_and_1(starter):
    assert min(row["weight"] for row in starter) >= 0
    assert max(row["weight"] for row in starter) <= 1


@pytest.mark.parametrize("one", SEARCHABLE, ids=lambda one: one.kind)
def test_every_kind_has_an_address(desk, one):
    examples = {"region": "DE2", "field": "saxony:energy", "interface": "energy×production", "finding": "abc"}
    examples |= {"cluster": "silicon-saxony-de", "organisation": "pic:999897729", "place": "CZ06:CZ:brno"}

    assert one.address(examples[one.kind], "DED").startswith("/en/")


def test_a_field_of_another_scheme_leads_to_what_it_means(desk):
    (field,) = [one for one in SEARCHABLE if one.kind == "field"]

    assert desk.get(field.address("clustrat:active_ageing", "DED")).status_code == 200
    assert desk.get(field.address("saxony:energy", "DED")).status_code == 200


def test_every_other_name_belongs_to_a_region_there_is():
    with Lake().open() as frames:
        known = {row["region"] for row in frames.read("region")}

    assert {code for code, _language, _name in exonyms()} - known == set()
    assert len(exonyms()) == len(set(exonyms()))


@pytest.mark.parametrize("text", ["Jihomoravský kraj", "CZ064"])
def test_a_smaller_region_leads_to_the_one_above_it_that_has_figures(text):
    found = [row for row in evidence_texts(current_version()) if row["kind"] == "region" and row["text"] == text]

    assert [(row["public_id"], row["title"]) for row in found] == [("CZ06", "Jihovýchod")]
