"""Findings in a real browser: kept, put into a folder, computed anew, passed on as one file, and named interfaces."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
WIDE, NARROW = {"width": 1440, "height": 1000}, {"width": 390, "height": 844}
SAID = {
    "de": {
        "partners": "Partner für diese Idee",
        "file": "Als eine Datei",
        "recompute": "Neu berechnen",
        "nothing": "Nichts:",
        "save": "Speichern",
        "move": "Verschieben",
        "undo": "Letztes Verschieben rückgängig machen",
        "copied": "Kopiert",
        "name": "Schnittstelle benennen",
    },
    "en": {
        "partners": "Partners for this idea",
        "file": "As one file",
        "recompute": "Recompute",
        "nothing": "Nothing:",
        "save": "Save",
        "move": "Move",
        "undo": "Take the last move back",
        "copied": "Copied",
        "name": "Name an interface",
    },
}
BOTH = pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
LANGUAGES = pytest.mark.parametrize("language", ["de", "en"])


@BOTH
@LANGUAGES
def test_from_an_idea_to_a_shortlist_that_opens_on_another_machine(  # noqa: PLR0917 -- fixtures by name
    open_page, look, browser, tmp_path, language, viewport
):
    said, page = SAID[language], open_page(language, viewport)
    page.goto(f"/{language}/")
    page.locator("section.idea form button").click()
    page.get_by_role("link", name=said["partners"]).click()
    page.wait_for_url("**/partners/**")
    look(page)
    first = page.locator("form.keep button:not(.kept)").first
    name = first.get_attribute("aria-label").split(": ", 1)[1]
    first.click()
    expect(page.locator("[role=status].told").first).to_be_visible()
    page.goto(f"/{language}/shortlist/")
    expect(page.locator("ol.entries")).to_contain_text(name)
    page.locator("form.pin[action$='/shortlist/shortlist/pin/'] button").click()
    page.wait_for_url("**/findings/*/")
    look(page)

    # Asked for beside the page: the browser calls a download a failed request.
    file = page.request.get(page.get_by_role("link", name=said["file"]).get_attribute("href"))
    assert "attachment" in file.headers["content-disposition"]
    path = tmp_path / "shared.html"
    path.write_bytes(file.body())

    other = browser.new_context(viewport=viewport, locale=language, offline=True)
    complaints = []
    shared = other.new_page()
    shared.on("console", lambda told: complaints.append(told.text))
    shared.on("pageerror", lambda error: complaints.append(str(error)))
    shared.on("request", lambda asked: complaints.append(asked.url) if not asked.url.startswith("file:") else None)
    shared.goto(path.as_uri())
    expect(shared.locator("table")).to_contain_text(name)
    assert shared.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert (
        shared.evaluate("getComputedStyle(document.querySelector('main')).maxWidth") == "1080px"
    )  # the style is let in
    other.close()
    assert complaints == []


@LANGUAGES
def test_a_finding_is_noted_moved_and_computed_anew(open_page, look, language):
    said, page = SAID[language], open_page(language, NARROW)
    page.goto(f"/{language}/region/DED/")
    page.locator("#fields .pin button").click()
    page.wait_for_url("**/findings/*/")
    page.fill("#note", "Für den Beirat")
    page.fill("#folder", f"Beirat {language}")
    page.get_by_role("button", name=said["save"], exact=True).click()
    expect(page.locator(".where").first).to_contain_text(f"Beirat {language}")
    page.get_by_role("link", name=said["recompute"]).click()
    expect(page.locator(".answer")).to_contain_text(said["nothing"])
    look(page)

    page.goto(f"/{language}/findings/")
    look(page)
    page.locator(".kept input[type=checkbox]").first.check()
    page.fill("#to", "Archiv")
    page.get_by_role("button", name=said["move"], exact=True).click()
    expect(page.locator(".kept h2", has_text="Archiv")).to_be_visible()
    look(page)
    page.get_by_role("button", name=said["undo"]).click()
    expect(page.locator(".kept h2", has_text="Archiv")).to_have_count(0)


def test_a_map_is_redrawn_from_what_was_kept_in_the_dark(open_page, look):
    page = open_page("de", WIDE, "dark")
    page.goto("/de/interfaces/DED/")
    page.locator("#interfaces .pin button").click()
    page.wait_for_url("**/findings/*/")
    expect(page.locator(".drawing.drawn svg").first).to_be_visible()
    look(page)


def test_a_table_and_a_picture_are_copied(open_page):
    page = open_page("de", WIDE)
    page.goto("/de/region/DED/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#money button.copy").click()
    expect(page.locator("#money button.copy")).to_have_text(SAID["de"]["copied"])
    text = page.evaluate("navigator.clipboard.readText()")
    kinds = page.evaluate("navigator.clipboard.read().then((all) => all[0].types)")

    assert text.splitlines()[1].split("\t")[0] == "2014"
    assert "text/html" in kinds
    page.goto("/de/interfaces/DED/")
    page.locator("#interfaces .pin button").click()
    page.wait_for_url("**/findings/*/")
    picture = page.locator("figcaption button.copy")
    picture.click()
    expect(picture).to_have_text(SAID["de"]["copied"], timeout=30_000)
    assert page.evaluate("navigator.clipboard.read().then((all) => all[0].types)") == ["image/png"]


@BOTH
@LANGUAGES
def test_an_interface_is_named_by_keyboard_and_has_its_page(open_page, look, language, viewport):
    page = open_page(language, viewport)
    page.goto(f"/{language}/named/")
    look(page)
    page.get_by_role("link", name=SAID[language]["name"]).click()
    look(page)
    page.locator("#name").focus()
    page.keyboard.type("Sensorik für Pflege")
    for side, place in (("side_a", 0), ("side_b", 14)):
        page.locator(f"input[name={side}]").nth(place).focus()
        page.keyboard.press("Space")
    page.locator("#remark").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("h1")).to_have_text("Sensorik für Pflege")
    assert urlsplit(page.url).path.startswith(f"/{language}/named/")
    look(page)
    page.goto(f"/{language}/named/")
    page.get_by_role("link", name="C3-Saxony").click()
    expect(page.locator(".looks dt").nth(3)).to_be_visible()
    look(page)
