"""Who may do what in the register: a table of roles, denied unless it is written here."""

import pytest

from crossfield.errors import NotAllowedError
from crossfield.web.accounts.models.user import Role
from crossfield.web.registry.models import Cooperation
from crossfield.web.registry.rules import (
    can_change,
    can_read,
    can_represent,
    can_write,
    check_changes,
    check_writes,
    is_in_register_of,
)

pytestmark = pytest.mark.django_db
#            reads, writes, represents
MAY = {
    "visitor": (False, False, False),
    "member": (False, False, False),
    "manager": (True, True, False),
    "officer": (True, False, False),
    "reviewer": (False, False, False),
    "analyst": (True, False, False),
    "administrator": (True, True, True),
}


def test_every_role_is_in_the_table():
    assert set(MAY) == set(Role.values)


@pytest.mark.parametrize("role", Role.values)
def test_what_a_role_may(make_user, role):
    user = make_user("ann", role=role)

    assert (can_read(user), can_write(user), can_represent(user)) == MAY[role]


@pytest.mark.parametrize("role", Role.values)
def test_nobody_changes_what_another_institution_keeps(two_institutions, role):
    own = two_institutions.silicon.users[role]

    assert can_change(own, two_institutions.silicon.cooperation) == MAY[role][1]
    assert not can_change(own, two_institutions.bio.cooperation)


@pytest.mark.parametrize("changed", [{"is_active": False}, {"institution": None}])
def test_without_an_institution_or_when_barred_nobody_may_anything(make_user, changed):
    user = make_user("ann", role="administrator")
    for name, value in changed.items():
        setattr(user, name, value)

    assert (can_read(user), can_write(user), can_represent(user)) == (False, False, False)


def test_without_an_account_nothing_but_the_public_is_seen(two_institutions):
    Cooperation.objects.filter(pk=two_institutions.bio.cooperation.pk).update(release="public")

    assert list(Cooperation.objects.filter(is_in_register_of(None))) == [two_institutions.bio.cooperation]
    assert (can_read(None), can_write(None)) == (False, False)


def test_who_administers_the_workbench_is_an_administrator_of_the_own_institution_only(make_user, two_institutions):
    root = make_user("root", is_superuser=True)

    assert root.role_in_force == "administrator"
    assert can_represent(root)
    assert not can_change(root, two_institutions.bio.cooperation)
    assert list(Cooperation.objects.filter(is_in_register_of(root))) == []


def test_refusals_say_what_to_do(two_institutions):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    with pytest.raises(NotAllowedError) as role:
        check_writes(silicon.users["analyst"])
    with pytest.raises(NotAllowedError) as foreign:
        check_changes(silicon.users["manager"], bio.cooperation)

    assert role.value.hint == "Ask an administrator of your institution for this role."
    assert foreign.value.hint == "Ask that institution, or make an entry of your own."
    check_changes(silicon.users["manager"], silicon.cooperation)
