"""Lists of guests: events and organisations found, differences shown, taken over, brought in again, and undone."""

import sys
from datetime import date, timedelta

import pytest
from django.core import serializers
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.models import FieldChange, LogEntry
from crossfield.web.evidence.actions.intake import look_up
from crossfield.web.evidence.queries.intake import row_said, stayed_listing
from crossfield.web.registry.actions import guests_brought
from crossfield.web.registry.actions.check_in import check_in, open_check_in, take_check_in_off
from crossfield.web.registry.actions.event import list_guests, record_event, release_event
from crossfield.web.registry.actions.intake import choose_columns, decide_row, stage_list
from crossfield.web.registry.actions.take_back import undo_intake
from crossfield.web.registry.actions.take_over import ask_take_over, make_ready, take_over, write_items
from crossfield.web.registry.models import EventGuest, Intake, IntakeRow
from crossfield.web.registry.queries.history import history_of
from crossfield.web.registry.queries.intake import NAMES_OF, guessed_mapping, intakes_for
from crossfield.web.registry.queries.list_file import read_list
from crossfield.web.registry.tasks.intake import finish_lists

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(two_institutions):
    return two_institutions.silicon.users["manager"]


@pytest.fixture
def event(manager):
    return record_event("Treffen", by=manager, kind="workshop", day=date(2030, 7, 14))


@pytest.fixture
def likely(make_organisation):
    """Organisations that are called nearly as the list says, and two of one name."""
    twins = [make_organisation("Twin AG", region=region) for region in ("DED21", "AT31")]
    return [make_organisation("Müller GmbH"), make_organisation("Verband e.V."), *twins]


@pytest.fixture
def bring(manager, bring_list):
    """Brings a list in up to its preview."""
    return lambda text, *, by=manager, event=None: bring_list("guests", text, by=by, event=event, name="g.csv")


def told(intake):
    return [(row.answer, str(row.organisation or ""), row.reason) for row in intake.rows.all()]


def differences(intake):
    return [row_said(row)["changes"] for row in intake.rows.all()]


def problems(intake):
    return [row.problems for row in intake.rows.all()]


def guests():
    kept = ("event__title", "name", "organisation__name", "state", "people", "kind", "listed", "listed_people")
    return list(EventGuest.objects.order_by("event", "name").values_list(*kept))


def test_guests_of_an_event_are_linked_and_show_what_comes(bring, event, manager):
    text = "Firma;Status;Personen;Art\nShared 0;teilgenommen;3;company\nGanz Fremd AG;angemeldet;;Forschung\n"
    intake = bring(text, event=event)

    assert told(intake) == [("new", "Shared 0", "same name"), ("new", "", "")]
    assert differences(intake) == [
        "Event: – → Treffen; How far: – → was there; People: – → 3; Type: – → company",
        "Event: – → Treffen; How far: – → registered; People: – → 1; Type: – → research",
    ]
    take_over(intake, by=manager)
    assert guests() == [
        ("Treffen", "Ganz Fremd AG", None, "registered", 1, "research", "registered", 1),
        ("Treffen", "Shared 0", "Shared 0", "attended", 3, "company", "attended", 3),
    ]
    again = bring(text, event=event)
    assert [row.answer for row in again.rows.all()] == ["register", "register"]
    assert (differences(again), problems(again)) == (["", ""], [[], []])
    assert undo_intake(intake, by=manager) == 0
    assert guests() == []


@pytest.mark.parametrize("names_it", ["list", "row", "list of events"])
def test_what_lists_say_of_an_event_that_one_keeps_alone_is_seen_by_her_only(
    bring, event, manager, two_institutions, names_it
):
    colleagues = [two_institutions.silicon.users[role] for role in ("administrator", "analyst")]
    if names_it == "list of events":
        text = "Titel;Tag;Ort\nTreffen;14.7.2030;Dresden\n"
        headings, rows = read_list("e.csv", text.encode(), NAMES_OF["events"])
        mapping = guessed_mapping(headings, manager, "list", "events")
        intake = stage_list(
            "e.csv", by=manager, source="list", headings=headings, rows=rows, mapping=mapping, kind="events"
        )
        choose_columns(intake, by=manager, mapping=mapping)
        look_up(intake, by=manager)
    else:
        intake = bring(*("Firma\nA\n",) if names_it == "list" else ("Firma;Veranstaltung\nA;Treffen\n",),
                       event=event if names_it == "list" else None)  # fmt: skip
    other = bring("Firma;Veranstaltung\nA;Messe\n")

    def seen():
        return [set(intakes_for(one)) for one in (manager, *colleagues)]

    assert seen() == [{intake, other}] * 3
    release_event(event, by=manager, release="own")
    assert seen() == [{intake, other}, {other}, {other}]
    release_event(event, by=manager, release="institution")
    assert seen() == [{intake, other}] * 3


def test_rows_name_their_event_by_id_or_title_and_day(bring, event, manager):
    record_event("Treffen", by=manager, kind="fair", day=date(2031, 1, 2))
    record_event("Messe", by=manager, kind="fair", day=date(2031, 1, 2))
    intake = bring(
        "Firma;Veranstaltung;Datum;Kennung der Veranstaltung\n"
        f"A;Treffen;14.7.2030;\nB;Treffen;;\nC;messe;;\nD;Nirgends;;\nE;;;{event.public_id}\nF;;;\nG;Treffen;1.1.2000;\n"
    )

    assert [row.values["title"] for row in intake.rows.all()] == ["Treffen", "", "Messe", "", "Treffen", "", ""]
    assert [one for one in problems(intake) if one] == [
        ["several events are called “Treffen”: add the day or the id"],
        ["no event is called “Nirgends”"],
        ["no event is named"],
        ["no event is called “Treffen”"],
    ]
    take_over(intake, by=manager)
    assert sorted((one[0], one[1]) for one in guests()) == [("Messe", "C"), ("Treffen", "A"), ("Treffen", "E")]


def test_what_a_list_says_otherwise_is_shown_and_nobody_gets_less_far(bring, event, manager):
    list_guests(event, by=manager, names=["Shared 0", "Shared 1"], state="registered")
    before = guests()
    intake = bring("Firma;Status;Personen;Art\nSHARED 0;war da;2;company\nShared 1;eingeladen;1;\n", event=event)

    assert differences(intake) == [
        "How far: registered → was there; People: 1 → 2; Type:  – → company".replace("  ", " "),
        "",
    ]
    assert problems(intake) == [[], ["it got further than your list says: that stays"]]
    take_over(intake, by=manager)
    assert guests() == [
        ("Treffen", "Shared 0", "Shared 0", "attended", 2, "company", "attended", 2),
        ("Treffen", "Shared 1", "Shared 1", "registered", 1, "", "registered", 1),
    ]
    assert undo_intake(intake, by=manager) == 0
    assert guests() == before


@pytest.mark.parametrize(
    ("name", "answer", "reason"),
    [
        ("Müller GmbH", "new", "same name"),
        ("Mueller GmbH", "review", "name alike"),
        ("Müller", "review", "same name; other legal form"),
        ("Müller AG", "review", "same name; other legal form"),
        ("Twin AG", "review", "same name; several alike"),
        ("Müllers GmbH", "new", ""),
        ("Verband e.V.", "new", "same name"),
        ("Verband eV", "review", "same name; other legal form"),
    ],
)
def test_doubtful_organisations_are_for_a_person_to_decide(bring, event, likely, name, answer, reason):  # noqa: PLR0917 -- fixtures by name
    intake = bring(f"Firma\n{name}\n", event=event)

    assert told(intake)[0][::2] == (answer, reason)


@pytest.mark.parametrize(("choice", "linked"), [("same", "Müller GmbH"), ("other", None), ("leave", "-"), ("", "-")])
def test_what_is_decided_is_written(bring, event, manager, likely, choice, linked):  # noqa: PLR0917 -- fixtures by name
    intake = bring("Firma\nMüller AG\n", event=event)
    if choice:
        decide_row(intake.rows.get(), by=manager, choice=choice)
    take_over(intake, by=manager)

    assert [one[2] for one in guests()] == ([] if linked == "-" else [linked])


def test_country_and_numbers_tell_organisations_apart(bring, event, manager, make_organisation):
    for region in ("DED21", "AT31"):
        make_organisation("Twin", region=region)
    number = make_organisation("Mit Nummer", identifiers={"vat": "DE123", "ror": "0abcdef12"})
    intake = bring(
        f"Firma;Land;USt-ID;Kennung im Register\nTwin;Österreich;;\nOther name;;de 1.23;\nThird;;;{number.public_id}\n",
        event=event,
    )

    rows = [(row.organisation.region, row.reason) for row in intake.rows.filter(answer="new")]
    assert rows == [("AT31", "same name"), ("DED21", "same number")]
    assert problems(intake)[2] == ["stands in line 3 already"]


def test_rows_that_say_nothing_sensible_are_named(bring, event, manager):
    intake = bring(
        f"Firma;Status;Personen;Art\n;invited;1;\nA;vielleicht;1;Raumschiff\nB;invited;0;\nC;invited;zwei;\n"
        f"{'x' * 301};;;\nA;invited;2;\nD;invited;1;;more\nE;;00000000199999;\n",
        event=event,
    )

    assert problems(intake) == [
        ["no name"],
        ["How far: “vielleicht” is none and is left out", "Type: “Raumschiff” is none and is left out"],
        ["“0” is no number"],
        ["“zwei” is no number"],
        ["Organisation: more than 300 signs"],
        ["stands in line 3 already"],
        ["more cells than headings: check signs between cells, and quotation marks"],
        ["“00000000199999” is no number"],
    ]
    take_over(intake, by=manager)
    assert [one[1] for one in guests()] == ["A"]


@pytest.mark.parametrize(("people", "kept"), [("1", 1), ("0012", 12), ("9999", 9_999), ("10000", None), ("0", None)])
def test_numbers_of_people_are_believed_up_to_four_digits(bring, event, people, kept):
    assert bring(f"Firma;Personen\nA;{people}\n", event=event).rows.get().values.get("people") == kept


def test_who_checked_in_keeps_its_figures_and_stays(bring, event, manager):
    open_check_in(event, by=manager)
    list_guests(event, by=manager, names=["Shared 0"], state="invited")
    check_in(event, name="Shared 0", kind="company", people=4, public_id="a" * 16)
    intake = bring("Firma;Status;Personen\nShared 0;teilgenommen;9\n", event=event)

    assert (differences(intake), problems(intake)) == (
        [""],
        [["it has checked in itself: its figures stay as they are"]],
    )
    taken = take_over(bring("Firma\nNeu\n", event=event), by=manager)
    check_in(event, name="Neu", kind="company", people=2, public_id="b" * 16)
    assert undo_intake(taken, by=manager) == 1
    said = [row["stayed"] for row in stayed_listing(taken).rows]
    assert said == ["the guest: it was changed since, or has checked in"]


def test_who_checked_in_since_keeps_what_counts_and_only_what_lists_say_goes_back(bring, event, manager):
    open_check_in(event, by=manager)
    list_guests(event, by=manager, names=["Shared 0"], state="invited")
    taken = take_over(bring("Firma;Status;Personen;Art\nShared 0;registered;3;company\n", event=event), by=manager)
    came = check_in(event, name="Shared 0", kind="company", people=3, public_id="a" * 16)

    assert undo_intake(taken, by=manager) == 1
    assert [row["stayed"] for row in stayed_listing(taken).rows] == ["How far, People, Type: they were changed since"]
    assert guests() == [("Treffen", "Shared 0", "Shared 0", "attended", 3, "company", "invited", 1)]
    take_check_in_off(came, by=manager)
    assert guests() == [("Treffen", "Shared 0", "Shared 0", "invited", 1, "", "invited", 1)]


def test_who_checks_in_between_look_and_take_over_keeps_its_figures(bring, event, manager):
    open_check_in(event, by=manager)
    list_guests(event, by=manager, names=["Shared 0"], state="invited")
    intake = bring("Firma;Personen;Art\nShared 0;3;company\n", event=event)
    check_in(event, name="Shared 0", kind="public", people=1, public_id="a" * 16)
    take_over(intake, by=manager)

    assert guests() == [("Treffen", "Shared 0", "Shared 0", "attended", 1, "public", "invited", 1)]
    assert intake.entries.count() == 0


@pytest.mark.parametrize("names", [[], ["Shared 0"]])
def test_the_type_that_a_list_says_holds_again_where_check_ins_are_taken_off(bring, event, manager, names):
    open_check_in(event, by=manager)
    list_guests(event, by=manager, names=names, state="invited")
    before = guests()
    taken = take_over(bring("Firma;Status;Personen;Art\nShared 0;registered;3;company\n", event=event), by=manager)
    take_check_in_off(check_in(event, name="Shared 0", kind="public", people=9, public_id="a" * 16), by=manager)

    assert guests() == [("Treffen", "Shared 0", "Shared 0", "registered", 3, "company", "registered", 3)]
    assert undo_intake(taken, by=manager) == 0
    assert guests() == before


def test_what_somebody_has_changed_since_stays(bring, event, manager):
    list_guests(event, by=manager, names=["Shared 0", "Shared 1", "Shared 2"], state="invited")
    rows = "".join(f"Shared {number};registered;5\n" for number in range(3))
    intake = bring(f"Firma;Status;Personen\n{rows}Neu;registered;1\nFort;registered;1\n", event=event)
    EventGuest.objects.filter(name="Shared 1").update(people=7)  # after it was looked up
    take_over(intake, by=manager)
    assert [(one[1], one[3], one[4]) for one in guests()][2:] == [
        ("Shared 0", "registered", 5),
        ("Shared 1", "registered", 7),
        ("Shared 2", "registered", 5),
    ]
    EventGuest.objects.filter(name="Shared 0").update(people=8)
    EventGuest.objects.filter(name="Neu").update(state="attended")
    EventGuest.objects.filter(name="Fort").delete()

    assert undo_intake(intake, by=manager) == 3
    assert [row["stayed"] for row in stayed_listing(intake).rows] == [
        "People: it was changed since",
        "the guest: it was changed since, or has checked in",
        "nothing: it was deleted since",
    ]
    assert [(one[1], one[3], one[4]) for one in guests()] == [
        ("Neu", "attended", 1),
        ("Shared 0", "invited", 8),
        ("Shared 1", "invited", 7),
        ("Shared 2", "invited", 1),
    ]


def test_events_of_others_are_not_changed(bring, event, two_institutions):
    other = two_institutions.bio.users["manager"]
    public = record_event("Offen", by=None, kind="fair", day=date(2030, 1, 2))
    intake = bring(f"Firma;Kennung der Veranstaltung\nA;{event.public_id}\nB;{public.public_id}\n", by=other)

    assert problems(intake) == [["no event is named"], ["it belongs to another institution, and would be changed"]]
    with pytest.raises(NotAllowedError):
        take_over(intake, by=two_institutions.silicon.users["manager"])
    assert guests() == []


def test_a_list_names_events_in_a_column_or_is_of_one(bring, event, manager):
    with pytest.raises(WrongStateError) as error:
        bring("Firma\nA\n")
    assert error.value.hint


def test_one_line_of_the_log_and_the_event_s_history_tell_it(bring, event, manager):
    list_guests(event, by=manager, names=["Shared 0"], state="invited")
    intake = bring("Firma;Status;Art\nShared 0;war da;company\nNeu;;\n", event=event)
    Intake.objects.filter(pk=intake.pk).update(language="en")
    intake.refresh_from_db()
    before = LogEntry.objects.count()
    take_over(intake, by=manager)

    (entry,) = LogEntry.objects.order_by("pk")[before:]
    assert (entry.verb, entry.public_id, entry.fields) == ("take_over", intake.public_id, ["guests", "guests_changed"])
    told = [(one.field, one.old, one.new) for one in FieldChange.objects.filter(entry=entry).order_by("pk")]
    assert told == [
        ("guests", "Shared 0 · invited", "Shared 0 · was there · company"),
        ("guests", None, "Neu · invited · 1"),
    ]
    undo_intake(intake, by=manager)
    history = history_of("event", event.public_id, manager, "en")
    assert {(one.field, one.old, one.new) for one in history[:2]} == {
        ("guest", "Shared 0 · was there · company", "Shared 0 · invited"),
        ("guest", "Neu · invited · 1", ""),
    }
    assert not any(one.restorable for one in history if one.field == "guest")


def test_many_rows_ask_the_database_as_often_as_few(bring, event, manager):
    counts = []
    for name, many in (("few", 3), ("many", 30)):
        rows = "".join(f"{name} {number};{1 + number}\n" for number in range(many))
        intake = bring(f"Firma;Personen\n{rows}", event=event)
        ask_take_over(intake, by=manager)
        make_ready(intake, by=manager)
        with CaptureQueriesContext(connection) as written:
            write_items(intake, by=manager)
        with CaptureQueriesContext(connection) as undone:
            undo_intake(intake, by=manager)
        counts.append([len(written), len(undone)])

    assert counts[0] == counts[1]


def test_a_guest_of_another_name_is_found_as_its_organisation(bring, event, manager, two_institutions):
    list_guests(event, by=manager, names=["So genannt"], state="invited")
    EventGuest.objects.update(organisation=two_institutions.shared[0])
    take_over(bring("Firma;Status;Personen\nShared 0;registered;4\n", event=event), by=manager)

    assert guests() == [("Treffen", "So genannt", "Shared 0", "registered", 4, "", "registered", 4)]


def test_guests_that_are_found_as_organisations_are_not_walked_through_for_each_row(
    bring, event, manager, make_organisation
):
    """Ten times as many rows and guests take ten times the calls, not a hundred times."""
    calls = {}
    for name, many in (("few", 3), ("many", 30)):
        made = [make_organisation(f"{name} {number}") for number in range(many)]
        for one in made:
            EventGuest.objects.create(event=event, name=f"so genannt: {one.name}", organisation=one, state="invited")
        intake = bring("Firma;Personen\n" + "".join(f"{one.name};7\n" for one in made), event=event)
        ask_take_over(intake, by=manager)
        counted = calls[name] = []

        def count(frame, what, _argument, counted=counted):
            if what == "call" and frame.f_code.co_filename == guests_brought.__file__:
                counted.append(frame.f_code.co_name)

        sys.setprofile(count)
        try:
            write_items(intake, by=manager)
        finally:
            sys.setprofile(None)

    assert EventGuest.objects.filter(people=7).count() == 33
    assert len(calls["many"]) <= 10 * len(calls["few"])


def test_names_of_participants_are_cleared_after_thirty_days_and_the_list_can_be_undone(bring, event, manager):
    text = "Firma;Teilnehmerin\nShared 0;Erika Beispielfrau\nNeu;Anna Muster\n"
    taken, waiting = take_over(bring(text, event=event), by=manager), bring(text, event=event)
    later = timezone.now() + timedelta(days=31)
    assert finish_lists(timezone.now() + timedelta(days=29)) == 0
    assert taken.rows.first().cells == ["Shared 0", "Erika Beispielfrau"]

    assert (finish_lists(later), finish_lists(later)) == (2, 0)
    assert "Erika" not in serializers.serialize("json", IntakeRow.objects.all())
    assert [one.state for one in Intake.objects.order_by("pk")] == ["taken", "cancelled"]
    assert [(row.number, row.cells) for row in taken.rows.all()] == [(2, []), (3, [])]
    assert (waiting.rows.count(), undo_intake(taken, by=manager), guests()) == (0, 0, [])


def test_the_staged_list_is_the_institution_s_alone(bring, event):
    intake = bring("Firma\nShared 0\n", event=event)

    assert "Shared 0" in serializers.serialize("json", intake.rows.all())
    assert intake.release == "institution"


@pytest.mark.parametrize(("there", "listed"), [("Fremd", "Fremd GmbH"), ("Fremd GmbH & Co. KG", "fremd")])
def test_a_guest_is_known_but_for_its_legal_form_changed_and_undone(bring, event, manager, there, listed):
    list_guests(event, by=manager, names=[there], state="invited")
    before = guests()
    intake = take_over(bring(f"Firma;Status\n{listed};angemeldet\n{there};angemeldet\n", event=event), by=manager)

    assert told(intake) == [("register", "", "other legal form"), ("error", "", "")]
    assert [(one[1], one[3]) for one in guests()] == [(there, "registered")]
    assert (undo_intake(intake, by=manager), guests()) == (0, before)


@pytest.mark.parametrize(
    ("there", "listed"),
    [(["Fremd GmbH"], "Fremd AG"), (["Fremd GmbH", "Fremd AG"], "Fremd"), (["Fremd GmbH"], "Fremde")],
)
def test_another_legal_form_or_several_guests_but_for_it_are_no_guest_that_is_known(
    bring, event, manager, there, listed
):
    list_guests(event, by=manager, names=there, state="invited")

    assert told(bring(f"Firma;Status\n{listed};angemeldet\n", event=event)) == [("new", "", "")]
