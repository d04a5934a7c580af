"""Competence profiles: in which fields a member works, what it offers and needs, as it confirmed that itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models import User
from crossfield.web.accounts.models.public_id import LENGTH, public_id_field
from crossfield.web.accounts.models.release import Owned
from crossfield.web.registry.models.field import Field
from crossfield.web.registry.models.organisation import Organisation

VALID_FOR = timedelta(days=30)


def a_month_from_now() -> datetime:
    """When a link made now expires."""
    return timezone.now() + VALID_FOR


class Profile(Owned):
    """What a member told the institution that asked it; how far it may be seen, the member says with it."""

    public_id = public_id_field()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="profiles")
    fields = models.ManyToManyField(Field, blank=True, related_name="+", verbose_name=_("fields"))
    confirmed = models.DateTimeField(null=True, blank=True, help_text="Empty: not answered yet, and shown nowhere.")

    class Meta:
        ordering = ("organisation__name", "pk")
        constraints = (
            models.UniqueConstraint(fields=["organisation", "institution"], name="one_profile_per_institution"),
        )

    def __str__(self) -> str:
        return str(self.organisation)


class Offer(models.Model):
    """What a member offers or needs at the interface of two fields."""

    class Kind(models.TextChoices):
        """Which of both."""

        OFFER = "offer", _("offers")
        NEED = "need", _("needs")

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="offers")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    text = models.CharField(_("what"), max_length=300)
    language = models.CharField(max_length=2, default="de")
    field_a = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="+", verbose_name=_("field"))
    field_b = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="+", verbose_name=_("and field"))

    class Meta:
        ordering = ("profile", "kind", "pk")
        indexes = (models.Index(fields=["field_a", "field_b"], name="offer_by_fields"),)

    def __str__(self) -> str:
        return self.text


class ProfileLink(models.Model):
    """A signed link by which a member confirms its profile: once, until it expires, without a password."""

    public_id = public_id_field()
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="links")
    email = models.EmailField(_("mail address"))
    language = models.CharField(_("language"), max_length=2, choices=[("de", _("German")), ("en", _("English"))])
    asked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField(default=a_month_from_now)
    used = models.DateTimeField(null=True, blank=True)
    sent = models.DateTimeField(null=True, blank=True)
    round = models.CharField(
        max_length=LENGTH, blank=True, default="", db_index=True, help_text="Common id of what was asked at once."
    )

    class Meta:
        ordering = ("-created", "-pk")

    def __str__(self) -> str:
        return f"{self.profile} {self.created:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """True while it can be used."""
        return self.used is None and self.expires > timezone.now()
