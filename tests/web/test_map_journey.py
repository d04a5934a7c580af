"""The story of looking round: region, Europe, comparison, network, method and vocabulary, in a real browser."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

WIDE, NARROW = {"width": 1440, "height": 1000}, {"width": 390, "height": 844}
PAIR = "energy,production"
SAID = {
    "de": {
        "map": "Auf der Europakarte",
        "show": "Anzeigen",
        "compare": "Mit diesen Regionen vergleichen",
        "add": "Weitere Region (Name oder NUTS-Code)",
        "network": "Als Netzwerk der Organisationen",
        "method": "Wie die Kennzahlen entstehen",
        "find": "Felder finden",
    },
    "en": {
        "map": "On the map of Europe",
        "show": "Show",
        "compare": "Compare with these regions",
        "add": "Add a region (name or NUTS code)",
        "network": "As a network of organisations",
        "method": "How the figures are made",
        "find": "Find fields",
    },
}


def path_of(page):
    return urlsplit(page.url).path


def drawn(page, viewport):
    """The picture is there: drawn by the script where there is room, small without it where there is none."""
    if viewport is WIDE:
        expect(page.locator(".drawing.drawn svg").first).to_be_visible()
    else:
        picture = page.locator(".drawing img.small")
        picture.scroll_into_view_if_needed()
        expect(picture).to_be_visible()
        assert picture.evaluate("one => one.decode().then(() => one.naturalWidth)") > 0


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_from_my_region_to_europe_and_to_a_partner_region(open_page, look, language, viewport):
    said, page = SAID[language], open_page(language, viewport)
    page.goto(f"/{language}/region/DED/")
    expect(page.locator(".brief li")).to_have_count(5)
    look(page)

    page.get_by_role("link", name=said["map"]).click()
    assert path_of(page) == f"/{language}/europe/DED/{PAIR}/"
    drawn(page, viewport)
    look(page)

    page.locator("#b").select_option("")
    page.locator("#a").select_option("microelectronics")
    page.get_by_role("button", name=said["show"], exact=True).click()
    assert path_of(page) == f"/{language}/europe/DED/microelectronics/"
    look(page)

    page.locator("#europe tbody a").first.click()
    page.wait_for_load_state("networkidle")
    assert path_of(page).startswith(f"/{language}/region/")


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_regions_are_compared_and_others_added(open_page, look, language, viewport):
    said, page = SAID[language], open_page(language, viewport)
    page.goto(f"/{language}/region/DED/")

    page.get_by_role("link", name=said["compare"]).click()
    drawn(page, viewport)
    look(page)

    page.locator(".leave a").last.click()
    page.wait_for_load_state("networkidle")
    page.get_by_label(said["add"]).fill("Bayern")
    page.keyboard.press("Enter")
    page.wait_for_url("**,DE2/")
    expect(page.locator(".where a").last).to_have_text("Bayern")
    look(page)


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_from_an_interface_to_its_network_and_how_it_is_made(open_page, look, language, viewport):
    said, page = SAID[language], open_page(language, viewport)
    page.goto(f"/{language}/interface/DED/energy/production/")

    page.get_by_role("link", name=said["network"]).click()
    drawn(page, viewport)
    look(page)

    page.get_by_role("contentinfo").get_by_role("link", name=said["method"]).click()
    look(page)
    page.locator("dt a[href$='/method/growth/']").click()
    expect(page.locator("pre.formula")).to_be_visible()
    look(page)

    page.goto(f"/{language}/vocabulary/")
    page.locator("#text").fill("Sensoren für die Pflege" if language == "de" else "Sensors for health care")
    page.get_by_role("button", name=said["find"]).click()
    expect(page.locator("ul.fields li").first).to_be_visible()
    look(page)
    page.locator("ul.fields a").first.click()
    assert path_of(page).startswith(f"/{language}/vocabulary/saxony/")
    look(page)


def test_a_bubble_of_the_map_leads_to_its_interface(open_page):
    page = open_page("de", WIDE)
    page.goto(f"/de/europe/DED/{PAIR}/")

    page.locator(".drawn svg [aria-label^='Bayern: ']").first.click()

    page.wait_for_url("**/interface/DE2/energy/production/")
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("language", ["de", "en"])
def test_another_field_is_chosen_by_keyboard_alone(open_page, language):
    page = open_page(language, WIDE)
    page.goto(f"/{language}/europe/DED/energy/")
    page.wait_for_load_state("networkidle")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "a":
            break
    page.keyboard.type("Bio")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")

    page.wait_for_url("**/europe/DED/biotechnology/")
    page.wait_for_load_state("networkidle")


def test_with_forced_colours_and_reduced_motion_signs_stay_apart(browser, address, look):
    context = browser.new_context(forced_colors="active", reduced_motion="reduce", base_url=address)
    page = context.new_page()
    page.goto("/de/region/DED/")
    look(page)
    sure, unsure = (page.locator(f".profile circle.{name}").first for name in ("certain", "uncertain"))
    fills = [one.evaluate("one => getComputedStyle(one).fill") for one in (sure, unsure)]
    context.close()

    assert fills[0] != fills[1]
