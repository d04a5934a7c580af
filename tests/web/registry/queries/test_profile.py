"""Who sees what members say of themselves, and what stands on the page of an interface."""

import pytest

from crossfield.web.registry.actions.profile import Offered, ask_for_profile, confirm_profile
from crossfield.web.registry.models import Field
from crossfield.web.registry.queries.panel import AskedInterface
from crossfield.web.registry.queries.profile import (
    offers_panel,
    profile_link_behind,
    profile_links_for,
    profile_token,
    profiles_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served")]


@pytest.fixture
def fields():
    return {code: Field.objects.create(scheme="s", code=code, title_en=code) for code in "abc"}


@pytest.fixture
def told(two_institutions, fields):
    """Shared 0 told each side something at a × b."""

    def tell(side, release="institution", pair="ab", *, answers=True):
        organisation = two_institutions.shared[0]
        manager = getattr(two_institutions, side).users["manager"]
        link = ask_for_profile(organisation, by=manager, email=f"{side}@example.org", language="de")
        if answers:
            offered = [Offered("need", f"secret need told {side}", *(fields[code] for code in pair))]
            confirm_profile(link, fields=[fields["a"]], offers=offered, release=release, language="de")
        return link

    return tell


def shown(user, one="a", other="b"):
    asked = AskedInterface("DED", "s", (one,), (other,), title="", language="en")
    return [row["text"] for row in offers_panel(user, asked).rows]


def test_each_institution_sees_what_it_was_told(two_institutions, told):
    told("silicon")
    told("bio")
    users = two_institutions.silicon.users

    assert shown(users["analyst"]) == shown(users["analyst"], "b", "a") == ["secret need told silicon"]
    assert shown(users["analyst"], "a", "c") == shown(users["visitor"]) == shown(None) == []
    assert offers_panel(None, AskedInterface("DED", "s", ("a",), ("b",), title="", language="en")).says == ""


@pytest.mark.parametrize(("release", "seen"), [("institution", False), ("partners", True), ("public", True)])
def test_others_see_what_the_member_released_to_them(two_institutions, told, release, seen):
    two_institutions.silicon.institution.partners.add(two_institutions.bio.institution)
    told("silicon", release)

    assert shown(two_institutions.bio.users["manager"]) == (["secret need told silicon"] if seen else [])
    assert shown(two_institutions.bio.users["member"]) == (["secret need told silicon"] if release == "public" else [])


def test_what_is_not_confirmed_is_shown_nowhere(two_institutions, told):
    told("silicon", answers=False)
    manager = two_institutions.silicon.users["manager"]

    assert (shown(manager), list(profiles_of(two_institutions.shared[0], manager))) == ([], [])


def test_the_sentence_counts_organisations(two_institutions, told):
    told("silicon")
    asked = AskedInterface("DED", "s", ("a", "c"), ("b",), title="", language="en")
    panel = offers_panel(two_institutions.silicon.users["analyst"], asked)

    assert panel.says == "1 organisation says itself what it offers or needs here."
    assert panel.rows[0]["organisation"] == "Shared 0"


def test_links_are_seen_by_who_writes_for_the_institution_that_asked(two_institutions, told):
    link = told("silicon")
    sees = {role: link in profile_links_for(user) for role, user in two_institutions.silicon.users.items()}

    assert {role for role, does in sees.items() if does} == {"manager", "administrator"}
    assert list(profile_links_for(two_institutions.bio.users["manager"])) == list(profile_links_for(None)) == []


def test_a_signed_address_means_its_link_and_a_changed_one_nothing(told):
    link = told("silicon")

    assert profile_link_behind(profile_token(link)) == link
    assert profile_link_behind(f"{profile_token(link)}x") is None
    assert profile_link_behind(link.public_id) is None
