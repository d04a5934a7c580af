"""Who may see what: every release level against every reader, with data that could leak."""

import pytest
from django.db import IntegrityError

from crossfield.web.accounts.models import Document, Institution
from crossfield.web.accounts.models.release import Release
from crossfield.web.accounts.models.user import Role
from crossfield.web.accounts.queries.document import documents_for
from crossfield.web.accounts.rules import (
    INVITED_BY,
    PROGRAMME_ROLES,
    ROLE_PERMISSIONS,
    can_administer,
    can_invite,
    is_allowed,
    is_allowed_at_home,
    is_allowed_in_programme,
)

LEVELS = [str(level.value) for level in Release]


@pytest.fixture
def people(make_user):
    """An owner, a colleague, a guest, somebody of a partner institution and its guest, somebody of another, nobody."""
    home, partner = Institution.objects.create(name="Home"), Institution.objects.create(name="Partner")
    home.partners.add(partner)
    return {
        "owner": make_user("owner", home),
        "colleague": make_user("colleague", home),
        "guest": make_user("guest", home, role="visitor"),
        "partner": make_user("partner", partner, role="analyst"),
        "partner's guest": make_user("visiting", partner, role="visitor"),
        "stranger": make_user("stranger"),
        "nobody": None,
    }


@pytest.fixture
def documents(people):
    owner = people["owner"]
    for level in LEVELS:
        Document.objects.create(
            owner=owner, institution=owner.institution, release=level, title=level, filename=level, size=1,
            media_type="text/plain", sha256="0" * 64, file=f"{level}.txt",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("reader", "seen"),
    [
        ("owner", ["own", "institution", "partners", "public"]),
        ("colleague", ["institution", "partners", "public"]),
        ("guest", ["public"]),
        ("partner", ["partners", "public"]),
        ("partner's guest", ["public"]),
        ("stranger", ["public"]),
        ("nobody", ["public"]),
    ],
)
def test_each_level_is_seen_by_those_it_is_released_to(people, documents, reader, seen):
    found = documents_for(people[reader]).values_list("title", flat=True)

    assert sorted(found, key=LEVELS.index) == seen


def test_an_account_that_is_closed_sees_what_nobody_sees(people, documents):
    owner = people["owner"]
    owner.is_active = False

    assert list(documents_for(owner).values_list("title", flat=True)) == ["public"]


def test_partners_of_two_institutions_see_a_document_once(people, documents):
    home, other = people["owner"].institution, people["stranger"].institution
    people["stranger"].role = "manager"
    home.partners.add(other)

    assert documents_for(people["stranger"]).filter(title="partners").count() == 1


ADMINISTRATOR = ["institution.see", "people.change", "people.invite", "people.see", "programme.read", "programme.run"]
MAY = {
    "visitor": [],
    "member": ["institution.see", "profile.confirm"],
    "reviewer": ["institution.see", "programme.review"],
    "analyst": ["institution.see", "programme.read", "register.read"],
    "officer": ["institution.see", "programme.read", "programme.run", "register.read"],
    "manager": ["institution.see", "people.invite", "people.see", "register.read", "register.write"],
    "administrator": [*ADMINISTRATOR, "register.read", "register.represent", "register.write"],
}
PERMISSIONS = sorted({one for some in MAY.values() for one in some})
MAY_INVITE = {"manager": ["visitor", "member", "analyst"], "administrator": Role.values}


def test_the_table_names_every_role():
    assert set(ROLE_PERMISSIONS) == set(Role.values) == set(MAY)


@pytest.mark.parametrize("role", Role.values)
def test_what_a_role_may_at_home_and_nowhere_else(make_user, role):
    user, other = make_user("ann", role=role), Institution.objects.create(name="Other")

    assert [one for one in PERMISSIONS if is_allowed_at_home(user, one)] == MAY[role]
    assert [one for one in PERMISSIONS if is_allowed(user, one, institution=other.pk)] == []
    assert [one for one in PERMISSIONS if is_allowed(user, one, institution=None)] == []
    assert not is_allowed_at_home(user, "unheard.of")
    assert not can_administer(user)


@pytest.mark.parametrize("role", Role.values)
def test_an_account_that_is_closed_or_without_institution_may_nothing(make_user, role):
    closed, homeless = make_user("ann", role=role, is_active=False), make_user("bob", role=role)
    homeless.institution = None

    for user in (closed, homeless, None):
        assert [one for one in PERMISSIONS if is_allowed_at_home(user, one)] == []
        assert [one for one in Role.values if can_invite(user, one)] == []
        assert not can_administer(None if user is homeless else user)


@pytest.mark.parametrize("role", Role.values)
def test_whom_a_role_may_invite(make_user, role):
    user = make_user("ann", role=role)

    assert [one for one in Role.values if can_invite(user, one)] == MAY_INVITE.get(role, [])
    assert not can_invite(user, "emperor")


@pytest.mark.parametrize("role", Role.values)
def test_only_who_administers_the_workbench_invites_to_another_institution(make_user, role):
    user, other = make_user("ann", role=role), Institution.objects.create(name="Other")
    runs_it = make_user("root", role=role, is_staff=True, is_superuser=True)

    assert [one for one in Role.values if can_invite(user, one, institution=other.pk)] == []
    assert [one for one in Role.values if can_invite(runs_it, one, institution=other.pk)] == Role.values


def test_a_cluster_manager_makes_nobody_who_changes_people_or_the_register():
    rights = set().union(*(ROLE_PERMISSIONS[role] for role in INVITED_BY["manager"]))

    assert rights == {"institution.see", "profile.confirm", "programme.read", "register.read"}


def test_who_administers_the_workbench_is_an_administrator_at_home(make_user):
    user = make_user("ann", is_staff=True, is_superuser=True)

    assert [one for one in PERMISSIONS if is_allowed_at_home(user, one)] == MAY["administrator"]
    assert can_administer(user)


@pytest.mark.parametrize("role", PROGRAMME_ROLES)
def test_a_role_in_one_programme_says_nothing_about_another(make_user, role):
    runs = Institution.objects.create(name="Runs the programme")
    user = make_user("ann")
    user.programme_roles.create(programme="first", role=role)

    def may(programme):
        asked = {"institution": runs.pk, "programme": programme}
        return [one for one in PERMISSIONS if is_allowed_in_programme(user, one, **asked)]

    assert may("first") == [one for one in MAY[role] if one.startswith("programme.")]
    assert may("second") == []
    user.is_active = False
    assert may("first") == []


def test_who_works_where_a_programme_is_run_may_what_the_role_says(make_user):
    user = make_user("ann", role="officer")
    asked = {"institution": user.institution_id, "programme": "first"}

    assert is_allowed_in_programme(user, "programme.run", **asked)
    assert not is_allowed_in_programme(user, "programme.review", **asked)
    assert not is_allowed_in_programme(user, "register.read", **asked)
    assert not is_allowed_in_programme(None, "programme.run", **asked)


@pytest.mark.parametrize("role", ["administrator", "manager", "member", "visitor", "emperor"])
def test_other_roles_are_none_in_a_programme(make_user, role):
    with pytest.raises(IntegrityError):
        make_user("ann").programme_roles.create(programme="first", role=role)
