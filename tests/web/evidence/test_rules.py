"""Who may load data and choose what all pages show."""

import pytest
from django.contrib.auth.models import AnonymousUser

from crossfield.web.accounts.actions.account import ensure_desk_user
from crossfield.web.evidence.rules import can_manage_data


@pytest.mark.parametrize(
    ("rights", "may"), [({"is_staff": True}, True), ({}, False), ({"is_staff": True, "is_active": False}, False)]
)
def test_those_who_administer_may(make_user, rights, may):
    assert can_manage_data(make_user("ann", **rights)) is may


def test_who_is_at_a_desk_may_and_nobody_without_an_account(db):
    assert can_manage_data(ensure_desk_user())
    assert not can_manage_data(AnonymousUser())
