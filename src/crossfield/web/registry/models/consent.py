"""Asking a person whether she may be sent mail: by a signed link that she uses herself, from that very address."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models import User
from crossfield.web.accounts.models.public_id import public_id_field
from crossfield.web.registry.models.person import PersonDetail

VALID_FOR = timedelta(days=30)


def a_month_from_now() -> datetime:
    """When a link made now can no longer be agreed with."""
    return timezone.now() + VALID_FOR


class ConsentRequest(models.Model):
    """A link by which a person agrees, once and within a month, and takes it back by, at any time.

    It ends with the address at the latest.

    ``wording`` is the version of the text that the person is shown, whatever is newest by then.
    """

    public_id = public_id_field()
    detail = models.ForeignKey(PersonDetail, on_delete=models.CASCADE, related_name="requests")
    language = models.CharField(_("language"), max_length=2, choices=[("de", _("German")), ("en", _("English"))])
    wording = models.CharField(max_length=40)
    asked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField(default=a_month_from_now)
    used = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created", "-pk")

    def __str__(self) -> str:
        return f"{self.detail.person} {self.created:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """True while one can agree with it: it is not used, neither it nor the address has expired or is withdrawn."""
        is_valid = self.used is None and self.expires > timezone.now() and self.detail.withdrawn is None
        return is_valid and self.detail.expires >= timezone.localdate()

    @property
    def holds(self) -> bool:
        """True while what was agreed to with it is not taken back."""
        return self.used is not None and self.detail.withdrawn is None
