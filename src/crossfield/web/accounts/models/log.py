"""The log: who did what to which object, and when; never a personal value."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.db import models

from crossfield.errors import NotAllowedError
from crossfield.web.accounts.models.public_id import LENGTH


class LogEntries(models.QuerySet["LogEntry"]):
    """Entries are read and added; nothing else."""

    def update(self, **_: Any) -> NoReturn:  # noqa: ANN401 -- Django's signature
        """Refuse."""
        raise NotAllowedError("The log is never changed.", "Write another entry.")

    def delete(self) -> NoReturn:
        """Refuse."""
        raise NotAllowedError("The log is never shortened.", "Write another entry.")


class LogEntry(models.Model):
    """One act. It holds public ids and names of columns, no values, so that deleting a person deletes the values.

    The database refuses changes, too (see the first migration), so that no other way leads around this class.
    """

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    by = models.CharField(max_length=LENGTH, blank=True, help_text="Public id of the user; empty: the program itself.")
    institution = models.CharField(max_length=LENGTH, blank=True)
    verb = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    public_id = models.CharField(max_length=LENGTH, db_index=True)
    fields = models.JSONField(default=list)

    objects: ClassVar[models.Manager[LogEntry]] = LogEntries.as_manager()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.kind} {self.public_id}"

    def save(self, **rest: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Write a new entry; refuse to change one."""
        if not self._state.adding:
            raise NotAllowedError("The log is never changed.", "Write another entry.")
        super().save(**rest)

    def delete(self, using: Any = None, keep_parents: bool = False) -> NoReturn:  # noqa: ANN401, ARG002, FBT001, FBT002 -- Django's signature
        """Refuse."""
        raise NotAllowedError("The log is never shortened.", "Write another entry.")
