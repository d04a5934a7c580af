"""Take the pictures of the workbench that the documentation shows: python tools/screenshots.py [ADDRESS].

Without the address of a running workbench, one on the starter lake is started for it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
WIDE, NARROW = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
PICTURES = (
    ("workbench-start-de", "/de/", WIDE, "light"),
    ("workbench-map-en", "/en/interfaces/DED/", WIDE, "light"),
    ("workbench-interface-de", "/de/interface/DED/energy/production/", WIDE, "light"),
    ("workbench-europe-de", "/de/europe/DED/energy,production/", WIDE, "light"),
    ("workbench-compare-en", "/en/compare/DED,DE2,NL3/", WIDE, "light"),
    ("workbench-narrow-de", "/de/interfaces/DED/", NARROW, "dark"),
)


def take(address: str) -> None:
    """Open each page and keep what the screen shows."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        for name, path, viewport, scheme in PICTURES:
            page = browser.new_page(viewport=viewport, color_scheme=scheme)
            page.goto(address + path)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=IMAGES / f"{name}.png")
            page.close()
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
