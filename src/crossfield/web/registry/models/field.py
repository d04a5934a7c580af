"""Fields as rows: what people's work hangs on, whatever becomes of a vocabulary."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models.public_id import public_id_field


class Field(models.Model):
    """A field of a scheme. A new vocabulary ends it (``valid_to``) and may name its successor; it is never deleted."""

    public_id = public_id_field()
    scheme = models.CharField(_("scheme"), max_length=40)
    code = models.CharField(_("code"), max_length=80)
    kind = models.CharField(_("kind"), max_length=20, blank=True)
    title_de = models.CharField(_("German title"), max_length=200, blank=True)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    position = models.IntegerField(default=0)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors")

    class Meta:
        verbose_name = _("field")
        verbose_name_plural = _("fields")
        ordering = ("scheme", "position", "code")
        constraints = (
            models.UniqueConstraint(
                fields=["scheme", "code"], condition=models.Q(valid_to__isnull=True), name="field_once_valid"
            ),
        )

    def __str__(self) -> str:
        return self.title_en or self.title_de or self.code

    def title(self, language: str) -> str:
        """Title in a language, else in the other one, else the code."""
        first, second = (self.title_de, self.title_en) if language == "de" else (self.title_en, self.title_de)
        return first or second or self.code
