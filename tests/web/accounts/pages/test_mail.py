"""Leaving a kind of mail: without an account, by POST alone, and from the own account."""

import pytest
from django.test import Client

from crossfield.web.accounts.models import BlockedAddress
from crossfield.web.accounts.queries.mail import is_blocked, unsubscribe_token


@pytest.fixture
def address():
    return f"/de/unsubscribe/{unsubscribe_token('ann@example.org', 'digest')}/"


def test_looking_changes_nothing_and_one_click_of_a_mail_program_does(served, address):
    strict = Client(enforce_csrf_checks=True, **served.defaults)
    shown = strict.get(address)

    assert (shown.status_code, BlockedAddress.objects.count()) == (200, 0)
    assert "Wochenüberblick" in shown.content.decode()
    left = [strict.post(address, {"List-Unsubscribe": "One-Click"}).status_code for _ in range(2)]
    assert left == [200, 200]
    assert is_blocked("Ann@example.org", "digest") is True
    assert "ann@example.org" not in strict.get(address).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_was_changed_leads_nowhere(served, address, method):
    assert getattr(served, method)(address.replace("digest", "update")).status_code == 404
    assert BlockedAddress.objects.count() == 0


def test_an_account_chooses_whether_it_gets_the_digest(served, make_user):
    user = make_user("ann", language="en")
    served.force_login(user)

    for wanted, blocked, said in (("no", True, b"You get no digest"), ("yes", False, b"comes by mail once a week")):
        assert served.post("/en/account/digest/", {"wanted": wanted}).status_code == 302
        assert is_blocked("ann@example.org", "digest") is blocked
        assert said in served.get("/en/account/").content
