"""Pages of organisations: a name leads to the code, tables are pinned, a person's code answers like an unknown one."""

import pytest
from lxml import html

from crossfield.config import Settings
from crossfield.web.evidence.models import Finding
from crossfield.web.registry.actions.contact import note_contact
from crossfield.web.registry.models import OrganisationValue


def test_a_name_leads_to_the_code(desk):
    answer = desk.get("/de/organisation/Technische%20Universit%C3%A4t%20Dresden/")

    assert answer["Location"] == "/de/organisation/pic:999897729/"


@pytest.mark.parametrize("name", ["fields", "interfaces", "partners"])
def test_a_table_is_pinned(desk, name):
    address = desk.post(f"/de/organisation/pic:999897729/{name}/pin/")["Location"]

    assert desk.get(address).status_code == 200
    assert Finding.objects.get().parameters["organisation"] == "pic:999897729"


def test_a_persons_code_answers_like_one_that_is_not_there(desk, settings, veiled_lake):
    lake, hidden = veiled_lake
    settings.CROSSFIELD = Settings(lake=str(lake.path))

    for code in hidden:
        for page in ("", "fields.csv", "a4/"):
            answer = desk.get(f"/de/organisation/{code}/{page}")
            assert answer.status_code == desk.get(f"/de/organisation/pic:0/{page}").status_code == 404
            assert "Mustermann" not in answer.content.decode()


def test_a_person_is_on_no_page_of_partners(desk, settings, veiled_lake):
    lake, hidden = veiled_lake
    settings.CROSSFIELD = Settings(lake=str(lake.path))
    asked = "for=DE&field=biotechnology&field=ict&wait=1"

    for address in (f"partners/?{asked}", f"partners/partners.json?{asked}", f"partners/a4/?{asked}", "region/DE/"):
        text = desk.get(f"/de/{address}").content.decode()
        assert "Mustermann" not in text
        assert not [code for code in hidden if code in text]
    assert "Mustermann" not in desk.get("/de/partners/?for=Erika+Musterman").content.decode().replace("Musterman“", "")


def test_an_organisation_named_elsewhere_leads_to_its_page(desk):
    for address in ("/de/region/DED/", "/de/interface/DED/energy/production/"):
        assert b'href="/de/organisation/pic:' in desk.get(address).content


DRESDEN = "/en/organisation/pic:999897729/"


def test_it_leads_to_the_register_and_back(desk, make_organisation):
    made = make_organisation("TU Dresden", identifiers={"pic": "999897729"})
    there = f"/en/register/organisations/{made.public_id}/"

    assert f'href="{there}"'.encode() in desk.get(DRESDEN).content
    assert f'href="{DRESDEN}"'.encode() in desk.get(there).content


def test_who_is_not_in_the_register_is_added_with_what_the_data_know(desk):
    page = html.fromstring(desk.get(DRESDEN).content.decode())
    (address,) = page.xpath("//a[contains(@href, '/register/organisations/new/')]/@href")
    form = html.fromstring(desk.get(address).content.decode())
    given = {name: form.xpath(f"string(//*[@name='{name}']/@value)") for name in ("name", "region", "pic", "source")}

    assert (given["region"], given["pic"]) == ("DED2", "999897729")
    assert given["name"].casefold() == "technische universitaet dresden"
    assert "CORDIS" in given["source"]


def test_ways_are_shown_to_readers_of_the_register_only(served, two_institutions, make_organisation):
    silicon = two_institutions.silicon
    known = make_organisation("Known to us", identifiers={"pic": "999897729"})
    note_contact(known, by=silicon.users["manager"], kind="call", text="secret", function="secret function")
    got = {}
    for side in (silicon, two_institutions.bio):
        for role in ("manager", "visitor"):
            served.force_login(side.users[role])
            page, file = served.get(DRESDEN), served.get(f"{DRESDEN}ways.csv")
            leaked = b"secret function" in page.content + file.content
            got[side.institution.name, role] = (page.status_code, file.status_code, leaked)

    assert got == {
        ("Silicon", "manager"): (200, 200, True),
        ("Silicon", "visitor"): (200, 404, False),
        ("Bio", "manager"): (200, 200, False),
        ("Bio", "visitor"): (200, 404, False),
    }


def test_ways_are_pinned_as_they_are(served, two_institutions, make_organisation):
    manager = two_institutions.silicon.users["manager"]
    note_contact(make_organisation("K", identifiers={"pic": "999897729"}), by=manager, kind="call", text="x")
    served.force_login(manager)
    address = served.post(f"{DRESDEN}ways/pin/")["Location"]

    assert served.get(address).status_code == 200
    assert (Finding.objects.get().data_version, len(Finding.objects.get().rows)) == ("Register", 1)
    served.force_login(two_institutions.silicon.users["visitor"])
    assert served.post(f"{DRESDEN}ways/pin/").status_code == 404


def with_website(make_organisation):
    made = make_organisation("TU Dresden", identifiers={"pic": "999897729"})
    OrganisationValue.objects.create(organisation=made, key="website", value="https://tu.example", source="s")


def test_paper_says_the_website_of_the_register_to_those_who_read_it(desk, make_organisation):
    with_website(make_organisation)

    assert "Its website: https://tu.example" in desk.get(f"{DRESDEN}a4/").content.decode()


def test_paper_says_nothing_of_the_register_to_a_stranger(served, make_organisation):
    with_website(make_organisation)

    assert "https://tu.example" not in served.get(f"{DRESDEN}a4/", follow=True).content.decode()
