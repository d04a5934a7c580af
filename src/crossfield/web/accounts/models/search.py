"""The search table: one row per thing that can be found, and its three-letter pieces."""

from __future__ import annotations

from django.db import models

from crossfield.web.accounts.models.institution import Institution
from crossfield.web.accounts.models.public_id import LENGTH
from crossfield.web.accounts.models.release import Release


class SearchEntry(models.Model):
    """A text under which something is found; the rights stand in the row, so that they are part of the query."""

    kind = models.CharField(max_length=40)
    public_id = models.CharField(max_length=80, help_text="Public id; for evidence its code in the data version.")
    owner = models.CharField(max_length=LENGTH, blank=True)
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, null=True, related_name="+")
    release = models.CharField(max_length=12, choices=Release.choices, default=Release.OWN)
    language = models.CharField(max_length=2, blank=True, help_text="Empty: the same in every language.")
    text = models.TextField()
    folded = models.TextField(help_text="Lower case, without umlauts and signs.")
    weight = models.FloatField(default=1, help_text="Breaks ties: how much there is about it.")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "public_id", "language", "text"], name="search_entry_once"),
        )

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


class SearchGram(models.Model):
    """Three letters in a row of an entry's folded text: found with one or two typos, on every database."""

    entry = models.ForeignKey(SearchEntry, on_delete=models.CASCADE, related_name="grams")
    gram = models.CharField(max_length=3)

    class Meta:
        indexes = (models.Index(fields=["gram", "entry"], name="search_gram_entry"),)

    def __str__(self) -> str:
        return self.gram
