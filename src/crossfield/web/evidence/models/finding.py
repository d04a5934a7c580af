"""Pinned findings: a table as it was on the day it was used."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models.public_id import public_id_field
from crossfield.web.accounts.models.release import Owned


class Finding(Owned):
    """A table of a page, kept with its own rows, so that it opens unchanged whatever becomes of data and vocabulary.

    ``columns`` are key, heading and form of each column in the order shown, ``rows`` the rows with these keys (and
    the bounds of ranged ones), ``parameters`` what was asked (region, fields, table), ``data_version`` and
    ``citation`` what it rests on, ``address`` the page it was taken from. ``chart`` says how the rows are drawn, or
    holds a drawing with its own data; ``sources`` name publishers and licences; ``basis`` are the fingerprints of data,
    vocabulary and method, by which it can be told later why a figure is another one.
    """

    public_id = public_id_field()
    title = models.CharField(_("title"), max_length=300)
    note = models.TextField(_("note"), blank=True)
    folder = models.CharField(_("folder"), max_length=100, blank=True)
    language = models.CharField(max_length=2)
    columns = models.JSONField()
    rows = models.JSONField()
    parameters = models.JSONField()
    answer = models.TextField(blank=True)
    data_version = models.CharField(max_length=80)
    citation = models.TextField(blank=True)
    address = models.CharField(max_length=500)
    chart = models.JSONField(null=True, blank=True)
    sources = models.JSONField(default=list, blank=True)
    basis = models.JSONField(default=dict, blank=True)
    removed = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("pinned finding")
        verbose_name_plural = _("pinned findings")
        ordering = ("folder", "-created", "-pk")

    def __str__(self) -> str:
        return self.title
