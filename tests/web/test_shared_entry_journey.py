"""Two institutions share entries of the register: one merges two of them and parts them again, one proposes a name."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDE, NARROW = {"width": 1440, "height": 1000}, {"width": 390, "height": 844}
SAID = {
    "de": {
        "merged": "Zusammengeführte Einträge",
        "alike": "Auch unter diesem Namen im Register",
        "waits": "Vorgeschlagene Änderungen",
        "confirm": "Bestätigen",
        "decline": "Ablehnen",
    },
    "en": {
        "merged": "Merged entries",
        "alike": "Also in the register under this name",
        "waits": "Proposed changes",
        "confirm": "Confirm",
        "decline": "Decline",
    },
}


def add(page, language, name):
    """Add an organisation; its address."""
    page.goto(f"/{language}/register/organisations/new/")
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=region]").fill("DED21")
    page.locator("input[name=source]").fill("Handelsregister")
    page.locator("form.write button").click()
    page.wait_for_url(re.compile(r"/organisations/[2-9a-z]{16}/$"))
    return page.url


def note(page, address, text):
    """Write on the own sheet of an organisation."""
    page.goto(f"{address}sheet/")
    page.locator("textarea[name=text]").fill(text)
    page.locator("form.write button").click()
    expect(page.locator(".own")).to_contain_text(text)


def section(page, heading):
    return page.locator("section", has=page.locator("h2", has_text=heading))


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_two_entries_are_merged_and_parted_and_each_institution_keeps_its_own_sheet(open_as, look, language, viewport):
    said, name = SAID[language], f"Doppelt {language} {viewport['width']} GmbH"
    ann, bob = (open_as(who, language, viewport) for who in ("ann", "bob"))
    kept, gone = add(ann, language, name), add(bob, language, name)
    note(ann, gone, "Annas Notiz")
    note(bob, gone, "Bobs Notiz")

    ann.goto(kept)
    alike = section(ann, said["alike"])
    expect(alike.locator("li")).to_have_count(1)
    alike.locator("summary").focus()
    ann.keyboard.press("Enter")
    alike.locator("input[name=reason]").fill("gleiche Registernummer")
    look(ann)
    alike.locator("button").focus()
    ann.keyboard.press("Enter")
    expect(section(ann, said["merged"]).locator("li")).to_contain_text("gleiche Registernummer")
    expect(ann.locator(".own")).to_contain_text("Annas Notiz")
    expect(ann.locator("body")).not_to_contain_text("Bobs Notiz")
    expect(section(ann, said["alike"])).to_have_count(0)
    look(ann)

    bob.goto(gone)
    assert bob.url == kept
    expect(bob.locator(".own")).to_contain_text("Bobs Notiz")
    expect(bob.locator("body")).not_to_contain_text("Annas Notiz")
    look(bob)
    section(bob, said["merged"]).locator("button").focus()
    bob.keyboard.press("Enter")
    expect(section(bob, said["merged"])).to_have_count(0)
    expect(bob.locator(".own")).not_to_contain_text("Bobs Notiz")
    look(bob)
    for page, text, other in ((ann, "Annas Notiz", "Bobs Notiz"), (bob, "Bobs Notiz", "Annas Notiz")):
        page.goto(gone)
        assert page.url == gone
        expect(page.locator(".own")).to_contain_text(text)
        expect(page.locator("body")).not_to_contain_text(other)


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_name_that_both_use_changes_when_the_other_institution_confirms(open_as, look, language, viewport):
    said, name = SAID[language], f"Altname {language} {viewport['width']} AG"
    renamed = name.replace("Altname", "Neuname")
    ann, bob = (open_as(who, language, viewport) for who in ("ann", "bob"))
    address = add(ann, language, name)
    for page in (ann, bob):
        note(page, address, "wird genutzt")

    propose(ann, address, "name", renamed)
    expect(ann.locator("h1")).to_have_text(name)
    expect(ann.locator("#proposals")).to_contain_text(renamed)
    expect(ann.locator("#proposals button")).to_have_count(1)  # to withdraw it
    expect(section(ann, said["waits"])).to_contain_text("Silicon Saxony")
    look(ann)

    bob.goto(f"/{language}/inbox/")
    expect(bob.locator("#today")).to_contain_text(renamed)
    look(bob)
    bob.locator("#today a", has_text=renamed).click()
    look(bob)
    bob.get_by_role("button", name=said["confirm"]).focus()
    bob.keyboard.press("Enter")
    expect(bob.locator("h1")).to_have_text(renamed)
    expect(bob.locator("#proposals")).to_have_count(0)
    look(bob)

    ann.goto(address)
    expect(ann.locator("h1")).to_have_text(renamed)
    propose(ann, address, "region", "AT31")
    bob.goto(address)
    bob.get_by_role("button", name=said["decline"]).click()
    expect(bob.locator("#proposals")).to_have_count(0)
    for page in (ann, bob):
        page.goto(address)
        expect(page.locator(".where")).to_contain_text("DED21")
        expect(page.locator(".where")).not_to_contain_text("AT31")


def propose(page, address, key, value):
    """Say how name or seat should read."""
    page.goto(address)
    form = page.locator("form[action$='/core/']")
    page.locator("details", has=form).locator("summary").click()
    form.locator("select[name=key]").select_option(key)
    form.locator("input[name=value]").fill(value)
    form.locator("input[name=reason]").fill("Handelsregister")
    form.locator("button").click()
