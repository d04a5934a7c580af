"""Contacts: inquiries, visits, calls and introductions, with what comes next."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models.history import Kept
from crossfield.web.accounts.models.public_id import public_id_field
from crossfield.web.accounts.models.release import Owned
from crossfield.web.registry.models.cooperation import Cooperation
from crossfield.web.registry.models.field import Field
from crossfield.web.registry.models.interface import NamedInterface
from crossfield.web.registry.models.organisation import Organisation
from crossfield.web.registry.models.person import Person


class Contact(Kept, Owned):
    """That somebody of an institution spoke with an organisation; an introduction leads to a second one.

    ``outcome`` is what came of an introduction, asked once after thirty days. ``version`` is counted up by each change
    of what is said of it, so that who saves later is told. One that was taken off is neither listed nor counted, and
    stays, so that it can be put back.
    """

    class Kind(models.TextChoices):
        """What it was."""

        INQUIRY = "inquiry", _("inquiry")
        CALL = "call", _("call")
        VISIT = "visit", _("visit")
        INTRODUCTION = "introduction", _("introduction")

    class Outcome(models.TextChoices):
        """What came of an introduction."""

        COOPERATION = "cooperation", _("a cooperation")
        GOING_ON = "going_on", _("they are talking")
        NOTHING = "nothing", _("nothing")

    public_id = public_id_field()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contacts")
    introduced_to = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="introductions"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.CALL)
    day = models.DateField(_("day"))
    text = models.CharField(_("what it was about"), max_length=500)
    language = models.CharField(max_length=2, default="de")
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="contacts", verbose_name=_("with whom")
    )
    function = models.CharField(_("with whom (function)"), max_length=100, blank=True)
    interface = models.ForeignKey(
        NamedInterface, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("interface")
    )
    side_a = models.ForeignKey(
        Field, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("one field")
    )
    side_b = models.ForeignKey(
        Field, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("other field")
    )
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    due = models.DateField(_("by"), null=True, blank=True)
    done = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    cooperation = models.ForeignKey(Cooperation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)
    taken_off = models.DateTimeField(_("taken off"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ("-day", "-pk")
        indexes = (
            models.Index(fields=["institution", "day"], name="contact_by_day"),
            models.Index(
                fields=["institution", "due"],
                condition=models.Q(done=None) & ~models.Q(next_step=""),
                name="contact_with_open_step",
            ),
        )

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.organisation}"
