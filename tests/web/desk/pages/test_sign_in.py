"""Signing in: both languages, no hint at which of the two was wrong, and no way to another site."""

import pytest
from lxml import html

PHRASE = "correct horse staple"
WRONG = {"de": "E-Mail-Adresse und Passwort passen nicht zusammen.", "en": "Mail address and password do not match."}


def tree(answer):
    return html.fromstring(answer.content.decode())


@pytest.mark.parametrize(("language", "heading"), [("de", "Anmelden"), ("en", "Sign in")])
def test_the_form_in_both_languages(served, language, heading):
    page = tree(served.get(f"/{language}/sign-in/"))

    assert page.xpath("string(//h1)") == heading
    assert page.xpath("//form[@class='sign']//input/@type") == ["hidden", "email", "password", "hidden"]
    assert page.xpath("//input[@type='password']/@value") == []


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(("address", "phrase"), [("ann", "wrong"), ("nobody", PHRASE), ("closed", PHRASE), ("", "")])
def test_what_was_wrong_is_not_told(served, make_user, language, address, phrase):
    make_user("ann")
    make_user("closed", is_active=False)
    form = {"username": f"{address}@example.org", "password": phrase}

    answer = served.post(f"/{language}/sign-in/", form)

    assert answer.status_code == 200
    assert tree(answer).xpath("string(//p[@role='alert'])") == WRONG[language]
    assert served.get(f"/{language}/").status_code == 302


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/en/data/", "/en/data/"),
        ("https://evil.example.org/", "/en/"),
        ("//evil.example.org/", "/en/"),
        ("javascript:alert(1)", "/en/"),
        ("\\\\evil.example.org", "/en/"),
        ("", "/en/"),
    ],
)
def test_one_is_led_on_within_the_workbench_only(served, make_user, wanted, led_to):
    make_user("ann")
    form = {"username": "ann@example.org", "password": PHRASE, "next": wanted}

    assert served.post("/en/sign-in/", form)["Location"] == led_to


def test_who_is_signed_in_is_led_to_the_start(served, make_user):
    served.force_login(make_user("ann"))

    assert served.get("/de/sign-in/")["Location"] == "/de/"


def test_at_a_desk_nobody_signs_in(desk):
    assert desk.get("/de/sign-in/")["Location"] == "/de/"


def test_signing_out_is_a_form_not_a_link(served, make_user):
    served.force_login(make_user("ann"))

    assert served.get("/de/sign-out/").status_code == 405
    assert served.get("/de/").status_code == 200
    assert served.post("/de/sign-out/")["Location"] == "/de/sign-in/"
    assert served.get("/de/").status_code == 302


def test_the_page_asked_for_is_kept_as_text(served):
    page = served.get("/de/sign-in/", {"next": '"><script>alert(1)</script>'})

    assert b"<script>alert(1)</script>" not in page.content
