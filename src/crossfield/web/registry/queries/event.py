"""Events that somebody keeps alone: what hangs on them is kept from the colleagues, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crossfield.web.accounts.models.release import Release
from crossfield.web.registry.models import Event

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User


def events_kept_alone(user: User) -> QuerySet[Event]:
    """Events of the user's institution that another one keeps alone: their guests and invitations are not shown."""
    own = Event.objects.filter(institution=user.institution_id, release=Release.OWN)
    return own.exclude(owner=user).order_by()
