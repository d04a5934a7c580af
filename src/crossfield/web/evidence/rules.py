"""Who may do what with the data that all pages rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from crossfield.web.accounts.models import User


def can_manage_data(user: User | AnonymousUser) -> bool:
    """Tell whether a user may load data and choose what all pages show: those who administer, and who is at a desk."""
    return bool(user.is_active and user.is_staff)
