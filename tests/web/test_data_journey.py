"""Stories about data: a dump is dropped in and changes what one's region shows; a table of one's own becomes a map."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDE, NARROW = {"width": 1440, "height": 1000}, {"width": 390, "height": 844}
SCREENS = pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
SAID = {
    "de": {
        "load": "Diese Datei laden",
        "done": "Fertig. Alle Seiten zeigen den neuen Datenstand.",
        "failed": "Das hat nicht geklappt.",
        "damaged": "ist keine vollständige Zip-Datei",
        "again": "Laden Sie sie noch einmal herunter",
        "changed": "Was hat sich für Sachsen geändert?",
        "ask": "Was hat sich für Ihre Region geändert?",
        "recompute": "Neu berechnen",
        "stop": "Anhalten",
        "stopped": "Angehalten.",
        "show": "Diesen Datenstand zeigen",
        "shown": "Alle Seiten zeigen jetzt diesen Datenstand.",
        "own": "Eine eigene Tabelle hinzufügen",
        "send": "Die Tabelle senden",
        "columns": "Was bedeuten die Spalten?",
        "read": "Die Tabelle einlesen",
        "table": "In welchen Feldern liegt Sachsen laut Ihrer Tabelle vor den anderen?",
        "not": "nicht den Datenstand",
    },
    "en": {
        "load": "Load this file",
        "done": "Done. All pages show the new data version.",
        "failed": "It did not work.",
        "damaged": "is no complete zip file",
        "again": "Download it again",
        "changed": "What has changed for Sachsen?",
        "ask": "What has changed for your region?",
        "recompute": "Recompute",
        "stop": "Stop",
        "stopped": "Stopped.",
        "show": "Show this version",
        "shown": "All pages show this data version now.",
        "own": "Add a table of your own",
        "send": "Send the table",
        "columns": "What do the columns mean?",
        "read": "Read the table",
        "table": "In which fields does your table show Sachsen ahead of the others?",
        "not": "not the data version",
    },
}
PATIENCE = 150_000
ROWS = "Sachsen;Chips;300\nSachsen;Autos;100\nBayern;Chips;100\nBayern;Autos;300\nBerlin;Chips;viele\n"
SIZES = {("de", 1440): 60, ("de", 390): 66, ("en", 1440): 72, ("en", 390): 78}
"""A dump of another size each time, so that each story loads something new."""


@SCREENS
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_zip_is_dropped_in_and_a_finding_is_computed_anew(open_page, look, make_dump, language, viewport):
    said, page = SAID[language], open_page(language, viewport)
    page.goto(f"/{language}/region/DED/")
    page.locator("#fields .pin button").click()
    page.wait_for_url("**/findings/*/")
    finding = page.url

    page.goto(f"/{language}/data/")
    look(page)
    dump = make_dump(projects=SIZES[language, viewport["width"]])
    page.set_input_files("#file", dump)
    page.get_by_role("button", name=said["load"]).click()
    page.wait_for_url("**/data/load/*/")
    look(page)
    page.reload()  # the work does not hang on the page
    expect(page.locator("#progress .answer")).to_have_text(said["done"], timeout=PATIENCE)
    look(page)

    page.get_by_role("link", name=said["ask"]).click()
    expect(page.locator("h1")).to_have_text(said["changed"])
    expect(page.locator("#interfaces tbody tr").first).to_be_visible()
    look(page)

    page.goto(finding)
    page.get_by_role("link", name=said["recompute"], exact=True).click()
    expect(page.locator("h1")).to_be_visible()
    assert "/recompute/" in urlsplit(page.url).path
    expect(page.locator(".reasons li").first).to_be_visible()
    expect(page.locator("#changes tbody tr").first).to_be_visible()
    look(page)

    page.locator("form.do button").click()  # what is different today is kept as a finding of its own
    page.wait_for_url("**/findings/*/")
    expect(page.locator("#finding tbody tr").first).to_be_visible()
    assert page.url != finding
    look(page)


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_file_that_is_no_dump_says_what_was_found_and_what_to_do(open_page, look, tmp_path, language):
    said, page = SAID[language], open_page(language, NARROW, "dark")
    path = tmp_path / "cordis-h2020projects-csv.zip"
    path.write_bytes(b"no zip at all")
    page.goto(f"/{language}/data/")
    page.set_input_files("#file", path)

    page.get_by_role("button", name=said["load"]).click()

    page.wait_for_url("**/data/load/*/")
    expect(page.locator("#progress .answer")).to_contain_text(said["failed"], timeout=PATIENCE)
    expect(page.locator("#progress .warning")).to_contain_text(said["damaged"])
    expect(page.locator("#progress .warning")).to_contain_text(said["again"])
    look(page)


def test_a_load_is_stopped_and_nothing_has_changed(open_page, look, make_dump):
    said, page = SAID["de"], open_page("de", WIDE, "dark")
    page.goto("/de/data/")
    before = page.locator("#versions tbody tr").count()
    page.set_input_files("#file", make_dump(projects=300))
    page.get_by_role("button", name=said["load"]).click()
    page.wait_for_url("**/data/load/*/")

    page.get_by_role("button", name=said["stop"]).click()

    expect(page.locator("#progress .answer")).to_contain_text(said["stopped"])
    look(page)
    page.goto("/de/data/")
    assert page.locator("#versions tbody tr").count() == before


@pytest.mark.parametrize("language", ["de", "en"])
def test_an_older_version_is_shown_by_keyboard_alone(open_page, look, make_dump, language):
    said, page = SAID[language], open_page(language, WIDE)
    page.goto(f"/{language}/data/")
    if page.locator("#versions button").count() == 0:
        page.set_input_files("#file", make_dump(projects=90))
        page.get_by_role("button", name=said["load"]).click()
        page.wait_for_url("**/data/load/*/")
        expect(page.locator("#progress .answer")).to_have_text(said["done"], timeout=PATIENCE)
        page.goto(f"/{language}/data/")
    before = page.locator("footer p").first.inner_text()

    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == said["show"]:
            break
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")

    expect(page.locator(".message")).to_have_text(said["shown"])
    assert page.locator("footer p").first.inner_text() != before or "geladen" in before or "loaded" in before
    look(page)


@SCREENS
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_table_of_ones_own_becomes_a_map_and_a_finding(open_page, look, tmp_path, language, viewport):
    said, page = SAID[language], open_page(language, viewport)
    path = tmp_path / "Beschäftigte.csv"
    path.write_bytes(f"Bundesland;Branche;Beschäftigte\n{ROWS}".encode("cp1252"))
    page.goto(f"/{language}/data/")
    page.get_by_role("link", name=said["own"]).click()
    look(page)

    page.set_input_files("#file", path)
    page.get_by_role("button", name=said["send"]).click()
    expect(page.locator("h1")).to_have_text(said["columns"])
    expect(page.locator("#region")).to_have_value("Bundesland")
    expect(page.locator("#amount")).to_have_value("Beschäftigte")
    look(page)

    page.get_by_role("button", name=said["read"]).click()
    expect(page.locator("h1")).to_have_text(said["table"])
    expect(page.locator(".warning.own")).to_contain_text(said["not"])
    expect(page.locator("#problems tbody td").nth(1)).to_have_text("viele")
    if viewport is WIDE:
        expect(page.locator(".drawing.drawn svg").first).to_be_visible()
    look(page)

    page.locator("#fields .pin button").click()
    page.wait_for_url("**/findings/*/")
    expect(page.locator("#finding tbody th").first).to_have_text("Chips")
    expect(page.locator(".citation").first).to_contain_text(re.compile("Eigene Tabelle|Own table"))
    look(page)
