"""Tables of the register narrowed to a time or an organisation, as the address says; and what is nobody's."""

from datetime import date

import pytest
from lxml import html

from crossfield.web.accounts.models import User
from crossfield.web.registry.actions.cluster import begin_membership, make_cluster
from crossfield.web.registry.actions.contact import note_contact
from crossfield.web.registry.actions.cooperation import record_cooperation
from crossfield.web.registry.actions.event import add_funding_call, record_event

pytestmark = pytest.mark.django_db
HERE = "/de/register/"


def names(answer, table):
    return html.fromstring(answer.content.decode()).xpath(f"//section[@id='{table}']//tbody//th//a/text()")


def said(answer):
    return html.fromstring(answer.content.decode()).xpath("string(//p[@class='answer'])")


@pytest.fixture
def manager(desk):
    desk.get("/de/about/imprint/")
    return User.objects.get()


@pytest.fixture
def cluster(manager, make_organisation):
    made = make_cluster(make_organisation("Muster-Cluster"), by=None)
    for name, first, last in (
        ("Early", date(2010, 1, 1), date(2014, 12, 31)),
        ("Joined", date(2014, 7, 14), None),
        ("Later", date(2015, 2, 1), None),
    ):
        begin_membership(made, member=make_organisation(name), by=manager, valid_from=first, valid_to=last)
    return f"{HERE}clusters/{made.organisation.public_id}/"


def test_who_joined_and_who_left_in_a_year_counts_its_last_day(desk, cluster):
    joined = desk.get(f"{cluster}?who=joined&from=2014-01-01&on=2014-12-31")
    left = desk.get(f"{cluster}?who=left&on=2014-12-31")

    assert (names(joined, "members"), names(left, "members")) == (["Joined"], ["Early"])
    assert "Vom 1. Januar 2014 bis 31. Dezember 2014: 1 eingetreten, 1 ausgetreten." in said(joined)
    assert b"Joined" in desk.get(f"{cluster}members.csv?who=joined&on=2014-12-31").content
    assert b"Later" not in desk.get(f"{cluster}members.csv?who=joined&on=2014-12-31").content
    assert "In dieser Zeit ist niemand ausgetreten" in desk.get(f"{cluster}?who=left&on=2013-12-31").content.decode()
    assert names(desk.get(f"{cluster}?who=nonsense&on=2014-12-31"), "members") == ["Early", "Joined"]


def test_a_day_before_the_first_membership_says_when_that_begins(desk, cluster):
    page = desk.get(f"{cluster}?on=1850-12-31")

    assert "Am 31. Dezember 1850 sind hier 0 Mitglieder" in said(page)
    assert "Die früheste Mitgliedschaft, die hier steht, beginnt am 1. Januar 2010." in page.content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?from=2014-07-01&until=2014-07-31", ["Messe", "Runde"]),
        ("?from=2014-07-15&until=2014-07-31", ["Messe"]),
        ("?until=2014-07-13", []),
        ("?from=2015-01-01", ["Tagung"]),
        ("?from=nonsense&until=", ["Tagung", "Messe", "Runde"]),
    ],
)
def test_events_of_a_time_last_into_it(desk, manager, query, found):
    record_event("Runde", by=manager, kind="group", day=date(2014, 7, 14))
    record_event("Messe", by=manager, kind="group", day=date(2014, 7, 14), last_day=date(2014, 7, 16))
    record_event("Tagung", by=manager, kind="group", day=date(2015, 3, 1))
    page = desk.get(f"{HERE}events/{query}")
    file = desk.get(f"{HERE}events/events.csv{query}").content.decode()

    assert sorted(names(page, "events")) == sorted(found)
    assert [one for one in ("Runde", "Messe", "Tagung") if one in file] == [
        one for one in ("Runde", "Messe", "Tagung") if one in found
    ]
    assert ("Zu dieser Frage ist nichts verzeichnet." in page.content.decode()) == (not found)


def test_contacts_with_an_organisation_in_a_time_are_the_own_ones(served, make_user, make_organisation):
    ann, eve = make_user("ann", role="manager"), make_user("eve", role="manager")
    firm, other = make_organisation("Muster Optik"), make_organisation("Andere")
    note_contact(firm, by=ann, kind="call", text="Angebot", day=date(2026, 5, 4))
    note_contact(firm, by=ann, kind="call", text="Früher", day=date(2025, 5, 4))
    note_contact(other, by=ann, kind="call", text="Anderes", day=date(2026, 5, 4))
    query = f"?organisation={firm.public_id}&from=2026-05-01&until=2026-05-31"
    served.force_login(ann)
    own = served.get(f"{HERE}contacts/{query}").content.decode()
    served.force_login(eve)
    foreign = served.get(f"{HERE}contacts/{query}").content.decode()

    assert [text in own for text in ("Angebot", "Früher", "Anderes")] == [True, False, False]
    assert "1 Kontakt ist notiert. Gezählt sind die von: 1. Mai 2026 – 31. Mai 2026, Muster Optik." in own
    assert "Angebot" not in foreign


def test_calls_are_narrowed_by_their_deadline(desk, manager):
    add_funding_call("Sensorik", by=manager, deadline=date(2027, 3, 31))
    add_funding_call("Optik", by=manager, deadline=date(2028, 3, 31))
    add_funding_call("Immer", by=manager)

    assert names(desk.get(f"{HERE}calls/?from=2027-01-01&until=2027-12-31"), "calls") == ["Sensorik"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?from=2014-07-01&until=2014-07-31", ["Monat", "Jahr", "Offen"]),
        ("?from=2015-01-01", ["Offen"]),
        ("?until=2013-12-31", []),
        ("", ["Monat", "Jahr", "Offen", "Unbekannt"]),
    ],
)
def test_cooperations_of_a_time_are_those_that_last_in_it_as_far_as_is_known(
    desk, manager, make_organisation, query, found
):
    pair = [(make_organisation(name), "partner", "") for name in ("One", "Other")]
    days = {
        "Monat": ("2014-07", "2014-07"),
        "Jahr": ("2014", "2014"),
        "Offen": ("2014-03-01", ""),
        "Unbekannt": ("", ""),
    }
    for title, (began, ended) in days.items():
        record_cooperation(title, by=manager, kind="agreement", partners=pair, began=began, ended=ended)

    assert sorted(names(desk.get(f"{HERE}cooperations/{query}"), "cooperations")) == sorted(found)


def test_cooperations_with_a_partner_say_whose_they_are(desk, manager, make_organisation):
    one, other, third = (make_organisation(name) for name in ("One", "Other", "Third"))
    record_cooperation("A", by=manager, kind="agreement", partners=[(one, "partner", ""), (other, "partner", "")])
    record_cooperation("B", by=manager, kind="agreement", partners=[(one, "partner", ""), (third, "partner", "")])
    page = desk.get(f"{HERE}cooperations/?partner={third.public_id}&from=1990-01-01")

    assert (names(page, "cooperations"), "Gezählt sind die von: Third" in said(page)) == ([], True)
    assert names(desk.get(f"{HERE}cooperations/?partner={third.public_id}"), "cooperations") == ["B"]
