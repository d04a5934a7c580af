"""Two entries that were one organisation: which was merged into which, why, and what moved."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models.history import Kept
from crossfield.web.accounts.models.public_id import public_id_field
from crossfield.web.accounts.models.release import Owned
from crossfield.web.registry.models.organisation import Organisation


class OrganisationMerge(Kept, Owned):
    """A merge. ``moved`` names table and column and the keys of the rows that moved, so that it can be undone.

    No value is copied: what both entries had, such as two sheets of one institution, stays with its entry.
    """

    public_id = public_id_field()
    kept = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    moved = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ("-created", "-pk")

    def __str__(self) -> str:
        return f"{self.gone} → {self.kept}"
