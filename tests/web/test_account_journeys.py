"""Stories of accounts in a real browser, on a workbench that others reach: a silent console, axe content."""

import base64
import hashlib
import hmac
import os
import re
import signal
import struct
import subprocess
import sys
import time

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

WIDE, NARROW = {"width": 1440, "height": 1000}, {"width": 390, "height": 844}
PHRASE, OTHER = "correct horse staple", "battery beside the window"
PAGES = ["", "password/", "second-step/", "app/", "passkeys/", "passkeys/add/", "sessions/", "people/", "provider/"]
PEOPLE = ("ann", "bob", "cora", "dora", "emil", "fay", "gus", "hal", "mia")
ROLES = {"ann": "administrator", "bob": "administrator", "mia": "member"}
SAID = {
    "de": {"in": "Anmelden", "out": "Abmelden", "passkey": "Mit Passkey anmelden", "other": "Passkey verwenden",
           "others": "Alle anderen beenden", "account": "Mein Konto", "step": "Zweiter Schritt",
           "answers": "Festhalten, wer für sie antwortet", "own": "Meine Organisation", "itself": "Eigene Angaben"},
    "en": {"in": "Sign in", "out": "Sign out", "passkey": "Sign in with a passkey", "other": "Use a passkey",
           "others": "End all others", "account": "My account", "step": "Second step",
           "answers": "Say who answers for it", "own": "My organisation", "itself": "What it says of itself"},
}  # fmt: skip


class Bench:
    """A workbench that people sign in to by the name localhost, and what it prints, its mail among it."""

    def __init__(self, folder):
        env = {name: value for name, value in os.environ.items() if not name.startswith(("CROSSFIELD_", "DJANGO_"))}
        self.env = env | {"CROSSFIELD_WORKSPACE": str(folder / "workspace"), "CROSSFIELD_HOSTS": "localhost"}
        self.env["XDG_DATA_HOME"] = str(folder / "share")
        self.folder, self.printed, self.address = folder, folder / "printed.txt", ""

    def links(self, part):
        return re.findall(rf"{re.escape(self.address)}(/\S*{part}/\S+)", self.printed.read_text("utf-8"))


@pytest.fixture(scope="module")
def bench(run_several, tmp_path_factory):
    made = Bench(tmp_path_factory.mktemp("bench"))
    commands = [
        ["account", "create", f"{name}@example.org", "--password", PHRASE, "--role", ROLES.get(name, "manager"),
         "--administers" if number == 0 else "--works", "--institution", "Cluster Example"]
        for number, name in enumerate(PEOPLE)
    ]  # fmt: skip
    run_several(made.folder, commands, CROSSFIELD_HOSTS="localhost")
    command = [sys.executable, "-u", "-m", "crossfield", "up", "--no-browser", "--host", "0.0.0.0", "--port", "0"]
    with made.printed.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(command, env=made.env, cwd=made.folder, stdout=file)
    for _ in range(600):
        found = re.search(r"http://localhost:\d+", made.printed.read_text("utf-8"))
        if found or process.poll() is not None:
            break
        time.sleep(0.2)
    made.address = found[0]
    yield made
    process.send_signal(signal.SIGINT)
    process.wait(120)


@pytest.fixture(scope="module")
def address(bench):
    return bench.address


def visit(page, path):
    """Go to a page when the one before has loaded all it wants, so that no request is cut off."""
    page.wait_for_load_state("networkidle")
    page.goto(path)


def sign_in(page, language, name, phrase=PHRASE):
    visit(page, f"/{language}/sign-in/")
    page.locator("#id_login").fill(f"{name}@example.org")
    page.locator("#id_password").fill(phrase)
    page.locator("form.sign button").click()


def sign_out(page, language):
    visit(page, f"/{language}/sign-out/")
    page.locator("main form button").click()
    expect(page.locator("#id_login")).to_be_visible()


def confirm(page):
    page.locator("#id_password").fill(PHRASE)
    page.locator("form.sign button").click()


def code_of(secret):
    """The six digits that an authenticator app shows now (RFC 6238)."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(time.time() // 30)), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def virtual_authenticator(page):
    """A device that confirms at once, as Chromium offers it for tests."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, made["authenticatorId"]


@pytest.mark.parametrize(("language", "viewport"), [("de", WIDE), ("en", NARROW)], ids=["de-wide", "en-narrow"])
def test_from_an_invitation_to_ones_own_account(open_page, look, bench, language, viewport):
    manager, guest = open_page(language, viewport), open_page(language, viewport)
    sign_in(manager, language, "cora")
    visit(manager, f"/{language}/account/people/")
    manager.locator("#id_email").fill(f"new-{language}@example.org")
    manager.locator("#id_role").select_option("member")
    manager.locator("#id_language").select_option(language)
    manager.locator("form.sign button").click()
    expect(manager.locator(".message")).to_be_visible()
    look(manager)

    link = bench.links("invitation")[-1]
    assert link.startswith(f"/{language}/invitation/")
    visit(guest, link)
    visit(guest, link)  # a mail scanner was here first: nothing is used up
    look(guest)
    guest.locator("#id_name").fill("Nora Neu")
    guest.locator("#id_password").fill("short")
    guest.locator("form.sign button").click()
    expect(guest.locator("p[role=alert]")).to_be_visible()
    look(guest)
    guest.locator("#id_password").fill(OTHER)
    guest.locator("form.sign button").click()
    expect(guest.locator(".message")).to_be_visible()
    sign_in(guest, language, f"new-{language}", OTHER)
    guest.get_by_role("link", name=SAID[language]["account"]).click()
    expect(guest.locator("#id_name")).to_have_value("Nora Neu")
    expect(guest.locator(".answer")).to_contain_text(f"new-{language}@example.org")
    look(guest)


def set_up_app(page, look, language, name):
    """Set up an authenticator app; returns one of the recovery codes that come with it."""
    sign_in(page, language, name)
    visit(page, f"/{language}/account/app/")
    look(page)
    confirm(page)
    expect(page.locator("img.code")).to_have_js_property("complete", value=True)
    assert page.evaluate("document.querySelector('img.code').naturalWidth") > 0
    page.locator("#id_code").fill("000000")
    page.locator("form.sign button").click()
    expect(page.locator("#id_code_wrong")).to_be_visible()
    look(page)
    page.locator("#id_code").fill(code_of(page.locator("code.key").inner_text()))
    page.locator("form.sign button").click()
    expect(page.locator(".codes code")).to_have_count(10)
    look(page)
    spare = page.locator(".codes code").first.inner_text()
    sign_out(page, language)
    return spare


def add_passkey(page, look, language, name):
    """Add a passkey on a virtual device; returns the device and one of the recovery codes."""
    device = virtual_authenticator(page)
    sign_in(page, language, name)
    visit(page, f"/{language}/account/passkeys/add/")
    confirm(page)
    page.locator("#id_name").fill("Laptop")
    look(page)
    page.locator("#mfa_webauthn_add").click()
    expect(page.locator(".codes code")).to_have_count(10)
    spare = page.locator(".codes code").first.inner_text()
    visit(page, f"/{language}/account/passkeys/")
    expect(page.locator("tbody th")).to_have_text("Laptop")
    look(page)
    sign_out(page, language)
    return device, spare


@pytest.mark.parametrize(("language", "viewport", "name"), [("de", NARROW, "dora"), ("en", WIDE, "emil")])
def test_an_app_as_second_step_a_lost_device_and_help(open_page, look, language, viewport, name):
    page = open_page(language, viewport)
    spare = set_up_app(page, look, language, name)
    sign_in(page, language, name)
    expect(page.locator("h1")).to_have_text(SAID[language]["step"])
    expect(page.locator("#mfa_webauthn_authenticate")).to_have_count(0)
    look(page)
    visit(page, f"/{language}/account/")
    assert "/sign-in/second-step/" in page.url  # half signed in is not signed in
    page.locator("#id_code").fill(spare)  # the device is lost: a recovery code
    page.locator("form.sign button").click()
    page.wait_for_url(f"**/{language}/")
    visit(page, f"/{language}/account/codes/")
    confirm(page)
    expect(page.locator(".codes code")).to_have_count(9)
    sign_out(page, language)

    helper = open_page(language, viewport)  # the codes are lost, too: an administrator of the institution helps
    sign_in(helper, language, "bob")
    visit(helper, f"/{language}/account/people/")
    row = helper.locator("tr", has_text=f"{name}@example.org")
    row.locator("summary").click()
    look(helper)
    row.locator("button[value='second-step']").click()
    expect(helper.locator(".message")).to_be_visible()
    sign_in(page, language, name)
    page.wait_for_url(f"**/{language}/")


@pytest.mark.parametrize(("language", "viewport", "name"), [("de", WIDE, "fay"), ("en", NARROW, "gus")])
def test_a_passkey_signs_in_until_its_device_is_lost(open_page, look, language, viewport, name):
    page = open_page(language, viewport)
    (session, device), spare = add_passkey(page, look, language, name)

    page.get_by_role("button", name=SAID[language]["passkey"]).click()  # the passkey alone
    page.wait_for_url(f"**/{language}/")
    sign_out(page, language)
    sign_in(page, language, name)  # the password, and the passkey as second step
    look(page)
    page.get_by_role("button", name=SAID[language]["other"]).click()
    page.wait_for_url(f"**/{language}/")
    visit(page, f"/{language}/account/codes/new/")  # a change asks once more
    visit(page, page.url.replace("/confirm/", "/confirm/passkey/"))
    look(page)
    page.locator("#mfa_webauthn_reauthenticate").click()
    page.wait_for_url("**/account/codes/new/")
    sign_out(page, language)

    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})
    virtual_authenticator(page)
    sign_in(page, language, name)
    page.get_by_role("button", name=SAID[language]["other"]).click()
    expect(page.locator("#passkey_failed")).to_be_visible(timeout=90_000)
    look(page)
    page.locator("#id_code").fill(spare)
    page.locator("form.sign button").click()
    page.wait_for_url(f"**/{language}/")
    visit(page, f"/{language}/account/passkeys/")
    page.locator("a[href$='/remove/']").click()
    confirm(page)
    look(page)
    page.locator("main form button").click()
    expect(page.locator(".empty")).to_be_visible()


@pytest.mark.parametrize(("language", "viewport"), [("de", NARROW), ("en", WIDE)])
def test_sessions_are_seen_and_ended(open_page, look, language, viewport):
    here, there = open_page(language, viewport), open_page(language, viewport)
    for page in (here, there):
        sign_in(page, language, "hal")
    visit(here, f"/{language}/account/sessions/")
    look(here)
    here.get_by_role("button", name=SAID[language]["others"]).click()
    expect(here.locator("tbody tr")).to_have_count(1)
    visit(there, f"/{language}/account/")
    assert "/sign-in/" in there.url
    visit(here, f"/{language}/account/")
    here.locator("button[value='all']").click()
    expect(here.locator("#id_login")).to_be_visible()


@pytest.mark.parametrize(("language", "viewport"), [("de", WIDE), ("en", NARROW)])
def test_a_session_that_ends_in_the_middle_of_a_form_loses_nothing(open_page, look, language, viewport, tmp_path):
    page, text = open_page(language, viewport), "Besuch: Sensorik, „Kühlung“ & 3 < 4"
    sign_in(page, language, "cora")
    visit(page, f"/{language}/register/organisations/new/")
    page.locator("#id_name").fill(f"Verein {language}")
    page.locator("#id_source").fill(text)
    page.locator("#id_is_cluster").check()
    page.context.clear_cookies(name="crossfield_session")
    page.locator("form.write button").click()
    expect(page.locator("p.message")).to_be_visible()
    look(page)
    page.screenshot(path=tmp_path / "sign-in.png", full_page=True)
    page.locator("#id_login").fill("cora@example.org")
    confirm(page)
    expect(page.locator("#id_name")).to_have_value(f"Verein {language}")
    expect(page.locator("#id_source")).to_have_value(text)
    expect(page.locator("#id_is_cluster")).to_be_checked()
    look(page)
    page.screenshot(path=tmp_path / "back.png", full_page=True)
    page.locator("form.write button").click()
    expect(page.locator("h1")).to_contain_text(f"Verein {language}")


@pytest.mark.parametrize(("language", "viewport"), [("de", WIDE), ("en", NARROW)])
def test_a_member_confirms_and_corrects_what_is_known_of_it(open_page, look, language, viewport, tmp_path):
    manager, member = open_page(language, viewport), open_page(language, viewport)
    sign_in(manager, language, "cora")
    visit(manager, f"/{language}/register/organisations/new/")
    name = f"Sensor {language} {viewport['width']}"
    manager.locator("#id_name").fill(name)
    manager.locator("#id_source").fill("Liste")
    manager.locator("form.write button").click()
    manager.locator("summary", has_text=SAID[language]["answers"]).click()
    manager.locator("#delegate_user").select_option(label="mia@example.org")
    manager.locator("#delegate_source").fill("Vollmacht vom 3. März 2026")
    manager.locator("form[action$='/delegate/'] button").click()
    expect(manager.locator(".message")).to_be_visible()
    look(manager)
    manager.screenshot(path=tmp_path / "organisation.png", full_page=True)

    sign_in(member, language, "mia")
    member.get_by_role("link", name=SAID[language]["own"]).click()
    member.wait_for_load_state("networkidle")
    if member.locator("main ul a", has_text=name).count():  # she answers for those of the other runs, too
        look(member)
        member.locator("main ul a", has_text=name).click()
    look(member)
    member.locator("#id_fields_of input").first.check()
    member.locator("form.write button").click()
    expect(member.locator(".message")).to_be_visible()
    expect(member.locator("#id_fields_of input").first).to_be_checked()
    look(member)
    member.screenshot(path=tmp_path / "own.png", full_page=True)

    manager.reload()
    expect(manager.locator("main")).to_contain_text(SAID[language]["itself"])


@pytest.mark.parametrize("language", ["de", "en"])
def test_signing_in_by_keyboard_alone(open_page, language):
    page = open_page(language, WIDE)
    visit(page, f"/{language}/sign-in/")
    for wanted, typed in (("id_login", "hal@example.org"), ("id_password", PHRASE)):
        for _ in range(12):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.id") == wanted:
                break
        page.keyboard.type(typed)
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{language}/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_page_of_accounts_is_accessible_and_obeys_the_policy(open_page, look, language, scheme):
    page = open_page(language, WIDE if language == "de" else NARROW, scheme)
    for path in ("sign-in/", "new-password/", "new-password/sent/", "new-password/done/", "sign-in/no-account/"):
        visit(page, f"/{language}/{path}")
        look(page)
    sign_in(page, language, "ann")
    visit(page, f"/{language}/account/app/")
    confirm(page)
    for path in PAGES:
        visit(page, f"/{language}/account/{path}")
        look(page)
    visit(page, f"/{language}/sign-out/")
    look(page)
    visit(page, f"/{language}/admin/accounts/user/")
    expect(page.locator("#content h1").first).to_be_visible()


@pytest.mark.parametrize("path", ["sign-in/", *(f"account/{one}" for one in PAGES)])
def test_at_320_pixels_nothing_is_cut_off(open_page, look, path):
    page = open_page("de", {"width": 320, "height": 700})
    sign_in(page, "de", "ann")
    visit(page, f"/de/{path}")
    look(page)
