"""The example that ships: what the list says, what its words mean, and that every fact has its source."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.web.registry.actions.example import add_example
from crossfield.web.registry.models import (
    Cooperation,
    CooperationPartner,
    Membership,
    Organisation,
    OrganisationIdentifier,
    OrganisationRelation,
    OrganisationValue,
)
from crossfield.web.registry.models.partial_date import check_partial_date
from crossfield.web.registry.queries.example import (
    WORDS,
    example_clusters,
    example_facts,
    example_organisations,
    field_codes,
)


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("", []),
        (" ; ;", []),
        ("robotics", []),
        ("Software; IT; IoT", ["ict"]),
        ("  PHOTONICS ;optics", ["photonics"]),
        ("energy;hydrogen;materials;energy", ["energy", "materials"]),
        ("materials;energy", ["materials", "energy"]),
        ("photonics, energy", []),
        ("<b>energy</b>", []),
    ],
)
def test_words_of_the_list_are_fields_in_their_order_and_once(words, codes):
    assert field_codes(words) == codes


@given(st.lists(st.sampled_from([*WORDS, "robotics", "", " "]), max_size=8))
def test_whatever_words_stand_there_their_codes_stand_once_in_the_order_of_the_words(words):
    found = field_codes("; ".join(words))

    assert len(found) == len(set(found))
    assert set(found) == {WORDS[word] for word in words if word in WORDS}
    firsts = [words.index(next(word for word in words if WORDS.get(word) == code)) for code in found]
    assert firsts == sorted(firsts)


@given(st.sampled_from(sorted(WORDS)))
def test_case_and_blanks_do_not_count(word):
    assert field_codes(f"  {word.upper()} ") == field_codes(word) == [WORDS[word]]


def test_words_are_written_as_they_are_compared():
    assert [word for word in WORDS if word != word.strip().casefold() or ";" in word] == []


def test_a_cluster_has_a_country_and_a_region_inside_it():
    rows = example_clusters()

    assert [row["name"] for row in rows if len(row["country"]) != 2 or not row["country"].isupper()] == []
    assert [row["name"] for row in rows if not row["region"].startswith(row["country"])] == []
    assert "unknown" not in {row["region"] for row in rows}


def test_no_cluster_stands_twice_in_the_list():
    names = [(row["name"].casefold(), row["country"]) for row in example_clusters()]

    assert len(names) == len(set(names))


def test_each_reading_is_one_of_its_own():
    first = example_clusters()
    first[0]["name"] = "changed"

    assert example_clusters()[0]["name"] != "changed"


def test_every_fact_says_where_it_is_from():
    facts = example_facts()
    proofs = [proof for one in facts["cooperations"] for proof in one["proofs"]]
    told = [*example_organisations(), *facts["relations"], *facts.get("memberships", [])]
    addresses = [one["source"] for one in told] + [one["address"] for one in (*proofs, *facts["events"])]

    assert [one["title"] for one in facts["cooperations"] if not one.get("proofs")] == []
    assert [one for one in addresses if one.partition("://")[0] not in {"http", "https"}] == []
    assert all(proof["source"] for proof in proofs)


@pytest.mark.django_db
def test_every_row_that_the_example_makes_says_where_it_is_from():
    add_example()
    rows = [OrganisationValue, OrganisationIdentifier, OrganisationRelation, Membership]

    assert [[str(one) for one in model.objects.all() if "://" not in one.source] for model in rows] == [[], [], [], []]
    assert [model.objects.exists() for model in rows] == [True, True, True, False]
    seats = OrganisationValue.objects.filter(key="region").values("organisation")
    assert Organisation.objects.exclude(pk__in=seats).count() == 0


def test_the_facts_are_of_kinds_that_the_register_knows():
    facts = example_facts()

    assert {one["kind"] for one in facts["cooperations"]} <= set(Cooperation.Kind.values)
    assert {one["kind"] for one in facts.get("relations", [])} <= set(OrganisationRelation.Kind.values)
    roles = {role for one in facts["cooperations"] for _organisation, role, _part in one["partners"]}
    assert roles <= set(CooperationPartner.Role.values)


def test_dates_of_the_facts_are_days_months_or_years():
    for one in example_facts()["cooperations"]:
        for day in (one.get("began"), one.get("ended"), *(proof.get("dated") for proof in one["proofs"])):
            if day:
                check_partial_date(day)
