"""Bringing what a data version holds into the search table."""

from __future__ import annotations

from crossfield.web.accounts.actions.search import Text, keep_texts, note_state
from crossfield.web.accounts.models import SearchState
from crossfield.web.evidence.queries.searchable import KINDS, evidence_texts

ORIGIN = "evidence"
FILLING = "3"
"""Counted up where the texts are made in another way, so that the table is filled anew after an upgrade."""


def is_filled(version: str) -> bool:
    """Tell whether the search table holds what a data version has."""
    return SearchState.objects.filter(origin=ORIGIN, state=f"{FILLING}:{version}").exists()


def fill_search(version: str) -> int:
    """Make regions, fields, interfaces, clusters and organisations of a data version findable.

    Who may: the program, when it starts or another data version is shown. Not logged.

    Returns
    -------
    int
        Entries that were added, changed or taken away.
    """
    changed = keep_texts(KINDS, (Text(**row) for row in evidence_texts(version)))
    note_state(ORIGIN, f"{FILLING}:{version}")
    return changed
