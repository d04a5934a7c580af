"""Tables of an interface: who is known and who is new, names of places, singular and plural, files of the same rows."""

import json

import pytest
from django.utils import translation
from lxml import html

from crossfield.web.evidence.queries.data import current_version, open_data
from crossfield.web.evidence.queries.interface import interface_view
from crossfield.web.evidence.queries.interface_tables import Asked, _status, _tie

PAGE = "interface/DED/energy/production"


def tables(language="de", code="DED", pair=("energy", "production")):
    with translation.override(language):
        return interface_view(current_version(), code, *pair, language).listings


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", ["neu", "bekannt: 1 Projekt", "bekannt: 2 Projekte"]),
        ("en", ["new", "known: 1 project", "known: 2 projects"]),
    ],
)
def test_known_or_new_in_both_languages(language, said):
    with translation.override(language):
        assert [_status(known) for known in (0, 1, 2)] == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "de",
            ["neu", "hier neu, anderswo 1 Projekt", "hier neu, anderswo 14 Projekte", "hier bekannt: 1 Projekt"],
        ),
        (
            "en",
            ["new", "new here, 1 project elsewhere", "new here, 14 projects elsewhere", "known here: 1 project"],
        ),
    ],
)
def test_ties_in_both_languages(language, said):
    rows = [("none", 0, 0), ("elsewhere", 0, 1), ("elsewhere", 0, 14), ("here", 1, 14)]
    with translation.override(language):
        found = [_tie({"tie": tie, "links_here": here, "links": links}) for tie, here, links in rows]

    assert found == said


def test_a_place_is_named_and_one_without_figures_is_a_code():
    with open_data(current_version()) as frames:
        asked = Asked(frames, None, ("a", "b"), ("A", "B"), (2014, 2019), {"DED": "Sachsen"}, "")

        assert [asked.place(code) for code in ("DED", "XX", "")] == ["Sachsen (DED)", "XX", ""]


def test_new_organisations_come_before_known_ones():
    known = [row["known"] > 0 for row in tables()["partners"].rows]

    assert known == sorted(known)


def test_partners_are_elsewhere_and_active_in_both_fields():
    rows = tables()["partners"].rows

    assert [row for row in rows if row["region"].startswith("DED")] == []
    assert all(row["projects_a"] and row["projects_b"] for row in rows)
    assert [row["joint"] for row in rows if row["joint"] > min(row["projects_a"], row["projects_b"])] == []


def test_organisations_here_are_of_the_region():
    assert {row["region"][:3] for row in tables()["organisations"].rows} == {"DED"}


def test_regions_with_a_joint_project_there_come_last_among_those_that_complement():
    ties = [row["tie"] == "here" for row in tables()["complements"].rows]

    assert ties == sorted(ties)


def test_the_region_itself_is_not_among_the_others():
    found = tables()

    assert "DED" not in {row["region"] for row in found["regions"].rows}
    assert "DED" not in {row["partner"] for row in found["complements"].rows}


def test_projects_lead_to_their_public_record():
    listing = tables()["projects"]
    addresses = [listing.address(row)[1] for row in listing.rows]

    assert all(address.startswith("https://cordis.europa.eu/project/id/") for address in addresses)
    assert listing.address({"address": None}) == ("address", "")


@pytest.mark.parametrize("pair", [("automotive", "biotechnology"), ("health", "microelectronics")])
@pytest.mark.parametrize("language", ["de", "en"])
def test_an_empty_table_says_why_in_words(language, pair):
    for listing in tables(language, pair=pair).values():
        if not listing.rows:
            assert str(listing.empty).endswith(".")


@pytest.mark.parametrize("name", ["organisations", "partners", "regions", "projects", "complements"])
def test_the_page_and_its_file_hold_the_same_rows(desk, name):
    rows = json.loads(desk.get(f"/en/{PAGE}/{name}.json").content)
    lines = desk.get(f"/en/{PAGE}/{name}.csv").content.decode()
    page = html.fromstring(desk.get(f"/en/{PAGE}/").content.decode())
    caption = str(tables("en")[name].caption)
    shown = page.xpath(f"//table[contains(caption, {json.dumps(caption)})]/tbody/tr")

    assert len(rows) == len(tables("en")[name].rows)
    assert all(str(next(iter(row.values()))) in lines for row in rows)
    assert len(shown) <= len(rows)
