"""Release: who may see what belongs to somebody."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models.institution import Institution


class Release(models.TextChoices):
    """How far something is released; each level holds those before it."""

    OWN = "own", _("only me")
    INSTITUTION = "institution", _("my institution")
    PARTNERS = "partners", _("partner institutions")
    PUBLIC = "public", _("everyone")


class Owned(models.Model):
    """What belongs to a user and an institution and may be shared: with whom, by whom and since when."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    release = models.CharField(_("release"), max_length=12, choices=Release.choices, default=Release.OWN)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
