"""What people write about organisations and clusters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crossfield.web.accounts.models import User
from crossfield.web.registry.forms.fields import (
    AddressField,
    FieldsChoice,
    OrganisationField,
    PartialDateField,
    SeatField,
    day_field,
    found_seat,
)
from crossfield.web.registry.models import (
    CoreProposal,
    Delegate,
    Field,
    Membership,
    OrganisationIdentifier,
    OrganisationRelation,
    OrganisationValue,
    ValueKey,
)
from crossfield.web.registry.models.partial_date import written
from crossfield.web.registry.models.proposal import CORE
from crossfield.web.registry.queries.cluster import membership_stands
from crossfield.web.registry.queries.number import SHAPES, bare_number
from crossfield.web.registry.queries.seat import CODE

if TYPE_CHECKING:
    from collections.abc import Iterable

NUMBERS = [(one.value, one.label) for one in OrganisationIdentifier.Scheme if one.value != "crossfield"]
"""Schemes that people correct; the last one is the workbench's own."""


SEATING = {
    "hx-get": reverse_lazy("register_seat_suggested"),
    "hx-trigger": "change",
    "hx-include": "closest form",
    "hx-target": "#seat-suggested",
}
"""What is typed of a seat asks for regions to be confirmed; without scripts the region is typed."""
SAID = [(one.value, one.label) for one in ValueKey if one != ValueKey.REGION]
"""What sources say that somebody adds; a region of the seat is changed with the organisation's core."""


class NewOrganisationForm(forms.Form):
    """An organisation that is not in the register yet."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=300)
    region = SeatField(label=gettext_lazy("Seat: region, country or NUTS code (Sachsen, Germany, DED21)"))
    postcode = forms.CharField(
        label=gettext_lazy("Postcode"), max_length=20, required=False, widget=forms.TextInput(attrs=SEATING)
    )
    city = forms.CharField(
        label=gettext_lazy("City"), max_length=100, required=False, widget=forms.TextInput(attrs=SEATING)
    )
    website = AddressField(label=gettext_lazy("Website"), max_length=300, required=False)
    pic = forms.RegexField(label=gettext_lazy("PIC (nine digits)"), regex=r"^\s*[0-9]{9}\s*$", required=False)
    source = forms.CharField(label=gettext_lazy("Where is that from?"), max_length=300)
    is_cluster = forms.BooleanField(label=gettext_lazy("It is a cluster"), required=False)
    fields_of = FieldsChoice(label=gettext_lazy("Fields of the cluster"), queryset=Field.objects.none(), required=False)

    def __init__(self, *args: Any, fields: Any = None, **rest: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **rest)
        if fields is not None:
            self.fields["fields_of"].queryset = fields  # type: ignore[attr-defined]  # a ModelMultipleChoiceField

    @property
    def suggested(self) -> str:
        """The region that was confirmed among those suggested; "" where none was."""
        code = str(self.data.get("suggested", "")).strip()
        return code if CODE.fullmatch(code) else ""

    def clean(self) -> dict[str, Any]:
        """Where no region is typed, or its country alone, the one that was confirmed is meant, and why it was."""
        given: dict[str, Any] = super().clean() or {}
        code, typed = self.suggested, given.get("region", "")
        if code and code.startswith(typed) and "region" in given:
            given["region"] = code
            given["region_why"] = str(self.data.get(f"why_{code}", "")).replace("\x00", "").strip()[:200]
        return given


class ClusterForm(forms.Form):
    """In which fields a cluster works; those that it has are offered, whether or not they are valid today."""

    fields_of = FieldsChoice(label=gettext_lazy("Fields of the cluster"), queryset=Field.objects.none(), required=False)
    stands = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, stands: list[int], **rest: Any) -> None:  # noqa: ANN401 -- Django's signature
        rest["initial"] = {"fields_of": stands, "stands": ",".join(map(str, stands))}
        super().__init__(*args, **rest)
        offered = Field.objects.filter(Q(valid_to__isnull=True) | Q(pk__in=stands))
        self.fields["fields_of"].queryset = offered.order_by("scheme", "position", "code")  # type: ignore[attr-defined]  # a ModelMultipleChoiceField

    def clean_stands(self) -> list[int]:
        """Keys of the fields as the form showed them."""
        return [int(key) for key in self.cleaned_data["stands"].split(",") if re.fullmatch("[0-9]{1,18}", key)]


class ValueForm(forms.Form):
    """What a source says."""

    key = forms.ChoiceField(label=gettext_lazy("What"), choices=SAID)
    value = forms.CharField(label=gettext_lazy("Value"), max_length=2000)
    source = forms.CharField(label=gettext_lazy("Who says so?"), max_length=300)
    as_of = PartialDateField(label=gettext_lazy("As of"))


class RemoveValueForm(forms.Form):
    """What sources say of an organisation, and which of it was said by mistake."""

    value = forms.ChoiceField(label=gettext_lazy("What was said by mistake?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, values: Iterable[OrganisationValue], **rest: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **rest)
        self._known = {str(one.pk): one for one in values}
        said = [(key, _said(one)) for key, one in self._known.items()]
        self.fields["value"].choices = said  # type: ignore[attr-defined]  # a ChoiceField

    def clean_value(self) -> OrganisationValue:
        """The value itself."""
        return self._known[self.cleaned_data["value"]]


def source_said(value: OrganisationValue) -> str:
    """Who says it, and of when: of a source's address the site alone, as many values have the same long one."""
    source = re.sub(r"https?://([^/\s]+)\S*", r"\1", value.source)
    return ", ".join(filter(None, (source, written(value.as_of or ""))))


def _said(value: OrganisationValue) -> str:
    """What is chosen among."""
    said_by = source_said(value)
    told = written(value.value) if value.key == ValueKey.FOUNDED else value.value
    said = f"{value.get_key_display()}: {told}"
    return f"{said} ({said_by})" if said_by else said


class ChangedRelationForm(forms.Form):
    """What can be changed of a relation: how large the share is, since when, until when, and who says so."""

    share = forms.DecimalField(
        label=gettext_lazy("Share in %"), min_value=0, max_value=100, decimal_places=2, required=False
    )
    valid_from = day_field(gettext_lazy("from"))
    valid_to = day_field(gettext_lazy("to"))
    source = forms.CharField(label=gettext_lazy("Who says so?"), max_length=300)
    reason = forms.CharField(
        label=gettext_lazy("Why? Whoever else uses one of both reads this."), max_length=300, required=False
    )
    stands = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """No relation ends before it begins."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("valid_from") and given.get("valid_to") and given["valid_to"] < given["valid_from"]:
            self.add_error("valid_to", _("It ends before it begins."))
        return given


class RelationForm(ChangedRelationForm):
    """How it belongs to another organisation."""

    kind = forms.ChoiceField(label=gettext_lazy("This organisation is"), choices=OrganisationRelation.Kind.choices)
    other = OrganisationField(label=gettext_lazy("of"))
    reason = stands = None  # type: ignore[assignment]  # Django's way to leave fields of the class above out
    field_order = ("kind", "other")


class NumberForm(forms.Form):
    """The number under which others know an organisation; empty: it has none."""

    scheme = forms.ChoiceField(label=gettext_lazy("Which number?"), choices=NUMBERS)
    replaced = forms.ChoiceField(label=gettext_lazy("Which one is wrong?"), required=False)
    number = forms.CharField(label=gettext_lazy("Number; empty: it has none"), max_length=80, required=False)
    source = forms.CharField(label=gettext_lazy("Who says so?"), max_length=300, required=False)

    def __init__(self, *args: Any, several: Any = (), **rest: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **rest)
        if several:
            self.fields["replaced"].choices = [("", "–"), *several]  # type: ignore[attr-defined]  # a ChoiceField
        else:
            del self.fields["replaced"]

    def clean(self) -> dict[str, Any]:
        """A number is kept bare, as lists look for it; a PIC has nine digits, a ROR nine signs."""
        given: dict[str, Any] = super().clean() or {}
        scheme, typed = given.get("scheme", ""), given.get("number", "")
        given["number"] = bare_number(scheme, typed)
        shape = SHAPES.get(scheme)
        if shape and given["number"] and not shape.fullmatch(given["number"]):
            wrong = _("“%(text)s” is no %(scheme)s") % {"text": typed, "scheme": scheme.upper()}
            self.add_error("number", _("A PIC has nine digits.") if scheme == "pic" else wrong)
        return given


class MergeForm(forms.Form):
    """Another entry of the register that is this organisation."""

    other = OrganisationField(label=gettext_lazy("Which entry is the same organisation?"))
    reason = forms.CharField(label=gettext_lazy("How do you know? Everyone here reads this."), max_length=300)


class CoreForm(forms.Form):
    """How name and seat of an organisation should read."""

    key = forms.ChoiceField(
        label=gettext_lazy("What should change?"), choices=[(key, CoreProposal.Key(key).label) for key in CORE]
    )
    value = forms.CharField(label=gettext_lazy("How should it read?"), max_length=300)
    reason = forms.CharField(label=gettext_lazy("Why? Everyone here reads this."), max_length=300)
    name_shown = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    region_shown = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def clean(self) -> dict[str, Any]:
        """A seat is a code of a region or a country, also where its name is written; what was shown of it stands."""
        given: dict[str, Any] = super().clean() or {}
        shown = {key: given.pop(f"{key}_shown", "") for key in CORE}
        given["stands"] = shown.get(given.get("key", ""), "")
        if given.get("key") == CoreProposal.Key.REGION and given.get("value"):
            try:
                given["value"] = found_seat(given["value"])
            except ValidationError as error:
                self.add_error("value", error)
        return given


class DelegateForm(forms.Form):
    """Who answers for an organisation, and on what ground."""

    user = forms.ModelChoiceField(label=gettext_lazy("Account of a member organisation"), queryset=User.objects.none())
    basis = forms.ChoiceField(label=gettext_lazy("On what ground?"), choices=Delegate.Basis.choices)
    source = forms.CharField(
        label=gettext_lazy("Where is that recorded? Such as: letter of 3 March, register"), max_length=300
    )
    since = day_field(gettext_lazy("Since; empty: today"))

    def __init__(self, *args: Any, accounts: Any, **rest: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **rest)
        self.fields["user"].queryset = accounts  # type: ignore[attr-defined]  # a ModelChoiceField


class RepresentForm(forms.Form):
    """On what ground the own institution speaks for an organisation."""

    ground = forms.CharField(
        label=gettext_lazy("Who has authorised it? The function, such as: decision of its board"), max_length=300
    )
    authorised = day_field(gettext_lazy("On which day?"), required=True)


class SheetForm(forms.Form):
    """The own institution's sheet."""

    member_number = forms.CharField(label=gettext_lazy("Member number"), max_length=40, required=False)
    contribution_class = forms.CharField(label=gettext_lazy("Contribution class"), max_length=40, required=False)
    contacts = forms.CharField(
        label=gettext_lazy("Contacts (functions)"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    text = forms.CharField(label=gettext_lazy("Notes"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    tags = forms.CharField(label=gettext_lazy("Tags, parted by commas"), max_length=300, required=False)
    assessment = forms.CharField(
        label=gettext_lazy("Assessment"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    next_step = forms.CharField(label=gettext_lazy("Next step"), max_length=300, required=False)
    next_step_due = day_field(gettext_lazy("By"))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


HOW_ENDED = [("", gettext_lazy("it has not ended, or not known")), *Membership.Ended.choices]
FOLLOWED = gettext_lazy("Who goes on in the member's place, such as the organisation it was merged into.")


class ChangedMembershipForm(forms.Form):
    """What can be changed of a membership: its days, how it ended, who followed, and who says so."""

    valid_from = day_field(gettext_lazy("Member since"))
    valid_to = day_field(gettext_lazy("Member until"))
    ended = forms.ChoiceField(label=gettext_lazy("How it ended"), choices=HOW_ENDED, required=False)
    successor = OrganisationField(label=gettext_lazy("Successor"), required=False, help_text=FOLLOWED)
    source = forms.CharField(label=gettext_lazy("Where is that from?"), max_length=300, required=False)
    stands = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, membership: Membership | None = None, **rest: Any) -> None:  # noqa: ANN401 -- Django's signature
        if membership is not None:
            known = {name: getattr(membership, name) for name in ("valid_from", "valid_to", "ended", "source")}
            rest["initial"] = {**known, "successor": membership.successor, "stands": membership_stands(membership)}
        super().__init__(*args, **rest)
        self.fields["valid_from"].help_text = _("Empty: since when is not known.")
        self.fields["valid_to"].help_text = _("The last day counts. Empty: the membership lasts.")
        if membership is not None:
            self.fields["successor"].standing = membership.successor  # type: ignore[attr-defined]  # an OrganisationField

    def clean(self) -> dict[str, Any]:
        """What has not ended has no end."""
        given: dict[str, Any] = super().clean() or {}
        is_over = given.get("ended") or given.get("successor")
        if is_over and not given.get("valid_to") and "valid_to" not in self.errors:
            self.add_error("valid_to", _("Say the last day, or neither how it ended nor who followed."))
        return given


class MembershipForm(ChangedMembershipForm):
    """A new member of a cluster, or one that was there."""

    member = OrganisationField(label=gettext_lazy("Organisation"))
    stands = None  # type: ignore[assignment]  # Django's way to leave a field of the class above out
    field_order = ("member",)


class EndForm(forms.Form):
    """How a membership ended."""

    valid_to = day_field(gettext_lazy("Last day"), required=True)
    ended = forms.ChoiceField(label=gettext_lazy("How it ended"), choices=Membership.Ended.choices)
    successor = OrganisationField(label=gettext_lazy("Successor"), required=False)
