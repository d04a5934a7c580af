"""Clusters: organisations with fields and members; and for which organisations an institution speaks."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models.institution import Institution
from crossfield.web.registry.models.field import Field
from crossfield.web.registry.models.organisation import Organisation


class Cluster(models.Model):
    """What makes an organisation a cluster; founding, member counts and label are values of the organisation."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="cluster")
    fields = models.ManyToManyField(Field, blank=True, related_name="clusters", verbose_name=_("fields"))

    class Meta:
        verbose_name = _("cluster")
        verbose_name_plural = _("clusters")
        ordering = ("organisation__name", "pk")

    def __str__(self) -> str:
        return self.organisation.name


class Representation(models.Model):
    """An organisation and the institution of this workspace that speaks for it: it confirms cooperations for it.

    ``ground`` says who has authorised that, ``authorised`` on which day; claims from before these columns have neither.
    """

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="representation")
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(auto_now_add=True)
    ground = models.CharField(max_length=300, blank=True, default="")
    authorised = models.DateField(null=True)

    class Meta:
        ordering = ("organisation__name", "pk")

    def __str__(self) -> str:
        return f"{self.institution}: {self.organisation}"

    @property
    def told(self) -> dict[str, str]:
        """Who speaks, on what ground and since which day, as the history keeps it."""
        who = f"{self.institution}: {self.ground}" if self.ground else str(self.institution)
        return {"represented": who, "authorised": self.authorised.isoformat() if self.authorised else ""}
