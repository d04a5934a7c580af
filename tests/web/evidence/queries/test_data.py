"""The data version that pages show, and the line that tells it."""

from dataclasses import replace

import pytest
from django.utils import translation

from crossfield.errors import LakeError, UnknownNameError
from crossfield.lake.store import Lake
from crossfield.web.evidence.queries.data import (
    chosen_lake,
    current_version,
    data_line,
    lake_of,
    open_data,
    own_lake,
    own_settings,
    starter_mark,
)


@pytest.fixture
def manifest():
    return chosen_lake().manifest(current_version())


LINES = {
    "de": "Horizon 2020 (2014-2020) (Stand 2020-12); Horizon Europe (2021-2027) (Stand 2025). "
    "Letztes vollständiges Startjahr: 2019",
    "en": "Horizon 2020 (2014-2020) (as of 2020-12); Horizon Europe (2021-2027) (as of 2025). "
    "Last complete start year: 2019",
}


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_line_of_the_starter_data(manifest, language):
    with translation.override(language):
        assert data_line(manifest) == LINES[language]


def test_a_source_without_a_date_is_named_without_one(manifest):
    sources = [replace(source, retrieved="") for source in manifest.sources]
    with translation.override("en"):
        said = data_line(replace(manifest, sources=sources))

    assert said == "Horizon 2020 (2014-2020); Horizon Europe (2021-2027). Last complete start year: 2019"


def test_a_source_of_which_nothing_was_kept_is_not_named(manifest):
    first, *rest = manifest.sources
    with translation.override("en"):
        said = data_line(replace(manifest, sources=[replace(first, rows_kept=0), *rest]))

    assert said == "Horizon Europe (2021-2027) (as of 2025). Last complete start year: 2019"


def test_without_projects_the_other_sources_are_named(manifest):
    others = [source for source in manifest.sources if not source.name.startswith("cordis")]
    with translation.override("en"):
        said = data_line(replace(manifest, sources=others, last_complete_year=None))

    assert said == "Facts about cluster organisations in Saxony and Europe"


def test_without_settings_the_starter_data_are_shown(settings):
    assert current_version() == Lake().current()
    assert own_settings() is settings.CROSSFIELD


def test_a_folder_without_data_is_told(settings, tmp_path):
    settings.CROSSFIELD = replace(settings.CROSSFIELD, lake=str(tmp_path))

    assert chosen_lake().path == tmp_path
    with pytest.raises(LakeError):
        current_version()


def test_data_are_opened_for_one_request_and_closed():
    with open_data(current_version()) as frames:
        assert frames.manifest.version == current_version()
        assert frames.read("region", region="DED")[0]["name"] == "Sachsen"


def test_what_was_loaded_is_shown_unless_the_starter_data_are_chosen(loaded):
    assert (chosen_lake().path, own_lake().path) == (loaded.path, loaded.path)
    starter_mark().write_text("starter")

    assert chosen_lake().is_starter
    assert own_lake().path == loaded.path


def test_the_lake_that_was_named_is_shown_whatever_was_loaded(settings, loaded, tmp_path):
    settings.CROSSFIELD = replace(settings.CROSSFIELD, lake=str(tmp_path / "other"))

    assert (chosen_lake().path, own_lake().path) == (tmp_path / "other", tmp_path / "other")


def test_a_version_is_opened_where_it_lies(loaded):
    starter = Lake().current()

    assert (lake_of(starter).is_starter, lake_of(loaded.current()).is_starter) == (True, False)
    with open_data(starter) as frames:
        assert frames.manifest.kind == "starter"
    with pytest.raises(UnknownNameError, match="data version"):
        lake_of("gone")


@pytest.mark.parametrize(("language", "said"), [("de", "(geladen 26.11.2026)"), ("en", "(loaded 11/26/2026)")])
def test_a_dump_that_was_loaded_says_when_since_it_does_not_tell_its_age(manifest, language, said):
    sources = [replace(source, retrieved="2026-11-26T20:00:00+00:00") for source in manifest.sources]
    with translation.override(language):
        assert said in data_line(replace(manifest, sources=sources))
