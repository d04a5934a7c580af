"""People apart from legal persons: what they do where, how they are reached and on what ground, what they agreed to."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crossfield.errors import NotAllowedError
from crossfield.web.accounts.models.history import Kept
from crossfield.web.accounts.models.institution import Institution
from crossfield.web.accounts.models.public_id import LENGTH, public_id_field
from crossfield.web.accounts.models.release import Owned
from crossfield.web.registry.models.organisation import Organisation


class Person(Kept, Owned):
    """Somebody whom an institution knows; no other institution sees it, whatever organisation it belongs to.

    ``version`` is counted up by each change of the name, so that who saves later is told.
    """

    public_id = public_id_field()
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language"), max_length=2, default="de")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ("name", "pk")
        indexes = (models.Index(fields=["institution", "name"], name="person_by_name"),)

    def __str__(self) -> str:
        return self.name


class PersonFunction(models.Model):
    """What a person does at an organisation or cluster, from when to when."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="functions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="people")
    function = models.CharField(_("function"), max_length=200)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ("person", "pk")
        constraints = (
            models.UniqueConstraint(fields=["person", "organisation", "function"], name="function_once"),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True)
                | models.Q(since__isnull=True)
                | models.Q(until__gte=models.F("since")),
                name="function_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.function}, {self.organisation}"


class PersonDetail(Kept):
    """One way to reach a person: for what, on which legal basis, who sees it, and until when.

    ``purpose`` and ``basis`` are names of the rule file on people. The workbench sends mail by itself only to addresses
    that are ``confirmed``: by the person, with a link that came to that address. What is withdrawn or has expired is
    shown, exported and found nowhere; thirty days later its value is ``cleared``, and ``value_hash`` is what a list or
    a link is compared to.
    """

    class Kind(models.TextChoices):
        """What it is."""

        MAIL = "mail", _("mail address")
        PHONE = "phone", _("telephone")
        MOBILE = "mobile", _("mobile phone")
        POST = "post", _("postal address")
        WEBSITE = "website", _("website")

    class Seen(models.TextChoices):
        """Who sees it, all of them at the own institution."""

        OWN = "own", _("only me")
        KEEPERS = "keepers", _("cluster management and administrators")
        READERS = "readers", _("all who read the register")

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"value"})

    public_id = public_id_field()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="details")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    value = models.CharField(_("value"), max_length=300)
    purpose = models.CharField(_("purpose"), max_length=40)
    basis = models.CharField(_("legal basis"), max_length=40)
    seen = models.CharField(_("who sees it"), max_length=12, choices=Seen.choices, default=Seen.READERS)
    expires = models.DateField(_("until"))
    withdrawn = models.DateTimeField(null=True, blank=True)
    confirmed = models.DateTimeField(_("confirmed by a link"), null=True, blank=True)
    value_hash = models.CharField(max_length=64, blank=True, default="", editable=False)
    cleared = models.DateTimeField(null=True, blank=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("contact detail")
        verbose_name_plural = _("contact details")
        ordering = ("person", "kind", "pk")
        indexes = (models.Index(fields=["expires"], name="detail_by_expiry"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(cleared__isnull=True) | models.Q(value=""), name="what_is_cleared_has_no_value"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.value}"

    @property
    def institution_id(self) -> int | None:
        """Of the person: a detail belongs to nobody else."""
        return self.person.institution_id


class ConsentEntries(models.QuerySet["ConsentEntry"]):
    """Entries are read and added; nothing else."""

    def update(self, **_sent: Any) -> NoReturn:  # noqa: ANN401 -- Django's signature
        """Refuse."""
        raise NotAllowedError("The consent log is never changed.", "Write another entry.")

    def delete(self) -> NoReturn:
        """Refuse."""
        raise NotAllowedError("The consent log is never shortened.", "Write another entry.")


class ConsentEntry(models.Model):
    """That a person agreed or took it back: when, by which way, to which wording.

    It holds public ids and no personal value, so that it may outlive the person as proof. The database refuses changes.
    """

    class Act(models.TextChoices):
        """What was said."""

        GIVEN = "given", _("agreed")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Way(models.TextChoices):
        """How it was said."""

        WRITING = "writing", _("in writing")
        MAIL = "mail", _("by mail")
        FORM = "form", _("by a form on the web")
        TALK = "talk", _("in a talk")
        LINK = "link", _("by a link to the address (double opt-in)")

        @classmethod
        def noted(cls) -> list[tuple[str, Any]]:
            """Ways that somebody else may note: by the link a person answers herself."""
            return [(value, label) for value, label in cls.choices if value != cls.LINK]

    at = models.DateTimeField(auto_now_add=True)
    day = models.DateField()
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    person = models.CharField(max_length=LENGTH, db_index=True, help_text="Public id.")
    detail = models.CharField(max_length=LENGTH, help_text="Public id.")
    kind = models.CharField(max_length=12, choices=PersonDetail.Kind.choices)
    purpose = models.CharField(max_length=40)
    basis = models.CharField(max_length=40)
    act = models.CharField(max_length=12, choices=Act.choices)
    way = models.CharField(max_length=12, choices=Way.choices)
    wording = models.CharField(max_length=40, blank=True, help_text="Version of the text that was agreed to.")
    by = models.CharField(max_length=LENGTH, blank=True, help_text="Public id of the user who noted it.")

    objects: ClassVar[models.Manager[ConsentEntry]] = ConsentEntries.as_manager()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.act} {self.person}"

    def save(self, **rest: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Write a new entry; refuse to change one."""
        if not self._state.adding:
            raise NotAllowedError("The consent log is never changed.", "Write another entry.")
        super().save(**rest)

    def delete(self, using: Any = None, keep_parents: bool = False) -> NoReturn:  # noqa: ANN401, ARG002, FBT001, FBT002 -- Django's signature
        """Refuse."""
        raise NotAllowedError("The consent log is never shortened.", "Write another entry.")
