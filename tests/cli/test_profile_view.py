"""The profile as tables and sentences: each part under its question, undefined is empty, names in words."""

import pytest

from crossfield.cli.profile_view import MOST, print_profile
from crossfield.cli.words import WORDS

FIGURE = {"value": 0.75, "low": 0.65, "high": 0.83, "support": 86, "note": None}
PARTS = ("structure", "peers", "dynamics", "validity")
EMPTY = {"region": {"region": "DED", "name": "Sachsen"}, "strategy": None, **{part: [] for part in PARTS}}
ASKED = ("ask_peers", "ask_structure", "ask_dynamics", "ask_validity")


@pytest.fixture
def printed(capsys, monkeypatch):
    """What is printed, on a terminal that is wide enough to break nothing."""
    monkeypatch.setenv("COLUMNS", "300")

    def show(language="de", **parts):
        print_profile(EMPTY | parts, {"ict": "IKT", "bio": "Bio"}, language, "Quelle: CORDIS.")
        return capsys.readouterr().out

    return show


def strategy(fields=(), interfaces=(), agreement=()):
    return {"fields": list(fields), "interfaces": list(interfaces), "agreement": list(agreement)}


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_part_stands_under_its_question(printed, language):
    said = printed(language)
    places = [said.index(WORDS[language][key].format(region="Sachsen (DED)")) for key in ASKED]

    assert places == sorted(places)
    assert WORDS[language]["no_other"] in said
    assert "Quelle: CORDIS." in said


def test_a_region_without_a_strategy_is_not_asked_about_one(printed):
    question = WORDS["de"]["ask_strategy"].format(region="Sachsen (DED)")

    assert question not in printed()
    assert question in printed(strategy=strategy())


@pytest.mark.parametrize(
    ("changed", "shown"),
    [
        ({}, "0,75 [0,65; 0,83]"),
        ({"low": None, "high": None}, "0,75"),
        ({"part": "rank", "value": 5.0, "low": 3.0, "high": 80.15}, "5 [3; 80]"),
    ],
)
def test_a_value_with_its_range(printed, changed, shown):
    said = printed(structure=[FIGURE | {"indicator": "complexity", "part": "eci"} | changed])

    assert shown in said
    assert (" [0," in said) == (" [0," in shown)


def test_a_range_in_english(printed):
    assert "0.75 [0.65, 0.83]" in printed("en", structure=[FIGURE | {"indicator": "complexity", "part": "eci"}])


def test_what_is_undefined_has_a_note_and_no_number(printed):
    undefined = dict.fromkeys(FIGURE) | {"indicator": "dynamics", "part": "entry", "note": "coverage changed"}
    said = printed(dynamics=[undefined])

    assert "Abdeckung hat sich verändert" in said
    assert "0,00" not in said
    assert "None" not in said


def test_interfaces_that_are_declared_come_before_those_that_are_only_revealed(printed):
    revealed = FIGURE | {"field_a": "ict", "field_b": "other", "side": "revealed only", "value": 9.0}
    declared = FIGURE | {"field_a": "bio", "field_b": "ict", "side": "declared only", "value": 0.1}
    said = printed(strategy=strategy(interfaces=[revealed, declared]))

    assert said.index("Bio × IKT") < said.index("IKT × other")
    assert said.index("nur erklärt") < said.index("nur belegt")


def test_the_list_of_interfaces_stays_one_to_read(printed):
    rows = [FIGURE | {"field_a": f"f{n:02}", "field_b": "x", "side": "revealed only"} for n in range(30)]
    said = printed(strategy=strategy(interfaces=rows))

    assert [n for n in range(30) if f"f{n:02} × x" in said] == list(range(MOST))


@pytest.mark.parametrize(
    ("kind", "measure", "value", "sentence"),
    [
        ("field", "declared that is revealed", 0.5, "Von den erklärten Feldern belegt: 0,50."),
        ("field", "order", 0.625, "Stehen erklärte Felder höher? 0,62 (0,5 = wie zufällig)."),
        ("interface", "revealed that is declared", 0.0, "Von den belegten Schnittstellen erklärt: 0,00."),
        ("interface", "order", None, "Stehen erklärte Schnittstellen höher? wenige Fälle."),
    ],
)
def test_agreement_in_sentences(printed, kind, measure, value, sentence):
    row = {"kind": kind, "measure": measure, "value": value, "note": "few records"}

    assert sentence in printed(strategy=strategy(agreement=[row]))


def test_peers_are_named_with_their_code(printed):
    peer = {"peer": "NL4", "name": "Zuid-Nederland", "distance": 0.2, "size": 0.1, "structure": 0.2}
    said = printed(peers=[peer | {"specialisation": 0.3}])

    assert "Zuid-Nederland (NL4)" in said
    assert all(value in said for value in ("0,20", "0,10", "0,30"))
