"""The schedule: what is done again and again, when last and when next."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Recurring(models.TextChoices):
    """What is done again and again."""

    DIGEST = "digest", _("weekly digest")
    REMINDER = "reminder", _("question about introductions after 30 days")
    UPDATE = "update", _("yearly update of profiles")
    REQUEST = "request", _("sending of requests for profiles")
    MAILING = "mailing", _("sending of invitations and news that were let out")
    HISTORY = "history", _("clearing of contact details from the history after 30 days")
    DETAILS = "details", _("clearing of contact details 30 days after they expired or were withdrawn")
    DEPARTURE = "departure", _("clearing of what an institution took away, after 30 days")
    FORMS = "forms", _("letting go of input kept after a session had ended, after a day")
    LISTS = "lists", _("making lists findable, and clearing lists of people after 30 days")


class Schedule(models.Model):
    """One recurring work. Whoever does it holds it until ``claimed_until``; who dies at it frees it by that hour."""

    name = models.CharField(max_length=12, choices=Recurring.choices, unique=True)
    next_run = models.DateTimeField()
    last_run = models.DateTimeField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(null=True, blank=True)
    error = models.CharField(max_length=60, blank=True, help_text="Name of the error, never its text.")

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
