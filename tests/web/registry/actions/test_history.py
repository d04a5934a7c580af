"""Taking a change back: the earlier value stands there again, and nothing newer is overwritten."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.actions.history import RESTORABLE, purge_history
from crossfield.web.accounts.models import FieldChange, SearchEntry
from crossfield.web.registry.actions.cluster import (
    begin_membership,
    change_cluster_fields,
    change_membership,
    make_cluster,
    withdraw_membership,
)
from crossfield.web.registry.actions.contact import change_contact, note_contact, tell_outcome
from crossfield.web.registry.actions.cooperation import (
    change_cooperation,
    change_status,
    confirm_cooperation,
    record_cooperation,
    release_cooperation,
)
from crossfield.web.registry.actions.event import add_funding_call, change_event, change_funding_call, record_event
from crossfield.web.registry.actions.history import restore_change
from crossfield.web.registry.actions.merge import merge_organisations
from crossfield.web.registry.actions.organisation import add_value, remove_value, write_sheet
from crossfield.web.registry.actions.person import add_detail, add_person, rename_person, withdraw_detail
from crossfield.web.registry.actions.proposal import change_core, decide_proposal
from crossfield.web.registry.models import (
    Contact,
    Cooperation,
    CoreProposal,
    Event,
    Field,
    FundingCall,
    Membership,
    NamedInterface,
    Organisation,
    OrganisationSheet,
    Person,
    PersonDetail,
)
from crossfield.web.registry.queries.cluster import fields_stand, membership_stands
from crossfield.web.registry.queries.history import changes_for, history_of, is_own_history, parts_of
from crossfield.web.registry.queries.week import call_fingerprint

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(two_institutions):
    return two_institutions.silicon.users["manager"]


def newest(field):
    return FieldChange.objects.filter(field=field).order_by("-pk").first()


def sheet_of(manager, organisation):
    return OrganisationSheet.objects.get(organisation=organisation, institution=manager.institution)


def test_the_earlier_text_of_a_sheet_stands_there_again_and_who_has_it_open_is_told(manager, two_institutions):
    shared = two_institutions.shared[0]
    write_sheet(shared, by=manager, given={"next_step_due": date(2026, 1, 2), "text": "new"}, version=1)
    write_sheet(shared, by=manager, given={"next_step_due": None}, version=2)
    restore_change(newest("text"), by=manager)
    restore_change(newest("next_step_due"), by=manager)

    sheet = sheet_of(manager, shared)
    assert (sheet.text, sheet.next_step_due, sheet.version) == ("secret note of silicon", date(2026, 1, 2), 5)
    with pytest.raises(WrongStateError):
        write_sheet(shared, by=manager, given={"text": "x"}, version=3)
    assert (newest("text").old, newest("text").entry.verb) == ("new", "restore_change")


def test_what_was_written_since_is_not_overwritten(manager, two_institutions):
    shared = two_institutions.shared[0]
    for version, text in enumerate(["one", "two"], start=1):
        write_sheet(shared, by=manager, given={"text": text}, version=version)
    first = FieldChange.objects.get(field="text", new="one")
    with pytest.raises(WrongStateError, match="changed again"):
        restore_change(first, by=manager)

    assert sheet_of(manager, shared).text == "two"


def test_links_and_days_come_back_and_what_is_gone_does_not(manager, two_institutions):
    person = add_person("Test Muster", by=manager)
    contact = note_contact(two_institutions.shared[0], by=manager, kind="call", text="x", person=person)
    from crossfield.web.accounts.actions.log import write_log

    contact = Contact.objects.get(pk=contact.pk)
    contact.person = None
    contact.save()
    write_log(contact, verb="change", by=manager)
    restore_change(newest("person"), by=manager)
    assert Contact.objects.get(pk=contact.pk).person == person

    contact = Contact.objects.get(pk=contact.pk)
    contact.person = None
    contact.save()
    write_log(contact, verb="change", by=manager)
    person.delete()
    with pytest.raises(WrongStateError, match="gone"):
        restore_change(newest("person"), by=manager)


def test_a_name_that_comes_back_is_found_again(manager):
    from crossfield.web.accounts.queries.search import search

    person = add_person("Vorher Namens", by=manager)
    rename_person(person, by=manager, name="Nachher Namens", language="de", version=1)
    restore_change(newest("name"), by=manager)

    found = search("vorher", user=manager, language="en", kinds=["person"])
    assert ([one.title for one in found], Person.objects.get().version) == (["Vorher Namens"], 3)


def test_an_event_comes_back_in_the_search_too(manager):
    event = record_event("Meeting", by=manager, kind="workshop", day=date(2026, 1, 2))
    change_event(Event.objects.get(pk=event.pk), by=manager, version=1, given={"followed": "x"})
    restore_change(newest("followed"), by=manager)

    assert Event.objects.get(pk=event.pk).followed == ""


def test_kind_days_and_interface_of_an_event_come_back_but_never_an_end_before_the_beginning(manager):
    named = NamedInterface.objects.create(name="Own", owner=manager, institution=manager.institution)
    event = record_event("Meeting", by=manager, kind="workshop", day=date(2026, 1, 2), interface=named)
    later = {"kind": "fair", "day": date(2026, 1, 5), "last_day": date(2026, 1, 6), "interface": None}
    change_event(Event.objects.get(pk=event.pk), by=manager, version=1, given=later)
    change_event(Event.objects.get(pk=event.pk), by=manager, version=2, given={"last_day": None})
    restore_change(newest("kind"), by=manager)
    restore_change(newest("interface"), by=manager)
    restore_change(newest("day"), by=manager)

    found = Event.objects.get(pk=event.pk)
    assert (found.kind, found.day, found.interface, found.version) == ("workshop", date(2026, 1, 2), named, 6)
    change_event(found, by=manager, version=6, given={"day": date(2026, 1, 9)})
    with pytest.raises(WrongStateError, match="end before it begins"):
        restore_change(FieldChange.objects.get(field="last_day", new__isnull=True), by=manager)
    assert Event.objects.get(pk=event.pk).last_day is None


def test_what_is_said_of_a_cooperation_comes_back_and_who_confirmed_it_is_asked_again(two_institutions):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    manager, parts = silicon.users["manager"], [(side.cluster.organisation, "partner", "") for side in (silicon, bio)]
    made = record_cooperation("Before", by=manager, kind="project", partners=parts, began="2026-02", ended="2026-03")
    version = change_cooperation(made, by=manager, version=1, given={"title": "After", "began": "2026-01"}).version
    confirm_cooperation(made, by=bio.users["manager"])
    restore_change(newest("title"), by=manager)
    made.refresh_from_db()

    answered = made.partners.exclude(confirmed_by=None).values_list("confirmed_by", flat=True)
    assert (made.title, made.version, made.standing) == ("Before", version + 1, "stated")
    assert bio.institution.pk not in answered
    assert SearchEntry.objects.get(public_id=made.public_id).text == "Before"
    change_cooperation(made, by=manager, version=made.version, given={"ended": "2026-01"})
    with pytest.raises(WrongStateError, match="end before it begins"):
        restore_change(FieldChange.objects.get(field="began", new="2026-01"), by=manager)
    with pytest.raises(NotAllowedError):
        restore_change(newest("title"), by=bio.users["manager"])
    restorable = {one.field for one in history_of("cooperation", made.public_id, manager, "en") if one.restorable}
    assert {"title", "began", "ended"} <= restorable


def test_a_kind_that_its_partners_forbid_by_now_does_not_come_back(two_institutions):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    manager, parts = silicon.users["manager"], [(side.cluster.organisation, "partner", "") for side in (silicon, bio)]
    made = record_cooperation("S ↔ B", by=manager, kind="mutual", partners=parts)
    change_cooperation(made, by=manager, version=1, given={"kind": "project"})
    Cooperation.objects.filter(pk=made.pk).update(others=1)
    with pytest.raises(WrongStateError, match="exactly two partners"):
        restore_change(FieldChange.objects.get(field="kind", old="mutual"), by=manager)
    Cooperation.objects.filter(pk=made.pk).update(others=0)
    restore_change(FieldChange.objects.get(field="kind", old="mutual"), by=manager)

    assert Cooperation.objects.get(pk=made.pk).kind == "mutual"


def test_fields_of_a_call_stand_in_its_history_and_come_back(manager, two_institutions):
    one, two = (Field.objects.create(scheme="s", code=code, title_en=code.upper()) for code in ("x", "y"))
    call = add_funding_call("Call", by=manager, fields=[one], deadline=date(2026, 3, 1))
    for given, fields in (({}, [one, two]), ({"deadline": date(2026, 2, 1)}, [])):
        change_funding_call(call, by=manager, seen=call_fingerprint(call), given=given, fields=fields)
        call.refresh_from_db()
    told = [
        (change.old, change.new, change.restorable)
        for change in history_of("fundingcall", call.public_id, manager, "en")
        if change.field == "fields"
    ]
    assert told == [("X, Y", "", True), ("X", "X, Y", True), ("", "X", False)]
    with pytest.raises(NotAllowedError):
        restore_change(newest("fields"), by=two_institutions.bio.users["manager"])
    with pytest.raises(WrongStateError, match="changed again"):
        restore_change(FieldChange.objects.get(field="fields", old=[one.pk]), by=manager)
    restore_change(newest("fields"), by=manager)

    assert list(FundingCall.objects.get().fields.order_by("code")) == [one, two]
    change_funding_call(call, by=manager, seen=call_fingerprint(call), given={"opens": date(2026, 2, 1)}, fields=[])
    call.refresh_from_db()
    change_funding_call(
        call, by=manager, seen=call_fingerprint(call), given={"deadline": None, "opens": date(2026, 6, 1)}, fields=[]
    )
    with pytest.raises(WrongStateError, match="close before it opens"):
        restore_change(newest("deadline"), by=manager)
    two.delete()
    with pytest.raises(WrongStateError, match="gone"):
        restore_change(newest("fields"), by=manager)


def test_a_detail_comes_back_for_thirty_days(manager):
    person = add_person("Test Muster", by=manager)
    detail = add_detail(person, by=manager, kind="mail", value="old@b.de", purpose="news", basis="contract")
    from crossfield.web.accounts.actions.log import write_log

    def change(value):
        read = PersonDetail.objects.get(pk=detail.pk)
        read.value = value
        read.save()
        write_log(read, verb="change", by=manager)

    change("new@b.de")
    restore_change(newest("value"), by=manager)
    assert PersonDetail.objects.get().value == "old@b.de"

    change("newer@b.de")
    purge_history(timezone.now() + RESTORABLE + timedelta(seconds=1))
    with pytest.raises(WrongStateError, match="thirty days"):
        restore_change(newest("value"), by=manager)
    assert PersonDetail.objects.get().value == "newer@b.de"


def test_a_status_goes_by_its_own_action(manager, two_institutions):
    change_status(two_institutions.silicon.cooperation, by=manager, status="ended")
    with pytest.raises(WrongStateError, match="cannot be taken back here"):
        restore_change(newest("status"), by=manager)


@pytest.mark.parametrize("who", [("silicon", "analyst"), ("bio", "manager")])
def test_who_may_not_takes_nothing_back(manager, two_institutions, who):
    write_sheet(two_institutions.shared[0], by=manager, given={"text": "new"}, version=1)
    with pytest.raises(NotAllowedError):
        restore_change(newest("text"), by=getattr(two_institutions, who[0]).users[who[1]])

    assert sheet_of(manager, two_institutions.shared[0]).text == "new"


def test_a_history_is_told_to_readers_of_the_own_institution(manager, two_institutions):
    shared, silicon = two_institutions.shared[0], two_institutions.silicon
    parts = parts_of("organisation", shared.public_id, manager)
    readers = {role for role, user in silicon.users.items() if changes_for(user, parts).exists()}

    assert readers == {"manager", "officer", "analyst", "administrator"}
    assert "secret note of bio" not in str(history_of("organisation", shared.public_id, manager, "en"))
    told = [(one.who, one.thing, one.field, one.old, one.new) for one in history_of(*parts[0], manager, "en")]
    assert (str(manager), "own sheet", "notes", "", "secret note of silicon") in told
    assert list(changes_for(None, parts)) == []


def test_a_history_reads_as_people_speak(manager, two_institutions, django_assert_num_queries):
    person = add_person("Test Muster", by=manager, functions=[(two_institutions.shared[0], "Head")])
    note_contact(two_institutions.shared[0], by=manager, kind="call", text="x", person=person)
    add_detail(person, by=manager, kind="mail", value="a@b.de", purpose="news", basis="contract", seen="own")
    told = {one.field: one for one in history_of("person", person.public_id, manager, "de")}

    assert (told["purpose"].new, told["legal basis"].new) == (
        "Neuigkeiten aus dem Cluster", "Mitgliedschaft oder anderer Vertrag (Art. 6 Abs. 1 Buchst. b DSGVO)",
    )  # fmt: skip
    assert (told["function"].new, told["value"].new, told["value"].restorable) == ("Head, Shared 0", "a@b.de", False)
    assert "-" not in {one.field: one.new for one in history_of("person", person.public_id, manager, "en")}["until"]
    assert "person" not in {one.field for one in told.values()}
    other = two_institutions.silicon.users["administrator"]
    assert {one.field: one.new for one in history_of("person", person.public_id, other, "en")}["value"] == ""
    contact = Contact.objects.get(text="x")
    told = {one.field: one.new for one in history_of("contact", contact.public_id, manager, "en")}
    assert (told["with whom"], told["kind"]) == ("Test Muster", "call")


def test_what_is_no_introduction_any_more_has_no_outcome(manager, two_institutions):
    one, other, _third = two_institutions.shared
    contact = note_contact(one, by=manager, kind="call", text="x")
    changed = change_contact(
        contact, by=manager, version=contact.version, given={"kind": "introduction", "introduced_to": other}
    )
    tell_outcome(changed, by=manager, outcome="going_on")
    before = Contact.objects.get(pk=contact.pk).version

    restore_change(newest("kind"), by=manager)

    contact = Contact.objects.get(pk=contact.pk)
    assert (contact.kind, contact.outcome, contact.version) == ("call", "", before + 1)


def test_a_removal_of_a_value_is_not_taken_back_by_its_number(manager, make_organisation):
    one = make_organisation("One", "")
    value = add_value(one, by=manager, key="region", value="DED2", source="list")
    remove_value(value, by=manager)

    with pytest.raises(WrongStateError, match="cannot be taken back here"):
        restore_change(newest("region"), by=manager)
    assert Organisation.objects.get(pk=one.pk).region == ""


@pytest.mark.parametrize("field", ["kind", "introduced_to"])
def test_an_introduction_goes_back_with_the_organisation_it_named(manager, two_institutions, field):
    one, other, _third = two_institutions.shared
    contact = note_contact(one, by=manager, kind="introduction", introduced_to=other, text="x")
    change_contact(contact, by=manager, version=contact.version, given={"kind": "call", "introduced_to": None})

    restore_change(newest(field), by=manager)

    contact = Contact.objects.get(pk=contact.pk)
    assert (contact.kind, contact.introduced_to) == ("introduction", other)
    restore_change(newest(field), by=manager)
    contact = Contact.objects.get(pk=contact.pk)
    assert (contact.kind, contact.introduced_to) == ("call", None)


def test_what_became_of_people_and_lists_is_said(manager, two_institutions):
    shared = two_institutions.shared[0]
    write_sheet(shared, by=manager, given={"text": "new"}, version=1)
    restore_change(newest("text"), by=manager)
    manager_id = manager.public_id
    told = history_of("organisation", shared.public_id, two_institutions.silicon.users["analyst"], "en")
    assert next((one.verb, one.restorable) for one in told if one.field == "notes") == ("taken back", False)

    from crossfield.web.accounts.models import LogEntry

    assert LogEntry.objects.filter(by=manager_id, verb="restore_change").count() == 1


@pytest.mark.parametrize("field", ["seen", "expires", "value", "basis"])
def test_what_made_a_thing_is_not_taken_back_piece_by_piece(manager, field):
    person = add_person("Test Muster", by=manager)
    add_detail(person, by=manager, kind="mail", value="a@b.de", purpose="news", basis="contract", seen="own")
    before = PersonDetail.objects.values().get()
    with pytest.raises(WrongStateError, match="cannot be taken back here"):
        restore_change(newest(field), by=manager)

    assert PersonDetail.objects.values().get() == before


def test_a_detail_that_is_meant_for_somebody_else_is_not_changed_by_its_history(manager, two_institutions):
    from crossfield.web.accounts.actions.log import write_log

    person = add_person("Test Muster", by=manager)
    add_detail(person, by=manager, kind="mail", value="a@b.de", purpose="news", basis="contract")
    read = PersonDetail.objects.get()
    read.seen = "own"
    read.save()
    write_log(read, verb="change", by=manager)
    with pytest.raises(NotAllowedError, match="not shown to you"):
        restore_change(newest("seen"), by=two_institutions.silicon.users["administrator"])

    assert PersonDetail.objects.get().seen == "own"


def test_the_history_holds_back_what_is_withdrawn_and_what_has_expired(manager, two_institutions):
    person = add_person("Test Muster", by=manager)
    for value in ("gone@b.de", "late@b.de"):
        add_detail(person, by=manager, kind="mail", value=value, purpose="news", basis="contract")
    withdraw_detail(PersonDetail.objects.get(value="gone@b.de"), by=manager, way="mail")
    PersonDetail.objects.filter(value="late@b.de").update(expires=timezone.localdate() - timedelta(days=1))

    def told(user):
        rows = history_of("person", person.public_id, user, "en")
        return {one.new for one in rows if one.field == "value"}

    assert told(manager) == {"", "late@b.de"}  # who may prolong it
    assert told(two_institutions.silicon.users["analyst"]) == {""}


def test_the_history_of_what_somebody_keeps_alone_is_that_persons(manager, two_institutions):
    silicon = two_institutions.silicon
    kept = release_cooperation(silicon.cooperation, by=manager, release="own")
    readers = {role for role, user in silicon.users.items() if is_own_history(user, "cooperation", kept)}

    assert readers == {"manager"}


def told_of(organisation, user):
    return [(one.field, one.old, one.new) for one in history_of("organisation", organisation.public_id, user, "en")]


def test_a_merge_stands_in_the_history_and_is_undone_from_there(manager, make_organisation):
    kept, gone = make_organisation("Kept GmbH"), make_organisation("Gone GmbH")
    merge_organisations(kept, gone=gone, by=manager, reason="same address")
    assert told_of(kept, manager) == [("merged with this entry", "", "Gone GmbH"), ("reason", "", "same address")]
    [row] = [one for one in history_of("organisation", kept.public_id, manager, "en") if one.restorable]

    restore_change(FieldChange.objects.get(pk=row.number), by=manager)

    assert set(Organisation.objects.filter(name__endswith="GmbH")) == {kept, gone}
    again = history_of("organisation", kept.public_id, manager, "en")
    assert [one.field for one in again] == ["merge undone", "merged with this entry", "reason"]
    assert [one.restorable for one in again] == [False] * 3
    with pytest.raises(WrongStateError):
        restore_change(FieldChange.objects.get(pk=row.number), by=manager)


def test_a_proposal_and_what_became_of_it_stand_in_the_history_of_both(two_institutions, make_organisation):
    asks, decides = (side.users["manager"] for side in (two_institutions.silicon, two_institutions.bio))
    one = make_organisation("Old name")
    write_sheet(one, by=decides, given={"text": "secret"})
    waiting = change_core(one, by=asks, key="name", value="New name", reason="register")

    assert set(told_of(one, asks)) == {
        ("what shall change", "", "name"), ("how it shall read", "", "New name"), ("reason", "", "register"),
        ("what became of it", "", "waits for a decision"),
    }  # fmt: skip
    decide_proposal(waiting, by=decides, accept=True)

    decided = history_of("organisation", one.public_id, asks, "en")[0]
    assert (decided.field, decided.old, decided.new) == (
        "what became of it", "waits for a decision", "accepted",
    )  # fmt: skip
    assert decided.who == "somebody at Bio"
    assert ("name", "Old name", "New name") in told_of(one, decides)
    assert not any("secret" in str(row) for row in told_of(one, asks))


def test_a_name_goes_back_at_once_or_by_a_proposal(two_institutions, make_organisation):
    asks, other = (side.users["manager"] for side in (two_institutions.silicon, two_institutions.bio))
    one = make_organisation("First")
    change_core(one, by=asks, key="name", value="Second", reason="r")
    change = FieldChange.objects.get(public_id=one.public_id, field="name", old="First")

    restore_change(change, by=asks)
    assert Organisation.objects.get(pk=one.pk).name == "First"
    with pytest.raises(WrongStateError):
        restore_change(change, by=asks)

    change_core(one, by=asks, key="name", value="Third", reason="r")
    write_sheet(one, by=other, given={"text": "x"})
    restore_change(FieldChange.objects.get(public_id=one.public_id, new="Third"), by=asks)
    assert Organisation.objects.get(pk=one.pk).name == "Third"
    assert CoreProposal.objects.get().value == "First"
    with pytest.raises(NotAllowedError):
        restore_change(change, by=two_institutions.silicon.users["analyst"])


def test_a_name_that_was_changed_twice_does_not_go_back_to_the_first_at_once(two_institutions, make_organisation):
    manager = two_institutions.silicon.users["manager"]
    one = make_organisation("First")
    for name in ("Second", "Third"):
        change_core(one, by=manager, key="name", value=name, reason="r")

    with pytest.raises(WrongStateError):
        restore_change(FieldChange.objects.get(public_id=one.public_id, field="name", new="Second"), by=manager)
    assert Organisation.objects.get(pk=one.pk).name == "Third"


def test_a_merge_of_another_institution_is_undone_by_its_own_history_only(two_institutions, make_organisation):
    ours, theirs = (side.users["manager"] for side in (two_institutions.silicon, two_institutions.bio))
    kept, gone = make_organisation("Kept GmbH"), make_organisation("Gone GmbH")
    merge_organisations(kept, gone=gone, by=theirs, reason="r")

    assert told_of(kept, ours) == []
    with pytest.raises(NotAllowedError):
        restore_change(FieldChange.objects.get(field="gone"), by=ours)


@pytest.fixture
def membership(two_institutions):
    return two_institutions.silicon.membership


def changed(membership, manager, **given):
    one = Membership.every.get(pk=membership.pk)
    return change_membership(one, by=manager, stands=membership_stands(one), given=given)


@pytest.mark.parametrize("field", ["valid_to", "ended", "successor"])
def test_the_end_of_a_membership_goes_back_with_how_it_ended_and_who_followed(
    manager, two_institutions, membership, field
):
    heir = two_institutions.shared[2]
    changed(membership, manager, valid_to=date(2024, 1, 1), ended="merged", successor=heir)
    restore_change(newest(field), by=manager)
    one = Membership.objects.get(pk=membership.pk)
    assert (one.valid_to, one.ended, one.successor) == (None, "", None)

    restore_change(newest(field), by=manager)
    one = Membership.objects.get(pk=membership.pk)
    assert (one.valid_to, one.ended, one.successor) == (date(2024, 1, 1), "merged", heir)


def test_a_membership_that_was_taken_off_is_put_back_from_the_history(manager, two_institutions, membership):
    cluster = two_institutions.silicon.cluster
    withdraw_membership(membership, by=manager, stands=membership_stands(membership))
    off = newest("taken_off")
    again = begin_membership(cluster, member=membership.member, by=manager)
    with pytest.raises(WrongStateError, match="some of these days"):
        restore_change(off, by=manager)
    withdraw_membership(again, by=manager, stands=membership_stands(again))
    restore_change(off, by=manager)

    assert list(Membership.objects.filter(cluster=cluster)) == [membership]


def test_memberships_are_told_with_the_member_and_with_the_cluster_to_their_institution(
    manager, two_institutions, membership
):
    changed(membership, manager, source="second list")
    theirs = two_institutions.bio.membership
    changed(theirs, two_institutions.bio.users["manager"], source="secret second list")
    places = (membership.member, two_institutions.silicon.cluster.organisation)
    told = [history_of("organisation", one.public_id, manager, "en") for one in places]

    row = ("membership: Shared 1 · Cluster silicon", "source", "secret list of silicon", "second list", True)
    assert [
        [(one.thing, one.field, one.old, one.new, one.restorable) for one in changes if one.new == "second list"]
        for changes in told
    ] == [[row], [row]]
    assert "secret second list" not in str(told)
    with pytest.raises(NotAllowedError):
        restore_change(newest("source"), by=manager)


def test_that_a_membership_began_is_not_taken_back_by_a_column(manager, membership):
    source = FieldChange.objects.get(public_id=membership.public_id, field="source")
    with pytest.raises(WrongStateError, match="cannot be taken back here"):
        restore_change(source, by=manager)

    assert Membership.objects.get(pk=membership.pk).source == "secret list of silicon"


def test_fields_of_a_cluster_are_told_and_go_back(manager, make_organisation):
    known = make_organisation("Club")
    one, other = (
        Field.objects.create(scheme="s", code=code, title_en=code.upper(), title_de=code.upper()) for code in ("a", "b")
    )
    cluster = make_cluster(known, by=manager, fields=[one])
    change_cluster_fields(cluster, by=manager, fields=[], stands=[one.pk])
    change_cluster_fields(cluster, by=manager, fields=[one, other], stands=[])
    told = [(row.field, row.old, row.new) for row in history_of("organisation", known.public_id, manager, "en")]
    assert [row for row in told if "cluster" in row[0]] == [
        ("fields of the cluster", "", "A, B"),
        ("fields of the cluster", "A", ""),
        ("fields of the cluster", "", "A"),
        ("cluster", "", "yes"),
    ]

    changes = list(FieldChange.objects.filter(field="cluster_fields").order_by("-pk"))
    with pytest.raises(WrongStateError, match="changed again"):
        restore_change(changes[1], by=manager)
    restore_change(changes[0], by=manager)
    assert fields_stand(cluster) == []
    restore_change(changes[1], by=manager)
    assert fields_stand(cluster) == [one.pk]


def test_an_interface_of_two_fields_goes_back_as_one(manager):
    fields = [Field.objects.create(scheme="s", code=code) for code in "abcd"]
    day, sides = date(2026, 1, 2), ("side_a", "side_b")
    event = record_event("E", by=manager, kind="workshop", day=day, **dict(zip(sides, fields[:2], strict=True)))
    columns = {"title": "E", "kind": "workshop", "day": day} | dict(zip(sides, fields[2:], strict=True))
    change_event(event, by=manager, version=event.version, given=columns)
    change = FieldChange.objects.filter(entry__verb="change_event", field="side_a").get()

    restore_change(change, by=manager)

    event.refresh_from_db()
    assert [event.side_a, event.side_b] == fields[:2]
