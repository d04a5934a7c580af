"""Every address on accounts: at a desk it leads to the start page, elsewhere to signing in or to its own page."""

import re

import pytest

from crossfield.web.accounts.pages.routes import PROVIDER_ROUTES, ROUTES

GIVEN = {"token": "no-token", "public_id": "nobody", "pk": 1, "provider_id": "nobody"}
READ_BY_ALL = {
    "account_login",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_inactive",
    "socialaccount_login_error",
    "socialaccount_login_cancelled",
    "account_signup",
}
ADDRESSES = {
    route.name: "/de/" + re.sub(r"<\w+:(\w+)>", lambda found: str(GIVEN[found[1]]), str(route.pattern))
    for route in ROUTES
    if not str(route.pattern).startswith("^")
}


def test_every_name_and_every_address_is_there_once():
    routes = [*ROUTES, *PROVIDER_ROUTES]

    assert len({route.name for route in routes}) == len(routes)
    assert len({str(route.pattern) for route in routes}) == len(routes)


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_at_a_desk_there_is_nothing_to_sign_in_to(desk, name):
    answer = desk.get(ADDRESSES[name])

    assert (answer.status_code, answer["Location"]) == (302, "/de/")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("name", sorted(set(ADDRESSES) - READ_BY_ALL))
def test_elsewhere_a_stranger_reads_no_page_of_an_account(served, name):
    answer = served.get(ADDRESSES[name])

    assert answer.status_code in {302, 404, 405, 410}
    if answer.status_code == 302:
        assert answer["Location"].partition("?")[0] in {"/de/sign-in/", "/de/"}


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", sorted(READ_BY_ALL))
def test_pages_before_signing_in_are_read_by_all_in_both_languages(served, name, language):
    answer = served.get(ADDRESSES[name].replace("/de/", f"/{language}/", 1))

    assert answer.status_code == (401 if name == "socialaccount_login_error" else 200)
    assert f'<html lang="{language}">' in answer.content.decode()
    assert "'unsafe" not in answer["Content-Security-Policy"]
