"""With whom? in a real browser: from the interface and from an idea to partners, the shortlist, a pin and a sheet."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

WIDE, NARROW = {"width": 1440, "height": 1000}, {"width": 390, "height": 844}
SAID = {
    "de": {
        "find": "Felder und Schnittstellen finden",
        "look": "Partner suchen",
        "idea": "Partner für diese Idee",
        "keep": "Merken",
        "kept": "Gemerkt",
        "list": "Meine Merkliste",
        "note": "Meine Notiz",
        "save": "Speichern",
        "down": "Nach unten",
        "off": "Herunternehmen",
        "back": "Zurückholen",
        "regions": "Regionen",
        "new": "nur neue",
        "example": "IKT und Gesundheit",
    },
    "en": {
        "find": "Find fields and interfaces",
        "look": "Look for partners",
        "idea": "Partners for this idea",
        "keep": "Keep",
        "kept": "Kept",
        "list": "My shortlist",
        "note": "My note",
        "save": "Save",
        "down": "Further down",
        "off": "Take off",
        "back": "Bring back",
        "regions": "regions",
        "new": "only new ones",
        "example": "ICT and health",
    },
}
both = pytest.mark.parametrize("language", ["de", "en"])
widths = pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])


@widths
@both
def test_from_an_interface_to_a_new_partner_a_pin_and_a_sheet(open_page, look, language, viewport):
    said, page = SAID[language], open_page(language, viewport)
    page.goto(f"/{language}/interface/DED/energy/production/")

    page.get_by_role("link", name=said["look"]).click()
    partners = page.locator("#partners tbody tr")
    expect(partners.first.locator("th a")).to_be_visible()
    name = partners.first.locator("th a").inner_text()
    expect(page.locator("#said .answer")).to_contain_text(name)
    look(page)

    partners.first.locator("th a").click()
    page.wait_for_url("**/organisation/**")
    expect(page.locator("h1")).to_contain_text(name)
    look(page)

    page.go_back()
    page.locator("#partners .pin button").click()
    page.wait_for_url("**/findings/*/")
    expect(page.locator("#finding tbody th").first).to_contain_text(name)

    page.go_back()
    page.locator("a[href*='/partners/a4/']").click()
    expect(page.locator(".sentences li")).to_have_count(3)
    expect(page.locator(".sentences li").first).to_contain_text(name)
    look(page)


@widths
@both
def test_from_an_idea_to_a_shortlist(open_page, look, language, viewport):
    said, page = SAID[language], open_page(language, viewport)
    page.goto(f"/{language}/")
    page.get_by_role("button", name=said["find"]).click()

    page.get_by_role("link", name=said["idea"]).click()
    expect(page.locator("#partners tbody tr").first).to_be_visible()
    look(page)
    names = []
    for place in range(2):
        row = page.locator("#partners tbody tr").nth(place)
        names.append(row.locator("th a").inner_text())
        row.locator(".keep button").click()
        expect(row.locator(".keep button")).to_contain_text(said["kept"])
    look(page)

    page.locator("#ask").get_by_role("link", name=said["list"]).click()
    entries = page.locator(".entries > li")
    expect(entries.locator("h2").nth(0)).to_have_text(names[0])
    look(page)
    entries.first.get_by_label(said["note"]).fill("Anruf am Montag")
    entries.first.get_by_role("button", name=said["save"]).click()
    expect(page.locator(".message")).to_be_visible()
    page.locator(".entries > li").first.get_by_role("button", name=said["down"]).click()
    expect(page.locator(".entries h2").first).to_have_text(names[1])

    page.locator("a[href$='/shortlist/a4/']").click()
    expect(page.locator(".sheet")).to_contain_text("Anruf am Montag")
    look(page)
    page.goto(f"/{language}/shortlist/")
    for name in names:
        page.get_by_role("button", name=f"{said['off']}: {name}").click()
    expect(page.locator(".entries")).to_have_count(0)
    page.get_by_role("button", name=f"{said['back']}: {names[0]}").click()
    expect(page.locator(".entries h2")).to_have_text(names[0])
    look(page)
    page.get_by_role("button", name=f"{said['off']}: {names[0]}").click()


@both
def test_a_filter_changes_list_and_address_and_the_way_back_brings_both(open_page, look, language):
    said, page = SAID[language], open_page(language, WIDE)
    page.goto(f"/{language}/partners/?for=DED&field=energy&field=production&new=1")
    first = page.locator("#partners tbody th a").first.inner_text()

    page.get_by_role("radio", name=said["regions"]).check()
    expect(page.locator("#partners tbody a[href*='/region/']").first).to_be_visible()
    assert parse_qs(urlsplit(page.url).query)["who"] == ["regions"]
    title = page.locator("h1").inner_text()
    look(page)
    page.get_by_role("checkbox", name=said["new"]).uncheck()
    expect(page.locator("h1")).not_to_have_text(title)
    assert "new" not in parse_qs(urlsplit(page.url).query)

    page.go_back()
    expect(page.locator("h1")).to_have_text(title)
    expect(page.get_by_role("checkbox", name=said["new"])).to_be_checked()
    page.go_back()
    expect(page.locator("#partners tbody th a").first).to_have_text(first)
    expect(page.get_by_role("radio", name=said["regions"])).not_to_be_checked()


@both
def test_a_partner_is_kept_by_keyboard_alone(open_page, language):
    said, page = SAID[language], open_page(language, WIDE)
    page.goto(f"/{language}/partners/?for=DED&field=energy&field=production&new=1")
    expect(page.locator(".keep button").first).to_be_visible()

    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id").startswith("keep-"):
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.locator(".keep .kept").first).to_contain_text(said["kept"])
    expect(page.locator(".keep .told").first).to_be_visible()
    assert page.evaluate("document.activeElement.id").startswith("keep-")
    page.keyboard.press("Enter")
    expect(page.locator(".keep .kept")).to_have_count(0)


@both
def test_a_consortium_is_put_together(open_page, look, language):
    page = open_page(language, NARROW)
    page.goto(f"/{language}/consortium/")
    look(page)
    page.get_by_role("link", name=SAID[language]["example"]).click()
    expect(page.locator("#consortium tbody tr").first).to_be_visible(timeout=20_000)
    look(page)


@pytest.mark.parametrize(("scheme", "viewport"), [("light", WIDE), ("dark", {"width": 320, "height": 700})])
def test_a_page_that_finds_nobody_of_that_name_is_accessible(browser, address, look, scheme, viewport):
    context = browser.new_context(viewport=viewport, color_scheme=scheme, base_url=address)
    page = context.new_page()
    page.goto("/de/partners/?for=nobody+of+that+name")
    look(page)
    context.close()
