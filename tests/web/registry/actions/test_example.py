"""The worked example: C3-Saxony's interface, once, for everyone, and only where its fields are."""

import pytest

from crossfield.web.accounts.models import LogEntry, SearchEntry
from crossfield.web.registry.actions.example import (
    AIMS,
    NAME,
    PILOT_SOURCE,
    PILOTS,
    SIDE_A,
    SIDE_B,
    SOURCE,
    add_example,
    add_example_interface,
    add_example_pilots,
    has_example,
)
from crossfield.web.registry.actions.field import adopt_fields
from crossfield.web.registry.models import (
    Cluster,
    Cooperation,
    Event,
    NamedInterface,
    Organisation,
    OrganisationRelation,
)
from crossfield.web.registry.queries.interface import interfaces_for

pytestmark = pytest.mark.django_db
NEEDED = sorted({*SIDE_A, *SIDE_B, *AIMS})


def fields(codes, scheme="saxony"):
    keys = {"kind": None, "title_de": "", "title_en": "", "position": 1}
    return adopt_fields([{"scheme": scheme, "field": code, **keys} for code in codes])


def test_it_is_what_c3_saxony_worked_on():
    fields(NEEDED)
    made = add_example_interface()
    sides = [sorted(one.code for one in side.all()) for side in (made.side_a, made.side_b, made.aims)]

    assert sides == [["ict", "microelectronics"], ["biotechnology", "health"], ["health"]]
    assert (made.name, made.source, made.language) == (NAME, SOURCE, "en")


def test_it_is_everyones_and_nobodys_own(make_user):
    fields(NEEDED)
    made = add_example_interface()

    assert (made.owner, made.institution, made.release) == (None, None, "public")
    assert [list(interfaces_for(who)) for who in (None, make_user("ann"))] == [[made], [made]]


def test_it_is_logged_once():
    fields(NEEDED)
    made = [add_example_interface() for _ in range(3)]

    assert len(set(made)) == 1
    assert NamedInterface.objects.count() == 1
    entry = LogEntry.objects.get(verb="add_example_interface")
    assert (entry.by, entry.public_id) == ("", made[0].public_id)


@pytest.mark.parametrize("missing", NEEDED)
def test_without_one_of_its_fields_there_is_none(missing):
    fields([code for code in NEEDED if code != missing])

    assert add_example_interface() is None
    assert NamedInterface.objects.count() == 0
    assert not LogEntry.objects.filter(verb="add_example_interface").exists()


def test_fields_of_another_scheme_do_not_count():
    fields(NEEDED, scheme="other")

    assert add_example_interface() is None


def test_fields_that_have_ended_do_not_count():
    fields(NEEDED)
    fields(NEEDED[:-1])

    assert add_example_interface() is None


def test_an_interface_of_somebody_with_the_same_name_is_another(make_user):
    fields(NEEDED)
    own = NamedInterface.objects.create(name=NAME, owner=make_user("ann"))
    made = add_example_interface()

    assert made != own
    assert list(interfaces_for(None)) == [made]


def test_it_stays_when_its_fields_end():
    fields(NEEDED)
    made = add_example_interface()
    fields(["ict"])

    assert add_example_interface() == made
    assert made.side_a.count() == 2


def test_the_example_is_added_once_with_its_sources():
    fields(NEEDED)
    add_example_interface()
    made = [add_example(), add_example()]

    assert made == [77, 0]
    assert (Cluster.objects.count(), Organisation.objects.count(), Cooperation.objects.count()) == (47, 70, 5)
    assert {one.standing for one in Cooperation.objects.all()} == {"documented"}
    assert [one.proofs.exists() for one in Cooperation.objects.all()] == [True] * 5
    assert has_example()


def test_the_example_says_what_the_sources_say():
    fields(NEEDED)
    add_example_interface()
    add_example()
    clustrat = Cooperation.objects.get(title="CluStrat")
    c3 = Cooperation.objects.get(title="C3-Saxony")
    mutual = Cooperation.objects.get(kind="mutual")
    saxony = Organisation.objects.get(name="Silicon Saxony")

    assert (clustrat.partners.count(), clustrat.others) == (18, 7)
    assert [part.role for part in c3.partners.all()] == ["lead", *["partner"] * 4]
    assert (mutual.began, mutual.proofs.get().dated, mutual.interface.name) == ("2014-07-14", "2014-07-14", NAME)
    assert saxony.values.get(key="members").as_of == "2026-02"
    assert {one.code for one in saxony.cluster.fields.all()} == {"ict", "microelectronics"}
    assert OrganisationRelation.objects.filter(organisation__name__startswith="Rail.S").count() == 2


def test_the_workshop_of_14_july_2014_is_there_for_everyone():
    add_example()
    one = Event.objects.get(day="2014-07-14")

    assert (one.kind, one.place, one.release) == ("workshop", "Dresden, Hotel de Saxe, Neumarkt 9", "public")
    assert one.address.startswith("https://www.biosaxony.com/")
    assert Event.objects.count() == 2


def test_an_empty_register_has_no_example():
    assert not has_example()


def test_the_four_pilot_themes_are_there_once_with_their_source():
    codes = {code for _theme, _german, *sides in PILOTS for side in sides for code in side}
    fields(sorted(codes))

    made = [add_example_pilots(), add_example_pilots()]

    assert made[0] == made[1]
    assert [one.title("de") for one in made[0]] == [
        "CluStrat-Pilot: Leichtbau",
        "CluStrat-Pilot: Aktiv im Alter",
        "CluStrat-Pilot: Mechatronik × IKT",
        "CluStrat-Pilot: Fortgeschrittene Technologien",
    ]
    assert made[0][2].title("en") == "CluStrat pilot: mechatronics × ICT"
    assert {one.source for one in made[0]} == {PILOT_SOURCE}
    assert all(one.remark for one in made[0])
    assert SearchEntry.objects.filter(kind="named").count() == 8


def test_a_pilot_without_its_fields_is_left_out():
    fields(["health", "ict", "microelectronics"])

    assert [one.other_name for one in add_example_pilots()] == ["CluStrat pilot: active ageing"]
