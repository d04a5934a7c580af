"""Who answers for an organisation, and for which organisations somebody answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crossfield.web.accounts.models import User
from crossfield.web.accounts.models.user import Role
from crossfield.web.accounts.rules import is_allowed_at_home
from crossfield.web.registry.models import Delegate, Organisation
from crossfield.web.registry.rules import can_read, can_write

if TYPE_CHECKING:
    from django.db.models import QuerySet


def delegates_for(user: User | None) -> QuerySet[Delegate]:
    """Who answers for organisations at the user's institution, today; none for other roles."""
    if user is None or not can_read(user):
        return Delegate.objects.none()
    found = Delegate.objects.filter(institution=user.institution_id, ended=None)
    return found.select_related("user", "organisation")


def delegates_to_choose(user: User) -> QuerySet[User]:
    """Accounts of member organisations at the own institution; none for who may name nobody."""
    if not can_write(user):
        return User.objects.none()
    return User.objects.filter(institution=user.institution_id, role=Role.MEMBER, is_active=True)


def organisations_answered_for(user: User | None) -> QuerySet[Organisation]:
    """Organisations whose profile a user confirms: those that a ground is recorded for."""
    if user is None or not is_allowed_at_home(user, "profile.confirm"):
        return Organisation.objects.none()
    own = Delegate.objects.filter(user=user, institution=user.institution_id, ended=None)
    return Organisation.objects.filter(pk__in=own.values("organisation"))
