"""Searching in a real browser: by keyboard alone, by mouse, and what a screen reader is told."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
WIDE, NARROW = {"width": 1440, "height": 1000}, {"width": 390, "height": 844}


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_region_by_keyboard_alone_with_a_typo(open_page, look, language, viewport):
    page = open_page(language, viewport)
    page.goto(f"/{language}/")
    page.keyboard.press("Control+k")
    page.keyboard.type("Thueringn")
    expect(page.locator("#found [role=option]").first).to_contain_text("Thüringen", timeout=15_000)
    look(page)
    page.keyboard.press("ArrowDown")
    field = page.locator("form.search input")
    expect(field).to_have_attribute("aria-activedescendant", "found-1")
    expect(page.locator("#found-1")).to_have_attribute("aria-selected", "true")
    look(page)

    page.keyboard.press("Escape")
    expect(page.locator("#found")).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#found")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    page.wait_for_url("**/region/DEG/")


@pytest.mark.parametrize("language", ["de", "en"])
def test_enter_without_a_choice_leads_to_the_page(open_page, look, language):
    page = open_page(language, WIDE)
    page.goto(f"/{language}/regions/")
    page.keyboard.press("Control+k")
    page.keyboard.type("Sachsen")
    expect(page.locator("#found [role=option]").first).to_be_visible()  # else its request ends with the page
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=Sachsen")
    expect(page.locator(".hits a").first).to_have_text("Sachsen")
    look(page)
    page.locator(".hits a").first.click()

    assert urlsplit(page.url).path == f"/{language}/region/DED/"


def test_a_click_on_an_option_opens_it_in_the_dark(open_page, look):
    page = open_page("de", WIDE, "dark")
    page.goto("/de/regions/")
    page.locator("form.search input").fill("Mikroelektronik")
    option = page.locator("#found [role=option]").first
    expect(option).to_be_visible()
    look(page)
    option.click()

    page.wait_for_url("**/interfaces/DED/?field=microelectronics#interfaces")
