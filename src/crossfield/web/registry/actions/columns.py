"""Writing what a form says into what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db import models


def set_columns(thing: models.Model, columns: Iterable[str], given: Mapping[str, object]) -> list[str]:
    """Write what differs into a thing, not yet saved; the names of its columns.

    Who may: other actions only, which save and log it.

    Parameters
    ----------
    thing
        As it stands, locked.
    columns
        Which may be written.
    given
        Column → value, without space at both ends where it is a text; columns that are not there stay.
    """
    clean = {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}
    changed = [name for name in columns if name in clean and getattr(thing, name) != clean[name]]
    for name in changed:
        setattr(thing, name, clean[name])
    return changed
