"""Columns of lists are guessed, and remembered for the same source and institution."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.tables.headings import match_headings
from crossfield.web.registry.models import Intake, IntakeMapping, IntakeRow
from crossfield.web.registry.queries.intake import (
    COLUMNS,
    NAMES,
    NAMES_OF,
    counts_of,
    guessed_mapping,
    intakes_for,
    is_long,
    queued_lists,
    undecided,
)

pytestmark = pytest.mark.django_db


def test_german_and_english_headings_are_guessed(make_user):
    german = ["Mitgliedsnr.", "Firma", "Ort", "Land", "Beitragsklasse", "Mitglied seit", "Bemerkung", "Webseite", "Fax"]
    english = ["Member number", "Organisation", "City", "Country", "Joined", "Left", "PIC", "VAT number", "Category"]
    user = make_user("ann", role="manager")

    assert guessed_mapping(german, user, "x") == {
        "name": "Firma", "city": "Ort", "country": "Land", "website": "Webseite", "member_number": "Mitgliedsnr.",
        "contribution_class": "Beitragsklasse", "since": "Mitglied seit", "text": "Bemerkung",
    }  # fmt: skip
    assert set(guessed_mapping(english, user, "x").values()) == set(english)
    assert {column for known in NAMES_OF.values() for column in known} == set(COLUMNS)


def test_what_was_chosen_for_a_source_is_remembered_for_the_same_institution(make_user):
    ann, bob = make_user("ann", role="manager"), make_user("bob", role="manager")
    IntakeMapping.objects.create(institution=ann.institution, source="CRM", mapping={"name": "B", "city": "gone"})

    assert guessed_mapping(["Name", "B"], ann, "CRM") == {"name": "B"}
    assert guessed_mapping(["Name", "B"], bob, "CRM") == guessed_mapping(["Name", "B"], ann, "x") == {"name": "Name"}
    assert str(IntakeMapping.objects.get()) == "CRM"


def test_lists_are_the_institutions_and_of_its_readers(make_user):
    assert list(intakes_for(None)) == list(intakes_for(make_user("ann", role="member"))) == []


@pytest.fixture
def make_intake(make_user):
    """Lists of an institution, each with rows of the answers that are given."""

    def made(user, *answers):
        intake = Intake.objects.create(
            title="list", source="CRM", owner=user, institution=user.institution, release="institution"
        )
        for number, (answer, choice) in enumerate(answers, start=2):
            IntakeRow.objects.create(intake=intake, number=number, answer=answer, choice=choice)
        return intake

    return made


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        ("manager", True),
        ("administrator", True),
        ("officer", True),
        ("analyst", True),
        ("visitor", False),
        ("member", False),
        ("reviewer", False),
    ],
)
def test_a_list_is_read_by_readers_of_its_institution(make_user, make_intake, role, seen):
    ann, bob = make_user("ann", role="manager"), make_user("bob", role="manager")
    own, _theirs = make_intake(ann), make_intake(bob)
    reader = make_user("reader", ann.institution, role=role)

    assert list(intakes_for(reader)) == ([own] if seen else [])


def test_rows_are_counted_by_answer_and_no_answer_is_left_out(make_user, make_intake):
    ann = make_user("ann", role="manager")
    answers = [one.value for one in IntakeRow.Answer]
    empty, one = make_intake(ann), make_intake(ann, *[(answers[0], "")] * 2, (answers[-1], ""))

    assert counts_of(empty) == dict.fromkeys((*answers, "leave"), 0)
    assert counts_of(one) == dict.fromkeys((*answers, "leave"), 0) | {answers[0]: 2, answers[-1]: 1}
    one.rows.filter(answer=answers[-1]).update(choice="leave")
    assert counts_of(one) == dict.fromkeys(answers, 0) | {answers[0]: 2, "leave": 1}


def test_only_doubtful_rows_wait_for_a_decision(make_user, make_intake):
    ann = make_user("ann", role="manager")
    review = IntakeRow.Answer.REVIEW
    others = [(one, "") for one in IntakeRow.Answer if one != review]
    choices = [(review, one) for one in IntakeRow.Choice if one]

    assert undecided(make_intake(ann, *others, *choices)) == 0
    assert undecided(make_intake(ann, *others, *choices, (review, ""), (review, ""))) == 2


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        ([], {}),
        (["", "  "], {}),
        (["namely", "<b>Name</b>"], {"name": "<b>Name</b>"}),
        (["=Name"], {"name": "=Name"}),
        (["NAME", "name"], {"name": "NAME"}),
        (["PLZ", "Ort", "USt-IdNr."], {"city": "Ort", "postcode": "PLZ", "vat": "USt-IdNr."}),
        (["Eintritt", "Austritt"], {"since": "Eintritt", "until": "Austritt"}),
    ],
)
def test_a_heading_means_one_column_and_what_is_not_known_none(make_user, headings, found):
    assert guessed_mapping(headings, make_user("ann", role="manager"), "x") == found


def test_what_was_remembered_takes_its_heading_from_what_is_guessed(make_user):
    ann = make_user("ann", role="manager")
    IntakeMapping.objects.create(institution=ann.institution, source="CRM", mapping={"text": "Name"})

    assert guessed_mapping(["Name", "Firma"], ann, "CRM") == {"name": "Firma", "text": "Name"}
    assert guessed_mapping(["Name"], ann, "CRM") == {"text": "Name"}


@given(st.lists(st.sampled_from([*(word for words in NAMES.values() for word in words), "x", ""]), max_size=12))
def test_no_heading_is_taken_twice_and_all_are_there(headings):
    found = match_headings(headings, NAMES)

    taken = [heading for heading in found.values() if heading]
    assert len(taken) == len(set(taken))
    assert set(taken) <= set(headings)


@pytest.mark.parametrize("kind", NAMES_OF)
def test_no_word_means_two_columns(kind):
    words = [word for names in NAMES_OF[kind].values() for word in names]

    assert [word for word in words if words.count(word) > 1] == []


@pytest.mark.parametrize("state", Intake.State.values)
@pytest.mark.parametrize(("total", "is_asked"), [(2_000, True), (2_001, True), (2_001, False)])
def test_long_lists_that_somebody_asked_for_wait_for_the_worker(make_user, state, total, is_asked):
    by = make_user("bob", role="manager")
    made = Intake.objects.create(title="m", state=state, total=total, asked_by=by if is_asked else None)
    waits = state in {"looking", "taking"} and total > 2_000 and is_asked
    searched = Intake.objects.create(title="m", state=state, total=total, searched=0)
    expected = [*([made] if waits else []), *([searched] if total > 2_000 else [])]

    assert (list(queued_lists()), is_long(made)) == (expected, total > 2_000)
