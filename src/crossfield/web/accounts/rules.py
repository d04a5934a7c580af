"""Who may see what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

if TYPE_CHECKING:
    from crossfield.web.accounts.models.user import User


def is_released_to(user: User | None) -> Q:
    """The condition under which something owned is seen by a user; None is anybody without an account.

    Own things are seen by their owner; those released to the institution, by its users; to the partners, by users of
    institutions that are partners; public ones by all.
    """
    seen = Q(release="public")
    if user is None or not user.is_active:
        return seen
    seen |= Q(owner=user)
    if user.institution_id is not None:
        own = Q(institution=user.institution_id)
        seen |= own & Q(release__in=("institution", "partners"))
        seen |= Q(release="partners", institution__partners=user.institution_id)
    return seen
