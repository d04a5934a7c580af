"""An organisation's page: its tables are the data's, a person has none, and records are told where there are any."""

import pytest
from django.utils import translation

from crossfield.config import Settings
from crossfield.errors import UnknownNameError
from crossfield.lake.store import Lake
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
