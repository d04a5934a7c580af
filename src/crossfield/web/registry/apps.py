"""The Django app."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Named by its room."""

    name = "crossfield.web.registry"
    label = "registry"
