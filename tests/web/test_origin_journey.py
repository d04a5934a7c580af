"""From a suggested partner through an introduction to a recorded cooperation, in a real browser and by keyboard."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDE, NARROW = {"width": 1440, "height": 1000}, {"width": 390, "height": 844}
SAID = {
    "de": {
        "kept": "Gemerkt",
        "take": "Aufgreifen",
        "became": "eine Kooperation",
        "came": "Woraus ist es entstanden?",
        "stated": "von einer Seite genannt",
        "counted": "wurde",
    },
    "en": {
        "kept": "Kept",
        "take": "Take up",
        "became": "a cooperation",
        "came": "Where did it come from?",
        "stated": "stated by one side",
        "counted": "became",
    },
}


def press(page, thing):
    """Reach a link or a button as a keyboard does, and press it."""
    thing.focus()
    expect(thing).to_be_focused()
    page.keyboard.press("Enter")


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_suggested_partner_is_introduced_and_becomes_a_cooperation(open_page, look, language, viewport):
    said, page = SAID[language], open_page(language, viewport)
    place = 2 * (language == "en") + (viewport == NARROW)  # each story takes another partner
    page.goto(f"/{language}/partners/?for=DED&field=energy&field=production&new=1")
    row = page.locator("#partners tbody tr").nth(place)
    name = row.locator("th a").inner_text()
    press(page, row.locator(".keep button"))
    expect(row.locator(".keep button")).to_contain_text(said["kept"])

    page.goto(f"/{language}/shortlist/")
    entry = page.locator(".entries > li").filter(has_text=name)
    look(page)
    press(page, entry.get_by_role("link", name=said["take"]))
    expect(page.locator("h1")).to_contain_text(name)
    expect(page.locator("input[name=text]")).not_to_have_value("")
    look(page)
    page.locator("input[name=introduced_to]").focus()
    page.keyboard.type("biosaxony")
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(r"/register/contacts/[2-9a-z]{16}/"))
    expect(page.locator(".message")).to_be_visible()
    expect(page.get_by_role("heading", name=said["came"])).to_be_visible()
    look(page)
    press(page, page.get_by_role("button", name=said["became"]))

    page.wait_for_url(re.compile(r"/register/cooperations/[2-9a-z]{16}/"))
    expect(page.locator("h1")).to_have_text(f"{name} – biosaxony")
    expect(page.locator(".standing")).to_have_text(said["stated"])
    origin = page.locator("section").filter(has=page.get_by_role("heading", name=said["came"]))
    expect(origin.locator("li > a").first).to_have_text(name)
    look(page)

    page.goto(f"/{language}/register/followed/")
    expect(page.locator(".answer")).to_contain_text(said["counted"])
    expect(page.locator("#followed tbody tr").filter(has_text=name)).to_contain_text(f"{name} – biosaxony")
    look(page)
    press(page, page.locator("#followed tbody a").filter(has_text=name))
    expect(page.locator("h1")).to_have_text(f"{name} – biosaxony")
