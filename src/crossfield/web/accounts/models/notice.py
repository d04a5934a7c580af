"""Texts of the footer: legal notice, data protection, accessibility, licences; each institution writes its own."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeKind(models.TextChoices):
    """The pages that the footer leads to; the value is the address."""

    IMPRINT = "imprint", _("Legal notice")
    PRIVACY = "privacy", _("Data protection")
    ACCESSIBILITY = "accessibility", _("Accessibility")
    LICENCES = "licences", _("Licences and sources")


class Notice(models.Model):
    """One of these texts in one language; paragraphs are parted by blank lines."""

    kind = models.CharField(_("page"), max_length=20, choices=NoticeKind.choices)
    language = models.CharField(_("language"), max_length=2, choices=[("de", _("German")), ("en", _("English"))])
    text = models.TextField(_("text"), blank=True)
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("text of the footer")
        verbose_name_plural = _("texts of the footer")
        ordering = ("kind", "language")
        constraints = (models.UniqueConstraint(fields=["kind", "language"], name="notice_once"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.language})"
