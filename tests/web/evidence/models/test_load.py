"""Loads: how they call themselves, and when they are over."""

import pytest

from crossfield.web.evidence.models import Load


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"source": "cordis-h2020", "filename": "a.zip"}, "a.zip"),
        ({"source": "cordis-h2020", "given": "https://example.org/a.zip"}, "https://example.org/a.zip"),
        ({"source": "cordis-h2020"}, "cordis-h2020"),
    ],
)
def test_a_load_is_named_by_what_is_loaded(given, said):
    assert str(Load(**given)) == said


def test_a_load_is_open_until_it_is_over():
    assert [state.value for state in Load.State if Load(state=state).is_open] == ["receiving", "waiting", "running"]
