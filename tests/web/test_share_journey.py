"""On a server: from an idea to partners, a shortlist and a link, which opens on a machine where nobody is signed in."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDE, NARROW = {"width": 1440, "height": 1000}, {"width": 390, "height": 844}
ERROR = 404
SAID = {
    "de": {
        "find": "Felder und Schnittstellen finden",
        "idea": "Partner für diese Idee",
        "list": "Meine Merkliste",
        "take off": "Herunternehmen",
        "close": "Link schließen",
        "gone": "Diese Seite gibt es nicht",
    },
    "en": {
        "find": "Find fields and interfaces",
        "idea": "Partners for this idea",
        "list": "My shortlist",
        "take off": "Take off",
        "close": "Close this link",
        "gone": "There is no such page",
    },
}


def pin_shortlist(ann, said, language) -> list[str]:
    """From the idea on the start page to a pinned shortlist; who stands on it."""
    ann.goto(f"/{language}/")
    ann.get_by_role("button", name=said["find"]).click()
    ann.get_by_role("link", name=said["idea"]).click()
    names = []
    for place in range(2):
        row = ann.locator("#partners tbody tr").nth(place)
        names.append(row.locator("th a").inner_text())
        row.locator(".keep button").click()
        expect(row.locator(".keep .kept")).to_be_visible()
    ann.locator("#ask").get_by_role("link", name=said["list"]).click()
    ann.locator("form.pin button").first.click()
    ann.wait_for_url("**/findings/*/")
    return names


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_from_an_idea_to_a_link_that_opens_on_another_machine(open_as, browser, look, language, viewport):
    said, ann = SAID[language], open_as("ann", language, viewport)
    names, finding = pin_shortlist(ann, said, language), ann.url
    look(ann)

    ann.locator("#days").select_option("7")
    ann.locator("form[action$='/share/'] button").click()
    address = ann.locator("#link").input_value()
    look(ann)
    other = browser.new_context(viewport=viewport, locale=language)
    stranger, complaints = other.new_page(), []
    stranger.on("console", lambda told: complaints.append(told.text) if told.type in {"error", "warning"} else None)
    opened = stranger.goto(address)
    for name in names:
        expect(stranger.locator("table")).to_contain_text(name)
    assert opened.headers["x-robots-tag"] == "noindex"
    assert stranger.locator("form, a[href^='/'], [contenteditable]").count() == 0  # to read only
    assert (other.cookies(), complaints) == ([], [])
    look(stranger)
    stranger.goto(finding)
    assert "/sign-in/" in stranger.url

    ann.get_by_role("button", name=said["close"]).first.click()
    expect(ann.locator(".message").first).to_be_visible()
    gone = stranger.goto(address)
    assert gone.status == ERROR
    expect(stranger.locator("h1")).to_have_text(said["gone"])
    look(stranger)
    other.close()

    ann.goto(f"/{language}/shortlist/")
    for name in names:
        ann.get_by_role("button", name=f"{said['take off']}: {name}").click()
    expect(ann.locator(".entries")).to_have_count(0)
