"""Two cluster managers of two institutions record a mutual membership: both confirm, and all pages show it."""

import os
import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDE, NARROW = {"width": 1440, "height": 1000}, {"width": 390, "height": 844}
PHRASE = "correct horse staple"
SIDES = {"ann": ("Silicon Saxony", "Silicon Saxony"), "bob": ("biosaxony", "biosaxony")}
"""Who signs in, for which institution, and for which cluster of the register it speaks."""
SAID = {
    "de": {
        "speaks": "Meine Institution spricht für sie",
        "record": "Festhalten",
        "confirm": "Für Ihre Institution bestätigen",
        "stated": "von einer Seite genannt",
        "confirmed": "von beiden Seiten bestätigt",
        "documented": "belegt",
    },
    "en": {
        "speaks": "My institution speaks for it",
        "record": "Record",
        "confirm": "Confirm for your institution",
        "stated": "stated by one side",
        "confirmed": "confirmed by both sides",
        "documented": "documented",
    },
}


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A workbench that two institutions reach by the name localhost."""
    folder = tmp_path_factory.mktemp("bench")
    env = {name: value for name, value in os.environ.items() if not name.startswith(("CROSSFIELD_", "DJANGO_"))}
    env |= {"CROSSFIELD_WORKSPACE": str(folder / "workspace"), "CROSSFIELD_HOSTS": "localhost"}
    env |= {"XDG_DATA_HOME": str(folder / "share")}
    program = [sys.executable, "-u", "-m", "crossfield"]
    for name, (institution, _cluster) in SIDES.items():
        account = [f"{name}@example.org", "--password", PHRASE, "--role", "administrator"]
        command = [*program, "account", "create", *account, "--institution", institution]
        subprocess.run(command, env=env, cwd=folder, check=True, capture_output=True)
    command = [*program, "up", "--no-browser", "--host", "0.0.0.0", "--port", "0"]
    with subprocess.Popen(command, env=env, cwd=folder, stdout=subprocess.PIPE, encoding="utf-8") as process:
        yield next(found[0] for line in process.stdout if (found := re.search(r"http://localhost:\d+", line)))
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="module")
def signed_in(browser, address):
    """What the browsers of both keep of having signed in; each institution speaks for its cluster from then on."""
    kept = {}
    for name, (_institution, cluster) in SIDES.items():
        context = browser.new_context(base_url=address, locale="en")
        page = context.new_page()
        page.goto("/en/sign-in/")
        page.locator("#id_login").fill(f"{name}@example.org")
        page.locator("#id_password").fill(PHRASE)
        page.locator("form.sign button").click()
        page.wait_for_url(re.compile("/en/$"))
        page.goto(f"/en/register/organisations/?q={cluster}")
        page.locator("#organisations tbody th a", has_text=re.compile(f"^{cluster}")).first.click()
        page.get_by_role("button", name=SAID["en"]["speaks"]).click()
        expect(page.locator(".message")).to_be_visible()
        kept[name] = context.storage_state()
        context.close()
    return kept


@pytest.fixture
def open_as(browser, address, signed_in):
    """Opens a page as one of the two; whatever the browser complains about fails the test."""
    complaints, contexts = [], []

    def opened(name, language, viewport):
        rest = {"viewport": viewport, "locale": language, "base_url": address, "storage_state": signed_in[name]}
        context = browser.new_context(**rest)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("response", lambda got: complaints.append(f"{got.status} {got.url}") if got.status >= 400 else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def cluster_page(page, language, cluster):
    page.goto(f"/{language}/register/clusters/?q={cluster}")
    page.locator("#clusters tbody th a").first.click()
    return page.locator("section", has=page.locator("h2", has_text=re.compile("Mutual|echselseitige")))


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_both_confirm_a_mutual_membership_beside_the_documented_one_of_2014(open_as, look, language, viewport):
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
