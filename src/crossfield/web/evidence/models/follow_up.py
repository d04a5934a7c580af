"""What came of a suggestion: the contact and the cooperation that a suggested partner or a pinned finding led to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models.public_id import public_id_field
from crossfield.web.accounts.models.release import Owned
from crossfield.web.evidence.models.finding import Finding
from crossfield.web.evidence.models.shortlist import ShortlistEntry
from crossfield.web.registry.models import Contact, Cooperation


class FollowUp(Owned):
    """That somebody took a suggestion up: the register knows nothing of suggestions, so that the link stands here.

    ``kind``, ``name``, ``asked``, ``why`` and ``data_version`` are kept in words as the suggestion had them, so that
    the institution sees where a cooperation came from when the shortlist of one person, or a finding, is gone.
    """

    class Kind(models.TextChoices):
        """What was suggested."""

        ORGANISATION = "organisation", _("organisation")
        CLUSTER = "cluster", _("cluster")
        REGION = "region", _("region")
        FINDING = "finding", _("pinned finding")

    public_id = public_id_field()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    entry = models.ForeignKey(ShortlistEntry, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    finding = models.ForeignKey(Finding, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField(_("name"), max_length=300)
    language = models.CharField(max_length=2)
    asked = models.TextField(blank=True)
    why = models.TextField(blank=True)
    suggested = models.DateField()
    data_version = models.CharField(max_length=80)
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    cooperation = models.ForeignKey(Cooperation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("followed suggestion")
        verbose_name_plural = _("followed suggestions")
        ordering = ("-created", "-pk")
        indexes = (models.Index(fields=["institution", "created"], name="follow_up_by_day"),)

    def __str__(self) -> str:
        return self.name

    @property
    def became(self) -> Cooperation | None:
        """The cooperation that came of it, recorded at once or through an introduction; None so far."""
        return self.cooperation or (self.contact.cooperation if self.contact else None)
