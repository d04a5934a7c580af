"""Changes of the shared core that wait for another institution."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models.history import Kept
from crossfield.web.accounts.models.public_id import public_id_field
from crossfield.web.accounts.models.release import Owned
from crossfield.web.registry.models.organisation import Organisation, OrganisationRelation

CORE = ("name", "region")
"""What an organisation has once."""


class CoreProposal(Kept, Owned):
    """That the core of an organisation should read otherwise; whoever speaks for it or uses it, too, decides.

    ``before`` and ``value`` are what stands there and what should: a name, a seat, a number, or a relation in words;
    empty: nothing. ``details`` name the relation, how it stood and what of it should change.
    """

    class Key(models.TextChoices):
        """What changes."""

        NAME = "name", _("name")
        REGION = "region", _("seat")
        PIC = "pic", "PIC"
        ROR = "ror", "ROR"
        VAT = "vat", _("VAT number")
        WIKIDATA = "wikidata", "Wikidata"
        REGISTER = "register", _("register")
        RELATION = "relation", _("relation")

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("waits for a decision")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("declined")
        WITHDRAWN = "withdrawn", _("taken back")

    public_id = public_id_field()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="proposals")
    key = models.CharField(max_length=8, choices=Key.choices)
    before = models.CharField(max_length=300, blank=True)
    value = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=300)
    details = models.JSONField(default=dict, blank=True, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ("-created", "-pk")

    def __str__(self) -> str:
        return f"{self.organisation}: {self.value}"

    @property
    def what(self) -> str:
        """What would change, as pages call it: of a relation the first organisation and the kind."""
        if self.key != self.Key.RELATION:
            return str(self.get_key_display())
        kind = dict(OrganisationRelation.Kind.choices).get(self.details.get("kind", ""), "")
        return f"{self.details.get('first', '')}: {kind}"
