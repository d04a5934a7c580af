"""Fields of forms that the register needs: organisations by name, days, partial dates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q
from django.urls import reverse_lazy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from crossfield.errors import UnknownNameError
from crossfield.web.registry.models import Field, NamedInterface
from crossfield.web.registry.models.partial_date import check_partial_date, read_partial_date
from crossfield.web.registry.queries.organisation import organisation_named
from crossfield.web.registry.queries.seat import seats_called

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from crossfield.web.registry.models import Organisation

NOTHING = "–"
"""What stands in a choice where nothing is chosen."""
UNKNOWN = "unknown"
"""Code of the error that nobody in the register is called so."""
SUGGESTING = {
    "autocomplete": "off",
    "list": "names",
    "hx-get": reverse_lazy("register_names"),
    "hx-trigger": "input changed delay:250ms",
    "hx-target": "#names",
}
"""Names are suggested while one types, into the page's list ``names``; without scripts it is a text."""


class OrganisationField(forms.CharField):
    """An organisation of the register, by name or public id.

    ``standing`` is the one that stood in the form when it was opened: it is meant by its name, whoever shares that.
    Where it ``takes_new`` ones, a name that nobody has is answered as a text: of one that is to be added.
    """

    standing: Organisation | None = None
    takes_new = False

    def __init__(self, **rest: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(widget=forms.TextInput(attrs=SUGGESTING), max_length=300, **rest)

    def clean(self, value: Any) -> Any:  # noqa: ANN401 -- Django's signature
        """Find the organisation."""
        text = super().clean(value)
        if self.standing is not None and text == str(self.standing):
            return self.standing
        try:
            return found_organisation(text) if text else None
        except ValidationError as error:
            if self.takes_new and error.code == UNKNOWN:
                return text
            raise


def found_organisation(text: str) -> Organisation:
    """The organisation of a name.

    Raises
    ------
    ValidationError
        None or several are called so; the closest names are told.
    """
    try:
        return organisation_named(text)
    except UnknownNameError as error:
        said = {"name": text, "close": ", ".join(error.closest)}
        if error.closest:
            told = _("“%(name)s” is not in the register. Closest: %(close)s") % said
            is_shared = text.strip().lower() in [name.lower() for name in error.closest]
            raise ValidationError(told, code="" if is_shared else UNKNOWN) from error
        raise ValidationError(_("“%(name)s” is not in the register; add it first.") % said, code=UNKNOWN) from error


class SeatField(forms.CharField):
    """A seat: the code of a region or country, or its name as people write it."""

    def __init__(self, **rest: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(max_length=100, required=False, **rest)

    def clean(self, value: Any) -> str:  # noqa: ANN401 -- Django's signature
        """Bring it into its code."""
        text = super().clean(value)
        return found_seat(text) if text else ""


def found_seat(text: str) -> str:
    """The code of a seat, from its code or its name.

    Raises
    ------
    ValidationError
        Nothing or several are called so; several are told with their codes.
    """
    found = seats_called(text)
    if len(found) == 1:
        return next(iter(found))
    if not found:
        message = _("No region and no country is called “%(name)s”. Write such as Sachsen, Germany or DED21.")
        raise ValidationError(message % {"name": text})
    said = {"name": text, "found": ", ".join(f"{title} ({code})" for code, title in found.items())}
    raise ValidationError(_("Several are called “%(name)s”. Write the code: %(found)s") % said)


class AddressField(forms.URLField):
    """A web address; who leaves out https:// means it, which a browser's own check would refuse."""

    def __init__(self, **rest: Any) -> None:  # noqa: ANN401 -- Django's signature
        widget = forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "off", "spellcheck": "false"})
        super().__init__(widget=widget, assume_scheme="https", **rest)


class FieldChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # takes no brackets when it runs
    """A field of a vocabulary, by its title in the language of the page."""

    def label_from_instance(self, obj: Any) -> str:  # noqa: ANN401 -- Django's signature
        """Title."""
        return str(obj.title(get_language() or "en"))


def with_standing(choices: QuerySet[Any], standing: object) -> QuerySet[Any]:
    """Choices, and what stands there where it is offered no more: who changes something else would empty it."""
    if not isinstance(standing, Model) or choices.filter(pk=standing.pk).exists():
        return choices
    both = Q(pk__in=choices.order_by().values("pk")) | Q(pk=standing.pk)
    order = choices.query.order_by or choices.model._meta.ordering
    found: QuerySet[Any] = choices.model._default_manager.filter(both).order_by(*order)
    return found


class AtInterface(forms.Form):
    """What is about an interface: a named one, or two fields; empty where it is about none."""

    interface = forms.ModelChoiceField(
        label=gettext_lazy("About which interface? A named one"),
        queryset=NamedInterface.objects.none(),
        required=False,
        empty_label=NOTHING,
    )
    side_a = FieldChoice(
        label=gettext_lazy("Or: one field"), queryset=Field.objects.none(), required=False, empty_label=NOTHING
    )
    side_b = FieldChoice(
        label=gettext_lazy("and the other"), queryset=Field.objects.none(), required=False, empty_label=NOTHING
    )

    def __init__(self, *args: Any, interfaces: Any = None, fields: Any = None, **rest: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **rest)
        for name, choices in (("interface", interfaces), ("side_a", fields), ("side_b", fields)):
            if choices is not None:
                offered = with_standing(choices, self.initial.get(name))
                self.fields[name].queryset = offered  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean(self) -> dict[str, Any]:
        """One field alone is no interface."""
        given: dict[str, Any] = super().clean() or {}
        if bool(given.get("side_a")) != bool(given.get("side_b")) or (
            given.get("side_a") and given.get("side_a") == given.get("side_b")
        ):
            self.add_error("side_b", _("An interface has two different fields."))
        return given


class FieldsChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # takes no brackets when it runs
    """Several fields of vocabularies, by their titles in the language of the page."""

    def label_from_instance(self, obj: Any) -> str:  # noqa: ANN401 -- Django's signature
        """Title."""
        return str(obj.title(get_language() or "en"))


class PartialDateField(forms.CharField):
    """A day, a month or a year, in German or ISO writing."""

    def __init__(self, **rest: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(max_length=20, required=False, **rest)  # "14. 07. 2014" is longer than what is stored

    def clean(self, value: Any) -> Any:  # noqa: ANN401 -- Django's signature
        """Bring it into its ISO form."""
        text = read_partial_date(super().clean(value))
        if text:
            check_partial_date(text)
        return text


def day_field(label: Any, *, required: bool = False) -> forms.DateField:  # noqa: ANN401 -- a text or a lazy one
    """A day, chosen in the browser's own calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, input_formats=["%Y-%m-%d", "%d.%m.%Y"])
