"""An event with its list becomes figures for the board, in a browser: page, table as a file, one sheet of paper."""

import re

import pytest
from django.utils import timezone
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
        "come": "2 Organisationen waren da, mit 5 Personen; angemeldet waren 2, eingeladen 2.",
        "without": "1 Organisation war da, mit 3 Personen; angemeldet waren 1, eingeladen 1.",
        "meanwhile": "Inzwischen von jemand anderem gespeichert",
    },
    "en": {
        "list": "Bring in a list",
        "none": "no list was brought in",
        "there": "3 organisations were there, with 4 people, of 3 registered and 4 invited.",
        "all": "All",
        "outside": "not in the register",
        "board": "For the board (A4)",
        "come": "2 organisations were there, with 5 people, of 2 registered and 2 invited.",
        "without": "1 organisation was there, with 3 people, of 1 registered and 1 invited.",
        "meanwhile": "Saved meanwhile by somebody else",
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


def submit(page, form="form.write"):
    page.locator(f"{form} button").last.focus()
    page.keyboard.press("Enter")


@pytest.mark.parametrize(("language", "viewport"), [("de", WIDE), ("en", NARROW)], ids=["de-wide", "en-narrow"])
def test_organisations_check_in_by_a_code(open_page, look, language, viewport):
    said, page, guest = SAID[language], open_page(language, viewport), open_page(language, NARROW)
    page.goto(f"/{language}/register/events/new/")
    page.locator("input[name=title]").fill(f"Check-in {language}")
    page.locator("input[name=day]").fill(timezone.localdate().isoformat())
    submit(page)
    page.wait_for_url(re.compile(r"/register/events/[2-9a-z]{16}/"))
    page.locator("button[value=open]").click()
    code = page.locator("#check-in").get_attribute("href").split("/")[-2]
    look(page)

    guest.goto(f"/{language}/check-in/")
    look(guest)
    guest.locator("#id_code").fill(f"{code[:4]} {code[4:]}".upper())
    submit(guest)
    for name, people in (("Beispielfirma GmbH", "2"), ("beispielfirma gmbh", "1"), ("Silicon Saxony", "2")):
        guest.locator("#id_name").fill(name)
        guest.locator("#id_people").fill(people)
        submit(guest)
        expect(guest.locator(".message")).to_be_visible()
        look(guest)
    page.reload()
    expect(page.locator(".answer").first).to_have_text(said["come"])

    page.locator("#check_ins tbody tr").first.locator("button").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".answer").first).to_have_text(said["without"])
    expect(page.locator("#figures tbody tr").last.locator("td").last).to_have_text("3")
    look(page)
    page.locator("#check_ins tbody tr").first.locator("button[value=again]").click()
    expect(page.locator(".answer").first).to_have_text(said["come"])


@pytest.mark.parametrize(("language", "viewport"), [("de", NARROW), ("en", WIDE)], ids=["de-narrow", "en-wide"])
def test_of_two_who_change_an_event_the_second_sees_both(browser, address, look, language, viewport):
    context = browser.new_context(viewport=viewport, locale=language, base_url=address)  # a 422 is part of the story
    one, two = context.new_page(), context.new_page()
    one.goto(f"/{language}/register/events/new/")
    one.locator("input[name=title]").fill(f"Two {language}")
    one.locator("input[name=day]").fill("2026-03-02")
    submit(one)
    one.wait_for_url(re.compile(r"/register/events/[2-9a-z]{16}/$"))
    where = f"{one.url}change/"
    for page, place in ((one, "Dresden"), (two, "Chemnitz")):
        page.goto(where)
        page.locator("input[name=place]").fill(place)
    submit(one)
    one.wait_for_url(re.compile(r"/register/events/[2-9a-z]{16}/$"))
    submit(two)
    expect(two.locator("section.warning h2")).to_have_text(SAID[language]["meanwhile"])
    expect(two.locator("section.warning dd")).to_have_text("Dresden")
    expect(two.locator("input[name=place]")).to_have_value("Chemnitz")
    look(two)
    two.locator("input[name=place]").fill("Dresden, Chemnitz")
    submit(two)
    two.wait_for_url(re.compile(r"/register/events/[2-9a-z]{16}/$"))
    expect(two.locator("p.where")).to_contain_text("Dresden, Chemnitz")
    context.close()
