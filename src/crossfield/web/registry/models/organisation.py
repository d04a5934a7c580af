"""Organisations: one shared core with sources, identifiers, relations, and each institution's own sheet."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models.history import Kept
from crossfield.web.accounts.models.institution import Institution
from crossfield.web.accounts.models.public_id import public_id_field
from crossfield.web.accounts.models.release import Owned
from crossfield.web.accounts.models.search import searched
from crossfield.web.registry.models.partial_date import check_partial_date

LONGEST_FOLDED = 600
"""Signs of a name as it is searched: German letters may become two."""


class CurrentOrganisations(models.Manager["Organisation"]):
    """Organisations but for those that were merged into another one."""

    def get_queryset(self) -> models.QuerySet[Organisation]:
        """All that stand for themselves."""
        return super().get_queryset().filter(merged_into=None)


class Organisation(Kept):
    """A legal person. What is known of it stands in its values; ``name`` is the one shown.

    Where two entries were one organisation, the second is kept for its address and for undo, and is in ``every`` only.

    ``folded`` is the name as it is searched: lower case, without umlauts and signs, on every database alike.
    """

    public_id = public_id_field()
    name = models.CharField(_("name"), max_length=300)
    folded = models.CharField(max_length=LONGEST_FOLDED, editable=False, default="", db_index=True)
    region = models.CharField(_("region"), max_length=8, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="merged"
    )

    objects: ClassVar[CurrentOrganisations] = CurrentOrganisations()
    every: ClassVar[models.Manager[Organisation]] = models.Manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name", "pk")
        indexes = (models.Index(fields=["name", "id"], name="organisation_by_name"),)

    def __str__(self) -> str:
        return self.name

    def save(self, **rest: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Write it, with its name as it is searched."""
        self.folded = searched(self.name)
        if rest.get("update_fields") is not None:
            rest["update_fields"] = {*rest["update_fields"], "folded"}
        super().save(**rest)

    @property
    def country(self) -> str:
        """Code of the country of the seat; empty where it is not known."""
        return self.region[:2]


class Stated(models.Model):
    """What somebody states: as of when, and which institution here wrote it down."""

    as_of = models.CharField(max_length=10, null=True, blank=True, validators=[check_partial_date])
    said_by = models.ForeignKey(
        Institution,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
        help_text="Which institution wrote it down, and may take it off; empty: none here did, or before this column.",
    )

    class Meta:
        abstract = True


class ValueKey(models.TextChoices):
    """What is known of organisations and clusters, each with its source and date."""

    NAME = "name", _("name")
    CITY = "city", _("city")
    POSTCODE = "postcode", _("postcode")
    REGION = "region", _("region of the seat")
    WEBSITE = "website", _("website")
    TYPE = "type", _("type")
    FOUNDED = "founded", _("founded")
    MEMBERS = "members", _("members")
    LABEL = "label", _("label or programme")
    FIELDS = "fields", _("fields, in the source's words")
    REGIONS = "regions", _("regions in which it works")
    SERVICES = "services", _("services")
    REMARK = "remark", _("remark")


class OrganisationValue(Stated):
    """One thing that a source says about an organisation, and when; sources that disagree stand side by side.

    ``folded`` is a name as it is searched beside the one that is shown; null: it is no name, or the one shown.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="values")
    key = models.CharField(max_length=40, choices=ValueKey.choices)
    value = models.TextField()
    language = models.CharField(max_length=2, blank=True)
    source = models.CharField(max_length=300)
    folded = models.CharField(max_length=LONGEST_FOLDED, null=True, editable=False)

    class Meta:
        ordering = ("organisation", "key", "-as_of", "pk")
        indexes = (
            models.Index(
                fields=["folded"], condition=models.Q(folded__isnull=False), name="organisation_by_other_name"
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} ({self.source})"

    @property
    def told(self) -> str:
        """What was said and by whom, as the history has it."""
        return f"{self.value} ({self.source})"

    def save(self, **rest: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Write it, a name as it is searched."""
        self.folded = None
        if self.key == ValueKey.NAME and searched(self.value) != self.organisation.folded:
            self.folded = searched(self.value)[:LONGEST_FOLDED]
        super().save(**rest)


class OrganisationIdentifier(Stated):
    """Under which number others know it; one number belongs to one organisation."""

    class Scheme(models.TextChoices):
        """Who numbers."""

        PIC = "pic", "PIC"
        ROR = "ror", "ROR"
        VAT = "vat", _("VAT number")
        WIKIDATA = "wikidata", "Wikidata"
        REGISTER = "register", _("register")
        CROSSFIELD = "crossfield", "crossfield"
        """The list of clusters and the example that ship."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(max_length=12, choices=Scheme.choices)
    value = models.CharField(max_length=80)
    source = models.CharField(max_length=300, blank=True, default="", help_text="Empty: older than this column.")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["scheme", "value"], name="identifier_once"),)

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


class OrganisationRelation(models.Model):
    """How two organisations belong together, with share and dates."""

    class Kind(models.TextChoices):
        """What the first is to the second."""

        PARENT = "parent", _("parent")
        MAJORITY = "majority", _("majority owner")
        CONTROL = "control", _("controls by contract")
        INSTITUTE = "institute", _("institute of")
        SUCCESSOR = "successor", _("successor of")

    public_id = public_id_field()
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="relations")
    other = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="relations_from")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    share = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~models.Q(organisation=models.F("other")), name="relation_of_two"),
        )

    def __str__(self) -> str:
        return f"{self.organisation} {self.kind} {self.other}"


IS_WRITTEN = ~models.Q(tags="", next_step="", text="", assessment="", contacts="")
"""Own sheets on which somebody wrote words: few of those that come with a list of members."""


class OrganisationSheet(Kept, Owned):
    """What one institution notes about an organisation; no other institution sees it unless it is released.

    ``contacts`` names people and how they are reached: what stood there is cleared from the history like their details.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"contacts"})

    public_id = public_id_field()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sheets")
    member_number = models.CharField(_("member number"), max_length=40, blank=True)
    contribution_class = models.CharField(_("contribution class"), max_length=40, blank=True)
    contacts = models.TextField(_("contacts"), blank=True)
    text = models.TextField(_("notes"), blank=True)
    tags = models.CharField(_("tags"), max_length=300, blank=True)
    assessment = models.TextField(_("assessment"), blank=True)
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    next_step_due = models.DateField(_("by"), null=True, blank=True)
    language = models.CharField(max_length=2, default="de")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("own sheet")
        verbose_name_plural = _("own sheets")
        constraints = (
            models.UniqueConstraint(fields=["organisation", "institution"], name="one_sheet_per_institution"),
        )
        indexes = (
            models.Index(fields=["institution", "member_number"], name="sheet_by_member_number"),
            models.Index(fields=["institution", "id"], condition=IS_WRITTEN, name="sheet_with_words"),
        )

    def __str__(self) -> str:
        return str(self.organisation)
