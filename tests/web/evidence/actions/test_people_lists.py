"""Lists of people: read, found among those whom the institution knows, compared, taken over, undone and cleared."""

from datetime import date, timedelta

import pytest
from django.core import serializers
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.actions.history import purge_history
from crossfield.web.accounts.models import FieldChange, LogEntry, SearchEntry
from crossfield.web.evidence.queries.intake import row_said, stayed_listing
from crossfield.web.registry.actions.clear_details import purge_details
from crossfield.web.registry.actions.clear_lists import purge_lists
from crossfield.web.registry.actions.contact import note_contact
from crossfield.web.registry.actions.departure import take_away
from crossfield.web.registry.actions.erasure import erase_person
from crossfield.web.registry.actions.history import restore_change
from crossfield.web.registry.actions.intake import choose_columns, decide_row, stage_list
from crossfield.web.registry.actions.person import (
    add_detail,
    add_function,
    add_person,
    end_function,
    rename_person,
    withdraw_detail,
)
from crossfield.web.registry.actions.take_back import undo_intake
from crossfield.web.registry.actions.take_over import ask_take_over, make_ready, take_over, try_findable, write_items
from crossfield.web.registry.models import ConsentEntry, Intake, IntakeRow, Person, PersonDetail, PersonFunction
from crossfield.web.registry.queries.departure import state_of
from crossfield.web.registry.queries.history import history_of
from crossfield.web.registry.queries.intake import intakes_for
from crossfield.web.registry.queries.person import details_for
from crossfield.web.registry.queries.searchable import PERSON
from crossfield.web.registry.tasks.intake import finish_lists

pytestmark = pytest.mark.django_db
LATE = {"kind": "mail", "value": "new@example.org", "purpose": "news", "basis": "contract"}
GROUND = {"purpose": "cooperation", "basis": "contract", "seen": "readers", "expires": None, "way": "", "day": None}


@pytest.fixture
def users(two_institutions):
    return two_institutions.silicon.users


@pytest.fixture
def manager(users):
    return users["manager"]


@pytest.fixture
def person(manager, two_institutions):
    """Somebody who is known with a function and one address."""
    made = add_person("Test Muster", by=manager, functions=[(two_institutions.shared[0], "Head")])
    add_detail(made, by=manager, kind="mail", value="old@example.org", purpose="news", basis="contract")
    return made


@pytest.fixture
def bring(manager, bring_list):
    """Brings a list in up to its preview."""
    return lambda text, *, by=manager, source="list", **ground: bring_list(
        "people", text, by=by, source=source, ground=GROUND | ground
    )


def told(intake):
    return [(row.values["name"], row.answer, row.reason) for row in intake.rows.all()]


def differences(intake):
    return [row_said(row)["changes"] for row in intake.rows.all()]


def problems(intake):
    return [row.problems for row in intake.rows.all()]


def shown(user, person):
    found = details_for(user, [person], timezone.localdate()).get(person.pk, [])
    return sorted((one.kind, one.value) for one in found)


def everything():
    """The register's people as they stand, row for row."""
    rows = [
        *Person.objects.order_by("pk"),
        *PersonFunction.objects.order_by("pk"),
        *PersonDetail.objects.order_by("pk"),
    ]
    return serializers.serialize("json", rows)


def test_what_a_second_list_says_otherwise_is_shown_with_old_and_new(bring, person):
    intake = bring("Name;Firma;Funktion;Mail;Sprache\nTest Muster;Shared 0;Board;new@example.org;en\n")

    assert told(intake) == [("Test Muster", "register", "same name")]
    function, mail = "Function: Head, Shared 0 → Board, Shared 0", "old@example.org → old@example.org, new@example.org"
    assert differences(intake) == [f"Language of letters: de → en; {function}; Mail: {mail}"]


def test_a_person_whom_nobody_knows_is_shown_with_what_the_list_brings(bring):
    intake = bring("Vorname;Nachname;Firma;Telefon\nNeue;Person;shared 1;+49 1\n")

    assert told(intake) == [("Neue Person", "new", "")]
    assert differences(intake) == ["Function: – → contact person, Shared 1; Telephone: – → +49 1"]


def test_an_address_with_umlauts_comes_in_by_a_list_as_on_the_persons_page(bring):
    intake = bring("Name;Mail\nNeue Person;jürgen@example.org\nAndere Person;jürgen@\n")

    assert differences(intake) == ["Mail: – → jürgen@example.org", ""]
    assert [bool(row.problems) for row in intake.rows.all()] == [False, True]


def test_the_id_finds_a_person_that_is_called_otherwise_now(bring, person, manager):
    intake = bring(f"Kennung im Register;Name\n{person.public_id};Test Neumuster\n")
    take_over(intake, by=manager)

    assert (told(intake), differences(intake)) == (
        [("Test Neumuster", "register", "same number")],
        ["Name of the person: Test Muster → Test Neumuster"],
    )
    person.refresh_from_db()
    assert (person.name, person.version) == ("Test Neumuster", 2)
    undo_intake(intake, by=manager)
    assert Person.objects.get().name == "Test Muster"


@pytest.mark.parametrize(
    ("row", "answer", "reason"),
    [
        ("Test Muster;;", "register", "same name"),
        ("TEST MUSTER;SHARED 0;", "register", "same name"),
        ("Test Muster;Shared 1;", "review", "same name; other organisation"),
        ("Test Muster;Shared 1;old@example.org", "register", "same name"),
        ("Testa Muster;Shared 0;old@example.org", "new", ""),
    ],
)
def test_a_person_is_known_by_its_name_with_organisation_or_address(bring, person, row, answer, reason):
    assert told(bring(f"Name;Firma;Mail\n{row}\n"))[0][1:] == (answer, reason)


def test_where_several_are_called_so_somebody_looks(bring, person, manager):
    add_person("Test Muster", by=manager)
    intake = bring("Name;Mail\nTest Muster;x@example.org\n")

    assert told(intake)[0][1:] == ("review", "same name; several alike")


@pytest.mark.parametrize(("choice", "where"), [("same", "known"), ("other", "new"), ("leave", "none")])
def test_what_is_doubtful_is_decided(bring, person, manager, choice, where):
    before = everything()
    intake = bring("Name;Firma;Mail\nTest Muster;Shared 1;x@example.org\n")
    decide_row(intake.rows.get(), by=manager, choice=choice)
    take_over(intake, by=manager)

    new = Person.objects.exclude(pk=person.pk).first()
    assert (new is not None) is (choice == "other")
    owner = {"known": person, "new": new, "none": None}[where]
    assert PersonDetail.objects.filter(value="x@example.org").values_list("person", flat=True).first() == (
        owner.pk if owner else None
    )
    if new:
        assert [str(one) for one in new.functions.all()] == ["contact person, Shared 1"]
    undo_intake(intake, by=manager)
    people = Person.objects.filter(pk=person.pk)
    assert everything().replace('"version": 2', '"version": 1') == before
    assert people.count() == Person.objects.count() == 1


def test_a_row_without_a_name_is_taken_over_by_no_decision(bring, manager):
    intake = bring("Name;Mail\n;x@example.org\nA B;a@example.org\n")
    with pytest.raises(WrongStateError):
        decide_row(intake.rows.get(number=2), by=manager, choice="other")
    intake.rows.filter(number=2).update(choice="other")  # as earlier versions let it be
    take_over(intake, by=manager)

    assert [one.name for one in Person.objects.all()] == ["A B"]


def test_people_of_other_institutions_are_neither_found_nor_changed(bring, person, two_institutions):
    before = everything()
    intake = bring("Name;Mail\nTest Muster;x@example.org\n", by=two_institutions.bio.users["manager"])

    assert told(intake) == [("Test Muster", "new", "")]
    take_over(intake, by=two_institutions.bio.users["manager"])
    made = Person.objects.exclude(pk=person.pk).get()
    assert made.institution == two_institutions.bio.institution
    undo_intake(intake, by=two_institutions.bio.users["manager"])
    assert everything() == before


def test_taken_over_once_and_again_nothing_differs(bring, manager, two_institutions):
    text = (
        "Name;Firma;Funktion;Mail;Telefon;Mobil;Adresse;Webseite;Sprache\n"
        'Neue Person;"Shared 0; Shared 1";"Head; Board";"a@example.org, b@example.org";+49 1;+49 2;'
        "Weg 1, 01069 Dresden;www.example.org;Englisch\n"
    )
    intake = take_over(bring(text), by=manager)

    made = Person.objects.get()
    assert [str(one) for one in made.functions.all()] == ["Head, Shared 0", "Board, Shared 1"]
    assert shown(manager, made) == [
        ("mail", "a@example.org"), ("mail", "b@example.org"), ("mobile", "+49 2"), ("phone", "+49 1"),
        ("post", "Weg 1, 01069 Dresden"), ("website", "https://www.example.org"),
    ]  # fmt: skip
    assert (made.language, intake.restore) == ("en", {"people": 1, "people_changed": 0, "details": 6})
    again = bring(text)
    assert (told(again), differences(again), problems(again)) == (
        [("Neue Person", "register", "same name")],
        [""],
        [[]],
    )


def test_a_list_is_one_line_of_the_log_and_each_change_stands_in_the_history_under_it(bring, person, manager):
    intake = bring("Name;Firma;Funktion;Mail;Sprache\nTest Muster;Shared 0;Board;new@example.org;en\n")
    before = LogEntry.objects.count()
    take_over(intake, by=manager)

    (entry,) = LogEntry.objects.order_by("pk")[before:]
    assert (entry.verb, entry.public_id, entry.fields) == ("take_over", intake.public_id, ["details", "people_changed"])
    changes = {(one.kind, one.field): (one.old, one.new) for one in FieldChange.objects.filter(entry=entry)}
    expires = PersonDetail.objects.get(value="new@example.org").expires.isoformat()
    assert changes == {
        ("person", "language"): ("de", "en"),
        ("person", "functions"): ("Head, Shared 0", "Board, Shared 0"),
        ("persondetail", "kind"): (None, "mail"),
        ("persondetail", "value"): (None, "new@example.org"),
        ("persondetail", "purpose"): (None, "cooperation"),
        ("persondetail", "basis"): (None, "contract"),
        ("persondetail", "seen"): (None, "readers"),
        ("persondetail", "expires"): (None, expires),
    }
    assert SearchEntry.objects.filter(kind=PERSON).count() == 1


def test_values_that_a_list_brought_leave_the_history_after_thirty_days_and_are_not_emptied_by_it(bring, manager):
    take_over(bring("Name;Mail\nNeue Person;n@example.org\n"), by=manager)
    made = Person.objects.get()
    changes = history_of("person", made.public_id, manager, "en")
    assert [one.new for one in changes if one.new == "n@example.org"] == ["n@example.org"]
    assert [one.field for one in changes if one.restorable] == []
    with pytest.raises(WrongStateError):
        restore_change(FieldChange.objects.get(new="n@example.org"), by=manager)

    assert purge_history(timezone.now() + timedelta(days=31)) == 1
    assert not FieldChange.objects.filter(new="n@example.org").exists()


def test_undo_takes_back_all_that_the_list_brought(bring, person, manager):
    before = everything()
    intake = bring(
        "Name;Firma;Funktion;Mail;Sprache\nTest Muster;Shared 0;Board;new@example.org;en\n"
        "Neue Person;Shared 1;Head;n@example.org;de\n"
    )
    take_over(intake, by=manager)
    assert {one.text for one in SearchEntry.objects.filter(kind=PERSON)} == {"Test Muster", "Neue Person"}

    assert undo_intake(intake, by=manager) == 0
    assert everything().replace('"version": 3', '"version": 1') == before
    assert {one.text for one in SearchEntry.objects.filter(kind=PERSON)} == {"Test Muster"}
    words = ("n@example.org", "new@example.org", "Neue Person")
    assert not [one for one in FieldChange.objects.values_list("old", "new") for word in words if word in one]
    with pytest.raises(WrongStateError):
        undo_intake(intake, by=manager)


def changed_since(made, by, two_institutions):
    """Ways in which somebody goes on from what a list brought, by name."""
    detail = PersonDetail.objects.get(value="n@example.org")
    return {
        "renamed": lambda: rename_person(made, by=by, name="Else", language="de", version=1),
        "function": lambda: add_function(made, by=by, organisation=two_institutions.shared[2], function="x"),
        "ended": lambda: end_function(made.functions.get(), by=by, until=date(2030, 1, 1)),
        "detail": lambda: add_detail(made, by=by, kind="phone", value="1", purpose="news", basis="contract"),
        "withdrawn": lambda: withdraw_detail(detail, by=by, way="mail"),
        "contact": lambda: note_contact(two_institutions.shared[0], by=by, kind="call", text="t", person=made),
        "deleted": made.delete,
    }


@pytest.mark.parametrize(
    ("how", "stays"),
    [
        ("renamed", "the person: something else refers to it, or it was changed since"),
        ("function", "the person: something else refers to it, or it was changed since"),
        ("ended", "Function: it was changed since"),
        ("detail", "the person: something else refers to it, or it was changed since"),
        ("withdrawn", "ways to reach the person: changed, withdrawn or confirmed since"),
        ("contact", "the person: something else refers to it, or it was changed since"),
        ("deleted", "nothing: it was deleted since"),
    ],
)
def test_what_somebody_has_changed_since_stays_and_is_said(bring, manager, two_institutions, how, stays):
    intake = bring("Name;Firma;Mail\nNeue Person;Shared 1;n@example.org\n")
    take_over(intake, by=manager)
    made = Person.objects.get(name="Neue Person")
    changed_since(made, manager, two_institutions)[how]()

    assert undo_intake(intake, by=manager) == 1
    assert [row["stayed"] for row in stayed_listing(intake).rows] == [stays]
    assert Person.objects.filter(pk=made.pk).exists() is (how != "deleted")


def test_columns_of_a_known_person_that_were_changed_since_stay(bring, person, manager):
    text = f"Kennung im Register;Name;Sprache;Firma;Funktion\n{person.public_id};Neu Muster;en;Shared 0;Board\n"
    intake = bring(text)
    take_over(intake, by=manager)
    person.refresh_from_db()
    rename_person(person, by=manager, name="Later Muster", language="en", version=person.version)

    assert undo_intake(intake, by=manager) == 1
    person.refresh_from_db()
    assert (person.name, person.language, str(person.functions.get())) == ("Later Muster", "de", "Head, Shared 0")
    assert intake.entries.get().stayed == "person "


def test_a_function_that_somebody_noted_anew_leaves_the_one_of_the_list(bring, person, manager, two_institutions):
    intake = bring("Name;Firma;Funktion\nTest Muster;Shared 0;Board\n")
    take_over(intake, by=manager)
    add_function(person, by=manager, organisation=two_institutions.shared[0], function="Head")

    assert undo_intake(intake, by=manager) == 1
    assert [row["stayed"] for row in stayed_listing(intake).rows] == ["Function: it was changed since"]
    assert [one.function for one in person.functions.order_by("function")] == ["Board", "Head"]


def test_what_was_changed_between_look_and_take_over_is_not_overwritten(bring, person, manager, two_institutions):
    text = (
        f"Kennung im Register;Name;Firma;Funktion;Mail\n{person.public_id};Neu Muster;Shared 0;Board;new@example.org\n"
    )
    intake = bring(text)
    rename_person(person, by=manager, name="Later Muster", language="de", version=1)
    add_detail(person, by=manager, kind="mail", value="new@example.org", purpose="news", basis="contract")
    PersonFunction.objects.update(function="Guest")
    take_over(intake, by=manager)

    person.refresh_from_db()
    assert (person.name, str(person.functions.get())) == ("Later Muster", "Guest, Shared 0")
    assert (person.details.count(), intake.entries.count()) == (2, 0)


def test_what_somebody_withdrew_or_what_expired_stays_away(bring, person, manager):
    withdraw_detail(person.details.get(), by=manager, way="mail")
    gone = add_detail(person, by=manager, kind="phone", value="+49 1", purpose="news", basis="contract")
    PersonDetail.objects.filter(pk=gone.pk).update(expires=timezone.localdate() - timedelta(days=1))
    intake = bring("Name;Mail;Telefon\nTest Muster;old@example.org;+49 1\n")

    assert (differences(intake), len(problems(intake)[0])) == ([""], 2)
    take_over(intake, by=manager)
    assert (shown(manager, person), PersonDetail.objects.count()) == ([], 2)


def test_it_stays_away_in_any_spelling_once_only_its_hash_is_left(bring, person, manager):
    withdraw_detail(person.details.get(), by=manager, way="mail")
    gone = add_detail(person, by=manager, kind="mobile", value="+49 1", purpose="news", basis="contract")
    PersonDetail.objects.filter(pk=gone.pk).update(expires=timezone.localdate() - timedelta(days=40))
    late = bring("Name;Mail\nTest Muster;new@example.org\n")
    PersonDetail.objects.create(person=person, **{**LATE, "expires": timezone.localdate() - timedelta(days=40)})
    assert purge_details(timezone.now() + timedelta(days=31)) == 3
    intake = bring("Name;Mail;Telefon\nTest Muster;Old@example.org;+49 1\n")

    assert (differences(intake), len(problems(intake)[0])) == ([""], 2)
    for one in (intake, late):  # what was cleared between look and take-over is not noted either
        take_over(one, by=manager)
    assert (shown(manager, person), PersonDetail.objects.count()) == ([], 3)


def test_what_a_colleague_keeps_alone_is_neither_told_nor_noted_twice(bring, person, users):
    add_detail(
        person, by=users["administrator"], kind="phone", value="secret", purpose="news", basis="contract", seen="own"
    )
    intake = bring('Name;Telefon\nTest Muster;"secret; +49 2"\n')

    assert differences(intake) == ["Telephone: – → +49 2"]
    assert problems(intake) == [[]]


@pytest.mark.parametrize("seen", ["keepers", "own"])
def test_what_one_keeps_alone_is_shown_in_a_list_that_she_alone_sees(bring, person, manager, seen):
    alone = {"purpose": "news", "basis": "contract", "seen": "own"}
    add_detail(person, by=manager, kind="phone", value="secret", **alone)
    intake = bring("Name;Telefon\nTest Muster;+49 2\n", seen=seen)

    assert differences(intake) == [
        f"Telephone: {'secret' if seen == 'own' else '–'} → " + ("secret, +49 2" if seen == "own" else "+49 2")
    ]


def test_each_cell_that_is_none_is_named_and_the_rest_comes_in(bring, manager, make_organisation):
    for region in ("DED21", "AT31"):
        make_organisation("Twin", region=region)
    intake = bring(
        "Name;Firma;Mail;Webseite;Sprache;Adresse\n"
        f";Shared 0;;;;\n{'x' * 201};;;;;\nA;Nowhere;a@;https://;klingonisch;{'y' * 301}\nB;Twin;b@example.org;;;\n"
        "C;;;;;;;more\nB;Twin;;;;\n"
    )

    assert [row.answer for row in intake.rows.all()] == ["error", "error", "new", "new", "error", "error"]
    assert problems(intake) == [
        ["no name"],
        ["Name of the person: more than 200 signs"],
        [
            "“klingonisch” is neither German nor English: it is left out",
            "no organisation is called “Nowhere”: the function there is left out",
            "Mail: “a@” is none and is left out",
            "Postal address: more than 300 signs",
            "Website: “https://” is none and is left out",
        ],
        ["several organisations are called “Twin”: the function there is left out"],
        ["more cells than headings: check signs between cells, and quotation marks"],
        ["stands in line 5 already"],
    ]
    take_over(intake, by=manager)
    assert {one.name: [each.value for each in one.details.all()] for one in Person.objects.all()} == {
        "A": [],
        "B": ["b@example.org"],
    }


def test_somebody_with_several_functions_may_have_several_rows(bring, person, manager):
    rows = f"{person.public_id};Test Muster;Shared 1;Board;x@example.org\n"
    rows += f"{person.public_id};Test Muster;Shared 2;Guest;x@example.org\n"
    take_over(bring(f"Kennung im Register;Name;Firma;Funktion;Mail\n{rows}"), by=manager)

    assert [str(one) for one in person.functions.all()] == ["Head, Shared 0", "Board, Shared 1", "Guest, Shared 2"]
    assert person.details.count() == 2


def test_a_consent_is_written_into_its_log_with_way_and_day(bring, manager):
    day = timezone.localdate() - timedelta(days=3)
    take_over(bring("Name;Mail\nA B;a@example.org\n", basis="consent", way="writing", day=day), by=manager)

    entry = ConsentEntry.objects.get()
    kept = (entry.act, entry.way, entry.day, entry.detail, entry.by)
    assert kept == ("given", "writing", day, PersonDetail.objects.get().public_id, manager.public_id)


@pytest.mark.parametrize("ground", [{"basis": "consent"}, {"expires": date(2020, 1, 1)}])
def test_on_no_ground_nothing_is_kept(bring, manager, ground):
    with pytest.raises(WrongStateError):
        bring("Name\nA B\n", **ground)
    assert Intake.objects.count() == 0

    intake = bring("Name;Mail\nA B;a@example.org\n")
    Intake.objects.update(ground=intake.ground | {name: str(value) for name, value in ground.items()})
    intake.refresh_from_db()
    with pytest.raises(WrongStateError):
        take_over(intake, by=manager)
    assert (Intake.objects.get().state, Person.objects.count()) == ("preview", 0)


def test_a_column_with_names_is_chosen_as_a_whole_or_in_halves(bring, manager):
    intake = bring("Nachname;Mail\nMuster;m@example.org\n")
    assert told(intake) == [("Muster", "new", "")]

    with pytest.raises(WrongStateError) as error:
        choose_columns(intake, by=manager, mapping={"mail": "Mail"})
    assert error.value.hint


@pytest.mark.parametrize("seen", ["readers", "keepers", "own"])
def test_only_those_who_keep_the_register_see_the_list_and_only_its_owner_what_she_keeps_alone(bring, users, seen):
    bring("Name\nA B\n", seen=seen)
    readers = {role for role, user in users.items() if intakes_for(user).exists()}

    assert readers == ({"manager"} if seen == "own" else {"manager", "administrator"})


def test_no_other_role_or_institution_takes_it_over(bring, users, two_institutions):
    intake = bring("Name\nA B\n")
    for user in (users["analyst"], two_institutions.bio.users["manager"]):
        with pytest.raises(NotAllowedError):
            take_over(intake, by=user)

    assert Person.objects.count() == 0


def test_erasing_somebody_takes_it_out_of_every_list(bring, person, manager, two_institutions):
    cell = "Erika Beispielfrau"
    rows = "Vorname;Nachname;Mail\nErika;Beispielfrau;erika@example.org\nAnders;Jemand;j@example.org\n"
    taken = bring(rows)
    take_over(taken, by=manager)
    undone = bring("Name;Telefon\nErika Beispielfrau;+49 351 1234567\n")
    take_over(undone, by=manager)
    undo_intake(undone, by=manager)
    waiting = stage_list(
        "w.csv", by=manager, source="", headings=["A", "B"], rows=[(2, ["Beispielfrau", "Dr. Erika"]), (3, ["C", "D"])],
        mapping={}, kind="people", ground=GROUND,
    )  # fmt: skip
    foreign = bring("Name\nErika Beispielfrau\n", by=two_institutions.bio.users["manager"])
    erase_person(Person.objects.get(name=cell), by=manager)

    assert [list(one.rows.values_list("number", flat=True)) for one in (taken, undone, waiting)] == [[3], [], [3]]
    assert [one.entries.count() for one in (taken, undone)] == [1, 0]
    own = FieldChange.objects.filter(institution=manager.institution).values_list("old", "new")
    words = ("Erika", "Beispielfrau", "erika@example.org", "+49 351 1234567")
    assert not [one for one in own for word in words if word in str(one)]
    kept = IntakeRow.objects.filter(intake__institution=manager.institution).values_list("cells", "values", "changes")
    assert not [one for one in kept for word in words if word in str(one)]
    assert foreign.rows.count() == 1
    assert undo_intake(taken, by=manager) == 0


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("–", [2, 3, 4, 5, 6]),
        ("???", [2, 3, 4, 5, 6]),
        ("Anna", [2, 3, 5, 6]),
        ("Bo Bo", [2, 3, 4, 6]),
        ("Beispielfrau, Anna", [3, 4, 5, 6]),
    ],
)
def test_erasing_somebody_of_a_short_name_leaves_rows_of_others(bring, manager, name, left):
    rows = "Anna;Beispielfrau;a@example.org\nBo;Beispiel;Anna\nAnna;;\nBo Bo;;\n–;–;–\n"
    intake = bring(f"Vorname;Nachname;Firma\n{rows}")
    assert intake.total == 5
    erase_person(add_person(name, by=manager), by=manager)

    assert list(intake.rows.values_list("number", flat=True)) == left


@pytest.mark.parametrize(("name", "left"), [("Anna", [3, 4]), ("–", [2, 3, 4])])
def test_in_a_list_without_columns_each_cell_may_be_the_name(manager, name, left):
    rows = [(2, ["x", "ANNA"]), (3, ["Annaberg", "y"]), (4, ["–", "Anna Muster"])]
    staged = stage_list(
        "w.csv", by=manager, source="", headings=["A", "B"], rows=rows, mapping={}, kind="people", ground=GROUND
    )
    erase_person(add_person(name, by=manager), by=manager)

    assert list(staged.rows.values_list("number", flat=True)) == left


def test_lists_are_cleared_after_thirty_days(bring, manager):
    taken = take_over(bring("Name;Mail\nA B;a@example.org\n"), by=manager)
    waiting = bring("Name\nC D\n")
    now = timezone.now()
    assert purge_lists(now) == 0
    Intake.objects.filter(pk=taken.pk).update(taken_at=now - timedelta(days=31))
    taken.refresh_from_db()
    with pytest.raises(WrongStateError, match="thirty days"):
        undo_intake(taken, by=manager)

    assert finish_lists(now + timedelta(days=31)) == 2
    assert finish_lists(now + timedelta(days=31)) == 0
    assert [(one.rows.count(), one.entries.count()) for one in (taken, waiting)] == [(0, 0), (0, 0)]
    assert [one.state for one in Intake.objects.order_by("pk")] == ["taken", "cancelled"]
    assert Person.objects.get().name == "A B"


def test_a_list_that_is_taken_over_while_old_ones_are_cleared_stays_taken_over(bring, manager):
    intake = bring("Name\nA B\n")
    later = timezone.now() + timedelta(days=31)
    quick = []

    def take(execute, sql, *told):
        found = execute(sql, *told)
        if not quick and sql.startswith("SELECT") and "registry_intake" in sql:  # the look for old lists
            quick.append(sql)
            Intake.objects.filter(pk=intake.pk).update(state="taken", taken_at=later)
        return found

    with connection.execute_wrapper(take):
        assert purge_lists(later) == 0
    kept = Intake.objects.get()
    assert (kept.state, kept.rows.count()) == ("taken", 1)


def test_old_lists_are_found_without_counting_each_row_with_each_entry(bring, manager):
    take_over(bring("Name\nA B\nC D\n"), by=manager)
    with CaptureQueriesContext(connection) as looked:
        purge_lists(timezone.now() + timedelta(days=31))

    assert [one["sql"] for one in looked if " JOIN " in one["sql"] or "DISTINCT" in one["sql"]] == []


def test_an_institution_that_leaves_takes_its_lists_of_people_along(bring, users):
    bring("Name\nA B\n")
    administrator = users["administrator"]
    take_away(by=administrator, state=state_of(administrator))

    assert Intake.objects.count() == 0


def test_many_rows_ask_the_database_as_often_as_few(bring, manager):
    """What people say of 30 is read, written and undone with as many queries as of 3."""
    bring("Name\nA B\n")  # the first list of a source remembers its columns
    counts = []
    for name, many in (("few", 3), ("many", 30)):
        rows = "".join(f"{name} {number};Shared {number % 3};{name}{number}@example.org\n" for number in range(many))
        with CaptureQueriesContext(
            connection,
        ) as looked:
            intake = bring(f"Name;Firma;Mail\n{rows}")
        ask_take_over(intake, by=manager)
        make_ready(intake, by=manager)
        with CaptureQueriesContext(connection) as written:
            write_items(intake, by=manager)
        with CaptureQueriesContext(connection) as undone:
            undo_intake(intake, by=manager)
        counts.append([len(looked), len(written), len(undone)])

    assert counts[0] == counts[1]


def test_where_the_search_refuses_a_list_it_is_taken_over_and_tried_again(bring, manager, monkeypatch):
    def refuse(_intake, _items):
        raise DatabaseError("the disk is full")

    taken = bring("Name\nA B\n")
    with monkeypatch.context() as patched:
        patched.setattr("crossfield.web.registry.actions.take_over._find_entries", refuse)
        take_over(taken, by=manager)
        first = Intake.objects.get()
        assert (first.state, first.searched, first.tries) == ("taken", 0, 1)
        assert finish_lists(timezone.now()) == 0  # not yet
        later = timezone.now() + timedelta(minutes=2)
        with pytest.raises(DatabaseError, match="tried again"):
            finish_lists(later)
        second = Intake.objects.get()
        assert second.tries == 2
        assert second.later - first.later > timedelta(seconds=59)

    assert finish_lists(later + timedelta(minutes=5)) == 1
    done = Intake.objects.get()
    assert (done.searched, done.tries, done.later) == (None, 0, None)
    assert SearchEntry.objects.filter(kind=PERSON).count() == 1
    assert try_findable(done) == 0
