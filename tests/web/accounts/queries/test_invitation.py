"""Open invitations are those of the own institution that can be taken up; an address leads to one or nowhere."""

from datetime import timedelta

import pytest
from django.core.signing import Signer
from django.utils import timezone

from crossfield.web.accounts.models import Institution, Invitation
from crossfield.web.accounts.queries.invitation import invitation_behind, open_invitations, token_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(make_user):
    return make_user("manager", role="manager")


def invited(manager, email="new@example.org", **rest):
    return Invitation.objects.create(
        email=email, institution=manager.institution, role="member", language="de", invited_by=manager, **rest
    )


def test_open_ones_stand_newest_first(manager):
    first, last = invited(manager, "first@example.org"), invited(manager, "last@example.org")

    assert list(open_invitations(manager)) == [last, first]


@pytest.mark.parametrize("column", ["used", "withdrawn"])
def test_what_was_used_or_withdrawn_is_closed_for_all(manager, column):
    gone = invited(manager, **{column: timezone.now()})

    assert list(open_invitations(manager)) == []
    assert invitation_behind(token_of(gone.public_id)) is None


@pytest.mark.parametrize(("minutes", "is_open"), [(-1, False), (1, True)])
def test_one_is_open_until_it_expires(manager, minutes, is_open):
    made = invited(manager, expires=timezone.now() + timedelta(minutes=minutes))

    assert list(open_invitations(manager)) == ([made] if is_open else [])
    assert invitation_behind(token_of(made.public_id)) == (made if is_open else None)


def test_another_institution_sees_none_of_them(manager, make_user):
    invited(manager)

    assert list(open_invitations(make_user("other", role="administrator"))) == []
    assert list(open_invitations(make_user("nowhere", Institution.objects.create(name="Elsewhere")))) == []


def test_the_address_of_one_is_signed_for_this_purpose(manager):
    made = invited(manager)
    token = token_of(made.public_id)

    assert invitation_behind(token) == made
    assert invitation_behind(made.public_id) is None
    assert invitation_behind(token[:-1]) is None
    assert invitation_behind(f"x{token}") is None
    assert invitation_behind(Signer(salt="another").sign(made.public_id)) is None
    assert invitation_behind(token_of("nobody")) is None
    assert invitation_behind("") is None


def test_a_list_of_thirty_asks_as_often_as_one(manager, django_assert_num_queries):
    invited(manager)
    with django_assert_num_queries(1):
        assert [str(one.institution) for one in open_invitations(manager)] == [str(manager.institution)]
    for number in range(29):
        invited(manager, f"new{number}@example.org")

    with django_assert_num_queries(1):
        assert {str(one.institution) for one in open_invitations(manager)} == {str(manager.institution)}
