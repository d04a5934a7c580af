"""The doors by themselves: which request is local, whose it is, and what a refusal tells."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation

from crossfield.web.accounts.middleware import FORWARDED, is_local, refuse_foreign_hosts, sign_in_at_desk
from crossfield.web.accounts.models import LogEntry, User
from crossfield.web.accounts.models.user import DESK_EMAIL

BEHIND = "what only this computer reads"
REFUSED = {
    "de": (
        "Diese Arbeitsumgebung antwortet nur auf ihren eigenen Namen.\n",
        "Diese Arbeitsumgebung antwortet nur diesem Rechner. Wer sie betreibt, kann sie für andere öffnen.\n",
    ),
    "en": (
        "This workbench answers to its own name only.\n",
        "This workbench answers this computer only. Those who run it can open it to others.\n",
    ),
}


def request(host="localhost", address="127.0.0.1", **more):
    made = RequestFactory().get("/de/", HTTP_HOST=host, REMOTE_ADDR=address, **more)
    made.user = AnonymousUser()
    return made


def ask(made):
    return refuse_foreign_hosts(lambda _: HttpResponse(BEHIND))(made)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.8.7", "::1"])
def test_a_request_from_this_computer_is_local(address):
    assert is_local(request(address=address))


@pytest.mark.parametrize("address", ["192.0.2.7", "10.0.0.1", "2001:db8::1", "0.0.0.0", "", "127.0.0.1.evil"])
def test_any_other_address_is_not(address):
    assert not is_local(request(address=address))


@pytest.mark.parametrize("name", FORWARDED)
@pytest.mark.parametrize("value", ["127.0.0.1", ""])
def test_what_a_proxy_passed_on_is_not_local(name, value):
    assert not is_local(request(**{name: value}))


@pytest.mark.parametrize("host", ["localhost", "localhost:8765", "127.0.0.1:1", "[::1]"])
def test_own_names_are_answered(host):
    assert ask(request(host)).content.decode() == BEHIND


@pytest.mark.parametrize("host", ["", "evil.example.org", "localhost@evil.example.org", "a b", "[::1"])
def test_other_names_are_refused(host):
    answer = ask(request(host))

    assert (answer.status_code, answer["Content-Type"]) == (421, "text/plain; charset=utf-8")
    assert BEHIND not in answer.content.decode()


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_refusal_says_why_in_the_readers_language(language):
    with translation.override(language):
        name, computer = ask(request("evil.example.org")), ask(request(address="192.0.2.7"))

    assert (name.content.decode(), computer.content.decode()) == REFUSED[language]
    assert {answer["Content-Security-Policy"] for answer in (name, computer)} == {
        "default-src 'none'; frame-ancestors 'none'"
    }


def test_a_name_that_is_refused_is_not_repeated():
    assert "evil" not in ask(request("evil.example.org")).content.decode()


def test_elsewhere_other_computers_are_answered(settings):
    settings.DESK = False

    assert ask(request(address="192.0.2.7")).content.decode() == BEHIND
    assert ask(request("evil.example.org", address="192.0.2.7")).status_code == 421


@pytest.mark.django_db
def test_at_a_desk_a_request_is_the_local_users():
    first, second = request(), request()
    for made in (first, second):
        sign_in_at_desk(lambda _: HttpResponse())(made)

    assert first.user == second.user == User.objects.get(email=DESK_EMAIL)
    assert LogEntry.objects.filter(verb="ensure_desk_user").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("is_desk", "address"), [(False, "127.0.0.1"), (True, "192.0.2.7"), (False, "192.0.2.7")])
def test_elsewhere_a_request_stays_whose_it_is(settings, is_desk, address):
    settings.DESK = is_desk
    made = request(address=address)
    sign_in_at_desk(lambda _: HttpResponse())(made)

    assert made.user == AnonymousUser()
    assert User.objects.count() == 0


@pytest.mark.django_db
def test_at_a_desk_behind_a_proxy_nobody_becomes_the_local_user():
    made = request(HTTP_X_FORWARDED_FOR="127.0.0.1")
    sign_in_at_desk(lambda _: HttpResponse())(made)

    assert made.user == AnonymousUser()
