"""A list by hand, row by row: what each row becomes when it is taken over, and what undo takes back."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from crossfield.errors import WrongStateError
from crossfield.web.accounts.models import FieldChange, LogEntry, SearchEntry
from crossfield.web.accounts.models.public_id import new_public_id
from crossfield.web.registry.actions.cluster import begin_membership, make_cluster
from crossfield.web.registry.actions.contact import note_contact
from crossfield.web.registry.actions.event import list_guests, record_event
from crossfield.web.registry.actions.intake import cancel_intake
from crossfield.web.registry.actions.organisation import add_organisation, write_sheet
from crossfield.web.registry.actions.relation import relate_organisations
from crossfield.web.registry.actions.take_back import undo_intake
from crossfield.web.registry.actions.take_over import ask_take_over, make_ready, take_over, write_items
from crossfield.web.registry.models import (
    Intake,
    Membership,
    Organisation,
    OrganisationIdentifier,
    OrganisationSheet,
    OrganisationValue,
)

pytestmark = pytest.mark.django_db


def names():
    return sorted(Organisation.objects.values_list("name", flat=True))


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
    said = [("city", "Jena"), ("name", "Firm 2")]  # of a known one beside the name that is shown
    assert list(OrganisationValue.objects.values_list("key", "value")) == (said if taken else [])
    made = [one.organisation.name for one in intake.items.all()]
    assert made == (fresh or ["Known"] if taken else [])


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
    assert intake.restore["identifiers"] == 0


def test_values_of_a_known_organisation_are_added_where_they_differ(looked_up, manager, make_organisation):
    known, told = make_organisation("Known"), {"name": "KNOWN", "city": "Jena", "website": "https://example.org"}
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

    assert intake.restore["memberships"] == 0
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
        {"answer": "register", "organisation": one, "values": {"name": one.name, "member_number": "7"}}
        for one in (fresh, changed, same)
    ]
    intake = take_over(looked_up(*rows), by=manager)

    own = OrganisationSheet.objects.filter(institution=manager.institution).order_by("organisation__name")
    assert [(str(one), one.member_number, one.text, one.version) for one in own] == [
        ("Changed", "7", "kept", 2),
        ("Fresh", "7", "", 1),
        ("Same", "7", "", 1),
    ]
    assert OrganisationSheet.objects.get(owner=eve).member_number == "secret of eve"
    assert {name: count for name, count in intake.restore.items() if count} == {"sheets": 1, "sheets_changed": 1}
    changes = intake.items.exclude(sheet_version=None).values_list("before_member_number", "member_number", "text")
    assert list(changes) == [("1", "7", "kept")]


def test_a_list_that_is_taken_over_has_one_line_of_the_log_and_items_with_the_ids_of_what_was_made(
    looked_up, manager, cluster
):
    values = {"name": "secret firm", "member_number": "secret-1", "city": "secret town"}
    intake = take_over(looked_up({"values": values}, cluster=cluster), by=manager)

    line, item = LogEntry.objects.get(verb="take_over"), intake.items.get()
    made = [Organisation.objects.get(name="secret firm"), Membership.objects.get(), OrganisationSheet.objects.get()]
    assert (line.kind, line.public_id, line.by) == ("intake", intake.public_id, manager.public_id)
    assert line.fields == ["memberships", "organisations", "sheets", "values"]
    assert [item.organisation_id_new, item.membership_id_new, item.sheet_id_new] == [one.public_id for one in made]
    assert "secret" not in str(list(LogEntry.objects.values()))


def test_what_looks_like_markup_or_a_formula_stays_text(looked_up, manager):
    name = "<script>alert(1)</script> =HYPERLINK(A1)"
    take_over(looked_up({"values": {"name": name, "text": "=1+1"}}), by=manager)

    assert (Organisation.objects.get().name, OrganisationSheet.objects.get().text) == (name, "=1+1")


def test_a_name_that_is_too_long_is_cut(looked_up, manager):
    take_over(looked_up({"values": {"name": "ä" * 301}}), by=manager)

    assert Organisation.objects.get().name == "ä" * 300


def test_twenty_rows_cost_as_many_queries_as_one(looked_up, manager, cluster):
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

    assert asked(1) == asked(20)


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

    assert undo_intake(intake, by=manager) == 1
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


def test_two_rows_with_the_number_of_one_organisation_make_it_once(looked_up, manager, cluster):
    rows = [{"answer": "evidence", "found": "pic:999999999", "values": {"city": town}} for town in ("Jena", "Gera")]
    intake = take_over(looked_up(*rows, cluster=cluster), by=manager)

    assert names() == ["Cluster", "Firm 2"]
    assert [one.member.name for one in Membership.objects.all()] == ["Firm 2"]
    said = Organisation.objects.get(name="Firm 2").values.values_list("value", flat=True)
    assert sorted(said) == ["Firm 2", "Firm 3", "Gera", "Jena"]
    assert (undo_intake(intake, by=manager), names()) == (0, ["Cluster"])


def test_a_doubtful_row_that_is_another_organisation_makes_a_new_one(looked_up, manager, make_organisation):
    row = {"answer": "review", "choice": "other", "organisation": make_organisation("Found")}
    take_over(looked_up(row), by=manager)

    assert names() == ["Firm 2", "Found"]


def test_what_others_save_while_a_list_is_made_ready_counts(looked_up, manager, cluster, make_organisation):
    """A number is claimed, a sheet written and a member joins between the last chunk and the writing."""
    known = make_organisation("Known")
    write_sheet(known, by=manager, given={"text": "old"})
    told = {"vat": "DE1", "text": "list", "member_number": "1"}
    rows = [{"values": told}, {"answer": "register", "organisation": known, "values": told | {"vat": "DE2"}}]
    intake = ask_take_over(looked_up(*rows, cluster=cluster), by=manager)
    while make_ready(intake, by=manager):
        pass
    owner = make_organisation("Owner", identifiers={"vat": "DE1"})
    write_sheet(known, by=manager, given={"text": "mine"}, version=1)
    write_sheet(owner, by=manager, given={"text": "mine"})
    begin_membership(cluster, member=owner, by=manager)
    write_items(intake, by=manager)

    assert names() == ["Cluster", "Known", "Owner"]
    assert set(OrganisationSheet.objects.values_list("text", flat=True)) == {"mine"}
    assert sorted(Membership.objects.values_list("member__name", "source")) == [("Known", "CRM"), ("Owner", "")]
    assert intake.restore == {
        "organisations": 0, "identifiers": 1, "values": 2, "memberships": 1, "memberships_changed": 0,
        "sheets": 0, "sheets_changed": 0,
    }  # fmt: skip
    assert undo_intake(intake, by=manager) == 0
    assert set(OrganisationSheet.objects.values_list("text", flat=True)) == {"mine"}
    assert list(OrganisationIdentifier.objects.values_list("value", flat=True)) == ["DE1"]


@pytest.mark.parametrize(
    ("kept", "listed"),
    [
        ((None, None), ("", "", False)),
        (("2010-01-01", "2014-12-31"), ("2015-01-01", "", True)),
        (("2010-01-01", "2014-12-31"), ("2014-12-31", "", False)),
        (("2010-01-01", "2014-12-31"), ("", "", False)),
        (("2010-01-01", None), ("2000-01-01", "2009-12-31", True)),
        (("2010-01-01", None), ("2000-01-01", "2010-01-01", False)),
        (("2010-01-01", None), ("2015-01-01", "", False)),
    ],
)
def test_a_membership_is_added_where_it_overlaps_none_of_the_own_ones(looked_up, manager, cluster, kept, listed):
    member, is_added = add_organisation("Member", by=None), listed[2]
    first, last = (day and date.fromisoformat(day) for day in kept)
    begin_membership(cluster, member=member, by=manager, valid_from=first)
    Membership.objects.update(valid_to=last)
    values = {name: day for name, day in zip(("since", "until"), listed[:2], strict=True) if day}
    take_over(looked_up({"answer": "register", "organisation": member, "values": values}, cluster=cluster), by=manager)

    assert Membership.objects.count() == 1 + is_added


def test_a_list_is_made_ready_in_portions_that_leave_the_register_alone(looked_up, manager):
    intake = ask_take_over(looked_up({}, {}, {"answer": "error"}), by=manager)
    steps = [(make_ready(intake, by=manager, most=1), Intake.objects.get().done, names()) for _ in range(3)]

    assert steps == [(1, 1, []), (1, 2, []), (0, 3, [])]
    assert write_items(intake, by=manager).state == "taken"


def test_a_list_that_is_given_up_while_it_is_made_ready_is_not_written(looked_up, manager):
    intake = ask_take_over(looked_up({}), by=manager)
    make_ready(intake, by=manager)
    cancel_intake(intake, by=manager)
    with pytest.raises(WrongStateError):
        write_items(intake, by=manager)

    assert (names(), intake.items.count(), Intake.objects.get().state) == ([], 0, "cancelled")


def test_asking_a_second_time_is_refused(looked_up, manager):
    intake = ask_take_over(looked_up({}), by=manager)
    with pytest.raises(WrongStateError):
        ask_take_over(intake, by=manager)


def stayed(intake):
    return {item.number: item.stayed.split() for item in intake.items.exclude(stayed="")}


@pytest.mark.parametrize(
    "changed",
    [
        {"valid_to": date(2016, 1, 31), "ended": "left"},
        {"valid_from": date(2015, 1, 1)},
        {"valid_from": None},
        {"release": "public"},
        {"source": "minutes"},
    ],
    ids=str,
)
def test_undo_keeps_a_membership_that_somebody_changed_since(looked_up, manager, cluster, changed):
    rows = [{"values": {"since": "2014-07-14"}}, {"values": {"since": "2014-07-14"}}]
    intake = take_over(looked_up(*rows, cluster=cluster), by=manager)
    Membership.objects.filter(member__name="Firm 2").update(**changed)

    assert undo_intake(intake, by=manager) == 1
    assert [one.member.name for one in Membership.objects.all()] == ["Firm 2"]
    assert stayed(intake) == {2: ["membership", "organisation", "by_membership"]}
    told = FieldChange.objects.filter(entry__verb="undo_intake", kind="membership").values_list("public_id", flat=True)
    assert list(told) == [intake.items.get(number=3).membership_id_new]


def test_undo_keeps_a_value_that_somebody_changed_since_and_takes_its_neighbours_back(looked_up, manager):
    rows = [{"values": {"city": "Jena", "website": "https://example.org"}}, {"values": {"city": "Gera"}}]
    intake = take_over(looked_up(*rows), by=manager)
    OrganisationValue.objects.filter(value="Jena").update(value="Weimar")

    assert undo_intake(intake, by=manager) == 1
    assert list(OrganisationValue.objects.values_list("key", "value")) == [("city", "Weimar")]
    assert (names(), stayed(intake)) == (["Firm 2"], {2: ["city", "organisation", "by_value"]})


def test_names_and_countries_of_new_organisations_have_their_source_and_day_and_go_with_them(looked_up, manager):
    rows = ({"values": {"country": "DE"}}, {"values": {"country": "CZ", "origin": "a census"}}, {})
    intake = take_over(looked_up(*rows), by=manager)

    today = timezone.localdate(intake.taken_at).isoformat()
    said = OrganisationValue.objects.order_by("organisation", "key").values_list("key", "value", "source", "as_of")
    assert list(said) == [
        ("name", "Firm 2", "CRM", today),
        ("region", "DE", "CRM", today),
        ("name", "Firm 3", "a census", today),
        ("region", "CZ", "a census", today),
        ("name", "Firm 4", "CRM", today),
    ]
    assert set(OrganisationValue.objects.values_list("said_by", "folded")) == {(manager.institution_id, None)}
    told = FieldChange.objects.filter(kind="organisation", field="region").order_by("pk").values_list("old", "new")
    assert list(told) == [(None, "DE"), (None, "CZ")]

    undo_intake(intake, by=manager)
    assert not Organisation.objects.exists()
    assert not OrganisationValue.objects.exists()


def test_a_name_that_another_list_says_too_stays_said_when_the_first_is_undone(looked_up, manager, cluster):
    first = take_over(looked_up({}, cluster=cluster), by=manager)
    made = Organisation.objects.get(name="Firm 2")
    take_over(looked_up({"answer": "register", "organisation": made}, cluster=cluster), by=manager)
    note_contact(made, by=manager, kind="call", text="x")

    undo_intake(first, by=manager)

    assert list(made.values.values_list("key", "value")) == [("name", "Firm 2")]


@pytest.mark.parametrize(
    ("region", "said"), [("", [("region", "CZ")]), ("DED21", [("region", "CZ")]), ("CZ064", [])], ids=str
)
def test_a_country_is_kept_beside_where_the_register_says_none_or_another(
    looked_up, manager, make_organisation, region, said
):
    known = make_organisation("Known AG", region)
    row = {"answer": "register", "organisation": known, "values": {"name": "Known AG", "country": "CZ"}}

    take_over(looked_up(row), by=manager)

    assert list(known.values.filter(key="region").values_list("key", "value")) == said


@pytest.mark.parametrize("changed", [{"name": "Firm two"}, {"region": "DED2"}], ids=str)
def test_undo_keeps_an_organisation_whose_name_or_seat_was_changed_since(looked_up, manager, changed):
    intake = take_over(looked_up({}, {}), by=manager)
    Organisation.objects.filter(name="Firm 2").update(**changed)

    assert undo_intake(intake, by=manager) == 1
    assert (names(), stayed(intake)) == ([changed.get("name", "Firm 2")], {2: ["organisation"]})


def test_undo_keeps_a_value_of_another_list_of_the_same_day_and_source(looked_up, manager, make_organisation):
    known, rows = make_organisation("Known"), []
    for city in ("Jena", "Gera"):
        row = {"answer": "register", "organisation": known, "values": {"city": city}}
        intake = looked_up(row)
        intake.rows.update(changes=[{"column": "city"}])
        rows.append(take_over(intake, by=manager))

    assert (undo_intake(rows[1], by=manager), stayed(rows[1])) == (0, {})
    assert sorted(one.value for one in known.values.all()) == ["Firm 2", "Jena"]


def test_undo_keeps_a_seat_that_another_list_of_the_same_day_and_source_says_too(looked_up, manager, make_organisation):
    known = make_organisation("Known AG", region="DED21")
    row = {"answer": "register", "organisation": known, "values": {"name": "Known AG", "region": "DE212"}}
    first, second = (take_over(looked_up(row), by=manager) for _ in range(2))

    undo_intake(second, by=manager)
    assert list(known.values.values_list("key", "value")) == [("region", "DE212")]
    undo_intake(first, by=manager)
    assert list(known.values.values_list("key", "value")) == []


def found_by_name():
    return sorted(SearchEntry.objects.filter(kind="register_organisation").values_list("text", "title"))


def test_another_name_and_another_seat_are_kept_beside_with_their_source_and_undone(
    looked_up, manager, make_organisation
):
    known = make_organisation("Known AG", region="DED21")
    told = {"name": "Also Called KG", "region": "DE212"}
    same = {"answer": "register", "organisation": known}
    finer = same | {"values": {"name": "KNOWN AG", "region": "DED"}}
    intake = take_over(looked_up(same | {"values": told}, same | {"values": told}, finer), by=manager)
    known.refresh_from_db()

    today = timezone.localdate().isoformat()
    said = list(known.values.values_list("key", "value", "source", "as_of"))
    assert said == [("name", "Also Called KG", "CRM", today), ("region", "DE212", "CRM", today)]
    assert (known.name, known.region) == ("Known AG", "DED21")
    assert found_by_name() == [("Also Called KG", "Known AG"), ("Known AG", "")]
    undo_intake(intake, by=manager)
    assert (list(known.values.all()), found_by_name()) == ([], [("Known AG", "")])


@pytest.fixture
def known_members(manager, cluster):
    """Makes members since 2010 with a sheet, and rows of a list that tell another day and number of each."""

    def made(count):
        names = [f"Known {count}-{number}" for number in range(count)]
        firms = [Organisation(name=name, folded=name.lower(), public_id=new_public_id()) for name in names]
        owned = {"owner": manager, "institution": manager.institution, "release": "institution"}
        Organisation.objects.bulk_create(firms)
        since = {"cluster": cluster, "valid_from": date(2010, 1, 1)}
        members = Membership.objects.bulk_create([Membership(member=one, **since, **owned) for one in firms])
        OrganisationSheet.objects.bulk_create([OrganisationSheet(organisation=one, **owned) for one in firms])
        days = {"column": "days", "before": "2010-01-01 – …", "after": "2011-01-01 – …"}
        values = {"since": "2011-01-01", "member_number": "7"}
        return [
            {
                "answer": "register",
                "organisation": one.member,
                "values": values,
                "changes": [days | {"membership": one.public_id}],
            }
            for one in members
        ]

    return made


def steps(act):
    """Hundreds of steps that SQLite takes for something; it begins to count anew with each statement."""
    counted = []
    connection.connection.set_progress_handler(lambda: counted.append(1), 100)
    try:
        act()
    finally:
        connection.connection.set_progress_handler(None, 0)
    return len(counted)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="counts the steps of SQLite")
def test_four_times_as_many_changed_members_cost_the_database_not_much_more_than_four_times_the_work(
    looked_up, manager, cluster, known_members
):
    def worked(count):
        intake = ask_take_over(looked_up(*known_members(count), cluster=cluster), by=manager)
        while make_ready(intake, by=manager):
            pass
        there = steps(lambda: write_items(intake, by=manager)), steps(lambda: undo_intake(intake, by=manager))
        assert {intake.restore[name] for name in ("memberships_changed", "sheets_changed")} == {count}
        return there

    few, many = worked(100), worked(400)
    assert [after < 6 * before for before, after in zip(few, many, strict=True)] == [True, True]
