"""Events: workshops, working groups and delegations, who was invited, registered and there, and what followed."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models.document import Document
from crossfield.web.accounts.models.history import Kept
from crossfield.web.accounts.models.public_id import public_id_field
from crossfield.web.accounts.models.release import Owned
from crossfield.web.registry.models.field import Field
from crossfield.web.registry.models.interface import NamedInterface
from crossfield.web.registry.models.organisation import Organisation

CODE_LENGTH = 8
"""Signs of a code: short enough to be typed, too many to be guessed."""


class Event(Kept, Owned):
    """An event. Who came stands in its guests: organisations, and people as a number, never by name.

    ``version`` is counted up by each change of its texts, so that who saves later is told. ``code`` is there while
    organisations check in by it.
    """

    class Kind(models.TextChoices):
        """What it is."""

        WORKSHOP = "workshop", _("workshop")
        GROUP = "group", _("working group")
        DELEGATION = "delegation", _("delegation")
        FAIR = "fair", _("fair")
        OTHER = "other", _("other event")

    public_id = public_id_field()
    title = models.CharField(_("title"), max_length=300)
    language = models.CharField(max_length=2, default="de")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.WORKSHOP)
    day = models.DateField(_("day"))
    last_day = models.DateField(_("last day"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    interface = models.ForeignKey(
        NamedInterface, on_delete=models.SET_NULL, null=True, blank=True, related_name="events"
    )
    side_a = models.ForeignKey(
        Field, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("one field")
    )
    side_b = models.ForeignKey(
        Field, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("other field")
    )
    text = models.TextField(_("what it is about"), blank=True)
    followed = models.TextField(_("what followed"), blank=True)
    address = models.URLField(_("link"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    code = models.CharField(_("code of the check-in"), max_length=CODE_LENGTH, blank=True, editable=False)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("-day", "title", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(last_day__isnull=True) | models.Q(last_day__gte=models.F("day")),
                name="event_ends_after_it_begins",
            ),
            models.UniqueConstraint(fields=["code"], condition=~models.Q(code=""), name="code_of_one_event"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_checking_in(self) -> bool:
        """True while organisations check in by the code: it is there, and the last day is not over."""
        return bool(self.code) and (self.last_day or self.day) >= timezone.localdate()


class EventGuest(models.Model):
    """An organisation at an event: how far it got, with how many people; one outside the register has its name.

    ``listed``, ``listed_people`` and ``listed_kind`` are what lists say of it, and hold again where its check-ins are
    taken off; empty and null for one that came by a check-in alone.
    """

    class State(models.TextChoices):
        """How far it got; who was there was invited and registered, too."""

        INVITED = "invited", _("invited")
        REGISTERED = "registered", _("registered")
        ATTENDED = "attended", _("was there")

    class Kind(models.TextChoices):
        """What it or a list says it is."""

        COMPANY = "company", _("company")
        UNIVERSITY = "university", _("university")
        RESEARCH = "research", _("research")
        PUBLIC = "public", _("public body")
        OTHER = "other", _("other")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="guests")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="event_parts"
    )
    name = models.CharField(max_length=300)
    state = models.CharField(max_length=12, choices=State.choices, default=State.INVITED)
    people = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=12, choices=Kind.choices, blank=True)
    listed = models.CharField(max_length=12, choices=State.choices, blank=True)
    listed_people = models.PositiveSmallIntegerField(null=True, blank=True)
    listed_kind = models.CharField(max_length=12, choices=Kind.choices, blank=True, default="")

    class Meta:
        ordering = ("event", "name", "pk")
        constraints = (models.UniqueConstraint(fields=["event", "name"], name="guest_once"),)

    def __str__(self) -> str:
        return f"{self.name} · {self.event}"


class CheckIn(models.Model):
    """So many people who came in together; ``public_id`` is the one of the form, so that it counts once.

    One that the organiser has taken off counts nowhere and stays, so that it can be counted again.
    """

    public_id = public_id_field()
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="check_ins")
    guest = models.ForeignKey(EventGuest, on_delete=models.SET_NULL, null=True, related_name="check_ins")
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=12, choices=EventGuest.Kind.choices)
    people = models.PositiveSmallIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    taken_off = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("event", "at", "pk")

    def __str__(self) -> str:
        return f"{self.name}: {self.people}"


class EventDocument(models.Model):
    """A document of an event, seen by whoever sees the event: a stored file, or a link."""

    public_id = public_id_field()
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(_("title"), max_length=200)
    address = models.URLField(_("link"), max_length=500, blank=True)
    document = models.ForeignKey(Document, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("event", "title", "pk")

    def __str__(self) -> str:
        return self.title
