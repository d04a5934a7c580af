"""What people say of a list they bring in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy

from crossfield.web.registry.forms.fields import NOTHING
from crossfield.web.registry.models import Cluster, Event, Intake, IntakeRow
from crossfield.web.registry.queries.intake import COLUMNS, NAMES_OF, needed_columns

if TYPE_CHECKING:
    from collections.abc import Sequence


LISTED = [(code, name) for code, name in Intake.Kind.choices if code != Intake.Kind.PEOPLE]
"""Kinds of lists that need no legal basis; people come in on a page of their own."""


PLACED = (Intake.Kind.MEMBERS, Intake.Kind.CLUSTERS)
"""Kinds whose rows have a seat."""


class ListForm(forms.Form):
    """A list to be brought in."""

    kind = forms.ChoiceField(label=gettext_lazy("What does it list?"), choices=LISTED, required=False)
    file = forms.FileField(label=gettext_lazy("Your list (CSV or XLSX, up to 50,000 rows)"), allow_empty_file=True)
    source = forms.CharField(
        label=gettext_lazy("Where is it from? The columns are remembered under this name."), max_length=200
    )
    cluster = forms.ModelChoiceField(
        label=gettext_lazy("Members of which cluster? (for a list of members)"),
        queryset=Cluster.objects.none(),
        required=False,
        empty_label=NOTHING,
    )
    event = forms.ModelChoiceField(
        label=gettext_lazy("Guests of which event? (for a list of guests, unless its rows name the event)"),
        queryset=Event.objects.none(),
        required=False,
        empty_label=NOTHING,
    )

    def __init__(self, *args: Any, clusters: Any = None, events: Any = None, **rest: Any) -> None:  # noqa: ANN401 -- Django's
        super().__init__(*args, **rest)
        if events is not None:
            self.fields["event"].queryset = events  # type: ignore[attr-defined]  # a ModelChoiceField
        if clusters is not None:
            self.fields["cluster"].queryset = clusters  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean_kind(self) -> str:
        """Members where nothing else is said."""
        return self.cleaned_data["kind"] or Intake.Kind.MEMBERS.value


class ColumnsForm(forms.Form):
    """Which heading of a list means what."""

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 -- Django's signature
        headings: Sequence[str],
        kind: str = Intake.Kind.MEMBERS,
        countries: Sequence[tuple[str, str]] = (),
        **rest: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **rest)
        choices = [("", gettext_lazy("not in this list")), *((heading, heading) for heading in headings)]
        needed = needed_columns(kind)
        for column in NAMES_OF[kind]:
            label = COLUMNS[column]
            self.fields[column] = forms.ChoiceField(label=label, choices=choices, required=column in needed)
        if countries and kind in PLACED:
            self.fields["home"] = forms.ChoiceField(
                label=gettext_lazy("In which country are those that name none?"),
                choices=[("", gettext_lazy("not known")), *countries],
                required=False,
            )


class DecisionForm(forms.Form):
    """Whether a doubtful row is what was found; empty: a row that was left out is not decided again."""

    choice = forms.ChoiceField(
        label=gettext_lazy("Decision"), choices=[(one.value, one.label) for one in IntakeRow.Choice], required=False
    )

    def clean(self) -> dict[str, Any]:
        """Nothing that was sent is no decision."""
        if "choice" not in self.data:
            self.add_error("choice", gettext_lazy("Press one of the buttons."))
        return self.cleaned_data
