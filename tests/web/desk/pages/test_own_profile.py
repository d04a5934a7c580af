"""The door of a member: it confirms or corrects, and sees nothing else."""

import pytest
from django.urls import reverse
from lxml import html

from crossfield.web.evidence.actions.vocabulary import adopt_vocabularies
from crossfield.web.registry.actions.delegate import name_delegate
from crossfield.web.registry.models import Delegate, Profile

pytestmark = pytest.mark.django_db


def tree(answer):
    return html.fromstring(answer.content.decode())


@pytest.fixture
def member(served, two_institutions):
    adopt_vocabularies()
    served.force_login(two_institutions.silicon.users["member"])
    return served


@pytest.fixture
def answers(two_institutions):
    def named(number=0):
        side = two_institutions.silicon
        return name_delegate(
            two_institutions.shared[number], by=side.users["manager"], user=side.users["member"], basis="statutory",
            source="register",
        )  # fmt: skip

    return named


def test_the_door_stands_on_every_page_of_members_and_of_nobody_else(member, two_institutions):
    door = reverse("own_profiles")
    assert door in tree(member.get("/en/")).xpath("//header//a/@href")
    assert "For none so far." in member.get(door).content.decode()
    for role in ("manager", "analyst", "visitor"):
        member.force_login(two_institutions.silicon.users[role])
        assert door not in tree(member.get("/en/")).xpath("//header//a/@href")


def test_with_one_organisation_its_form_opens_and_is_confirmed_and_corrected(member, answers, two_institutions):
    organisation = answers().organisation
    where = member.get(reverse("own_profiles"))["Location"]
    assert where == reverse("own_profile", args=[organisation.public_id])
    page = tree(member.get(where))
    form = next(one for one in page.forms if one.get("class") == "write")
    first = page.xpath("//input[@name='fields_of']/@value")[0]
    given = [*form.form_values(), ("fields_of", first)]
    sent = {name: [value for key, value in given if key == name] for name, _value in given}

    assert member.post(where, sent)["Location"] == where
    profile = Profile.objects.get()
    assert (profile.organisation, profile.institution) == (organisation, two_institutions.silicon.institution)
    assert [one.pk for one in profile.fields.all()] == [int(first)]
    again = tree(member.get(where))
    assert again.xpath("//input[@name='fields_of'][@checked]/@value") == [first]
    assert "Correct what is wrong, and confirm again." in again.text_content()
    assert "This link works once" not in again.text_content()

    member.post(where, sent | {"fields_of": [], "known-city": "Riesa"})
    assert Profile.objects.get().fields.count() == 0
    said = organisation.values.filter(source="the organisation itself").order_by("key").values_list("key", "value")
    assert list(said) == [("city", "Riesa"), ("name", organisation.name), ("region", organisation.region)]


def test_with_several_one_chooses(member, answers):
    names = [answers(number).organisation.name for number in range(2)]

    assert tree(member.get(reverse("own_profiles"))).xpath("//main//li/a/text()") == names


@pytest.mark.parametrize("whose", ["ended", "foreign", "absent"])
def test_what_one_does_not_answer_for_is_not_there(member, answers, two_institutions, whose):
    made = answers()
    if whose == "ended":
        Delegate.objects.update(ended="2026-01-01")
    if whose == "foreign":
        member.force_login(two_institutions.bio.users["member"])
    public_id = "2" * 16 if whose == "absent" else made.organisation.public_id

    for method in ("get", "post"):
        assert getattr(member, method)(reverse("own_profile", args=[public_id])).status_code == 404


def test_the_management_names_and_ends_on_the_page_of_the_organisation(member, two_institutions):
    side, organisation = two_institutions.silicon, two_institutions.shared[0]
    member.force_login(side.users["manager"])
    where = reverse("register_organisation_delegate", args=[organisation.public_id])
    given = {"user": str(side.users["member"].pk), "basis": "mandate", "source": ""}
    refused = member.post(where, given, follow=True)
    assert "Not saved." in refused.content.decode()
    assert Delegate.objects.count() == 0

    shown = member.post(where, given | {"source": "letter"}, follow=True)
    assert "silicon.member@example.org: authorised by it in writing (letter)" in " ".join(
        tree(shown).text_content().split()
    )
    ended = member.post(reverse("register_delegate_end", args=[Delegate.objects.get().public_id]), follow=True)
    assert "Nobody with an account so far." in ended.content.decode()
    side.users["member"].delete()
    page = member.get(reverse("register_organisation", args=[organisation.public_id]))
    assert "Who answers for it?" not in page.content.decode()
