"""The Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Named by its room."""

    name = "crossfield.web.accounts"
    label = "accounts"
