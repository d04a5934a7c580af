"""Lists of relations: both ends found, circles refused, taken over, brought in again, and undone."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crossfield.errors import NotAllowedError
from crossfield.web.accounts.models import FieldChange, LogEntry
from crossfield.web.evidence.actions.intake import look_up
from crossfield.web.evidence.queries.intake import row_said, stayed_listing
from crossfield.web.registry.actions.intake import choose_columns, decide_row, stage_list
from crossfield.web.registry.actions.organisation import write_sheet
from crossfield.web.registry.actions.relation import relate_organisations
from crossfield.web.registry.actions.take_back import undo_intake
from crossfield.web.registry.actions.take_over import ask_take_over, make_ready, take_over, write_items
from crossfield.web.registry.models import OrganisationRelation
from crossfield.web.registry.queries.history import history_of

pytestmark = pytest.mark.django_db
HEAD = "Organisation;Beziehung;Andere Organisation;Anteil;Ab;Bis;Quelle\n"


@pytest.fixture
def manager(make_user):
    return make_user("ann", role="manager")


@pytest.fixture
def firms(make_organisation):
    return [make_organisation(name) for name in ("Alpha AG", "Beta GmbH", "Gamma GmbH", "Delta e.V.")]


@pytest.fixture
def bring(manager, bring_list):
    """Brings a list in up to its preview."""
    return lambda text, *, by=manager: bring_list("relations", text, by=by, source="Register 2026", name="r.csv")


def answers(intake):
    return [row.answer for row in intake.rows.all()]


def problems(intake):
    return [row.problems for row in intake.rows.all()]


def differences(intake):
    return [row_said(row)["changes"] for row in intake.rows.all()]


def relations():
    kept = ("organisation__name", "kind", "other__name", "share", "valid_from", "valid_to", "source")
    found = OrganisationRelation.objects.order_by("pk").values_list(*kept)
    return [tuple(str(one) if one is not None else None for one in row) for row in found]


def test_relations_come_in_with_share_days_and_source(bring, firms, manager):
    text = f"{HEAD}Alpha AG;Mutter;beta gmbh;51,5 %;2010;;HRB 1\nDelta e.V.;institut von;Alpha AG;;;31.12.2020;\n"
    intake = bring(text)

    assert differences(intake) == ["Share in %: – → 51.50; Valid from: – → 2010-01-01", "Valid until: – → 2020-12-31"]
    take_over(intake, by=manager)
    assert relations() == [
        ("Alpha AG", "parent", "Beta GmbH", "51.50", "2010-01-01", None, "HRB 1"),
        ("Delta e.V.", "institute", "Alpha AG", None, None, "2020-12-31", "Register 2026"),
    ]
    again = bring(text)
    assert (answers(again), differences(again), problems(again)) == (["register"] * 2, ["", ""], [[], []])
    assert undo_intake(intake, by=manager) == 0
    assert relations() == []


def test_circles_are_refused_row_by_row(bring, firms, manager):
    relate_organisations(firms[0], other=firms[1], kind="parent", by=manager)
    rows = (
        "Gamma GmbH;parent;Alpha AG\nBeta GmbH;parent;Gamma GmbH\nBeta GmbH;parent;Alpha AG\n"
        "Beta GmbH;successor;Alpha AG\nAlpha AG;parent;Alpha AG\nAlpha AG;institut von;Gamma GmbH\n"
    )
    intake = bring(f"Organisation;Beziehung;Andere Organisation\n{rows}")

    assert problems(intake) == [
        [],
        ["it would stand in a circle: Gamma GmbH: parent → Alpha AG; Alpha AG: parent → Beta GmbH"],
        ["it would stand in a circle: Alpha AG: parent → Beta GmbH"],
        [],
        ["an organisation has no relation to itself"],
        [],
    ]
    relate_organisations(firms[0], other=firms[2], kind="parent", by=manager)  # meanwhile, the other way round
    take_over(intake, by=manager)
    assert [one[:3] for one in relations()][2:] == [("Beta GmbH", "successor", "Alpha AG")]
    closed = ["it would stand in a circle: Alpha AG: parent → Gamma GmbH"]
    assert [problems(intake)[row] for row in (0, 5)] == [closed, closed]


def test_a_circle_of_an_earlier_portion_is_one(bring, firms, manager):
    headings = ["Organisation", "Beziehung", "Andere Organisation"]
    cells = [["Alpha AG", "parent", "Beta GmbH"], ["Beta GmbH", "parent", "Alpha AG"]]
    mapping = dict(zip(("organisation", "relation", "other"), headings, strict=True))
    intake = stage_list(
        "r.csv", by=manager, source="s", headings=headings, rows=list(enumerate(cells, start=2)), mapping=mapping,
        kind="relations",
    )  # fmt: skip
    choose_columns(intake, by=manager, mapping=mapping)
    look_up(intake, by=manager, most=1)
    look_up(intake, by=manager, most=1)

    assert answers(intake) == ["new", "error"]


def test_what_a_list_says_otherwise_is_shown_changed_and_undone(bring, firms, manager):
    relate_organisations(
        firms[0], other=firms[1], kind="majority", by=manager, share=51, valid_from=date(2010, 1, 1), source="x"
    )
    before = relations()
    intake = bring(f"{HEAD}Alpha AG;Mehrheitseigner;Beta GmbH;75;2010;2024;\n")
    assert differences(intake) == ["Share in %: 51.00 → 75.00; Valid until: – → 2024-12-31"]

    take_over(intake, by=manager)
    assert relations() == [("Alpha AG", "majority", "Beta GmbH", "75.00", "2010-01-01", "2024-12-31", "x")]
    OrganisationRelation.objects.update(share=80)
    assert undo_intake(intake, by=manager) == 1
    assert [row["stayed"] for row in stayed_listing(intake).rows] == ["Share in %: it was changed since"]
    assert relations() == [(*before[0][:3], "80.00", *before[0][4:])]


def test_a_relation_that_ended_and_began_anew_is_another_one(bring, firms, manager):
    relate_organisations(firms[0], other=firms[1], kind="parent", by=manager, valid_to=date(2010, 12, 31))
    intake = bring(f"{HEAD}Alpha AG;parent;Beta GmbH;;2015;;\nAlpha AG;parent;Beta GmbH;;2015;;\n")

    assert (answers(intake), problems(intake)[1]) == (["new", "error"], ["stands in line 2 already"])
    take_over(intake, by=manager)
    assert [(one[4], one[5]) for one in relations()] == [(None, "2010-12-31"), ("2015-01-01", None)]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (";parent;Beta GmbH;;;;", "Organisation: empty"),
        ("Alpha AG;;Beta GmbH;;;;", "Relation: empty"),
        ("Alpha AG;parent;;;;;", "Other organisation: empty"),
        ("Alpha AG;Freund;Beta GmbH;;;;", "Relation: “Freund” is none"),
        ("Alpha AG;parent;Nirgends AG;;;;", "no organisation of the register is called “Nirgends AG”"),
        ("Alpha AG;parent;Beta GmbH;101;;;", "“101” is no share in per cent"),
        ("Alpha AG;parent;Beta GmbH;viel;;;", "“viel” is no share in per cent"),
        ("Alpha AG;parent;Beta GmbH;;bald;;", "“bald” is no date"),
        ("Alpha AG;parent;Beta GmbH;;2020;2019;", "it would end before it begins"),
        ("Alpha;parent;Beta;;;;", "both organisations are doubtful: add their ids in the register"),
    ],
)
def test_a_row_that_cannot_be_taken_over_says_why(bring, firms, row, told):
    intake = bring(f"{HEAD}{row}\nDelta e.V.;parent;Beta GmbH;;;;\n")

    assert (problems(intake)[0], answers(intake)) == ([told], ["error", "new"])


@pytest.mark.parametrize(("choice", "count"), [("same", 1), ("other", 0), ("leave", 0)])
def test_a_doubtful_end_is_decided(bring, firms, manager, choice, count):
    intake = bring(f"{HEAD}Alpha;parent;Beta GmbH;;;;\n")
    assert [(row.answer, row.reason, row.organisation) for row in intake.rows.all()] == [
        ("review", "same name; other legal form", firms[0])
    ]
    decide_row(intake.rows.get(), by=manager, choice=choice)
    take_over(intake, by=manager)

    assert len(relations()) == count


def test_what_other_institutions_use_too_is_not_changed_but_added_to(bring, firms, manager, make_user):
    relate_organisations(firms[0], other=firms[1], kind="parent", by=manager, share=51)
    write_sheet(firms[1], by=make_user("bob", role="manager"), given={"text": "ours"})
    intake = bring(f"{HEAD}Alpha AG;parent;Beta GmbH;75;;;\nAlpha AG;parent;Gamma GmbH;75;;;\n")

    assert problems(intake) == [["other institutions use these organisations, too: the relation stays as it is"], []]
    take_over(intake, by=manager)
    assert [one[3] for one in relations()] == ["51.00", "75.00"]


def test_what_was_changed_or_deleted_meanwhile_stays(bring, firms, manager):
    for other in firms[1:3]:
        relate_organisations(firms[0], other=other, kind="parent", by=manager, share=51)
    intake = bring(
        f"{HEAD}Alpha AG;parent;Beta GmbH;75;;;\nAlpha AG;parent;Gamma GmbH;75;;;\nDelta e.V.;parent;Gamma GmbH;;;;\n"
    )
    OrganisationRelation.objects.filter(other=firms[1]).update(share=60)
    take_over(intake, by=manager)
    assert [one[3] for one in relations()] == ["60.00", "75.00", None]

    OrganisationRelation.objects.filter(organisation=firms[3]).update(share=5)
    OrganisationRelation.objects.filter(other=firms[2], organisation=firms[0]).delete()
    assert undo_intake(intake, by=manager) == 2
    assert [row["stayed"] for row in stayed_listing(intake).rows] == [
        "nothing: it was deleted since",
        "the relation: it was changed since",
    ]


def test_one_line_of_the_log_and_the_organisation_s_history_tell_it(bring, firms, manager):
    intake = bring(f"{HEAD}Alpha AG;parent;Beta GmbH;75;2010;;\n")
    before = LogEntry.objects.count()
    take_over(intake, by=manager)

    (entry,) = LogEntry.objects.order_by("pk")[before:]
    assert (entry.verb, entry.public_id, entry.fields) == ("take_over", intake.public_id, ["relations"])
    change = FieldChange.objects.get(entry=entry)
    assert (change.field, change.old, change.new) == ("parent", None, "Beta GmbH, 75.00 %, 2010-01-01 – …")
    undo_intake(intake, by=manager)
    history = history_of("organisation", firms[0].public_id, manager, "en")
    assert [(one.field, one.old, one.new, one.restorable) for one in history[:1]] == [
        ("parent", "Beta GmbH, 75.00 %, 2010-01-01 – …", "", False)
    ]


@pytest.mark.parametrize("role", ["visitor", "member", "analyst", "officer", "reviewer"])
def test_who_does_not_write_takes_nothing_over(bring, firms, manager, make_user, role):
    intake = bring(f"{HEAD}Alpha AG;parent;Beta GmbH;;;;\n")
    with pytest.raises(NotAllowedError):
        take_over(intake, by=make_user("other", manager.institution, role=role))

    assert relations() == []


def test_many_rows_ask_the_database_as_often_as_few(bring, manager, make_organisation):
    many = [make_organisation(f"Firma {number:02}") for number in range(31)]
    counts = []
    for count in (3, 30):
        rows = "".join(f"{many[0].name};parent;{one.name};;;;\n" for one in many[1 : count + 1])
        intake = bring(f"{HEAD}{rows}")
        ask_take_over(intake, by=manager)
        make_ready(intake, by=manager)
        with CaptureQueriesContext(connection) as written:
            write_items(intake, by=manager)
        with CaptureQueriesContext(connection) as undone:
            undo_intake(intake, by=manager)
        counts.append((len(written), len(undone)))

    assert counts[0] == counts[1]
