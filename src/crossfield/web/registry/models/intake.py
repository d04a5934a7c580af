"""Lists that are brought in: staged apart from the register until somebody takes them over."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models.institution import Institution
from crossfield.web.accounts.models.public_id import LENGTH, public_id_field
from crossfield.web.accounts.models.release import Owned
from crossfield.web.registry.models.cluster import Cluster
from crossfield.web.registry.models.event import Event
from crossfield.web.registry.models.organisation import Organisation

SHEET = ("member_number", "contribution_class", "text")
VALUES = ("city", "postcode", "website", "founded", "members", "label", "fields", "regions", "services", "remark")
NUMBERS = ("pic", "vat", "ror")
"""Columns of an item for the own sheet, for values of the organisation, and for its numbers."""


class Intake(Owned):
    """A list of one kind of thing, most often of members of a cluster. ``mapping`` is column → heading of the list.

    ``event`` is the one whose guests it lists, where its rows name none.

    ``done`` counts the rows that have been looked up, or made ready to be taken over, so far. ``restore`` says how much
    taking it over brought; what it brought stands in its items. ``asked_by`` is whose request the worker fulfils,
    ``language`` the one that its messages are in. ``searched`` is the last line that the search table knows; null: all.
    ``trouble`` is what stopped the work on it last. Of people, ``ground`` says for what and on which legal basis their
    details are kept, and who sees them. ``home`` is the country of rows that name none, as a person said. ``tries``
    counts how often making it findable broke off; it is tried again ``later``.
    """

    class Kind(models.TextChoices):
        """What its rows are."""

        MEMBERS = "members", _("organisations, or members of a cluster")
        CLUSTERS = "clusters", _("clusters")
        EVENTS = "events", _("events")
        CALLS = "calls", _("funding calls of others")
        PEOPLE = "people", _("people")
        GUESTS = "guests", _("guests of events")
        RELATIONS = "relations", _("relations of organisations")

    class State(models.TextChoices):
        """How far it is."""

        COLUMNS = "columns", _("columns to be chosen")
        LOOKING = "looking", _("being looked up")
        PREVIEW = "preview", _("to be looked at")
        TAKING = "taking", _("being taken over")
        TAKEN = "taken", _("taken over")
        UNDONE = "undone", _("undone")
        CANCELLED = "cancelled", _("cancelled")

    public_id = public_id_field()
    title = models.CharField(max_length=200)
    source = models.CharField(_("Where is the list from?"), max_length=200)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.MEMBERS)
    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    headings = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State.choices, default=State.COLUMNS)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    taken_at = models.DateTimeField(null=True)
    restore = models.JSONField(default=dict)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    language = models.CharField(max_length=2, default="de")
    searched = models.PositiveIntegerField(null=True, blank=True)
    trouble = models.TextField(blank=True, default="")
    ground = models.JSONField(default=dict, blank=True)
    home = models.CharField(max_length=2, blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    later = models.DateTimeField(null=True, blank=True)
    fingerprint = models.CharField(
        max_length=64,
        blank=True,
        default="",
        help_text="Of what its form brought: it is known when sent again.",
    )

    class Meta:
        ordering = ("-created", "-pk")

    def __str__(self) -> str:
        return self.title


class IntakeRow(models.Model):
    """A row of a list: what it says, what is wrong with it, and which organisation it is.

    ``answer`` says how the organisation was found; ``choice`` is what a person decides where it is doubtful. Of events
    and calls ``found`` is the public id of the one in the register. ``seat`` is what its postcode and city say of its
    region: ``region`` and ``why``, and ``among``, pairs of a region and its reason, while a person has to choose.
    ``was`` is how it was linked before a person corrected it; empty: nobody has.
    """

    class Answer(models.TextChoices):
        """What was found."""

        REGISTER = "register", _("in the register")
        EVIDENCE = "evidence", _("found in the data")
        REVIEW = "review", _("doubtful: please look")
        NEW = "new", _("new")
        ERROR = "error", _("cannot be taken over")

    class Choice(models.TextChoices):
        """What a person says of a doubtful row."""

        OPEN = "", _("not decided")
        SAME = "same", _("it is this one")
        OTHER = "other", _("it is another one")
        LEAVE = "leave", _("leave it out")

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=200, blank=True, help_text="What tells a row that stands twice.")
    cells = models.JSONField(default=list)
    values = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    answer = models.CharField(max_length=12, choices=Answer.choices, blank=True)
    choice = models.CharField(max_length=8, choices=Choice.choices, blank=True, default="")
    organisation = models.ForeignKey(Organisation, on_delete=models.SET_NULL, null=True, related_name="+")
    found = models.CharField(max_length=40, blank=True, help_text="Id in the data version.")
    found_name = models.CharField(max_length=300, blank=True)
    found_region = models.CharField(max_length=8, blank=True)
    score = models.FloatField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    changes = models.JSONField(default=list)
    seat = models.JSONField(default=dict, blank=True)
    was = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("intake", "number")
        constraints = (models.UniqueConstraint(fields=["intake", "number"], name="intake_row_once"),)
        indexes = (
            models.Index(fields=["intake", "answer"], name="intake_row_by_answer"),
            models.Index(fields=["intake", "key"], name="intake_row_by_key"),
        )

    def __str__(self) -> str:
        return f"{self.intake} · {self.number}"


class IntakeItem(models.Model):
    """What a row brings, ready to be written by statements over all rows at once, and what undoes it.

    It has narrow columns and public ids of its own for what will be made, so that taking 50,000 rows over holds up
    nobody else for long; empty ones are not written. ``is_new``: the list made the organisation. ``stayed`` names what
    undo left as it was, columns too, and what names an organisation that stayed, each followed by a blank.
    """

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="items", db_index=False)
    number = models.PositiveIntegerField()
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    organisation_id_new = models.CharField(max_length=LENGTH)
    is_new = models.BooleanField(default=False)
    name = models.CharField(max_length=300)
    folded = models.CharField(max_length=600)
    region = models.CharField(max_length=8, blank=True)
    region_from = models.CharField(max_length=300, blank=True, default="", help_text="Who says the region, and how.")
    city = models.TextField(blank=True)
    postcode = models.TextField(blank=True, default="")
    website = models.TextField(blank=True)
    founded = models.TextField(blank=True, default="")
    members = models.TextField(blank=True, default="")
    label = models.TextField(blank=True, default="")
    fields = models.TextField(blank=True, default="")
    regions = models.TextField(blank=True, default="")
    services = models.TextField(blank=True, default="")
    remark = models.TextField(blank=True, default="")
    as_of = models.CharField(max_length=10, blank=True, default="", help_text="Of the member count.")
    origin = models.CharField(
        max_length=300, blank=True, default="", help_text="Who says so; empty: the list's source."
    )
    makes_cluster = models.BooleanField(default=False)
    pic = models.CharField(max_length=80, blank=True)
    vat = models.CharField(max_length=80, blank=True)
    ror = models.CharField(max_length=80, blank=True)
    membership_id_new = models.CharField(max_length=LENGTH, blank=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    membership_id_changed = models.CharField(max_length=LENGTH, blank=True, default="")
    before_since = models.DateField(null=True)
    before_until = models.DateField(null=True)
    sheet_id_new = models.CharField(max_length=LENGTH, blank=True)
    sheet_version = models.PositiveIntegerField(null=True, help_text="Of the sheet that is changed.")
    member_number = models.CharField(max_length=40, blank=True)
    contribution_class = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True)
    before_member_number = models.CharField(max_length=40, blank=True)
    before_contribution_class = models.CharField(max_length=40, blank=True)
    before_text = models.TextField(blank=True)
    stayed = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ("intake", "number")
        constraints = (models.UniqueConstraint(fields=["intake", "number"], name="intake_item_once"),)
        indexes = (models.Index(fields=["organisation", "intake"], name="intake_item_of"),)

    def __str__(self) -> str:
        return self.name


class IntakeEntry(models.Model):
    """What a row brought to an event, a call or a person, and what undoes it: columns before and after, as kept.

    Of people ``after`` has functions by organisation, and public ids of details, never what these say.

    ``stayed`` names the columns that undo left as somebody had changed them since, each followed by a blank.
    """

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="entries", db_index=False)
    number = models.PositiveIntegerField()
    thing = models.CharField(max_length=LENGTH, help_text="Public id.")
    title = models.CharField(max_length=300)
    is_new = models.BooleanField(default=False)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    stayed = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        ordering = ("intake", "number")
        constraints = (models.UniqueConstraint(fields=["intake", "number"], name="intake_entry_once"),)

    def __str__(self) -> str:
        return self.title


class IntakeMapping(models.Model):
    """The columns that an institution chose for the lists of a kind and source, kept for the next one."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Intake.Kind.choices, default=Intake.Kind.MEMBERS)
    source = models.CharField(max_length=200)
    mapping = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["institution", "kind", "source"], name="mapping_once"),)

    def __str__(self) -> str:
        return self.source
