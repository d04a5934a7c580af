"""Seats of members that come with postcode and city alone: found, chosen where doubtful, and who said them."""

from datetime import date

import pytest
from django.utils import timezone

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.models import LogEntry
from crossfield.web.evidence.actions.intake_link import correct_link
from crossfield.web.evidence.queries.intake import places_said, rows_listing, seat_said, seats_to_choose
from crossfield.web.evidence.queries.member import gaps_panel, members_panel
from crossfield.web.registry.actions.intake import choose_columns, decide_row, decide_seat
from crossfield.web.registry.actions.take_back import undo_intake
from crossfield.web.registry.actions.take_over import take_over
from crossfield.web.registry.models import Membership, Organisation, OrganisationValue
from crossfield.web.registry.queries.intake import seats_told
from crossfield.web.registry.queries.panel import AskedInterface

pytestmark = pytest.mark.django_db
LIST = """\
Firma;PLZ;Ort
Technische Universitaet Dresden;01069;Dresden
Beispiel Klotzsche GmbH;01109;Dresden
Beispiel Kurort GmbH;1731;Kreischa
Beispiel am Main GmbH;;Frankfurt
Beispiel an der Oder GmbH;;Frankfurt
Beispiel Brünn GmbH;602 00;Brünn
"""


@pytest.fixture
def manager(two_institutions):
    return two_institutions.silicon.users["manager"]


@pytest.fixture
def bring(bring_list, manager, two_institutions):
    def brought(text, home="DE"):
        intake = bring_list("members", text, by=manager, cluster=two_institutions.silicon.cluster)
        choose_columns(intake, by=manager, mapping=intake.mapping, home=home)
        return look(intake, manager)

    return brought


def look(intake, by):
    from crossfield.web.evidence.actions.intake import look_up

    while intake.state != "preview":
        look_up(intake, by=by)
    return intake


def regions(intake):
    return [row.seat.get("region", "") for row in intake.rows.order_by("number")]


def test_members_of_a_list_of_names_postcodes_and_cities_are_at_the_interface(bring, manager):
    take_over(bring(LIST), by=manager)
    asked = AskedInterface("DED", "saxony", ("biotechnology",), ("ict",), "ICT × Biotechnology", "en")
    panel = members_panel(manager, asked)

    assert [row["name"] for row in panel.rows] == ["Technische Universitaet Dresden"]
    assert panel.says.startswith("Members that work on both sides: 1 of 7.")
    assert "TECHNISCHE" not in str([row["name"] for row in gaps_panel(manager, asked).rows]).upper()


def test_regions_are_found_shown_with_their_reasons_and_taken_over_with_source_and_day(bring, manager):
    intake = bring(LIST)
    assert regions(intake)[1:] == ["DED21", "DED2F", "", "", "CZ064"]
    row = intake.rows.get(number=4)
    assert (row.values["postcode"], row.values["country"]) == ("01731", "DE")
    said = "DED2F): postcode 1731, Kreischa; read with its leading zero; by Eurostat's list of postcodes"
    assert seat_said(row, places_said()).partition("(")[2] == said

    take_over(intake, by=manager)
    made = Organisation.objects.get(name="Beispiel Klotzsche GmbH")
    assert made.region == "DED21"
    value = made.values.get(key="region")
    assert (value.value, value.as_of) == ("DED21", timezone.localdate().isoformat())
    assert value.source == "list; postcode 01109, Dresden; by Eurostat's list of postcodes"
    assert made.values.get(key="postcode").value == "01109"
    known = Organisation.objects.get(name="Technische Universitaet Dresden")
    assert known.values.get(key="region").source == "list; found in the data"
    assert Organisation.objects.get(name="Beispiel Brünn GmbH").region == "CZ064"
    assert Membership.objects.filter(member=made, valid_from=None).exists()

    undo_intake(intake, by=manager)
    assert not OrganisationValue.objects.filter(key="region").exists()
    assert not Organisation.objects.filter(name__startswith="Beispiel").exists()


def test_what_may_be_several_places_is_chosen_once_for_all_its_rows_or_stays_with_its_country(bring, manager):
    intake = bring(LIST)
    [seat] = seats_to_choose(intake, seats_told(intake), places_said())
    assert (seat.told, seat.lines, [code for code, _name, _why in seat.among]) == (
        "Frankfurt",
        "5, 6",
        ["DE71", "DE40"],
    )
    row = intake.rows.select_related("intake").get(number=5)
    assert decide_seat(row, by=manager, region="DE40") == 2
    assert regions(intake)[3:5] == ["DE40", "DE40"]
    row.refresh_from_db()
    assert decide_seat(row, by=manager, region="") == 2
    row.refresh_from_db()
    decide_seat(row, by=manager, region="DE71")
    assert LogEntry.objects.filter(verb="decide_seat").count() == 3

    take_over(intake, by=manager)
    made = Organisation.objects.get(name="Beispiel am Main GmbH")
    assert made.region == "DE71"
    assert made.values.get(key="region").source.startswith("list; chosen by a person: Frankfurt am Main; by the data")


def test_what_nobody_chooses_has_its_country_alone_and_by_what_is_said(bring, manager):
    take_over(bring(LIST), by=manager)
    made = Organisation.objects.get(name="Beispiel am Main GmbH")

    said = list(made.values.filter(key="region").values_list("value", "source"))
    assert (made.region, said) == ("DE", [("DE", "list; the country by the city")])


def test_a_country_that_was_found_is_none_that_the_list_tells_once_the_row_is_said_to_be_new(bring, manager):
    intake = bring(LIST)
    row = intake.rows.select_related("intake").get(values__name="Beispiel am Main GmbH")
    correct_link(row, by=manager, organisation=None)
    take_over(intake, by=manager)
    made = Organisation.objects.get(name="Beispiel am Main GmbH")

    assert [one.source for one in made.values.filter(key="region")] == ["list; the country by the city"]


def test_no_other_institution_and_no_other_region_decides(bring, manager, two_institutions):
    intake = bring(LIST)
    row = intake.rows.select_related("intake").get(number=5)

    with pytest.raises(NotAllowedError):
        decide_seat(row, by=two_institutions.bio.users["manager"], region="DE40")
    with pytest.raises(NotAllowedError):
        decide_seat(row, by=two_institutions.silicon.users["analyst"], region="DE40")
    with pytest.raises(WrongStateError, match="none of those"):
        decide_seat(row, by=manager, region="DED21")
    with pytest.raises(WrongStateError, match="none of those"):
        decide_seat(intake.rows.select_related("intake").get(number=3), by=manager, region="DED21")
    assert regions(intake)[3:5] == ["", ""]


@pytest.mark.parametrize(
    ("cell", "postcode", "city"),
    [
        ("01069 Dresden", "01069", "Dresden"),
        ("D-01069 Dresden", "01069", "Dresden"),
        ("110 00 Praha 1", "110 00", "Praha 1"),
        ("1011 AB Amsterdam", "1011 AB", "Amsterdam"),
        ("1010 Wien", "1010", "Wien"),
        ("Dresden", "", "Dresden"),
        ("Halle 2", "", "Halle 2"),
    ],
)
def test_a_postcode_and_a_city_in_one_cell_are_two(bring, cell, postcode, city):
    values = bring(f"Firma;PLZ Ort\nBeispiel;{cell}\n", home="").rows.get().values

    assert (values.get("postcode", ""), values["city"]) == (postcode, city)


def test_a_note_below_a_list_is_no_organisation_unless_a_person_says_so(bring, manager):
    intake = bring("Firma;Ort;seit\nBeispiel A;Dresden;2014\nBeispiel B;Pirna;2015\n\nStand: 1.3.2026;;\n")
    row = intake.rows.select_related("intake").get(number=5)
    assert (row.answer, row.reason) == ("review", "note below the list")

    decide_row(row, by=manager, choice="leave")
    take_over(intake, by=manager)
    assert not Organisation.objects.filter(name__startswith="Stand").exists()
    assert Membership.objects.filter(valid_from=date(2014, 1, 1)).count() == 1


def test_a_last_line_of_a_list_of_names_alone_is_an_organisation(bring):
    assert bring("Firma\nBeispiel A\nBeispiel B\n").rows.get(number=3).answer == "new"


def test_a_table_of_the_page_has_the_columns_that_its_rows_fill_and_the_file_has_all(bring):
    intake = bring(LIST)
    new = intake.rows.filter(answer="new").order_by("number")
    shown = [rows_listing(new, name, "", "members").columns for name in ("new", "rows")]

    assert [[one.key for one in columns] for columns in shown] == [
        ["name", "number", "city", "answer", "seat"],
        ["name", "number", "city", "answer", "found", "score", "reason", "changes", "seat"],
    ]


def test_a_list_that_was_taken_over_meanwhile_keeps_its_seats(bring, manager):
    intake = bring("Firma;Ort\nBeispiel am Main GmbH;Frankfurt\n")
    row = intake.rows.get()
    take_over(intake, by=manager)

    for late in (
        lambda: decide_seat(row, by=manager, region="DE40"),
        lambda: decide_row(row, by=manager, choice="new"),
    ):
        with pytest.raises(WrongStateError, match="taken over"):
            late()
