"""Writing memberships on pages: who may, which days hold, whose membership it is."""

from datetime import date

import pytest
from lxml import html

from crossfield.web.registry.actions.cluster import begin_membership, end_membership, make_cluster
from crossfield.web.registry.models import Cluster, Field, Membership
from crossfield.web.registry.queries.cluster import membership_stands

pytestmark = pytest.mark.django_db
HERE = "/en/register/clusters/"
END = {"valid_to": "2014-07-14", "ended": "left"}


def message(answer):
    return html.fromstring(answer.content.decode()).xpath("string(//p[contains(@class, 'message')])").strip()


@pytest.fixture
def signed_in(served, two_institutions):
    def as_role(role, side="silicon"):
        served.force_login(getattr(two_institutions, side).users[role])
        return served

    return as_role


@pytest.fixture
def cluster(make_organisation):
    make_organisation("Member")
    return make_cluster(make_organisation("Cluster"), by=None)


@pytest.fixture
def add(desk, cluster):
    def sent(language="en", **given):
        where = f"/{language}/register/clusters/{cluster.organisation.public_id}/members/"
        return desk.post(where, {"member": "Member"} | given, follow=True)

    return sent


@pytest.mark.parametrize(
    ("role", "status"),
    [("visitor", 403), ("member", 403), ("officer", 403), ("analyst", 403), ("manager", 302), ("administrator", 302)],
)
def test_management_and_administrators_add_members(signed_in, two_institutions, role, status):
    where = f"{HERE}{two_institutions.silicon.cluster.organisation.public_id}/members/"
    before = Membership.objects.count()

    assert signed_in(role).post(where, {"member": "Shared 2"}).status_code == status
    assert Membership.objects.count() - before == (status == 302)


def test_a_member_of_a_cluster_of_others_is_the_own_institutions_knowledge(signed_in, two_institutions):
    cluster = two_institutions.bio.cluster
    signed_in("manager").post(f"{HERE}{cluster.organisation.public_id}/members/", {"member": "Shared 2"})
    made = Membership.objects.get(member=two_institutions.shared[2])

    assert (made.cluster, made.institution, made.release) == (
        cluster,
        two_institutions.silicon.institution,
        "institution",
    )
    assert b"Shared 2" not in signed_in("manager", "bio").get(f"{HERE}{cluster.organisation.public_id}/").content


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"member": ""}, "Not saved. Organisation: This field is required."),
        ({"member": "Zzz"}, "Not saved. Organisation: “Zzz” is not in the register; add it first."),
        ({"member": "Cluster"}, "Not saved. A cluster is not its own member. Choose another organisation."),
        ({"valid_from": "30.2.2014"}, "Not saved. Member since: Enter a valid date."),
        ({"valid_to": "<b>"}, "Not saved. Member until: Enter a valid date."),
        (
            {"valid_from": "2014-07-14", "valid_to": "2014-07-13"},
            "Not saved. The membership would end before it begins. Check the two days; the last one may be empty.",
        ),
        (
            {"source": "x" * 301},
            "Not saved. Where is that from?: Ensure this value has at most 300 characters (it has 301).",
        ),
    ],
)
def test_a_membership_that_does_not_hold_is_told_and_not_kept(add, given, told):
    assert message(add(**given)) == told
    assert Membership.objects.count() == 0


def test_it_is_told_in_german_on_german_pages(add):
    assert message(add("de", member="")) == ("Nicht gespeichert. Organisation: Dieses Feld ist zwingend erforderlich.")


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("2014-07-14", "", "Not saved. Member is a member on some of these days already."),
        ("", "2014-07-14", "Saved."),
        ("2015-01-01", "2015-12-31", "Not saved. Member is a member on some of these days already."),
        ("2016-01-01", "", "Saved."),
        ("", "", "Not saved. Member is a member on some of these days already."),
        ("2015-12-31", "", "Not saved. Member is a member on some of these days already."),
    ],
)
def test_two_memberships_of_one_organisation_share_no_day(add, first, last, told):
    add(valid_from="2015-01-01", valid_to="2015-12-31")

    assert message(add(valid_from=first, valid_to=last)).startswith(told)
    assert Membership.objects.count() == 1 + (told == "Saved.")


def test_a_form_that_is_sent_twice_adds_one_member(add):
    told = [message(add(valid_from="14.07.2014", source="list")) for _ in range(2)]

    assert [text.split(".")[0] for text in told] == ["Saved", "Not saved"]
    assert list(Membership.objects.values_list("valid_from", "source")) == [(date(2014, 7, 14), "list")]


@pytest.mark.parametrize(
    ("role", "side", "status"),
    [("manager", "silicon", 302), ("analyst", "silicon", 403), ("member", "silicon", 404), ("manager", "bio", 404)],
)
def test_a_membership_is_ended_by_its_institution_only(signed_in, two_institutions, role, side, status):
    one = two_institutions.silicon.membership
    answer = signed_in(role, side).post(f"/en/register/memberships/{one.public_id}/end/", END)
    one.refresh_from_db()

    assert (answer.status_code, one.valid_to) == (status, date(2014, 7, 14) if status == 302 else None)
    assert b"secret list" not in answer.content


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"valid_to": ""}, "Not saved. Last day: This field is required."),
        ({"valid_to": "soon"}, "Not saved. Last day: Enter a valid date."),
        (
            {"ended": "bored"},
            "Not saved. How it ended: Select a valid choice. bored is not one of the available choices.",
        ),
        ({"successor": "Zzz"}, "Not saved. Successor: “Zzz” is not in the register; add it first."),
        ({"valid_to": "2014-06-30"}, "Not saved. The membership would end before it begins. Check the day."),
    ],
)
def test_an_end_that_does_not_hold_is_told_and_nothing_ends(desk, add, given, told):
    add(valid_from="2014-07-01")
    one = Membership.objects.get()
    answer = desk.post(f"/en/register/memberships/{one.public_id}/end/", END | given, follow=True)
    one.refresh_from_db()

    assert (message(answer), one.valid_to, one.ended) == (told, None, "")


def test_a_membership_ends_once_with_its_successor(desk, add, make_organisation):
    add()
    one, heir = Membership.objects.get(), make_organisation("Heir")
    where = f"/en/register/memberships/{one.public_id}/end/"
    told = [message(desk.post(where, END | {"successor": "heir", "ended": "left"}, follow=True)) for _ in range(2)]
    one.refresh_from_db()

    assert told == ["Saved.", "Not saved. This membership has ended already. Change it where its last day is wrong."]
    assert (one.valid_to, one.successor) == (date(2014, 7, 14), heir)


def test_after_its_end_a_member_comes_back(desk, add):
    add(valid_from="2010-01-01")
    one = Membership.objects.get()
    desk.post(f"/en/register/memberships/{one.public_id}/end/", END)

    assert message(add(valid_from="2014-07-15")) == "Saved."
    assert Membership.objects.filter(valid_to__isnull=True).count() == 1


def test_addresses_that_are_not_there_or_only_read_change_nothing(desk, cluster, make_organisation):
    plain = make_organisation("No cluster")
    asked = [
        desk.post(f"{HERE}nothing/members/", {"member": "Member"}),
        desk.post(f"{HERE}{plain.public_id}/members/", {"member": "Member"}),
        desk.get(f"{HERE}{cluster.organisation.public_id}/members/"),
        desk.post("/en/register/memberships/nothing/end/", END),
    ]

    assert [answer.status_code for answer in asked] == [404, 404, 405, 404]
    assert Membership.objects.count() == 0


def test_a_membership_of_the_past_is_kept_as_it_was(two_institutions):
    manager = two_institutions.silicon.users["manager"]
    made = begin_membership(
        two_institutions.silicon.cluster,
        member=two_institutions.shared[2],
        by=manager,
        valid_from=date(2010, 1, 1),
        valid_to=date(2010, 1, 1),
    )

    assert (made.valid_from, made.valid_to, made.ended) == (date(2010, 1, 1), date(2010, 1, 1), "")


@pytest.fixture
def address(two_institutions):
    return f"/en/register/memberships/{two_institutions.silicon.membership.public_id}/"


def stands(two_institutions):
    return membership_stands(Membership.every.get(pk=two_institutions.silicon.membership.pk))


@pytest.mark.parametrize(
    ("role", "side", "status"),
    [("manager", "silicon", 302), ("analyst", "silicon", 403), ("member", "silicon", 404), ("manager", "bio", 404)],
)
def test_a_membership_is_changed_and_taken_off_by_its_institution_only(signed_in, two_institutions, role, side, status):
    address = f"/en/register/memberships/{two_institutions.silicon.membership.public_id}/"
    client, known = signed_in(role, side), {"stands": stands(two_institutions)}
    asked = [client.get(f"{address}change/"), client.post(f"{address}change/", {**known, "source": "new list"})]
    known = {"stands": stands(two_institutions)}
    asked.append(client.post(f"{address}off/", known | {"choice": "off"}))
    one = Membership.every.get(pk=two_institutions.silicon.membership.pk)

    assert [answer.status_code for answer in asked] == [200 if status == 302 else status, status, status]
    kept = ("new list", True) if status == 302 else ("secret list of silicon", False)
    assert (one.source, bool(one.taken_off)) == kept
    if status != 302:
        assert b"secret list" not in b"".join(answer.content for answer in asked)


def test_a_wrong_last_day_is_corrected_on_its_page(signed_in, two_institutions, address):
    client, heir = signed_in("manager"), two_institutions.shared[2]
    one = two_institutions.silicon.membership
    end_membership(one, by=two_institutions.silicon.users["manager"], valid_to=date(2024, 1, 1), ended="left")
    page = html.fromstring(client.get(f"{address}change/").content.decode())
    (form,) = (one for one in page.forms if "change" in one.action)
    sent = {name: form.fields[name] or "" for name in form.fields}
    assert (sent["valid_to"], sent["ended"], sent["source"]) == ("2024-01-01", "left", "secret list of silicon")

    answer = client.post(f"{address}change/", sent | {"valid_to": "2023-12-31", "successor": "Shared 2"}, follow=True)
    one.refresh_from_db()
    assert (message(answer), one.valid_to, one.successor) == ("Saved.", date(2023, 12, 31), heir)
    member = client.get(f"/en/register/organisations/{one.member.public_id}/").content.decode()
    assert f'successor: <a href="/en/register/organisations/{heir.public_id}/">Shared 2</a>' in member
    assert f"{address}change/" in member


def test_who_saves_second_sees_what_the_first_one_saved(signed_in, two_institutions, address):
    client, known = signed_in("manager"), {"stands": stands(two_institutions)}
    client.post(f"{address}change/", known | {"source": "first", "valid_to": "2020-01-01"})
    answer = client.post(f"{address}change/", known | {"source": "second"})
    page = html.fromstring(answer.content.decode())
    told = [part.text_content() for part in page.xpath("//section[@class='warning']//div/*")]

    assert (answer.status_code, Membership.objects.get(source="first").valid_to) == (422, date(2020, 1, 1))
    assert told == ["Member until", "Jan. 1, 2020", "Where is that from?", "first"]
    again = {"source": "second", "stands": page.xpath("string((//input[@name='stands'])[1]/@value)")}
    assert client.post(f"{address}change/", again).status_code == 302
    assert Membership.objects.get(source="second").valid_to is None


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"ended": "left"}, "Say the last day, or neither how it ended nor who followed."),
        ({"valid_from": "2015-01-01", "valid_to": "2014-01-01"}, "The membership would end before it begins."),
        ({"valid_to": "2015-01-01", "successor": "Shared 1"}, "A member does not succeed itself."),
    ],
)
def test_a_change_that_cannot_be_is_told_above_the_form(signed_in, two_institutions, address, given, told):
    answer = signed_in("manager").post(f"{address}change/", given | {"stands": stands(two_institutions)})
    one = Membership.objects.get(pk=two_institutions.silicon.membership.pk)

    assert (answer.status_code, told in answer.content.decode(), one.valid_to) == (422, True, None)


def test_what_was_recorded_by_mistake_is_taken_off_and_put_back(signed_in, two_institutions, address):
    client, cluster = signed_in("manager"), two_institutions.silicon.cluster.organisation
    seen = stands(two_institutions)
    assert message(client.post(f"{address}off/", {"stands": "old"}, follow=True)).startswith("Somebody has changed")
    answer = client.post(f"{address}off/", {"stands": seen, "choice": "off"}, follow=True)
    assert message(answer) == "Taken off. It is shown and counted no more; you can put it back."
    page = client.get(f"{HERE}{cluster.public_id}/").content.decode()
    assert f'{address}change/">Shared 1</a>, ' in page
    assert not html.fromstring(page).xpath("//section[@id='members']//tbody/tr")
    assert "Shared 1" not in signed_in("analyst").get(f"{HERE}{cluster.public_id}/").content.decode()

    client = signed_in("manager")
    assert message(client.post(f"{address}off/", {"choice": "again"}, follow=True)) == "Put back."
    rows = html.fromstring(client.get(f"{HERE}{cluster.public_id}/").content.decode()).xpath(
        "//section[@id='members']//tbody/tr"
    )
    assert [row.xpath(".//a/@href")[-1] for row in rows] == [f"{address}change/"]


def test_files_of_members_have_no_column_for_changing(signed_in, two_institutions):
    cluster = two_institutions.silicon.cluster.organisation
    answer = signed_in("manager").get(f"{HERE}{cluster.public_id}/members.csv").content.decode()

    assert "change" not in answer.splitlines()[0].split(",")


def test_a_membership_of_the_past_is_recorded_with_its_end(add, make_organisation):
    heir = make_organisation("Heir")
    assert message(add(ended="left")) == (
        "Not saved. Member until: Say the last day, or neither how it ended nor who followed."
    )
    add(valid_to="2014-07-14", ended="merged", successor="Heir")
    one = Membership.objects.get()

    assert (one.ended, one.successor) == ("merged", heir)


def hidden(page, name):
    return html.fromstring(page.content.decode()).xpath(f"string((//input[@name='{name}'])[1]/@value)")


def test_an_organisation_is_made_a_cluster_and_its_fields_are_changed_on_a_page(desk, make_organisation):
    known, field = make_organisation("Club"), Field.objects.create(scheme="s", code="ict")
    where = f"/en/register/organisations/{known.public_id}/cluster/"
    assert (
        f'href="{where}">This is a cluster<'
        in desk.get(f"/en/register/organisations/{known.public_id}/").content.decode()
    )
    old = Field.objects.create(scheme="s", code="old", valid_to=date(2020, 1, 1))
    assert message(desk.post(where, {"fields_of": [field.pk]}, follow=True)).startswith("It is a cluster now")
    cluster = Cluster.objects.get(organisation=known)
    cluster.fields.add(old)
    assert f'href="{where}">Change its fields<' in desk.get(f"{HERE}{known.public_id}/").content.decode()

    seen = hidden(desk.get(where), "stands")
    late = desk.post(where, {"fields_of": [], "stands": ""})
    assert (late.status_code, "Somebody has changed" in late.content.decode()) == (422, True)
    assert hidden(late, "stands") == seen
    assert message(desk.post(where, {"fields_of": [old.pk], "stands": seen}, follow=True)) == "Saved."
    assert list(cluster.fields.all()) == [old]


def test_what_was_called_a_cluster_by_mistake_is_none_again(desk, make_organisation):
    known = make_organisation("Club")
    where = f"/en/register/organisations/{known.public_id}/cluster/"
    desk.post(where, {}, follow=True)
    told = [message(desk.post(where, {"choice": "none"}, follow=True)) for _twice in range(2)]

    assert (told, Cluster.objects.exists()) == (["It is no cluster."] * 2, False)
    desk.post(where, {})
    desk.post(f"{HERE}{known.public_id}/members/", {"member": make_organisation("Member").name})
    assert b"Members of this cluster are recorded" in desk.post(where, {"choice": "none"}).content


@pytest.mark.parametrize(("role", "status"), [("analyst", 403), ("member", 403), ("manager", 422)])
def test_fields_that_another_institution_uses_are_not_changed(signed_in, two_institutions, role, status):
    one = two_institutions.silicon.cluster
    where = f"/en/register/organisations/{one.organisation.public_id}/cluster/"
    field, other = (Field.objects.create(scheme="s", code=code) for code in ("ict", "bio"))
    one.fields.add(field)
    answer = signed_in(role, "bio").post(where, {"fields_of": [other.pk], "stands": str(field.pk)})

    assert (answer.status_code, list(one.fields.all())) == (status, [field])
    assert b"secret" not in answer.content
    assert b"Saved meanwhile" not in answer.content  # nobody has: it is refused for another reason


def test_a_refusal_to_be_no_cluster_leaves_its_fields_and_a_second_editor_sees_those_saved(desk, make_organisation):
    known, field = make_organisation("Club"), Field.objects.create(scheme="s", code="ict", title_en="ICT")
    where = f"/en/register/organisations/{known.public_id}/cluster/"
    desk.post(where, {"fields_of": [field.pk]})
    desk.post(f"{HERE}{known.public_id}/members/", {"member": make_organisation("Member").name})

    refused = desk.post(where, {"choice": "none", "stands": str(field.pk)})
    late = desk.post(where, {"fields_of": [], "stands": ""})

    chosen = html.fromstring(refused.content.decode()).xpath("//select[@name='fields_of']/option[@selected]/text()")
    assert (refused.status_code, chosen) == (422, ["ICT"])
    assert "Saved meanwhile by somebody else</h2><p>ICT</p>" in late.content.decode()
