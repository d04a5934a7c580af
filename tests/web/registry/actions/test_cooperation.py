"""Cooperations: stated, documented, confirmed, in this order of trust; and nobody confirms for somebody else."""

from datetime import date

import pytest

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.models import LogEntry
from crossfield.web.registry.actions.cooperation import (
    agree_step,
    change_status,
    confirm_cooperation,
    finish_step,
    is_confirmable,
    prove_cooperation,
    record_cooperation,
    release_cooperation,
)
from crossfield.web.registry.models import Cooperation

pytestmark = pytest.mark.django_db
PROOF = {"source": "biosaxony", "title": "News", "address": "https://example.org/news", "dated": "2014-07-14"}


@pytest.fixture
def mutual(two_institutions):
    """A mutual membership that Silicon records."""
    both = [(side.cluster.organisation, "partner", "") for side in (two_institutions.silicon, two_institutions.bio)]
    return record_cooperation("S ↔ B", by=two_institutions.silicon.users["manager"], kind="mutual", partners=both)


def test_the_side_that_records_it_confirms_its_own_part_only(mutual, two_institutions):
    confirmed = [part.confirmed_by for part in mutual.partners.all()]

    assert confirmed == [two_institutions.silicon.institution, None]
    assert (mutual.standing, mutual.release, mutual.language) == ("stated", "institution", "de")


def test_when_both_have_confirmed_it_is_confirmed(mutual, two_institutions):
    bio = two_institutions.bio.users["manager"]
    assert is_confirmable(mutual, bio)
    confirm_cooperation(mutual, by=bio)
    mutual.refresh_from_db()

    assert mutual.standing == "confirmed"
    assert not is_confirmable(mutual, bio)
    with pytest.raises(NotAllowedError):
        confirm_cooperation(mutual, by=bio)


@pytest.mark.parametrize("role", ["visitor", "member", "officer", "reviewer", "analyst"])
def test_other_roles_confirm_nothing(mutual, two_institutions, role):
    user = two_institutions.bio.users[role]

    assert not is_confirmable(mutual, user)
    with pytest.raises(NotAllowedError):
        confirm_cooperation(mutual, by=user)
    assert Cooperation.objects.get(pk=mutual.pk).standing == "stated"


def test_a_document_proves_it_and_confirmation_counts_for_more(mutual, two_institutions):
    prove_cooperation(mutual, by=two_institutions.silicon.users["manager"], **PROOF)
    documented = mutual.standing
    confirm_cooperation(mutual, by=two_institutions.bio.users["manager"])
    prove_cooperation(mutual, by=two_institutions.silicon.users["manager"], **PROOF)

    assert (documented, mutual.standing, mutual.proofs.count()) == ("documented", "confirmed", 2)


def test_partners_that_are_a_number_only_cannot_confirm(two_institutions):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    both = [(side.cluster.organisation, "partner", "") for side in (silicon, bio)]
    one = record_cooperation("CluStrat", by=silicon.users["manager"], kind="project", partners=both, others=7)
    confirm_cooperation(one, by=bio.users["manager"])

    assert one.standing == "stated"


def test_without_link_and_document_nothing_is_proved(mutual, two_institutions):
    with pytest.raises(WrongStateError):
        prove_cooperation(mutual, by=two_institutions.silicon.users["manager"], source="x", title="y")

    assert (mutual.standing, mutual.proofs.count()) == ("stated", 0)


@pytest.mark.parametrize(
    ("rest", "count"),
    [({}, 1), ({"began": "2016-02", "ended": "2014"}, 2), ({"began": "2014-07", "ended": "2014-06-30"}, 2)],
)
def test_it_takes_two_and_dates_in_order(make_user, make_organisation, rest, count):
    partners = [(make_organisation(f"O{number}"), "partner", "") for number in range(count)]
    with pytest.raises(WrongStateError):
        record_cooperation("X", by=make_user("ann", role="manager"), kind="project", partners=partners * 2, **rest)

    assert Cooperation.objects.count() == 0


@pytest.mark.parametrize("rest", [{"began": "2014-07", "ended": "2014"}, {"began": "2014", "ended": "2014-06"}])
def test_dates_that_may_be_in_order_are_taken(make_user, make_organisation, rest):
    partners = [(make_organisation(name), "partner", "") for name in "ab"]
    made = record_cooperation("X", by=make_user("ann", role="manager"), kind="project", partners=partners, **rest)

    assert (made.began, made.ended) == (rest["began"], rest["ended"])


def test_every_status_stays_in_the_history(mutual, two_institutions):
    manager = two_institutions.silicon.users["manager"]
    change_status(mutual, by=manager, status="ended")
    with pytest.raises(WrongStateError):
        change_status(mutual, by=manager, status="ended")

    assert [(one.status, one.by) for one in mutual.changes.all()] == [("running", manager), ("ended", manager)]


def test_a_step_is_agreed_and_done_once(mutual, two_institutions):
    manager = two_institutions.silicon.users["manager"]
    step = agree_step(mutual, by=manager, text=" Joint stand ", due=date(2014, 10, 7))
    finish_step(step, by=manager)
    with pytest.raises(WrongStateError):
        finish_step(step, by=manager)

    assert (step.text, step.due) == ("Joint stand", date(2014, 10, 7))
    assert step.done


def test_another_institution_changes_nothing(mutual, two_institutions):
    manager, step = two_institutions.bio.users["manager"], None
    step = agree_step(mutual, by=two_institutions.silicon.users["manager"], text="Visit")
    for act in (
        lambda: prove_cooperation(mutual, by=manager, **PROOF),
        lambda: change_status(mutual, by=manager, status="ended"),
        lambda: agree_step(mutual, by=manager, text="x"),
        lambda: finish_step(step, by=manager),
        lambda: release_cooperation(mutual, by=manager, release="public"),
    ):
        with pytest.raises(NotAllowedError):
            act()
    mutual.refresh_from_db()

    assert (mutual.status, mutual.release, mutual.standing) == ("running", "institution", "stated")


def test_what_is_released_says_by_whom(mutual, two_institutions):
    manager = two_institutions.silicon.users["manager"]
    release_cooperation(mutual, by=manager, release="public")

    assert (mutual.release, mutual.released_by) == ("public", manager)
    assert LogEntry.objects.filter(verb="release_cooperation").count() == 1


def test_the_log_names_no_value(mutual):
    entry = LogEntry.objects.get(verb="record_cooperation", public_id=mutual.public_id)

    assert (entry.fields, entry.kind) == (["kind", "partners", "title"], "cooperation")
