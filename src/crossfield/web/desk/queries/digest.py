"""The weekly digest: what needs a person until next week, and which funding calls are new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q

from crossfield.web.desk.queries.week import todos_of
from crossfield.web.registry.queries.week import calls_for

if TYPE_CHECKING:
    from datetime import date

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import FundingCall
    from crossfield.web.registry.queries.week import Todo

WEEK = timedelta(days=7)
MOST = 20


@dataclass(frozen=True, slots=True)
class Digest:
    """What one person is told in a week.

    Parameters
    ----------
    todos
        What needs the person until next week, the earliest day first.
    more
        How many others the inbox has.
    calls
        Funding calls noted in the last week that are not over.
    site
        What goes before the addresses of the todos.
    """

    todos: list[Todo]
    more: int
    calls: list[FundingCall]
    site: str

    def __bool__(self) -> bool:
        """False where there is nothing to tell: then no mail is sent."""
        return bool(self.todos or self.calls)


def digest_of(user: User, today: date) -> Digest:
    """The digest of a user in the language that is active; only what the user may see in the workbench."""
    found = dict.fromkeys([*todos_of(user, today), *todos_of(user, today + WEEK)])
    todos = sorted(found, key=lambda todo: (todo.due is None, todo.due or today, todo.text))
    going = Q(deadline=None) | Q(deadline__gte=today)
    calls = calls_for(user).filter(going, created__date__gt=today - WEEK)
    return Digest(todos[:MOST], len(todos[MOST:]), list(calls[:MOST]), settings.SITE)
