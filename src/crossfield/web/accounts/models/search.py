"""The search table: one row per text under which something is found, and its three-letter pieces."""

from __future__ import annotations

import re

from django.db import models

from crossfield.tables.headings import fold
from crossfield.web.accounts.models.institution import Institution
from crossfield.web.accounts.models.public_id import LENGTH
from crossfield.web.accounts.models.release import Release

LONGEST = 400
"""Of a text; PostgreSQL's index over texts takes no longer ones."""
PIECE = 3
_UMLAUT = re.compile(r"([aou])e")


def searched(text: str) -> str:
    """Write a text so that its spellings meet: umlauts written out, written without dots or as they are, ß and ss.

    Examples
    --------
    >>> {searched(text) for text in ("Thüringen", "THUERINGEN", "Thuringen")}, searched("Weißer Hirsch, e.V.")
    ({'thuringen'}, 'weisser hirsch e v')
    """
    return _UMLAUT.sub(r"\1", fold(text))


def pieces(text: str) -> set[str]:
    """Three letters in a row of each word of a folded text, with the word's ends.

    Examples
    --------
    >>> sorted(pieces("ki in"))
    [' in', ' ki', 'in ', 'ki ']
    """
    words = (f" {word} " for word in text.split())
    return {word[place : place + PIECE] for word in words for place in range(len(word) - PIECE + 1)}


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
    title = models.TextField(blank=True, help_text="What is shown; empty: the text.")
    detail = models.CharField(max_length=200, blank=True, help_text="What is shown beside it, such as a place.")
    weight = models.FloatField(default=1, help_text="Breaks ties: how much there is about it.")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "public_id", "language", "text"], name="search_entry_once"),
        )
        # On PostgreSQL the beginning of a text is found in an index of this kind only; on SQLite it is as any other.
        indexes = (models.Index(fields=["folded"], name="search_entry_begins", opclasses=["text_pattern_ops"]),)

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


class SearchGram(models.Model):
    """Three letters in a row of an entry's folded text: found with one or two typos, on every database.

    The entry's weight stands here once more: the index alone then says which entries of a piece are the largest, which
    have most pieces in common, and of equals which are the largest, without a look at the entries. They come by the
    million, always with their entry, and go before it, so that the database need not look for the entry of each.
    """

    entry = models.ForeignKey(SearchEntry, on_delete=models.CASCADE, related_name="grams", db_constraint=False)
    gram = models.CharField(max_length=3)
    weight = models.FloatField(default=1, help_text="Of its entry.")

    class Meta:
        indexes = (models.Index(fields=["gram", "-weight", "entry"], name="search_gram_largest"),)

    def __str__(self) -> str:
        return self.gram


class SearchState(models.Model):
    """Of which state of the data the entries of an origin are."""

    origin = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=120)

    def __str__(self) -> str:
        return f"{self.origin}: {self.state}"
