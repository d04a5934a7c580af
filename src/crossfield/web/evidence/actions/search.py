"""Bringing what a data version holds into the search table."""

from __future__ import annotations

import logging
import threading

from django.db import DatabaseError, connection

from crossfield.errors import CrossfieldError
from crossfield.web.accounts.actions.search import Text, keep_texts, note_state
from crossfield.web.accounts.models import SearchState
from crossfield.web.evidence.queries.searchable import KINDS, evidence_texts

ORIGIN = "evidence"
FILLING = "2"
"""Counted up where the texts are made in another way, so that the table is filled anew after an upgrade."""
_busy = threading.Lock()


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


def fill_beside(version: str) -> threading.Thread | None:
    """Fill the search table beside the requests, where it is not that of the data version; None where it is.

    Who may: the program. Nobody waits: until it has been filled, what was there before is found.
    """
    if is_filled(version):
        return None
    thread = threading.Thread(target=_fill_once, args=(version,), name="search", daemon=True)
    thread.start()
    return thread


def _fill_once(version: str) -> None:
    if not _busy.acquire(blocking=False):
        return  # another thread is at it already
    try:
        fill_search(version)
    except (CrossfieldError, DatabaseError) as error:  # the next search tries again
        logging.getLogger("django").error("The search could not be filled: %s", error)
    finally:
        connection.close()
        _busy.release()
