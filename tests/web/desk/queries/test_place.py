"""Names of places: those of the data, in the reader's language."""

from dataclasses import replace

from django.utils import translation

from crossfield.web.desk.queries.place import place_names


def test_countries_have_the_readers_name_and_regions_their_own():
    with translation.override("de"):
        german = place_names()
    with translation.override("en"):
        english = place_names()

    assert (german["CZ"], english["CZ"]) == ("Tschechien", "Czechia")
    assert german["DED"] == english["DED"] == "Sachsen"
    assert german.keys() == english.keys()


def test_without_data_codes_stand_alone(settings, tmp_path):
    settings.CROSSFIELD = replace(settings.CROSSFIELD, lake=str(tmp_path))

    assert place_names() == {}
