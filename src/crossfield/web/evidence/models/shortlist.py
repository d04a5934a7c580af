"""The shortlist: partners somebody wants to talk to, as the search told of them on that day."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models.public_id import public_id_field
from crossfield.web.accounts.models.release import Owned


class ShortlistEntry(Owned):
    """An organisation, region or cluster on somebody's shortlist, in an order of their own.

    ``kind`` and ``code`` say what it is in the data; name, place, status, way and reasons are kept in words as
    they were shown, with the question (``asked``, and ``query`` to ask it again), ``data_version`` and ``citation``.
    """

    public_id = public_id_field()
    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=80)
    name = models.CharField(_("name"), max_length=300)
    place = models.CharField(_("place"), max_length=200, blank=True)
    status = models.CharField(max_length=80, blank=True)
    through = models.TextField(blank=True)
    why = models.TextField(blank=True)
    records = models.TextField(blank=True)
    note = models.TextField(_("note"), blank=True)
    language = models.CharField(max_length=2)
    asked = models.TextField()
    query = models.TextField(blank=True)
    data_version = models.CharField(max_length=80)
    citation = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)
    removed = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("shortlist entry")
        verbose_name_plural = _("shortlist entries")
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "kind", "code"], condition=models.Q(removed__isnull=True), name="shortlisted_once"
            ),
        )

    def __str__(self) -> str:
        return self.name
