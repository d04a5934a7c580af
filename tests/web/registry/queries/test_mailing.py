"""Mailings are read by the institution that writes them, and by one alone where their event is hers alone."""

import pytest
from django.utils import timezone

from crossfield.web.registry.actions.event import record_event, release_event
from crossfield.web.registry.actions.mailing import write_mailing
from crossfield.web.registry.queries.mailing import mailings_for

pytestmark = pytest.mark.django_db
BOTH = {"subject_de": "Neues", "text_de": "Lieber Text", "subject_en": "News", "text_en": "Dear text"}


def test_the_invitation_to_an_event_that_one_keeps_alone_is_seen_by_her_only(two_institutions):
    users = two_institutions.silicon.users
    event = record_event("Treffen", by=users["manager"], kind="fair", day=timezone.localdate())
    news = write_mailing("news", by=users["manager"], texts=BOTH)
    invitation = write_mailing("events", by=users["manager"], texts=BOTH, event=event)

    def seen():
        return [set(mailings_for(users[role])) for role in ("manager", "administrator", "visitor")]

    assert seen() == [{news, invitation}, {news, invitation}, set()]
    release_event(event, by=users["manager"], release="own")
    assert seen() == [{news, invitation}, {news}, set()]
    assert list(mailings_for(two_institutions.bio.users["manager"])) == list(mailings_for(None)) == []
