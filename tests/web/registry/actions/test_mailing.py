"""Letters to everybody who agreed: only drafts change, only confirmed consents let one out, and only writers do it."""

import pytest
from django.core import mail
from django.utils import timezone

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.models import LogEntry
from crossfield.web.registry.actions.event import record_event
from crossfield.web.registry.actions.mailing import change_mailing, let_mailing_out, stop_mailing, write_mailing
from crossfield.web.registry.models import Mailing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served")]
BOTH = {"subject_de": "Neues", "text_de": "Lieber Text", "subject_en": "News", "text_en": "Dear text"}


@pytest.fixture
def manager(two_institutions):
    return two_institutions.silicon.users["manager"]


@pytest.fixture
def draft(manager):
    return write_mailing("news", by=manager, texts=BOTH)


def test_a_draft_sends_nothing_and_belongs_to_the_institution(draft, manager, agreed):
    agreed("a@example.org")

    assert (draft.state, draft.institution, draft.event, str(draft)) == ("draft", manager.institution, None, "Neues")
    assert mail.outbox == []
    assert LogEntry.objects.get(verb="write_mailing").fields == ["subject_de", "subject_en", "text_de", "text_en"]
    assert "Neues" not in str(list(LogEntry.objects.values()))


@pytest.mark.parametrize(
    "texts",
    [
        {}, {"subject_de": "S"}, {"text_de": "T"}, {"subject_de": "S", "text_de": " \n"},
        {"subject_de": "S", "text_de": "T", "subject_en": "S"},
    ],
)  # fmt: skip
def test_a_language_is_there_whole_or_not_at_all(manager, draft, texts):
    with pytest.raises(WrongStateError):
        write_mailing("news", by=manager, texts=texts)
    with pytest.raises(WrongStateError):
        change_mailing(draft, by=manager, version=1, texts=texts)
    assert Mailing.objects.get().version == 1


def test_one_language_is_enough_and_all_are_written_to_in_it(manager):
    made = write_mailing("events", by=manager, texts={"subject_en": " A  b ", "text_en": " T "})

    assert (str(made), made.text_en) == ("A b", "T")
    assert [made.language_for(one) for one in ("de", "en")] == ["en", "en"]


def test_of_two_who_change_a_draft_the_second_is_told(draft, manager):
    change_mailing(draft, by=manager, version=1, texts=BOTH | {"text_de": "Neuer"})
    with pytest.raises(WrongStateError):
        change_mailing(draft, by=manager, version=1, texts=BOTH)

    assert (Mailing.objects.get().text_de, Mailing.objects.get().version) == ("Neuer", 2)


def test_it_is_let_out_once_and_stopped_once_and_changes_no_more(draft, manager, agreed):
    agreed("a@example.org")
    let_mailing_out(draft, by=manager)
    for act in (
        lambda: let_mailing_out(Mailing.objects.get(), by=manager),
        lambda: change_mailing(draft, by=manager, version=1, texts=BOTH),
    ):
        with pytest.raises(WrongStateError):
            act()
    stop_mailing(draft, by=manager)
    with pytest.raises(WrongStateError):
        stop_mailing(draft, by=manager)

    assert (Mailing.objects.get().state, mail.outbox) == ("stopped", [])
    assert LogEntry.objects.filter(verb__in=["let_mailing_out", "stop_mailing"]).count() == 2


def test_of_a_draft_that_was_changed_since_it_was_looked_at_nothing_goes_out(draft, manager, agreed):
    agreed("a@example.org")
    change_mailing(draft, by=manager, version=1, texts=BOTH | {"text_de": "Neuer"})
    for looked_at in ({}, {"version": 1}):
        with pytest.raises(WrongStateError, match="saved"):
            let_mailing_out(draft, by=manager, **looked_at)
    assert let_mailing_out(draft, by=manager, version=2).state == "going"


def test_without_anybody_who_confirmed_it_stays_a_draft(draft, manager, agreed):
    agreed("a@example.org", confirmed=None)
    with pytest.raises(WrongStateError):
        let_mailing_out(draft, by=manager)

    assert Mailing.objects.get().state == "draft"


def test_at_a_desk_nothing_is_let_out(draft, manager, agreed, settings):
    agreed("a@example.org")
    settings.DESK = True
    with pytest.raises(WrongStateError):
        let_mailing_out(draft, by=manager)

    assert Mailing.objects.get().state == "draft"


def test_only_writers_of_the_institution_write_change_and_let_out(draft, two_institutions, agreed):
    agreed("a@example.org")
    foreign = record_event("E", by=two_institutions.bio.users["manager"], kind="fair", day=timezone.localdate())
    with pytest.raises(NotAllowedError):
        write_mailing("events", by=two_institutions.silicon.users["manager"], texts=BOTH, event=foreign)
    with pytest.raises(NotAllowedError):
        write_mailing("news", by=two_institutions.silicon.users["analyst"], texts=BOTH)
    for user in (two_institutions.silicon.users["analyst"], two_institutions.bio.users["manager"]):
        for act in (let_mailing_out, stop_mailing, lambda one, by: change_mailing(one, by=by, version=1, texts=BOTH)):
            with pytest.raises(NotAllowedError):
                act(draft, by=user)

    assert list(Mailing.objects.values_list("state", "version")) == [("draft", 1)]
