"""What allauth asks us: whom a provider leads to, how secrets are kept, what is told and logged."""

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.account.adapter import get_adapter
from allauth.mfa.adapter import get_adapter as second_step_adapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from cryptography.fernet import InvalidToken
from django.test import RequestFactory
from lxml import html

from crossfield.config import Settings
from crossfield.web.accounts.models import Institution, LogEntry, User
from crossfield.web.settings import openid_providers

PHRASE = "correct horse staple"


class Provider(HTTPServer):
    """A tiny OpenID Connect provider on loopback: it says of everybody what the test wants it to say."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answers)
        self.origin = f"http://127.0.0.1:{self.server_port}"
        self.claims, self.asked = {}, []


class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        origin = self.server.origin
        self.answer({
            "issuer": origin, "authorization_endpoint": f"{origin}/authorize", "token_endpoint": f"{origin}/token",
            "userinfo_endpoint": f"{origin}/userinfo", "jwks_uri": f"{origin}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        } if self.path.startswith("/.well-known/") else self.server.claims)  # fmt: skip

    def do_POST(self):
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.server.asked.append(sent)
        claims = {"iss": self.server.origin, "aud": "bench", "exp": 4_000_000_000, "iat": 1, **self.server.claims}
        token = jwt.encode(claims, "a key that nobody checks, as the token came straight from the provider")
        self.answer({"access_token": "given", "token_type": "Bearer", "id_token": token})

    def answer(self, said):
        body = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Print nothing."""


@pytest.fixture
def provider():
    with Provider() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def through(served, settings, provider, tmp_path):
    """Goes the way through the provider of the institution Home, with what the provider says of somebody."""
    file = tmp_path / "openid.toml"
    lines = ('id = "home"', 'name = "Home <b>&</b> Co"', 'institution = "Home"', f'server = "{provider.origin}"',
             'client_id = "bench"', 'secret = "s"')  # fmt: skip
    file.write_text("\n".join(("[[provider]]", *lines)), encoding="utf-8")
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": openid_providers(Settings(openid=str(file)))}}

    def went(**claims):
        provider.claims = {"sub": "1234"} | claims
        leaving = html.fromstring(served.post("/openid/home/").content.decode())
        address = urlsplit(leaving.xpath("//main//a/@href")[0])
        state = parse_qs(address.query)["state"][0]
        return served.get("/openid/home/answer/", {"code": "abc", "state": state})

    return went


def test_the_way_to_the_provider_is_a_page_of_ours(served, through, provider):
    sign_in = html.fromstring(served.get("/de/sign-in/").content.decode())
    answer = served.post("/openid/home/", headers={"accept-language": "de"})
    page = html.fromstring(answer.content.decode())
    address = urlsplit(page.xpath("//main//a/@href")[0])
    asked = parse_qs(address.query)

    assert "Anmelden über Home <b>&</b> Co" in sign_in.xpath("string(//main)")
    assert sign_in.xpath("//form/@action")[-1] == "/openid/home/"
    assert answer.status_code == 200
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{provider.origin}/authorize"
    assert asked["redirect_uri"] == ["http://bench.example.org/openid/home/answer/"]
    assert asked["code_challenge_method"] == ["S256"]
    assert page.xpath("//meta[@http-equiv='refresh']/@content")[0].startswith(f"0; url={provider.origin}/authorize?")
    assert "form-action 'self'" in answer["Content-Security-Policy"]


def test_who_has_an_account_at_the_institution_gets_in(served, through, make_user, mailoutbox):
    user = make_user("ann", Institution.objects.create(name="Home"))

    first = through(email="Ann@Example.org", email_verified=True)

    assert first["Location"] in {"/de/", "/en/"}
    assert served.session["_auth_user_id"] == str(user.pk)
    assert LogEntry.objects.filter(verb="connect_provider").count() == 1
    assert len(mailoutbox) == 1
    assert SocialToken.objects.count() == 0
    served.logout()
    again = through(email="changed@example.org", email_verified=False)  # known by its number from now on
    assert again["Location"] in {"/de/", "/en/"}
    assert SocialAccount.objects.count() == 1
    assert b"Trennen" in served.get("/de/account/provider/").content


@pytest.mark.parametrize(
    ("claims", "closed"),
    [
        ({"email": "nobody@example.org", "email_verified": True}, False),
        ({"email": "ann@example.org", "email_verified": False}, False),
        ({"email": "ann@example.org"}, False),
        ({"email": "stranger@example.org", "email_verified": True}, False),
        ({"email": "ann@example.org", "email_verified": True}, True),
        ({}, False),
    ],
    ids=["no account", "not confirmed", "nothing said", "of another institution", "closed", "no address"],
)
def test_everybody_else_gets_the_same_answer(served, through, make_user, claims, closed):
    make_user("ann", Institution.objects.create(name="Home"), is_active=not closed)
    make_user("stranger")

    answer = through(**claims)

    assert answer["Location"] in {"/de/sign-in/refused/", "/en/sign-in/refused/"}
    assert "_auth_user_id" not in served.session
    assert SocialAccount.objects.count() == 0
    page = served.get("/de/sign-in/refused/")
    assert page.status_code == 401
    assert "führte hier zu keinem Konto" in page.content.decode()


def test_who_has_left_the_institution_no_longer_gets_in(served, through, make_user):
    user = make_user("ann", Institution.objects.create(name="Home"))
    through(email="ann@example.org", email_verified=True)
    served.logout()
    user.institution = Institution.objects.create(name="Another")
    user.save()

    assert through(email="ann@example.org", email_verified=True)["Location"].endswith("/sign-in/refused/")
    assert "_auth_user_id" not in served.session


def test_an_account_of_a_demonstration_gets_in_while_there_is_one(served, settings, through):
    home = Institution.objects.create(name="Home")
    User.objects.create_user("administrator@demo.example", PHRASE, institution=home)
    led = []
    for settings.DEMO in (False, True):
        led.append(through(email="administrator@demo.example", email_verified=True)["Location"][3:])

    assert led == ["/sign-in/refused/", "/"]
    settings.DEMO = False
    served.logout()
    assert through(email="administrator@demo.example", email_verified=True)["Location"].endswith("/refused/")
    assert "_auth_user_id" not in served.session


def test_a_second_step_is_asked_for_after_the_provider_too(served, through, make_user):
    user = make_user("ann", Institution.objects.create(name="Home"))
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})

    answer = through(email="ann@example.org", email_verified=True)

    assert answer["Location"].endswith("/sign-in/second-step/")
    assert "_auth_user_id" not in served.session


def test_an_answer_that_nobody_asked_for_is_refused(served, through):
    answer = served.get("/openid/home/answer/", {"code": "abc", "state": "made up"})

    assert answer.status_code in {200, 302, 401}
    assert "_auth_user_id" not in served.session
    assert served.get("/openid/unknown/").status_code == 404


def test_secrets_of_apps_are_unreadable_without_the_key(settings):
    adapter = second_step_adapter()
    kept = adapter.encrypt("JBSWY3DPEHPK3PXP")

    assert "JBSWY3DPEHPK3PXP" not in kept
    assert b"JBSWY3DPEHPK3PXP" not in base64.urlsafe_b64decode(kept)
    assert adapter.decrypt(kept) == "JBSWY3DPEHPK3PXP"
    settings.SECRET_KEY = "another key"  # noqa: S105 -- of the test
    with pytest.raises(InvalidToken):
        adapter.decrypt(kept)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"), [("de", "Ein Passkey wurde hinzugefügt."), ("en", "A passkey was added.")]
)
def test_a_change_is_told_and_logged_without_values(make_user, mailoutbox, language, words):
    user = make_user("ann", language=language)
    get_adapter().send_notification_mail("mfa/email/webauthn_added", user, {"authenticator": "x"})
    [sent] = mailoutbox

    assert (sent.to, words in sent.body) == (["ann@example.org"], True)
    entry = LogEntry.objects.get()
    assert (entry.verb, entry.public_id, entry.fields) == ("webauthn_added", user.public_id, [])


def test_a_request_without_address_counts_as_one_place():
    request = RequestFactory().get("/")
    assert get_adapter().get_client_ip(request) == "127.0.0.1"
    request.META["REMOTE_ADDR"] = ""
    assert get_adapter().get_client_ip(request) == "0.0.0.0"
