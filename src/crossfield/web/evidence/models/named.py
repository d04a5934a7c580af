"""Figures of named interfaces that people made: computed once per data version, level and choice of fields."""

from __future__ import annotations

from django.db import models

from crossfield.web.registry.models import NamedInterface


class NamedFigures(models.Model):
    """Rows of interface_figure of one named interface, for all regions of a level.

    ``sides`` are the codes of the fields the rows were counted for: a changed interface has other ones, and what was
    counted before is never shown for it.
    """

    interface = models.ForeignKey(NamedInterface, on_delete=models.CASCADE, related_name="figures")
    data_version = models.CharField(max_length=80)
    sides = models.CharField(max_length=400)
    level = models.IntegerField()
    rows = models.JSONField()
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["interface", "data_version", "sides", "level"], name="named_figures_once"),
        )

    def __str__(self) -> str:
        return f"{self.interface} ({self.data_version}, NUTS {self.level})"
