"""The page on recurring work: for who runs the workbench; errors by name, mails by number, a preview."""

import pytest
from django.utils import timezone

from crossfield.web.accounts.models import Mail, Schedule
from crossfield.web.accounts.models.user import Role


@pytest.mark.parametrize("role", Role.values)
def test_no_role_of_an_institution_opens_it(served, two_institutions, role):
    served.force_login(two_institutions.silicon.users[role])

    assert served.get("/de/schedule/").status_code == 404


def test_before_anything_ran_it_says_what_will(desk):
    text = desk.get("/de/schedule/").content.decode()

    assert "Es ist noch nichts gelaufen" in text
    assert "Es wurde keine gesendet" in text
    assert '<div class="letter" lang="en"><p><strong>Your week: 0 things need you' in text


def test_it_shows_runs_and_numbers_and_no_address(desk):
    now = timezone.now()
    Schedule.objects.create(name="digest", next_run=now, last_run=now, done=4)
    Schedule.objects.create(name="reminder", next_run=now, last_run=now, done=0, error="DatabaseError")
    Mail.objects.create(key="k", kind="digest", to_hash="secret-hash", state="sent", at=now)
    text = desk.get("/en/schedule/").content.decode()

    assert "It failed (DatabaseError)" in text
    assert "It sent 1 mail in the last 24 hours; the limit is 2,000" in text
    assert "secret-hash" not in text


def test_every_mail_that_goes_by_itself_is_looked_at_in_both_languages(desk):
    text = desk.get("/en/schedule/").content.decode()

    for subject in (
        "What came of the introduction of Organisation A to Organisation B?",
        "Was wurde aus der Vermittlung von Organisation A an Organisation B?",
        "asks: is what we know of Organisation A still right?",
        "fragt: Stimmt",
    ):
        assert subject in text


def test_a_work_that_is_held_says_until_when(desk):
    now = timezone.now()
    Schedule.objects.create(name="digest", next_run=now, last_run=now, done=4, claimed_until=now)

    assert "being done, or broken off" in desk.get("/en/schedule/").content.decode()


def test_the_inbox_leads_there_who_may(desk):
    assert "/de/schedule/" in desk.get("/de/inbox/").content.decode()


def test_the_inbox_of_others_does_not(served, two_institutions):
    served.force_login(two_institutions.silicon.users["administrator"])

    assert "/de/schedule/" not in served.get("/de/inbox/").content.decode()
