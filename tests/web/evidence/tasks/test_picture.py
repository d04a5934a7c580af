"""Pictures are drawn by one worker process that stays."""

import os

import pytest

from crossfield.web.evidence.tasks.picture import Drawn, _worker, draw, picture_file

SPEC = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "data": {"values": [{"x": 1, "y": 2}]},
    "mark": "point",
    "encoding": {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}},
}


def test_a_specification_is_given_on_as_it_is():
    assert Drawn(SPEC).to_dict() is SPEC


def test_the_worker_does_what_drawing_does():
    assert picture_file(SPEC, ".svg") == draw(SPEC, ".svg")
    assert draw(SPEC, ".svg").startswith(b"<svg")


def test_the_worker_is_another_process_and_stays_the_same():
    first, second = (_worker().submit(os.getpid).result(timeout=60) for _ in range(2))

    assert first == second != os.getpid()


def test_what_fails_in_the_worker_is_told_and_the_worker_goes_on():
    before = _worker().submit(os.getpid).result(timeout=60)

    with pytest.raises(ValueError, match="conversion failed"):
        picture_file(SPEC | {"mark": "no such mark"}, ".svg")

    assert _worker().submit(os.getpid).result(timeout=60) == before
