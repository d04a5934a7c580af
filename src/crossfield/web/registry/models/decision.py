"""Decisions about fields: what became of one that a vocabulary gave up."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models import User
from crossfield.web.accounts.models.public_id import public_id_field
from crossfield.web.registry.models.field import Field


class FieldDecision(models.Model):
    """That what hung on an ended field hangs on another one now: who decided it, when, why, and how much was moved."""

    public_id = public_id_field()
    field = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="decisions")
    successor = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    language = models.CharField(max_length=2, default="de")
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    decided = models.DateTimeField(_("decided"), auto_now_add=True)
    moved = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("decision about a field")
        verbose_name_plural = _("decisions about fields")
        ordering = ("-decided", "pk")

    def __str__(self) -> str:
        return f"{self.field} → {self.successor}"
