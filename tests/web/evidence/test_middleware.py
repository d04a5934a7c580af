"""The outer door: each error its status and a page that says what to do; a defect stays a defect."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import translation
from lxml import html

from crossfield.errors import (
    ConfigError,
    LakeError,
    NotAllowedError,
    NotComputableError,
    SchemaError,
    TableMissingError,
    UnknownNameError,
    WrongStateError,
)
from crossfield.web.evidence.middleware import AnswerErrors, corrected

HEADINGS = {
    ("de", "unknown"): "Unter diesem Namen gibt es nichts",
    ("en", "unknown"): "There is nothing by this name",
    ("de", 503): "Der Datenstand lässt sich gerade nicht lesen",
    ("en", 503): "The data cannot be read at the moment",
    ("de", 404): "Hier gibt es nichts zu zeigen",
    ("en", 404): "There is nothing to show here",
}


def caught(error, language="en"):
    request = RequestFactory().get(f"/{language}/region/x/", HTTP_HOST="localhost", REMOTE_ADDR="127.0.0.1")
    request.user = AnonymousUser()
    with translation.override(language):
        return AnswerErrors(lambda _: None).process_exception(request, error)


def heading(answer) -> str:
    return html.fromstring(answer.content.decode()).xpath("string(//h1)")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UnknownNameError("region", "Saxonia", ["Sachsen"]), 404),
        (NotAllowedError("No.", "Ask."), 403),
        (LakeError("Gone.", "Load it."), 503),
        (NotComputableError("Too few.", "Take more."), 404),
        (TableMissingError("No table.", "Build it."), 404),
        (ConfigError("Wrong.", "Set it."), 404),
        (SchemaError("A column.", "Add it."), 404),
        (WrongStateError("Closed.", "Open it."), 404),
    ],
)
def test_each_error_has_its_status(db, error, status):
    assert caught(error).status_code == status


@pytest.mark.parametrize(
    "error", [ValueError("x"), KeyError("x"), OSError("x"), PermissionError("x"), LookupError("x")]
)
def test_a_defect_is_left_to_django(error):
    assert caught(error) is None


def test_an_answer_goes_through_as_it_is():
    assert AnswerErrors(lambda request: f"answer to {request}")("it") == "answer to it"


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (UnknownNameError("region", "Saxonia", ["Sachsen"]), "unknown"),
        (LakeError("Gone.", "Load it."), 503),
        (NotComputableError("Too few.", "Take more."), 404),
    ],
)
def test_the_page_speaks_the_readers_language(db, language, error, kind):
    assert heading(caught(error, language)) == HEADINGS[language, kind]


def test_the_page_says_what_was_found_and_what_to_do(db):
    page = html.fromstring(caught(NotComputableError("Two projects.", "Take a longer window.")).content.decode())

    assert page.xpath("string(//main//details/p)") == "Two projects. Take a longer window."


def test_the_closest_names_are_named(db):
    page = caught(UnknownNameError("region", "Sachsn", ["Sachsen", "Bayern"])).content.decode()

    assert "Closest: Sachsen" in page


def test_a_hostile_name_is_shown_as_text(db):
    page = caught(UnknownNameError("region", "<script>alert(1)</script>", ["<b>x</b>"])).content.decode()

    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize(
    ("asked", "wrong", "right", "address"),
    [
        ("/de/region/Sachsn/", "Sachsn", "Sachsen", "/de/region/Sachsen/"),
        ("/de/region/K%C3%A4rntn/", "Kärntn", "Kärnten", "/de/region/K%C3%A4rnten/"),
        ("/de/interface/DED/enrgy/ict/", "enrgy", "energy", "/de/interface/DED/energy/ict/"),
        ("/de/organisation/pic:1/a4/", "pic:1", "pic:2", "/de/organisation/pic:2/a4/"),
        ("/de/compare/DED,Bajern/", "Bajern", "Bayern", "/de/compare/DED,Bayern/"),
        ("/de/partners/?for=A+%26+B&new=1", "A & B", "A & Co", "/de/partners/?for=A+%26+Co&new=1"),
        ("/de/region/x/?shows=gap", "x", "//evil.example", "/de/region/%2F%2Fevil.example/?shows=gap"),
        ("/de/region/Other/", "Sachsn", "Sachsen", ""),
    ],
)
def test_the_address_is_corrected_where_it_holds_the_name(asked, wrong, right, address):
    assert corrected(RequestFactory().get(asked), wrong, right) == address


def test_what_was_sent_is_not_sent_again_by_a_link():
    assert corrected(RequestFactory().post("/de/region/Sachsn/fields/pin/"), "Sachsn", "Sachsen") == ""


@pytest.mark.parametrize(("kind", "form"), [("region", "/en/regions/"), ("field", "/en/search/")])
def test_what_was_typed_stays_in_the_box_and_the_closest_lead_on(db, kind, form):
    page = html.fromstring(caught(UnknownNameError(kind, 'x"', ["x"])).content.decode())

    assert page.xpath("//form[@class='find']/@action") == [form]
    assert page.xpath("//input[@id='wanted']/@value") == ['x"']
    assert page.xpath("//p[@class='answer']/a/@href") == []  # the address says x, not x"


def test_the_closest_is_one_click_away(desk):
    page = html.fromstring(desk.get("/de/region/Saxen/").content.decode())
    addresses = page.xpath("//main/p[@class='answer']/a/@href")

    assert "/de/region/Sachsen/" in addresses
    assert {desk.get(address, follow=True).status_code for address in addresses} == {200}
