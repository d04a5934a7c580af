"""Lists of clusters, events and funding calls: read, found, compared, taken over, brought in again, and undone."""

import sqlite3
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from crossfield.errors import WrongStateError
from crossfield.web.accounts.models import FieldChange, LogEntry, SearchEntry, User
from crossfield.web.evidence.queries.intake import stayed_listing
from crossfield.web.registry.actions.cluster import begin_membership, make_cluster
from crossfield.web.registry.actions.erasure import erase_person
from crossfield.web.registry.actions.event import add_funding_call, change_event, list_guests, record_event
from crossfield.web.registry.actions.organisation import add_organisation
from crossfield.web.registry.actions.person import add_person
from crossfield.web.registry.actions.take_back import undo_intake
from crossfield.web.registry.actions.take_over import ask_take_over, make_ready, take_over, write_items
from crossfield.web.registry.models import (
    Cluster,
    Event,
    Field,
    FundingCall,
    Intake,
    Membership,
    NamedInterface,
    Organisation,
)
from crossfield.web.registry.queries.history import history_of
from crossfield.web.registry.queries.searchable import CALL, CLUSTER, EVENT

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(make_user):
    return make_user("ann", role="manager")


@pytest.fixture
def bring(manager, bring_list):
    """Brings a list in up to its preview."""
    return lambda kind, text, *, by=manager, **rest: bring_list(kind, text, by=by, **rest)


def answers(intake):
    return [(row.number, row.answer, row.problems) for row in intake.rows.all()]


def changes(intake):
    return [[(one["column"], one["before"], one["after"]) for one in row.changes] for row in intake.rows.all()]


EVENTS = """Titel;Art;Datum;Ende;Ort;Link
Chips <b>treffen</b> Medizin;Workshop;14.7.2014;;Dresden;https://example.org/1
Messe in Hannover;Messe;7. April 2014;11.04.2014;Hannover;example.org/2
"""


def test_events_come_in_with_their_days_kinds_and_links(bring, manager):
    intake = take_over(bring("events", EVENTS), by=manager)

    kept = [
        (one.title, one.kind, one.day, one.last_day, one.place, one.address) for one in Event.objects.order_by("pk")
    ]
    assert kept == [
        ("Chips <b>treffen</b> Medizin", "workshop", date(2014, 7, 14), None, "Dresden", "https://example.org/1"),
        ("Messe in Hannover", "fair", date(2014, 4, 7), date(2014, 4, 11), "Hannover", "https://example.org/2"),
    ]
    assert {(one.owner, one.institution, one.release) for one in Event.objects.all()} == {
        (manager, manager.institution, "institution")
    }
    assert intake.restore == {"events": 2, "events_changed": 0}
    texts = SearchEntry.objects.filter(kind=EVENT, text__contains="Hannover").values_list("text", flat=True)
    assert sorted(texts) == ["Hannover", "Messe in Hannover"]  # by its place and by its title
    told = FieldChange.objects.filter(kind="event", field="place").order_by("pk").values_list("old", "new")
    assert list(told) == [(None, "Dresden"), (None, "Hannover")]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (";2014-07-14;;;", ["no title"]),
        ("A;;;;", ["no day"]),
        ("A;2014;;;", ["“2014” is no day"]),
        ("A;31.2.2014;;;", ["“31.2.2014” is no day"]),
        ("A;2014-07-14;2014-07-13;;", ["it would end before it begins"]),
        ("A;2014-07-14;;javascript:alert(1);", ["“javascript:alert(1)” is no address on the web"]),
        ("B;2014-07-14;;;" + "x" * 201, ["Place: more than 200 signs"]),
        ("x" * 301 + ";2014-07-14;;;", ["Title: more than 300 signs"]),
        ("A;2014-07-14;;https://example.org/" + "a" * 600 + ";", ["Link: more than 500 signs"]),
        ("A;2014-07-14;;example.org/" + "a" * 481 + ";", ["Link: more than 500 signs"]),
    ],
)
def test_what_is_wrong_with_an_event_is_said_by_row_and_the_others_come_in(bring, manager, line, problem):
    intake = bring("events", f"Title;Day;Last day;Link;Place\n{line}\nGood;2014-07-15;;;\n")

    assert answers(intake) == [(2, "error", problem), (3, "new", [])]
    take_over(intake, by=manager)
    assert [one.title for one in Event.objects.all()] == ["Good"]


def test_words_that_no_kind_interface_or_field_has_are_said_and_not_lost(bring, manager):
    intake = take_over(bring("events", "Title;Day;Kind;Interface\nA;2014-07-14;Hackathon;Chips × Bio\n"), by=manager)

    assert answers(intake) == [
        (
            2,
            "new",
            [
                "no kind of event is called “Hackathon”: it is written into the notes",
                "no interface is called “Chips × Bio”: it is left out",
            ],
        )
    ]
    assert [(one.kind, one.text, one.interface) for one in Event.objects.all()] == [("other", "Hackathon", None)]


def test_an_interface_is_found_by_either_of_its_names(bring, manager):
    named = NamedInterface.objects.create(name="Chips und Bio", other_name="Chips and bio", release="public")
    take_over(bring("events", "Title;Day;Interface\nA;2014-07-14;chips and BIO\n"), by=manager)

    assert Event.objects.get().interface == named


def test_another_interface_is_shown_by_its_name(bring, manager):
    for name in ("Chips und Bio", "Holz & Bau"):
        NamedInterface.objects.create(name=name, release="public")
    take_over(bring("events", "Title;Day;Interface\nA;2014-07-14;chips und bio\n"), by=manager)

    again = bring("events", "Title;Day;Interface\nA;2014-07-14;holz - bau\n")
    assert changes(again) == [[("interface", "Chips und Bio", "Holz & Bau")]]


@pytest.mark.parametrize("kind", ["events", "calls"])
def test_twenty_rows_are_looked_up_with_as_many_queries_as_two(bring, manager, kind):
    model, rest = (Event, {"kind": "fair"}) if kind == "events" else (FundingCall, {})

    def asked(count):
        days = [date(2020, 1, 1) + timedelta(days=number) for number in range(count)]
        for day in days:  # a series of one title
            told = {"day": day} if kind == "events" else {"programme": str(day)}
            model.objects.create(title=f"{count}", owner=manager, institution=manager.institution, **told, **rest)
        text = "\n".join(f"{count};{day}" for day in days)
        with CaptureQueriesContext(connection) as queries:
            intake = bring(kind, f"Title;{'Day' if kind == 'events' else 'Programme'}\n{text}\n")
        assert {row.answer for row in intake.rows.all()} == {"register"}
        return len(queries)

    asked(1)  # remembers the columns
    assert asked(2) == asked(20)


def test_a_list_brought_in_again_is_an_update_with_its_differences(bring, manager):
    take_over(bring("events", EVENTS), by=manager)
    same = bring("events", EVENTS)
    assert ([row.answer for row in same.rows.all()], changes(same)) == (["register", "register"], [[], []])

    intake = bring("events", EVENTS.replace("Hannover;example.org/2", "Berlin;example.org/3"))
    assert changes(intake) == [
        [],
        [("place", "Hannover", "Berlin"), ("address", "https://example.org/2", "https://example.org/3")],
    ]
    take_over(intake, by=manager)
    assert (Event.objects.count(), Event.objects.get(kind="fair").place) == (2, "Berlin")
    assert undo_intake(intake, by=manager) == 0
    assert Event.objects.get(kind="fair").place == "Hannover"
    told = FieldChange.objects.filter(entry__verb="undo_intake", field="place").values_list("old", "new")
    assert list(told) == [("Berlin", "Hannover")]


def test_an_event_that_stands_twice_comes_once(bring, manager):
    intake = bring("events", "Title;Day\nA;2014-07-14\na;14.7.2014\nA;2014-07-15\n")

    assert answers(intake) == [(2, "new", []), (3, "error", ["stands in line 2 already"]), (4, "new", [])]


@pytest.mark.parametrize(("choice", "days"), [("same", [15]), ("other", [14, 15]), ("leave", [14]), ("", [14])])
def test_an_event_of_another_day_is_doubtful_and_a_person_decides(bring, manager, choice, days):
    record_event("A", by=manager, kind="workshop", day=date(2014, 7, 14))
    intake = bring("events", "Title;Day\nA;2014-07-15\n")
    row = intake.rows.get()
    assert (row.answer, row.reason, changes(intake)) == (
        "review",
        "same title; other day",
        [[("day", "2014-07-14", "2014-07-15")]],
    )
    intake.rows.update(choice=choice)
    take_over(intake, by=manager)

    assert sorted(one.day.day for one in Event.objects.all()) == days


def test_an_event_of_another_institution_is_not_changed_by_a_list(bring, manager, make_user):
    eve = make_user("eve", role="manager")
    other = record_event("A", by=eve, kind="workshop", day=date(2014, 7, 14))
    Event.objects.update(release="public")
    same = bring("events", "Title;Day\nA;2014-07-14\n")
    changed = bring("events", "Title;Day;Place\nA;2014-07-14;Jena\n")

    assert answers(same) == [(2, "register", [])]
    assert answers(changed) == [(2, "error", ["it belongs to another institution, and would be changed"])]
    take_over(changed, by=manager)
    other.refresh_from_db()
    assert (other.place, Event.objects.count()) == ("", 1)


def test_an_event_that_another_institution_keeps_for_itself_is_not_found(bring, make_user):
    record_event("A", by=make_user("eve", role="manager"), kind="workshop", day=date(2014, 7, 14), place="secret")

    assert answers(bring("events", "Title;Day\nA;2014-07-14\n")) == [(2, "new", [])]


def test_undo_keeps_an_event_that_was_changed_or_has_guests(bring, manager):
    intake = take_over(bring("events", "Title;Day\nA;2014-07-14\nB;2014-07-15\nC;2014-07-16\n"), by=manager)
    Event.objects.filter(title="A").update(place="Jena")
    list_guests(Event.objects.get(title="B"), by=manager, names=["Firm"], state="invited")

    assert undo_intake(intake, by=manager) == 2
    assert [one.title for one in Event.objects.order_by("title")] == ["A", "B"]
    left = [(one.title, one.stayed) for one in intake.entries.exclude(stayed="")]
    assert left == [("A", "entry_changed place "), ("B", "entry_used ")]
    assert not SearchEntry.objects.filter(kind=EVENT, text="c").exists()


def test_undo_keeps_a_column_that_was_changed_since_and_reverts_the_others(bring, manager):
    record_event("A", by=manager, kind="workshop", day=date(2014, 7, 14), place="Jena", text="old")
    intake = take_over(bring("events", "Title;Day;Place;Notes\nA;2014-07-14;Gera;new\n"), by=manager)
    Event.objects.update(place="Weimar")

    assert undo_intake(intake, by=manager) == 1
    assert [(one.place, one.text) for one in Event.objects.all()] == [("Weimar", "old")]


def test_who_has_a_form_open_while_a_list_changes_the_event_or_is_undone_is_told(bring, manager):
    event = record_event("A", by=manager, kind="workshop", day=date(2014, 7, 14), place="Jena", text="old")
    versions = [event.version]
    intake = take_over(bring("events", "Title;Day;Place\nA;2014-07-14;Gera\n"), by=manager)
    for act in (lambda: None, lambda: undo_intake(intake, by=manager)):
        act()
        with pytest.raises(WrongStateError):
            change_event(event, by=manager, version=versions[-1], given={"place": "Weimar"})
        versions.append(Event.objects.get().version)

    assert (versions, Event.objects.get().place) == ([1, 2, 3], "Jena")


def test_a_column_that_somebody_changed_after_the_preview_stays(bring, manager):
    record_event("A", by=manager, kind="workshop", day=date(2014, 7, 14), place="Jena")
    intake = bring("events", "Title;Day;Place;Notes\nA;2014-07-14;Gera;new\n")
    Event.objects.update(place="Weimar")
    take_over(intake, by=manager)

    assert [(one.place, one.text) for one in Event.objects.all()] == [("Weimar", "new")]


def test_a_person_who_is_erased_is_gone_from_what_lists_brought(bring, manager):
    person = add_person("Erika Mustermann", by=manager)
    text = "Title;Day;Notes\nA;2014-07-14;Erika Mustermann spricht\n"
    intake = take_over(bring("events", text), by=manager)
    erase_person(person, by=manager)

    kept = [Event.objects.get().text, intake.entries.get().after["text"], *intake.rows.get().cells]
    assert [one for one in kept if "Mustermann" in one] == []
    assert undo_intake(intake, by=manager) == 0
    assert Event.objects.count() == 0


CALLS = """Programm;Titel;Offen ab;Frist;Felder;Antragsberechtigt;Link
Horizon;Chips für Kliniken;1.1.2027;31.3.2027;Photonik, Optik; KI;KMU;https://example.org/c
"""


@pytest.fixture
def fields(db):
    named = (("photonics", "Photonik, Optik", "Photonics"), ("ai", "KI", "AI"))
    return [Field.objects.create(scheme="s", code=code, title_de=de, title_en=en) for code, de, en in named]


def test_calls_come_in_with_fields_by_their_titles_even_where_a_title_has_a_comma(bring, manager, fields):
    text = 'Title,Programme,Opens,Deadline,Fields,Who may apply,Link\nA,Horizon,2027-01-01,"March 31, 2027",'
    intake = take_over(bring("calls", f'{text}"Photonik, Optik, AI, Quanten",KMU,https://example.org/c\n'), by=manager)

    call = FundingCall.objects.get()
    assert (call.programme, call.opens, call.deadline, call.who) == (
        "Horizon",
        date(2027, 1, 1),
        date(2027, 3, 31),
        "KMU",
    )
    assert set(call.fields.all()) == set(fields)
    assert answers(intake) == [(2, "new", ["no field is called “Quanten”: it is left out"])]
    assert SearchEntry.objects.filter(kind=CALL).count() == 1
    assert undo_intake(intake, by=manager) == 0
    assert (FundingCall.objects.count(), SearchEntry.objects.filter(kind=CALL).count()) == (0, 0)


def test_a_call_gets_another_deadline_and_other_fields_and_back(bring, manager, fields):
    call = add_funding_call("A", by=manager, deadline=date(2027, 1, 1), fields=fields[:1], who="SMEs")
    intake = bring("calls", "Title;Deadline;Fields;Who\nA;2027-02-01;AI;\n")
    assert changes(intake) == [[("deadline", "2027-01-01", "2027-02-01"), ("fields", "Photonics", "AI")]]
    take_over(intake, by=manager)
    call.refresh_from_db()
    assert (call.deadline, list(call.fields.all()), call.who) == (date(2027, 2, 1), fields[1:], "SMEs")
    undo_intake(intake, by=manager)
    call.refresh_from_db()
    assert (call.deadline, list(call.fields.all())) == (date(2027, 1, 1), fields[:1])


def test_a_cell_that_lists_more_fields_than_anybody_means_is_refused(bring, fields):
    listed = "; ".join(["AI"] * 201)

    assert answers(bring("calls", f'Title,Fields\nA,"{listed}"\nB,AI\n')) == [
        (2, "error", ["Fields: more than 200 listed"]),
        (3, "new", []),
    ]


def told(verb, language="en"):
    rows = history_of("fundingcall", FundingCall.objects.get().public_id, User.objects.get(), language)
    return {one.field: (one.old, one.new) for one in rows if LogEntry.objects.get(changes=one.number).verb == verb}


def test_other_fields_of_a_call_are_in_its_history_and_back_with_undo(bring, manager, fields):
    add_funding_call("A", by=manager, fields=fields[:1])
    intake = take_over(bring("calls", "Title;Fields\nA;AI\n"), by=manager)
    undo_intake(intake, by=manager)

    assert (told("take_over")["fields"], told("undo_intake")["fields"]) == (("Photonics", "AI"), ("AI", "Photonics"))
    assert told("take_over", "de")["fields"] == ("Photonik, Optik", "KI")


@pytest.mark.parametrize("is_new", [True, False], ids=["brought", "changed"])
def test_undo_tells_nothing_of_an_event_that_somebody_has_deleted_since(bring, manager, is_new):
    if not is_new:
        record_event("A", by=manager, kind="workshop", day=date(2014, 7, 14), place="Jena")
    intake = take_over(bring("events", "Title;Day;Place\nA;2014-07-14;Gera\nB;2014-07-15;Gera\n"), by=manager)
    gone = Event.objects.get(title="A")
    gone.delete()

    assert undo_intake(intake, by=manager) == 1
    undone = FieldChange.objects.filter(entry__verb="undo_intake", field="place")
    assert [(one.old, one.public_id == gone.public_id) for one in undone] == [("Gera", False)]
    with translation.override("en"):
        assert [row["stayed"] for row in stayed_listing(intake).rows] == ["nothing: it was deleted since"]


def test_calls_of_one_title_are_told_apart_by_their_programme(bring, manager):
    add_funding_call("A", by=manager, programme="Horizon")
    intake = bring("calls", "Title;Programme\nA;horizon\nA;Interreg\n")

    assert [(row.answer, row.reason) for row in intake.rows.all()] == [("register", "same title"), ("new", "")]
    again = bring("calls", "Title;Programme\nA;Interreg\n")
    assert [(row.answer, row.reason) for row in again.rows.all()] == [("review", "same title; other programme")]


CLUSTERS = """name,country,nuts3,city,fields,founded,members,as_of,label,website,source_url
Chips e.V.,DE,DED21,Dresden,Photonik; KI,19.12.2000,1.650,2026-02,Gold,https://example.org,https://example.org/s
Holz <i>Cluster</i>,AT,,Linz,wood,1998,,,,,
"""


def said(name):
    return sorted(Organisation.objects.get(name=name).values.values_list("key", "value", "source", "as_of"))


def test_clusters_come_in_with_what_the_list_says_of_each_and_its_own_source(bring, manager, fields):
    intake = take_over(bring("clusters", CLUSTERS), by=manager)

    chips, wood = (Cluster.objects.get(organisation__name__startswith=name) for name in ("Chips", "Holz"))
    day = timezone.localdate(intake.taken_at).isoformat()
    source = "https://example.org/s"
    assert said("Chips e.V.") == [
        ("city", "Dresden", source, day),
        ("fields", "Photonik; KI", source, day),
        ("founded", "2000-12-19", source, day),
        ("label", "Gold", source, day),
        ("members", "1650", source, "2026-02"),
        ("name", "Chips e.V.", source, day),
        ("region", "DED21", source, day),
        ("website", "https://example.org", source, day),
    ]
    assert ("founded", "1998", "list", day) in said("Holz <i>Cluster</i>")
    assert (chips.organisation.region, wood.organisation.region) == ("DED21", "AT31")
    assert ([one.code for one in chips.fields.all()], wood.fields.count()) == (["ai"], 0)
    assert intake.restore["clusters"] == 2
    assert SearchEntry.objects.filter(kind=CLUSTER).count() == 2
    assert undo_intake(intake, by=manager) == 0
    assert (Cluster.objects.count(), Organisation.objects.count()) == (0, 0)


def test_clusters_come_in_with_the_regions_in_which_they_work_and_with_their_services(bring, manager, fields):
    SearchEntry.objects.create(kind="region", public_id="DED", text="Sachsen", folded="sachsen", title="Sachsen")
    text = 'Name;Land;Regionen;Leistungen\nChips;DE;"Sachsen; Böhmen";"Messen; Labor"\n'
    intake = take_over(bring("clusters", text), by=manager)

    told = {key: value for key, value, _source, _day in said("Chips")}
    seat = {"name": "Chips", "region": "DE"}
    assert told == seat | {"regions": "Sachsen (DED); Böhmen", "services": "Messen; Labor"}
    again = bring("clusters", text)
    assert [row.changes for row in again.rows.all()] == [[]]
    undo_intake(intake, by=manager)
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("A,DE,XX!,,", "“XX!” is no code of a region (NUTS)"),
        ("A,AT,DED21,,", "the region DED21 is not in the country AT"),
        ("A,Nowhere,,,", "no country is called “Nowhere”"),
        ("A,DE,,many,", "“many” is no number"),
        ("A,DE,,,long ago", "“long ago” is no date"),
        ("A,DE,,1.234.567.890,", "Number of members: more than 9 digits"),
        ("A,DE,," + "9" * 5_000 + ",", "Number of members: more than 9 digits"),
        ('A,DE,,,,"' + "AI," * 200 + '"', "Fields: more than 200 listed"),
        ("x" * 301 + ",DE,,,", "Name of the organisation: more than 300 signs"),
    ],
)
def test_what_is_wrong_with_a_cluster_is_said_by_row(bring, line, problem):
    intake = bring("clusters", f"Cluster,Country,NUTS,Members,Founded,Fields\n{line}\n")

    assert answers(intake) == [(2, "error", [problem])]


def test_an_organisation_of_the_register_becomes_a_cluster_and_is_none_after_undo(bring, manager):
    known = add_organisation("Chips e.V.", by=None, region="DED21")
    intake = bring("clusters", "Cluster,Country\nChips e.V.,DE\n")
    assert changes(intake) == [[("cluster", "", "")]]
    take_over(intake, by=manager)
    assert Cluster.objects.get().organisation == known
    assert SearchEntry.objects.filter(kind=CLUSTER).count() == 1
    undo_intake(intake, by=manager)
    assert (Cluster.objects.count(), Organisation.objects.count()) == (0, 1)


def test_a_cluster_that_has_got_members_since_stays_one(bring, manager):
    intake = take_over(bring("clusters", "Cluster,Country\nChips e.V.,DE\n"), by=manager)
    begin_membership(Cluster.objects.get(), member=add_organisation("Firm", by=None), by=manager)

    assert undo_intake(intake, by=manager) == 1
    assert (Membership.objects.count(), Cluster.objects.count()) == (1, 1)
    assert intake.items.get().stayed == "cluster organisation "


def test_clusters_brought_in_again_show_another_count_of_another_day_only(bring, manager, fields):
    take_over(bring("clusters", CLUSTERS), by=manager)
    assert changes(bring("clusters", CLUSTERS)) == [[], []]

    later = bring("clusters", CLUSTERS.replace("1.650,2026-02", "1700,2026-11").replace("KI", "AI"))
    assert changes(later) == [
        [("fields", "Photonik; KI", "Photonik; AI"), ("members", "1650", "1700 (2026-11)")],
        [],
    ]


MEMBERS = "Name;Mitglied seit;Mitglied bis\n"


@pytest.mark.parametrize(
    ("told", "days", "kept"),
    [
        ("1.1.2010;31.12.2015", ("2010-01-01 – …", "2010-01-01 – 2015-12-31"), (2010, 2015)),
        ("1.1.2012;", ("2010-01-01 – …", "2012-01-01 – …"), (2012, None)),
        (";31.12.2015", ("2010-01-01 – …", "2010-01-01 – 2015-12-31"), (2010, 2015)),
    ],
)
def test_other_days_of_a_membership_are_an_update_and_undone(bring, manager, told, days, kept):
    cluster = make_cluster(add_organisation("Cluster", by=None), by=None)
    known = begin_membership(
        cluster, member=add_organisation("Firm", by=None), by=manager, valid_from=date(2010, 1, 1), source="x"
    )
    intake = bring("members", f"{MEMBERS}Firm;{told}\n", cluster=cluster)
    assert changes(intake) == [[("days", *days)]]
    take_over(intake, by=manager)
    known.refresh_from_db()
    assert (known.valid_from.year, known.valid_to and known.valid_to.year) == kept
    assert (Membership.objects.count(), intake.restore["memberships_changed"]) == (1, 1)
    assert FieldChange.objects.filter(kind="membership", entry__verb="take_over").count() == 1
    assert undo_intake(intake, by=manager) == 0
    known.refresh_from_db()
    assert (known.valid_from, known.valid_to) == (date(2010, 1, 1), None)
    assert FieldChange.objects.filter(kind="membership", entry__verb="undo_intake").count() == 1


@pytest.mark.parametrize(
    ("told", "changed"),
    [
        ("2012;", {"valid_from": date(2015, 6, 1)}),
        ("2016;", {"valid_to": date(2014, 1, 1)}),
        (";2012", {"valid_from": date(2013, 1, 1)}),
    ],
    ids=["moved", "ended before the list begins it", "begun after the list ends it"],
)
def test_days_that_somebody_changed_after_the_preview_stay_and_the_row_says_so(bring, manager, told, changed):
    cluster = make_cluster(add_organisation("Cluster", by=None), by=None)
    begin_membership(cluster, member=add_organisation("Firm", by=None), by=manager, valid_from=date(2010, 1, 1))
    intake = bring("members", f"{MEMBERS}Firm;{told}\n", cluster=cluster)
    Membership.objects.update(**changed)
    take_over(intake, by=manager)

    kept = {"valid_from": date(2010, 1, 1), "valid_to": None} | changed
    assert list(Membership.objects.values("valid_from", "valid_to")) == [kept]
    assert intake.restore["memberships_changed"] == 0
    said = "somebody has changed the days of this membership since: they stay as they are"
    assert answers(intake) == [(2, "register", [said])]
    assert undo_intake(intake, by=manager) == 0


def test_a_list_that_the_database_refuses_goes_back_to_its_preview_and_says_why(bring, manager):
    intake = bring("events", "Title;Day;Last day\nA;2014-07-14;2014-07-15\nB;2014-07-14;\n")
    row = intake.rows.get(number=2)
    row.values["last_day"] = "2014-07-01"  # as by a fault of ours
    row.save()
    with translation.override("en"), pytest.raises(WrongStateError, match="event_ends_after_it_begins"):
        take_over(intake, by=manager)

    kept = Intake.objects.get()
    assert (kept.state, Event.objects.count(), kept.entries.count()) == ("preview", 0, 0)
    assert kept.trouble.startswith("The database refused this list: ")
    intake.rows.filter(number=2).update(choice="leave", answer="review")
    assert [take_over(kept, by=manager).trouble, Event.objects.get().title] == ["", "B"]


def test_days_that_somebody_changed_since_stay_with_undo(bring, manager):
    cluster = make_cluster(add_organisation("Cluster", by=None), by=None)
    begin_membership(cluster, member=add_organisation("Firm", by=None), by=manager, valid_from=date(2010, 1, 1))
    intake = take_over(bring("members", f"{MEMBERS}Firm;;31.12.2015\n", cluster=cluster), by=manager)
    Membership.objects.update(valid_to=date(2016, 6, 30))

    assert undo_intake(intake, by=manager) == 1
    assert Membership.objects.get().valid_to == date(2016, 6, 30)
    assert intake.items.get().stayed == "membership "


def test_a_row_that_overlaps_several_memberships_says_so_and_changes_none(bring, manager):
    cluster = make_cluster(add_organisation("Cluster", by=None), by=None)
    firm = add_organisation("Firm", by=None)
    for year in (2010, 2014):
        days = {"valid_from": date(year, 1, 1), "valid_to": date(year + 1, 12, 31)}
        begin_membership(cluster, member=firm, by=manager, **days)
    intake = bring("members", f"{MEMBERS}Firm;2011;2014\n", cluster=cluster)
    text = "overlaps several memberships of this organisation: their days stay as they are"
    assert answers(intake) == [(2, "register", [text])]
    take_over(intake, by=manager)

    assert [one.valid_from.year for one in Membership.objects.order_by("valid_from")] == [2010, 2014]


@pytest.mark.parametrize("most", [1, 1_000], ids=["row by row", "at once"])
@pytest.mark.parametrize("is_known", [True, False], ids=["known", "new"])
def test_who_left_and_joined_again_has_a_row_for_each_time(bring, manager, is_known, most):
    cluster = make_cluster(add_organisation("Cluster", by=None), by=None)
    if is_known:
        add_organisation("Firm", by=None)
    times = ("2000;2009", "2012;", "2009;2010")
    text = "Name;Ort;Nummer;Mitglied seit;Mitglied bis\n" + "".join(f"Firm;Jena;1;{time}\n" for time in times)
    intake = bring("members", text, cluster=cluster, most=most)
    found = "register" if is_known else "new"
    assert answers(intake) == [(2, found, []), (3, found, []), (4, "error", ["stands in line 2 already"])]
    if is_known:
        assert changes(intake)[1] == [("membership", "", "2012-01-01")]
    ask_take_over(intake, by=manager)
    while make_ready(intake, by=manager, most=most):
        pass
    write_items(intake, by=manager)

    kept = Membership.objects.order_by("valid_from").values_list("member__name", "valid_from", "valid_to")
    assert list(kept) == [
        ("Firm", date(2000, 1, 1), date(2009, 12, 31)),
        ("Firm", date(2012, 1, 1), None),
    ]
    firm = Organisation.objects.get(name="Firm")
    assert (firm.values.count(), firm.sheets.count()) == (
        2 if is_known else 3,
        1,
    )  # the city, the region of its seat, of which the register knows none, and a new one's name
    again = bring("members", text, cluster=cluster)
    assert [one for one in changes(again) if one] == []
    assert undo_intake(intake, by=manager) == 0
    assert (Membership.objects.count(), Organisation.objects.filter(name="Firm").count()) == (0, int(is_known))


def test_a_row_of_an_earlier_portion_that_cannot_be_taken_does_not_stand_for_a_later_one(bring):
    intake = bring("members", "Name;PIC;Mitglied seit\nFirm;111111111;soon\nFirm;111111111;2012\n", most=1)

    assert [row.answer for row in intake.rows.all()] == ["error", "new"]


def test_what_is_longer_than_the_register_keeps_is_an_error_and_not_cut(bring):
    intake = bring("members", "Name;Mitgliedsnummer\nFirm;" + "9" * 41 + "\n")

    assert answers(intake) == [(2, "error", ["Member number: more than 40 signs"])]


LINES = {
    "events": ("Title;Day;Place", "{};2014-07-14;Jena", "{};2014-07-14;Gera"),
    "calls": ("Title;Programme;Fields", "{};P;AI", "{};P;Photonics"),
    "clusters": ("Cluster;Country;Fields;Label", "{};DE;AI;Gold", "{};DE;Photonics;Silver"),
}


@pytest.mark.parametrize("kind", LINES)
def test_twenty_rows_cost_as_many_queries_as_two_when_they_are_new_changed_or_undone(bring, manager, fields, kind):
    headings, fresh, changed = LINES[kind]

    def asked(count):
        made, costs = [], []
        for line in (fresh, changed):
            told = "\n".join(line.format(f"{kind} {count} {number}") for number in range(count))
            made.append(bring(kind, f"{headings}\n{told}\n"))
            with CaptureQueriesContext(connection) as queries:
                take_over(made[-1], by=manager)
            costs.append(len(queries))
        for intake in reversed(made):
            with CaptureQueriesContext(connection) as queries:
                assert undo_intake(intake, by=manager) == 0
            costs.append(len(queries))
        return costs

    assert asked(2) == asked(20)


@pytest.mark.slow
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL takes more variables than a list has rows")
@pytest.mark.parametrize("kind", LINES)
def test_a_list_with_more_rows_than_sqlite_takes_variables_comes_in_and_goes_back(bring, manager, fields, kind):
    headings, fresh, changed = LINES[kind]
    limit = connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 2_100)
    try:
        made = []
        for line in (fresh, changed):
            told = "\n".join(line.format(f"A {number}") for number in range(2_200))
            made.append(take_over(bring(kind, f"{headings}\n{told}\n"), by=manager))
        assert [undo_intake(intake, by=manager) for intake in reversed(made)] == [0, 0]
    finally:
        connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, limit)
    assert (Event.objects.count(), FundingCall.objects.count(), Cluster.objects.count()) == (0, 0, 0)


@pytest.mark.shared
@pytest.mark.parametrize(("name", "rows"), [("saxony_clusters_facts.csv", 13), ("europe_clusters_facts.csv", 34)])
def test_the_two_shared_lists_of_clusters_come_in_again_without_differences_and_go_out(
    bring, manager, shared, name, rows
):
    data = (shared / "data" / name).read_bytes()
    intake = bring("clusters", data)
    intake.rows.filter(answer="review").update(choice="other")  # an organisation of the data whose name has more words
    take_over(intake, by=manager)

    assert [row.problems for row in intake.rows.all() if row.problems] == []
    assert (Cluster.objects.count(), intake.rows.count()) == (rows, rows)
    again = bring("clusters", data)
    assert {row.answer for row in again.rows.all()} == {"register"}
    assert [one for one in changes(again) if one] == []
    assert undo_intake(intake, by=manager) == 0
    assert Organisation.objects.count() == 0
