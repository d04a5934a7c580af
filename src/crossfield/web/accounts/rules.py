"""Who may see and do what: one table of roles and permissions; what it does not name is denied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from crossfield.web.accounts.models.user import User

ROLE_PERMISSIONS: Mapping[str, frozenset[str]] = {
    "visitor": frozenset(),
    "member": frozenset({"institution.see", "profile.confirm"}),
    "reviewer": frozenset({"institution.see", "programme.review"}),
    "analyst": frozenset({"institution.see", "register.read", "programme.read"}),
    "officer": frozenset({"institution.see", "register.read", "programme.read", "programme.run"}),
    "manager": frozenset({"institution.see", "register.read", "register.write", "people.see", "people.invite"}),
    "administrator": frozenset(
        {
            *("institution.see", "institution.change"),
            *("register.read", "register.write", "register.represent"),
            *("people.see", "people.invite", "people.change"),
            *("programme.read", "programme.run"),
        }
    ),
}
"""What each role may, beyond what everybody who is signed in may: read the evidence and keep findings for oneself."""
INVITED_BY: Mapping[str, frozenset[str]] = {
    "manager": frozenset({"visitor", "member", "analyst"}),
    "administrator": frozenset(ROLE_PERMISSIONS),
}
"""Which roles somebody may bring people into: nobody gives a role with more rights than the own."""
PROGRAMME_ROLES = ("officer", "reviewer", "analyst")
"""Roles that somebody may have in a single programme, whichever institution runs it."""


def is_allowed(user: User | None, permission: str, *, institution: int | None) -> bool:
    """Tell whether a user may do something with what belongs to an institution.

    Parameters
    ----------
    user
        None: anybody without an account.
    permission
        One of the table above; an unknown one is denied.
    institution
        Row number of the institution to which the thing belongs; None: to none, and nobody may.

    Examples
    --------
    >>> is_allowed(None, "register.read", institution=1)
    False
    """
    if user is None or not user.is_active or institution is None or user.institution_id != institution:
        return False
    return permission in ROLE_PERMISSIONS.get(user.role_in_force, frozenset())


def is_allowed_at_home(user: User | None, permission: str) -> bool:
    """Tell whether a user may do something at the own institution."""
    return user is not None and is_allowed(user, permission, institution=user.institution_id)


def is_allowed_in_programme(user: User | None, permission: str, *, institution: int | None, programme: str) -> bool:
    """Tell whether a user may do something in a programme: by a role in it, or at the institution that runs it.

    Parameters
    ----------
    user
        None: anybody without an account.
    permission
        One of the table above that begins with ``programme.``.
    institution
        Row number of the institution that runs the programme.
    programme
        Public id of the programme.
    """
    if user is None or not user.is_active or not permission.startswith("programme."):
        return False
    if is_allowed(user, permission, institution=institution):
        return True
    roles = user.programme_roles.filter(programme=programme).values_list("role", flat=True)
    return any(permission in ROLE_PERMISSIONS[role] for role in roles if role in PROGRAMME_ROLES)


def can_invite(user: User | None, role: str, *, institution: int | None = None) -> bool:
    """Tell whether a user may bring somebody into an institution with a role: the own one, or any for who administers.

    Parameters
    ----------
    user
        None: anybody without an account.
    role
        What the person would be there.
    institution
        Row number of the institution; None: the own one.
    """
    return (
        user is not None
        and is_allowed_at_home(user, "people.invite")
        and role in INVITED_BY.get(user.role_in_force, frozenset())
        and (institution in {None, user.institution_id} or can_administer(user))
    )


def can_administer(user: User | None) -> bool:
    """Tell whether a user may open the administration of the whole workbench."""
    return user is not None and user.is_active and user.is_staff


def is_released_to(user: User | None) -> Q:
    """The condition under which something owned is seen by a user; None is anybody without an account.

    Own things are seen by their owner; those released to the institution, by its users; to the partners, by users of
    institutions that are partners; public ones by all. A visitor is a guest: of what institutions keep, public things.
    """
    seen = Q(release="public")
    if user is None or not user.is_active:
        return seen
    seen |= Q(owner=user)
    if is_allowed_at_home(user, "institution.see"):
        own = Q(institution=user.institution_id)
        seen |= own & Q(release__in=("institution", "partners"))
        # As a condition on keys: a join would find what has several partners as often, and all rows would be compared.
        if user.institution is not None:
            seen |= Q(release="partners", institution__in=user.institution.partners.order_by().values("pk"))
    return seen


def is_found_by(user: User | None, partners: Collection[int]) -> Q:
    """The same condition for rows of the search table, which hold the owner's public id.

    Parameters
    ----------
    user
        Who searches; None is anybody without an account.
    partners
        Institutions that count the user's one among their partners, as row numbers: looked up before, so that no row
        is found twice.
    """
    found = Q(release="public")
    if user is None or not user.is_active:
        return found
    found |= Q(owner=user.public_id)
    if is_allowed_at_home(user, "institution.see"):
        found |= Q(institution=user.institution_id, release__in=("institution", "partners"))
        found |= Q(institution__in=partners, release="partners")
    return found
