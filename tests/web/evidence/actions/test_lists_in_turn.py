"""Two lists taken over one after the other: undone the last first nothing is left, the first first it is told."""

from datetime import date

import pytest
from django.core import serializers

from crossfield.web.evidence.queries.intake import stayed_listing
from crossfield.web.registry.actions.event import list_guests, record_event
from crossfield.web.registry.actions.number import correct_number
from crossfield.web.registry.actions.organisation import keep_said, write_sheet
from crossfield.web.registry.actions.take_back import undo_intake
from crossfield.web.registry.actions.take_over import take_over
from crossfield.web.registry.models import (
    Cluster,
    Event,
    EventGuest,
    Field,
    FundingCall,
    Membership,
    Organisation,
    OrganisationIdentifier,
    OrganisationRelation,
    OrganisationSheet,
    OrganisationValue,
    Person,
    PersonDetail,
    PersonFunction,
)
from crossfield.web.registry.queries.intake import ENTERED, lists_after

pytestmark = pytest.mark.django_db
GROUND = {"purpose": "cooperation", "basis": "contract", "seen": "readers", "expires": None, "way": "", "day": None}
TABLES = (
    *(Organisation, OrganisationIdentifier, OrganisationValue, OrganisationSheet, OrganisationRelation, Cluster),
    *(Membership, Event, EventGuest, FundingCall, Person, PersonDetail, PersonFunction),
)
LISTS = {
    "members": """
Name;Ort;Website;Mitgliedsnummer;Beitragsklasse;Mitglied seit;USt-ID;Bemerkung

Alpha AG;Dresden;a.example;1;A;2010;DE1;one
Beta GmbH;Leipzig;b.example;2;B;2011;DE2;
Known KG;Jena;;3;C;;;

Alpha AG;Radebeul;c.example;9;B;2009;DE1;two
Beta GmbH;Leipzig;b.example;2;C;2011;DE2;three
Known KG;Gera;k.example;4;D;2001;DE3;four
Gamma SE;Halle;g.example;5;A;2012;DE4;
""",
    "clusters": """
Cluster;Ort;Website;Mitglieder;Stand;Programm;Felder;Bemerkung

Netz A;Dresden;a.example;10;2020;go;AI;one
Known KG;Jena;k.example;5;2020;go;AI;

Netz A;Radebeul;c.example;12;2021;come;Photonics;two
Known KG;Gera;l.example;6;2021;come;Photonics;three
Netz B;Halle;;3;2021;go;AI;
""",
    "events": """
Titel;Art;Datum;Ort;Link;Notizen

Treffen;Workshop;14.7.2014;Dresden;https://example.org/1;one
Bekannt;Messe;15.7.2014;Jena;;

Treffen;Messe;14.7.2014;Leipzig;https://example.org/2;two
Bekannt;Workshop;15.7.2014;Gera;;three
Neu;Messe;16.7.2014;Halle;;
""",
    "calls": """
Aufruf;Programm;Frist;Felder;Link

Ruf;P;1.5.2030;AI;https://example.org/1

Ruf;P;1.6.2030;Photonics;https://example.org/2
Neu;P;1.7.2030;;
""",
    "people": """
Name;Firma;Funktion;E-Mail;Telefon;Sprache

Test Muster;Known KG;Head;a@example.org;+49 351 1;de

Test Muster;Known KG;Chief;b@example.org;+49 351 1;en
Erika Muster;Known KG;Head;c@example.org;;de
""",
    "guests": """
Gast;Status;Personen;Art

Known KG;eingeladen;1;Unternehmen
Other;angemeldet;2;
There;eingeladen;2;

Known KG;angemeldet;3;Hochschule
Other;war da;4;Unternehmen
There;angemeldet;3;Sonstige
New;eingeladen;1;
""",
    "relations": """
Organisation;Beziehung;Andere Organisation;Anteil;Ab;Bis

Known KG;Mutter;Second KG;51;2010;

Known KG;Mutter;Second KG;60;2011;2020
Second KG;Mutter;Third KG;10;;
""",
}
"""Kind → headings, rows of the first list, and of the second, with a blank line between."""


@pytest.fixture
def manager(make_user):
    return make_user("ann", role="manager")


@pytest.fixture
def bring(manager, bring_list, make_organisation):
    """Takes the first or second list of a kind over; what both are about is in the register already."""
    for name in ("AI", "Photonics"):
        Field.objects.create(scheme="s", code=name.lower(), title_de=name, title_en=name)
    for name in ("Known KG", "Second KG", "Third KG"):
        make_organisation(name)
    write_sheet(Organisation.objects.get(name="Known KG"), by=manager, given={"contribution_class": "Z", "text": "old"})
    record_event("Bekannt", by=manager, kind="fair", day=date(2014, 7, 15))
    event = record_event("Gaeste", by=manager, kind="fair", day=date(2030, 7, 15))
    list_guests(event, by=manager, names=["There"], state="invited")
    home = make_organisation("Netz")
    cluster = Cluster.objects.create(organisation=home)

    def brought(kind, which):
        rest = {"members": {"cluster": cluster}, "guests": {"event": event}, "people": {"ground": GROUND}}.get(kind, {})
        head, *lists = LISTS[kind].strip().split("\n\n")
        text = f"{head}\n{lists[which]}\n"
        return take_over(bring_list(kind, text, by=manager, source=f"list {which}", **rest), by=manager)

    return brought


def register():
    """All that the register says; how often it was written does not matter."""
    said = [serializers.serialize("python", table._base_manager.order_by("pk")) for table in TABLES]
    for rows in said:
        for row in rows:
            row["fields"].pop("version", None)
    return said


def stayed(intake):
    return [(row["name"], row["stayed"]) for row in stayed_listing(intake).rows]


@pytest.mark.parametrize("kind", LISTS)
def test_undone_the_last_first_nothing_is_left_of_two_lists(bring, manager, kind):
    before = register()
    first = bring(kind, 0)
    between = register()
    second = bring(kind, 1)

    assert before != between != register()
    assert (undo_intake(second, by=manager), stayed(second)) == (0, [])
    assert register() == between
    assert (undo_intake(first, by=manager), stayed(first)) == (0, [])
    assert register() == before


CHANGED = {
    "members": (OrganisationSheet, {"organisation__name": "Known KG"}, {"member_number": "person"}),
    "clusters": (OrganisationValue, {"organisation__name": "Known KG", "key": "city"}, {"value": "person"}),
    "events": (Event, {"title": "Bekannt"}, {"place": "person"}),
    "calls": (FundingCall, {"title": "Ruf"}, {"programme": "person"}),
    "people": (PersonFunction, {"person__name": "Test Muster"}, {"since": date(2020, 1, 1)}),
    "guests": (EventGuest, {"name": "There"}, {"people": 77}),
    "relations": (OrganisationRelation, {}, {"share": 77}),
}
"""What a person changes of what the first list brought."""
TOLD = {
    "members": ("Known KG", "Member number: it was changed since"),
    "clusters": ("Known KG", "City: it was changed since"),
    "events": ("Bekannt", "Place: it was changed since"),
    "calls": ("Ruf", "the whole entry, as it was changed since; Programme: it was changed since"),
    "people": ("Test Muster", "Function: it was changed since"),
    "guests": ("There", "People: it was changed since"),
    "relations": ("Known KG → Second KG", "the relation: it was changed since"),
}


@pytest.mark.parametrize("kind", LISTS)
def test_what_a_person_changed_since_stays_and_is_told_by_name(bring, manager, kind):
    first = bring(kind, 0)
    table, which, change = CHANGED[kind]
    assert table.objects.filter(**which).update(**change) == 1

    assert (undo_intake(first, by=manager), stayed(first)) == (1, [TOLD[kind]])
    assert table.objects.filter(**which, **change).count() == 1


LEFT = {
    "members": [
        (
            "Alpha AG",
            "membership sheet member_number contribution_class text organisation by_value by_sheet by_membership",
        ),
        ("Beta GmbH", "sheet contribution_class text organisation by_value by_sheet"),
        ("Known KG", "membership member_number contribution_class"),
    ],
    "clusters": [("Netz A", "organisation by_value")],
    "events": [("Treffen", "entry_changed kind place text address"), ("Bekannt", "place")],
    "calls": [("Ruf", "entry_changed deadline fields address")],
    "people": [("Test Muster", "person_new")],
    "guests": [("Known KG", "guest"), ("Other", "guest"), ("There", "people")],
    "relations": [("Known KG → Second KG", "relation")],
}
"""Of the first list, where it is undone before the second, as it is noted."""


@pytest.mark.parametrize("kind", LISTS)
def test_undone_the_first_first_what_a_later_list_changed_stays_and_is_told(bring, manager, kind):
    first = bring(kind, 0)
    second = bring(kind, 1)

    assert lists_after(first, manager) == [second]
    undo_intake(first, by=manager)
    left = (first.entries if kind in ENTERED else first.items).exclude(stayed="")
    assert [(str(one), one.stayed.strip()) for one in left] == LEFT[kind]


def test_what_another_institution_wrote_down_in_the_same_words_stays(bring, manager, make_user):
    first = bring("members", 0)
    known, bob = Organisation.objects.get(name="Alpha AG"), make_user("bob", role="manager")
    said = known.values.get(key="city")
    kept = keep_said(known, "city", said.value, source=said.source, as_of=said.as_of, said_by=bob.institution)
    number = known.identifiers.get()
    correct_number(known, by=manager, scheme=number.scheme, number=number.value, source="a letter")

    undo_intake(first, by=manager)

    assert list(known.values.all()) == [kept]
    assert [one.source for one in known.identifiers.all()] == ["a letter"]
