"""Partners, organisations, clusters, consortia and the shortlist on paper: sentences of what is known alone."""

import pytest
from django.utils import timezone, translation

from crossfield.web.evidence.models import ShortlistEntry
from crossfield.web.evidence.queries.asker import Who
from crossfield.web.evidence.queries.cluster import ClusterView
from crossfield.web.evidence.queries.consortium import ConsortiumView
from crossfield.web.evidence.queries.listing import Column, Listing
from crossfield.web.evidence.queries.organisation import OrganisationView
from crossfield.web.evidence.queries.partner_sheet import (
    cluster_sheet,
    consortium_sheet,
    organisation_sheet,
    partners_sheet,
    shortlist_sheet,
)
from crossfield.web.evidence.queries.partners import PartnersView
from crossfield.web.evidence.queries.sheet import ON_PAPER

NEW = "New means: these data list no joint project with the region. Whether people know each other they do not say."
REDUCED = "Reduced search: shared partners and projects in the fields are counted; no back-test stands behind it."


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def listed(name, rows, *keys):
    return Listing(name, name.title(), tuple(Column(key, key.title()) for key in keys), rows, "cited", at_first=3)


def partners(rows, **rest):
    keys = ("name", "place", "status", "through", "why", "keep")
    view = {
        "who": Who("region", "DED", "Sachsen", "DED"), "fields": (), "title": "T", "question": "Who suits?",
        "answer": "First: A.", "new": "", "listing": listed("partners", rows, *keys), "notes": (), "is_reduced": False,
        "citation": "cited",
    }  # fmt: skip
    return PartnersView(**view | rest)


def partner(name, place="Wien"):
    return {"name": name, "place": place, "status": "new", "through": "", "why": "", "keep": "", "parts": ()}


def test_partners_on_paper_have_no_buttons_and_a_way_back_to_the_search():
    sheet = partners_sheet(partners([partner(f"P{number}") for number in range(20)]), "for=DED&new=1")

    assert (sheet.title, sheet.place, sheet.citation) == ("Who suits?", "With whom in Europe?", "cited")
    assert [column.key for column in sheet.listing.columns] == ["name", "status", "why"]
    assert [row["name"] for row in sheet.listing.rows] == [f"P{number}" for number in range(4)]
    assert sheet.back == "/en/partners/?for=DED&new=1"
    assert sheet.today == timezone.localdate()


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], ["First: A."]),
        (["A"], ["First: A."]),
        (["A", "B"], ["First: A.", "Next in order: B, Wien."]),
        (["A", "B", "C", "D", "E"], ["First: A.", "Next in order: B, Wien; C, Wien; D, Wien."]),
    ],
)
def test_those_who_come_next_are_named_up_to_three(names, said):
    assert partners_sheet(partners([partner(name) for name in names]), "").sentences == [*said, NEW]


def test_a_partner_without_a_place_is_named_alone():
    rows = [partner("A"), partner("B", ""), partner("C")]

    assert partners_sheet(partners(rows), "").sentences[1] == "Next in order: B; C, Wien."


def test_a_new_partner_stands_in_place_of_those_who_come_next():
    view = partners([partner("A"), partner("B")], new="The first new one is B.")

    assert partners_sheet(view, "").sentences == ["First: A.", "The first new one is B.", NEW]


@pytest.mark.parametrize(
    ("notes", "is_reduced", "weak"),
    [((), True, [REDUCED]), (("weak",), True, [REDUCED]), (("weak", "weaker"), False, ["weak"]), ((), False, [])],
)
def test_what_weakens_the_answer_is_said_last_and_once(notes, is_reduced, weak):
    view = partners([partner("A")], notes=notes, is_reduced=is_reduced)

    assert partners_sheet(view, "").sentences == ["First: A.", " ".join([*weak, NEW])]


def organisation(known=(), pairs=()):
    listings = {
        "fields": listed("fields", [{"title": f"F{number}"} for number in range(12)], "title"),
        "partners": listed("partners", [{"name": name, "projects": count} for name, count in known], "name"),
        "interfaces": listed("interfaces", [{"pair": pair, "joint": count} for pair, count in pairs], "pair"),
    }
    return OrganisationView(
        "pic:1", "<b>TU</b>", "Dresden", "What?", "Most projects in F0.", [], "<svg/>", listings,
        is_reduced=True, citation="cited",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("known", "pairs", "said"),
    [
        ((), (), []),
        ((), (("X × Z", 0),), []),
        ((("A", 9),), (), ["Most joint projects with A (9)."]),
        ((), (("X × Y", 4),), ["It connects, with projects of both: X × Y (4)."]),
        (
            (("A", 9), ("B", 8), ("C", 7), ("D", 6)),
            (("X × Y", 4), ("X × Z", 0)),  # active in both, and never in one project
            ["Most joint projects with A (9), B (8), C (7).", "It connects, with projects of both: X × Y (4)."],
        ),
    ],
)  # fmt: skip
def test_an_organisation_on_paper_says_what_is_known_of_it(known, pairs, said):
    sheet = organisation_sheet(organisation(known, pairs))

    assert sheet.sentences == ["Most projects in F0.", *said]
    assert (sheet.title, sheet.place, sheet.picture) == ("<b>TU</b>", "Dresden", "<svg/>")
    assert len(sheet.listing.rows) == sheet.listing.at_first == ON_PAPER
    assert sheet.back == "/en/organisation/pic:1/"


def test_a_cluster_on_paper_lists_those_that_suit_it():
    matches = listed("matches", [{"name": f"C{number}"} for number in range(3)], "name")
    view = ClusterView(
        "silicon-saxony-de", "Silicon", "Dresden", "What?", "It is about X.", [], {"matches": matches}, "c"
    )
    sheet = cluster_sheet(view)

    assert (sheet.title, sheet.place, sheet.sentences) == ("Silicon", "Dresden", ["It is about X."])
    assert [row["name"] for row in sheet.listing.rows] == ["C0", "C1", "C2"]
    assert (sheet.back, sheet.picture, sheet.picture_address) == ("/en/cluster/silicon-saxony-de/", "", "")


@pytest.mark.parametrize(
    ("rules", "together", "said"),
    [
        ((), "", ["A covers it."]),
        (("3 found, 3 asked", "2 found", "Check!"), "", ["A covers it.", "3 found, 3 asked; 2 found"]),
        ((), "A – B (3)", ["A covers it.", "Have worked together: A – B (3)."]),
        (("only the check",), "A – B (3)", ["A covers it.", "Have worked together: A – B (3)."]),
    ],
)  # fmt: skip
def test_a_consortium_on_paper_says_rules_and_who_worked_together(rules, together, said):
    rows = [{"name": f"P{number}", "covers": "X", "why": "", "ties": 1, "instead": ""} for number in range(15)]
    listing = listed("consortium", rows, "name", "covers", "why", "ties", "instead")
    view = ConsortiumView("A covers it.", rules=rules, together=together, citation="cited")
    sheet = consortium_sheet(view, listing, "need=ict")

    assert sheet.sentences == said
    assert [column.key for column in sheet.listing.columns] == ["name", "covers", "why", "instead"]
    assert len(sheet.listing.rows) == 12
    assert (sheet.back, sheet.place) == ("/en/consortium/?need=ict", "Consortium")


def entry(name, status="new", citation="v1"):
    return ShortlistEntry(
        kind="organisation", code="pic:1", name=name, place="Wien", status=status, through="TU", why="3 partners",
        note="call in May", asked="Who suits?", data_version="v1", citation=citation,
    )  # fmt: skip


def test_a_shortlist_on_paper_has_every_entry_with_its_note():
    sheet = shortlist_sheet([entry(f"P{number}") for number in range(ON_PAPER + 3)])

    assert [column.key for column in sheet.listing.columns] == ["name", "place", "status", "through", "why", "note"]
    assert len(sheet.listing.rows) == ON_PAPER + 3
    assert sheet.sentences == ["11 partners, 11 of them new.", f"Asked: {entry('P0').asked}", NEW]
    assert (sheet.title, sheet.back, sheet.citation) == ("Whom to talk to?", "/en/shortlist/", "v1")


def test_an_empty_shortlist_on_paper_says_nothing():
    sheet = shortlist_sheet([])

    assert (sheet.sentences, sheet.listing.rows, sheet.citation) == ([], [], "")


@pytest.mark.parametrize(
    ("rows", "step"),
    [
        ([], ""),
        ([partner("A")], "Write to A, and say what the table says under “Why”."),
        ([partner("A") | {"through": "B"}, partner("C")], "Ask B for an introduction to A."),
    ],
)
def test_a_search_on_paper_says_whom_to_turn_to(rows, step):
    assert partners_sheet(partners(rows), "").step == step


@pytest.mark.parametrize(
    ("known", "website", "step"),
    [
        ((), "", ""),
        ((), "https://example.org", "Its website: https://example.org"),
        ((("A", 9), ("B", 8)), "", "Ask A about it: the two have worked together most."),
        ((("A", 9),), "w.example", "Ask A about it: the two have worked together most. Its website: w.example"),
    ],
)
def test_an_organisation_on_paper_says_who_knows_it_and_where_it_is(known, website, step):
    assert organisation_sheet(organisation(known), website).step == step
