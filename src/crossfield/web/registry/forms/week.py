"""What people write about contacts, events and funding calls."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crossfield.web.registry.forms.fields import (
    NOTHING,
    AddressField,
    AtInterface,
    FieldsChoice,
    OrganisationField,
    day_field,
)
from crossfield.web.registry.models import Contact, Event, EventGuest, Field, FundingCall, Person

MOST_NAMES = 2_000
MOST_TOGETHER = 200
"""People of one organisation who check in at once."""


class ContactForm(AtInterface):
    """A contact; two fields are enough."""

    field_order: tuple[str, ...] = (
        *("organisation", "text", "kind", "introduced_to", "person", "function", "interface", "side_a", "side_b"),
        *("next_step", "due", "day"),
    )

    organisation = OrganisationField(label=gettext_lazy("With which organisation?"))
    text = forms.CharField(label=gettext_lazy("What was it about?"), max_length=500)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Contact.Kind.choices, initial="call")
    introduced_to = OrganisationField(label=gettext_lazy("Introduced to (for an introduction only)"), required=False)
    person = forms.ModelChoiceField(
        label=gettext_lazy("With whom there? People that your institution knows"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=NOTHING,
    )
    function = forms.CharField(label=gettext_lazy("or a function, no name"), max_length=100, required=False)
    next_step = forms.CharField(label=gettext_lazy("What is next?"), max_length=300, required=False)
    due = day_field(gettext_lazy("By"))
    day = day_field(gettext_lazy("When was it? Empty: today."))

    def __init__(self, *args: Any, people: Any = None, **rest: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **rest)
        if people is not None:
            self.fields["person"].queryset = people  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean_day(self) -> Any:  # noqa: ANN401 -- Django's signature
        """A contact has taken place."""
        day = self.cleaned_data["day"]
        if day and day > timezone.localdate():
            raise ValidationError(_("A contact has taken place; what is to come is a next step."))
        return day


class FollowForm(ContactForm):
    """The contact that a suggestion led to; where it names one organisation, that one is not asked for."""

    field_order = ("organisation", "kind", "introduced_to", "text")

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
        super().__init__(*args, initial=initial, **rest)
