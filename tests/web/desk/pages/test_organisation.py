"""Pages of organisations: a name leads to the code, tables are pinned, a person's code answers like an unknown one."""

import pytest

from crossfield.config import Settings
from crossfield.web.evidence.models import Finding


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
