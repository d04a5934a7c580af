"""Memberships in clusters, with their dates."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models.history import Kept
from crossfield.web.accounts.models.public_id import public_id_field
from crossfield.web.accounts.models.release import Owned
from crossfield.web.registry.models.cluster import Cluster
from crossfield.web.registry.models.organisation import Organisation


class StandingMemberships(models.Manager["Membership"]):
    """Memberships but for those that were recorded by mistake."""

    def get_queryset(self) -> models.QuerySet[Membership]:
        """All that stand."""
        return super().get_queryset().filter(taken_off=None)


class Membership(Kept, Owned):
    """That an organisation is a member of a cluster, from when to when.

    Both days count. Unknown days are null: a membership without a first day was there before all that is known, one
    without a last day lasts.

    One that was recorded by mistake is taken off: it stays, so that it can be put back, and is in ``every`` only.
    """

    class Ended(models.TextChoices):
        """How it ended."""

        LEFT = "left", _("left")
        EXCLUDED = "excluded", _("excluded")
        MERGED = "merged", _("merged into another organisation")
        DISSOLVED = "dissolved", _("dissolved")
        OTHER = "other", _("other reason")

    public_id = public_id_field()
    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="memberships")
    member = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    valid_from = models.DateField(_("member since"), null=True, blank=True)
    valid_to = models.DateField(_("member until"), null=True, blank=True)
    ended = models.CharField(_("how it ended"), max_length=12, choices=Ended.choices, blank=True)
    successor = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("successor")
    )
    source = models.CharField(_("source"), max_length=300, blank=True)
    taken_off = models.DateTimeField(_("taken off"), null=True, blank=True, editable=False)

    objects: ClassVar[StandingMemberships] = StandingMemberships()
    every: ClassVar[models.Manager[Membership]] = models.Manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ("cluster", "member__name", "valid_from", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="membership_ends_after_it_begins",
            ),
        )
        indexes = (models.Index(fields=["cluster", "valid_from", "valid_to"], name="membership_by_day"),)

    def __str__(self) -> str:
        return f"{self.member} · {self.cluster}"
