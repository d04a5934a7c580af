"""The Django app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Named by its room."""

    name = "crossfield.web.desk"
    label = "desk"
