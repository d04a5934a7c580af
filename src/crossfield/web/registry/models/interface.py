"""Named interfaces: a set of fields on each side, and future fields they aim at."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models.history import Kept
from crossfield.web.accounts.models.public_id import public_id_field
from crossfield.web.accounts.models.release import Owned
from crossfield.web.registry.models.field import Field


class NamedInterface(Kept, Owned):
    """An interface people work on, such as that of ICT and biotechnology; its figures count the union of records.

    ``name`` is in ``language``, as is the remark; ``other_name``, where there is one, in the other language.
    """

    public_id = public_id_field()
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(max_length=2, default="de")
    other_name = models.CharField(_("name in the other language"), max_length=200, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    side_a = models.ManyToManyField(Field, related_name="+", verbose_name=_("one side"))
    side_b = models.ManyToManyField(Field, related_name="+", verbose_name=_("other side"))
    aims = models.ManyToManyField(Field, related_name="+", blank=True, verbose_name=_("aims at"))
    source = models.URLField(_("source"), blank=True)
    removed = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("named interface")
        verbose_name_plural = _("named interfaces")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.title(get_language() or self.language)

    @property
    def other_language(self) -> str:
        """The language of the other name."""
        return "en" if self.language == "de" else "de"

    def title(self, language: str) -> str:
        """Name in a language where it has one, else the one it was given."""
        return self.name if language == self.language or not self.other_name else self.other_name

    def title_language(self, language: str) -> str:
        """The language of what `title` gives."""
        return self.language if language == self.language or not self.other_name else self.other_language

    @property
    def shown_language(self) -> str:
        """The language of its name as the page shows it, for readers that say it aloud."""
        return self.title_language(get_language() or self.language)
