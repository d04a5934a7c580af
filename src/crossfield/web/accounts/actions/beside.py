"""Work of the program beside the requests: it looks again and again what is to do, until it is told to stop."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger("django")


def keep_looking(
    look: Callable[[], object],
    stop: threading.Event,
    *,
    name: str,
    failed: str,
    seconds: float,
    at_once: bool = False,
    end: Callable[[], None] = lambda: None,
) -> threading.Thread:
    """Look again and again; whatever goes wrong in a look, a defect too, is told in the log and ends that look only.

    Who may: the program. Not logged: what a look does is.

    Parameters
    ----------
    look
        What is done at each look; its connection to the database is closed afterwards.
    stop
        Set when the program ends.
    name
        Of the thread.
    failed
        Sentence for the log where a look went wrong.
    seconds
        How long to wait before looking again.
    at_once
        Look before the first wait, too.
    end
        Done once, after the last look.
    """

    def keep() -> None:
        is_over = stop.wait(0 if at_once else seconds)
        while not is_over:
            try:
                look()
            except Exception:  # noqa: BLE001 -- outer door of a thread: a defect ends this look, not all that follow
                _log.exception(failed)
            finally:
                connection.close()
            is_over = stop.wait(seconds)
        end()

    thread = threading.Thread(target=keep, name=name, daemon=True)
    thread.start()
    return thread
