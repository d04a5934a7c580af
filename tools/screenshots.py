"""Take the pictures of the workbench that the documentation shows: python tools/screenshots.py [ADDRESS].

Without the address of a running workbench, one on the starter lake is started for it.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Page, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
WIDE, NARROW = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
PATIENCE = 120_000
"""Milliseconds for a page on a computer that has much to do."""
ENERGY = "for=DED&field=energy&field=production"
PICTURES = (
    ("workbench-start-de", "/de/", WIDE, "light", ""),
    ("workbench-map-en", "/en/interfaces/DED/", WIDE, "light", ""),
    ("workbench-interface-de", "/de/interface/DED/energy/production/", WIDE, "light", ""),
    ("workbench-interface-en", "/en/interface/DED/energy/production/", WIDE, "light", ""),
    ("workbench-europe-de", "/de/europe/DED/energy,production/", WIDE, "light", ""),
    ("workbench-compare-en", "/en/compare/DED,DE2,NL3/", WIDE, "light", ""),
    ("workbench-narrow-de", "/de/interfaces/DED/", NARROW, "dark", ""),
    ("workbench-partners-de", f"/de/partners/?{ENERGY}&new=1", WIDE, "light", ".pictured"),
    ("workbench-partners-en", f"/en/partners/?{ENERGY}&new=1", WIDE, "light", ".pictured"),
    (
        "workbench-consortium-de",
        "/de/consortium/?field=health&field=ict&rules=horizon&region=DED",
        WIDE,
        "light",
        ".pictured",
    ),
)
"""Name, address, screen, colours, and the part that stands at the top of the picture; empty: the page's beginning."""


MEMBERS = """Firma;PLZ;Ort;Mitgliedsnummer;Mitglied seit;Beitragsklasse
Technische Universität Dresden;01069;Dresden;M-101;1.1.2001;Forschung
Technische Universität Chemnitz;09111;Chemnitz;M-102;1.7.2003;Forschung
Universität Leipzig;04109;Leipzig;M-103;1.1.2012;Forschung
Leibniz-Institut für Festkörper- und Werkstoffforschung Dresden;01069;Dresden;M-104;1.3.2009;Forschung
Fraunhofer-Gesellschaft;80686;München;M-105;1.1.2001;Forschung
Infineon Technologies Dresden GmbH;01099;Dresden;M-106;1.1.2001;groß
3D-Micromac AG;09126;Chemnitz;M-107;1.5.2010;klein
Sunfire GmbH;01237;Dresden;M-108;1.2.2015;klein
NaMLab gGmbH;01187;Dresden;M-109;1.10.2008;Forschung
Fabmatics GmbH;01109;Dresden;M-110;1.1.2016;klein
Heliatek GmbH;01139;Dresden;M-111;bald;klein
"""
"""A list of members as it comes from a spreadsheet; one of its days is none."""


def register(page: Page) -> Iterator[tuple[str, str]]:
    """What a register shows after its first list: name of the picture and the part at its top, page by page."""
    page.goto("/de/register/clusters/?q=Silicon+Saxony")
    page.locator("#clusters tbody a", has_text="Silicon Saxony").first.click()
    cluster = page.url.removesuffix("/")
    page.locator("a[href*='/register/lists/']").first.click()
    file = {"name": "Mitglieder.csv", "mimeType": "text/csv", "buffer": MEMBERS.encode()}
    page.locator("input[type=file]").set_input_files([file])
    page.locator("input[name=source]").fill("Mitgliederverwaltung")
    page.locator("form:has(input[type=file]) button").last.click()
    page.wait_for_url("**/columns/")
    page.locator("form:has(select[name=name]) button").last.click()
    page.wait_for_url(re.compile(r"/lists/[2-9a-z]{16}/$"))
    yield "workbench-list-de", ".where"
    page.locator("form[action$='/take/'] button, form[action$='/apply/'] button").first.click()
    page.wait_for_load_state("networkidle")
    page.goto(f"{cluster}/board/")
    yield "workbench-members-de", ".sheet"
    page.goto(f"{cluster}/")
    yield "workbench-mutual-de", "section:has(h2:text('echselseitig'))"
    page.goto("/de/register/events/")
    page.locator("#events tbody a", has_text="Cluster-Strategien").first.click()
    page.wait_for_load_state("networkidle")
    yield "workbench-event-de", ""


def keep(page: Page, name: str, top: str) -> None:
    """Keep what the screen shows, from one part of the page on."""
    page.wait_for_load_state("networkidle")
    if top:
        page.locator(top).first.evaluate("one => window.scrollTo(0, scrollY + one.getBoundingClientRect().top - 6)")
        page.wait_for_timeout(400)
    page.screenshot(path=IMAGES / f"{name}.png")


def take(address: str) -> None:
    """Open each page and keep what the screen shows."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        for name, path, viewport, scheme, top in PICTURES:
            page = browser.new_page(viewport=viewport, color_scheme=scheme, base_url=address)
            page.set_default_timeout(PATIENCE)
            page.goto(path)
            keep(page, name, top)
            page.close()
        page = browser.new_page(viewport=WIDE, color_scheme="light", base_url=address)
        page.set_default_timeout(PATIENCE)
        for name, top in register(page):
            keep(page, name, top)
        browser.close()


def main() -> None:
    """Take them from the address given, or from a workbench of its own."""
    if len(sys.argv) > 1:
        take(sys.argv[1].rstrip("/"))
        return
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"CROSSFIELD_WORKSPACE": folder, "XDG_DATA_HOME": folder}
        command = [sys.executable, "-u", "-m", "crossfield", "up", "--no-browser", "--port", "0"]
        with subprocess.Popen(command, env=env, cwd=folder, stdout=subprocess.PIPE, encoding="utf-8") as process:
            take(next(word for line in process.stdout or () for word in line.split() if word.startswith("http://")))
            process.send_signal(signal.SIGINT)


if __name__ == "__main__":
    main()
