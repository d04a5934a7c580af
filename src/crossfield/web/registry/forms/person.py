"""What people write about people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from crossfield.errors import SourceError
from crossfield.tables.headings import match_headings
from crossfield.web.accounts.queries.engine_words import error_in_html
from crossfield.web.registry.forms.fields import OrganisationField, day_field
from crossfield.web.registry.models import ConsentEntry, Intake, PersonDetail
from crossfield.web.registry.queries.detail_check import CHECKS
from crossfield.web.registry.queries.intake import NAMES_OF
from crossfield.web.registry.queries.legal_basis import bases, is_consent, purposes
from crossfield.web.registry.queries.list_file import grouped, read_list
from crossfield.web.registry.queries.people_list import rows_of_cards
from crossfield.web.registry.queries.vcard import MOST_CARDS, read_cards

if TYPE_CHECKING:
    from datetime import date

LANGUAGES = (("de", gettext_lazy("German")), ("en", gettext_lazy("English")))
LONGEST_CARDS = 2_000_000
BEGINNING = 1_000
"""Bytes of a file within which cards begin."""


def _no_later_than_today(day: date | None) -> date | None:
    if day and day > timezone.localdate():
        raise ValidationError(_("This day is yet to come."))
    return day


class PersonForm(forms.Form):
    """A person whom the institution knows."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    organisation = OrganisationField(label=gettext_lazy("At which organisation?"))
    function = forms.CharField(label=gettext_lazy("Function there"), max_length=200)
    language = forms.ChoiceField(label=gettext_lazy("Language of letters"), choices=LANGUAGES)


class PersonNameForm(forms.Form):
    """A person's name as it shall be."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    language = forms.ChoiceField(label=gettext_lazy("Language of letters"), choices=LANGUAGES)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class FunctionForm(forms.Form):
    """What a person does where."""

    organisation = OrganisationField(label=gettext_lazy("Organisation"))
    function = forms.CharField(label=gettext_lazy("Function there"), max_length=200)
    since = day_field(gettext_lazy("Since"))


class FunctionEndForm(forms.Form):
    """The last day of a function."""

    until = day_field(gettext_lazy("Last day"), required=True)


class GroundForm(forms.Form):
    """For what and on which legal basis something is kept, who sees it and until when."""

    purpose = forms.ChoiceField(label=gettext_lazy("For what?"))
    basis = forms.ChoiceField(label=gettext_lazy("Legal basis"))
    way = forms.ChoiceField(
        label=gettext_lazy("How did the person agree? (for a consent)"),
        choices=[("", "–"), *ConsentEntry.Way.noted()],
        required=False,
    )
    day = day_field(gettext_lazy("When did the person agree? Empty: today."))
    seen = forms.ChoiceField(label=gettext_lazy("Who sees it?"), choices=PersonDetail.Seen.choices, initial="readers")
    expires = day_field(gettext_lazy("Kept until; empty: as the rule for this basis says"))

    def __init__(self, *args: Any, **rest: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **rest)
        language = get_language() or "en"
        self.fields["purpose"].choices = purposes(language)  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["basis"].choices = bases(language)  # type: ignore[attr-defined]  # a ChoiceField

    def clean_day(self) -> Any:  # noqa: ANN401 -- Django's signature
        """Nobody has agreed tomorrow."""
        return _no_later_than_today(self.cleaned_data["day"])

    def clean(self) -> dict[str, Any]:
        """A consent names the way it was given."""
        given = super().clean() or {}
        if given.get("basis") and is_consent(given["basis"]) and not given.get("way"):
            self.add_error("way", _("Say how the person agreed, or choose another legal basis."))
        return given


class DetailForm(GroundForm):
    """One way to reach a person."""

    kind = forms.ChoiceField(label=gettext_lazy("What"), choices=PersonDetail.Kind.choices)
    value = forms.CharField(label=gettext_lazy("Value"), max_length=300)
    field_order = ("kind", "value", "purpose", "basis", "way", "day", "seen", "expires")

    def clean(self) -> dict[str, Any]:
        """A mail address is one, and so is an address on the web."""
        given = super().clean()
        check = CHECKS.get(given.get("kind", ""))
        if check and given.get("value"):
            try:
                check(given["value"])
            except ValidationError as error:
                self.add_error("value", error)
        return given


class WithdrawForm(forms.Form):
    """That a person took a consent back or objects."""

    way = forms.ChoiceField(label=gettext_lazy("How was it said?"), choices=ConsentEntry.Way.noted())


class AnswerForm(forms.Form):
    """That a person agreed to be sent mail, as somebody notes it who has it in writing or was told."""

    way = forms.ChoiceField(label=gettext_lazy("How did the person agree?"), choices=ConsentEntry.Way.noted())
    day = day_field(gettext_lazy("When did the person agree? Empty: today."))

    def clean_day(self) -> Any:  # noqa: ANN401 -- Django's signature
        """Nobody has agreed tomorrow."""
        return _no_later_than_today(self.cleaned_data["day"])


class EraseForm(forms.Form):
    """That a person shall be erased."""

    sure = forms.BooleanField(label=gettext_lazy("Yes, erase for good"))


class CardsForm(GroundForm):
    """Cards of people (vCard) or a list, as a file or as text, and on what ground their details are kept.

    ``cleaned_data["listed"]`` is what was read, as a list.
    """

    file = forms.FileField(label=gettext_lazy("File (VCF, CSV or XLSX)"), required=False)
    text = forms.CharField(
        label=gettext_lazy("or its text"),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        max_length=LONGEST_CARDS,
        strip=False,
    )
    source = forms.CharField(
        label=gettext_lazy("Where is it from? The columns are remembered under this name."),
        max_length=200,
        required=False,
    )
    field_order = ("file", "text", "source", "purpose", "basis", "way", "day", "seen", "expires")

    def clean(self) -> dict[str, Any]:
        """A file or a text is read; one of both is there."""
        given = super().clean()
        file, text = given.pop("file", None), given.pop("text", "")
        if {"file", "text"} & self.errors.keys():
            return given
        try:
            given["listed"] = self._read(file) if file else Listed.of(_("Cards"), self._sent(text))
        except SourceError as error:
            self.add_error("file", error_in_html(error))
        except ValidationError as error:
            self.add_error("file", error)
        return given

    def _read(self, file: Any) -> Listed:  # noqa: ANN401 -- as Django gives it
        if file.size > LONGEST_CARDS:
            raise ValidationError(_("This file is too large for a list of cards."))
        return Listed.of(file.name, file.read())

    def _sent(self, text: str) -> bytes:
        if not text.strip():
            raise ValidationError(_("Choose a file, or paste its text."))
        return text.encode()


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of people that was read: its name, headings and rows, and of cards which heading means what."""

    name: str
    headings: list[str]
    rows: list[tuple[int, list[str]]]
    mapping: dict[str, str]

    @classmethod
    def of(cls, name: str, data: bytes) -> Listed:
        """Read cards, or else a list.

        Raises
        ------
        SourceError
            It is neither, has too many rows, or no column that holds names.
        """
        names, mapping = NAMES_OF[Intake.Kind.PEOPLE], dict[str, str]()
        if b"BEGIN:VCARD" in data[:BEGINNING].upper().replace(b"\x00", b""):
            headings, rows, mapping = rows_of_cards(read_cards(_decoded(data)))
        else:
            headings, rows = read_list(name, data, names)
            found = match_headings(headings, names)
            if not (found["person"] or found["family"]):
                message = _("%(name)s has no column with names of persons.") % {"name": name}
                raise SourceError(message, _("Call it “Name”, or “First name” and “Last name”."))
        if len(rows) > MOST_CARDS:
            message = _("%(name)s has more than %(most)s rows.") % {"name": name, "most": grouped(MOST_CARDS)}
            raise SourceError(message, _("Split the list, or check that this is it."))
        return cls(name, headings, rows, mapping)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
