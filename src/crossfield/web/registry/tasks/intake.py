"""Lists, once an hour: what the search does not know yet is tried again, and what lists say of people is cleared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import OperationalError

from crossfield.web.registry.actions.clear_lists import purge_lists
from crossfield.web.registry.actions.take_over import finish_search
from crossfield.web.registry.models import Intake
from crossfield.web.registry.queries.intake import searched_now

if TYPE_CHECKING:
    from datetime import datetime


def finish_lists(now: datetime) -> int:
    """Make findable what lists brought and the search could not take, and clear what old lists say of people.

    A list that the database refuses again waits longer; the others go on. Sends nothing.

    Parameters
    ----------
    now
        A point in time with its zone.

    Returns
    -------
    int
        Lists that are findable now, or cleared.

    Raises
    ------
    OperationalError
        One list or more could not be made findable: the page of recurring work says so.
    """
    cleared = purge_lists(now)
    finished = [finish_search(intake) for intake in Intake.objects.filter(searched_now(now)).order_by("pk")]
    if not all(finished):
        raise OperationalError("Lists could not be made findable; they are tried again.")  # as the database said
    return cleared + len(finished)
