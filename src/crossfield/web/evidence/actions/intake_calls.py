"""Rows of a list of funding calls: looked up in the register, with fields suggested where the list says none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crossfield.web.evidence.queries.suggestion import suggested_fields
from crossfield.web.registry.actions.intake_entry import look_up_entries
from crossfield.web.registry.models import IntakeRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import Intake

MADE = {IntakeRow.Answer.NEW, IntakeRow.Answer.REVIEW}
"""Rows that may become a call; one that is in the register keeps the fields it has there."""


def look_up_calls(intake: Intake, rows: Sequence[IntakeRow], *, by: User) -> None:
    """Read rows of calls, find each in the register, and suggest fields from the title and from who may apply.

    Who may: `look_up`, which has checked. The register stays as it is, so that it is not logged.
    """
    look_up_entries(intake, rows, by=by)
    bare = [row for row in rows if row.answer in MADE and not row.values.get("fields")]
    texts = ["\n".join((row.values.get("title", ""), row.values.get("who", ""))) for row in bare]
    for row, found in zip(bare, suggested_fields(texts), strict=True):
        if found:
            row.values["fields"] = sorted(field.pk for field, _words in found)
            row.values["suggested"] = {str(field.pk): words for field, words in found}
