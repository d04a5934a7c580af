"""Funding calls of others, as far as they concern members."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models.history import Kept
from crossfield.web.accounts.models.public_id import public_id_field
from crossfield.web.accounts.models.release import Owned
from crossfield.web.registry.models.field import Field


class FundingCall(Kept, Owned):
    """A call of a funder: until when, in which fields, and who may apply, in the funder's words and unchecked."""

    public_id = public_id_field()
    title = models.CharField(_("title"), max_length=300)
    language = models.CharField(max_length=2, default="de")
    programme = models.CharField(_("programme"), max_length=200, blank=True)
    opens = models.DateField(_("opens"), null=True, blank=True)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    who = models.TextField(_("who may apply, in the funder's words"), blank=True)
    address = models.URLField(_("link"), max_length=500, blank=True)
    fields = models.ManyToManyField(Field, blank=True, related_name="+", verbose_name=_("fields"))

    class Meta:
        verbose_name = _("funding call")
        verbose_name_plural = _("funding calls")
        ordering = (models.F("deadline").asc(nulls_last=True), "title", "pk")

    def __str__(self) -> str:
        return self.title
