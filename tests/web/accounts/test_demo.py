"""Accounts of a demonstration: while it runs they sign in as any other, after it by no way at all."""

import pytest
from allauth.account.models import Login
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.contrib.auth import authenticate
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory
from lxml import html

from crossfield.web.accounts.actions.account import make_demo_accounts
from crossfield.web.accounts.models import User

ADDRESS = "administrator@demo.example"
WRONG = "Mail address and password do not match."


@pytest.fixture
def passwords(served, settings):
    """Made while the workbench was a demonstration, with somebody else beside them."""
    settings.DEMO = True
    made = make_demo_accounts()
    User.objects.create_user("ann@demo.example.org", "correct horse staple")
    settings.DEMO = False
    return made


def signs_in(served, address, password):
    return served.post("/en/sign-in/", {"login": address, "password": password})


def told(answer):
    return html.fromstring(answer.content.decode()).xpath("string(//p[@role='alert'])")


@pytest.mark.parametrize("role", ["visitor", "manager", "administrator"])
def test_a_password_is_answered_like_a_wrong_one(served, passwords, role):
    address = f"{role}@demo.example"
    right, wrong = signs_in(served, address, passwords[address]), signs_in(served, address, "wrong")

    assert (right.status_code, told(right)) == (wrong.status_code, told(wrong)) == (200, WRONG)
    assert "_auth_user_id" not in served.session
    assert authenticate(username=address, password=passwords[address]) is None


def test_in_demo_mode_they_sign_in_and_others_always_do(served, settings, passwords):
    ann = signs_in(served, "ann@demo.example.org", "correct horse staple")
    served.logout()
    settings.DEMO = True

    assert ann["Location"] == signs_in(served, ADDRESS, passwords[ADDRESS])["Location"] == "/en/"


def test_a_session_ends_at_its_next_request(served, settings, passwords):
    settings.DEMO = True
    signs_in(served, ADDRESS, passwords[ADDRESS])
    seen = served.get("/en/account/people/")
    settings.DEMO = False
    gone = served.get("/en/account/people/")

    assert (seen.status_code, ADDRESS in seen.content.decode()) == (200, True)
    assert gone["Location"].startswith("/en/sign-in/?next=")
    assert ADDRESS not in gone.content.decode()
    assert served.post("/en/account/contact/", {"contact": "a@example.org"})["Location"].startswith("/en/sign-in/")


def test_a_code_that_is_typed_after_the_end_signs_nobody_in(served, settings, passwords):
    user, secret = User.objects.get(email=ADDRESS), totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    settings.DEMO = True
    asked = signs_in(served, ADDRESS, passwords[ADDRESS])
    settings.DEMO = False
    code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
    answer = served.post("/en/sign-in/second-step/", {"code": code})

    assert asked["Location"] == "/en/sign-in/second-step/"
    assert answer["Location"] == "/en/sign-in/"
    assert "_auth_user_id" not in served.session
    assert WRONG in served.get("/en/sign-in/").content.decode()
    assert served.get("/en/sign-in/second-step/")["Location"] == "/en/sign-in/"


@pytest.mark.parametrize("is_demo", [True, False])
def test_a_passkey_signs_nobody_in(passwords, settings, is_demo):
    """What stands behind the form for passkeys once the key has been found right."""
    user = User.objects.get(email=ADDRESS if is_demo else "ann@demo.example.org")
    key = Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "key"})
    request = RequestFactory().get("/en/sign-in/passkey/", HTTP_HOST="bench.example.org")
    request.user, request.session = user, SessionStore()
    request._messages = CookieStorage(request)
    with request_context(request):
        answer = perform_passwordless_login(request, key, Login(user=user))

    assert ("_auth_user_id" in request.session) is not is_demo
    assert (answer["Location"], WRONG in map(str, get_messages(request))) == (
        ("/en/sign-in/", True) if is_demo else ("/en/", False)
    )


def test_nobody_is_held_for_one_by_a_similar_address(passwords):
    made = [User(email=one) for one in (ADDRESS, "ann@demo.example.org", "demo.example@example.org")]

    assert [one.is_demo for one in made] == [True, False, False]
    assert [one.may_sign_in for one in made] == [False, True, True]
