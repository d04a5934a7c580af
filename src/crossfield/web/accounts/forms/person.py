"""Forms for one's own account and for inviting others."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models import Institution
from crossfield.web.accounts.models.user import Role
from crossfield.web.accounts.rules import INVITED_BY, can_administer

if TYPE_CHECKING:
    from collections.abc import Callable

    from crossfield.web.accounts.models import User

LANGUAGES = (("de", "Deutsch"), ("en", "English"))
LONGEST_PASSWORD = 200


def check_can_be_sent_to(address: str) -> None:
    """Refuse what the workbench cannot send to, and say why where it is an address.

    Raises
    ------
    ValidationError
        It is no mail address, or has letters before the @ that mail servers take by an extension only.
    """
    local, _sign, domain = address.strip().rpartition("@")
    if local and domain and not local.isascii():
        raise ValidationError(
            _("The workbench cannot send to letters such as umlauts before the @. Use another address of this person.")
        )
    validate_email(address)


class MailField(forms.EmailField):
    """A mail address to which the workbench sends by itself."""

    default_validators: ClassVar[list[Callable[[str], None]]] = [check_can_be_sent_to]  # type: ignore[misc]  # as Django


class ProfileForm(forms.Form):
    """What one is called, and in which language one is written to."""

    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)


class InvitationForm(forms.Form):
    """Whom to invite, as what."""

    email = MailField(label=_("Mail address"), max_length=254)
    role = forms.ChoiceField(label=_("Role"))
    institution = forms.ModelChoiceField(
        label=_("Institution"), queryset=Institution.objects.none(), required=False, empty_label=None
    )
    language = forms.ChoiceField(label=_("Language of the mail"), choices=LANGUAGES)

    def __init__(self, *given: object, by: User, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]  # handed on as they come
        allowed = INVITED_BY.get(by.role_in_force, frozenset())
        if can_administer(by):
            self.fields["institution"].queryset = Institution.objects.all()  # type: ignore[attr-defined]  # it has one
            self.fields["institution"].initial = by.institution_id
        else:
            del self.fields["institution"]
        self.fields["role"] = forms.ChoiceField(
            label=_("Role"), choices=[choice for choice in Role.choices if choice[0] in allowed]
        )


class ContactForm(forms.Form):
    """Where answers go to mail that the workbench sends for an institution."""

    contact = MailField(label=_("Contact address"), max_length=254, required=False)


class AcceptanceForm(forms.Form):
    """Taking up an invitation."""

    name = forms.CharField(label=_("Name"), max_length=200)
    password = forms.CharField(label=_("Password"), max_length=LONGEST_PASSWORD, strip=False)
