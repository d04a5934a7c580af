"""Keeping what somebody typed when the session had ended, and letting go of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models import KeptForm
from crossfield.web.accounts.models.kept_form import KEPT_FOR, LONGEST_ADDRESS
from crossfield.web.accounts.queries.kept_form import NUL, TAKEN_UP_BY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from crossfield.web.accounts.models import User

MOST_KEPT = 5
"""Of one person; the oldest go."""
LONGEST = 1_000_000
"""Signs of all values together."""
NEVER = frozenset({"csrfmiddlewaretoken", "credential", "code", TAKEN_UP_BY})
"""Fields that are not kept, beside passwords."""


@transaction.atomic
def keep_form(
    user: User, *, action: str, page: str, fields: Sequence[tuple[str, str]], had_files: bool = False
) -> KeptForm | None:
    """Keep the input of a form for its writer, for a day.

    Who may: the program, for whom the browser's signed mark names. Logged without names and values; nothing is sent.

    Parameters
    ----------
    user
        Who was signed in when the form was opened.
    action
        Address it was sent to.
    page
        Address of the page it stood on.
    fields
        Names and values.
    had_files
        True if files were chosen, which have to be chosen again.

    Returns
    -------
    KeptForm | None
        None where there is nothing to keep, more than can be kept, or an address that no page of ours has. The sign
        NUL, which nobody types and PostgreSQL cannot store, is left out.
    """
    kept = _without_secrets(fields)
    if not any(value for _name, value in kept) or sum(len(value) for _name, value in kept) > LONGEST:
        return None
    if any(NUL in address or len(address) > LONGEST_ADDRESS for address in (action, page)):
        return None
    made = KeptForm.objects.create(user=user, action=action, page=page, fields=kept, had_files=had_files)
    older = KeptForm.objects.filter(user=user).values_list("pk", flat=True)[MOST_KEPT:]
    KeptForm.objects.filter(pk__in=list(older)).delete()
    write_log(made, verb="keep_form", by=None)
    return made


def _without_secrets(fields: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    typed = [(name.replace(NUL, ""), value.replace(NUL, "")) for name, value in fields]
    return [(name, value) for name, value in typed if name not in NEVER and "password" not in name.lower()]


def forget_form(kept: KeptForm) -> int:
    """Let go of a form that its writer has sent now. Who may: its writer. Not logged: sending it is.

    Returns
    -------
    int
        0 where it was gone already, else 1.
    """
    return KeptForm.objects.filter(pk=kept.pk).delete()[0]


def forget_forms_of(institution: int) -> int:
    """Let go of what is kept for everybody of an institution, since somebody was erased there.

    A form holds what was typed in whichever way, and its addresses hold it encoded: nobody could tell whom they name.

    Who may: other actions only. Not logged: the erasure is.

    Parameters
    ----------
    institution
        Its row number.

    Returns
    -------
    int
        How many there were.
    """
    return KeptForm.objects.filter(user__institution=institution).delete()[0]


def purge_forms(now: datetime) -> int:
    """Let go of what nobody has taken up for a day. Who may: the program. Not logged.

    Parameters
    ----------
    now
        A point in time with its zone.

    Returns
    -------
    int
        How many there were.
    """
    return KeptForm.objects.filter(created__lte=now - KEPT_FOR).delete()[0]
