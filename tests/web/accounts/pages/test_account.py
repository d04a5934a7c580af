"""One's own account and sessions."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from lxml import html

from crossfield.web.accounts.models import User

PHRASE = "correct horse staple"


def tree(answer):
    return html.fromstring(answer.content.decode())


def sign_in(client, name, agent="Mozilla/5.0 (X11; Linux x86_64) Gecko Firefox/140.0"):
    form = {"login": f"{name}@example.org", "password": PHRASE}
    assert client.post("/de/sign-in/", form, headers={"user-agent": agent}).status_code == 302


@pytest.fixture
def elsewhere(served):
    """A second browser."""
    return Client(**served.defaults)


@pytest.fixture
def sessions(served, elsewhere, make_user):
    """Two browsers in which the same person is signed in."""
    make_user("ann")
    for browser in (served, elsewhere):
        sign_in(browser, "ann")
    return served, elsewhere


def test_name_and_language_are_changed(served, make_user):
    make_user("ann", name="Ann")
    sign_in(served, "ann")

    saved = served.post("/de/account/", {"name": "Ann Beispiel", "language": "en"})
    wrong = served.post("/de/account/", {"name": "x", "language": "fr"})

    assert saved["Location"] == "/en/account/"
    assert saved.cookies["crossfield_language"].value == "en"
    assert wrong.status_code == 200
    kept = User.objects.get(email="ann@example.org")
    assert (kept.name, kept.language) == ("Ann Beispiel", "en")
    assert tree(served.get("/en/account/")).xpath("//input[@name='name']/@value") == ["Ann Beispiel"]


def test_html_in_a_name_is_text(served, make_user):
    make_user("ann", name='"><script>alert(1)</script>')
    sign_in(served, "ann")

    assert b"<script>alert(1)</script>" not in served.get("/de/account/").content


def test_sessions_are_those_of_the_user(served, elsewhere, make_user):
    make_user("ann")
    make_user("bob")
    sign_in(served, "ann")
    sign_in(elsewhere, "bob", "Mozilla/5.0 (Secret) Chrome/140.0")

    page = tree(served.get("/de/account/sessions/"))

    assert page.xpath("//tbody/tr/th/text()") == ["Firefox, Linux (dieser)"]


@pytest.mark.parametrize(
    ("which", "left", "afterwards"), [("others", 1, [200, 302]), ("all", 0, [302, 302]), ("this one", 1, [302, 200])]
)
def test_sessions_are_ended(sessions, which, left, afterwards):
    here = sessions[0]
    own = UserSession.objects.get(session_key=here.session.session_key)

    answer = here.post("/de/account/sessions/end/", {"which": str(own.pk) if which == "this one" else which})

    assert answer["Location"] == ("/de/account/sessions/" if which == "others" else "/de/sign-in/")
    assert UserSession.objects.count() == left
    assert [one.get("/de/account/").status_code for one in sessions] == afterwards


def test_a_session_of_somebody_else_is_not_ended(served, elsewhere, make_user):
    make_user("ann")
    make_user("bob")
    sign_in(served, "ann")
    sign_in(elsewhere, "bob")
    foreign = UserSession.objects.get(user__email="bob@example.org")

    for which in (str(foreign.pk), "0", "-1", "nonsense", ""):
        served.post("/de/account/sessions/end/", {"which": which})

    assert elsewhere.get("/de/account/").status_code == 200
    assert served.get("/de/account/").status_code == 200


def test_a_changed_password_ends_the_other_sessions(served, elsewhere, make_user, mailoutbox):
    make_user("ann", language="en")
    for browser in (served, elsewhere):
        sign_in(browser, "ann")
    form = {"oldpassword": PHRASE, "password1": "another good phrase", "password2": "another good phrase"}

    wrong = served.post("/de/account/password/", form | {"oldpassword": "wrong"})
    served.post("/de/account/password/", form)

    assert "Bitte geben Sie Ihr bisheriges Passwort ein." in wrong.content.decode()
    assert served.get("/de/account/").status_code == 200
    assert elsewhere.get("/de/account/").status_code == 302
    assert ["The password was changed." in one.body for one in mailoutbox] == [True]
