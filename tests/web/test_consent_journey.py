"""Double opt-in in a browser: asked by a draft, agreed to, taken back; and leaving with one's files."""

import re
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDE, NARROW = {"width": 1440, "height": 1000}, {"width": 390, "height": 844}
SAID = {
    "de": {
        "ask": "Per Brief oder E-Mail fragen",
        "goes": "Es ginge an 1 Adresse. Noch ist nichts versandt.",
        "copied": "Kopiert",
        "subject": "fragt: Dürfen wir Ihnen E-Mails senden?",
        "agreed": "Sie haben zugestimmt",
        "back": "Sie haben Ihre Einwilligung widerrufen",
    },
    "en": {
        "ask": "Ask by letter or mail",
        "goes": "It would go to 1 address. Nothing is sent yet.",
        "copied": "Copied",
        "subject": "asks: may we send you mail?",
        "agreed": "You have agreed",
        "back": "You have taken it back",
    },
}


def note_address(page, language):
    """Somebody with a mail address that is kept on a consent; ends on the person's page."""
    page.goto(f"/{language}/register/organisations/?q=biosaxony")
    name = page.locator("#organisations tbody th a").first.inner_text()
    page.goto(f"/{language}/register/people/new/")
    page.locator("#id_name").fill("Test Person")
    page.locator("#id_organisation").fill(name)
    page.locator("#id_function").fill("Test")
    page.locator("form.write button").click()
    page.wait_for_url(re.compile(r"/register/people/[2-9a-z]{16}/"))
    page.goto(f"{page.url}details/")
    page.locator("#id_kind").select_option("mail")
    page.locator("#id_value").fill(f"test-{language}@example.org")
    page.locator("#id_purpose").select_option("news")
    page.locator("#id_basis").select_option("consent")
    page.locator("#id_way").select_option("talk")
    page.locator("form.write button").click()
    page.wait_for_url(re.compile(r"/register/people/[2-9a-z]{16}/$"))


def write_to_all(page, look, language, said):
    """A letter to those who agreed: written, looked at in both languages, let out, stopped."""
    page.goto(f"/{language}/register/mailings/")
    look(page)
    page.locator("a[href$='/mailings/new/']").click()
    for name, text in (("subject_de", "Neues"), ("text_de", "Text"), ("subject_en", "News"), ("text_en", "Text")):
        page.locator(f"#id_{name}").fill(text)
    look(page)
    page.locator("form.write button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/register/mailings/[2-9a-z]{16}/$"))
    expect(page.locator(".answer")).to_have_text(said)
    expect(page.locator("section.letter")).to_have_count(2)
    look(page)
    for choice in ("go", "stop"):
        page.locator(f"button[value={choice}]").focus()
        page.keyboard.press("Enter")
        expect(page.locator(f"button[value={choice}]")).to_have_count(0)
        look(page)


@pytest.mark.parametrize(("language", "viewport"), [("de", WIDE), ("en", NARROW)], ids=["de-wide", "en-narrow"])
def test_a_person_agrees_and_takes_it_back(open_as, look, language, viewport):
    page, colleague = (open_as("ann", language, viewport) for _ in range(2))
    person = open_as("", language, NARROW)
    note_address(page, language)
    look(page)
    page.locator("form[action$='/consent/'] button").click()
    page.wait_for_url(re.compile(r"/register/consents/"))
    look(page)
    with page.expect_download() as found:
        page.locator("a[href$='.eml']").click()
    assert found.value.suggested_filename.endswith(".eml")
    draft = message_from_bytes(Path(found.value.path()).read_bytes(), policy=default).get_content()
    link = re.search(r"/[a-z]{2}/consent/\S+/", draft)[0]
    colleague.goto(link)
    look(colleague)
    expect(colleague.locator("main button")).to_have_count(0)

    person.goto(link)
    look(person)
    person.locator("button[value=agree]").click()
    expect(person.locator("h1")).to_have_text(SAID[language]["agreed"])
    look(person)
    page.reload()
    expect(page.locator("a[href^='mailto:']")).to_have_count(0)
    write_to_all(page, look, language, SAID[language]["goes"])
    person.locator("button[value=withdraw]").click()
    expect(person.locator("h1")).to_have_text(SAID[language]["back"])
    look(person)


@pytest.mark.parametrize(("language", "viewport"), [("de", NARROW), ("en", WIDE)], ids=["de-narrow", "en-wide"])
def test_at_a_desk_a_letter_is_copied_by_keyboard_and_the_answer_noted(open_page, look, language, viewport):
    page, said = open_page(language, viewport), SAID[language]
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    note_address(page, language)
    page.get_by_role("link", name=said["ask"]).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/letter/"))
    look(page)
    copied = []
    for button in page.locator(".copies button").all():
        button.focus()
        page.keyboard.press("Enter")
        expect(button).to_have_text(said["copied"])
        expect(page.locator("main > [role=status].visually-hidden")).to_have_text(said["copied"])
        expect(button).to_be_focused()
        copied.append(page.evaluate("navigator.clipboard.readText()"))
    assert copied[0] == f"test-{language}@example.org"
    assert said["subject"] in copied[1]
    assert f"test-{language}@example.org" in copied[2]

    page.locator("#id_way").select_option("writing")
    page.locator("form.write button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/register/people/[2-9a-z]{16}/$"))
    expect(page.locator("#consent tbody tr")).to_have_count(2)
    look(page)


@pytest.mark.parametrize(("language", "viewport"), [("de", NARROW), ("en", WIDE)], ids=["de-narrow", "en-wide"])
def test_an_institution_leaves_with_its_files_and_comes_back(open_page, look, language, viewport):
    page = open_page(language, viewport)
    note_address(page, language)
    person = page.url
    page.goto(f"/{language}/register/leaving/")
    look(page)
    with page.expect_download() as found:
        page.locator("a[href$='institution.json']").click()
    assert found.value.suggested_filename == "crossfield-institution.json"
    page.reload()
    page.locator("section form button").last.click()
    undo = page.locator("form[action$='/undo/'] button")
    expect(undo).to_have_count(1)
    look(page)
    undo.click()
    expect(page.locator("form[action$='/undo/']")).to_have_count(0)
    page.goto(person)
    expect(page.locator("h1")).to_have_text("Test Person")
