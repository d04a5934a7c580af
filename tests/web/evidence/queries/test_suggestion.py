"""Fields that a text speaks of, as rows of the register."""

import pytest

from crossfield.web.evidence.queries import suggestion
from crossfield.web.evidence.queries.suggestion import MOST, fields_with_words, suggested_fields
from crossfield.web.registry.models import Field

pytestmark = pytest.mark.django_db
TEXT = "Photonik und Biotechnologie für die Medizintechnik"


@pytest.fixture
def fields(db):
    codes = ("biotechnology", "energy", "health", "ict", "materials", "photonics")
    return {code: Field.objects.create(scheme="saxony", code=code, title_en=code.title()) for code in codes}


def codes(text):
    return [(field.code, words) for field, words in suggested_fields([text])[0]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (TEXT, [("biotechnology", "Biotechnologie"), ("health", "Medizintechnik"), ("photonics", "Photonik")]),
        (
            "Software and laser optics for health",
            [("photonics", "laser; optics"), ("health", "health"), ("ict", "Software")],
        ),
        ("Aufruf Sensorik", []),  # its field is not in this register
        ("Call", []),
        ("", []),
    ],
)
def test_fields_stand_in_the_order_of_how_much_is_said_of_them(fields, text, found):
    assert codes(text) == found


def test_each_text_has_its_own_fields_and_no_more_than_a_few(fields):
    long = f"{TEXT} {'Photonik ' * 3} Software; erneuerbare Energie; Werkstoffe; photovoltaics"
    found = suggested_fields([long, "", "health"])

    assert [len(one) for one in found] == [MOST, 0, 1]
    assert found[0][0] == (fields["photonics"], "Photonik; photovoltaics")
    assert fields_with_words(found[2], "en") == "Health (health)"


def test_a_field_that_has_ended_and_one_of_another_vocabulary_are_not_suggested(fields):
    Field.objects.filter(code="health").update(valid_to="2020-01-01")
    Field.objects.filter(code="photonics").update(scheme="other")

    assert [code for code, _words in codes(TEXT)] == ["biotechnology"]


def test_without_data_nothing_is_suggested(fields, settings, tmp_path):
    settings.CROSSFIELD = type(settings.CROSSFIELD)(lake=tmp_path / "none")
    suggestion._tagger.cache_clear()

    assert suggested_fields([TEXT]) == [[]]
