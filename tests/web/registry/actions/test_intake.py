"""A list by hand, row by row: what each row becomes when it is taken over, what undo takes back, and who may."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.models import Institution, LogEntry
from crossfield.web.registry.actions.cluster import begin_membership, make_cluster
from crossfield.web.registry.actions.contact import note_contact
from crossfield.web.registry.actions.event import list_guests, record_event
from crossfield.web.registry.actions.intake import (
    cancel_intake,
    choose_columns,
    decide_row,
    stage_list,
    take_over,
    undo_intake,
)
from crossfield.web.registry.actions.organisation import add_organisation, relate_organisations, write_sheet
from crossfield.web.registry.models import (
    Intake,
    IntakeMapping,
    IntakeRow,
    Membership,
    Organisation,
    OrganisationIdentifier,
    OrganisationSheet,
    OrganisationValue,
)

pytestmark = pytest.mark.django_db
ROLES = ["visitor", "member", "reviewer", "officer", "analyst"]


@pytest.fixture
def manager(make_user):
    return make_user("ann", role="manager")


@pytest.fixture
def cluster(make_organisation):
    return make_cluster(make_organisation("Cluster"), by=None)


@pytest.fixture
def staged(manager):
    """A list of two rows whose columns are not chosen yet."""
    rows = [(2, ["secret one", "Dresden"]), (3, ["secret two", "Jena"])]
    return stage_list("m.csv", by=manager, source="CRM", headings=["Name", "Ort"], rows=rows, mapping={})


@pytest.fixture
def looked_up(manager):
    """Makes a list as it stands before it is taken over: each row with what was found for it."""

    def made(*rows, cluster=None, by=manager):
        empty = [(number, []) for number, _row in enumerate(rows, start=2)]
        intake = stage_list("m.csv", by=by, source="CRM", headings=[], rows=empty, mapping={}, cluster=cluster)
        for number, row in enumerate(rows, start=2):
            given = {"answer": "new"} | row
            given["values"] = {"name": f"Firm {number}"} | row.get("values", {})
            intake.rows.filter(number=number).update(**given)
        intake.state = Intake.State.PREVIEW
        intake.save()
        return intake

    return made


def names():
    return sorted(Organisation.objects.values_list("name", flat=True))


def test_a_list_is_put_aside_as_it_came(staged, manager):
    assert (staged.total, staged.done, staged.state, staged.cluster) == (2, 0, "columns", None)
    assert (staged.owner, staged.institution, staged.release) == (manager, manager.institution, "institution")
    assert [(row.number, row.cells, row.answer) for row in staged.rows.all()] == [
        (2, ["secret one", "Dresden"], ""),
        (3, ["secret two", "Jena"], ""),
    ]
    assert names() == []


def test_its_name_and_origin_are_cut_to_what_is_kept(manager):
    made = stage_list("t" * 201, by=manager, source=f"  {'s' * 201}", headings=[], rows=[], mapping={"name": "A"})
    made.refresh_from_db()

    assert (made.title, made.source, made.total, made.mapping) == ("t" * 200, "s" * 200, 0, {"name": "A"})


def test_staging_is_logged_without_a_cell(staged, manager):
    entry = LogEntry.objects.get(public_id=staged.public_id)

    assert (entry.verb, entry.kind, entry.by, entry.fields) == ("stage_list", "intake", manager.public_id, ["rows"])
    assert "secret" not in str(list(LogEntry.objects.values()))


@pytest.mark.parametrize("role", ROLES)
def test_other_roles_stage_nothing(make_user, role):
    with pytest.raises(NotAllowedError):
        stage_list("m.csv", by=make_user("bob", role=role), source="x", headings=["N"], rows=[(2, ["A"])], mapping={})

    assert (Intake.objects.count(), IntakeRow.objects.count()) == (0, 0)


def test_somebody_without_an_institution_stages_nothing(make_user):
    homeless = make_user("bob", role="manager")
    homeless.institution = None
    homeless.save()

    with pytest.raises(NotAllowedError):
        stage_list("m.csv", by=homeless, source="x", headings=["N"], rows=[(2, ["A"])], mapping={})
    assert Intake.objects.count() == 0


def test_choosing_columns_anew_forgets_what_was_found_and_decided(looked_up, manager, make_organisation):
    known = make_organisation("Known")
    intake = looked_up({"answer": "register", "organisation": known}, {"answer": "review", "choice": "same"})
    Intake.objects.filter(pk=intake.pk).update(done=2)

    choose_columns(intake, by=manager, mapping={"name": "Name", "city": "Ort"})
    intake.refresh_from_db()

    assert (intake.state, intake.done, intake.mapping) == ("looking", 0, {"name": "Name", "city": "Ort"})
    assert list(intake.rows.values_list("answer", "choice", "organisation")) == [("", "", None), ("", "", None)]
    assert LogEntry.objects.get(verb="choose_columns").fields == ["city", "name"]


def test_columns_are_remembered_once_for_a_source_and_an_institution(staged, manager, make_user):
    colleague, stranger = make_user("cem", manager.institution, role="administrator"), make_user("eve", role="manager")
    choose_columns(staged, by=manager, mapping={"name": "Name"})
    choose_columns(staged, by=colleague, mapping={"name": "Ort"})
    other = stage_list("o.csv", by=stranger, source="CRM", headings=["N"], rows=[], mapping={})
    choose_columns(other, by=stranger, mapping={"name": "N"})

    kept = {one.institution: one.mapping for one in IntakeMapping.objects.all()}
    assert kept == {manager.institution: {"name": "Ort"}, stranger.institution: {"name": "N"}}


@pytest.mark.parametrize("mapping", [{}, {"name": ""}, {"city": "Ort"}])
def test_without_a_name_nothing_is_remembered_and_the_rows_stay(staged, manager, mapping):
    with translation.override("de"), pytest.raises(WrongStateError) as error:
        choose_columns(staged, by=manager, mapping=mapping)

    assert error.value.message == "Keine Spalte enthält den Namen der Organisation."
    assert (Intake.objects.get().state, IntakeMapping.objects.count()) == ("columns", 0)


@pytest.mark.parametrize("choice", ["same", "other", "leave", ""])
def test_a_decision_can_be_changed_until_the_list_is_taken_over(looked_up, manager, choice):
    row = looked_up({"answer": "review"}, {"answer": "review"}).rows.first()
    decide_row(row, by=manager, choice="leave")
    decide_row(row, by=manager, choice=choice)

    assert list(IntakeRow.objects.values_list("number", "choice")) == [(2, choice), (3, "")]
    assert list(LogEntry.objects.filter(verb="decide_row").values_list("fields", flat=True)) == [["row 2"]] * 2


@pytest.mark.parametrize(
    ("state", "open_for"),
    [
        ("columns", {"choose", "decide", "cancel"}),
        ("looking", {"choose", "decide", "cancel"}),
        ("preview", {"choose", "decide", "cancel", "take"}),
        ("taken", {"undo"}),
        ("undone", set()),
        ("cancelled", set()),
    ],
)
def test_what_may_be_done_in_which_state(looked_up, manager, state, open_for):
    intake = looked_up({"answer": "review"})
    acts = {
        "choose": lambda one: choose_columns(one, by=manager, mapping={"name": "N"}),
        "decide": lambda one: decide_row(one.rows.get(), by=manager, choice="leave"),
        "cancel": lambda one: cancel_intake(one, by=manager),
        "take": lambda one: take_over(one, by=manager),
        "undo": lambda one: undo_intake(one, by=manager),
    }
    empty = dict.fromkeys(("organisations", "identifiers", "values", "memberships", "sheets"), ()) | {
        "sheets_before": {}
    }
    done = set()
    for name, act in acts.items():
        Intake.objects.filter(pk=intake.pk).update(state=state, restore=empty)
        if not IntakeRow.objects.exists():
            IntakeRow.objects.create(intake=intake, number=2, answer="review", values={"name": "Firm"})
        try:
            act(Intake.objects.get(pk=intake.pk))
        except WrongStateError:
            assert Intake.objects.get(pk=intake.pk).state == state
        else:
            done.add(name)

    assert done == open_for


def test_a_list_that_is_given_up_leaves_no_row_but_its_name(staged, manager):
    cancel_intake(staged, by=manager)

    assert list(Intake.objects.values_list("title", "state")) == [("m.csv", "cancelled")]
    assert IntakeRow.objects.count() == 0
    assert LogEntry.objects.filter(verb="cancel_intake", public_id=staged.public_id).count() == 1


@pytest.mark.parametrize(
    ("answer", "choice", "taken"),
    [
        ("register", "", True),
        ("evidence", "", True),
        ("new", "", True),
        ("review", "", False),
        ("review", "same", True),
        ("review", "other", True),
        ("review", "leave", False),
        ("error", "", False),
    ],
)
def test_which_rows_are_taken(looked_up, manager, answer, choice, taken):
    known = add_organisation("Known", by=None) if answer == "register" else None
    intake = looked_up({"answer": answer, "choice": choice, "organisation": known, "values": {"city": "Jena"}})
    intake.rows.update(changes=[{"column": "city"}])

    take_over(intake, by=manager)

    fresh = ["Firm 2"] if taken and known is None else []
    assert names() == sorted([*fresh, *(["Known"] if known else [])])
    assert list(OrganisationValue.objects.values_list("key", "value")) == ([("city", "Jena")] if taken else [])
    assert (intake.rows.get().organisation is not None) == taken


@pytest.mark.parametrize(
    ("answer", "country", "region"),
    [
        (("evidence", ""), "DE", "DED21"),
        (("evidence", ""), "", "DED21"),
        (("review", "same"), "DE", "DED21"),
        (("review", "other"), "DE", "DE"),
        (("review", "other"), "", ""),
        (("new", ""), "AT", "AT"),
    ],
)
def test_the_seat_is_the_one_of_the_data_only_where_the_row_is_that_organisation(
    looked_up, manager, answer, country, region
):
    row = dict(zip(("answer", "choice"), answer, strict=True)) | {"found": "pic:999999999", "found_region": "DED21"}
    take_over(looked_up(row | {"values": {"country": country}}), by=manager)

    assert Organisation.objects.get().region == region
    numbers = [("pic", "999999999")] if region == "DED21" else []
    assert list(OrganisationIdentifier.objects.values_list("scheme", "value")) == numbers


def test_the_number_of_the_list_goes_before_the_one_of_the_data(looked_up, manager):
    told = {"pic": "111111111", "vat": "DE123456789", "ror": "0abcdef12"}
    take_over(looked_up({"answer": "evidence", "found": "pic:999999999", "values": told}), by=manager)

    assert dict(OrganisationIdentifier.objects.values_list("scheme", "value")) == told


def test_what_was_found_under_another_kind_of_id_brings_no_number(looked_up, manager):
    take_over(looked_up({"answer": "evidence", "found": "name:firm"}), by=manager)

    assert OrganisationIdentifier.objects.count() == 0


def test_a_number_that_somebody_has_is_not_claimed_a_second_time(looked_up, manager):
    owner = add_organisation("Owner", by=None, identifiers={"pic": "999999999"})
    intake = take_over(looked_up({"answer": "evidence", "found": "pic:999999999"}), by=manager)

    assert [one.organisation for one in OrganisationIdentifier.objects.all()] == [owner]
    assert intake.restore["identifiers"] == []


def test_values_of_a_known_organisation_are_added_where_they_differ(looked_up, manager, make_organisation):
    known, told = make_organisation("Known"), {"city": "Jena", "website": "https://example.org"}
    changes = [{"column": "website"}]
    take_over(looked_up({"answer": "register", "organisation": known, "values": told, "changes": changes}), by=manager)

    said = list(known.values.values_list("key", "value", "source", "as_of"))
    assert said == [("website", "https://example.org", "CRM", timezone.localdate().isoformat())]


def test_members_have_their_days_and_the_origin_of_the_list(looked_up, manager, cluster):
    rows = [{"values": {"since": "2014-07-14", "until": "2016-01-31"}}, {}]
    take_over(looked_up(*rows, cluster=cluster), by=manager)

    made = Membership.objects.order_by("member__name")
    days = [(one.member.name, one.valid_from, one.valid_to, one.source) for one in made]
    assert days == [("Firm 2", date(2014, 7, 14), date(2016, 1, 31), "CRM"), ("Firm 3", None, None, "CRM")]
    assert {(one.owner, one.institution, one.release) for one in made} == {
        (manager, manager.institution, "institution")
    }


def test_a_cluster_in_its_own_list_and_a_known_member_get_no_membership(looked_up, manager, cluster, make_organisation):
    member = make_organisation("Member")
    begin_membership(cluster, member=member, by=manager)
    rows = [{"answer": "register", "organisation": one} for one in (cluster.organisation, member)]
    intake = take_over(looked_up(*rows, cluster=cluster), by=manager)

    assert intake.restore["memberships"] == []
    assert [one.member for one in Membership.objects.all()] == [member]


def test_a_membership_that_another_institution_keeps_does_not_count(looked_up, make_user, manager, cluster):
    other = make_user("eve", role="manager")
    member = add_organisation("Member", by=None)
    begin_membership(cluster, member=member, by=other, source="secret of eve")
    take_over(looked_up({"answer": "register", "organisation": member}, cluster=cluster), by=manager)

    owners = Membership.objects.order_by("pk").values_list("institution", "source")
    assert list(owners) == [(other.institution_id, "secret of eve"), (manager.institution_id, "CRM")]


def test_an_own_sheet_is_made_changed_or_left_and_a_foreign_one_is_not_touched(
    looked_up, manager, make_user, make_organisation
):
    fresh, changed, same = (make_organisation(name) for name in ("Fresh", "Changed", "Same"))
    eve = make_user("eve", role="manager")
    write_sheet(changed, by=manager, given={"member_number": "1", "text": "kept"})
    write_sheet(same, by=manager, given={"member_number": "7"})
    write_sheet(fresh, by=eve, given={"member_number": "secret of eve"})
    rows = [
        {"answer": "register", "organisation": one, "values": {"member_number": "7"}} for one in (fresh, changed, same)
    ]
    intake = take_over(looked_up(*rows), by=manager)

    own = OrganisationSheet.objects.filter(institution=manager.institution).order_by("organisation__name")
    assert [(str(one), one.member_number, one.text, one.version) for one in own] == [
        ("Changed", "7", "kept", 2),
        ("Fresh", "7", "", 1),
        ("Same", "7", "", 1),
    ]
    assert OrganisationSheet.objects.get(owner=eve).member_number == "secret of eve"
    before = {"member_number": "1", "contribution_class": "", "text": "kept", "version": 2}
    assert intake.restore["sheets_before"] == {str(own[0].pk): before}
    assert intake.restore["sheets"] == [own[1].pk]


def test_every_thing_that_was_made_has_a_line_of_the_log_with_the_lists_id_and_no_value(looked_up, manager, cluster):
    values = {"name": "secret firm", "member_number": "secret-1", "city": "secret town"}
    intake = take_over(looked_up({"values": values}, cluster=cluster), by=manager)

    lines = LogEntry.objects.filter(verb="take_over").exclude(kind="intake")
    made = [Organisation.objects.get(name="secret firm"), Membership.objects.get(), OrganisationSheet.objects.get()]
    assert sorted(lines.values_list("kind", "public_id")) == sorted(
        (type(one).__name__.lower(), one.public_id) for one in made
    )
    assert {tuple(one.fields) for one in lines} == {(f"intake {intake.public_id}",)}
    assert {(one.by, one.institution) for one in lines} == {(manager.public_id, manager.institution.public_id)}
    assert "secret" not in str(list(LogEntry.objects.values()))


def test_what_looks_like_markup_or_a_formula_stays_text(looked_up, manager):
    name = "<script>alert(1)</script> =HYPERLINK(A1)"
    take_over(looked_up({"values": {"name": name, "text": "=1+1"}}), by=manager)

    assert (Organisation.objects.get().name, OrganisationSheet.objects.get().text) == (name, "=1+1")


def test_a_name_that_is_too_long_is_cut(looked_up, manager):
    take_over(looked_up({"values": {"name": "ä" * 301}}), by=manager)

    assert Organisation.objects.get().name == "ä" * 300


def test_thirty_rows_cost_as_many_queries_as_one(looked_up, manager, cluster):
    def asked(count):
        rows = [
            {"values": {"city": "Jena", "member_number": str(one), "vat": f"v{count}-{one}"}} for one in range(count)
        ]
        intake = looked_up(*rows, cluster=cluster)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            take_over(intake, by=manager)
        with CaptureQueriesContext(connection) as back:
            undo_intake(intake, by=manager)
        return len(queries), len(back)

    assert asked(1) == asked(30)


def test_undo_takes_all_back_and_is_done_once(looked_up, manager, cluster):
    rows = [{"values": {"city": "Jena", "vat": f"DE{one}", "member_number": str(one)}} for one in range(3)]
    intake = take_over(looked_up(*rows, cluster=cluster), by=manager)
    assert names() == ["Cluster", "Firm 2", "Firm 3", "Firm 4"]

    assert undo_intake(intake, by=manager) == 0
    with translation.override("de"), pytest.raises(WrongStateError):
        undo_intake(intake, by=manager)

    kinds = (Membership, OrganisationSheet, OrganisationValue, OrganisationIdentifier)
    assert [kind.objects.count() for kind in kinds] == [0, 0, 0, 0]
    assert names() == ["Cluster"]
    assert [row.organisation for row in intake.rows.all()] == [None] * 3
    assert LogEntry.objects.filter(verb="undo_intake").count() == 1


def as_contact(one, manager):
    note_contact(one, by=manager, kind="call", text="x")


def as_introduced(one, manager):
    note_contact(add_organisation("Z", by=None), by=manager, kind="introduction", text="x", introduced_to=one)


def as_guest(one, manager):
    event = record_event("E", by=manager, kind="fair", day=date(2026, 1, 1))
    list_guests(event, by=manager, names=[one.name], state="invited")


def as_child(one, manager):
    relate_organisations(one, other=add_organisation("Z", by=None), kind="parent", by=manager)


def as_parent(one, manager):
    relate_organisations(add_organisation("Z", by=None), other=one, kind="parent", by=manager)


def as_cluster(one, _manager):
    make_cluster(one, by=None)


def as_written_on(one, manager):
    write_sheet(one, by=manager, given={"text": "mine"})


@pytest.mark.parametrize(
    "refer",
    [as_contact, as_introduced, as_guest, as_child, as_parent, as_cluster, as_written_on],
    ids=lambda one: one.__name__,
)
def test_an_organisation_stays_when_something_else_names_it(looked_up, manager, refer):
    intake = take_over(looked_up({}, {}), by=manager)
    refer(Organisation.objects.get(name="Firm 2"), manager)

    assert undo_intake(intake, by=manager) == 1
    assert [name for name in names() if name != "Z"] == ["Firm 2"]


def test_a_sheet_of_the_list_that_somebody_wrote_on_stays_with_its_organisation(looked_up, manager):
    intake = take_over(looked_up({"values": {"member_number": "1"}}), by=manager)
    write_sheet(Organisation.objects.get(), by=manager, given={"text": "mine"}, version=1)

    assert undo_intake(intake, by=manager) == 2
    assert list(OrganisationSheet.objects.values_list("text", "member_number")) == [("mine", "1")]
    assert names() == ["Firm 2"]


def test_a_changed_sheet_gets_its_old_words_under_a_new_version(looked_up, manager, make_organisation):
    known = make_organisation("Known")
    write_sheet(known, by=manager, given={"contribution_class": "A", "tags": "t"})
    row = {"answer": "register", "organisation": known, "values": {"contribution_class": "B"}}
    intake = take_over(looked_up(row), by=manager)
    during = OrganisationSheet.objects.get().contribution_class

    assert (during, undo_intake(intake, by=manager)) == ("B", 0)
    sheet = OrganisationSheet.objects.get()
    assert (sheet.contribution_class, sheet.tags, sheet.version) == ("A", "t", 3)


@pytest.mark.parametrize("role", [*ROLES, "manager", "administrator"])
def test_another_institution_does_nothing_with_a_list_in_any_role(looked_up, make_user, role):
    intake = looked_up({"answer": "review"})
    eve = make_user("eve", Institution.objects.create(name="Elsewhere"), role=role)
    for act in (
        lambda: choose_columns(intake, by=eve, mapping={"name": "N"}),
        lambda: decide_row(intake.rows.get(), by=eve, choice="same"),
        lambda: cancel_intake(intake, by=eve),
        lambda: take_over(intake, by=eve),
        lambda: undo_intake(intake, by=eve),
    ):
        with pytest.raises(NotAllowedError):
            act()

    assert list(intake.rows.values_list("choice")) == [("",)]
    assert (Intake.objects.get().state, names(), IntakeMapping.objects.count()) == ("preview", [], 0)
