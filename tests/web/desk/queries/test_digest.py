"""The digest: what is due until next week and new calls, of the own institution alone; nothing else is no mail."""

from datetime import date, timedelta

from crossfield.web.desk.queries.digest import MOST, digest_of
from crossfield.web.registry.actions.contact import note_contact
from crossfield.web.registry.actions.event import add_funding_call
from crossfield.web.registry.models import FundingCall

TODAY = date(2026, 11, 27)


def told(user, today=TODAY):
    digest = digest_of(user, today)
    return [todo.text for todo in digest.todos], digest.more, [call.title for call in digest.calls]


def contact(two, side, step, days):
    note_contact(
        two.shared[0],
        by=getattr(two, side).users["manager"],
        kind="call",
        text="t",
        next_step=step,
        due=TODAY + timedelta(days=days),
    )


def call(two, side, title, deadline, days_ago=0):
    made = add_funding_call(title, by=getattr(two, side).users["manager"], deadline=deadline)
    FundingCall.objects.filter(pk=made.pk).update(created=f"{TODAY - timedelta(days=days_ago)}T10:00:00Z")


def test_steps_until_next_week_and_calls_of_the_last_one(two_institutions):
    contact(two_institutions, "silicon", "late", -3)
    contact(two_institutions, "silicon", "next week", 7)
    contact(two_institutions, "silicon", "later", 8)
    contact(two_institutions, "bio", "secret step of bio", 1)
    call(two_institutions, "silicon", "new", None)
    call(two_institutions, "silicon", "over", TODAY - timedelta(days=1))
    call(two_institutions, "silicon", "known", TODAY + timedelta(days=90), days_ago=8)
    call(two_institutions, "bio", "secret call of bio", TODAY + timedelta(days=5))

    assert told(two_institutions.silicon.users["manager"]) == (
        ["Shared 0: late", "Shared 0: next week"],
        0,
        ["new"],
    )


def test_who_does_not_read_the_register_is_told_nothing(two_institutions):
    contact(two_institutions, "silicon", "secret step", 0)
    digest = digest_of(two_institutions.silicon.users["member"], TODAY)

    assert (digest.todos, digest.calls, bool(digest)) == ([], [], False)


def test_more_than_a_mail_holds_is_counted(two_institutions):
    for number in range(MOST + 2):
        contact(two_institutions, "silicon", f"step {number:02d}", 0)
    texts, more, _calls = told(two_institutions.silicon.users["manager"])

    assert (len(texts), more) == (MOST, 2)
