"""Every page with data in a real browser, wide in one scheme of colours and at 320 pixels (400 %) in the other."""

import json
from functools import cache
from urllib.parse import urldefrag, urljoin, urlsplit
from urllib.request import urlopen

import pytest
from django.urls import Resolver404, resolve
from django.utils import translation
from lxml import html
from tests.web.test_pages import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDE, NARROW = {"width": 1440, "height": 1000}, {"width": 320, "height": 256}
MOST_LINKS = 60
"""Links that are followed on one page: of a long table the first rows lead where the others lead."""
PARTS = 3


def route(address: str, language: str) -> str:
    """Name of the route that an address takes; empty where it is not a page of the workbench."""
    with translation.override(language):
        try:
            return resolve(urlsplit(address).path).view_name
        except Resolver404:
            return ""


@cache  # each language is walked through once, whatever its pages are then looked at by
def reached(base: str, language: str) -> list[str]:
    """Addresses of all pages that links lead to from the pages listed, one for each route that is not among them."""
    waiting = [urljoin(base, f"/{language}/{path}") for path in PAGES]
    routes, found = {route(one, language) for one in waiting}, []
    while waiting:
        with urlopen(waiting.pop(0)) as answer:  # noqa: S310 -- this computer
            if "html" not in answer.headers["content-type"]:
                continue
            page = html.fromstring(answer.read().decode())
        found.append(answer.url)
        for link in page.xpath("//main//a[not(@download)]/@href")[:MOST_LINKS]:
            target = urldefrag(urljoin(answer.url, link))[0]
            name = route(target, language) if target.startswith(f"{base}/{language}/") else ""
            if name and name not in routes and not name.startswith("admin:"):  # these are Django's own
                routes.add(name)
                waiting.append(target)
    return found


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize(
    "seen",
    [("de", "light", WIDE), ("en", "dark", WIDE), ("en", "light", NARROW), ("de", "dark", NARROW)],
    ids=["de-light-wide", "en-dark-wide", "en-light-320", "de-dark-320"],
)
def test_every_page_that_links_lead_to_is_accessible(open_page, address, look, seen, part):
    language, scheme, viewport = seen
    page = open_page(language, viewport, scheme)
    wrong, targets = {}, reached(address, language)
    for target in targets[part::PARTS]:
        page.goto(target)
        try:
            look(page)
        except AssertionError as error:
            wrong[target.removeprefix(address)] = str(error)[:1500]

    assert wrong == {}, json.dumps(wrong, indent=1, ensure_ascii=False)
    assert len(targets) > len(PAGES)
