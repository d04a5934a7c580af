"""The search table follows the data version: filled once, again for another one."""

import pytest

from crossfield.config import Settings
from crossfield.web.accounts.models import SearchEntry, SearchState
from crossfield.web.evidence.actions.search import fill_search, is_filled
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.searchable import KINDS


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
