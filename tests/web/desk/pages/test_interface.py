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
