"""Named interfaces that a user may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crossfield.web.accounts.rules import is_released_to
from crossfield.web.registry.models import Field, NamedInterface

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User


def interfaces_for(user: User | None) -> QuerySet[NamedInterface]:
    """Named interfaces released to a user, with their fields."""
    found = NamedInterface.objects.filter(is_released_to(user)).distinct()
    return found.prefetch_related("side_a", "side_b", "aims")


def fields_to_choose() -> QuerySet[Field]:
    """Fields that are valid today, by scheme and in the scheme's order."""
    return Field.objects.filter(valid_to__isnull=True).order_by("scheme", "position", "code")
