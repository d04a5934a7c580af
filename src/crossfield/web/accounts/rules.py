"""Who may see what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

if TYPE_CHECKING:
    from collections.abc import Collection

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


def is_found_by(user: User | None, partners: Collection[int], through: str = "") -> Q:
    """The same condition for rows of the search table, which hold the owner's public id.

    Parameters
    ----------
    user
        Who searches; None is anybody without an account.
    partners
        Institutions that count the user's one among their partners, as row numbers: looked up before, so that no row
        is found twice.
    through
        Way to the rows from what is queried, such as ``entry__``.
    """

    def having(**conditions: object) -> Q:
        return Q(**{f"{through}{name}": value for name, value in conditions.items()})

    found = having(release="public")
    if user is None or not user.is_active:
        return found
    found |= having(owner=user.public_id)
    if user.institution_id is not None:
        found |= having(institution=user.institution_id, release__in=("institution", "partners"))
        found |= having(institution__in=partners, release="partners")
    return found
