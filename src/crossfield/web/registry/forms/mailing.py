"""A letter to everybody who has agreed to be sent mail for a purpose."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from crossfield.web.registry.models import Mailing

LONGEST = 20_000
TEXTS = {"subject_de": "de", "text_de": "de", "subject_en": "en", "text_en": "en"}


class MailingChangeForm(forms.Form):
    """Subject and text in German, in English, or in both."""

    subject_de = forms.CharField(label=gettext_lazy("Subject in German"), max_length=200, required=False)
    text_de = forms.CharField(
        label=gettext_lazy("Text in German"), widget=forms.Textarea, max_length=LONGEST, required=False
    )
    subject_en = forms.CharField(label=gettext_lazy("Subject in English"), max_length=200, required=False)
    text_en = forms.CharField(
        label=gettext_lazy("Text in English"), widget=forms.Textarea, max_length=LONGEST, required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(self, *args: Any, **rest: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **rest)
        for name, language in TEXTS.items():
            self.fields[name].widget.attrs["lang"] = language


class MailingForm(MailingChangeForm):
    """A new one says what it is for; from an event it is its invitation."""

    purpose = forms.ChoiceField(label=gettext_lazy("For what?"), choices=Mailing.Purpose.choices)
    field_order = ("purpose", *TEXTS)
