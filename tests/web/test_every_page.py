"""Every page with data in a real browser, wide in one scheme of colours and at 320 pixels (400 %) in the other."""

import json
from functools import cache
from urllib.parse import urldefrag, urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, build_opener, urlopen

import pytest
from django.urls import Resolver404, resolve
from django.utils import translation
from lxml import html
from tests.web.test_pages import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDE, NARROW = {"width": 1440, "height": 1000}, {"width": 320, "height": 256}
MOST_LINKS = 60
"""Links that are followed on one page: of a long table the first rows lead where the others lead."""
PARTS = 6
OPEN = """() => {
    const asked = document.querySelectorAll("#ask details"), all = document.querySelectorAll("main details");
    for (const one of [...asked, ...[...all].slice(0, 2)]) one.open = true;
}"""
"""What folds away in a question, and first on every page, is looked at unfolded."""
MEMBER, DAY = "Testwerk Musterstadt", "2026-01-15"
NOTED = {
    "organisations": {"name": MEMBER, "region": "DED21", "city": "Dresden", "source": "Members' list"},
    "people": {"name": "Test Person", "organisation": MEMBER, "function": "Test"},
    "calls": {"title": "Photonics for all", "who": "Companies", "address": "https://example.org", "deadline": DAY},
    "events": {"title": "Test meeting", "kind": "workshop", "day": DAY, "place": "Dresden"},
}
"""What is noted on forms of the register before the walk, by its part of the address."""


def route(address: str, language: str) -> str:
    """Name of the route that an address takes; empty where it is not a page of the workbench."""
    with translation.override(language):
        try:
            return resolve(urlsplit(address).path).view_name
        except Resolver404:
            return ""


class Desk:
    """Whoever works at this computer: reads pages of the workbench and sends their forms."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.opener = build_opener(HTTPCookieProcessor())

    def read(self, path: str):
        """A page by its address without the language."""
        with self.opener.open(f"{self.base}/en/{path}") as answer:
            return html.fromstring(answer.read().decode(), base_url=answer.url)

    def send(self, page, **given: str):
        """Fill the form of a page that has these columns in, and send it; the page that follows."""
        form = next(one for one in page.forms if one.method == "POST" and given.keys() <= set(one.fields.keys()))
        values = [pair for pair in form.form_values() if pair[0] not in given]
        action = urljoin(page.base_url, form.get("action") or page.base_url)
        with self.opener.open(action, urlencode([*values, *given.items()]).encode()) as answer:
            return html.fromstring(answer.read().decode(), base_url=answer.url)


@pytest.fixture(scope="module")
def noted(address):
    """Addresses without their language of what the example lacks.

    A member, a person, a call, an event with a guest, a cooperation with a proof and a next step.
    """
    desk = Desk(address)
    made = {
        part: desk.send(desk.read(f"register/{part}/new/"), **given) for part, given in NOTED.items() if part != "calls"
    }
    fields = desk.send(desk.read("register/calls/new/"), **NOTED["calls"])  # suggested from its title
    made["calls"] = desk.send(fields, title=NOTED["calls"]["title"])
    desk.send(desk.read(f"{path_of(made['people'])}details/"), kind="mail", value="test@example.org", purpose="news",
              basis="contract")  # fmt: skip
    desk.send(made["events"], state="attended", names=MEMBER)
    clusters = desk.read("register/clusters/?q=Silicon+Saxony").xpath("//section[@id='clusters']//tbody//a/@href")
    cluster = clusters[0].removeprefix("/en/")
    desk.send(desk.read(cluster), member=MEMBER, valid_from=DAY, source="Members' list")
    pages = [path_of(page) for page in made.values()]
    kinds = zip(("organisation", "person", "event", "fundingcall"), pages, strict=True)
    histories = [f"register/history/{kind}/{path.rstrip('/').rpartition('/')[2]}/" for kind, path in kinds]
    boards = [f"{cluster}board/", f"{path_of(made['events'])}board/"]
    joint = {"title": "Test project", "kind": "project", "status": "running", "partners": f"Silicon Saxony\n{MEMBER}"}
    cooperation = desk.send(desk.read("register/cooperations/new/"), **joint)
    proof = {"source": "Test press", "title": "Notice", "address": "https://example.org/notice", "dated": DAY}
    desk.send(cooperation, **proof)
    desk.send(cooperation, text="Test meeting in spring", due=DAY)
    return (*pages, *histories, cluster, *boards, path_of(cooperation))


def path_of(page) -> str:
    """The address that a page has, without its language."""
    return urlsplit(page.base_url).path.removeprefix("/en/")


@cache  # each language is walked through once, whatever its pages are then looked at by
def reached(base: str, language: str, noted: tuple[str, ...]) -> list[str]:
    """Addresses of all pages that links lead to from the pages listed, one for each route that is not among them."""
    waiting = [urljoin(base, f"/{language}/{path}") for path in (*PAGES, *noted)]
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


@pytest.fixture
def targets(address, noted):
    """Addresses of all pages in a language, those of what was noted among them."""
    return lambda language: reached(address, language, noted)


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize(
    "seen",
    [("de", "light", WIDE), ("en", "dark", WIDE), ("en", "light", NARROW), ("de", "dark", NARROW)],
    ids=["de-light-wide", "en-dark-wide", "en-light-320", "de-dark-320"],
)
def test_every_page_that_links_lead_to_is_accessible(open_page, targets, look, seen, part):
    language, scheme, viewport = seen
    page = open_page(language, viewport, scheme)
    wrong, pages = {}, targets(language)
    for target in pages[part::PARTS]:
        page.goto(target)
        page.evaluate(OPEN)
        try:
            look(page)
        except AssertionError as error:
            wrong[urlsplit(target).path] = str(error)[:1500]

    assert wrong == {}, json.dumps(wrong, indent=1, ensure_ascii=False)
    assert len(pages) > len(PAGES)


def test_what_was_noted_stands_in_the_pages_that_are_walked_through(address, noted):
    desk = Desk(address)
    texts = [" ".join(desk.read(path).xpath("string(//main)").split()) for path in noted]
    lists = [desk.read(f"register/{part}/").xpath("string(//main//tbody)") for part in ("people", "calls", "events")]

    assert [MEMBER in texts[0], "test@example.org" in texts[1], MEMBER in texts[2], "Photonics" in texts[3]] == [
        True
    ] * 4
    assert ["No change is recorded yet" in text for text in texts[4:8]] == [False] * 4
    assert [MEMBER in texts[8], "Test Person" in lists[0], "Photonics for all" in lists[1]] == [True] * 3
    assert "Test meeting" in lists[2]
    assert ["Notice" in texts[-1], "Test meeting in spring" in texts[-1]] == [True] * 2
