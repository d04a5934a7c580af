"""Releasing what belongs to somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from crossfield.errors import UnknownNameError
from crossfield.web.accounts.models.release import Release

if TYPE_CHECKING:
    from crossfield.web.accounts.models import User
    from crossfield.web.accounts.models.release import Owned

RELEASED = ("release", "released_by", "released_at")
"""Columns that a release changes."""


def set_release(thing: Owned, *, by: User, release: str) -> None:
    """Set how far something is seen, and keep who did so and when.

    Who may: the actions that call it know, and write the log.

    Parameters
    ----------
    thing
        What is released.
    by
        Who releases it.
    release
        own, institution, partners or public.

    Raises
    ------
    UnknownNameError
        There is no such level.
    """
    if release not in Release.values:
        raise UnknownNameError("release", release, Release.values)
    thing.release, thing.released_by, thing.released_at = release, by, timezone.now()
    thing.save(update_fields=RELEASED)
