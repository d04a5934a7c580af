"""Rows of a list → organisations: what identifiers, names and people say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.lake.decisions import APART, MERGE, Decision
from crossfield.lake.doubles import roster_of
from crossfield.lake.linkage import Link, Register, _crosswalk, identifier, link_names, link_rows, row_key
from crossfield.lake.roster import entry_of
from crossfield.lake.store import STARTER, Lake

DAY = "2026-11-26"


def known(organisation, name, city="Dresden", country="DE", **more):
    place = {"city": city, "country": country, "region": "DED21", "participations": 1}
    return {"organisation": organisation, "name": name, "kind": None, "person": False} | place | more


ROWS = [
    known("pic:1", "TECHNISCHE UNIVERSITAET DRESDEN", kind="HES", short_name="TUD", participations=9),
    known("pic:2", "EXAMPLE WERKE GMBH", participations=5),
    known("pic:3", "Example Werke GmbH"),
    known("pic:4", "NORDSTERN SYSTEME GMBH", "Radebeul"),
    known("pic:5", "FRAUNHOFER GESELLSCHAFT ZUR FORDERUNG DER ANGEWANDTEN FORSCHUNG EV", "München", kind="REC"),
    known("pic:6", "Maria Example", person=True),
    known("pic:7", None),
    known("pic:8", "SUEDLICHT OPTIK GMBH", "Jena"),
    known("pic:9", "SUEDLICHT OPTIK GMBH", "Jena"),
]
IDENTIFIERS = [
    {"organisation": "pic:4", "kind": "vat", "value": "DE 123.456.789"},
    {"organisation": "pic:2", "kind": "vat", "value": "DE987654321"},
    {"organisation": "pic:3", "kind": "vat", "value": "DE987654321"},
    {"organisation": "pic:1", "kind": "ror", "value": "https://ror.org/042aqky30"},
]


def register(same=None, decisions=()):
    rows = {row["organisation"]: row for row in ROWS}
    return Register(rows, roster_of(ROWS), _crosswalk(ROWS, IDENTIFIERS), same or {}, tuple(decisions))


def asked(name, city="Dresden", country="DE", **more):
    return {"name": name, "city": city, "country": country} | more


def link(*rows, same=None, decisions=()):
    return link_rows(register(same, decisions), rows)


def test_a_name_with_its_city_is_linked():
    (found,) = link(asked("TU Dresden"))
    assert (found.answer, found.organisation, found.reasons) == ("linked", "pic:1", ("same name", "same city"))
    assert 0.98 < found.score < 1


@pytest.mark.parametrize("name", ["TU Berlin", "Something else", "", "?", "X"])
def test_nothing_is_linked_where_nothing_is_alike(name):
    assert link(asked(name)) == [Link("none")]


def test_no_person_is_found_by_name():
    assert link(asked("Maria Example")) == [Link("none")]


def test_several_alike_want_a_look_unless_they_are_doubles():
    (found,) = link(asked("Südlicht Optik", "Jena"))
    assert (found.answer, found.organisation, found.others) == ("review", "pic:8", ("pic:9",))
    assert found.reasons[-1] == "several alike"
    (double,) = link(asked("Südlicht Optik", "Jena"), same={"pic:9": "pic:8"})
    assert (double.answer, double.organisation, double.others) == ("linked", "pic:8", ())


def test_an_institute_is_told_with_its_parent_and_not_linked():
    (found,) = link(asked("Fraunhofer-Institut für Werkstoff- und Strahltechnik"))
    assert found == Link("institute of", "pic:5", None, ("name of an institute",))


def test_identifiers_come_before_names():
    found = link(
        asked("Nordstern", country="AT", pic="PIC 4"),
        asked("Technische Universität Dresden", ror="042AQKY30"),
        asked("Nordstern Systeme", vat="DE123456789"),
        asked("TU Dresden", own="pic:1"),
    )
    assert [(one.answer, one.organisation, one.score, one.reasons) for one in found] == [
        ("linked", "pic:4", 1.0, ("same pic",)),
        ("linked", "pic:1", 1.0, ("same ror",)),
        ("linked", "pic:4", 1.0, ("same vat",)),
        ("linked", "pic:1", 1.0, ("same own",)),
    ]


def test_an_identifier_of_another_name_wants_a_look():
    found = link(asked("Nordstern Systeme", pic="1"), asked("TUD", pic="1"), asked("", pic="1"), asked("Any", pic="7"))
    assert [one.answer for one in found] == ["review", "linked", "linked", "linked"]
    assert found[0] == Link("review", "pic:1", None, ("same pic", "other name"))


def test_identifiers_that_disagree_or_that_several_have_want_a_look():
    found = link(asked("Nordstern", pic="4", ror="042aqky30"), asked("Example Werke", vat="DE987654321"))
    assert found == [
        Link("review", "pic:1", None, ("same pic", "same ror", "identifiers disagree"), ("pic:4",)),
        Link("review", "pic:2", None, ("same vat", "several alike"), ("pic:3",)),
    ]
    (double,) = link(asked("Example Werke", vat="DE987654321"), same={"pic:3": "pic:2"})
    assert (double.answer, double.organisation) == ("linked", "pic:2")


def test_an_unknown_identifier_leaves_it_to_the_name():
    (found,) = link(asked("TU Dresden", pic="999", vat=""))
    assert (found.answer, found.organisation) == ("linked", "pic:1")


def test_what_a_person_decided_wins():
    row = asked("The house on the hill")
    key = row_key(row)
    for pair in ((key, "pic:4"), ("pic:4", key)):
        assert link(row, decisions=[Decision(*pair, MERGE, DAY)]) == [Link("linked", "pic:4", 1.0, ("decided",))]
    row = asked("TU Dresden")
    assert link(row, decisions=[Decision(row_key(row), "pic:1", APART, DAY)]) == [Link("none")]


def test_a_decided_row_leads_to_who_stands_for_the_organisation():
    row = asked("The house on the hill")
    (found,) = link(row, same={"pic:3": "pic:2"}, decisions=[Decision(row_key(row), "pic:3", MERGE, DAY)])
    assert found.organisation == "pic:2"


def test_the_order_of_rows_changes_nothing():
    rows = [asked("TU Dresden"), asked("Nordstern", "Radebeul"), asked("Südlicht", "Jena"), asked("Example Werke")]
    assert link(*rows) == [link(row)[0] for row in rows] == link(*rows[::-1])[::-1]


ASKED = (
    asked("TU Dresden"),
    asked("Nordstern", "Radebeul"),
    asked("Südlicht", "Jena"),
    asked("Example Werke"),
    asked("Example Werke", pic="3"),
    asked("Maria Example"),
    asked("Fraunhofer-Institut für Optik", "Jena"),
    asked("Somebody else", country="FR"),
    asked("TUD", country=""),
)


@given(st.permutations(range(len(ASKED))), st.permutations(ROWS), st.permutations(IDENTIFIERS))
def test_neither_the_order_of_rows_nor_of_organisations_nor_of_identifiers_matters(places, organisations, identifiers):
    rows = {row["organisation"]: row for row in organisations}
    turned = Register(rows, roster_of(organisations), _crosswalk(organisations, identifiers))

    found = link_rows(turned, [ASKED[place] for place in places])

    assert dict(zip(places, found, strict=True)) == dict(enumerate(link(*ASKED)))


@given(st.lists(st.sampled_from(ASKED), max_size=6))
def test_a_row_has_the_same_answer_whatever_stands_beside_it(rows):
    assert link(*rows) == [link(row)[0] for row in rows]


@given(st.sampled_from(ASKED), st.sampled_from(["pic:2", "pic:4", "pic:5"]))
def test_a_decision_is_a_decision_whatever_the_name_says(row, organisation):
    merged = [Decision(row_key(row), organisation, MERGE, DAY)]
    assert link(row, decisions=merged) == [Link("linked", organisation, 1.0, ("decided",))]


def test_held_apart_leaves_the_next_best_in_either_order_of_the_pair():
    row = asked("Südlicht Optik", "Jena")
    for pair in ((row_key(row), "pic:8"), ("pic:8", row_key(row))):
        (found,) = link(row, decisions=[Decision(*pair, APART, DAY)])
        assert (found.answer, found.organisation, found.others) == ("linked", "pic:9", ())


def test_decisions_between_organisations_say_nothing_of_rows():
    row = asked("Nordstern Systeme", "Radebeul")
    assert link(
        row, decisions=[Decision("pic:4", "pic:1", MERGE, DAY), Decision("pic:8", "pic:9", APART, DAY)]
    ) == link(row)


def test_two_alike_share_the_odds():
    """Each of two equal ones has as many odds as one alone; with the odds of neither they sum to one."""
    (alone,) = link(asked("Südlicht Optik", "Jena"), same={"pic:9": "pic:8"})
    (shared,) = link(asked("Südlicht Optik", "Jena"))
    odds = alone.score / (1 - alone.score)
    assert shared.score == pytest.approx(odds / (1 + 2 * odds))
    assert shared.score < 0.5 < alone.score


def test_of_many_alike_three_more_are_named():
    rows = [known(f"pic:{number}", "SUEDLICHT OPTIK GMBH", "Jena") for number in range(1, 6)]
    row = asked("Südlicht Optik", "Jena")
    (found,) = link_rows(Register({one["organisation"]: one for one in rows}, roster_of(rows), {}), [row])
    assert (found.answer, found.organisation, found.others) == ("review", "pic:1", ("pic:2", "pic:3", "pic:4"))


def test_an_identifier_of_a_row_without_a_name_and_of_an_acronym_is_believed():
    """TUD is the short name; T.U. Dresden is read as one; what shares a word shares enough."""
    names = ("", "TUD", "Dresden Concept", "Technische Universitaet")
    assert [one.answer for one in link(*(asked(name, "", "", pic="1") for name in names))] == ["linked"] * 4


def test_a_digit_tells_two_universities_apart():
    rows = [known("pic:1", "UNIVERSITE PARIS 7", "Paris", "FR", kind="HES")]
    register = Register({"pic:1": rows[0]}, roster_of(rows), {})
    seven, eight = link_rows(register, [asked(f"Université Paris {n}", "Paris", "FR") for n in (7, 8)])
    assert (seven.answer, seven.organisation) == ("linked", "pic:1")
    assert eight == Link("none")


def test_names_alone_need_no_register():
    row = entry_of({"organisation": "a", "name": "TU Dresden", "city": "Dresden", "country": "DE"})
    assert link_names(roster_of(ROWS), [row])[0].organisation == "pic:1"
    assert link_names(roster_of([]), [row]) == [Link("none")]


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        ("own", " a:1 ", "a:1"),
        ("wikidata", "https://www.wikidata.org/wiki/Q158158/", "q158158"),
        ("register", "HRB 1234 B", "HRB1234B"),
        ("pic", "999 897 729", "999897729"),
    ],
)
def test_identifiers_are_written_one_way(kind, value, written):
    assert identifier(kind, value) == written


def test_the_starter_lake_links_by_name_and_region_and_by_pic():
    with Lake(STARTER).open() as frames:
        found = link_rows(
            Register.of(frames),
            [asked("TU Dresden"), asked("TU Dresden", pic="999897729"), asked("TU Dresden", "Berlin", "AT")],
        )
    assert [one.organisation for one in found] == ["pic:999897729", "pic:999897729", None]
