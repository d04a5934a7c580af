"""A member confirms its profile by a link, without a password; what it offers stands on the page of the interface."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDE, NARROW = {"width": 1440, "height": 1000}, {"width": 390, "height": 844}
SAID = {
    "de": {
        "ask": "Profil mit einem Link erfragen",
        "confirm": "Bestätigen",
        "again": "Neuen Link senden",
        "itself": "die Organisation selbst",
    },
    "en": {
        "ask": "Ask for its profile by a link",
        "confirm": "Confirm",
        "again": "Send me a new link",
        "itself": "the organisation itself",
    },
}
FIELDS = ("energy", "production")


def ask(page, language: str, name: str) -> str:
    """As cluster management, with a draft for one's own mailbox: this organisation is nobody's member."""
    page.goto(f"/{language}/register/organisations/?q={name}")
    page.locator("#organisations tbody th a").first.click()
    page.get_by_text(SAID[language]["ask"]).click()
    page.locator("#ask_email").fill("member@example.org")
    page.locator("form[action$='/profile/'] button").click()
    page.wait_for_url(re.compile(r"/register/profiles/"))
    return page.locator("#profile-address").get_attribute("href")


def choose(page, name: str, code: str) -> None:
    """The field with a code of the shipped scheme, by its place in the list, whatever the language."""
    order = page.locator(f"#{name} option")
    titles = {"energy": re.compile(r"^Energ", re.IGNORECASE), "production": re.compile("produ|fertig", re.IGNORECASE)}
    page.locator(f"#{name}").select_option(value=order.filter(has_text=titles[code]).first.get_attribute("value"))


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_member_confirms_its_profile_by_a_link(open_as, look, language, viewport):
    said, asker = SAID[language], open_as("ann", language, viewport)
    mark = f"Sensor {language} {viewport['width']}"
    link = ask(asker, language, "biosaxony")
    look(asker)
    page = open_as("", language, viewport)  # as the member, who has no account
    page.goto(link)
    look(page)
    kind = f"Verein {mark}"
    page.locator("#id_known-type").fill(kind)
    page.locator("#id_fields_of input").first.check()
    page.locator("#id_offer-0-text").fill(mark)
    choose(page, "id_offer-0-field_a", FIELDS[0])
    choose(page, "id_offer-0-field_b", FIELDS[1])
    page.get_by_role("button", name=said["confirm"], exact=True).click()
    expect(page.locator(".message")).to_be_visible()
    look(page)
    page.get_by_role("button", name=said["again"]).click()
    expect(page.locator(".message")).to_be_visible()
    look(page)
    asker.goto(f"/{language}/interface/DED/{'/'.join(FIELDS)}/")
    expect(asker.locator("#offers tbody")).to_contain_text(mark)
    look(asker)
    asker.goto(f"/{language}/register/organisations/?q=biosaxony")
    asker.locator("#organisations tbody th a").first.click()
    expect(asker.locator("#values tbody tr", has_text=kind)).to_contain_text(said["itself"])
    look(asker)


def test_a_profile_is_confirmed_by_keyboard_alone(open_as):
    page = open_as("ann", "de", NARROW)
    page.goto(ask(page, "de", "Minalogic"))
    first = page.locator("#id_fields_of input").first
    was_ticked = first.is_checked()
    first.focus()
    page.keyboard.press("Space")
    for _step in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.write .do button')"):
            break
    assert first.is_checked() is not was_ticked
    page.keyboard.press("Enter")

    expect(page.locator(".message")).to_be_visible()
