"""What hangs on an ended field moves by a decision that is kept: who, when, why, and how much."""

import pytest
from django.utils import translation

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.models import LogEntry
from crossfield.web.registry.actions.decision import move_field
from crossfield.web.registry.models import Cluster, Cooperation, Field, FieldDecision, FundingCall, NamedInterface

ENDED_ONLY = "Nur was an einem beendeten Feld hängt, zieht um, und zwar zu einem gültigen"


@pytest.fixture
def fields(db):
    old = Field.objects.create(scheme="own", code="old", title_en="Old", valid_to="2026-01-01")
    return old, Field.objects.create(scheme="own", code="new", title_en="New")


@pytest.fixture
def staff(make_user):
    return make_user("staff", is_staff=True)


def test_everything_hangs_on_the_other_field_and_nothing_is_lost(fields, staff, make_user):
    old, new = fields
    owner = make_user("owner")
    kept = Field.objects.create(scheme="own", code="kept")
    one = NamedInterface.objects.create(name="one", owner=owner, institution=owner.institution)
    one.side_a.set([old, kept])
    one.aims.set([old, new])

    made = move_field(old, to=new, by=staff, reason=" Merged in the new strategy. ", language="en")

    assert set(one.side_a.all()) == {new, kept}
    assert set(one.aims.all()) == {new}
    assert (made.field, made.successor, made.reason, made.moved) == (old, new, "Merged in the new strategy.", 2)
    assert Field.objects.get(code="old").successor == new
    assert FieldDecision.objects.count() == 1
    entries = LogEntry.objects.filter(verb="move_field")
    assert {(entry.kind, entry.by) for entry in entries} == {
        ("fielddecision", staff.public_id),
        ("field", staff.public_id),
    }
    assert not any("Merged" in str(entry.fields) for entry in entries)


def test_a_decision_outlives_who_made_it(fields, staff):
    made = move_field(fields[0], to=fields[1], by=staff, reason="Why not.")
    staff.delete()
    made.refresh_from_db()

    assert made.decided_by is None
    assert str(made) == "Old → New"


def test_only_who_administers_decides(fields, make_user):
    old, new = fields
    interface = NamedInterface.objects.create(name="one", release="public")
    interface.side_a.add(old)

    with pytest.raises(NotAllowedError):
        move_field(old, to=new, by=make_user("somebody"), reason="I would like to.")

    assert set(interface.side_a.all()) == {old}
    assert FieldDecision.objects.count() == 0


@pytest.mark.parametrize("case", ["not ended", "to an ended one", "to itself", "no reason"])
def test_what_makes_no_sense_is_refused(fields, staff, case):
    old, new = fields
    asked = {
        "not ended": (new, old, "x"),
        "to an ended one": (old, Field.objects.create(scheme="own", code="z", valid_to="2026-01-01"), "x"),
        "to itself": (old, old, "x"),
        "no reason": (old, new, "  "),
    }[case]

    with pytest.raises(WrongStateError):
        move_field(asked[0], to=asked[1], by=staff, reason=asked[2])

    assert FieldDecision.objects.count() == 0


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "de",
            [
                f"{ENDED_ONLY}; für Neu und Alt gilt das nicht.",
                "Eine Entscheidung braucht einen Grund.",
                "Über Felder entscheidet nur, wer die Arbeitsumgebung verwaltet.",
            ],
        ),
        (
            "en",
            [
                "Only what hangs on an ended field moves, to a valid one; that does not hold for New and Old.",
                "A decision needs a reason.",
                "Only who administers the workbench decides about fields.",
            ],
        ),
    ],
)
def test_what_is_refused_is_told_in_the_language_of_the_page(fields, staff, make_user, language, said):
    old, new = fields
    old.title_de, new.title_de = "Alt", "Neu"
    somebody, told = make_user("somebody", role="administrator"), []
    for one, other, by, reason in ((new, old, staff, "x"), (old, new, staff, " "), (old, new, somebody, "x")):
        with translation.override(language), pytest.raises((NotAllowedError, WrongStateError)) as error:
            move_field(one, to=other, by=by, reason=reason)
        told.append(error.value.message)

    assert told == said


def test_all_that_can_hang_on_a_field_moves_whoever_sees_it(fields, staff, make_organisation):
    old, new = fields
    cluster = Cluster.objects.create(organisation=make_organisation("C"))
    call = FundingCall.objects.create(title="Call", release="own")
    for one in (cluster, call):
        one.fields.set([old])
    work = Cooperation.objects.create(title="T", kind="project", side_a=old, side_b=new, release="own")

    assert move_field(old, to=new, by=staff, reason="x").moved == 3
    work.refresh_from_db()
    assert [list(cluster.fields.all()), list(call.fields.all()), work.side_a, work.side_b] == [[new], [new], new, new]


def test_a_second_decision_finds_nothing_left_and_both_are_kept(fields, staff):
    old, new = fields
    NamedInterface.objects.create(name="one").side_a.add(old)
    moved = [move_field(old, to=new, by=staff, reason=reason).moved for reason in ("first", "second")]

    assert moved == [1, 0]
    assert sorted(FieldDecision.objects.values_list("reason", flat=True)) == ["first", "second"]
