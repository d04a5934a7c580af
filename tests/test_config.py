import dataclasses

import pytest

from crossfield.config import Settings, load_settings
from crossfield.errors import ConfigError


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for field in dataclasses.fields(Settings):
        monkeypatch.delenv(f"CROSSFIELD_{field.name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_a_file_the_defaults_hold(folder):
    assert load_settings() == Settings()
    assert (Settings().nuts, Settings().scheme, Settings().region, Settings().engine) == (
        "2016",
        "saxony",
        "DED",
        "duckdb",
    )


def test_a_file_here_or_in_the_folder_named_is_read(folder):
    (folder / "crossfield.toml").write_text('nuts = 2021\nlanguage = "de"\n', encoding="utf-8")
    assert load_settings() == load_settings(folder) == Settings(nuts="2021", language="de")


def test_the_environment_wins(folder, monkeypatch):
    (folder / "crossfield.toml").write_text('lake = "one"\nregion = "DE2"\n', encoding="utf-8")
    monkeypatch.setenv("CROSSFIELD_LAKE", "two")
    assert load_settings() == Settings(lake="two", region="DE2")


def test_settings_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings().nuts = "2024"


def test_an_unknown_setting_names_the_closest(folder):
    (folder / "crossfield.toml").write_text('langage = "de"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"unknown setting 'langage'\. Did you mean language, lake\?"):
        load_settings()
    (folder / "crossfield.toml").write_text("qqqq = 1\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="Known settings: lake, nuts, vocabulary"):
        load_settings()


@pytest.mark.parametrize(("name", "value"), [("nuts", "2013"), ("language", "fr"), ("engine", "sqlite"), ("demo", "1")])
def test_a_value_that_cannot_be_used_is_refused(name, value, folder, monkeypatch):
    monkeypatch.setenv(f"CROSSFIELD_{name.upper()}", value)
    with pytest.raises(
        ConfigError, match=f"setting '{name}' is '{value}'; expected one of .* CROSSFIELD_{name.upper()}"
    ):
        load_settings()


@pytest.mark.parametrize("content", [b"nuts = ", b'lake = "\xff"'])
def test_a_file_that_is_no_toml_is_refused(content, folder):
    (folder / "crossfield.toml").write_bytes(content)
    with pytest.raises(ConfigError, match="is not valid TOML"):
        load_settings()
