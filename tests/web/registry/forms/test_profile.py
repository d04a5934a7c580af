"""What a member fills in: a row without a text is no offer, and two different fields meet in one with a text."""

import pytest
from django.utils import translation

from crossfield.web.registry.forms.profile import AskForm, OfferForm, ProfileForm
from crossfield.web.registry.models import Field

pytestmark = pytest.mark.django_db


@pytest.fixture
def fields():
    return [Field.objects.create(scheme="s", code=code, title_de=f"Feld {code}", title_en=code) for code in "ab"]


@pytest.mark.parametrize(
    ("text", "chosen", "wrong"),
    [
        ("light", (0, 1), set()),
        ("light", (0, 0), {"field_b"}),
        ("light", (0, None), {"field_b"}),
        ("light", (None, 1), {"field_b"}),
        (" ", (0, 0), set()),
        ("", (None, None), set()),
        ("x" * 301, (0, 1), {"text"}),
    ],
)
def test_two_fields_meet_where_there_is_a_text(fields, text, chosen, wrong):
    one, other = ("" if place is None else fields[place].pk for place in chosen)
    sent = {"kind": "offer", "text": text, "field_a": one, "field_b": other}

    assert set(OfferForm(sent, choice=Field.objects.all()).errors) == wrong


@pytest.mark.parametrize(
    ("release", "is_right"), [("institution", True), ("public", True), ("own", False), ("x", False)]
)
def test_it_is_shown_to_who_asked_or_to_more(fields, release, is_right):
    form = ProfileForm({"release": release}, choice=Field.objects.all(), asker="Silicon")

    assert form.is_valid() is is_right


def test_names_are_in_the_language_of_the_page(fields):
    with translation.override("de"):
        text = str(ProfileForm(choice=Field.objects.all(), asker="Silicon"))

    assert "Feld a" in text
    assert "Silicon und die Partnerinstitutionen" in text


@pytest.mark.parametrize(
    ("email", "is_right"), [("a@example.org", True), ("a@", False), ("a@b.org\nBcc: c@d.org", False)]
)
def test_an_address_is_one_address(email, is_right):
    assert AskForm({"email": email, "language": "de"}).is_valid() is is_right
