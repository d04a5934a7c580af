"""The search table is kept that of the data shown beside the requests, by a process of its own where that is wanted."""

import signal
import subprocess
import threading

import pytest

from crossfield.config import Settings
from crossfield.web.accounts.models import SearchState
from crossfield.web.evidence.actions.search import is_filled
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.tasks import search
from crossfield.web.evidence.tasks.search import follow_data, work_search
from crossfield.web.registry.actions.search import is_register_filled


@pytest.fixture
def on_small_data(settings, small_lake):
    settings.CROSSFIELD = Settings(lake=str(small_lake.path))


@pytest.mark.django_db(transaction=True)
def test_it_follows_the_data_beside_the_requests_until_told_to_stop(on_small_data):
    stop = threading.Event()
    thread = follow_data(stop, seconds=0.05)
    for _ in range(600):
        if is_filled(current_version()):
            break
        stop.wait(0.1)
    stop.set()
    thread.join()

    assert is_filled(current_version())
    assert is_register_filled()


@pytest.mark.django_db(transaction=True)
def test_data_that_are_gone_leave_the_search_as_it_was_and_are_looked_for_again(settings, tmp_path, small_lake, caplog):
    settings.CROSSFIELD = Settings(lake=str(tmp_path / "gone"))
    stop = threading.Event()
    thread = follow_data(stop, seconds=0.05)
    stop.wait(0.5)
    before = SearchState.objects.filter(origin="evidence").count()
    settings.CROSSFIELD = Settings(lake=str(small_lake.path))
    for _ in range(600):
        if is_filled(small_lake.current()):
            break
        stop.wait(0.1)
    stop.set()
    thread.join()

    assert before == 0
    assert is_filled(small_lake.current())
    assert caplog.text == ""


@pytest.mark.django_db
def test_the_worker_fills_what_is_lacking_once(on_small_data):
    assert work_search() == 2
    assert is_register_filled()
    assert is_filled(current_version())
    assert work_search() == 0


@pytest.mark.django_db(transaction=True)
def test_a_process_is_started_once_while_it_works(on_small_data, monkeypatch):
    started, stop = [], threading.Event()

    def start(_kind):
        started.append(subprocess.Popen(["sleep", "100"]))
        return started[-1]

    monkeypatch.setattr(search, "start_worker", start)
    thread = follow_data(stop, seconds=0.01)
    stop.wait(0.5)
    while_it_works = list(started)
    started[0].kill()
    for _ in range(600):
        if len(started) > 1:  # it ended without filling anything: it is tried again
            break
        stop.wait(0.01)
    stop.set()
    thread.join()

    assert len(while_it_works) == 1
    assert len(started) == 2
    assert started[1].returncode == -signal.SIGTERM  # ended with the program: nothing writes to the workspace any more
    assert not is_filled(current_version())
