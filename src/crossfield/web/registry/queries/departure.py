"""What an institution keeps for itself alone, and what it has taken away."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.core import serializers
from django.utils import timezone

from crossfield.web.accounts.actions.history import RESTORABLE
from crossfield.web.registry.models import (
    ConsentRequest,
    Contact,
    Departure,
    OrganisationSheet,
    Person,
    PersonDetail,
    PersonFunction,
)
from crossfield.web.registry.rules import can_represent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db import models
    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User

OWN: Mapping[type[models.Model], str] = {
    Person: "institution",
    PersonFunction: "person__institution",
    PersonDetail: "person__institution",
    ConsentRequest: "detail__person__institution",
    Contact: "institution",
    OrganisationSheet: "institution",
}
"""What no other institution sees, and the way from it to its institution; what is linked to comes first."""


def own_things(institution: int | None) -> list[models.Model]:
    """All that an institution keeps for itself alone, in an order in which it can be written again."""
    if institution is None:
        return []
    return [one for model, way in OWN.items() for one in model._default_manager.filter(**{way: institution})]


def written_down(things: Sequence[models.Model]) -> list[dict[str, Any]]:
    """Things with all their columns, as JSON holds them."""
    found: list[dict[str, Any]] = json.loads(serializers.serialize("json", things))
    return found


def state_of(user: User) -> str:
    """A check value of all that the user's institution keeps for itself: it changes with every letter."""
    text = json.dumps(written_down(own_things(user.institution_id)), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def sheets_for_leaving(user: User) -> QuerySet[OrganisationSheet]:
    """The own institution's sheets; none for others than its administrators."""
    if not can_represent(user):
        return OrganisationSheet.objects.none()
    return OrganisationSheet.objects.filter(institution=user.institution_id).select_related("organisation")


def departures_for(user: User | None) -> QuerySet[Departure]:
    """What the own institution took away within the last thirty days; none for others than its administrators."""
    if user is None or not can_represent(user):
        return Departure.objects.none()
    since = timezone.now() - RESTORABLE
    return Departure.objects.filter(institution=user.institution_id, at__gte=since, undone__isnull=True)
