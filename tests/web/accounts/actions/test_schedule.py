"""Recurring work: by one at a time, again when it is due, and an error is noted without its text."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from crossfield.errors import WrongStateError
from crossfield.web.accounts.actions.schedule import HELD_FOR, Work, run_due
from crossfield.web.accounts.models import Schedule

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DONE: list[datetime] = []
ATTEMPTS = 8
LATER = NOON + HELD_FOR * 2


def note(now):
    DONE.append(now)
    return 3


def fail(_now):
    message = "ann@example.org is not there"
    raise WrongStateError(message, "")


def be_late(_now):
    """It takes so long that another process has taken the work up."""
    Schedule.objects.update(claimed_until=LATER)
    return 1


@pytest.fixture(autouse=True)
def fresh():
    DONE.clear()


def work(name="digest", what="note"):
    return Work(name, HOUR, f"{__name__}:{what}")


@pytest.mark.django_db
def test_it_is_done_when_due_and_not_before():
    done = [run_due([work()], now=NOON + moment) for moment in (timedelta(), HOUR / 2, HOUR)]

    assert done == [{"digest": 3}, {}, {"digest": 3}]
    assert [NOON, NOON + HOUR] == DONE
    row = Schedule.objects.get()
    assert (row.last_run, row.next_run, row.claimed_until, row.done) == (NOON + HOUR, NOON + 2 * HOUR, None, 3)


@pytest.mark.django_db
def test_an_error_is_noted_by_its_name_and_the_next_work_is_done_all_the_same():
    assert run_due([work("digest", "fail"), work("reminder")], now=NOON) == {"digest": 0, "reminder": 3}
    broken = Schedule.objects.get(name="digest")

    assert (broken.error, broken.next_run) == ("WrongStateError", NOON + HOUR)
    assert run_due([work("digest")], now=NOON + HOUR) == {"digest": 3}
    assert Schedule.objects.get(name="digest").error == ""


@pytest.mark.django_db
def test_who_died_at_it_frees_it_after_a_while():
    Schedule.objects.create(name="digest", next_run=NOON, claimed_until=NOON + HELD_FOR)

    assert run_due([work()], now=NOON + HELD_FOR / 2) == {}
    assert run_due([work()], now=NOON + HELD_FOR) == {"digest": 3}


@pytest.mark.django_db(transaction=True)
def test_of_many_that_look_at_once_one_does_it():
    ready = Barrier(ATTEMPTS)

    def look(_number):
        try:
            ready.wait(timeout=60)
            return run_due([work()], now=NOON)
        finally:
            connection.close()

    Schedule.objects.create(name="digest", next_run=NOON)
    with ThreadPoolExecutor(ATTEMPTS) as pool:
        found = list(pool.map(look, range(ATTEMPTS)))

    assert sorted(found, key=len) == [{}] * (ATTEMPTS - 1) + [{"digest": 3}]
    assert [NOON] == DONE


@pytest.mark.django_db
def test_who_took_too_long_leaves_the_claim_to_who_has_taken_it_up():
    run_due([work("digest", "be_late")], now=NOON)
    row = Schedule.objects.get()

    assert (row.claimed_until, row.last_run) == (LATER, None)
