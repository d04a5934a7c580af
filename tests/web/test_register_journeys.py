"""Stories of the register in a real browser: 600 members and back, an introduction that becomes a cooperation."""

import io
import re

import pytest
from openpyxl import Workbook
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDE, NARROW = {"width": 1440, "height": 1000}, {"width": 390, "height": 844}
DOUBTFUL = "Helmholtz Zentrum Umweltforschung"
SAID = {
    "de": {
        "read": "Liste einlesen",
        "look": "Zeilen nachschlagen",
        "take": re.compile(r"\d+ Zeilen? übernehmen"),
        "undo": "Rückgängig machen",
        "none": "sind hier 0 Mitglieder",
        "note": "Kontakt notieren",
        "press": "Notieren",
        "became": "eine Kooperation",
        "add": "Dokument hinzufügen",
        "save": "Speichern",
        "stated": "von einer Seite genannt",
        "documented": "belegt",
    },
    "en": {
        "read": "Read the list",
        "look": "Look the rows up",
        "take": re.compile(r"Take \d+ rows? over"),
        "undo": "Undo",
        "none": "0 members of",
        "note": "Note a contact",
        "press": "Note it down",
        "became": "a cooperation",
        "add": "Add a document",
        "save": "Save",
        "stated": "stated by one side",
        "documented": "documented",
    },
}


def members(mark: str) -> bytes:
    """A workbook of 600 members: one that the data know, one without a name, one that looks like somebody else."""
    book, out = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet.append(["Mitgliederliste"])
    sheet.append(["Mitgliedsnr.", "Firma", "Ort", "Land", "Beitragsklasse", "Mitglied seit"])
    sheet.append([1, "TECHNISCHE UNIVERSITAET DRESDEN", "Dresden", "Deutschland", "I", "1.1.2012"])
    sheet.append([2, "", "Leipzig", "Deutschland", "I", ""])
    sheet.append([3, DOUBTFUL, "Leipzig", "DE", "II", "14.7.2014"])
    for number in range(4, 601):
        sheet.append([number, f"Beispielfirma {mark} {number} GmbH", "Chemnitz", "DE", "II", "14.7.2014"])
    book.save(out)
    return out.getvalue()


def press(page, target: str):
    """Go to something by the tabulator key alone, and press Enter there."""
    for _step in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("target => document.activeElement.matches(target)", target):
            break
    page.keyboard.press("Enter")


def correct_a_sure_link(page, look):
    """A new organisation, back to what was found, then another one of the register, by keyboard alone."""
    press(page, "#evidence tbody th a")
    page.wait_for_url("**/link/")
    look(page)
    press(page, "button[value=new]")
    expect(page.locator("#decided tbody tr")).to_have_count(1)
    press(page, "#decided tbody th a")
    page.wait_for_url("**/link/")
    press(page, "button[value=found]")
    page.wait_for_url("**#decided")
    expect(page.locator("#decided")).to_have_count(0)
    press(page, "#evidence tbody th a")
    page.wait_for_url("**/link/")
    page.locator("#q").fill("biosaxony")
    page.keyboard.press("Enter")
    expect(page.locator("button[name=organisation]").first).to_have_attribute("aria-label", re.compile("biosaxony"))
    look(page)
    press(page, "button[name=organisation]")
    expect(page.locator("#decided tbody tr")).to_contain_text("biosaxony")
    look(page)


def cluster_page(page, language: str):
    page.goto(f"/{language}/register/clusters/?q=Silicon+Saxony")
    page.locator("#clusters tbody th a").first.click()
    return page.url


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_six_hundred_members_are_brought_in_and_taken_back(open_page, look, language, viewport):
    said, page = SAID[language], open_page(language, viewport)
    where = cluster_page(page, language)
    look(page)
    page.locator("a[href*='/register/lists/']").click()
    workbook = {
        "name": "members.xlsx",
        "mimeType": "application/octet-stream",
        "buffer": members(f"{viewport['width']}"),
    }
    page.locator("input[type=file]").set_input_files(workbook)
    page.locator("input[name=source]").fill("CRM")
    look(page)
    page.get_by_role("button", name=said["read"]).click()
    expect(page.locator("select[name=name]")).to_have_value("Firma")
    look(page)
    page.get_by_role("button", name=said["look"]).click()
    expect(page.locator(".answer")).to_contain_text("600")
    expect(page.locator("#error tbody tr")).to_have_count(1)
    expect(page.locator("#evidence tbody td").nth(3)).to_contain_text("Technische Universitaet Dresden")
    pair = page.locator(".pair-of").filter(has_text=DOUBTFUL)
    pair.locator("button[value=same]").click()  # wrong: the one in the data is in Munich
    expect(pair.locator("button[value=same]")).not_to_have_class("quiet")
    pair.locator("button[value=other]").click()
    expect(pair.locator("button[value=same]")).to_have_class("quiet")
    look(page)
    correct_a_sure_link(page, look)
    page.get_by_role("button", name=said["take"]).click()
    expect(page.locator(".message")).to_be_visible()
    list_page = page.url.partition("#")[0]
    page.goto(f"{where}?on=2014-07-14")
    expect(page.locator(".answer")).to_contain_text("599")
    page.goto(f"/{language}/register/organisations/?q={DOUBTFUL}")
    page.locator("#organisations tbody th a", has_text=DOUBTFUL).first.click()
    expect(page.locator("h1")).to_have_text(DOUBTFUL)  # its own, not the one in Munich
    page.goto(f"{where}?on=2014-07-14")
    look(page)
    page.goto(list_page)
    page.get_by_role("button", name=said["undo"]).click()
    expect(page.locator(".message")).to_be_visible()
    look(page)
    page.goto(where)
    expect(page.locator(".answer")).to_contain_text(said["none"])


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_list_of_events_is_decided_taken_over_and_undone_but_for_what_was_changed(
    open_page, look, language, viewport
):
    said, page, mark = SAID[language], open_page(language, viewport), f"{language} {viewport['width']}"

    def bring(*lines):
        page.goto(f"/{language}/register/events/")
        page.locator("a[href*='kind=events']").click()
        text = "\n".join(["Titel;Datum;Ort", *lines]).encode()
        page.locator("input[type=file]").set_input_files({"name": "e.csv", "mimeType": "text/csv", "buffer": text})
        page.locator("input[name=source]").fill("CRM")
        page.get_by_role("button", name=said["read"]).click()
        expect(page.locator("select[name=day]")).to_have_value("Datum")
        look(page)
        page.get_by_role("button", name=said["look"]).click()
        page.wait_for_url(re.compile(r"/lists/[2-9a-z]{16}/$"))

    bring(f"Runde {mark};14.7.2014;Dresden", f"Messe {mark};1.9.2014;Hannover", f"Ohne Tag {mark};bald;")
    expect(page.locator("#error tbody tr")).to_have_count(1)
    look(page)
    page.get_by_role("button", name=said["take"]).click()
    expect(page.locator(".message")).to_be_visible()
    bring(f"Runde {mark};15.7.2014;Freital")
    pair = page.locator(".pair-of")
    expect(pair).to_contain_text("2014-07-14 → 2014-07-15")
    look(page)
    pair.locator("button[value=same]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".pair-of button[value=same]")).not_to_have_class("quiet")
    page.get_by_role("button", name=said["take"]).click()
    expect(page.locator(".message")).to_be_visible()
    page.goto(f"/{language}/register/lists/")
    page.locator("section.kept a").nth(1).click()
    page.get_by_role("button", name=said["undo"]).click()
    expect(page.locator("#stayed tbody tr")).to_have_count(1)
    expect(page.locator("#stayed")).to_contain_text(f"Runde {mark}")
    look(page)
    page.goto(f"/{language}/register/events/")
    expect(page.locator("#events")).to_contain_text(f"Runde {mark}")
    expect(page.locator("#events")).not_to_contain_text(f"Messe {mark}")


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_from_an_introduction_to_a_documented_cooperation(open_page, look, language, viewport):
    said, page = SAID[language], open_page(language, viewport)
    page.goto(f"/{language}/register/organisations/?q=biosaxony")
    page.get_by_role("link", name=said["note"]).first.click()
    page.locator("input[name=organisation]").press_sequentially("Minalo", delay=20)
    expect(page.locator("#names option").first).to_have_attribute("value", "Minalogic")
    page.locator("input[name=organisation]").fill("Minalogic")
    page.locator("input[name=text]").fill("Sensorik")
    page.locator("input[name=kind][value=introduction]").check()
    page.locator("input[name=introduced_to]").fill("biosaxony")
    look(page)
    page.get_by_role("button", name=said["press"], exact=True).click()
    look(page)
    page.get_by_role("button", name=said["became"]).click()
    expect(page.locator("h1")).to_have_text("Minalogic – biosaxony")
    expect(page.locator(".standing")).to_have_text(said["stated"])
    look(page)
    page.get_by_text(said["add"]).click()
    page.locator("input[name=source]").fill("biosaxony")
    page.locator("#proof_title").fill("News")
    page.locator("#proof_address").fill("https://example.org/news")
    look(page)
    page.locator("form[action$='/prove/'] button").click()
    expect(page.locator(".standing")).to_have_text(said["documented"])
    look(page)


def test_a_contact_is_noted_by_keyboard_alone(open_page):
    page = open_page("de", WIDE)
    page.goto("/de/register/contacts/new/")
    page.locator("input[name=organisation]").focus()
    page.keyboard.type("GAIA")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowLeft")  # from the call, which is chosen, to the inquiry
    page.keyboard.press("Tab")
    page.keyboard.type("Anfrage zu Sensoren")
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(r"/register/contacts/[2-9a-z]{16}/"))
    expect(page.locator(".answer")).to_have_text("Anfrage zu Sensoren")
    expect(page.locator(".where")).to_contain_text("Anfrage")
