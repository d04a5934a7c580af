"""Letters to everybody who has agreed by double opt-in to be sent mail for a purpose: invitations and news."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models.public_id import public_id_field
from crossfield.web.accounts.models.release import Owned
from crossfield.web.registry.models.event import Event


class Mailing(Owned):
    """One letter to many, in German, in English or in both; whom it reaches is asked when it goes out.

    ``purpose`` is a name of the rule file on people: whoever has confirmed an address for it is written to.
    """

    class Purpose(models.TextChoices):
        """What it is for."""

        EVENTS = "events", _("invitation to an event")
        NEWS = "news", _("news")

    class State(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", _("draft")
        GOING = "going", _("going out")
        DONE = "done", _("has gone out")
        STOPPED = "stopped", _("stopped")

    public_id = public_id_field()
    purpose = models.CharField(_("what it is for"), max_length=12, choices=Purpose.choices)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, null=True, blank=True, related_name="mailings")
    subject_de = models.CharField(_("subject in German"), max_length=200, blank=True)
    text_de = models.TextField(_("text in German"), blank=True)
    subject_en = models.CharField(_("subject in English"), max_length=200, blank=True)
    text_en = models.TextField(_("text in English"), blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    begun = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        ordering = ("-created", "-pk")

    def __str__(self) -> str:
        return self.subject_de or self.subject_en

    def language_for(self, language: str) -> str:
        """The language in which somebody is written to: the own one where the letter is there in it."""
        other = "en" if language == "de" else "de"
        return language if getattr(self, f"text_{language}", "") else other

    def subject(self, language: str) -> str:
        """Its subject in a language in which it is there."""
        return str(getattr(self, f"subject_{language}"))

    def text(self, language: str) -> str:
        """Its text in a language in which it is there."""
        return str(getattr(self, f"text_{language}"))
