"""Work beside the requests: a defect ends one look, and the next one comes."""

import threading

import pytest

from crossfield.web.accounts.actions.beside import keep_looking

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_defect_is_told_and_ends_one_look_only(caplog):
    looked, stop = [], threading.Event()

    def look():
        looked.append(len(looked))
        if len(looked) == 3:
            stop.set()
        raise KeyError(len(looked))

    keep_looking(look, stop, name="broken", failed="The broken work broke off", seconds=0.01).join(timeout=60)

    assert looked == [0, 1, 2]
    assert caplog.text.count("The broken work broke off") == 3
    assert "KeyError: 2" in caplog.text


@pytest.mark.parametrize(("at_once", "looks"), [(True, 1), (False, 0)])
def test_the_first_look_comes_at_once_or_after_the_wait(at_once, looks):
    looked, stop, seen = [], threading.Event(), threading.Event()

    def look():
        looked.append(True)
        seen.set()

    thread = keep_looking(look, stop, name="patient", failed="Broke off", seconds=3_600, at_once=at_once)
    seen.wait(60 if at_once else 0.2)
    stop.set()
    thread.join(timeout=60)

    assert len(looked) == looks
    assert not thread.is_alive()
