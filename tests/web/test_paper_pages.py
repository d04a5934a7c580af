"""Every page for paper is one page of A4, in both languages, as the browser prints it, with the longest names."""

import os
import re
import shutil
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.urls import get_resolver, resolve
from django.utils import translation
from playwright.sync_api import expect
from tests.web.conftest import end

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDE = {"width": 1440, "height": 1000}
LANGUAGES = ("de", "en")
PAPER = re.compile(r"_(a4|board)$")
PAGE = re.compile(rb"/Type\s*/Page\b")
ASKED = "field=mobility&field=photonics"
"""With it the names of organisations, places and fields around Helsinki are long."""
FIXED = (
    "region/DED/a4/",
    "region/FI1B/a4/",
    "interfaces/DED/a4/",
    "interface/DED/energy/production/a4/",
    "interface/UKI3/health/ict/a4/",
    "network/DED/energy/production/a4/",
    "europe/DED/energy,production/a4/",
    "compare/DED,DE2,NL3,UKI3,FI1B/a4/",
    f"partners/a4/?for=FI1B&{ASKED}&new=1",
    "partners/a4/?for=DED&field=energy&field=production&who=clusters",
    "consortium/a4/?field=health&field=ict&rules=horizon&region=DED",
    "shortlist/a4/",
    "organisation/pic:999897729/a4/",
    "cluster/silicon-saxony-de/a4/",
    "register/cooperations/a4/",
    "register/followed/a4/",
)
"""Pages whose address is known before anything is kept."""
SEED = """
import datetime, os, pathlib
import django
django.setup()
from crossfield.web.accounts.actions.account import ensure_desk_user
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.organisation_index import organisation_index
from crossfield.web.registry.actions.cluster import begin_membership
from crossfield.web.registry.actions.cooperation import record_cooperation
from crossfield.web.registry.actions.event import list_guests, record_event
from crossfield.web.registry.actions.organisation import add_organisation, write_sheet
from crossfield.web.registry.models import Cluster

by, day = ensure_desk_user(), datetime.date(2026, 7, 14)
names = sorted((row["name"] for row in organisation_index(current_version()).rows.values() if row["name"]), key=len)
cluster = Cluster.objects.get(organisation__name="Silicon Saxony")
found = [add_organisation(name[:300], by=by, region="DED21") for name in names[-40:]]
for number, one in enumerate(found):
    begin_membership(cluster, member=one, by=by, valid_from=day, source="Mitgliederliste")
    write_sheet(one, by=by, given={"member_number": f"M-{number}", "contribution_class": f"Klasse {number % 9}"})
title = "Sensorik und Datenanalyse für die vorausschauende Wartung in der biotechnologischen Produktion"
for one, other in zip(found, found[1:13]):
    record_cooperation(title, by=by, kind="project", partners=[(one, "partner", ""), (other, "partner", "")])
followed = "Daraus wurden zwei gemeinsame Skizzen, eine Reise im Herbst und die Verabredung, einander einzuladen. " * 12
event = record_event(f"Workshop: {title}", by=by, kind="workshop", day=day, place="Dresden", followed=followed)
list_guests(event, by=by, names=[one.name for one in found], state="attended")
print(cluster.organisation.public_id, event.public_id)
"""
NOTE = "Beim nächsten Treffen ansprechen: Interesse an einer gemeinsamen Skizze, Rückruf bis Ende des Monats. " * 9


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the workbench of this file keeps everything."""
    return tmp_path_factory.mktemp("paper")


@pytest.fixture(scope="module")
def env(folder):
    """What its processes find in their environment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CROSSFIELD_", "DJANGO_"))}
    return kept | {"CROSSFIELD_WORKSPACE": str(folder / "workspace"), "XDG_DATA_HOME": str(folder / "share")}


@pytest.fixture(scope="module")
def address(folder, env, built_lake):
    """A workbench that knows two data versions and shows the one that ships."""
    shutil.copytree(built_lake.path, folder / "workspace" / "lake")
    (folder / "workspace" / "shows-starter").write_text("", encoding="utf-8")
    command = [sys.executable, "-u", "-m", "crossfield", "up", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, env=env, cwd=folder, stdout=subprocess.PIPE, encoding="utf-8") as process:
        yield next(re.search(r"http://\S+", line)[0] for line in process.stdout if "http://" in line)
        end(process)


@pytest.fixture(scope="module")
def register(folder, env, address):
    """The register of this workbench, with long names: addresses of what has a page for paper."""
    env = env | {"DJANGO_SETTINGS_MODULE": "crossfield.web.settings"}
    seeded = subprocess.run(
        [sys.executable, "-c", SEED], env=env, cwd=folder, capture_output=True, text=True, check=True
    )
    cluster, event = seeded.stdout.split()
    return [f"register/clusters/{cluster}/{end}/" for end in ("a4", "board")] + [f"register/events/{event}/board/"]


def keep(page, folder) -> list[str]:
    """Keep partners, findings with a long note, and a table of one's own; return the pages for paper of these."""
    page.goto(f"/de/partners/?for=FI1B&{ASKED}&new=1")
    for button in page.locator("form.keep button").all()[:5]:
        button.click()
        expect(button).to_contain_text("Gemerkt")
    kept = []
    for path, part in (("region/DED/", "#fields"), ("partners/?for=DED&field=energy&field=production", "#partners")):
        page.goto(f"/de/{path}")
        page.locator(f"{part} .pin button").click()
        page.wait_for_url("**/findings/*/")
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        page.locator("textarea[name=note]").fill(NOTE)
        page.locator("form:has(textarea[name=note]) button").first.click()
        page.wait_for_load_state("networkidle")
        kept.append(page.url)
    table = folder / "cats.csv"
    table.write_text("Region;Feld;Menge\nDED2;energy;4\nDED5;ict;3\nDE21;ict;9\n", encoding="utf-8")
    page.goto("/de/tables/")
    page.set_input_files("#file", table)
    page.locator("form.receive button").click()
    page.wait_for_url("**/columns/")
    page.locator("main form button").last.click()
    page.wait_for_url(re.compile(r"/tables/\w+/$"))
    kept.append(page.url)
    page.goto("/de/named/")
    kept.append(page.locator("main li a, main tbody a").first.evaluate("one => one.href"))
    return [f"{urlsplit(one).path.removeprefix('/de/')}a4/" for one in kept]


def of_paper() -> set[str]:
    """Names of all routes that lead to paper."""
    names = get_resolver().reverse_dict
    return {name for name in names if isinstance(name, str) and PAPER.search(name)}


def test_every_page_for_paper_is_one_page(open_page, register, folder, built_lake):
    page = open_page("de", WIDE)
    changes = f"data/changes/a4/?after={built_lake.current()}&region=DED"
    paths = [*FIXED, changes, *register, *keep(page, folder)]
    printed, routes = {}, set()
    for language in LANGUAGES:
        for path in paths:
            page.goto(f"/{language}/{path}")  # until its pictures are there
            printed[language, path] = len(PAGE.findall(page.pdf(format="A4")))
            with translation.override(language):
                routes.add(resolve(urlsplit(page.url).path).view_name)

    assert {where: pages for where, pages in printed.items() if pages != 1} == {}
    assert routes == of_paper()
