"""The shared core: changed at once by whoever is alone with it, else by a proposal that another institution decides."""

from datetime import date

import pytest
from django.utils import timezone
from tests.web.conftest import AUTHORISED

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.models import FieldChange, LogEntry, SearchEntry
from crossfield.web.registry.actions.cluster import begin_membership, make_cluster
from crossfield.web.registry.actions.contact import note_contact
from crossfield.web.registry.actions.cooperation import record_cooperation
from crossfield.web.registry.actions.event import list_guests, record_event
from crossfield.web.registry.actions.history import restore_change
from crossfield.web.registry.actions.organisation import add_organisation, represent_organisation, write_sheet
from crossfield.web.registry.actions.person import add_person
from crossfield.web.registry.actions.profile import ask_for_profile
from crossfield.web.registry.actions.proposal import change_core, decide_proposal, withdraw_proposal
from crossfield.web.registry.models import Contact, CoreProposal, Event, Organisation
from crossfield.web.registry.queries.organisation import organisations_found
from crossfield.web.registry.queries.proposal import (
    institutions_using,
    proposal_todos,
    proposals_to_decide,
    used_by_others,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture
def one():
    return add_organisation("Old name", by=None, region="DE")


@pytest.fixture
def eve(make_user):
    return make_user("eve", role="manager")


def changed(one, by, key="name", value="New name"):
    return change_core(one, by=by, key=key, value=value, reason="the imprint")


def core(one):
    return Organisation.objects.values_list("name", "region").get(pk=one.pk)


@pytest.fixture
def waiting(one, manager, eve):
    """A proposal of ann's for an organisation that eve's institution uses."""
    write_sheet(one, by=eve, given={"text": "secret of eve"})
    return changed(one, manager)


def test_who_is_alone_with_an_entry_changes_it_at_once(one, manager):
    write_sheet(one, by=manager, given={"text": "own"})

    assert changed(one, manager) is None
    assert changed(one, manager, "region", " ded21 ") is None
    assert core(one) == ("New name", "DED21")
    assert SearchEntry.objects.get(public_id=one.public_id).text == "New name"
    said = one.values.order_by("key").values_list("key", "value", "source", "as_of")
    source, today = "Institution of ann: the imprint", timezone.localdate().isoformat()
    assert list(said) == [("name", "New name", source, today), ("region", "DED21", source, today)]
    lines = LogEntry.objects.filter(verb="change_core").values_list("public_id", "fields")
    assert sorted(lines) == [(one.public_id, ["name"]), (one.public_id, ["region"])]


def test_a_proposal_that_is_confirmed_is_said_by_whoever_proposed_it(one, manager, eve, waiting):
    assert not one.values.exists()
    decide_proposal(waiting, by=eve, accept=True)

    kept = one.values.get()
    assert (kept.source, kept.said_by) == ("Institution of ann: the imprint", manager.institution)


def test_a_name_that_was_given_by_mistake_and_taken_back_finds_nothing(one, manager):
    changed(one, manager)
    change = FieldChange.objects.get(field="name", new="New name")
    restore_change(change, by=manager)

    assert core(one) == ("Old name", "DE")
    assert list(organisations_found("new name")) == []
    assert not SearchEntry.objects.filter(text="New name").exists()
    assert list(one.values.values_list("value", flat=True)) == ["Old name"]


def as_sheet(one, by):
    write_sheet(one, by=by, given={"text": "x"})


def as_member(one, by):
    begin_membership(make_cluster(add_organisation("Cluster", by=None), by=None), member=one, by=by)


def as_cluster(one, by):
    begin_membership(make_cluster(one, by=None), member=add_organisation("Member", by=None), by=by)


def as_spoken_for(one, by):
    by.role = "administrator"
    represent_organisation(one, by=by, **AUTHORISED)


def as_place_of_a_person(one, by):
    add_person("Somebody", by=by, functions=[(one, "head")])


def as_contact(one, by):
    note_contact(one, by=by, kind="call", text="secret of eve", day=DAY)


def as_introduced(one, by):
    note_contact(add_organisation("First", by=None), by=by, kind="introduction", text="x", day=DAY, introduced_to=one)


def as_guest(one, by):
    list_guests(record_event("Workshop", by=by, kind="workshop", day=DAY), by=by, names=[one.name], state="invited")


def as_partner(one, by):
    partners = [(each, "partner", "") for each in (one, add_organisation("Partner", by=None))]
    record_cooperation("Together", by=by, kind="project", partners=partners)


def as_asked(one, by):
    ask_for_profile(one, by=by, email="somebody@example.org", language="en")


USES = (
    *(as_sheet, as_member, as_cluster, as_spoken_for, as_place_of_a_person, as_contact, as_introduced, as_guest),
    *(as_partner, as_asked),
)


@pytest.mark.parametrize("use", USES, ids=lambda one: one.__name__)
def test_where_another_institution_uses_it_a_change_is_a_proposal(one, manager, eve, use):
    use(one, eve)
    made = changed(one, manager)

    assert institutions_using(one) == {eve.institution_id}
    assert used_by_others([one.pk], manager) == {one.pk}
    assert used_by_others([one.pk], eve) == set()
    assert (core(one), made.state, made.before, made.value) == (("Old name", "DE"), "open", "Old name", "New name")
    assert list(proposals_to_decide(eve)) == [made]
    assert list(proposals_to_decide(manager)) == []
    assert LogEntry.objects.get(verb="propose_core").fields == ["name"]


def test_what_somebody_keeps_for_herself_alone_asks_nobody(one, manager, eve):
    as_contact(one, eve)
    as_guest(one, eve)
    for kept in (Contact, Event):
        kept.objects.update(release="own")

    assert institutions_using(one) == set()
    assert changed(one, manager) is None


def test_the_other_institution_confirms(one, waiting, eve):
    decide_proposal(waiting, by=eve, accept=True)
    kept = CoreProposal.objects.get()

    assert (core(one)[0], kept.state, kept.decided_by) == ("New name", "accepted", eve)
    assert SearchEntry.objects.get(public_id=one.public_id).text == "New name"
    assert LogEntry.objects.get(verb="accepted_proposal").public_id == waiting.public_id


def test_the_other_institution_declines_or_the_own_one_withdraws(one, waiting, manager, eve):
    decide_proposal(waiting, by=eve, accept=False)
    again = changed(one, manager)
    withdraw_proposal(again, by=manager)

    assert [row.state for row in CoreProposal.objects.order_by("pk")] == ["refused", "withdrawn"]
    assert core(one)[0] == "Old name"


def test_who_speaks_for_it_corrects_at_once_and_alone_decides(one, waiting, make_user, eve):
    chief = make_user("chief", role="administrator")
    represent_organisation(one, by=chief, **AUTHORISED)

    assert [list(proposals_to_decide(by)) for by in (chief, eve)] == [[waiting], []]
    with pytest.raises(NotAllowedError):
        decide_proposal(waiting, by=eve, accept=True)
    assert changed(one, chief, value="Own name") is None
    with pytest.raises(WrongStateError):  # it was changed since
        decide_proposal(waiting, by=chief, accept=True)
    assert decide_proposal(waiting, by=chief, accept=False).state == "refused"
    assert core(one)[0] == "Own name"


def test_nobody_decides_the_own_proposal_and_strangers_decide_none(waiting, manager, make_user):
    for by in (manager, make_user("stranger", role="administrator")):
        with pytest.raises(NotAllowedError):
            decide_proposal(waiting, by=by, accept=True)
    with pytest.raises(NotAllowedError):
        withdraw_proposal(waiting, by=make_user("other", role="manager"))

    assert CoreProposal.objects.get().state == "open"


@pytest.mark.parametrize("role", ["visitor", "member", "reviewer", "officer", "analyst"])
def test_other_roles_change_and_decide_nothing(one, waiting, eve, make_user, role):
    other = make_user("oth", eve.institution, role=role)
    with pytest.raises(NotAllowedError):
        changed(one, other)
    with pytest.raises(NotAllowedError):
        decide_proposal(waiting, by=other, accept=True)

    assert list(proposals_to_decide(other)) == proposal_todos(other, None) == []


def test_what_is_decided_is_decided(waiting, manager, eve):
    decide_proposal(waiting, by=eve, accept=False)
    with pytest.raises(WrongStateError):
        decide_proposal(waiting, by=eve, accept=True)
    with pytest.raises(WrongStateError):
        withdraw_proposal(waiting, by=manager)


@pytest.mark.parametrize("value", ["Old name", "New name", " "])
def test_what_is_so_or_proposed_already_or_empty_is_refused(one, waiting, manager, value):
    with pytest.raises(WrongStateError):
        changed(one, manager, value=value)

    assert CoreProposal.objects.count() == 1


def test_a_proposal_waits_on_the_page_of_today(waiting, eve):
    [todo] = proposal_todos(eve, None)

    assert (todo.text, todo.due) == ("Old name: another institution proposes “New name”.", None)
    assert todo.address.endswith(f"/register/organisations/{waiting.organisation.public_id}/")
