import pytest

from crossfield.errors import SchemaError, SourceError, UnknownNameError
from crossfield.matching.rules import COUNTS, Requirement, area, rule_set, shipped_rules

OWN = """
[mine]
title = "Ours"
source = "https://example.org/rules"
source_date = 2026-01-02

[[mine.requirements]]
count = "organisations"
at_least = 2
title = { de = "zwei aus Österreich" }
among = ["AT"]
"""


@pytest.mark.parametrize("name", ["horizon", "interreg-ce", "c3"])
def test_shipped_rules_have_a_source_a_date_and_both_languages(name):
    rules = rule_set(name)
    assert rules.source.startswith("https://")
    assert rules.source_date == "2026-11-26"
    assert all(one.count in COUNTS and set(one.title) == {"en", "de"} for one in rules.requirements)
    assert all(text for text in (*rules.title.values(), *rules.check.values()))


def test_home_is_the_region_asked_for():
    placed = rule_set("c3").at("DED")
    assert [one.among for one in placed.requirements] == [(), ("DED",)]
    assert [one.among for one in rule_set("c3").requirements] == [(), ("home",)]


def test_an_area_is_codes_or_that_of_a_rule_set():
    assert area("") == ()
    assert area("at, ded,") == ("AT", "DED")
    assert {"AT", "DED", "ITH5"} < set(area("interreg-ce"))
    assert area("c3") == ()


def test_who_counts():
    anywhere, area = (Requirement("organisations", 1, among, {}) for among in ((), ("AT", "DED")))
    assert anywhere.is_from(None, None)
    assert [area.is_from(*place) for place in (("AT", None), ("DE", "DED21"), ("DE", "DE2"), (None, "unknown"))] == [
        True,
        True,
        False,
        False,
    ]


def test_a_file_of_ones_own(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(OWN, encoding="utf-8")
    rules = rule_set(str(path))
    assert (rules.name, rules.title, rules.source_date) == ("mine", {"en": "Ours", "de": "Ours"}, "2026-01-02")
    assert rules.requirements == (
        Requirement("organisations", 2, ("AT",), {"en": "zwei aus Österreich", "de": "zwei aus Österreich"}),
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[a\n", "is not valid TOML"),
        ("[a]\nx = 1\n[b]\nx = 1\n", "holds 2 rule sets; expected one"),
        ("[mine]\nsource = 'x'\nsource_date = '2026'\n", "'mine' lacks requirements, source or source_date"),
        (OWN.replace("source_date", "read"), "lacks requirements, source or source_date"),
        (OWN.replace('"organisations"', '"people"'), "a requirement of another form than expected"),
        (OWN.replace("at_least = 2", 'at_least = "2"'), "a requirement of another form than expected"),
        (OWN.replace("at_least = 2", ""), "a requirement of another form than expected"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path, content, message):
    path = tmp_path / "mine.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SchemaError, match=message):
        rule_set(str(path))


def test_rules_that_are_not_there():
    with pytest.raises(UnknownNameError) as refusal:
        rule_set("horizont")
    assert refusal.value.closest == ["horizon"]
    with pytest.raises(SourceError, match=r"gone\.toml cannot be read"):
        rule_set("gone.toml")


def test_all_that_ship_are_those_that_are_found_by_name():
    assert [one.name for one in shipped_rules()] == ["horizon", "interreg-ce", "c3"]
    assert [rule_set(one.name) for one in shipped_rules()] == list(shipped_rules())


def test_a_home_in_between_is_replaced_and_other_codes_stay():
    rules = rule_set("c3")
    more = Requirement("organisations", 1, ("AT", "home", "CZ"), {"en": "x", "de": "x"})
    placed = type(rules)(rules.name, rules.title, rules.source, rules.source_date, rules.check, (more,)).at("DED")
    assert [one.among for one in placed.requirements] == [("AT", "DED", "CZ")]
    assert placed.at("AT13") == placed  # no home is left


def test_every_partner_from_an_area_is_asked_in_both_languages():
    assert [one.everyone for one in rule_set("c3").requirements] == [False, True]
    assert [one.everyone for one in rule_set("horizon").requirements] == [False, False]


@pytest.mark.parametrize(
    ("given", "codes"),
    [(" de ", ("DE",)), ("AT,,DED", ("AT", "DED")), ("at13", ("AT13",)), (",", ())],
)
def test_codes_are_read_in_any_spelling(given, codes):
    assert area(given) == codes


def test_a_place_below_a_code_counts_and_one_above_does_not():
    one = Requirement("countries", 1, ("DED2",), {})
    assert [one.is_from("DE", region) for region in ("DED21", "DED2", "DED", "DE", "unknown", None)] == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]
