"""The history: from what to what a column was changed, beside the log, which holds no values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

from crossfield.web.accounts.models.institution import Institution
from crossfield.web.accounts.models.log import LogEntry
from crossfield.web.accounts.models.public_id import LENGTH

if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Self

UNCHANGED = frozenset(
    {"id", "public_id", "created", "owner", "institution", "released_by", "released_at", "version", "folded"}
)
"""Columns that say whose something is or are kept by the program; the log has who and when."""


class Kept(models.Model):
    """What has a history: it remembers how it was read from the database, and the log's writer compares.

    ``PERSONAL`` names columns whose values are cleared from the history after thirty days.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **rest: Any) -> Self:  # noqa: ANN401 -- Django's
        """Read it, and remember what was read."""
        made = super().from_db(db, field_names, values, **rest)
        made._read = dict(zip(field_names, values, strict=False))
        return made

    def refresh_from_db(self, *given: Any, **rest: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Read it anew, and remember that."""
        super().refresh_from_db(*given, **rest)
        self.remember()

    @property
    def was(self) -> dict[str, Any]:
        """Attribute → value as it was read; empty for what was made just now."""
        return dict(self.__dict__.get("_read", {}))

    def remember(self) -> None:
        """Take today's values for those that the next change is compared to."""
        self._read = {name: self.__dict__[name] for name in self.kept_columns() if name in self.__dict__}

    @classmethod
    def kept_columns(cls) -> dict[str, str]:
        """Attribute → name of the column, for all that have a history."""
        return {one.attname: one.name for one in cls._meta.concrete_fields if one.name not in UNCHANGED}


class FieldChange(models.Model):
    """A column of a thing that was changed; changes of one action share the log's ``entry``.

    ``institution`` is the one whose members see it. ``old`` and ``new`` are null where nothing stood there, or where
    the value was personal and has been cleared: then ``cleared`` is true.
    """

    entry = models.ForeignKey(LogEntry, on_delete=models.PROTECT, related_name="changes")
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=40)
    public_id = models.CharField(max_length=LENGTH)
    field = models.CharField(max_length=60)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    is_personal = models.BooleanField(default=False)
    cleared = models.BooleanField(default=False)

    class Meta:
        ordering = ("-entry_id", "field", "-pk")
        indexes = (models.Index(fields=["kind", "public_id"], name="change_of"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}: {self.field}"
