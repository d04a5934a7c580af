"""Loads: taking a source into the data, as work that goes on beside the pages."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models.institution import Institution
from crossfield.web.accounts.models.public_id import public_id_field


class LoadState(models.TextChoices):
    """How far a load is."""

    RECEIVING = "receiving", _("the file is on its way")
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    UNCHANGED = "unchanged", _("nothing new")
    FAILED = "failed", _("did not work")
    CANCELLED = "cancelled", _("stopped")


class Load(models.Model):
    """One source that is taken in: asked for by a page, done by the worker, told by both.

    ``source`` is a name of `SOURCES`; ``given`` a web address, empty for the source's official one and where a file was
    dropped in: ``filename``, with ``size`` bytes, in a folder of the load's own. ``step``, and ``loaded`` of
    ``expected`` bytes, say how far it is, ``before`` and ``after`` which data versions it stands between.
    """

    State = LoadState
    OPEN: ClassVar = (LoadState.RECEIVING, LoadState.WAITING, LoadState.RUNNING)
    QUEUED: ClassVar = (LoadState.WAITING, LoadState.RUNNING)

    public_id = public_id_field()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    source = models.CharField(max_length=40, blank=True)
    given = models.CharField(max_length=500, blank=True)
    filename = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=LoadState.choices, default=LoadState.WAITING)
    step = models.CharField(max_length=120, blank=True)
    steps_done = models.PositiveSmallIntegerField(default=0)
    loaded = models.PositiveBigIntegerField(null=True, blank=True)
    expected = models.PositiveBigIntegerField(null=True, blank=True)
    queued = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    started = models.DateTimeField(null=True, blank=True)
    finished = models.DateTimeField(null=True, blank=True)
    message = models.TextField(blank=True)
    hint = models.TextField(blank=True)
    before = models.CharField(max_length=80, blank=True)
    after = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = _("load")
        verbose_name_plural = _("loads")
        ordering = ("-created", "-pk")

    def __str__(self) -> str:
        return self.filename or self.given or self.source

    @property
    def is_open(self) -> bool:
        """True until it is done, one way or the other."""
        return self.state in self.OPEN
