"""Named interfaces that a user may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crossfield.web.accounts.rules import is_released_to
from crossfield.web.registry.models import Field, NamedInterface

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User


def interfaces_for(user: User | None) -> QuerySet[NamedInterface]:
    """Named interfaces released to a user that have not been removed, with their fields."""
    found = NamedInterface.objects.filter(is_released_to(user), removed__isnull=True)
    return found.prefetch_related("side_a", "side_b", "aims")


def interfaces_named_to(user: User | None) -> QuerySet[NamedInterface]:
    """Named interfaces whose name a user may read where something hangs on them; removed ones keep their name there."""
    return NamedInterface.objects.filter(is_released_to(user))


def removed_interfaces_for(user: User) -> QuerySet[NamedInterface]:
    """Named interfaces of a user that can be brought back."""
    return NamedInterface.objects.filter(owner=user, removed__isnull=False)


def interface_asked(given: Mapping[str, str], user: User | None) -> dict[str, Any]:
    """The interface that an address names, as the start of a form: a named one, or two fields of a scheme."""
    asked = {name: text.replace("\0", "")[:100] for name, text in given.items()}  # PostgreSQL takes no NUL
    named = interfaces_for(user).filter(public_id=asked.get("interface", "")).first()
    if named is not None:
        return {"interface": named}
    offered = fields_to_choose().filter(scheme=asked.get("scheme", ""))
    sides = {side: offered.filter(code=asked.get(side, "")).first() for side in ("side_a", "side_b")}
    return sides if all(sides.values()) else {}


def fields_to_choose() -> QuerySet[Field]:
    """Fields that are valid today, by scheme and in the scheme's order."""
    return Field.objects.filter(valid_to__isnull=True).order_by("scheme", "position", "code")
