"""What people write about cooperations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crossfield.web.accounts.models.release import Release
from crossfield.web.registry.forms.fields import (
    AddressField,
    AtInterface,
    PartialDateField,
    day_field,
    found_organisation,
)
from crossfield.web.registry.models import Cooperation, CooperationStatus

FEWEST, MOST = 2, 60


class CooperationForm(AtInterface):
    """A new cooperation; partners are one name a line."""

    field_order = ("title", "kind", "partners", "began", "ended", "status", "interface", "side_a", "side_b", "text")

    title = forms.CharField(label=gettext_lazy("What is it called?"), max_length=300)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Cooperation.Kind.choices)
    partners = forms.CharField(
        label=gettext_lazy("Who works together? One organisation a line, as it is called in the register."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=MOST * 300,
    )
    began = PartialDateField(label=gettext_lazy("Began (day, month or year)"))
    ended = PartialDateField(label=gettext_lazy("Ended"))
    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=CooperationStatus.choices, initial="running")
    text = forms.CharField(
        label=gettext_lazy("What is it about?"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )

    def clean_partners(self) -> list[Any]:
        """Find each organisation; every name that is not found is told."""
        names = [line.strip() for line in self.cleaned_data["partners"].splitlines() if line.strip()]
        if not FEWEST <= len(names) <= MOST:
            raise ValidationError(_("Name two to %(most)s organisations, one a line.") % {"most": MOST})
        found, errors = [], []
        for name in names:
            try:
                found.append(found_organisation(name))
            except ValidationError as error:
                errors += error.error_list
        if errors:
            raise ValidationError(errors)
        return found


class ProofForm(forms.Form):
    """A document that proves a cooperation: a link, a file, or both."""

    source = forms.CharField(label=gettext_lazy("Who says so?"), max_length=300)
    title = forms.CharField(label=gettext_lazy("Document or page"), max_length=300)
    address = AddressField(label=gettext_lazy("Link"), max_length=500, required=False)
    file = forms.FileField(label=gettext_lazy("or a file (at most 20 MB)"), required=False)
    dated = PartialDateField(label=gettext_lazy("Date of the document"))

    def clean(self) -> dict[str, Any]:
        """Ask for one of both; a wrong one is told as such."""
        given = super().clean() or {}
        if not given.get("address") and not given.get("file") and not {"address", "file"} & set(self.errors):
            self.add_error("address", _("Give a link or choose a file."))
        return given


class StepForm(forms.Form):
    """An agreed next step."""

    text = forms.CharField(label=gettext_lazy("What was agreed?"), max_length=500)
    due = day_field(gettext_lazy("By"))


class StatusForm(forms.Form):
    """How far it is."""

    status = forms.ChoiceField(label=gettext_lazy("Status"), choices=CooperationStatus.choices)
    ended = PartialDateField(label=gettext_lazy("Ended (day, month or year)"))


class DeclineForm(forms.Form):
    """Why a partner's institution does not confirm it."""

    why = forms.CharField(
        label=gettext_lazy("Why? The institution that recorded it reads this."), max_length=300, required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class CooperationChangeForm(AtInterface):
    """What is said of a cooperation; its partners stay, and the interface where it is kept from who writes."""

    field_order = ("title", "kind", "began", "ended", "interface", "side_a", "side_b", "text", "version")

    title = forms.CharField(label=gettext_lazy("What is it called?"), max_length=300)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Cooperation.Kind.choices)
    began = PartialDateField(label=gettext_lazy("Began (day, month or year)"))
    ended = PartialDateField(label=gettext_lazy("Ended"))
    text = forms.CharField(
        label=gettext_lazy("What is it about?"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, cooperation: Cooperation, **rest: Any) -> None:  # noqa: ANN401 -- Django's signature
        start = {name: getattr(cooperation, name) for name in self.base_fields}
        super().__init__(*args, initial=start, **rest)
        if cooperation.interface is None and cooperation.interface_id is not None:
            del self.fields["interface"]


class ReleaseForm(forms.Form):
    """Who sees it."""

    release = forms.ChoiceField(label=gettext_lazy("Who sees it?"), choices=Release.choices)
