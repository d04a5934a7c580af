"""Who answers for an organisation: never without a recorded ground; and what she confirms with her account."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.models import FieldChange, LogEntry
from crossfield.web.registry.actions.delegate import end_delegate, name_delegate
from crossfield.web.registry.actions.history import restore_change
from crossfield.web.registry.actions.profile import Offered, confirm_own_profile
from crossfield.web.registry.models import Delegate, Field, Profile
from crossfield.web.registry.queries.delegate import delegates_for, delegates_to_choose, organisations_answered_for
from crossfield.web.registry.queries.history import history_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def silicon(two_institutions):
    return two_institutions.silicon


@pytest.fixture
def name(two_institutions, silicon):
    """Names Silicon's member for an organisation, unless told otherwise."""

    def named(**rest):
        given = {
            "by": silicon.users["manager"],
            "user": silicon.users["member"],
            "basis": "mandate",
            "source": "letter",
        }
        return name_delegate(two_institutions.shared[0], **(given | rest))

    return named


def confirm(organisation, by, release="institution"):
    pair = [Field.objects.get_or_create(scheme="s", code=code)[0] for code in "ab"]
    offers = [Offered("offer", "secret sensors", *pair)]
    return confirm_own_profile(organisation, by=by, fields=pair[:1], offers=offers, release=release, language="de")


@pytest.mark.parametrize("wrong", [{"basis": ""}, {"basis": "friendship"}, {"source": ""}, {"source": " \n "}], ids=str)
def test_nobody_answers_for_an_organisation_without_a_recorded_ground(name, wrong, silicon, two_institutions):
    with pytest.raises(WrongStateError):
        name(**wrong)

    assert Delegate.objects.count() == 0
    with pytest.raises(NotAllowedError):
        confirm(two_institutions.shared[0], silicon.users["member"])
    assert Profile.objects.count() == 0


def test_the_database_refuses_one_without_a_ground_too(name):
    made = name()

    with pytest.raises(IntegrityError), transaction.atomic():
        Delegate.objects.filter(pk=made.pk).update(source="")


def test_a_member_with_a_ground_confirms_for_that_organisation_alone(name, silicon, two_institutions):
    one, other, member = *two_institutions.shared[:2], silicon.users["member"]
    made = name(source=" letter  of 3 March ")

    confirm(one, member)
    profile = confirm(one, member, release="public")

    assert (profile.institution, profile.release, profile.offers.count()) == (silicon.institution, "public", 1)
    assert profile.confirmed is not None
    assert (made.source, made.since, str(made)) == (
        "letter of 3 March", timezone.localdate(), "silicon.member@example.org: Shared 0",
    )  # fmt: skip
    assert LogEntry.objects.filter(verb="confirm_profile", by=member.public_id).count() == 2
    with pytest.raises(NotAllowedError):
        confirm(other, member)
    with pytest.raises(WrongStateError):
        confirm(one, member, release="own")
    assert "secret" not in str(list(LogEntry.objects.values()))


@pytest.mark.parametrize("whom", ["analyst", "manager", "visitor", "foreign", "closed"])
def test_only_accounts_of_member_organisations_of_the_own_institution_are_named(name, silicon, two_institutions, whom):
    person = silicon.users.get(whom) or silicon.users["member"]
    if whom == "foreign":
        person = two_institutions.bio.users["member"]
    if whom == "closed":
        person.is_active = False
        person.save()

    with pytest.raises(WrongStateError):
        name(user=person)
    assert Delegate.objects.count() == 0


def test_it_is_said_once_and_ended_by_the_own_institution(name, silicon, two_institutions):
    made, member = name(), silicon.users["member"]
    with pytest.raises(WrongStateError):
        name()
    for user in (two_institutions.bio.users["manager"], silicon.users["analyst"], member):
        with pytest.raises(NotAllowedError):
            end_delegate(made, by=user)

    end_delegate(made, by=silicon.users["manager"])

    assert Delegate.objects.get().ended == timezone.localdate()
    assert list(organisations_answered_for(member)) == []
    with pytest.raises(NotAllowedError):
        confirm(two_institutions.shared[0], member)
    assert name().ended is None


def test_only_writers_name_and_readers_of_the_institution_see_it(name, silicon, two_institutions):
    with pytest.raises(NotAllowedError):
        name(by=silicon.users["analyst"])
    made = name()

    assert list(delegates_for(silicon.users["analyst"])) == [made]
    assert list(delegates_for(two_institutions.bio.users["manager"])) == list(delegates_for(None)) == []
    assert list(delegates_for(silicon.users["member"])) == []
    assert list(delegates_to_choose(silicon.users["manager"])) == [silicon.users["member"]]
    assert list(delegates_to_choose(silicon.users["analyst"])) == []
    assert list(organisations_answered_for(None)) == list(organisations_answered_for(silicon.users["manager"])) == []
    told = FieldChange.objects.get(field="delegates")
    assert (told.new, "member@" in str(list(FieldChange.objects.values()))) == ("authorised by it in writing", False)


def test_who_gets_another_role_answers_no_longer(name, silicon, two_institutions):
    name()
    member = silicon.users["member"]
    member.role = "analyst"

    with pytest.raises(NotAllowedError):
        confirm(two_institutions.shared[0], member)


def ending(silicon, organisation):
    """The change by which the history tells that somebody answers no longer, as the page shows it."""
    shown = history_of("organisation", organisation.public_id, silicon.users["manager"], "en")
    return [one for one in shown if one.field == "answered for it until"]


def test_that_somebody_answers_no_longer_is_taken_back_from_the_history(name, silicon, two_institutions):
    one, manager, member = two_institutions.shared[0], silicon.users["manager"], silicon.users["member"]
    made = name()
    end_delegate(made, by=manager)
    (change,) = ending(silicon, one)
    assert (change.old, bool(change.new), change.restorable) == ("", True, True)
    assert ending(two_institutions.bio, one) == []
    kept = FieldChange.objects.get(pk=change.number)
    for user in (two_institutions.bio.users["manager"], silicon.users["analyst"], member):
        with pytest.raises(NotAllowedError):
            restore_change(kept, by=user)

    restore_change(kept, by=manager)
    made.refresh_from_db()
    assert (made.ended, made.source) == (None, "letter")
    assert list(organisations_answered_for(member)) == [one]
    assert confirm(one, member).institution == silicon.institution
    assert "member@" not in str(list(FieldChange.objects.values()))
    with pytest.raises(WrongStateError):
        restore_change(kept, by=manager)
    assert [bool(each.new) for each in ending(silicon, one)] == [False, True]


def test_a_ground_that_was_noted_anew_is_not_doubled_by_taking_back(name, silicon, two_institutions):
    end_delegate(name(), by=silicon.users["manager"])
    name()
    change = FieldChange.objects.get(pk=ending(silicon, two_institutions.shared[0])[0].number)
    with pytest.raises(WrongStateError):
        restore_change(change, by=silicon.users["manager"])

    assert Delegate.objects.filter(ended=None).count() == 1


def test_who_left_meanwhile_does_not_answer_again(name, silicon, two_institutions):
    end_delegate(name(), by=silicon.users["manager"])
    silicon.users["member"].is_active = False
    silicon.users["member"].save()
    change = FieldChange.objects.get(pk=ending(silicon, two_institutions.shared[0])[0].number)
    with pytest.raises(WrongStateError) as error:
        restore_change(change, by=silicon.users["manager"])

    assert error.value.hint
    assert Delegate.objects.get().ended is not None
