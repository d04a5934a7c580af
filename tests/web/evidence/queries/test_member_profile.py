"""What organisations of the register are: the register's word goes before the data's, nothing is made up."""

import pytest

from crossfield.config import Settings
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.member_profile import Profile, profiles_of
from crossfield.web.evidence.queries.organisation_index import organisation_index
from crossfield.web.registry.models import OrganisationValue

pytestmark = pytest.mark.django_db

DRESDEN = "999897729"


def typed(organisation, value, as_of=""):
    OrganisationValue.objects.create(
        organisation=organisation, key="type", value=value, source="s", as_of=as_of or None
    )


def test_the_data_say_what_the_register_does_not(make_organisation):
    known = make_organisation("TU Dresden", identifiers={"pic": DRESDEN})
    profile = profiles_of([known], "en")[known.pk]

    assert (profile.type, profile.size) == ("university", "")
    assert "Biotechnology" in profile.fields
    assert list(profile.fields) == sorted(profile.fields)


def test_the_registers_newest_word_goes_before_that_of_the_data(make_organisation):
    known = make_organisation("TU Dresden", identifiers={"pic": DRESDEN})
    typed(known, "Hochschule", "2010")
    typed(known, "Exzellenzuniversität", "2020")

    assert profiles_of([known], "de")[known.pk].type == "Exzellenzuniversität"


def test_what_nobody_says_is_empty(make_organisation):
    unknown = make_organisation("Nobody knows it")

    assert profiles_of([unknown], "en") == {unknown.pk: Profile()}
    assert profiles_of([], "en") == {}


def test_without_data_the_register_is_all(make_organisation, settings, tmp_path):
    settings.CROSSFIELD = Settings(lake=str(tmp_path / "nowhere"))
    known = make_organisation("TU Dresden", identifiers={"pic": DRESDEN})
    typed(known, "Hochschule")

    assert profiles_of([known], "de") == {known.pk: Profile("Hochschule")}


def test_the_size_is_that_of_the_data(make_organisation, small_lake, settings):
    settings.CROSSFIELD = Settings(lake=str(small_lake.path))
    shown = [row for row in organisation_index(current_version()).rows.values() if row["name"] and not row["person"]]
    words = {True: "small or medium-sized", False: "larger", None: ""}
    of_size = {row["sme"]: row["organisation"].removeprefix("pic:") for row in shown}
    made = {size: make_organisation(f"X{size}", "", identifiers={"pic": pic}) for size, pic in of_size.items()}
    found = profiles_of(list(made.values()), "en")

    assert len(made) >= 2
    assert {size: found[one.pk].size for size, one in made.items()} == {size: words[size] for size in made}


def test_thirty_cost_as_many_queries_as_one(make_organisation, django_assert_num_queries):
    made = [make_organisation(f"O{number}") for number in range(30)]
    for asked in (made[:1], made):
        with django_assert_num_queries(2):
            profiles_of(asked, "en")
