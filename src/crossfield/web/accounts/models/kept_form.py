"""What somebody had typed when the session ended, until it is back in its form."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models

from crossfield.web.accounts.models.public_id import public_id_field

LONGEST_ADDRESS = 2_000
KEPT_FOR = timedelta(days=1)


class KeptForm(models.Model):
    """A form that came after the session had ended; nobody but its writer sees it, and it is gone after a day.

    ``action`` is the address it was sent to, ``page`` the page it stood on. ``fields`` are names and values in the
    order in which they came; files and passwords are not kept.
    """

    public_id = public_id_field()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kept_forms")
    action = models.CharField(max_length=LONGEST_ADDRESS)
    page = models.CharField(max_length=LONGEST_ADDRESS)
    fields = models.JSONField(default=list)
    had_files = models.BooleanField(default=False)
    created = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ("-created", "-pk")

    def __str__(self) -> str:
        return f"{self.created:%Y-%m-%d %H:%M} {self.action}"
