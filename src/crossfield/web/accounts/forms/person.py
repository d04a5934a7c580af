"""Forms for one's own account and for inviting others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.models.user import Role
from crossfield.web.accounts.rules import INVITED_BY

if TYPE_CHECKING:
    from crossfield.web.accounts.models import User

LANGUAGES = (("de", "Deutsch"), ("en", "English"))
LONGEST_PASSWORD = 200


class ProfileForm(forms.Form):
    """What one is called, and in which language one is written to."""

    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)


class InvitationForm(forms.Form):
    """Whom to invite, as what."""

    email = forms.EmailField(label=_("Mail address"), max_length=254)
    role = forms.ChoiceField(label=_("Role"))
    language = forms.ChoiceField(label=_("Language of the mail"), choices=LANGUAGES)

    def __init__(self, *given: object, by: User, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]  # handed on as they come
        allowed = INVITED_BY.get(by.role_in_force, frozenset())
        self.fields["role"] = forms.ChoiceField(
            label=_("Role"), choices=[choice for choice in Role.choices if choice[0] in allowed]
        )


class AcceptanceForm(forms.Form):
    """Taking up an invitation."""

    name = forms.CharField(label=_("Name"), max_length=200)
    password = forms.CharField(label=_("Password"), max_length=LONGEST_PASSWORD, strip=False)
