"""The Django app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


class RegistryConfig(AppConfig):
    """Named by its room."""

    name = "crossfield.web.registry"
    label = "registry"

    def ready(self) -> None:
        """Teach each connection to SQLite what small letters are."""
        connection_created.connect(teach_lower, dispatch_uid="registry-lower")


def teach_lower(connection: BaseDatabaseWrapper, **_sent: Any) -> None:  # noqa: ANN401 -- what Django sends along
    """Let SQLite write umlauts small, as PostgreSQL does: TÜV SÜD and TÜV Süd are one organisation."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("LOWER", 1, _lower, deterministic=True)


def _lower(text: object) -> object:
    return None if text is None else str(text).lower()
