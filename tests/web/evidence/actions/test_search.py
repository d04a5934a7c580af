"""The search table follows the data version: filled once, again for another one, beside the requests."""

import threading

import pytest

from crossfield.config import Settings
from crossfield.web.accounts.models import SearchEntry, SearchState
from crossfield.web.evidence.actions.search import fill_search, follow_data, is_filled
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.searchable import KINDS
from crossfield.web.registry.actions.search import is_register_filled


@pytest.fixture
def on_small_data(settings, small_lake):
    settings.CROSSFIELD = Settings(lake=str(small_lake.path))


@pytest.mark.django_db
def test_it_is_filled_once_per_data_version(on_small_data):
    version = current_version()

    assert not is_filled(version)
    assert fill_search(version) == SearchEntry.objects.count() > 100
    assert is_filled(version)
    assert fill_search(version) == 0
    assert set(SearchEntry.objects.values_list("kind", flat=True)) <= set(KINDS)
    assert set(SearchEntry.objects.values_list("release", flat=True)) == {"public"}


@pytest.mark.django_db
def test_another_data_version_takes_away_what_it_lacks(on_small_data):
    version = current_version()
    fill_search(version)
    SearchEntry.objects.create(kind="organisation", public_id="gone", text="Gone", folded="gone")
    SearchState.objects.update(state="1:older")

    assert not is_filled(version)
    assert fill_search(version) == 1
    assert not SearchEntry.objects.filter(public_id="gone").exists()


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
