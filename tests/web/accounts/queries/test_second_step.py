"""What is set up beside the password, and where browsers make passkeys."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import RequestFactory

from crossfield.web.accounts.queries.second_step import SecondStep, second_step_of, why_no_passkeys

NAMES = ("localhost", "127.0.0.1", "[::1]", "10.0.0.5", "bench.example.org")


@pytest.mark.parametrize(
    ("host", "secure", "why"),
    [
        ("localhost:8765", False, ""),
        ("localhost", False, ""),
        ("bench.example.org", True, ""),
        ("bench.example.org:8443", True, ""),
        ("bench.example.org", False, "https"),
        ("127.0.0.1:8765", False, "name"),
        ("10.0.0.5", True, "name"),
        ("[::1]:8765", True, "name"),
    ],
)
def test_passkeys_want_a_name_and_a_secure_connection(settings, host, secure, why):
    settings.ALLOWED_HOSTS = list(NAMES)

    assert why_no_passkeys(RequestFactory().get("/", HTTP_HOST=host, secure=secure)) == why


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("address", ["sign-in/", "account/second-step/", "account/passkeys/"])
def test_a_page_says_why_there_are_none(served, make_user, language, address):
    if address.startswith("account"):
        served.force_login(make_user("ann"))
    said = served.get(f"/{language}/{address}").content.decode()

    assert "(https)" in said
    assert "mfa_login" not in said


@pytest.mark.django_db
def test_nothing_is_set_up_at_first(make_user):
    user = make_user("ann")
    make = Authenticator.objects.create
    assert second_step_of(user) == SecondStep(has_app=False, passkeys=0, codes_left=0)
    assert not second_step_of(user).is_set_up

    make(user=user, type=Authenticator.Type.WEBAUTHN, data={})
    make(user=user, type=Authenticator.Type.WEBAUTHN, data={})
    make(user=make_user("bob"), type=Authenticator.Type.TOTP, data={})

    assert second_step_of(user) == SecondStep(has_app=False, passkeys=2, codes_left=0)
    assert second_step_of(user).is_set_up
