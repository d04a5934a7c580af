"""An invitation is for a week and says whom it is for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crossfield.web.accounts.models import Invitation
from crossfield.web.accounts.models.invitation import VALID_FOR, a_week_from_now

pytestmark = pytest.mark.django_db


def test_it_expires_a_week_after_it_was_made():
    before = timezone.now()
    made = a_week_from_now()

    assert timedelta(days=7) == VALID_FOR
    assert before + VALID_FOR <= made <= timezone.now() + VALID_FOR


def test_it_is_called_by_whom_and_where(make_user):
    by = make_user("manager")
    made = Invitation.objects.create(
        email="new@example.org", institution=by.institution, role="member", language="en", invited_by=by
    )

    assert str(made) == "new@example.org (Institution of manager)"
    assert (made.used, made.withdrawn) == (None, None)
    assert made.created < made.expires


def test_two_have_addresses_of_their_own(make_user):
    by = make_user("manager")
    rest = {"institution": by.institution, "role": "member", "language": "en", "invited_by": by}
    ids = {Invitation.objects.create(email="new@example.org", **rest).public_id for _ in range(2)}

    assert len(ids) == 2
