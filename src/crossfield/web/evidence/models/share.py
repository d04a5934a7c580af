"""Links by which a finding is read without an account."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models.public_id import public_id_field
from crossfield.web.evidence.models.finding import Finding


class ShareLink(models.Model):
    """A link by which anybody reads a finding until it expires or is revoked; of its token only the hash is kept."""

    public_id = public_id_field()
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    revoked = models.DateTimeField(null=True, blank=True)
    opened = models.PositiveIntegerField(default=0)
    last_opened = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ("-created", "-pk")

    def __str__(self) -> str:
        return f"{self.finding} ({self.expires:%Y-%m-%d})"
