"""Columns of lists are guessed, and remembered for the same source and institution."""

import pytest

from crossfield.web.registry.models import IntakeMapping
from crossfield.web.registry.queries.intake import COLUMNS, NAMES, guessed_mapping, intakes_for

pytestmark = pytest.mark.django_db


def test_german_and_english_headings_are_guessed(make_user):
    german = ["Mitgliedsnr.", "Firma", "Ort", "Land", "Beitragsklasse", "Mitglied seit", "Bemerkung", "Webseite", "Fax"]
    english = ["Member number", "Organisation", "City", "Country", "Joined", "Left", "PIC", "VAT number", "Category"]
    user = make_user("ann", role="manager")

    assert guessed_mapping(german, user, "x") == {
        "name": "Firma", "city": "Ort", "country": "Land", "website": "Webseite", "member_number": "Mitgliedsnr.",
        "contribution_class": "Beitragsklasse", "since": "Mitglied seit", "text": "Bemerkung",
    }  # fmt: skip
    assert set(guessed_mapping(english, user, "x").values()) == set(english)
    assert set(NAMES) == set(COLUMNS)


def test_what_was_chosen_for_a_source_is_remembered_for_the_same_institution(make_user):
    ann, bob = make_user("ann", role="manager"), make_user("bob", role="manager")
    IntakeMapping.objects.create(institution=ann.institution, source="CRM", mapping={"name": "B", "city": "gone"})

    assert guessed_mapping(["Name", "B"], ann, "CRM") == {"name": "B"}
    assert guessed_mapping(["Name", "B"], bob, "CRM") == guessed_mapping(["Name", "B"], ann, "x") == {"name": "Name"}
    assert str(IntakeMapping.objects.get()) == "CRM"


def test_lists_are_the_institutions_and_of_its_readers(make_user):
    assert list(intakes_for(None)) == list(intakes_for(make_user("ann", role="member"))) == []
