"""Sentences never say more than the figures: no word of comparison where the range holds 1, every number in the row."""

import re

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossfield.charts.words import number
from crossfield.web.evidence.queries.look import LEAST_UNUSED, interface_looks, strength_answer
from crossfield.web.evidence.queries.region import specialisation_answer

ROW = {
    **dict.fromkeys(("strength", "strength_low", "strength_high", "bridges", "bridges_low", "bridges_high")),
    **dict.fromkeys(("synergy", "synergy_low", "synergy_high", "potential", "potential_low", "potential_high")),
    **dict.fromkeys(("gap", "gap_low", "gap_high", "activity", "note")),
    "joint": 0.5,
    "expected": 0.1,
    "support": 5,
    "topics": 5,
    "bridging_organisations": 8,
}
SURE = {
    "de": re.compile(r"ist in Sachsen (stärker|schwächer)|sicher (mehr|weniger)|bleiben ungenutzt"),
    "en": re.compile(r"^A × B is (more|less) at home in Sachsen than|certainly|are unused"),
}
FIGURE = re.compile(r"\d+[.,]\d\d")
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
value = st.floats(0.01, 20).map(lambda x: round(x, 2))


@st.composite
def rows(draw):
    row = dict(ROW)
    for key in ("strength", "bridges", "synergy", "potential", "gap"):
        low, middle, high = sorted(draw(st.tuples(value, value, value)))
        if draw(st.booleans()):
            row |= {key: middle, f"{key}_low": low, f"{key}_high": high}
    row["note"] = draw(st.sampled_from([None, "few records", "one topic", "region unknown"]))
    row["activity"] = draw(value)
    return row


@PATIENT
@given(rows(), st.sampled_from(["de", "en"]))
def test_a_sentence_claims_only_what_its_range_allows(row, language):
    with translation.override(language):
        sentence = strength_answer(row, "Sachsen", "A × B", language)
        looks = {look.name: look.answer for look in interface_looks(row, language)}
    sure = row["strength"] is not None and not row["strength_low"] <= 1 <= row["strength_high"] and not row["note"]

    assert bool(SURE[language].search(sentence)) == sure
    for key in ("strength", "bridges", "synergy"):
        certain = row[key] is not None and not row[f"{key}_low"] <= 1 <= row[f"{key}_high"]
        assert bool(SURE[language].search(looks[key])) == certain
    if row["potential"] is not None and row["gap"] is not None:
        assert bool(SURE[language].search(looks["gap"])) == (row["gap_low"] > 0 and row["gap"] >= LEAST_UNUSED)


@PATIENT
@given(rows(), st.sampled_from(["de", "en"]))
def test_every_number_of_a_sentence_stands_in_the_row(row, language):
    with translation.override(language):
        said = " ".join(
            [
                strength_answer(row, "Sachsen", "A × B", language),
                *(look.answer for look in interface_looks(row, language)),
            ]
        )
    known = {number(one, language) for one in row.values() if isinstance(one, float)}

    assert set(FIGURE.findall(said)) <= known | {one.lstrip("+−") for one in known}


@pytest.mark.parametrize(
    ("figures", "begins"),
    [
        (
            {"strength": None, "note": "region unknown"},
            "Für „A × B“ in Sachsen gibt es keine Kennzahl: Region unbekannt.",
        ),
        ({"strength": 0.9, "support": 0}, "In Sachsen verbindet noch kein Projekt „A × B“."),
        ({"strength": 1.5, "strength_low": 1.2, "strength_high": 2.0}, "„A × B“ ist in Sachsen stärker vertreten"),
        ({"strength": 0.5, "strength_low": 0.2, "strength_high": 0.8}, "„A × B“ ist in Sachsen schwächer vertreten"),
        ({"strength": 1.2, "strength_low": 0.8, "strength_high": 1.8}, "Ob „A × B“ in Sachsen stärker vertreten ist"),
        (
            {"strength": 1.5, "strength_low": 1.2, "strength_high": 2.0, "note": "one topic"},
            "„A × B“ in Sachsen, mit Vorbehalt (ein einziges Ausschreibungsthema)",
        ),
        ({"strength": 1.5}, "„A × B“ in Sachsen, mit Vorbehalt ()"),
    ],
)
def test_the_answer_in_german(figures, begins):
    with translation.override("de"):
        assert strength_answer(ROW | figures, "Sachsen", "A × B", "de").startswith(begins)


def field(title, value, low, high):
    return {"title": title, "value": value, "low": low, "high": high, "support": 3}


@pytest.mark.parametrize(
    ("found", "begins"),
    [
        ([], "Noch lässt sich keine Kennzahl berechnen"),
        ([field("A", 2.0, 1.5, 2.5), field("B", 1.8, 1.2, 2.2)], "Sicher auf A: 2,00-mal"),
        ([field("A", 1.2, 0.8, 1.6)], "Noch auf nichts mit Sicherheit: am ehesten auf A"),
        ([field("A", 0.5, 0.3, 0.8)], "Auf nichts: Selbst das stärkste Feld, A, hat nur 0,50-mal"),
    ],
)
def test_what_a_region_is_specialised_in(found, begins):
    with translation.override("de"):
        said = specialisation_answer(found, "de")

    assert said.startswith(begins)
    assert ("Ebenfalls sicher: B." in said) == (len(found) == 2)


AHEAD = {
    "en": "That window is past; what came of it is known up to 2021. Forecast for 2020-2022 on the basis of "
    "2017-2019. 1.50 joint projects in three years are to be expected (90% range 1.00 to 2.00). Came of the window "
    "2020-2022 by 2021: 0 projects. Of the interfaces without a joint project that scored like this in 2017, 14 of 100 "
    "became active by 2020.",
    "de": "Der Zeitraum der Vorausschau ist vorbei; was daraus wurde, ist bis 2021 bekannt. Vorausgesagt für 2020-2022 "
    "auf der Grundlage von 2017-2019. 1,50 gemeinsame Projekte in drei Jahren sind zu erwarten (90-%-Bereich 1,00 bis "
    "2,00). Im Zeitraum 2020-2022 kamen bis 2021 hinzu: 0 Projekte. Von den Schnittstellen ohne gemeinsames Projekt, "
    "die 2017 ähnlich abschnitten, wurden 14 von 100 bis 2020 aktiv.",
}


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_potential_says_its_window_first_and_what_came_of_interfaces_alike(language):
    tenth = {"part": "entry", "observed": 0.142, "until": 2017, "test_until": 2020}
    told = {"basis": "2017-2019", "window": "2020-2022", "past": True, "recorded": 2021, "came": 0, "back_test": tenth}
    row = ROW | {"potential": 1.5, "potential_low": 1.0, "potential_high": 2.0, "probability": 0.777}
    with translation.override(language):
        looks = {look.name: look.answer for look in interface_looks(row, language, told)}

    assert looks["potential"].translate({0xA0: " ", 0x2011: "-"}) == AHEAD[language]
