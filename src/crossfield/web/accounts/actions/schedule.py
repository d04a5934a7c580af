"""Doing what is due: each work by one process at a time, however many look."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from pkgutil import resolve_name
from typing import TYPE_CHECKING

from django.db import DatabaseError
from django.db.models import Q
from django.utils import timezone

from crossfield.errors import CrossfieldError
from crossfield.web.accounts.models import Schedule

if TYPE_CHECKING:
    from collections.abc import Iterable

HELD_FOR = timedelta(minutes=30)
"""When a work whose process died is taken up by another; what it had sent by then is in the outbox."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is done again and again.

    Parameters
    ----------
    name
        One of `Recurring`.
    every
        How long after a run the next one is due.
    path
        Import path of a function ``(now) → int`` that says how much it did; doing it twice does nothing more.
    """

    name: str
    every: timedelta
    path: str


def run_due(works: Iterable[Work], *, now: datetime | None = None) -> dict[str, int]:
    """Do what is due and note when it is due next; an error is noted, and the work tried again at its next turn.

    Who may: the program. Not logged here: what the works do is.

    Parameters
    ----------
    works
        What there is to do.
    now
        Default: now.

    Returns
    -------
    dict[str, int]
        How much was done, by the name of the work; those that were not due or are being done elsewhere lack.
    """
    moment = now or timezone.now()
    return {work.name: _run(work, moment) for work in works if _claim(work, moment)}


def _claim(work: Work, now: datetime) -> bool:
    """Take a work that is due; the database lets one succeed."""
    Schedule.objects.get_or_create(name=work.name, defaults={"next_run": now})
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    due = Schedule.objects.filter(free, name=work.name, next_run__lte=now)
    return due.update(claimed_until=now + HELD_FOR) == 1


def _run(work: Work, now: datetime) -> int:
    done, error = 0, ""
    try:
        done = resolve_name(work.path)(now)
    except (CrossfieldError, OSError, DatabaseError) as found:
        logging.getLogger("django").exception("Recurring work failed: %s", work.name)
        error = type(found).__name__
    values = {"last_run": now, "next_run": now + work.every, "claimed_until": None, "done": done, "error": error}
    # Who took longer than the claim holds leaves it to whoever has taken the work up since.
    Schedule.objects.filter(name=work.name, claimed_until=now + HELD_FOR).update(**values)
    return done
