"""Accounts that can sign in."""

from __future__ import annotations

from crossfield.web.accounts.models import User


def has_account_with_password() -> bool:
    """Tell whether somebody can sign in with a password."""
    users = User.objects.filter(is_active=True)
    return any(user.has_usable_password() for user in users.iterator())
