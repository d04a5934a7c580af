"""Pages for what went wrong: status, heading and a way on, in both languages, without a word of what was sent."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import translation
from lxml import html

from crossfield.web.desk.pages.failure import bad_request, foreign_form, not_found, refused

HEADINGS = {
    "de": ["Diese Seite gibt es nicht", "Das ist für Sie nicht freigegeben", "Diese Anfrage ergibt keinen Sinn"],
    "en": ["There is no such page", "This is not open to you", "This request makes no sense"],
}
HOSTILE = "<script>alert('secret')</script>"


def shown(page, language, *rest):
    request = RequestFactory().get(f"/{language}/x/", HTTP_HOST="localhost", REMOTE_ADDR="127.0.0.1")
    request.user = AnonymousUser()
    with translation.override(language):
        return page(request, *rest)


def tree(answer):
    return html.fromstring(answer.content.decode())


@pytest.mark.parametrize("language", ["de", "en"])
def test_each_failure_has_its_status_and_heading(db, language):
    answers = [shown(page, language, Exception(HOSTILE)) for page in (not_found, refused, bad_request)]

    assert [answer.status_code for answer in answers] == [404, 403, 400]
    assert [tree(answer).xpath("string(//h1)") for answer in answers] == HEADINGS[language]
    assert {tree(answer).get("lang") for answer in answers} == {language}


@pytest.mark.parametrize("page", [not_found, refused, bad_request, foreign_form])
def test_what_went_wrong_inside_is_not_told(db, page):
    answer = shown(page, "en", Exception(HOSTILE))

    assert b"secret" not in answer.content
    assert tree(answer).xpath("//main//a/@href") == ["/en/"]


@pytest.mark.parametrize(
    ("language", "heading", "advice"),
    [
        ("de", "Das Formular wurde nicht angenommen", "fremden Seite"),
        ("en", "The form was not accepted", "sent by another site"),
    ],
)
def test_a_foreign_form_is_told_apart_from_a_closed_page(db, language, heading, advice):
    answer = shown(foreign_form, language, "no referer")

    assert (answer.status_code, tree(answer).xpath("string(//h1)")) == (403, heading)
    assert advice in answer.content.decode()


@pytest.mark.parametrize("language", ["de", "en"])
def test_an_address_that_is_not_there_gets_the_page(desk, language):
    answer = desk.get(f"/{language}/nowhere/")

    assert (answer.status_code, tree(answer).xpath("string(//h1)")) == (404, HEADINGS[language][0])
