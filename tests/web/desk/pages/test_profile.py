"""The page behind a signed link: looking uses nothing up, sending twice keeps one answer, bad input is told."""

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from lxml import html

from crossfield.web.registry.actions.organisation import add_value
from crossfield.web.registry.actions.profile import Offered, ask_for_profile, confirm_profile
from crossfield.web.registry.models import CoreProposal, Field, Offer, Profile, ProfileLink
from crossfield.web.registry.queries.profile import profile_token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served")]


@pytest.fixture
def pair():
    return [Field.objects.create(scheme="saxony", code=code, title_en=f"Field {code}") for code in "ab"]


@pytest.fixture
def link(two_institutions):
    manager = two_institutions.silicon.users["manager"]
    return ask_for_profile(two_institutions.shared[1], by=manager, email="member@example.org", language="en")


@pytest.fixture
def address(link):
    return f"/en/profile/{profile_token(link)}/"


def answers(pair, **rest):
    one, other = (field.pk for field in pair)
    sent = {"offer-TOTAL_FORMS": 2, "offer-INITIAL_FORMS": 0, "release": "institution", "fields_of": [one]}
    sent |= {"offer-0-kind": "need", "offer-0-text": "<b>light</b>", "offer-0-field_a": one, "offer-0-field_b": other}
    return sent | {"offer-1-kind": "offer", "offer-1-text": ""} | rest


def offers():
    return list(Offer.objects.values_list("kind", "text"))


def test_a_mail_scanner_uses_nothing_up_and_the_member_confirms_once(served, address, pair):
    scanned = [getattr(Client(**served.defaults), method)(address).status_code for method in ("head", "get", "get")]
    sent = [served.post(address, answers(pair)).status_code for _ in range(2)]

    assert (scanned, sent) == ([200] * 3, [302, 200])
    assert offers() == [("need", "<b>light</b>")]
    text = served.get(address).content.decode()
    assert "This link was used on" in text
    assert "member@example.org" not in text


def test_it_needs_the_token_of_its_form(served, address, pair):
    assert Client(enforce_csrf_checks=True, **served.defaults).post(address, answers(pair)).status_code == 403
    assert ProfileLink.objects.get().used is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"offer-0-field_b": ""}, "Choose the two fields that meet there"),
        ({"offer-0-field_a": "999999"}, "Select a valid choice"),
        ({"release": "own"}, "Select a valid choice"),
        ({"fields_of": ["999999"]}, "Select a valid choice"),
        ({"offer-TOTAL_FORMS": "x"}, "ManagementForm"),
        ({"offer-TOTAL_FORMS": "5000"}, "at most 10"),
    ],
)
def test_what_is_wrong_is_told_and_uses_nothing_up(served, address, pair, wrong, said):
    answer = served.post(address, answers(pair, **wrong))

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert (ProfileLink.objects.get().used, offers()) == (None, [])


def test_one_field_does_not_meet_itself(served, address, pair):
    assert served.post(address, answers(pair, **{"offer-0-field_b": pair[0].pk})).status_code == 422


def test_the_second_year_begins_with_what_was_confirmed(served, link, address, pair, two_institutions):
    confirm_profile(link, fields=pair[:1], offers=[Offered("offer", "lasers", *pair)], release="public", language="en")
    manager = two_institutions.silicon.users["manager"]
    again = ask_for_profile(two_institutions.shared[1], by=manager, email="member@example.org", language="en")
    text = served.get(f"/en/profile/{profile_token(again)}/").content.decode()

    assert 'value="lasers"' in text
    assert text.count(" checked") == 1
    assert '<option value="public" selected>' in text


def known_of(served, address):
    """The part of the form that shows what is known, as it was opened."""
    page = html.fromstring(served.get(address).content.decode())
    fields = page.xpath("//form[contains(@class, 'write')]")[0].fields
    return page, {name: fields[name] for name in fields if "known-" in name}


def test_what_is_known_stands_there_with_its_sources_and_is_confirmed_or_corrected(
    served, link, address, pair, two_institutions
):
    one, manager = two_institutions.shared[1], two_institutions.silicon.users["manager"]
    add_value(one, by=manager, key="city", value="Meißen", source="https://list.example/a/long/one", as_of="2024-05")
    add_value(one, by=manager, key="city", value="Dresden", source="press", as_of="2019")
    add_value(one, by=manager, key="website", value="not an address", source="press")
    page, known = known_of(served, address)

    assert {name.removeprefix("known-"): value for name, value in known.items() if name.startswith("known")} == {
        "name": "Shared 1", "region": "DED21", "city": "Meißen", "website": "not an address", "type": None,
    }  # fmt: skip
    said = " ".join(page.xpath("string(//div[@id='id_known-city_helptext'])").split())
    assert said == "Known from: Meißen (Silicon, May 2024); Dresden (Silicon, 2019)"  # not in whose words
    assert page.xpath("string(//div[@id='id_known-region_helptext'])").strip() == "Dresden (DED21)"
    sent = answers(pair) | {name: value or "" for name, value in known.items()}
    wrong = served.post(address, sent | {"known-website": "no address either", "known-city": "Riesa"})
    assert (wrong.status_code, ProfileLink.objects.get().used) == (422, None)
    assert 'value="Riesa"' in wrong.content.decode()
    assert served.post(address, sent | {"known-type": "company", "known-region": "DED51"}).status_code == 302
    kept = one.values.filter(source="the organisation itself").order_by("key").values_list("key", "value")
    assert list(kept) == [("city", "Meißen"), ("name", "Shared 1"), ("region", "DED51"), ("type", "company")]
    assert list(CoreProposal.objects.values_list("key", "before", "value")) == [("region", "DED21", "DED51")]


def test_what_somebody_has_changed_meanwhile_is_not_changed_back_by_who_left_it_as_it_was(
    served, link, address, pair, two_institutions
):
    _page, known = known_of(served, address)
    two_institutions.shared[1].name = "Renamed"
    two_institutions.shared[1].save()
    served.post(address, answers(pair) | {name: value or "" for name, value in known.items()})
    two_institutions.shared[1].refresh_from_db()

    assert (two_institutions.shared[1].name, CoreProposal.objects.count()) == ("Renamed", 0)


def test_a_form_that_is_sent_twice_sends_one_mail(served, two_institutions):
    served.force_login(two_institutions.silicon.users["manager"])
    page = f"/en/register/organisations/{two_institutions.shared[1].public_id}/"
    form = html.fromstring(served.get(page).content.decode()).xpath("//form[contains(@action, '/profile/')]")[0]
    sent = {"email": "member@example.org", "language": "en", "once": form.xpath(".//input[@name='once']/@value")[0]}
    led = [served.post(f"{page}profile/", sent)["Location"] for _sending in range(2)]

    assert led == [f"/en/register/profiles/{sent['once']}/"] * 2
    assert [one.to for one in mail.outbox] == [["member@example.org"]]
    assert ProfileLink.objects.count() == 1


def test_an_id_of_another_institution_tells_nothing(served, link, two_institutions):
    served.force_login(two_institutions.bio.users["manager"])
    page = f"/en/register/organisations/{two_institutions.shared[1].public_id}/"
    sent = {"email": "other@example.org", "language": "en", "once": link.public_id}

    assert link.public_id not in served.post(f"{page}profile/", sent)["Location"]
    assert ProfileLink.objects.count() == 2


def test_a_late_link_has_a_new_one_sent_and_says_the_same_whatever_happens(served, link, address):
    ProfileLink.objects.update(expires=timezone.now())
    mail.outbox.clear()
    said = [served.post(f"{address}again/", follow=True).content for _ in range(2)]

    assert [one.count(b"a new link is on its way") for one in said] == [1, 1]
    assert [one.to for one in mail.outbox] == [["member@example.org"]]
    assert ProfileLink.objects.count() == 2


@pytest.mark.parametrize("rest", ["", "again/"])
def test_a_changed_link_leads_nowhere(served, address, rest):
    changed = address[:-2] + ("x" if address[-2] != "x" else "y") + f"/{rest}"

    assert [served.get(changed).status_code, served.post(changed).status_code] in ([404, 404], [405, 404])


def test_a_draft_is_for_who_asks_without_a_membership(served, two_institutions):
    served.force_login(two_institutions.silicon.users["manager"])
    asked = served.post(
        f"/en/register/organisations/{two_institutions.shared[0].public_id}/profile/",
        {"email": "new@example.org", "language": "de"},
        follow=True,
    )
    text = asked.content.decode()

    assert mail.outbox == []
    assert 'href="mailto:new@example.org?subject=Silicon%20fragt' in text
    assert "/de/profile/" in text


def test_a_request_that_was_sent_shows_no_link_to_use_it(served, link, two_institutions):
    served.force_login(two_institutions.silicon.users["manager"])
    text = served.get(f"/en/register/profiles/{link.public_id}/").content.decode()

    assert "Not yet: the link was sent on" in text
    assert link.public_id + ":" not in text


def test_no_address_no_request(served, two_institutions):
    served.force_login(two_institutions.silicon.users["manager"])
    where = f"/en/register/organisations/{two_institutions.shared[0].public_id}/"
    answer = served.post(f"{where}profile/", {"email": "nobody", "language": "de"})

    assert (answer.status_code, answer["Location"], Profile.objects.count()) == (302, where, 0)


def test_the_organisation_shows_what_it_says_of_itself_to_who_may_see_it(served, link, pair, two_institutions):
    confirm_profile(link, fields=pair, offers=[Offered("offer", "lasers", *pair)], release="institution", language="en")
    where = f"/en/register/organisations/{two_institutions.shared[1].public_id}/"
    seen = []
    for user in (two_institutions.silicon.users["analyst"], two_institutions.bio.users["analyst"]):
        served.force_login(user)
        text = served.get(where).content.decode()
        seen.append(("lasers" in text, "Field a, Field b" in text))

    assert seen == [(True, True), (False, False)]


def test_the_letter_holds_what_the_organisation_said_before(served, link, pair, two_institutions):
    offered = [Offered("need", "light", *pair)]
    confirm_profile(link, fields=pair[:1], offers=offered, release="institution", language="en")
    served.force_login(two_institutions.silicon.users["manager"])
    where = f"/en/register/organisations/{two_institutions.shared[1].public_id}/"
    said = served.get(f"{where}profile/letter/").content.decode()

    assert "[x] Field a" in said
    assert "light" in said


def test_an_address_that_the_workbench_cannot_send_to_gets_a_draft(served, two_institutions):
    served.force_login(two_institutions.silicon.users["manager"])
    where = f"/en/register/organisations/{two_institutions.shared[1].public_id}/"
    asked = served.post(f"{where}profile/", {"email": "jürgen@example.org", "language": "de"}, follow=True)

    assert b"The workbench cannot send to this address by itself" in asked.content
    assert mail.outbox == []
    assert "mailto:j%C3%BCrgen@example.org" in asked.content.decode()
