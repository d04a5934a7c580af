"""Pages from a suggestion to a cooperation: forms, refusals, and the table of what came of them."""

import pytest
from lxml import html

from crossfield.web.evidence.models import Finding, FollowUp, ShortlistEntry
from crossfield.web.registry.models import Contact, Organisation

pytestmark = pytest.mark.django_db


def shortlisted(user, kind="organisation", code="pic:999897729", name="TU Dresden"):
    given = {"kind": kind, "code": code, "name": name, "language": "en", "asked": "Partners", "why": "near"}
    return ShortlistEntry.objects.create(owner=user, institution=user.institution, data_version="v1", **given)


def kept(user):
    given = {"columns": [], "rows": [], "parameters": {}, "address": "/", "language": "en", "data_version": "v1"}
    return Finding.objects.create(owner=user, institution=user.institution, title="secret peers", **given)


@pytest.fixture
def manager(served, two_institutions):
    user = two_institutions.silicon.users["manager"]
    served.force_login(user)
    return user


def tree(answer):
    return html.fromstring(answer.content.decode())


def test_the_form_knows_the_partner_the_reason_and_who_one_speaks_for(served, manager):
    entry = shortlisted(manager)
    page = tree(served.get(f"/en/register/from/shortlist/{entry.public_id}/"))

    assert page.xpath("//h1/text()") == ["Take up: TU Dresden"]
    assert page.xpath("//*[@name='organisation']") == []
    assert page.xpath("//*[@name='text']/@value") == ["near"]
    assert page.xpath("//*[@name='introduced_to']/@value") == ["Cluster silicon"]
    assert page.xpath("//*[@name='kind'][@checked]/@value") == ["introduction"]


def test_sent_twice_it_is_one_contact_and_one_partner(served, manager):
    address = f"/en/register/from/shortlist/{shortlisted(manager).public_id}/"
    sent = {"text": "x", "kind": "introduction", "introduced_to": "Cluster silicon", "once": "2345678923456789"}
    answers = [served.post(address, sent) for _ in range(2)]

    assert [one["Location"] for one in answers] == ["/en/register/contacts/2345678923456789/"] * 2
    assert (Contact.objects.count(), FollowUp.objects.count()) == (1, 1)
    assert Organisation.objects.filter(name="TU Dresden").count() == 1
    page = tree(served.get(answers[0]["Location"]))
    assert [one.text_content() for one in page.xpath("//section[h2='Where did it come from?']//a")] == ["TU Dresden"]


def test_what_is_wrong_is_said_above_the_form_and_kept(served, manager):
    address = f"/en/register/from/shortlist/{shortlisted(manager, code='pic:1', name='X').public_id}/"
    answer = served.post(address, {"text": "kept text", "kind": "introduction"})

    assert answer.status_code == 422
    assert b"brings two organisations together" in answer.content
    assert tree(answer).xpath("//*[@name='text']/@value") == ["kept text"]
    assert not Organisation.objects.filter(name="X").exists()


def test_a_region_or_a_finding_asks_with_whom(served, manager):
    for address in (
        f"/en/register/from/shortlist/{shortlisted(manager, 'region', 'AT13', 'Wien').public_id}/",
        f"/en/register/from/findings/{kept(manager).public_id}/",
    ):
        page = tree(served.get(address))
        assert page.xpath("//*[@name='organisation']/@required") == [""]
        answer = served.post(address, {"organisation": "Shared 0", "text": "x", "kind": "call"})
        assert answer.status_code == 302
    assert sorted(FollowUp.objects.values_list("kind", flat=True)) == ["finding", "region"]


def test_a_cooperation_is_given_an_origin_of_ones_own(served, manager, two_institutions):
    page = f"/en/register/cooperations/{two_institutions.silicon.cooperation.public_id}/"
    finding, foreign = kept(manager), kept(two_institutions.bio.users["manager"])
    entry = shortlisted(manager)
    for value in (f"finding:{foreign.public_id}", "finding:", "entry:x", "nothing", ""):
        served.post(f"{page}origin/", {"origin": value})
    assert FollowUp.objects.count() == 0
    for value in (f"finding:{finding.public_id}", f"entry:{entry.public_id}"):
        assert served.post(f"{page}origin/", {"origin": value})["Location"] == page
    shown = tree(served.get(page)).xpath("//section[h2='Where did it come from?']//li/a/text()")

    assert shown == ["TU Dresden", "secret peers"]


def test_the_page_counts_and_leads_on_and_is_whole_as_files(served, manager):
    address = f"/en/register/from/shortlist/{shortlisted(manager).public_id}/"
    served.post(address, {"text": "x", "kind": "introduction", "introduced_to": "Cluster silicon"})
    contact = Contact.objects.get()
    served.post(f"/en/register/contacts/{contact.public_id}/outcome/", {"outcome": "cooperation"})
    page = tree(served.get("/en/register/followed/"))

    assert page.xpath("//p[@class='answer']/text()")[0].startswith(
        "1 suggestion was taken up; 1 of them became a cooperation."
    )
    assert page.xpath("//section[@id='followed']//tbody//a/text()") == ["TU Dresden – Cluster silicon"]
    (row,) = served.get("/en/register/followed/followed.json").json()
    assert (row["name"], row["standing"]) == ("TU Dresden", "stated by one side")
    assert b"TU Dresden" in served.get("/en/register/followed/a4/").content
    assert served.post("/en/register/followed/followed/pin/").status_code == 302
    assert served.post("/en/register/followed/nothing/pin/").status_code == 404


def test_others_see_an_empty_page_that_says_what_next(served, two_institutions):
    served.force_login(two_institutions.bio.users["analyst"])
    page = tree(served.get("/en/register/followed/"))

    assert page.xpath("//p[@class='answer']/text()") == ["No suggestion has been taken up yet."]
    assert "shortlist" in page.xpath("//p[@class='empty']")[0].text_content()


@pytest.mark.parametrize("path", ["shortlist", "findings"])
def test_somebody_elses_is_not_there(served, manager, two_institutions, path):
    other = two_institutions.bio.users["manager"]
    made = shortlisted(other) if path == "shortlist" else kept(other)
    for public_id in (made.public_id, "2222222222222222"):
        answer = served.post(f"/en/register/from/{path}/{public_id}/", {"text": "x", "kind": "call"})
        assert (answer.status_code, b"secret" in answer.content) == (404, False)
