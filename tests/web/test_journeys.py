"""Stories in a real browser, both languages, wide and narrow: a silent console, no failed request, axe content."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

WIDE, NARROW = {"width": 1440, "height": 1000}, {"width": 390, "height": 844}
SAID = {
    "de": {
        "interfaces": "Schnittstellen",
        "find": "Felder und Schnittstellen finden",
        "mine": "Zu meiner Region machen",
        "new": "neu",
        "with": "Mit wem in Europa?",
        "cell": "Neue Materialien × Energie",
    },
    "en": {
        "interfaces": "Interfaces",
        "find": "Find fields and interfaces",
        "mine": "Make it my region",
        "new": "new",
        "with": "With whom in Europe?",
        "cell": "New materials × Energy",
    },
}


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_from_the_first_visit_to_a_new_partner(open_page, look, language, viewport):
    said, page = SAID[language], open_page(language, viewport)

    page.goto("/")
    assert urlsplit(page.url).path == f"/{language}/"
    expect(page.locator("h1")).to_contain_text("Sachsen")
    look(page)

    page.get_by_role("navigation").get_by_role("link", name=said["interfaces"]).click()
    if viewport is WIDE:
        expect(page.locator(".drawing.drawn svg").first).to_be_visible()
        expect(page.locator(".ranking")).to_be_hidden()
    else:
        expect(page.locator(".ranking li").first).to_be_visible()
        expect(page.locator(".drawing")).to_be_hidden()
    look(page)

    page.locator(".answer a").click()
    assert urlsplit(page.url).path == f"/{language}/interface/DED/energy/production/"
    expect(page.get_by_role("heading", name=said["with"])).to_be_visible()
    partners = page.locator("#partners tbody tr")
    expect(partners.first.locator("td").nth(1)).to_have_text(said["new"])
    name = partners.first.locator("th").inner_text()
    assert len(name) > 3
    look(page)

    page.locator("#partners .pin button").click()
    page.wait_for_url("**/findings/*/")
    expect(page.locator("#finding tbody th").first).to_have_text(name)
    look(page)

    page.go_back()
    page.locator("a[href$='/a4/']").first.click()
    expect(page.locator(".sentences li")).to_have_count(3)
    expect(page.locator(".sentences li").nth(1)).to_contain_text(name)
    look(page)


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_cell_of_the_map_leads_to_its_interface(open_page, language):
    page = open_page(language, WIDE)
    page.goto(f"/{language}/interfaces/DED/")
    cell = page.locator(f".drawn svg [aria-label^='{SAID[language]['cell']}']")

    cell.first.click()

    page.wait_for_url("**/interface/DED/energy/materials/")
    expect(page.locator("h1")).to_contain_text("×")


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_from_an_idea_to_its_interface(open_page, look, language, viewport):
    said, page = SAID[language], open_page(language, viewport)
    page.goto(f"/{language}/")

    page.get_by_role("button", name=said["find"]).click()

    expect(page.locator("#answer .fields li").first).to_be_visible()
    look(page)
    page.locator("#answer .meets a").first.click()
    assert urlsplit(page.url).path.startswith(f"/{language}/interface/DED/health/")
    look(page)


@pytest.mark.parametrize("language", ["de", "en"])
def test_another_region_by_keyboard_alone(open_page, language):
    page = open_page(language, WIDE)
    page.goto(f"/{language}/regions/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "q":
            break
    page.keyboard.type("Bayern")
    page.keyboard.press("Enter")
    page.wait_for_url("**/region/DE2/")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == SAID[language]["mine"]:
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{language}/")

    expect(page.locator("h1")).to_contain_text("Bayern")
    page.goto(f"/{language}/region/DED/")
    page.get_by_role("button", name=SAID[language]["mine"]).click()
    expect(page.locator("h1")).to_contain_text("Sachsen")


@pytest.mark.parametrize("path", ["admin/", "admin/accounts/notice/add/", "admin/registry/namedinterface/"])
def test_the_administration_works_under_the_policy(open_page, path):
    page = open_page("de", WIDE)
    page.goto(f"/de/{path}")

    expect(page.locator("#content h1").first).to_be_visible()
