"""What a member confirms of its profile, and how it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crossfield.web.accounts.models.release import Release
from crossfield.web.registry.actions.profile import SEEN, Known
from crossfield.web.registry.forms.fields import AddressField, FieldChoice, FieldsChoice, SeatField
from crossfield.web.registry.models import Field, Offer, ValueKey
from crossfield.web.registry.models.partial_date import written
from crossfield.web.registry.queries.detail_check import CHECKS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crossfield.web.registry.models import OrganisationValue


class AskForm(forms.Form):
    """Whom to ask."""

    # A browser's own field for mail takes no umlauts before the @; a draft goes there all the same.
    email = forms.CharField(label=gettext_lazy("Mail address"), max_length=254, validators=[CHECKS["mail"]])
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the mail"),
        choices=[("de", gettext_lazy("German")), ("en", gettext_lazy("English"))],
    )


class KnownForm(forms.Form):
    """What is known of the organisation itself: right as it stands, or corrected; what is emptied says nothing."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=300, required=False, show_hidden_initial=True)
    region = SeatField(
        label=gettext_lazy("Seat: region, country or NUTS code (Sachsen, Germany, DED21)"), show_hidden_initial=True
    )
    city = forms.CharField(label=gettext_lazy("City"), max_length=100, required=False, show_hidden_initial=True)
    website = AddressField(label=gettext_lazy("Website"), max_length=300, required=False, show_hidden_initial=True)
    type = forms.CharField(
        label=gettext_lazy("Type of organisation, such as company or institute"),
        max_length=100,
        required=False,
        show_hidden_initial=True,
    )

    def __init__(self, *args: Any, said: Mapping[str, Sequence[OrganisationValue]], place: str, **rest: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **rest)
        for key, field in self.fields.items():
            told = [_told(one) for one in said.get(key, ())]
            sources = _("Known from: %(sources)s") % {"sources": "; ".join(told)} if told else ""
            # A code alone says nothing to most.
            field.help_text = " · ".join(filter(None, (place if key == ValueKey.REGION else "", sources)))

    def clean(self) -> dict[str, Any]:
        """Part what is right from what is corrected: against what was shown, which may read otherwise by now.

        What was shown is no mistake of who leaves it as it is, whatever the field thinks of it.
        """
        given: dict[str, Any] = super().clean() or {}
        right, corrected = dict[str, str](), dict[str, str]()
        for key in self.fields:
            names = (self.add_prefix(key), self.add_initial_prefix(key))
            typed, shown = (self.data.get(name, "").strip() for name in names)
            if typed == shown:
                self.errors.pop(key, None)
            if given.get(key) and typed == shown:
                right[key] = given[key] if key == ValueKey.REGION else typed
            elif given.get(key):
                corrected[key] = given[key]
        return {"known": Known(right, corrected)}


def _told(value: OrganisationValue) -> str:
    """A value with the institution that wrote it down, and the day: whoever has the link reads it.

    In which words an institution notes where it knows something from, such as a call, stays in the workbench.
    """
    said = ", ".join(filter(None, (str(value.said_by or ""), written(value.as_of or ""))))
    return f"{value.value} ({said})" if said else value.value


class ProfileForm(forms.Form):
    """In which fields the member works, and who may see its answers."""

    fields_of = FieldsChoice(
        label=gettext_lazy("In which fields do you work?"),
        queryset=Field.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    release = forms.ChoiceField(
        label=gettext_lazy("Who may see your answers?"),
        choices=[(one.value, one.label) for one in Release if one in SEEN],
    )

    def __init__(self, *args: Any, choice: Any, asker: str, **rest: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **rest)
        self.fields["fields_of"].queryset = choice  # type: ignore[attr-defined]  # a ModelMultipleChoiceField
        self.fields["release"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (Release.INSTITUTION.value, asker),
            (Release.PARTNERS.value, _("%(asker)s and its partner institutions") % {"asker": asker}),
            (Release.PUBLIC.value, _("everyone who uses this workbench")),
        ]


class OfferForm(forms.Form):
    """One offer or need; a row without a text is none."""

    kind = forms.ChoiceField(label=gettext_lazy("Offers or needs"), choices=Offer.Kind.choices)
    text = forms.CharField(label=gettext_lazy("What? One sentence"), max_length=300, required=False)
    field_a = FieldChoice(label=gettext_lazy("Field"), queryset=Field.objects.none(), required=False)
    field_b = FieldChoice(label=gettext_lazy("meets field"), queryset=Field.objects.none(), required=False)

    def __init__(self, *args: Any, choice: Any, **rest: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **rest)
        for name in ("field_a", "field_b"):
            self.fields[name].queryset = choice  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean(self) -> dict[str, Any]:
        """Where there is a text, two different fields meet."""
        given = super().clean() or {}
        pair = (given.get("field_a"), given.get("field_b"))
        if given.get("text", "").strip() and (None in pair or pair[0] == pair[1]):
            self.add_error("field_b", _("Choose the two fields that meet there."))
        return given


# No page sends more than ten; of a request that says so no thousand more are drawn (Django's absolute_max).
OfferForms = forms.formset_factory(OfferForm, extra=2, max_num=10, absolute_max=10, validate_max=True)
