"""Links: for the owner to make and to close, told once, kept as a hash, in the log without it."""

import hashlib
from datetime import timedelta

import pytest
from django.utils import timezone

from crossfield.errors import NotAllowedError
from crossfield.web.accounts.models import LogEntry
from crossfield.web.evidence.actions.finding import remove_finding
from crossfield.web.evidence.actions.share import open_link, revoke_link, share_finding
from crossfield.web.evidence.models import Finding, ShareLink

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(make_user):
    return make_user("ann")


@pytest.fixture
def finding(ann):
    kept = {"columns": [], "rows": [], "parameters": {}, "data_version": "v", "address": "/"}
    return Finding.objects.create(owner=ann, institution=ann.institution, title="Secret", language="de", **kept)


def test_of_the_token_only_the_hash_is_kept(ann, finding):
    link, token = share_finding(finding, by=ann, days=7)

    assert link.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert len(token) >= 43
    assert timedelta(days=6) < link.expires - timezone.now() < timedelta(days=8)
    entry = LogEntry.objects.get(verb="share_finding")
    assert (entry.by, entry.public_id, entry.fields) == (ann.public_id, link.public_id, ["expires", "finding"])
    assert token not in str(vars(entry))
    assert str(link).startswith("Secret (")


def test_who_has_the_token_opens_it_and_that_is_counted(ann, finding):
    link, token = share_finding(finding, by=ann, days=30)

    assert open_link(token) == finding
    assert open_link(token) == finding
    link.refresh_from_db()
    assert link.opened == 2
    assert link.last_opened is not None
    assert list(LogEntry.objects.filter(verb="open_link").values_list("by", flat=True)) == ["", ""]


@pytest.mark.parametrize("token", ["", "x", "wrong" * 8, "\0"])
def test_another_token_opens_nothing(ann, finding, token):
    link, _token = share_finding(finding, by=ann, days=30)

    assert open_link(token) is None
    assert open_link(link.token_hash) is None
    assert open_link(link.public_id) is None


def test_an_expired_link_opens_nothing(ann, finding):
    link, token = share_finding(finding, by=ann, days=7)
    ShareLink.objects.filter(pk=link.pk).update(expires=timezone.now())

    assert open_link(token) is None


def test_a_closed_link_opens_nothing_and_closing_twice_is_closing_once(ann, finding):
    link, token = share_finding(finding, by=ann, days=7)
    revoke_link(link, by=ann)
    revoke_link(link, by=ann)

    assert open_link(token) is None
    assert LogEntry.objects.filter(verb="revoke_link").count() == 1


def test_the_link_of_a_removed_finding_opens_nothing(ann, finding):
    _link, token = share_finding(finding, by=ann, days=7)
    remove_finding(finding, by=ann)

    assert open_link(token) is None


def test_only_the_owner_makes_and_closes_links(ann, finding, make_user):
    bob = make_user("bob", ann.institution)
    link, token = share_finding(finding, by=ann, days=7)

    with pytest.raises(NotAllowedError):
        share_finding(finding, by=bob, days=7)
    with pytest.raises(NotAllowedError):
        revoke_link(link, by=bob)
    assert open_link(token) == finding
    assert ShareLink.objects.count() == 1


@pytest.mark.parametrize("days", [0, 1, 365, -7])
def test_a_link_is_not_open_for_ever(ann, finding, days):
    with pytest.raises(NotAllowedError):
        share_finding(finding, by=ann, days=days)
