"""Long lists, in a process of their own: looked up and taken over while nobody has to keep the page open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import translation

from crossfield.errors import CrossfieldError
from crossfield.web.evidence.actions.intake import look_up
from crossfield.web.evidence.tasks.worker import PATIENCE, work_alone
from crossfield.web.registry.actions.intake import set_back
from crossfield.web.registry.actions.take_over import make_ready, try_findable, write_items
from crossfield.web.registry.models import Intake
from crossfield.web.registry.queries.intake import queued_lists

if TYPE_CHECKING:
    from crossfield.web.accounts.models import User


def work_lists(*, patience: float = PATIENCE) -> int:
    """Work through the long lists that wait, chunk by chunk in turn, unless another worker does.

    A list that is given up meanwhile is left at the next chunk; what a worker that died had done stays done.

    Returns
    -------
    int
        Chunks that were worked on.
    """
    return work_alone("lists", queued_lists, _work_all, patience=patience)


def _work_all() -> int:
    count = 0
    while waiting := list(queued_lists().select_related("asked_by", "cluster__organisation")):
        for intake in waiting:
            _work(intake)
            count += 1
    return count


def _work(intake: Intake) -> None:
    """The next chunk of a list; a list whose asker may no longer do it, or that is refused, goes back to the page."""
    if intake.state not in {Intake.State.LOOKING, Intake.State.TAKING}:
        try_findable(intake)
        return
    by: User = intake.asked_by  # type: ignore[assignment]  # lists that wait have one
    state = intake.state
    try:
        with translation.override(intake.language):
            if intake.state == Intake.State.LOOKING:
                look_up(intake, by=by)
            else:
                _take(intake, by)
    except CrossfieldError:
        back = Intake.State.PREVIEW if state == Intake.State.TAKING else Intake.State.COLUMNS
        Intake.objects.filter(pk=intake.pk, state=state).update(state=back)


def _take(intake: Intake, by: User) -> None:
    with set_back(intake):
        if not make_ready(intake, by=by):
            write_items(intake, by=by)
