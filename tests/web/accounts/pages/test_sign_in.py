"""Signing in: both languages, no hint at which of the two was wrong, tries are counted, no way to another site."""

import re

import pytest
from django.core import mail
from django.db import connection
from lxml import html

from crossfield.web.settings import CACHES

PHRASE = "correct horse staple"
WRONG = {"de": "E-Mail-Adresse und Passwort passen nicht zusammen.", "en": "Mail address and password do not match."}
OPEN = ["sign-in/", "sign-in/no-account/", "sign-in/closed/", "sign-in/stopped/", "new-password/"]
OPEN += ["new-password/sent/", "new-password/done/"]
OWN = ["", "confirm/", "password/", "second-step/", "app/", "passkeys/", "passkeys/add/", "provider/", "sessions/"]


def tree(answer):
    return html.fromstring(answer.content.decode())


def try_to_sign_in(client, address="ann@example.org", phrase=PHRASE, language="de", **rest):
    return client.post(f"/{language}/sign-in/", {"login": address, "password": phrase, **rest})


@pytest.mark.parametrize(("language", "heading"), [("de", "Anmelden"), ("en", "Sign in")])
def test_the_form_in_both_languages(served, language, heading):
    page = tree(served.get(f"/{language}/sign-in/"))

    assert page.xpath("string(//h1)") == heading
    assert page.xpath("//form[@class='sign']//input/@type") == ["hidden", "email", "password"]
    assert page.xpath("//input[@type='password']/@value") == []


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(("address", "phrase"), [("ann", "wrong"), ("nobody", PHRASE), ("closed", PHRASE)])
def test_what_was_wrong_is_not_told(served, make_user, language, address, phrase):
    make_user("ann")
    make_user("closed", is_active=False)

    answer = try_to_sign_in(served, f"{address}@example.org", phrase, language)

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

    assert try_to_sign_in(served, language="en", next=wanted)["Location"] == led_to


def test_who_is_signed_in_is_led_to_the_start(served, make_user):
    served.force_login(make_user("ann"))

    assert served.get("/de/sign-in/")["Location"] == "/de/"


@pytest.mark.parametrize("address", [*OPEN, *(f"account/{one}" for one in [*OWN, "people/"]), "invitation/abc/"])
def test_at_a_desk_there_is_nothing_to_sign_in_to(desk, address):
    assert desk.get(f"/de/{address}")["Location"] == "/de/"


def test_at_a_desk_no_provider_is_asked(desk):
    assert desk.get("/openid/any/")["Location"] in {"/de/", "/en/"}


def test_signing_out_is_a_form_not_a_link(served, make_user):
    served.force_login(make_user("ann"))

    asked = served.get("/de/sign-out/")

    assert tree(asked).xpath("string(//h1)") == "Abmelden?"
    assert served.get("/de/").status_code == 200
    assert served.post("/de/sign-out/")["Location"] == "/de/sign-in/"
    assert served.get("/de/").status_code == 302


def test_the_page_asked_for_is_kept_as_text(served):
    page = served.get("/de/sign-in/", {"next": '"><script>alert(1)</script>'})

    assert b"<script>alert(1)</script>" not in page.content


def test_after_five_wrong_tries_an_account_is_not_tried_further(served, make_user):
    make_user("ann")
    make_user("bob")
    for _ in range(5):
        assert WRONG["de"] in try_to_sign_in(served, phrase="wrong").content.decode()

    right = try_to_sign_in(served)
    other = try_to_sign_in(served, "bob@example.org")

    assert "Zu viele Versuche" in right.content.decode()
    assert served.session.get("_auth_user_id") is not None
    assert other["Location"] == "/de/"


def test_an_address_without_account_is_counted_alike(served):
    for _ in range(5):
        try_to_sign_in(served, "nobody@example.org")

    assert "Zu viele Versuche" in try_to_sign_in(served, "nobody@example.org").content.decode()


def test_from_one_place_only_so_many_are_tried(served):
    answers = [try_to_sign_in(served, f"nobody{number}@example.org") for number in range(31)]

    assert [answer.status_code for answer in answers[:30]] == [200] * 30
    assert answers[30].status_code == 429
    assert tree(answers[30]).xpath("string(//h1)") == "Bitte warten Sie einen Moment"


def test_the_administration_is_entered_by_the_same_door(served, make_user):
    make_user("ann", is_staff=True)

    led = served.get("/de/admin/login/?next=/de/admin/")
    tried = served.post("/de/admin/login/", {"username": "ann@example.org", "password": PHRASE})

    assert led["Location"] == "/de/sign-in/?next=%2Fde%2Fadmin%2F"
    assert tried["Location"].startswith("/de/sign-in/")
    assert "_auth_user_id" not in served.session


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_new_password_by_mail(served, make_user, language):
    make_user("ann", language=language)
    served.force_login(make_user("bob"))
    served.logout()

    told = served.post("/de/new-password/", {"email": "ANN@example.org"})
    [sent] = mail.outbox
    link = re.search(rf"http://bench\.example\.org(/{language}/new-password/\S+)", sent.body)[1]
    form = served.get(link, follow=True)
    saved = served.post(
        form.wsgi_request.path, {"password1": "another good phrase", "password2": "another good phrase"}
    )

    assert told["Location"] == "/de/new-password/sent/"
    assert sent.to == ["ann@example.org"]
    assert ("Guten Tag" in sent.body) is (language == "de")
    assert saved["Location"] == f"/{language}/new-password/done/"
    assert len(mail.outbox) == 2  # the second tells of the change
    assert try_to_sign_in(served, phrase="another good phrase")["Location"] == "/de/"
    assert tree(served.get(link, follow=True)).xpath("string(//h1)")  # used up: says so and harms nothing


def test_a_link_that_was_used_or_made_up_says_so(served, make_user):
    page = tree(served.get("/de/new-password/1-c0ffee-0123456789abcdef/"))

    assert page.xpath("string(//h1)") == "Dieser Link gilt nicht mehr"


def test_nobody_learns_whether_there_is_an_account(served, make_user):
    make_user("ann")
    make_user("closed", is_active=False)
    answers = [
        served.post("/de/new-password/", {"email": f"{name}@example.org"}) for name in ("ann", "nobody", "closed")
    ]
    pages = [tree(served.get(answer["Location"])).xpath("string(//main)") for answer in answers]

    assert {answer["Location"] for answer in answers} == {"/de/new-password/sent/"}
    assert len(set(pages)) == 1
    assert [one.to for one in mail.outbox] == [["ann@example.org"]]


def test_nobody_signs_up(served):
    form = {"email": "new@example.org", "password1": PHRASE, "password2": PHRASE}

    assert tree(served.post("/de/sign-in/no-account/", form)).xpath("string(//h1)") == "Konten gibt es auf Einladung"
    assert tree(served.get("/en/sign-in/no-account/")).xpath("string(//h1)") == "Accounts are made by invitation"


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("address", OPEN)
def test_pages_before_signing_in_are_in_their_language_and_have_nothing_inline(served, language, address):
    check_page(served.get(f"/{language}/{address}"), language)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("address", [*OWN, "people/"])
def test_pages_of_the_account_are_in_their_language_and_have_nothing_inline(served, make_user, language, address):
    make_user("ann", role="administrator")
    try_to_sign_in(served)
    served.post(f"/{language}/account/confirm/", {"password": PHRASE})

    check_page(served.get(f"/{language}/account/{address}"), language)


@pytest.mark.parametrize("address", OWN)
def test_pages_of_the_account_are_for_who_is_signed_in(served, make_user, address):
    make_user("secret")

    answer = served.get(f"/de/account/{address}")

    assert answer["Location"].startswith("/de/sign-in/?next=")
    assert "secret" not in answer.content.decode()


def check_page(answer, language):
    page = tree(answer)
    assert answer.status_code == 200
    assert page.get("lang") == language
    assert len(page.xpath("//h1")) == 1
    assert page.xpath("//style | //@style | //@onclick | //script[not(@src)][not(@type='application/json')]") == []
    loaded = page.xpath("//script/@src | //link/@href | //img/@src")
    assert [one for one in loaded if not one.startswith(("/static/", "data:image/svg+xml"))] == []
    assert page.xpath("//header//a[@hreflang]/@href")[0].startswith("/en/" if language == "de" else "/de/")
    unlabelled = [
        one.get("name")
        for one in page.xpath("//input[not(@type='hidden')] | //select")
        if not page.xpath(f"//label[@for='{one.get('id')}']") and not one.get("aria-label")
    ]
    assert unlabelled == []
    said = page.xpath("string(//main)")
    assert not re.search(r"\b(the|your|with)\b" if language == "de" else r"\b(und|oder|Sie)\b", said)


def test_tries_are_counted_in_the_database_for_all_processes(served, make_user, settings):
    settings.CACHES = CACHES
    make_user("ann")
    for _ in range(5):
        try_to_sign_in(served, phrase="wrong")
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM shared_counts")
        kept = cursor.fetchall()

    assert "Zu viele Versuche" in try_to_sign_in(served).content.decode()
    assert len(kept) >= 2  # of the address and of the place
    assert "ann@example.org" not in str(kept)
