"""Clusters of the register: members on any day, what sources say beside it, and the same on paper."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from crossfield.web.accounts.models import User
from crossfield.web.registry.actions.cluster import begin_membership, make_cluster
from crossfield.web.registry.actions.organisation import add_value, write_sheet
from crossfield.web.registry.models import Membership

pytestmark = pytest.mark.django_db
HERE = "/de/register/clusters/"


def tree(answer):
    return html.fromstring(answer.content.decode())


@pytest.fixture
def cluster(desk, make_organisation):
    desk.get("/de/about/imprint/")
    return make_cluster(make_organisation("Silicon Saxony"), by=None)


@pytest.fixture
def manager(cluster):
    return User.objects.get()


@pytest.fixture
def page_of(desk, cluster):
    def get(query="", end=""):
        return desk.get(f"{HERE}{cluster.organisation.public_id}/{end}{query}")

    return get


def members(answer):
    return tree(answer).xpath("//section[@id='members']//tbody//th//a/text()")


def cut_off(answer):
    return tree(answer).xpath("//section[@class='listing']/p[@class='read']/text()")


def test_who_was_a_member_on_14_july_2014(page_of, cluster, manager, make_organisation):
    for name, first, last in (("Early", None, date(2014, 7, 13)), ("Then", date(2014, 7, 14), None)):
        begin_membership(cluster, member=make_organisation(name), by=manager, valid_from=first, valid_to=last)

    days = ("2014-07-13", "2014-07-14", "nonsense")
    assert [members(page_of(f"?on={day}")) for day in days] == [["Early"], ["Then"], ["Then"]]
    said = tree(page_of("?on=2014-07-14")).xpath("string(//p[@class='answer'])")
    assert said == (
        "Am 14. Juli 2014 ist hier 1 Mitglied von Silicon Saxony verzeichnet. 2014 bis zu diesem Tag: 1 eingetreten, "
        "1 ausgetreten."
    )


def test_a_count_of_a_source_stands_beside_the_own_one(page_of, cluster, manager):
    add_value(
        cluster.organisation, by=manager, key="members", value="650", source="https://example.org", as_of="2026-02"
    )

    page = tree(page_of())
    assert "Eine Quelle zählt 650 Mitglieder (Februar 2026)." in page.xpath("string(//p[@class='answer'])")
    assert page.xpath("//section[@id='values']//tbody//a/@href") == ["https://example.org"]


def test_number_and_class_come_from_the_own_sheet(page_of, cluster, manager, make_organisation):
    member = make_organisation("Member")
    begin_membership(cluster, member=member, by=manager)
    write_sheet(member, by=manager, given={"member_number": "M-7", "contribution_class": "II"})

    text = tree(page_of()).xpath("string(//section[@id='members']//tbody)")
    assert ("M-7" in text, "II" in text) == (True, True)
    assert b"M-7" in page_of(end="members.csv").content
    assert b"M-7" in page_of(end="a4/").content


def test_among_many_members_one_is_found_by_name_and_ended_there(page_of, cluster, manager, make_organisation):
    for number in range(21):
        begin_membership(cluster, member=make_organisation(f"Müller {number:02}"), by=manager)
    endings = "count(//form[contains(@action, '/end/')])"

    whole, found = page_of(), page_of("?q=muller+07")
    assert [members(whole)[:2], members(found)] == [["Müller 00", "Müller 01"], ["Müller 07"]]
    assert [tree(page).xpath(endings) for page in (whole, found)] == [0, 1]
    assert "suchen Sie das Mitglied oben nach seinem Namen" in tree(whole).text_content()
    assert tree(found).xpath("string(//p[@class='answer'])").startswith("Am ")
    assert "21 Mitglieder" in tree(found).xpath("string(//p[@class='answer'])")
    assert tree(found).xpath("boolean(//section[@id='glance'])") is False
    assert "Müller 08" not in page_of("?q=muller+07", "members.csv").content.decode()


def test_members_are_added_and_ended_on_the_page(desk, page_of, cluster, make_organisation):
    make_organisation("Member")
    where = f"{HERE}{cluster.organisation.public_id}/members/"
    told = [desk.post(where, {"member": name}, follow=True) for name in ("Membr", "Member", "Member")]
    made = Membership.objects.get()

    said = [tree(answer).xpath("string(//p[@class='message'])") for answer in told]
    assert said[0].startswith(
        "Nicht gespeichert. Organisation: „Membr“ steht nicht im Register. Am ähnlichsten: Member"
    )
    assert said[1:] == [
        "Gespeichert.",
        (
            "Nicht gespeichert. Member ist an einigen dieser Tage schon Mitglied. Beenden Sie die vorhandene "
            "Mitgliedschaft, oder wählen Sie Tage außerhalb von ihr."
        ),
    ]
    desk.post(f"/de/register/memberships/{made.public_id}/end/", {"valid_to": "2014-07-14", "ended": "dissolved"})
    made.refresh_from_db()
    assert (made.valid_to, made.ended) == (date(2014, 7, 14), "dissolved")
    assert members(page_of()) == []
    assert "aufgelöst" in tree(page_of("?on=2014-07-14")).xpath("string(//section[@id='members']//tbody)")


def test_clusters_are_found_by_name(desk, cluster, make_organisation):
    make_cluster(make_organisation("biosaxony"), by=None)
    found = [
        tree(desk.get(f"{HERE}?q={text}")).xpath("//section[@id='clusters']//tbody//th//a/text()")
        for text in ("saxony", "BIO", "%00zz")
    ]

    assert found == [["biosaxony", "Silicon Saxony"], ["biosaxony"], []]
    assert desk.get(f"{HERE}clusters.csv?q=bio").content.count(b"\n") == 3


def test_a_member_is_found_by_another_of_its_names(page_of, cluster, manager, make_organisation):
    for name in ("Muster AG", "Beispiel AG"):
        begin_membership(cluster, member=make_organisation(name), by=manager)
    add_value(cluster.memberships.first().member, by=manager, key="name", value="Zöllner & Söhne", source="s")

    assert members(page_of("?q=zollner")) == [cluster.memberships.first().member.name]


def test_the_page_says_where_it_works(page_of, cluster, manager):
    assert "Tätig in" not in page_of().content.decode()
    add_value(cluster.organisation, by=manager, key="regions", value="<b>West</b>; DED2", source="s")

    [told] = tree(page_of()).xpath("//p[@class='read'][starts-with(., 'Tätig in:')]")
    assert told.text_content() == "Tätig in: <b>West</b>; Dresden (DED2)"
    assert told.xpath("a/@href") == ["/de/region/DED2/"]


def test_thirty_cost_as_many_queries_as_one(desk, page_of, cluster, manager, make_organisation):
    def count(ask):
        with CaptureQueriesContext(connection) as asked:
            ask()
        return len(asked)

    def add(number):
        begin_membership(cluster, member=make_organisation(f"M{number}"), by=manager, valid_to=date(2099, 1, 1))
        make_cluster(make_organisation(f"C{number}"), by=None)

    add(0)
    page_of()
    few = [count(page_of), count(lambda: desk.get(HERE))]
    for number in range(1, 30):
        add(number)

    assert [count(page_of), count(lambda: desk.get(HERE))] == few


def test_tables_are_pinned(desk, page_of, cluster):
    answers = [desk.post(f"{HERE}{cluster.organisation.public_id}/{name}/pin/") for name in ("members", "nothing")]
    answers.append(desk.post(f"{HERE}clusters/pin/"))

    assert [answer.status_code for answer in answers] == [302, 404, 302]


def test_of_many_members_the_first_are_shown_all_are_counted_and_the_files_hold_them(
    page_of, cluster, manager, make_organisation, monkeypatch
):
    monkeypatch.setattr("crossfield.web.desk.pages.registered_cluster.SHOWN", 2)
    for name in ("C", "A", "B"):
        begin_membership(cluster, member=make_organisation(name), by=manager)
    page = page_of()

    assert members(page) == ["A", "B"]
    assert tree(page).xpath("//section[@id='glance']") == []
    assert page_of(end="glance.json").json()[0]["members"] == 3
    assert (
        tree(page)
        .xpath("string(//p[@class='answer'])")
        .endswith("sind hier 3 Mitglieder von Silicon Saxony verzeichnet.")
    )
    assert cut_off(page) == ["1 weitere Zeile steht in den Dateien."]
    rows = page_of(end="members.csv").content.decode("utf-8-sig").splitlines()
    assert [row.partition(",")[0] for row in rows[:4]] == ["name", "A", "B", "C"]


def test_the_file_of_clusters_holds_those_that_the_page_cuts_off(desk, make_organisation, monkeypatch):
    monkeypatch.setattr("crossfield.web.desk.pages.registered_cluster.SHOWN", 1)
    for name in ("One cluster", "Other cluster"):
        make_cluster(make_organisation(name), by=None)

    page = desk.get(HERE)

    assert "Other cluster" not in tree(page).text_content()
    assert cut_off(page) == ["1 weitere Zeile steht in den Dateien."]
    assert "Other cluster" in desk.get(f"{HERE}clusters.csv").content.decode()


def test_the_board_gets_one_page_as_of_any_day(page_of, cluster, manager, make_organisation):
    for name, since, until in (("A", date(2014, 7, 14), None), ("B", date(2012, 1, 1), date(2014, 3, 1))):
        begin_membership(cluster, member=make_organisation(name), by=manager, valid_from=since, valid_to=until)
    sheet = tree(page_of("?on=2014-12-31", "board/"))
    first = [cell.text_content().strip() for cell in sheet.xpath("//article//tbody/tr[1]/*")]
    (row, *_rest) = page_of("?on=2013-01-01", "glance.json").json()

    assert first == ["Alle", "", "1", "1", "1"]
    assert "31. Dezember 2014" in sheet.text_content()
    assert (row["members"], row["joined"], row["left"]) == (1, 0, 0)
