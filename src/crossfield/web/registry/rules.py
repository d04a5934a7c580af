"""Who may see and change what in the register: denied unless a rule here allows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from crossfield.errors import NotAllowedError
from crossfield.web.accounts.rules import can_administer, is_allowed, is_allowed_at_home, is_released_to

if TYPE_CHECKING:
    from crossfield.web.accounts.models import User
    from crossfield.web.accounts.models.release import Owned
    from crossfield.web.registry.models import Representation


def can_read(user: User | None) -> bool:
    """Tell whether a user reads what the own institution keeps in the register."""
    return is_allowed_at_home(user, "register.read")


def can_write(user: User | None) -> bool:
    """Tell whether a user may add to the register for the own institution."""
    return is_allowed_at_home(user, "register.write")


def can_change(user: User | None, thing: Owned) -> bool:
    """Tell whether a user may change something: a writer, and it belongs to the own institution."""
    return is_allowed(user, "register.write", institution=thing.institution_id)


def can_represent(user: User | None) -> bool:
    """Tell whether a user may say for which organisations the own institution speaks."""
    return is_allowed_at_home(user, "register.represent")


def can_end_representation(user: User | None, found: Representation | None) -> bool:
    """Tell whether a user may say that an institution speaks for an organisation no longer.

    Those who administer the workbench may for every institution: one that has left says nothing any more.
    """
    if can_administer(user):
        return True
    return found is not None and is_allowed(user, "register.represent", institution=found.institution_id)


def is_in_register_of(user: User | None) -> Q:
    """The condition under which an entry of the register is seen: public ones by all, others by readers only."""
    if user is None or not can_read(user):
        return Q(release="public")
    return is_released_to(user)


def check_represents(user: User) -> None:
    """Refuse who may not say for which organisations the own institution speaks.

    Raises
    ------
    NotAllowedError
        The user is no administrator of an institution.
    """
    if not can_represent(user):
        raise NotAllowedError(
            _("Only administrators say for which organisation their institution speaks."),
            _("Ask an administrator of your institution."),
        )


def check_writes(user: User) -> None:
    """Refuse who may not add to the register.

    Raises
    ------
    NotAllowedError
        The user has no institution or another role.
    """
    if not can_write(user):
        raise NotAllowedError(
            _("Only the cluster management and administrators change the register."),
            _("Ask an administrator of your institution for this role."),
        )


def check_changes(user: User, thing: Owned) -> None:
    """Refuse who may not change a thing.

    Raises
    ------
    NotAllowedError
        The user may not write, or the thing belongs to another institution.
    """
    check_writes(user)
    if not can_change(user, thing):
        raise NotAllowedError(
            _("This entry belongs to another institution."), _("Ask that institution, or make an entry of your own.")
        )
