"""A contact from a phone, in a real browser: who, about which interface, what next; changed, taken off and put back."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PHONE, WIDE = {"width": 390, "height": 844}, {"width": 1440, "height": 1000}
MOST_TAPS, MOST_KEYS = 9, 40
SAID = {
    "de": {
        "note": "Kontakt notieren",
        "press": "Notieren",
        "week": "in einer Woche",
        "month": "in einem Monat",
        "change": "Ändern",
        "save": "Speichern",
        "mistake": "Versehentlich notiert?",
        "off": "Herausnehmen",
        "back": "Wieder aufnehmen",
    },
    "en": {
        "note": "Note a contact",
        "press": "Note it down",
        "week": "in a week",
        "month": "in a month",
        "change": "Change",
        "save": "Save",
        "mistake": "Noted by mistake?",
        "off": "Take it off",
        "back": "Put it back",
    },
}
NOTED = re.compile(r"/register/contacts/[2-9a-z]{16}/$")


class Thumb:
    """Whoever holds the phone; counts taps and keys."""

    def __init__(self, page):
        self.page, self.taps, self.keys = page, 0, 0

    def tap(self, thing):
        thing.click()
        self.taps += 1

    def type(self, text):
        self.page.keyboard.type(text)
        self.keys += len(text)

    def choose(self, field, **option):
        """A choice opens with one tap, and is chosen with another."""
        field.select_option(**option)
        self.taps += 2


def is_in_sight(page, thing):
    box = thing.bounding_box()
    return box is not None and box["y"] >= 0 and box["y"] + box["height"] <= page.viewport_size["height"]


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_call_about_an_interface_with_its_next_step_takes_a_few_taps_on_a_phone(open_page, look, language):
    said, page = SAID[language], open_page(language, PHONE)
    hand = Thumb(page)
    page.goto(f"/{language}/")
    hand.tap(page.get_by_role("link", name=said["note"]))
    save = page.get_by_role("button", name=said["press"])
    expect(page.locator("input[name=organisation]")).to_be_focused()
    assert is_in_sight(page, save)
    look(page)
    hand.type("biosaxony")
    hand.choose(page.locator("select[name=interface]"), index=1)
    hand.tap(page.locator("input[name=next_step]"))
    hand.type("Call back")
    assert is_in_sight(page, save)
    hand.tap(page.get_by_text(said["week"], exact=True))
    expect(page.locator("input[name=introduced_to]")).to_be_hidden()
    expect(page.locator("input[name=function]")).to_be_hidden()
    look(page)
    hand.tap(save)
    page.wait_for_url(NOTED)

    expect(page.locator("h1")).to_have_text("biosaxony")
    expect(page.get_by_text("Call back", exact=True)).to_be_visible()
    look(page)
    assert (hand.taps <= MOST_TAPS, hand.keys <= MOST_KEYS) == (True, True)


@pytest.mark.parametrize("language", ["de", "en"])
def test_what_is_noted_is_corrected_taken_off_and_put_back(open_page, look, language):
    said, page = SAID[language], open_page(language, PHONE)
    page.goto(f"/{language}/register/contacts/new/?organisation=GAIA")
    expect(page.locator("input[name=text]")).to_be_focused()
    page.keyboard.type("Asks for sensors")
    page.get_by_role("button", name=said["press"]).click()
    page.wait_for_url(NOTED)

    page.get_by_role("link", name=said["change"], exact=True).click()
    page.locator("input[name=function]").fill("Head of development")
    look(page)
    page.get_by_role("button", name=said["save"]).click()
    page.wait_for_url(NOTED)
    expect(page.get_by_text("Head of development")).to_be_visible()

    page.get_by_text(said["mistake"]).click()
    page.get_by_role("button", name=said["off"]).click()
    look(page)
    page.get_by_role("button", name=said["back"]).click()
    expect(page.get_by_role("button", name=said["back"])).to_have_count(0)
    look(page)


def test_an_introduction_asks_to_whom_and_by_keyboard_alone(open_page, look):
    page = open_page("en", WIDE)
    page.goto("/en/register/contacts/new/")
    other = page.locator("input[name=introduced_to]")
    expect(other).to_be_hidden()
    page.keyboard.type("biosaxony")
    page.keyboard.press("Tab")
    for _ in range(2):  # call, visit, introduction
        page.keyboard.press("ArrowRight")
    expect(other).to_be_visible()
    look(page)
    page.keyboard.press("Tab")
    expect(other).to_be_focused()
    page.keyboard.type("Silicon Saxony")
    page.keyboard.press("Tab")
    page.keyboard.type("Sensors")
    page.keyboard.press("Enter")
    page.wait_for_url(NOTED)
    expect(page.locator("h1")).to_contain_text("↔")
