"""Uploads: tables of a user's own, seen by their institution and by no other."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models import Document
from crossfield.web.accounts.models.public_id import public_id_field
from crossfield.web.accounts.models.release import Owned


class UploadKind(models.TextChoices):
    """What the rows of a table are."""

    ACTIVITY = "activity", _("Activity by region and field")
    PROJECTS = "projects", _("Projects of other programmes")
    ORGANISATIONS = "organisations", _("Organisations")


class UploadState(models.TextChoices):
    """How far a table is."""

    DRAFT = "draft", _("the columns are to be confirmed")
    COMPUTING = "computing", _("is being read")
    READY = "ready", _("ready")


class Upload(Owned):
    """A table as it was sent, what its columns mean, and what was read from it.

    ``document`` is the file. ``headings_key`` tells tables of the same layout, so that the next one is read in the same
    way; ``mapping`` is column → heading. Rows that could be used, figures and problems are files of the upload's own.
    """

    Kind = UploadKind
    State = UploadState

    public_id = public_id_field()
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=16, choices=UploadKind.choices, blank=True)
    layout = models.CharField(max_length=20, blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    headings_key = models.TextField(blank=True)
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=UploadState.choices, default=UploadState.DRAFT)
    encoding = models.CharField(max_length=12, blank=True)
    rows_read = models.PositiveIntegerField(default=0)
    rows_used = models.PositiveIntegerField(default=0)
    problems = models.PositiveIntegerField(default=0)
    removed = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("own table")
        verbose_name_plural = _("own tables")
        ordering = ("-created", "-pk")

    def __str__(self) -> str:
        return self.title
