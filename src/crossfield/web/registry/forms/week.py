"""What people write about contacts, events and funding calls."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crossfield.web.registry.forms.fields import (
    NOTHING,
    UNKNOWN,
    AddressField,
    AtInterface,
    FieldsChoice,
    OrganisationField,
    day_field,
)
from crossfield.web.registry.models import Contact, Event, EventGuest, Field, FundingCall, Person

if TYPE_CHECKING:
    from django.forms.boundfield import BoundField

FRIDAY, SATURDAY, SUNDAY = 4, 5, 6
"""Days of the week, Monday being 0."""
MOST_NAMES = 2_000
MOST_TOGETHER = 200
"""People of one organisation who check in at once."""


def days_ahead(today: date) -> list[tuple[str, str]]:
    """Days by which a next step is often due, to be chosen with one tap; "" is none.

    Examples
    --------
    >>> [day for day, _name in days_ahead(date(2026, 11, 26))]  # a Thursday: tomorrow is Friday
    ['', '2026-11-27', '2026-12-03', '2026-12-26']
    >>> [day for day, _name in days_ahead(date(2026, 11, 27))]  # Friday: on Monday, and in a week it is Friday again
    ['', '2026-11-30', '2026-12-04', '2026-12-27']
    """
    weekday = today.weekday()
    found = {today + timedelta(days=1): _("tomorrow")} if weekday < SATURDAY - 1 else {}
    if weekday >= SATURDAY - 1:
        found[today + timedelta(days=SUNDAY + 1 - weekday)] = _("Monday")
    found[today + timedelta(days=(FRIDAY - weekday - 1) % 7 + 1)] = _("Friday")
    found |= {today + timedelta(days=7): _("in a week"), today + timedelta(days=30): _("in a month")}
    return [("", _("without a day")), *((day.isoformat(), name) for day, name in sorted(found.items()))]


class ContactForm(AtInterface):
    """A contact: who, of which kind, about what, what next; the rest is folded while it is empty."""

    field_order: tuple[str, ...] = (
        *("organisation", "kind", "introduced_to", "text", "interface", "side_a", "side_b"),
        *("next_step", "soon", "due", "person", "function", "day"),
    )
    FOLDED = ("person", "function", "day")
    """Fields that most contacts leave empty."""

    organisation = OrganisationField(label=gettext_lazy("With which organisation?"))
    text = forms.CharField(label=gettext_lazy("What was it about?"), max_length=500, required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=Contact.Kind.choices, initial="call", widget=forms.RadioSelect
    )
    introduced_to = OrganisationField(label=gettext_lazy("Introduced to (for an introduction only)"), required=False)
    person = forms.ModelChoiceField(
        label=gettext_lazy("With whom there? People that your institution knows"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=NOTHING,
    )
    function = forms.CharField(label=gettext_lazy("or a function, no name"), max_length=100, required=False)
    next_step = forms.CharField(label=gettext_lazy("What is next?"), max_length=300, required=False)
    soon = forms.DateField(label=gettext_lazy("By"), required=False, widget=forms.RadioSelect)
    due = day_field(gettext_lazy("or by another day"))
    day = day_field(gettext_lazy("When was it? Empty: today."))

    def __init__(self, *args: Any, people: Any = None, **rest: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **rest)
        self.fields["soon"].widget.choices = days_ahead(timezone.localdate())
        if "add" in self.data:  # the button that stands beside a name nobody has
            self.fields["organisation"].takes_new = True  # type: ignore[attr-defined]  # an OrganisationField
        if people is not None:
            self.fields["person"].queryset = people  # type: ignore[attr-defined]  # a ModelChoiceField

    def begin(self) -> None:
        """Let the browser begin at the first question that has no answer yet."""
        for name in ("organisation", "text"):
            if not self.is_bound and not self[name].value():
                self.fields[name].widget.attrs["autofocus"] = True
                return

    def asked(self) -> list[BoundField]:
        """Questions in sight."""
        return [one for one in self.visible_fields() if one.name not in self.FOLDED]

    def folded(self) -> list[BoundField]:
        """Those that are folded until they are wanted."""
        return [self[name] for name in self.FOLDED if name in self.fields]

    def unfolds(self) -> bool:
        """True where a folded field holds something, or what is wrong."""
        return any(one.errors or one.value() for one in self.folded())

    def is_known(self) -> bool:
        """False where the organisation is not in the register, so that it can be added with the contact."""
        errors = self.errors.get("organisation")
        return errors is None or UNKNOWN not in [one.code for one in errors.as_data()]

    def clean(self) -> dict[str, Any]:
        """It is about something, and a day says what is due; the one that was typed goes before the one tapped."""
        given = super().clean()
        if not (given.get("text") or given.get("interface") or given.get("side_a")) and "text" not in self.errors:
            self.add_error("text", _("Say what it was about, or choose an interface."))
        soon = given.pop("soon", None)
        if "due" not in self.errors:
            given["due"] = given.get("due") or soon
        if given.get("due") and not given.get("next_step") and "next_step" not in self.errors:
            self.add_error("next_step", _("Say what is next by that day, or choose no day."))
        return given

    def clean_day(self) -> Any:  # noqa: ANN401 -- Django's signature
        """A contact has taken place."""
        day = self.cleaned_data["day"]
        if day and day > timezone.localdate():
            raise ValidationError(_("A contact has taken place; what is to come is a next step."))
        return day


class ContactChangeForm(ContactForm):
    """A contact as it shall be; the interface is left out where it is one that is kept from who writes."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, contact: Contact, **rest: Any) -> None:  # noqa: ANN401 -- Django's signature
        columns = (*("kind", "text", "person", "function", "next_step", "due", "day", "version"), "side_a", "side_b")
        initial = {name: getattr(contact, name) for name in columns} | {"interface": contact.interface}
        for name in ("organisation", "introduced_to"):
            initial[name] = str(getattr(contact, name) or "")
        super().__init__(*args, initial=initial, **rest)
        self.contact = contact
        for name in ("organisation", "introduced_to"):
            self.fields[name].standing = getattr(contact, name)  # type: ignore[attr-defined]  # an OrganisationField
        del self.fields["soon"]
        self.fields["due"].label = _("By")
        self.fields["day"].label, self.fields["day"].required = _("When was it?"), True
        if contact.interface is None and contact.interface_id is not None:
            del self.fields["interface"]


class FollowForm(ContactForm):
    """The contact that a suggestion led to; where it names one organisation, that one is not asked for."""

    def __init__(self, *args: Any, named: str = "", **rest: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **rest)
        self.fields["introduced_to"].label = _("Who of your network is brought together with it? (for an introduction)")
        if named:
            del self.fields["organisation"]


class OutcomeForm(forms.Form):
    """What came of an introduction."""

    outcome = forms.ChoiceField(label=gettext_lazy("What came of it?"), choices=Contact.Outcome.choices)


class EventForm(AtInterface):
    """A new event."""

    field_order = ("title", "kind", "day", "last_day", "place", "interface", "side_a", "side_b", "text", "address")

    title = forms.CharField(label=gettext_lazy("What is it called?"), max_length=300)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Event.Kind.choices)
    day = day_field(gettext_lazy("On"), required=True)
    last_day = day_field(gettext_lazy("Last day, if it is another one"))
    place = forms.CharField(label=gettext_lazy("Where?"), max_length=200, required=False)
    text = forms.CharField(
        label=gettext_lazy("What is it about?"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    address = AddressField(label=gettext_lazy("Link"), max_length=500, required=False)


class GuestsForm(forms.Form):
    """A list of organisations that were invited, registered or there."""

    state = forms.ChoiceField(label=gettext_lazy("They"), choices=EventGuest.State.choices, initial="attended")
    names = forms.CharField(
        label=gettext_lazy("Organisations, one a line for each person; no names of people"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=MOST_NAMES * 100,
    )

    def clean_names(self) -> list[str]:
        """Lines that hold a name."""
        names = [line for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if len(names) > MOST_NAMES:
            raise ValidationError(_("A list has at most %(most)s lines.") % {"most": MOST_NAMES})
        return names


class CodeForm(forms.Form):
    """The code that an organiser shows."""

    code = forms.CharField(
        label=gettext_lazy("Code"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class CheckInForm(forms.Form):
    """An organisation that is there, and with how many people."""

    name = forms.CharField(label=gettext_lazy("Organisation; no names of people"), max_length=300)
    kind = forms.ChoiceField(label=gettext_lazy("What is it?"), choices=EventGuest.Kind.choices)
    people = forms.IntegerField(
        label=gettext_lazy("How many of you are there?"), min_value=1, max_value=MOST_TOGETHER, initial=1
    )


class EventDocumentForm(forms.Form):
    """A document of an event: a file, or a link."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    file = forms.FileField(label=gettext_lazy("File (at most 20 MB)"), required=False)
    address = AddressField(label=gettext_lazy("or a link to it"), max_length=500, required=False)


class FollowedForm(forms.Form):
    """What followed an event."""

    followed = forms.CharField(
        label=gettext_lazy("What followed?"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class EventChangeForm(EventForm):
    """An event as it shall be; the interface is left out where it is one that is kept from who writes."""

    followed = forms.CharField(
        label=gettext_lazy("What followed?"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, event: Event, **rest: Any) -> None:  # noqa: ANN401 -- Django's signature
        columns = (
            "title",
            "kind",
            "day",
            "last_day",
            "place",
            "text",
            "address",
            "followed",
            "version",
            "side_a",
            "side_b",
        )
        initial = {name: getattr(event, name) for name in columns} | {"interface": event.interface}
        super().__init__(*args, initial=initial, **rest)
        if event.interface is None and event.interface_id is not None:
            del self.fields["interface"]


class CallForm(forms.Form):
    """A funding call of somebody else."""

    title = forms.CharField(label=gettext_lazy("What is it called?"), max_length=300)
    programme = forms.CharField(label=gettext_lazy("Programme"), max_length=200, required=False)
    opens = day_field(gettext_lazy("Opens"))
    deadline = day_field(gettext_lazy("Deadline"))
    fields_of = FieldsChoice(label=gettext_lazy("Fields"), queryset=Field.objects.none(), required=False)
    who = forms.CharField(
        label=gettext_lazy("Who may apply, in the funder's words"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    address = AddressField(label=gettext_lazy("Link"), max_length=500)
    looked = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1)
    """Filled where fields were suggested, so that a form without any is saved the second time."""

    def __init__(self, *args: Any, fields: Any = None, **rest: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **rest)
        if fields is not None:
            self.fields["fields_of"].queryset = fields  # type: ignore[attr-defined]  # a ModelMultipleChoiceField


class CallChangeForm(CallForm):
    """A funding call as it shall be; one from a list may have no link."""

    address = AddressField(label=gettext_lazy("Link"), max_length=500, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, call: FundingCall, seen: str, **rest: Any) -> None:  # noqa: ANN401 -- Django's signature
        columns = ("title", "programme", "opens", "deadline", "who", "address")
        initial = {name: getattr(call, name) for name in columns} | {"fields_of": call.fields.all(), "seen": seen}
        super().__init__(*args, initial=initial | rest.pop("initial", {}), **rest)
