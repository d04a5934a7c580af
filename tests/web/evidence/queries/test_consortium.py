"""A consortium's page: the command line's partners, in words; what contradicts itself is named in German as well."""

import pytest
from django.utils import translation

from crossfield.errors import ConfigError, UnknownNameError
from crossfield.lake.store import Lake
from crossfield.matching.consortium import Request, consortium
from crossfield.web.evidence.queries import consortium as module
from crossfield.web.evidence.queries.consortium import consortium_view
from crossfield.web.evidence.queries.consortium_question import ConsortiumQuestion
from crossfield.web.evidence.queries.data import current_version

ASKED = ConsortiumQuestion(("health", "ict"), (("microelectronics", "sme"),), "horizon", region="DED")


def view_of(question, language="de"):
    with translation.override(language):
        return consortium_view(current_version(), question, language)


def test_partners_are_the_command_lines_with_what_it_costs_to_do_without():
    view = view_of(ASKED)
    with Lake().open() as frames:
        request = Request(
            "saxony", needs=("microelectronics:sme",), interface=("health", "ict"), rules="horizon", region="DED"
        )
        found = consortium(frames, request)

    rows = view.listing.rows
    assert [(row["code"], row["score"]) for row in rows] == [(row["who"], row["score"]) for row in found["partners"]]
    assert view.answer.startswith(f"{len(rows)} Partner decken alles ab")
    assert "Bewiesen ist" in view.answer
    assert {row["covers"] for row in rows} >= {"Mikroelektronik (KMU)", "Gesundheit"}
    assert all(row["instead"].startswith(("−", "sonst")) for row in rows)
    assert len(view.rules) == len(found["rules"]["requirements"]) + 1
    assert view.source.startswith("https://")


def test_what_cannot_hold_together_is_named_in_the_language_of_the_page():
    view = view_of(ConsortiumQuestion(("health", "ict"), partners=3, region="DED", within="AT"))

    assert view.listing is None
    assert view.answer == "Kein Konsortium erfüllt das alles zugleich."
    assert view.conflict
    assert not [one for one in view.conflict if " the " in f" {one} " or "partner from" in one]
    english = view_of(ConsortiumQuestion(("health", "ict"), partners=3, region="DED", within="AT"), "en")
    assert len(english.conflict) == len(view.conflict)


def test_a_partner_that_is_set_is_in_whatever_it_costs():
    view = view_of(ConsortiumQuestion(("health", "ict"), region="", fixed=("Technische Universität Dresden",)))
    row = next(row for row in view.listing.rows if row["code"] == "pic:999897729")

    assert row["instead"] == "sonst erfüllt nichts die Anforderungen"


@pytest.mark.parametrize(
    ("question", "error"),
    [
        (ConsortiumQuestion(("health", "helth")), UnknownNameError),
        (ConsortiumQuestion(("health", "ict"), region="Atlantis"), UnknownNameError),
        (ConsortiumQuestion(("health", "ict"), fixed=("Nirgendwo GmbH am Ende",)), UnknownNameError),
        (ConsortiumQuestion((), (("ict", ""),), "c3", region="DED"), ConfigError),
    ],
)
def test_what_cannot_be_asked_is_told(question, error):
    with pytest.raises(error):
        view_of(question)


ALL = "cover everything; fit in all 1.50."
TITLES = {"ict": "ICT", "health": "Health", "optics": "Optics", "a<b": "<b>"}


@pytest.mark.parametrize(
    ("label", "german", "english"),
    [
        ("ict", "ICT", "ICT"),
        ("ict:sme", "ICT (KMU)", "ICT (SME)"),
        ("ict+optics × health", "ICT / Optics × Health", "ICT / Optics × Health"),
        ("ict+optics × health:university", "ICT / Optics × Health (Hochschule)", "ICT / Optics × Health (university)"),
        ("ict:nobody", "ICT", "ICT"),
        ("new-field", "new-field", "new-field"),
        ("a<b:other", "<b> (andere)", "<b> (other)"),
    ],
)
def test_a_need_is_told_with_titles_and_role(label, german, english):
    said = []
    for language in ("de", "en"):
        with translation.override(language):
            said.append(module.need_in_words(label, TITLES))

    assert said == [german, english]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("3 partners", "3 partners in all"),
        ("a partner from AT", "a partner from AT"),
        ("TU Dresden as a partner", "TU Dresden as a partner"),
        ("at most 2 from one country", "at most 2 from one country"),
        ("at most 1 need(s) a partner", "at most 1 part(s) for one partner"),
        ("the need ict+optics × health:sme", "the part ICT / Optics × Health (SME)"),
        ("what a rule set asks", "what a rule set asks"),
        ("x partners", "x partners"),
        ("", ""),
    ],
)
def test_a_demand_is_told_in_words(said, told):
    with translation.override("en"):
        assert module._demand(said, TITLES) == told


@pytest.mark.parametrize(
    ("said", "told"),
    [("3 partners", "3 Partner insgesamt"), ("a partner from AT", "ein Partner aus AT"),
     ("the need ict", "der Teil ICT")],
)  # fmt: skip
def test_a_demand_is_told_in_german(said, told):
    with translation.override("de"):
        assert module._demand(said, TITLES) == told


@pytest.mark.parametrize(
    ("count", "gap", "english"),
    [
        (1, 0.0, "1 partner covers everything; fit in all 1.50. It is proven that no other choice reaches more."),
        (2, 9e-7, "2 partners cover everything; fit in all 1.50. It is proven that no other choice reaches more."),
        (3, 0.031, f"3 partners {ALL} Another choice might reach up to 3.10% more; the search was stopped."),
    ],
)
def test_the_answer_says_whether_it_is_proven(count, gap, english):
    with translation.override("en"):
        assert module._answer({"partners": [{}] * count, "score": 1.5, "gap": gap}, "en") == english


def reason(name, value=None, weight=None):
    return {"name": name, "value": value, "weight": weight}


@pytest.mark.parametrize(
    ("reasons", "said"),
    [
        ([], ""),
        ([reason("experience:ict", 0)], ""),
        ([reason("experience:ict", 1)], "1 project in these fields"),
        ([reason("experience:ict", 1234)], "1,234 projects in these fields"),
        ([reason("experience:ict", 3), reason("experience:health", 3)], "3 projects in these fields"),
        ([reason("focus:ict", 0.256), reason("focus:health", 0)], "26% of its projects"),
        ([reason("known", 1, 0.5), reason("new", 1, 0)], "has worked with the region or the partners that are set"),
        ([reason("known", 1, 0), reason("new", 1, 0.1)], "no joint project yet"),
        ([reason("unheard-of", 5, 5)], ""),
        ([reason("experience:ict", 2), reason("new", 1, 1)], "2 projects in these fields; no joint project yet"),
    ],
)
def test_reasons_are_told_each_once(reasons, said):
    with translation.override("en"):
        assert module._why(reasons, "en") == said


def test_without_rules_there_is_nothing_to_say_of_them():
    assert module._rules(None, "de") == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", ["Länder: 2 gefunden, 3 verlangt", "Prüfen Sie es."]),
        ("en", ["Countries: 2 found, 3 asked", "Check it."]),
    ],
)
def test_rules_say_what_is_found_and_asked_and_that_one_checks(language, said):
    title = {"de": "Länder", "en": "Countries"}
    rules = {
        "requirements": [{"title": title, "found": 2, "asked": 3}],
        "check": {"de": "Prüfen Sie es.", "en": "Check it."},
    }
    with translation.override(language):
        assert module._rules(rules, language) == said


def test_who_worked_together_is_told_by_name():
    partners = [{"who": "pic:1", "name": "A"}, {"who": "pic:2", "name": "B"}, {"who": "pic:3", "name": "C"}]
    ties = [
        {"organisation_a": "pic:1", "organisation_b": "pic:3", "projects": 4},
        {"organisation_a": "pic:2", "organisation_b": "pic:3", "projects": 1},
    ]

    assert module._together({"partners": partners, "ties": ties}) == "A – C (4); B – C (1)"
    assert module._together({"partners": partners, "ties": []}) == ""


@pytest.mark.parametrize(
    ("without", "instead"),
    [
        (None, "nothing else meets what is asked"),
        ({"loss": 0.25, "instead": []}, "−0.25"),
        ({"loss": 0.25, "instead": ["A", "B"]}, "−0.25, with A; B"),
    ],
)
def test_what_it_costs_to_do_without_is_told(without, instead):
    row = {
        "who": "pic:1", "name": "A", "type": "HES", "place": "DED21", "covers": ["ict:sme"], "reasons": [], "ties": 2,
        "score": 0.5, "without": without,
    }  # fmt: skip
    with translation.override("en"):
        told = module._row(current_version(), row, TITLES, "en")

    assert (told["code"], told["covers"], told["instead"], told["ties"], told["score"]) == (
        "pic:1", "ICT (SME)", instead, 2, 0.5,
    )  # fmt: skip
    assert told["name_about"] == f"{told['kind']} · {told['place']}"
