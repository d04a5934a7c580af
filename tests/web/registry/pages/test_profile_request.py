"""The page on which all members of a cluster are asked: looked at first, sent twice it asks once."""

import pytest
from lxml import html

from crossfield.web.registry.actions.cluster import begin_membership
from crossfield.web.registry.actions.organisation import add_organisation
from crossfield.web.registry.actions.person import add_detail, add_person
from crossfield.web.registry.models import ProfileLink

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(served, two_institutions):
    """Its address, where one member can be asked and one cannot."""
    silicon = two_institutions.silicon
    by = silicon.users["manager"]
    person = add_person("Secret Person", by=by, functions=[(two_institutions.shared[1], "CEO")])
    add_detail(person, by=by, kind="mail", value="a@example.org", purpose="membership", basis="contract")
    begin_membership(silicon.cluster, member=add_organisation("No Mail Ltd", by=None, region="DED21"), by=by)
    served.force_login(by)
    return f"/en/register/clusters/{silicon.cluster.organisation.public_id}/profiles/"


def read(answer):
    return " ".join(html.fromstring(answer.content.decode()).xpath("string(//main)").split())


def test_looking_asks_nobody_and_tells_who_would_be_and_who_not(served, page):
    answer = served.get(page)
    text, addresses = read(answer), html.fromstring(answer.content.decode()).xpath("//main//ul//a/text()")

    assert "1 member would be asked. Nothing is sent yet." in text
    assert addresses == ["Shared 1", "No Mail Ltd"]
    assert "no mail address of an account or a person is noted" in text
    assert "Silicon asks: is what we know of Shared 1 still right?" in text
    assert ProfileLink.objects.count() == 0


def test_a_form_that_is_sent_twice_asks_once(served, page):
    once = html.fromstring(served.get(page).content.decode()).xpath("//main//input[@name='once']/@value")[0]
    told = [read(served.post(f"{page}ask/", {"once": once}, follow=True)) for _sending in range(2)]

    assert ["1 member is asked." in one for one in told] == [True, True]
    assert ProfileLink.objects.count() == 1
    assert "0 members would be asked" in told[1]
    assert "There is no member to ask now." in read(served.post(f"{page}ask/", follow=True))


def test_the_page_of_the_cluster_leads_there_for_who_writes(served, page, two_institutions):
    cluster = page.removesuffix("profiles/")
    found = [page in served.get(cluster).content.decode()]
    served.force_login(two_institutions.silicon.users["analyst"])
    found.append(page in served.get(cluster).content.decode())

    assert found == [True, False]
    assert served.get(page).status_code == 403


def test_at_a_desk_it_says_why_nothing_goes_out(desk, two_institutions):
    answer = desk.get(f"/en/register/clusters/{two_institutions.silicon.cluster.organisation.public_id}/profiles/")

    assert "A workbench at a desk sends nothing to other people" in read(answer)
    assert not html.fromstring(answer.content.decode()).xpath("//main//form")
