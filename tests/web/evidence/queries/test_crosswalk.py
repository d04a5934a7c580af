"""Organisations of the register in the data and back: by number, by name and country, never a natural person."""

import pytest

from crossfield.config import Settings
from crossfield.web.evidence.queries.crosswalk import cluster_code_of, cluster_registered_as, codes_of, registered_as
from crossfield.web.evidence.queries.organisation_index import organisation_index
from crossfield.web.registry.actions.example import add_example

pytestmark = pytest.mark.django_db

DRESDEN = "pic:999897729"


@pytest.mark.parametrize(
    ("name", "region", "pic", "code"),
    [
        ("TU Dresden, by its number", "DED21", "999897729", DRESDEN),
        ("Technische Universität Dresden", "DED21", "", DRESDEN),
        ("TECHNISCHE UNIVERSITAET DRESDEN", "", "", DRESDEN),
        ("Technische Universität Dresden", "CZ01", "", None),
        ("Nobody knows this one", "DED21", "", None),
        ("A number that the data lack", "DED21", "111111111", None),
    ],
)
def test_a_number_goes_before_a_name_and_a_name_needs_its_country(make_organisation, name, region, pic, code):
    one = make_organisation(name, region, identifiers={"pic": pic} if pic else {})

    assert codes_of([one]) == ({one.pk: code} if code else {})


def test_an_empty_register_asks_no_index_of_names(make_organisation):
    organisation_index.cache_clear()

    assert codes_of([]) == {}
    assert organisation_index.cache_info().currsize == 0

    codes_of([make_organisation("By name")])
    assert organisation_index.cache_info().currsize == 1


def test_both_ways_agree(make_organisation):
    numbered = make_organisation("By number", identifiers={"pic": "999897729"})

    assert registered_as(DRESDEN) == numbered
    assert registered_as("pic:111111111") is None


def test_without_a_number_the_name_leads_back_unless_another_has_the_number(make_organisation):
    named = make_organisation("technische universitaet dresden")
    assert registered_as(DRESDEN) == named

    numbered = make_organisation("Elsewhere", identifiers={"pic": "999897729"})

    assert set(codes_of([numbered, named]).values()) == {DRESDEN}


def test_a_natural_person_is_nobody_in_the_register(make_organisation, veiled_lake, settings):
    lake, hidden = veiled_lake
    settings.CROSSFIELD = Settings(lake=str(lake.path))
    made = [
        make_organisation("Erika Mustermann", ""),
        *(
            make_organisation(f"By number {code}", "", identifiers={"pic": code.removeprefix("pic:")})
            for code in hidden
        ),
    ]

    assert codes_of(made) == {}
    assert [registered_as(code) for code in hidden] == [None, None]


def test_a_cluster_of_the_list_is_one_of_the_register_and_back(make_organisation):
    add_example()
    made = cluster_registered_as("silicon-saxony-de")
    plain = make_organisation("No cluster", identifiers={"crossfield": "x"})

    assert made.name.startswith("Silicon Saxony")
    assert cluster_code_of(made) == "silicon-saxony-de"
    assert (cluster_registered_as("x"), cluster_registered_as("nothing"), cluster_code_of(plain)) == (None, None, "")


def test_without_data_nobody_is_known(make_organisation, settings, tmp_path):
    settings.CROSSFIELD = Settings(lake=str(tmp_path / "nowhere"))
    one = make_organisation("Technische Universität Dresden")

    assert codes_of([one]) == {}
    assert registered_as(DRESDEN) is None
    assert cluster_code_of(make_organisation("C", identifiers={"crossfield": "silicon-saxony-de"})) == ""


def test_thirty_organisations_cost_one_query_like_one(make_organisation, django_assert_num_queries):
    made = [make_organisation(f"Organisation {number}") for number in range(30)]
    for asked in (made[:1], made):
        with django_assert_num_queries(1):
            codes_of(asked)
