"""Documents: files that belong to somebody, served through a check of who asks."""

from __future__ import annotations

from pathlib import PurePath

from django.db import models
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models.public_id import new_public_id, public_id_field
from crossfield.web.accounts.models.release import Owned


def stored_name(_: Document, filename: str) -> str:
    """Name on disk: random, with the ending only, so that no name of a person or a path gets there."""
    return f"{new_public_id()}{PurePath(filename).suffix[:10].lower()}"


class Document(Owned):
    """A file; private unless released. ``sha256`` proves that it is the one that was stored."""

    public_id = public_id_field()
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(max_length=2, default="de")
    file = models.FileField(upload_to=stored_name)
    filename = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("-created", "-pk")

    def __str__(self) -> str:
        return self.title
