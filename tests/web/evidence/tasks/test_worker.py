"""One worker of a kind: the second ends at once, and what waits is looked for again after the lock was free."""

import pytest

from crossfield.web.evidence.queries.load import worker_lock
from crossfield.web.evidence.tasks.worker import work_alone


def test_it_works_until_nothing_waits(workspace):
    waiting = ["first", "second"]

    def work():
        waiting.pop()
        return 1

    assert work_alone("trial", lambda: waiting, work, patience=0) == 2


def test_who_finds_another_at_work_ends_with_nothing_done(workspace):
    done = []
    with worker_lock(0, "trial"):
        assert work_alone("trial", lambda: not done, lambda: done.append(1) or 1, patience=0) == 0
    assert done == []
    assert work_alone("trial", lambda: not done, lambda: done.append(1) or 1, patience=0) == 1


def test_one_that_fails_leaves_no_lock(workspace):
    def fail():
        raise ValueError

    for _ in range(2):
        with pytest.raises(ValueError):  # noqa: PT011 -- any will do
            work_alone("trial", lambda: True, fail, patience=0)
    with worker_lock(0, "trial"):
        pass
