"""An institution that leaves takes away what only it kept; what all share stays; thirty days it can come back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.models import FieldChange, LogEntry, SearchEntry
from crossfield.web.registry.actions.consent import ask_for_consent
from crossfield.web.registry.actions.contact import note_contact
from crossfield.web.registry.actions.departure import bring_back, purge_departures, take_away
from crossfield.web.registry.actions.organisation import write_sheet
from crossfield.web.registry.actions.person import add_detail, add_person
from crossfield.web.registry.models import (
    ConsentEntry,
    Contact,
    Cooperation,
    Departure,
    Membership,
    NamedInterface,
    Organisation,
    OrganisationSheet,
    Person,
    PersonDetail,
)
from crossfield.web.registry.queries.departure import departures_for, own_things, state_of, written_down

pytestmark = pytest.mark.django_db


@pytest.fixture
def silicon(two_institutions):
    """Silicon with a sheet, somebody it knows, and a contact with that person about an interface."""
    side, shared = two_institutions.silicon, two_institutions.shared
    manager = side.users["manager"]
    person = add_person("secret person", by=manager, functions=[(shared[0], "head")])
    detail = add_detail(
        person, by=manager, kind="mail", value="secret@example.org", purpose="news", basis="consent", way="talk"
    )
    ask_for_consent(detail, by=manager, language="de")
    interface = NamedInterface.objects.create(name="N", owner=manager, institution=side.institution)
    note_contact(shared[0], by=manager, kind="call", text="secret talk", person=person, interface=interface)
    return side


def take(side):
    boss = side.users["administrator"]
    return take_away(by=boss, state=state_of(boss))


def of(side):
    return written_down(own_things(side.institution.pk))


def test_its_own_things_go_and_the_core_and_the_others_stay(silicon, two_institutions):
    others = (of(two_institutions.bio), Organisation.objects.count(), Membership.objects.count())
    plans = Cooperation.objects.count()

    made = take(silicon)

    assert of(silicon) == []
    assert (of(two_institutions.bio), Organisation.objects.count(), Membership.objects.count()) == others
    assert (Cooperation.objects.count(), ConsentEntry.objects.count()) == (plans, 1)
    assert SearchEntry.objects.filter(text="secret person").count() == 0
    assert len(made.content) == 6
    line = LogEntry.objects.get(verb="take_away")
    assert (line.by, line.public_id) == (silicon.users["administrator"].public_id, made.public_id)
    assert "secret" not in str(list(LogEntry.objects.values()))
    assert str(made).startswith("Silicon ")


def test_undone_everything_is_as_it_was(silicon):
    before, boss = of(silicon), silicon.users["administrator"]
    made = take(silicon)

    assert bring_back(made, by=boss) == 6

    assert of(silicon) == before
    assert SearchEntry.objects.filter(text="secret person").count() == 1
    assert Contact.objects.get().person == Person.objects.get()
    assert Departure.objects.get().content == []
    with pytest.raises(WrongStateError):
        bring_back(made, by=boss)


def test_what_is_linked_to_and_gone_meanwhile_stays_away(silicon):
    made = take(silicon)
    NamedInterface.objects.all().delete()

    bring_back(made, by=silicon.users["administrator"])

    assert (Contact.objects.get().interface, Contact.objects.get().text) == (None, "secret talk")


def test_a_sheet_that_was_written_anew_is_not_overwritten(silicon, two_institutions):
    made = take(silicon)
    write_sheet(two_institutions.shared[0], by=silicon.users["manager"], given={"text": "new"})

    with pytest.raises(WrongStateError):
        bring_back(made, by=silicon.users["administrator"])

    assert [one.text for one in OrganisationSheet.objects.filter(institution=silicon.institution)] == ["new"]
    assert Person.objects.count() == 0


def test_what_was_written_after_the_files_were_taken_is_not_lost(silicon, two_institutions):
    boss = silicon.users["administrator"]
    state = state_of(boss)
    write_sheet(two_institutions.shared[2], by=silicon.users["manager"], given={"text": "late"})

    for wrong in (state, "", state_of(two_institutions.bio.users["administrator"])):
        with pytest.raises(WrongStateError):
            take_away(by=boss, state=wrong)
    assert Departure.objects.count() == 0
    assert OrganisationSheet.objects.filter(institution=silicon.institution).count() == 2


def test_who_keeps_nothing_takes_nothing_away(silicon):
    take(silicon)

    with pytest.raises(WrongStateError):
        take(silicon)


@pytest.mark.parametrize("role", ["manager", "analyst", "member", "visitor", "officer", "reviewer"])
def test_administrators_alone_do_it_and_see_it(silicon, role):
    user = silicon.users[role]
    with pytest.raises(NotAllowedError):
        take_away(by=user, state=state_of(user))
    made = take(silicon)

    assert list(departures_for(user)) == []
    with pytest.raises(WrongStateError):
        bring_back(made, by=user)


def test_another_institution_brings_nothing_back(silicon, two_institutions):
    made = take(silicon)

    with pytest.raises(WrongStateError):
        bring_back(made, by=two_institutions.bio.users["administrator"])


def test_after_thirty_days_it_is_cleared_from_the_history_too(silicon):
    made = take(silicon)
    assert purge_departures(timezone.now() + timedelta(days=29)) == 0
    assert FieldChange.objects.filter(new="secret talk").count() == 1
    later = timezone.now() + timedelta(days=30)

    assert purge_departures(later) == 1

    assert purge_departures(later) == 0
    assert Departure.objects.get().content == []
    assert "secret person" not in str(list(FieldChange.objects.filter(institution=silicon.institution).values()))
    Departure.objects.filter(pk=made.pk).update(at=timezone.now() - timedelta(days=30))
    with pytest.raises(WrongStateError):
        bring_back(made, by=silicon.users["administrator"])


def test_people_stay_people_of_their_institution_only(silicon, two_institutions):
    made = take(silicon)
    bring_back(made, by=silicon.users["administrator"])

    assert {one.institution_id for one in Person.objects.all()} == {silicon.institution.pk}
    assert PersonDetail.objects.get().value == "secret@example.org"
