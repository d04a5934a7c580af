"""Cooperations: dated relations of organisations, with what proves them and what was agreed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models.document import Document
from crossfield.web.accounts.models.history import Kept
from crossfield.web.accounts.models.institution import Institution
from crossfield.web.accounts.models.public_id import public_id_field
from crossfield.web.accounts.models.release import Owned
from crossfield.web.registry.models.field import Field
from crossfield.web.registry.models.interface import NamedInterface
from crossfield.web.registry.models.organisation import Organisation
from crossfield.web.registry.models.partial_date import partial_date_field


class CooperationStatus(models.TextChoices):
    """How far it is."""

    PLANNED = "planned", _("planned")
    RUNNING = "running", _("running")
    ENDED = "ended", _("ended")
    GIVEN_UP = "given_up", _("given up")


class Cooperation(Kept, Owned):
    """Two or more organisations that work together; a mutual membership of two clusters is one kind of it.

    ``standing`` is kept by the actions, never typed: confirmed where every partner's institution has confirmed, and at
    least two have, documented where a source proves it, else stated by one side. ``others`` counts partners that are
    known as a number only. ``version`` is counted up by each change of its texts, so that who saves later is told.
    """

    class Kind(models.TextChoices):
        """What it is."""

        PROJECT = "project", _("joint project")
        AGREEMENT = "agreement", _("agreement")
        MUTUAL = "mutual", _("mutual membership")
        DELEGATION = "delegation", _("delegation")
        SUPPLY = "supply", _("supply relation")
        EVENT = "event", _("joint event")

    class Standing(models.TextChoices):
        """How it is known."""

        CONFIRMED = "confirmed", _("confirmed by both sides")
        DOCUMENTED = "documented", _("documented")
        STATED = "stated", _("stated by one side")

    public_id = public_id_field()
    title = models.CharField(_("title"), max_length=300)
    language = models.CharField(max_length=2, default="de")
    text = models.TextField(_("what it is about"), blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    status = models.CharField(
        _("status"), max_length=12, choices=CooperationStatus.choices, default=CooperationStatus.RUNNING
    )
    standing = models.CharField(
        _("how it is known"), max_length=12, choices=Standing.choices, default=Standing.STATED, editable=False
    )
    began = partial_date_field(_("began"))
    ended = partial_date_field(_("ended"))
    interface = models.ForeignKey(
        NamedInterface,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="cooperations",
        verbose_name=_("named interface"),
    )
    side_a = models.ForeignKey(
        Field, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("one field")
    )
    side_b = models.ForeignKey(
        Field, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("other field")
    )
    others = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("cooperation")
        verbose_name_plural = _("cooperations")
        ordering = ("-began", "title", "pk")
        indexes = (models.Index(fields=["institution", "standing"], name="cooperation_by_standing"),)

    def __str__(self) -> str:
        return self.title


class CooperationPartner(models.Model):
    """One of the organisations; ``confirmed_by`` is the institution that spoke for it, or ``declined_by`` with why."""

    class Role(models.TextChoices):
        """What it is in the cooperation."""

        LEAD = "lead", _("lead")
        PARTNER = "partner", _("partner")
        ASSOCIATED = "associated", _("associated")

    cooperation = models.ForeignKey(Cooperation, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="cooperation_parts")
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.PARTNER)
    part = models.CharField(_("part in it"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    confirmed_by = models.ForeignKey(Institution, on_delete=models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    declined_by = models.ForeignKey(Institution, on_delete=models.SET_NULL, null=True, related_name="+")
    declined_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ("cooperation", "position", "pk")
        constraints = (models.UniqueConstraint(fields=["cooperation", "organisation"], name="partner_once"),)

    def __str__(self) -> str:
        return f"{self.organisation} · {self.cooperation}"


class CooperationProof(models.Model):
    """What proves it: who says so, in which document, since when; an address or a stored document."""

    cooperation = models.ForeignKey(Cooperation, on_delete=models.CASCADE, related_name="proofs")
    source = models.CharField(_("who says so"), max_length=300)
    title = models.CharField(_("document"), max_length=300)
    address = models.URLField(_("link"), max_length=500, blank=True)
    dated = partial_date_field(_("date of the document"))
    document = models.ForeignKey(Document, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("cooperation", "dated", "pk")

    def __str__(self) -> str:
        return f"{self.title} ({self.source})"


class CooperationStep(models.Model):
    """A next step that was agreed, and by when."""

    public_id = public_id_field()
    cooperation = models.ForeignKey(Cooperation, on_delete=models.CASCADE, related_name="steps")
    text = models.CharField(_("next step"), max_length=500)
    due = models.DateField(_("by"), null=True, blank=True)
    done = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("cooperation", "done", "due", "pk")

    def __str__(self) -> str:
        return self.text


class CooperationChange(models.Model):
    """A status, since when, and who set it: the history of a cooperation."""

    cooperation = models.ForeignKey(Cooperation, on_delete=models.CASCADE, related_name="changes")
    status = models.CharField(max_length=12, choices=CooperationStatus.choices)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("cooperation", "at", "pk")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.status}"
