"""The Django app."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Named by its room."""

    name = "crossfield.web.evidence"
    label = "evidence"
