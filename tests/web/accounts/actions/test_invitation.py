"""Invitations: for the own institution and no more rights than one may give; they work once, until they expire."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from crossfield.errors import ConfigError, NotAllowedError, WrongStateError
from crossfield.web.accounts.actions import invitation as actions
from crossfield.web.accounts.actions.invitation import accept_invitation, invite_person, withdraw_invitation
from crossfield.web.accounts.models import Institution, Invitation, LogEntry, User
from crossfield.web.accounts.models.user import Role
from crossfield.web.accounts.queries.invitation import invitation_behind, open_invitations, token_of

pytestmark = pytest.mark.django_db
PHRASE = "battery beside the window"


@pytest.fixture
def manager(make_user):
    return make_user("manager", Institution.objects.create(name="Cluster <b>Example</b> & Co"), role="manager")


def address_of(public_id, language):
    return f"https://bench.example.org/{language}/{public_id or 'sign-in'}"


def invite(by, email="new@example.org", role="member", language="de"):
    return invite_person(email, by=by, role=role, language=language, address_of=address_of)


@pytest.mark.parametrize(("language", "words"), [("de", "lädt Sie"), ("en", "invites you")])
def test_an_invitation_is_sent_in_its_language_as_plain_text(manager, language, words):
    made = invite(manager, " New@Example.org ", language=language)
    [sent] = mail.outbox

    assert (sent.to, sent.content_subtype, sent.attachments) == (["new@example.org"], "plain", [])
    assert words in sent.body
    assert "Cluster <b>Example</b> & Co" in sent.body
    assert f"https://bench.example.org/{language}/{made.public_id}" in sent.body
    assert sent.subject.count("\n") == 0
    entry = LogEntry.objects.get(verb="invite_person")
    assert (entry.by, entry.public_id, entry.fields) == (manager.public_id, made.public_id, ["email", "role"])
    assert "new@example.org" not in str(list(LogEntry.objects.values_list()))


def test_taking_it_up_makes_the_account_once(manager):
    made = invite(manager, language="en")
    user = accept_invitation(made, name=" Nora Neu ", password=PHRASE)

    assert (user.email, user.name, user.role, user.language) == ("new@example.org", "Nora Neu", "member", "en")
    assert user.institution == manager.institution
    assert user.check_password(PHRASE)
    assert (user.is_staff, user.is_superuser) == (False, False)
    assert invitation_behind(token_of(made.public_id)) is None
    with pytest.raises(WrongStateError):
        accept_invitation(made, name="Somebody else", password=PHRASE)
    assert User.objects.count() == 2


def test_a_weak_password_leaves_the_invitation_open(manager):
    made = invite(manager)

    with pytest.raises(ConfigError, match="12"):
        accept_invitation(made, name="Nora", password="short")

    assert invitation_behind(token_of(made.public_id)) == made
    assert User.objects.count() == 1


@pytest.mark.parametrize("state", [{"expires": timedelta(0)}, {"withdrawn": timedelta(0)}, {"used": timedelta(0)}])
def test_an_invitation_that_is_over_lets_nobody_in(manager, state):
    made = invite(manager)
    Invitation.objects.update(**{name: timezone.now() + ago for name, ago in state.items()})

    assert invitation_behind(token_of(made.public_id)) is None
    with pytest.raises(WrongStateError):
        accept_invitation(made, name="Nora", password=PHRASE)
    assert User.objects.count() == 1


@pytest.mark.parametrize("token", ["", "abc", "abc:def", ":", "x" * 3000])
def test_an_address_that_was_not_signed_here_leads_nowhere(manager, token):
    made = invite(manager)

    assert invitation_behind(token) is None
    assert invitation_behind(f"{made.public_id}:{token_of('other').partition(':')[2]}") is None


def test_who_has_an_account_is_told_and_the_inviter_is_not(manager, make_user):
    make_user("known")
    made = invite(manager, "known@example.org")
    [sent] = mail.outbox

    assert "bereits eines" in sent.body
    assert "https://bench.example.org/de/sign-in" in sent.body
    assert made.public_id not in sent.body
    assert list(open_invitations(manager)) == [made]
    with pytest.raises(WrongStateError):
        accept_invitation(made, name="Impostor", password=PHRASE)
    assert User.objects.get(email="known@example.org").check_password("correct horse staple")


def test_the_newest_invitation_counts(manager):
    first, second = invite(manager), invite(manager, role="analyst")

    assert list(open_invitations(manager)) == [second]
    assert invitation_behind(token_of(first.public_id)) is None


@pytest.mark.parametrize("role", Role.values)
def test_who_may_invite_nobody_sends_nothing(make_user, role):
    user = make_user("ann", role=role)
    allowed = {"manager": {"visitor", "member", "analyst"}, "administrator": set(Role.values)}.get(role, set())
    for wanted in Role.values:
        if wanted in allowed:
            assert invite(user, f"{wanted}@example.org", wanted).institution == user.institution
        else:
            with pytest.raises(NotAllowedError):
                invite(user, f"{wanted}@example.org", wanted)

    assert len(mail.outbox) == Invitation.objects.count() == len(allowed)


def test_nobody_sends_mail_in_bulk(manager, monkeypatch):
    monkeypatch.setattr(actions, "MOST_OPEN", 2)
    invite(manager, "one@example.org")
    invite(manager, "two@example.org")

    with pytest.raises(NotAllowedError, match="Too many"):
        invite(manager, "three@example.org")
    assert len(mail.outbox) == 2


def test_withdrawing_is_for_the_own_institution(manager, make_user):
    made = invite(manager)

    with pytest.raises(NotAllowedError):
        withdraw_invitation(made, by=make_user("stranger", role="administrator"))
    assert list(open_invitations(manager)) == [made]
    withdraw_invitation(made, by=manager)
    assert list(open_invitations(manager)) == []
    assert LogEntry.objects.filter(verb="withdraw_invitation").count() == 1


def test_a_manager_withdraws_no_invitation_of_an_administrator_to_more_rights(manager, make_user):
    made = invite(make_user("boss", manager.institution, role="administrator"), role="administrator")

    with pytest.raises(NotAllowedError):
        withdraw_invitation(made, by=manager)


def test_who_administers_the_workbench_invites_the_first_person_of_another_institution(make_user):
    root, other = make_user("root", is_staff=True, is_superuser=True), Institution.objects.create(name="New Agency")
    rest = {"role": "administrator", "language": "en", "address_of": address_of, "institution": other}
    first = invite_person("new@example.org", by=root, **rest)
    second = invite_person("new@example.org", by=root, **rest)
    user = accept_invitation(second, name="Nora", password=PHRASE)

    assert "New Agency invites you" in mail.outbox[0].body
    assert invitation_behind(token_of(first.public_id)) is None  # the newest one counts there, too
    assert (user.institution, user.role, user.is_superuser) == (other, "administrator", False)


def test_an_administrator_of_an_institution_invites_to_no_other_and_sees_none_of_its_invitations(make_user):
    root, other = make_user("root", is_staff=True, is_superuser=True), Institution.objects.create(name="New Agency")
    rest = {"role": "visitor", "language": "en", "address_of": address_of, "institution": other}
    secret = invite_person("secret@example.org", by=root, **rest)
    user = make_user("ann", role="administrator")
    with pytest.raises(NotAllowedError):
        invite_person("mine@example.org", by=user, **rest)
    with pytest.raises(NotAllowedError):
        withdraw_invitation(secret, by=user)

    assert list(open_invitations(user)) == []
    assert list(open_invitations(root)) == [secret]
    withdraw_invitation(secret, by=root)
    assert list(open_invitations(root)) == []
