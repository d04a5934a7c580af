"""That an institution took away what only it kept, and what that was, as long as it can be brought back."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models.institution import Institution
from crossfield.web.accounts.models.public_id import public_id_field


class Departure(models.Model):
    """What an institution kept for itself, as it was when it was taken out of the register.

    ``content`` is empty once it is brought back, or can be brought back no more.
    """

    public_id = public_id_field()
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="departures")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    content: models.JSONField[Any, Any] = models.JSONField(default=list)
    undone = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("departure")
        verbose_name_plural = _("departures")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.institution} {self.at:%Y-%m-%d}"
