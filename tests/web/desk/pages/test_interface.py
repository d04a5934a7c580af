"""The page of an interface: hostile addresses, the command line's figures, its tables as files, read only."""

import json

import pytest
from lxml import html
from typer.testing import CliRunner

from crossfield.cli.app import app

PAGE = "interface/DED/energy/production"


@pytest.mark.parametrize(
    "address",
    [
        "interface/XX/energy/production/",
        "interface/DED/energy/energy/",
        "interface/DED/nothing/production/",
        "interface/DED/%3Cscript%3E/production/",
        "interface/DED/%00/production/",
        "interface/DED/energy/" + "x" * 2000 + "/",
        f"{PAGE}/nothing.csv",
        f"{PAGE}/partners.exe",
        "interface/PL52/energy/production/a4/",
    ],
)
@pytest.mark.parametrize("language", ["de", "en"])
def test_what_is_not_there_gets_a_clear_page(desk, language, address):
    answer = desk.get(f"/{language}/{address}")

    assert answer.status_code == 404
    assert len(html.fromstring(answer.content.decode()).xpath("//h1")) == 1
    assert b"<script>" not in answer.content


@pytest.mark.parametrize(
    ("given", "code"),
    [("sachsen/energy/production", "DED"), ("ded/production/energy", "DED"), ("DE/production/energy", "DE")],
)
def test_there_is_one_address(desk, given, code):
    answer = desk.get(f"/de/interface/{given}/")

    assert (answer.status_code, answer["Location"]) == (301, f"/de/interface/{code}/energy/production/")


def test_organisations_equal_those_of_the_command_line(desk):
    said = CliRunner().invoke(app, ["interface", "DED", "energy", "production", "--format", "json"])
    keys = ("name", "projects_a", "projects_b", "joint")
    expected = [[row[key] for key in keys] for row in json.loads(said.stdout)["organisations"]]
    rows = json.loads(desk.get(f"/de/{PAGE}/organisations.json").content)

    assert [[row[key] for key in keys] for row in rows] == expected


@pytest.mark.parametrize("address", [f"{PAGE}/", f"{PAGE}/a4/", f"{PAGE}/partners.csv"])
def test_it_is_read_only_and_not_for_everybody(served, address):
    assert served.get(f"/de/{address}").status_code == 302
    assert served.post(f"/de/{address}").status_code in {302, 405}


KNOWN = "interface/DED/biotechnology/ict"


@pytest.fixture
def silicon(served, two_institutions, make_organisation):
    """Silicon with a member that the data know at ICT × biotechnology."""
    from crossfield.web.registry.actions.cluster import begin_membership

    side = two_institutions.silicon
    member = make_organisation("TU Dresden", identifiers={"pic": "999897729"})
    begin_membership(side.cluster, member=member, by=side.users["manager"])
    return side


@pytest.mark.parametrize("form", ["csv", "json", "xlsx", "parquet"])
def test_panels_are_files_for_who_sees_them_and_not_there_for_others(served, silicon, two_institutions, form):
    got = {}
    for side in (silicon, two_institutions.bio):
        for role in ("manager", "visitor"):
            served.force_login(side.users[role])
            answer = served.get(f"/en/{KNOWN}/members.{form}")
            got[side.institution.name, role] = (answer.status_code, b"TU Dresden" in answer.content)

    own = form in {"csv", "json"}
    assert got["Silicon", "manager"][0] == 200
    assert not own or got["Silicon", "manager"][1]
    assert got["Bio", "manager"] == (200, False)
    assert {got[name, "visitor"] for name in ("Silicon", "Bio")} == {(404, False)}


def test_a_panel_is_pinned_with_its_sentence_and_stays_as_it_is(served, silicon):
    from crossfield.web.evidence.models import Finding

    served.force_login(silicon.users["manager"])
    answer = served.post(f"/en/{KNOWN}/members/pin/")
    finding = Finding.objects.get()

    assert answer.status_code == 302
    assert (finding.rows[0]["name"], finding.data_version) == ("TU Dresden", "Register")
    assert finding.answer.startswith("Members that work on both sides: 1 of 2.")
    assert served.post(f"/en/{KNOWN}/nothing/pin/").status_code == 404


def test_the_page_says_whom_we_know(served, silicon):
    served.force_login(silicon.users["manager"])
    page = html.fromstring(served.get(f"/en/{KNOWN}/").content.decode())

    assert page.xpath("//p[@class='says']")[0].text.startswith("Members that work on both sides: 1 of 2")
    assert page.xpath("//section[@id='members']//tbody//a/text()") == ["TU Dresden"]
