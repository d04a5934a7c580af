"""What every page has around it: menu, other language, data line, footer, and who is told what is missing."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import translation

from crossfield.web.accounts.models import Notice
from crossfield.web.desk.queries.frame import Frame, own_region, page_frame

MENU = {
    "de": [
        ("Wo?", "Region"),
        ("Wo?", "Schnittstellen"),
        ("Mit wem?", "Partner"),
        ("Was wurde daraus?", "Kooperationen"),
        ("", "Befunde"),
    ],
    "en": [
        ("Where?", "Region"),
        ("Where?", "Interfaces"),
        ("With whom?", "Partners"),
        ("What came of it?", "Cooperations"),
        ("", "Pinned"),
    ],
}
FOOT = {
    "de": ["Impressum", "Datenschutz", "Barrierefreiheit", "Lizenzen und Quellen"],
    "en": ["Legal notice", "Data protection", "Accessibility", "Licences and sources"],
}


def frame(path="/en/", user=None):
    request = RequestFactory().get(path)
    request.user = user or AnonymousUser()
    return Frame(request)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_menu_in_both_languages(language):
    with translation.override(language):
        menu = frame(f"/{language}/").menu

    assert [(entry["question"], entry["label"]) for entry in menu] == MENU[language]
    rooms = ("region/DED", "interfaces/DED", "partners", "register/cooperations", "findings")
    assert [entry["address"] for entry in menu] == [f"/{language}/{room}/" for room in rooms]


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/en/", None),
        ("/en/region/DE2/", "Region"),
        ("/en/interfaces/DED/", "Interfaces"),
        ("/en/interface/DED/energy/production/", "Interfaces"),
        ("/en/findings/", "Pinned"),
        ("/en/register/clusters/", "Cooperations"),
        ("/en/partners/", "Partners"),
        ("/en/data/", None),
        ("/en/about/imprint/", None),
    ],
)
def test_the_menu_says_where_one_is(path, current):
    marked = [entry["label"] for entry in frame(path).menu if entry["current"] == "page"]

    assert marked == ([current] if current else [])


def test_the_menu_leads_to_the_own_region(make_user):
    user = make_user("ann", region="DE2")

    assert own_region(RequestFactory().get("/")) == "DED"
    assert frame(user=user).menu[0]["address"] == "/en/region/DE2/"


def test_without_data_the_menu_is_empty_and_the_line_says_what_to_do(settings, tmp_path):
    settings.CROSSFIELD = replace(settings.CROSSFIELD, lake=str(tmp_path))

    assert frame().menu == []
    with translation.override("en"):
        assert frame().data == "none that can be read"


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/en/", "/de/"),
        ("/en/region/DED/", "/de/region/DED/"),
        ("/en/regions/?q=sach", "/de/regions/?q=sach"),
        ("/en/region/en/", "/de/region/en/"),
    ],
)
def test_the_same_page_in_the_other_language(path, address):
    assert frame(path).languages == [{"code": "de", "label": "Deutsch", "address": address}]


def test_from_german_to_english():
    with translation.override("de"):
        found = frame("/de/data/").languages

    assert found == [{"code": "en", "label": "English", "address": "/en/data/"}]


@pytest.mark.parametrize("path", ["/", "/favicon.ico", "/english/", "/de/"])
def test_an_address_without_the_language_has_no_other(path):
    assert frame(path).languages == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_pages_of_the_footer(language):
    with translation.override(language):
        notices = frame().notices

    assert [notice["label"] for notice in notices] == FOOT[language]
    kinds = ("imprint", "privacy", "accessibility", "licences")
    assert [notice["address"] for notice in notices] == [f"/{language}/about/{kind}/" for kind in kinds]


def test_what_is_missing_is_told_to_those_who_can_write_it(settings, make_user):
    settings.DESK = False
    staff, other = make_user("ann", is_staff=True), make_user("bob")
    Notice.objects.create(kind="imprint", language="de", text="Beispiel e. V.")

    assert frame(user=staff).missing_notices == ["Data protection", "Accessibility"]
    assert [frame(user=user).missing_notices for user in (other, None)] == [[], []]
    settings.DESK = True
    assert frame(user=staff).missing_notices == []


@pytest.mark.parametrize("is_desk", [True, False])
def test_a_desk_is_told_apart(settings, is_desk):
    settings.DESK = is_desk

    assert frame().is_desk is is_desk


def test_a_page_that_shows_none_of_it_reads_nothing(settings, tmp_path, db, django_assert_num_queries):
    settings.CROSSFIELD = replace(settings.CROSSFIELD, lake=str(tmp_path))
    with django_assert_num_queries(0):
        assert list(page_frame(RequestFactory().get("/en/"))) == ["frame"]
