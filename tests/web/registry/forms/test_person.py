"""Forms on people: each way out, in the language of the page."""

import pytest
from django.utils import translation

from crossfield.web.registry.forms.person import CardsForm, DetailForm, GroundForm

GROUND = {"purpose": "news", "basis": "contract", "seen": "readers"}


@pytest.mark.parametrize(
    ("kind", "value", "is_fine"),
    [
        ("mail", "t@example.org", True), ("mail", "t@", False), ("website", "https://example.org", True),
        ("website", "javascript:alert(1)", False), ("website", "example", False), ("phone", "anything", True),
        ("unheard", "x", False),
    ],
)  # fmt: skip
def test_an_address_is_one(kind, value, is_fine):
    assert DetailForm({**GROUND, "kind": kind, "value": value}).is_valid() is is_fine


@pytest.mark.parametrize(
    ("language", "said"), [("de", "Einladungen zu Veranstaltungen"), ("en", "Invitations to events")]
)
def test_what_is_chosen_from_is_in_the_language_of_the_page(language, said):
    with translation.override(language):
        assert said in [label for _name, label in GroundForm().fields["purpose"].choices]


@pytest.mark.parametrize("wrong", [{"purpose": "unheard"}, {"basis": "unheard"}, {"seen": "all"}, {"way": "unheard"}])
def test_what_the_rules_do_not_name_is_refused(wrong):
    assert list(GroundForm({**GROUND, **wrong}).errors) == list(wrong)


def test_a_text_of_cards_stays_as_it_was_pasted():
    form = CardsForm({**GROUND, "text": " BEGIN:VCARD\n folded\n"})

    assert form.is_valid()
    assert form.cleaned_data["text"].replace("\r\n", "\n") == " BEGIN:VCARD\n folded\n"
