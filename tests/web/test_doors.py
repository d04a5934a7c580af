"""Who is answered: names, proxies, foreign forms, people without an account; and the policy of every answer."""

import pytest
from django.test import Client

POLICY = {
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
}


@pytest.mark.parametrize(
    "name", ["evil.example.org", "localhost.evil.example.org", "127.0.0.1.evil.example", "0.0.0.0", ""]
)
def test_a_name_that_is_not_ours_reads_nothing(desk, name):
    answer = desk.get("/de/", headers={"host": name})

    assert answer.status_code == 421
    assert b"Sachsen" not in answer.content
    assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"


@pytest.mark.parametrize("name", ["localhost", "localhost:8765", "127.0.0.1:9", "[::1]:8765", "LOCALHOST"])
def test_our_own_names_are_answered(desk, name):
    assert desk.get("/de/", headers={"host": name}).status_code == 200


@pytest.mark.parametrize("header", ["x-forwarded-for", "x-forwarded-host", "forwarded", "x-real-ip"])
def test_a_desk_behind_a_proxy_lets_nobody_in(desk, header):
    answer = desk.get("/de/", headers={header: "192.0.2.7"})

    assert answer.status_code == 421
    assert b"Sachsen" not in answer.content


def test_a_desk_answers_its_own_computer_only(desk):
    desk.defaults["REMOTE_ADDR"] = "192.0.2.7"

    assert desk.get("/de/").status_code == 421


def test_a_foreign_site_cannot_send_a_form(db):
    browser = Client(enforce_csrf_checks=True, HTTP_HOST="localhost:8765", REMOTE_ADDR="127.0.0.1")
    browser.get("/de/")
    token = browser.cookies["crossfield_csrf"].value
    form = {"region": "DE", "csrfmiddlewaretoken": token}

    refused = browser.post("/de/own-region/", form, headers={"origin": "http://evil.example.org"})
    other_port = browser.post("/de/own-region/", form, headers={"origin": "http://localhost:1"})
    missing = browser.post("/de/own-region/", {"region": "DE"})
    own = browser.post("/de/own-region/", form, headers={"origin": "http://localhost:8765"})

    assert [answer.status_code for answer in (refused, other_port, missing, own)] == [403, 403, 403, 302]
    assert "fremden Seite" in refused.content.decode()


@pytest.mark.parametrize(
    "address",
    ["/de/", "/en/region/DED/", "/de/region/XYZ/", "/de/nowhere/", "/de/admin/", "/en/admin/accounts/user/", "/"],
)
def test_every_answer_has_the_policy(desk, address):
    answer = desk.get(address)

    assert set(answer["Content-Security-Policy"].split("; ")) == POLICY
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "address",
    ["/de/", "/de/region/DED/", "/en/interfaces/DED/", "/de/region/DED/fields.csv", "/de/admin/", "/de/data/"],
)
def test_elsewhere_people_sign_in_first(served, address):
    answer = served.get(address)

    assert answer.status_code == 302
    assert "Mikroelektronik" not in answer.content.decode()
    assert answer["Location"].split("?")[0] in {"/de/sign-in/", "/en/sign-in/", "/de/admin/login/"}


def test_signing_in_and_out(served, make_user):
    make_user("ann")

    wrong = served.post("/de/sign-in/", {"login": "ann@example.org", "password": "wrong"})
    right = served.post("/de/sign-in/", {"login": "ANN@example.org", "password": "correct horse staple"})

    assert "passen nicht zusammen" in wrong.content.decode()
    assert right["Location"] == "/de/"
    assert served.get("/de/").status_code == 200
    assert served.post("/de/sign-out/").status_code == 302
    assert served.get("/de/").status_code == 302


def test_after_signing_in_nobody_is_sent_to_another_site(served, make_user):
    make_user("ann")
    form = {"login": "ann@example.org", "password": "correct horse staple", "next": "https://evil.example.org/"}

    assert served.post("/de/sign-in/", form)["Location"] == "/de/"


@pytest.mark.parametrize("kind", ["imprint", "privacy", "accessibility", "licences"])
def test_the_footers_pages_need_no_account(served, kind):
    assert served.get(f"/de/about/{kind}/").status_code == 200


def test_a_demonstration_says_so_before_anybody_types(served, settings):
    said = []
    for settings.DEMO in (False, True):
        said.append("Vorführung: Bitte".encode() in served.get("/de/sign-in/").content)

    assert said == [False, True]


def test_a_user_without_rights_gets_no_administration(served, make_user):
    served.force_login(make_user("ann"))

    assert served.get("/de/admin/accounts/user/").status_code == 302


def test_cookies_are_the_necessary_ones_and_no_others(desk):
    desk.get("/de/")
    desk.get("/de/interfaces/DED/")

    assert set(desk.cookies) <= {"crossfield_csrf", "crossfield_session"}
    assert all(cookie["samesite"] == "Lax" and cookie["httponly"] for cookie in desk.cookies.values())
