"""The process apart from the server: it takes what waits, says how many there were, and ends."""

import os
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.core import mail

from crossfield.web.accounts.models import Schedule
from crossfield.web.accounts.models.schedule import Recurring
from crossfield.web.tasks import RECURRING, follow_schedule, main, work_once

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("asked", "said"), [((), "0 loads\n"), (("loads",), "0 loads\n"), (("lists",), "0 lists\n")])
def test_where_nothing_waits_it_says_so_and_ends(capsys, asked, said):
    main(*asked)

    assert capsys.readouterr().out == said


def test_it_starts_by_its_name(tmp_path):
    """As a page starts it; on a workspace without tables it fails and says why in its log."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("CROSSFIELD_", "DJANGO_"))}
    env |= {"CROSSFIELD_WORKSPACE": str(tmp_path), "DJANGO_SETTINGS_MODULE": "crossfield.web.settings"}
    command = [sys.executable, "-m", "crossfield.web.tasks"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "no such table" in done.stderr


def test_recurring_work_is_done_once_and_each_has_a_name_that_pages_know():
    assert work_once() == {name: 0 for name, _every, _path in RECURRING}
    assert work_once() == {}
    assert {name for name, _every, _path in RECURRING} <= set(Recurring.values)
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
def test_beside_the_requests_it_is_done_until_it_is_told_to_stop():
    stop = threading.Event()
    thread = follow_schedule(stop, seconds=0.01)
    for _look in range(6_000):
        if Schedule.objects.filter(last_run__isnull=False).count() == len(RECURRING):
            break
        stop.wait(0.01)
    stop.set()
    thread.join(timeout=60)

    assert thread.is_alive() is False
    assert Schedule.objects.filter(last_run__isnull=False).count() == len(RECURRING)


@pytest.mark.django_db(transaction=True)
def test_a_defect_in_one_work_is_told_and_ends_no_other(monkeypatch, caplog):
    broken = ("digest", timedelta(hours=6), "crossfield.web.tasks:nothing_of_this_name")
    monkeypatch.setattr("crossfield.web.tasks.RECURRING", (broken, *RECURRING[1:]))
    stop = threading.Event()
    thread = follow_schedule(stop, seconds=0.01)
    for _look in range(6_000):
        if Schedule.objects.filter(last_run__isnull=False).count() == len(RECURRING) - 1:
            break
        stop.wait(0.01)
    stop.set()
    thread.join(timeout=60)

    assert sorted(Schedule.objects.filter(last_run__isnull=False).values_list("name", flat=True)) == [
        "departure",
        "details",
        "forms",
        "history",
        "lists",
        "mailing",
        "reminder",
        "request",
        "update",
    ]
    assert "The recurring work broke off" in caplog.text
    assert "AttributeError" in caplog.text
