"""The bar itself; what a terminal is given of it is in test_show."""

import sys

import pytest

from crossfield.cli.progress import Progress


@pytest.fixture
def told(monkeypatch):
    """What the bar says after some calls."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)

    def after(*calls):
        progress = Progress()
        for name, *given in calls:
            getattr(progress, name)(*given)
        (task,) = progress._bar.tasks
        return task.description, task.completed, task.total

    return after


def test_at_first_nothing_is_known(told):
    assert told() == ("", 0, None)


def test_what_is_loaded_is_set_against_what_is_expected(told):
    assert told(("bytes", 12_400_000, 2_040_000_000)) == ("loading 12 of 2,040 MB", 12_400_000, 2_040_000_000)


@pytest.mark.parametrize("expected", [None, 0])
def test_without_a_size_only_what_is_loaded_is_said(told, expected):
    assert told(("bytes", 13_000_000, expected)) == ("loading 13 MB", 13_000_000, expected)


def test_a_step_forgets_what_was_loaded_before(told):
    assert told(("bytes", 40_000_000, 40_000_000), ("step", "counting years")) == ("counting years", 0, None)


def test_a_file_without_a_size_forgets_the_size_of_the_last(told):
    assert told(("bytes", 9_000_000, 9_000_000), ("bytes", 1_000_000, None)) == ("loading 1 MB", 1_000_000, None)


@pytest.mark.parametrize("watched", [True, False])
def test_the_bar_runs_while_something_is_done_and_ends_with_an_error(monkeypatch, capsys, watched):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: watched)
    progress = Progress()

    def fail():
        with progress:
            seen.append(bool(progress._bar and progress._bar.live.is_started))
            raise KeyError("boom")

    seen = []
    with pytest.raises(KeyError, match="boom"):
        fail()

    seen.append(bool(progress._bar and progress._bar.live.is_started))
    assert seen == [watched, False]
    assert capsys.readouterr().out == ""
