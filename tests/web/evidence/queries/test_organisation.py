"""An organisation's page: its tables are the data's, a person has none, and records are told where there are any."""

import re
from collections import Counter

import pytest
from django.utils import translation

from crossfield.config import Settings
from crossfield.errors import UnknownNameError
from crossfield.lake.store import Lake
from crossfield.web.evidence.queries import organisation as module
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.organisation import organisation_view
from crossfield.web.evidence.queries.organisation_index import is_shown, organisation_index

DRESDEN = "pic:999897729"


def view_of(code, language="de"):
    with translation.override(language):
        return organisation_view(current_version(), code, language)


def test_fields_and_partners_are_those_of_the_data():
    view = view_of(DRESDEN)
    with Lake().open() as frames:
        fields = frames.read("organisation_field", organisation=DRESDEN, scheme="saxony")
        ties = [
            row for row in frames.read("organisation_tie") if DRESDEN in {row["organisation_a"], row["organisation_b"]}
        ]

    assert sum(row["projects"] for row in view.listings["fields"].rows) == sum(row["projects"] for row in fields)
    assert view.listings["partners"].rows[0]["projects"] == max(row["projects"] for row in ties)
    assert f"mit {len(ties)} Organisationen" in view.answer
    assert view.listings["fields"].rows[0]["title"] in view.answer
    assert (view.is_reduced, "projects" in view.listings) == (True, False)


def test_facts_say_what_it_is_and_lead_to_its_region():
    facts = {fact.label: fact for fact in view_of(DRESDEN).facts}

    assert (facts["Art"].text, facts["PIC"].text) == ("Hochschule", "999897729")
    assert facts["Region"].address == "/de/region/DED2/"
    assert view_of(DRESDEN).place == "Dresden (DED2), Deutschland"


def test_interfaces_lead_to_the_organisations_region():
    listing = view_of(DRESDEN).listings["interfaces"]
    with translation.override("de"):
        key, address = listing.address(listing.rows[0])

    assert key == "pair"
    assert address.startswith("/de/interface/DED2/")
    assert [row["joint"] for row in listing.rows] == sorted((row["joint"] for row in listing.rows), reverse=True)


def test_natural_persons_and_nameless_have_no_page_and_are_nobodys_partner(veiled_lake, settings):
    lake, hidden = veiled_lake
    settings.CROSSFIELD = Settings(lake=str(lake.path))
    index = organisation_index(current_version())

    for code in hidden:
        with pytest.raises(UnknownNameError):
            view_of(code)
    others = [code for code, row in index.rows.items() if is_shown(row)][:20]
    assert len(others) == 20
    for code in others:
        assert not set(hidden) & {row["code"] for row in view_of(code).listings["partners"].rows}


def test_records_tell_roles_and_projects(small_lake, settings):
    settings.CROSSFIELD = Settings(lake=str(small_lake.path))
    index = organisation_index(current_version())
    busy = max((row for row in index.rows.values() if is_shown(row)), key=lambda row: row["participations"])
    view = view_of(busy["organisation"])
    rows = view.listings["projects"].rows

    assert not view.is_reduced
    assert len(rows) == busy["participations"]
    assert [row["year"] or 0 for row in rows] == sorted((row["year"] or 0 for row in rows), reverse=True)
    facts = {fact.label: fact.text for fact in view.facts}
    leads = sum(row["role"] == "Koordination" for row in rows)
    assert facts["Davon in der Koordination"] == str(leads)


def test_an_organisation_without_fields_says_so(small_lake, settings):
    settings.CROSSFIELD = Settings(lake=str(small_lake.path))
    version = current_version()
    with small_lake.open() as frames:
        active = {row["organisation"] for row in frames.read("organisation_field", scheme="saxony")}
    idle = [code for code, row in organisation_index(version).rows.items() if is_shown(row) and code not in active]
    if not idle:
        pytest.skip("every organisation of the made-up dump has a field")
    view = view_of(idle[0])

    assert view.trend == ""
    assert view.answer == "Kein Projekt dieser Organisation liegt in einem Feld, das diese Daten kennen."


TITLES = {"ict": "ICT", "health": "Health"}


@pytest.mark.parametrize(
    ("fields", "partners", "said"),
    [
        ({}, 0, "No project of it has a field that these data know."),
        ({}, 9, "No project of it has a field that these data know."),
        ({"ict": Counter({2019: 2})}, 0, "Most projects in ICT (2)."),
        ({"ict": Counter({2019: 2})}, 1, "Most projects in ICT (2). It has worked with 1 organisation."),
        (
            {code: Counter({2018: 1000, 2019: 234}) for code in ("ict", "new", "health", "last")},
            1234,
            "Most projects in ICT (1,234), new (1,234), Health (1,234). It has worked with 1,234 organisations.",
        ),
    ],
)
def test_the_answer_names_three_fields_and_how_many_partners(fields, partners, said):
    with translation.override("en"):
        assert module._answer(fields, TITLES, partners, "en") == said


ROW = {
    "organisation": "pic:7", "kind": "HES", "sme": None, "postcode": None, "city": None, "participations": 1234,
    "vat": None,
}  # fmt: skip


def facts(row=ROW, parts=(), region=""):
    with translation.override("en"):
        return {fact.label: fact for fact in module._facts(row, list(parts), region, "Dresden (DED2)", "en")}


@pytest.mark.parametrize(
    ("postcode", "city", "seat"),
    [
        (None, None, None),
        ("01069", None, "01069"),
        (None, "Dresden", "Dresden"),
        ("01069", "Dresden", "01069, Dresden"),
    ],
)
def test_a_seat_is_what_is_known_of_it(postcode, city, seat):
    found = facts(ROW | {"postcode": postcode, "city": city})

    assert getattr(found.get("Seat"), "text", None) == seat


def test_a_region_without_figures_is_named_and_leads_nowhere():
    assert (facts()["Region"].text, facts()["Region"].address) == ("Dresden (DED2)", "")
    assert facts(region="DED2")["Region"].address == "/en/region/DED2/"


@pytest.mark.parametrize(
    ("cents", "money"),
    [([], None), ([None], None), ([150_000_000, None], "1.5"), ([0], "0.0"), ([100_000_000, 25_000_000], "1.2")],
)
def test_money_is_told_where_any_part_states_it(cents, money):
    found = facts(parts=[{"role": "participant", "cents": one} for one in cents])

    assert getattr(found.get("EU contribution, million euro"), "text", None) == money


def test_what_it_led_is_counted_where_records_are_there():
    parts = [{"role": role, "cents": None} for role in ("coordinator", "participant", None, "coordinator")]

    assert facts(parts=parts)["Of them as coordinator"].text == "2"
    assert "Of them as coordinator" not in facts()
    assert facts()["Participations"].text == "1,234"


@pytest.mark.parametrize(
    ("code", "label", "value"), [("pic:7", "PIC", "7"), ("own:a:b", "OWN", "a:b"), ("nameless", "NAMELESS", None)]
)
def test_an_identifier_is_told_by_its_kind(code, label, value):
    assert getattr(facts(ROW | {"organisation": code}).get(label), "text", None) == value


def test_a_vat_number_is_told_where_it_is_known():
    assert facts(ROW | {"vat": "DE188369991"})["VAT number"].text == "DE188369991"
    assert "VAT number" not in facts()


def test_fields_stand_by_year_and_what_is_not_there_is_null():
    fields = {"ict": Counter({2019: 2, 2017: 1}), "new": Counter({2018: 3})}
    with translation.override("en"):
        listing = module._fields(fields, TITLES, "cited")

    assert [column.key for column in listing.columns] == ["title", "projects", "2017", "2018", "2019"]
    assert listing.rows == [
        {"title": "ICT", "projects": 3, "2017": 1, "2018": None, "2019": 2},
        {"title": "new", "projects": 3, "2017": None, "2018": 3, "2019": None},
    ]


@pytest.mark.parametrize("years", [Counter(), Counter({2013: 4})])
def test_without_a_project_in_the_window_there_is_no_picture(years):
    assert module._trend({"ict": years}, (2014, 2016), "en") == ""


def test_the_picture_counts_each_project_in_each_of_its_fields():
    with translation.override("en"):
        drawn = module._trend({"ict": Counter({2014: 2}), "new": Counter({2014: 1, 2016: 1})}, (2014, 2016), "en")

    assert re.findall(r">(\d+)</text>", drawn) == ["3", "2014", "0", "2015", "1", "2016"]


def part(**rest):
    known = {
        "project": "101", "acronym": None, "title": None, "year": 2019, "role": "participant", "topic": "T",
        "programme": "P", "cents": None, "rcn": None,
    }  # fmt: skip
    return known | rest


@pytest.mark.parametrize(
    ("known", "label"),
    [({}, "101"), ({"title": "Long title"}, "Long title"), ({"title": "Long title", "acronym": "LT"}, "LT")],
)
def test_a_project_bears_the_shortest_name_it_has(known, label):
    with translation.override("en"):
        (row,) = module._projects([part(**known)], "").rows

    assert (row["label"], row["million_euro"], row["role"]) == (label, None, "participant")
    assert row["address"] == "https://cordis.europa.eu/project/id/101"


def test_a_project_that_is_known_by_its_record_number_alone_leads_nowhere():
    listing = module._projects([part(rcn="101", role="thirdParty", cents=250_000_000)], "")

    assert listing.address(listing.rows[0]) == ("address", "")
    assert (listing.rows[0]["role"], listing.rows[0]["million_euro"]) == ("third party", 2.5)


def test_at_most_two_hundred_projects_are_listed():
    assert len(module._projects([part() for _number in range(201)], "").rows) == module.MOST_PROJECTS == 200


def test_projects_in_each_field_stand_side_by_side():
    row = {"field_a": "ict", "field_b": "health", "projects_a": 5, "projects_b": 2}

    assert module._weaker(row, TITLES) == "ICT 5, Health 2"


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("coordinator", {"de": "Koordination", "en": "coordinator"}),
        ("partner", {"de": "Partner", "en": "partner"}),
        ("thirdParty", {"de": "beteiligter Dritter", "en": "third party"}),
        ("associatedPartner", {"de": "assoziierter Partner", "en": "associated partner"}),
        ("observer", {"de": "observer", "en": "observer"}),
        (None, {"de": "", "en": ""}),
    ],
)
def test_roles_are_told_in_words(language, role, said):
    part = {"project": "x:1", "acronym": "A", "title": "", "year": 2018, "role": role, "cents": None, "topic": "",
            "programme": "", "rcn": None}  # fmt: skip
    with translation.override(language):
        assert [row["role"] for row in module._projects([part], "cited").rows] == [said[language]]
