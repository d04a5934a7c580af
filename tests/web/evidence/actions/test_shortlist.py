"""The shortlist changes by its owner's hand only, keeps its order, and logs no names."""

import pytest

from crossfield.errors import NotAllowedError
from crossfield.web.accounts.models import LogEntry
from crossfield.web.evidence.actions import shortlist as actions
from crossfield.web.evidence.models import ShortlistEntry
from crossfield.web.evidence.queries.shortlist import Asked, dropped_by, offered_again, shortlist_of

ASKED = Asked("Wer passt?", "for=DED", "v1", "Quelle", "de")


def partner(code="pic:1", name="Example GmbH"):
    return {"about": "organisation", "code": code, "name": name, "place": "Praha", "status": "neu", "why": "3 Partner"}


@pytest.fixture
def ann(make_user):
    return make_user("ann")


@pytest.fixture
def three(ann):
    return [actions.shortlist_partner(partner(f"pic:{n}", f"Org {n}"), by=ann, asked=ASKED) for n in (1, 2, 3)]


def names(user):
    return [entry.name for entry in shortlist_of(user)]


def test_what_is_kept_stays_as_the_search_said_it(ann):
    entry = actions.shortlist_partner(partner(), by=ann, asked=ASKED)
    actions.shortlist_partner(partner(name="Another name today"), by=ann, asked=ASKED)

    assert names(ann) == ["Example GmbH"]
    assert (entry.why, entry.asked, entry.data_version, entry.through) == ("3 Partner", "Wer passt?", "v1", "")
    (logged,) = LogEntry.objects.filter(verb="shortlist_partner")
    assert (logged.public_id, logged.fields) == (entry.public_id, [])


def test_entries_change_places_and_stop_at_the_ends(ann, three):
    actions.move_entry(three[2], by=ann, up=True)
    assert names(ann) == ["Org 1", "Org 3", "Org 2"]
    first = shortlist_of(ann).first()
    actions.move_entry(first, by=ann, up=True)
    assert names(ann) == ["Org 1", "Org 3", "Org 2"]
    actions.move_entry(first, by=ann, up=False)
    assert names(ann) == ["Org 3", "Org 1", "Org 2"]


def test_what_is_taken_off_comes_back_to_its_place(ann, three):
    actions.drop_entry(three[1], by=ann)
    assert names(ann) == ["Org 1", "Org 3"]
    assert [entry.name for entry in dropped_by(ann)] == ["Org 2"]

    actions.restore_entry(three[1], by=ann)

    assert names(ann) == ["Org 1", "Org 2", "Org 3"]


def test_what_was_put_on_anew_does_not_come_back_twice(ann, three):
    actions.drop_entry(three[1], by=ann)
    actions.shortlist_partner(partner("pic:2", "Org 2 anew"), by=ann, asked=ASKED)

    actions.restore_entry(three[1], by=ann)

    assert names(ann) == ["Org 1", "Org 3", "Org 2 anew"]
    assert offered_again(ann, list(shortlist_of(ann))) == []
    actions.drop_entry(shortlist_of(ann).last(), by=ann)
    assert [entry.name for entry in offered_again(ann, list(shortlist_of(ann)))] == ["Org 2 anew"]


def test_a_note_is_kept(ann, three):
    actions.note_entry(three[0], by=ann, note="Call on Monday")

    assert shortlist_of(ann).first().note == "Call on Monday"


@pytest.mark.parametrize("act", ["note", "move", "drop", "restore"])
def test_nobody_else_changes_it(make_user, three, act):
    bob = make_user("bob")
    rest = {"note": {"note": "x"}, "move": {"up": False}}.get(act, {})

    with pytest.raises(NotAllowedError):
        getattr(actions, f"{act}_entry")(three[0], by=bob, **rest)
    assert list(shortlist_of(bob)) == []


def test_a_list_has_an_end(ann, monkeypatch, three):
    monkeypatch.setattr(actions, "MOST_ENTRIES", 3)

    with pytest.raises(NotAllowedError, match="3 entries"):
        actions.shortlist_partner(partner("pic:4"), by=ann, asked=ASKED)
    assert ShortlistEntry.objects.count() == 3
