"""Two cluster managers of two institutions record a mutual membership: both confirm, and all pages show it."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDE, NARROW = {"width": 1440, "height": 1000}, {"width": 390, "height": 844}
SIDES = {"ann": "Silicon Saxony", "bob": "biosaxony"}
"""Who signs in, and for which cluster of the register the institution speaks."""
SAID = {
    "de": {
        "speaks": "Meine Institution spricht für sie",
        "record": "Festhalten",
        "confirm": "Für Ihre Institution bestätigen",
        "stated": "von einer Seite genannt",
        "confirmed": "von beiden Seiten bestätigt",
        "documented": "belegt",
        "not_so": "Es ist nicht so: ablehnen",
        "decline": "Ablehnen",
        "why": "nie beschlossen",
        "declined": "bestätigt sie nicht",
        "out": "Aus dem Register entfernen",
    },
    "en": {
        "speaks": "My institution speaks for it",
        "record": "Record",
        "confirm": "Confirm for your institution",
        "stated": "stated by one side",
        "confirmed": "confirmed by both sides",
        "documented": "documented",
        "not_so": "It is not so: decline",
        "decline": "Decline",
        "why": "never agreed",
        "declined": "does not confirm it",
        "out": "Take it out of the register",
    },
}


@pytest.fixture(scope="module")
def speaking(browser, address_of_two, signed_in):
    """Each institution speaks for its cluster from here on."""
    for name, cluster in SIDES.items():
        context = browser.new_context(base_url=address_of_two, locale="en", storage_state=signed_in[name])
        page = context.new_page()
        page.goto(f"/en/register/organisations/?q={cluster}")
        page.locator("#organisations tbody th a", has_text=re.compile(f"^{cluster}")).first.click()
        page.locator("summary", has_text=SAID["en"]["speaks"]).click()
        said = page.locator("details[open] form.write")
        said.locator("input[name=ground]").fill("decision of its board")
        said.locator("input[name=authorised]").fill("2014-01-20")
        said.locator("button").click()
        expect(page.locator(".message")).to_be_visible()
        context.close()


def cluster_page(page, language, cluster):
    page.goto(f"/{language}/register/clusters/?q={cluster}")
    page.locator("#clusters tbody th a").first.click()
    return page.locator("section", has=page.locator("h2", has_text=re.compile("Mutual|echselseitige")))


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_both_confirm_a_mutual_membership_beside_the_documented_one_of_2014(
    open_as, speaking, look, language, viewport
):
    said, title = SAID[language], f"Wechselseitig {language} {viewport['width']}"
    ann, bob = (open_as(name, language, viewport) for name in SIDES)
    ann.goto(f"/{language}/register/cooperations/new/")
    ann.locator("input[name=title]").fill(title)
    ann.locator("select[name=kind]").select_option("mutual")
    ann.locator("textarea[name=partners]").fill("Silicon Saxony\nbiosaxony")
    ann.locator("select[name=interface]").select_option(label="C3-Saxony")
    look(ann)
    ann.locator("form.write button").focus()
    ann.keyboard.press("Enter")
    ann.wait_for_url(re.compile(r"/cooperations/[2-9a-z]{16}/"))
    expect(ann.locator(".standing")).to_have_text(said["stated"])
    expect(ann.get_by_role("button", name=said["confirm"])).to_have_count(0)

    bob.goto(f"/{language}/inbox/")
    expect(bob.locator("#today")).to_contain_text(title)
    look(bob)
    bob.locator("#today a", has_text=title).click()
    expect(bob.locator(".standing")).to_have_text(said["stated"])
    bob.get_by_role("button", name=said["confirm"]).focus()
    bob.keyboard.press("Enter")
    expect(bob.locator(".standing")).to_have_text(said["confirmed"])
    look(bob)

    for page in (ann, bob):
        for cluster in ("Silicon Saxony", "biosaxony"):
            mutual = cluster_page(page, language, cluster)
            expect(mutual.locator("li", has_text=title)).to_contain_text(said["confirmed"])
            expect(mutual.locator("li", has_text="2014")).to_contain_text(said["documented"])
    look(ann)
    for page in (ann, bob):
        page.goto(f"/{language}/interface/DED/biotechnology/ict/")
        rows = page.locator("#cooperations tbody tr")
        expect(rows.filter(has_text=title)).to_contain_text(said["confirmed"])
        expect(rows.filter(has_text="Silicon Saxony ↔ biosaxony")).to_contain_text(said["documented"])
    look(bob)
    ann.goto(f"/{language}/register/cooperations/?standing=confirmed")
    expect(ann.locator("#cooperations")).to_contain_text(title)


@pytest.mark.parametrize(("language", "viewport"), [("de", NARROW), ("en", WIDE)], ids=["de-narrow", "en-wide"])
def test_one_side_declines_and_the_other_takes_it_out_again(open_as, speaking, look, language, viewport):
    said, title = SAID[language], f"Irrtum {language}"
    ann, bob = (open_as(name, language, viewport) for name in SIDES)
    ann.goto(f"/{language}/register/cooperations/new/")
    ann.locator("input[name=title]").fill(title)
    ann.locator("select[name=kind]").select_option("mutual")
    ann.locator("textarea[name=partners]").fill("Silicon Saxony\nbiosaxony")
    ann.locator("form.write button").click()
    ann.wait_for_url(re.compile(r"/cooperations/[2-9a-z]{16}/"))

    bob.goto(f"/{language}/inbox/")
    bob.locator("#today a", has_text=title).click()
    bob.locator("summary", has_text=said["not_so"]).click()
    bob.locator("input[name=why]").fill(said["why"])
    look(bob)
    bob.get_by_role("button", name=said["decline"]).click()
    expect(bob.locator(".message")).to_be_visible()
    bob.goto(f"/{language}/inbox/")
    expect(bob.locator("main")).not_to_contain_text(title)

    ann.goto(f"/{language}/inbox/")
    ann.locator("#today a", has_text=title).click()
    expect(ann.locator("main table").first).to_contain_text(said["declined"])
    expect(ann.locator("main table").first).to_contain_text(said["why"])
    for summary in ann.locator("section.kept summary").all()[-2:]:
        summary.click()
    look(ann)
    ann.get_by_role("button", name=said["out"]).click()
    expect(ann.locator(".message")).to_contain_text(title)
    expect(ann.locator("#cooperations")).not_to_contain_text(title)
