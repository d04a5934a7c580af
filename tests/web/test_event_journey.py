"""An event with its list becomes figures for the board, in a browser: page, table as a file, one sheet of paper."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDE, NARROW = {"width": 1440, "height": 1000}, {"width": 390, "height": 844}
GUESTS = "Silicon Saxony\nSilicon Saxony\nbiosaxony\nBeispielfirma GmbH"
SAID = {
    "de": {
        "list": "Liste übernehmen",
        "none": "keine Liste eingelesen",
        "there": "3 Organisationen waren da, mit 4 Personen; angemeldet waren 3, eingeladen 4.",
        "all": "Alle",
        "outside": "nicht im Register",
        "board": "Für den Vorstand (A4)",
    },
    "en": {
        "list": "Bring in a list",
        "none": "no list was brought in",
        "there": "3 organisations were there, with 4 people, of 3 registered and 4 invited.",
        "all": "All",
        "outside": "not in the register",
        "board": "For the board (A4)",
    },
}


def bring(page, said, state, names):
    page.get_by_text(said["list"]).click()
    page.locator("#guests_state").select_option(state)
    page.locator("#guests_names").fill(names)
    page.locator("form[action$='/guests/'] button").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".message").first).to_be_visible()


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_list_becomes_figures_for_the_board(open_page, look, language, viewport):
    said, page = SAID[language], open_page(language, viewport)
    page.goto(f"/{language}/register/events/new/")
    page.locator("input[name=title]").fill(f"Workshop {language} {viewport['width']}")
    page.locator("input[name=day]").fill("2014-07-14")
    page.locator("input[name=place]").fill("Dresden")
    look(page)
    page.locator("form.write button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/register/events/[2-9a-z]{16}/"))
    expect(page.locator(".answer")).to_contain_text(said["none"])
    look(page)

    bring(page, said, "invited", f"{GUESTS}\nEnergy Saxony")
    bring(page, said, "attended", GUESTS)
    expect(page.locator(".answer")).to_have_text(said["there"])
    rows = page.locator("#figures tbody tr")
    expect(rows.filter(has_text=said["outside"]).locator("td").last).to_have_text("1")
    expect(rows.last).to_contain_text(said["all"])
    look(page)
    file = page.request.get(page.locator("#figures a[href$='figures.xlsx']").get_attribute("href"))
    assert (file.status, file.body()[:2]) == (200, b"PK")

    page.get_by_role("link", name=said["board"]).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/board/")
    expect(page.locator(".sheet")).to_contain_text(said["there"])
    expect(page.locator(".sheet tbody tr").last).to_contain_text(said["all"])
    look(page)
