"""Organisations that are one, may be one, or belong together: rows by hand."""

from crossfield.lake.decisions import APART, MERGE, Decision
from crossfield.lake.delivery import arrow_schema
from crossfield.lake.doubles import doubles, organisation_links, roster_of

DAY = "2026-11-26"


def row(organisation, name, city="Dresden", country="DE", *, participations=1, kind=None, person=False):
    place = {"city": city, "country": country, "region": "DED21", "participations": participations}
    return {"organisation": organisation, "name": name, "kind": kind, "person": person} | place


ROWS = [
    row("pic:1", "EXAMPLE WERKE GMBH", participations=5),
    row("pic:2", "Example Werke GmbH"),
    row("pic:3", "EXAMPLE WERKE AG"),
    row("pic:4", "UNIVERSITAET DRESDEN", kind="HES"),
    row("pic:5", "FACULTY OF PHYSICS, UNIVERSITY OF DRESDEN", kind="HES"),
    row("pic:6", "MAX PLANCK INSTITUT FUR BEISPIELE"),
    row("pic:7", "MAX-PLANCK-GESELLSCHAFT ZUR FORDERUNG DER WISSENSCHAFTEN EV", "MUNCHEN", participations=9),
    row("pic:8", "Maria Example", person=True),
    row("pic:9", None),
]


def found(rows=ROWS, decisions=()):
    kept = ("organisation", "other", "kind", "reason", "decided")
    return [tuple(line[name] for name in kept) for line in organisation_links(rows, decisions).to_pylist()]


def test_doubles_reviews_and_institutes_are_told_with_their_reason():
    assert found() == [
        ("pic:2", "pic:1", "same", "same name; same city", None),
        ("pic:2", "pic:3", "review", "same name; other legal form; same city", None),
        ("pic:3", "pic:1", "review", "same name; other legal form; same city", None),
        ("pic:5", "pic:4", "institute of", "department; same city", None),
        ("pic:6", "pic:7", "institute of", "name of an institute", None),
    ]


def test_the_order_of_organisations_changes_nothing():
    assert found(ROWS[::-1]) == found()


def test_what_a_person_decided_is_not_asked_again():
    decisions = [Decision("pic:1", "pic:3", MERGE, DAY), Decision("pic:2", "pic:3", APART, DAY)]
    assert found(decisions=decisions)[:2] == [
        ("pic:2", "pic:1", "same", "same name; same city", None),
        ("pic:3", "pic:1", "merged", "decided", DAY),
    ]
    assert len(found(decisions=decisions)) == 4


def test_no_organisations_are_no_links():
    table = organisation_links([])
    assert (table.num_rows, table.schema) == (0, arrow_schema("organisation_link"))


def test_persons_and_those_without_a_name_are_not_in_the_roster():
    assert [entry.organisation for entry in roster_of(ROWS).entries] == [f"pic:{n}" for n in range(1, 8)]


def test_certain_doubles_and_merged_ones_lead_to_who_stands_for_them():
    links = [
        {"organisation": "c", "other": "b", "kind": "same"},
        {"organisation": "b", "other": "a", "kind": "merged"},
        {"organisation": "x", "other": "y", "kind": "review"},
        {"organisation": "p", "other": "q", "kind": "same"},
    ]
    assert doubles(links) == {"b": "a", "c": "a", "p": "q"}
    since = [Decision("p", "q", APART, DAY), Decision("x", "y", MERGE, DAY)]
    assert doubles(links, since) == {"b": "a", "c": "a", "y": "x"}


def test_two_that_point_at_one_another_end():
    links = [{"organisation": a, "other": b, "kind": "same"} for a, b in ("ab", "ba")]
    assert set(doubles(links)) == {"a", "b"}
