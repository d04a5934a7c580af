"""Institutions: who uses the workspace."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models.public_id import public_id_field


class Institution(models.Model):
    """A cluster organisation, agency or ministry that works here.

    Answers to mail that the workbench sends for it go to its ``contact``, where there is one.

    What one institution releases to its partners is seen by the institutions in ``partners``, and by no other.
    """

    public_id = public_id_field()
    name = models.CharField(_("name"), max_length=200)
    contact = models.EmailField(_("contact address, to which answers to its mail go"), blank=True)
    partners = models.ManyToManyField("self", blank=True, verbose_name=_("partners"))
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name
