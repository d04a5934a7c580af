"""Invitations: the only way to an account besides the command line and the administration."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models.institution import Institution
from crossfield.web.accounts.models.public_id import public_id_field
from crossfield.web.accounts.models.user import Role

VALID_FOR = timedelta(days=7)


def a_week_from_now() -> datetime:
    """When an invitation made now expires."""
    return timezone.now() + VALID_FOR


class Invitation(models.Model):
    """A place at an institution, offered to a mail address; it can be taken once, until it expires."""

    public_id = public_id_field()
    email = models.EmailField(_("mail address"))
    institution = models.ForeignKey(
        Institution, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("institution")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    language = models.CharField(_("language"), max_length=2, choices=[("de", _("German")), ("en", _("English"))])
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField(default=a_week_from_now)
    used = models.DateTimeField(null=True, blank=True)
    withdrawn = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ("-created", "-pk")

    def __str__(self) -> str:
        return f"{self.email} ({self.institution})"
