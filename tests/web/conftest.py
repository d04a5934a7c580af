"""The workbench on a real database and the starter lake; files of the tests go into folders of their own."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import zipfile
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from django.core.cache import cache
from django.utils import translation
from tests.web.made_once import made_once

LANGUAGES = ("de", "en")
PHRASE = "correct horse staple"
INSTITUTIONS = {"ann": "Silicon Saxony", "bob": "biosaxony"}
"""Who signs in at a workbench of two institutions."""
AUTHORISED = {"ground": "decision of its board", "authorised": date(2014, 7, 14)}
"""On what ground an institution speaks for an organisation."""
EVERYWHERE = ("--host", "0.0.0.0")
OF_TWO = {"CROSSFIELD_HOSTS": "localhost"}
BROWSER_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE_OPTIONS = {"runOnly": AXE_RULES, "resultTypes": ["violations"]}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


@pytest.fixture(autouse=True)
def workspace(settings, tmp_path):
    """No test touches the user's own workspace, and pages need no bundle."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    }  # no test asks for tables
    cache.clear()  # tries to sign in are counted there
    translation.activate("en")  # what the last request spoke would stay
    settings.STORAGES = STORAGES
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # slow ones protect nobody here
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    settings.MEDIA_ROOT = tmp_path / "documents"
    settings.WORKSPACE = tmp_path
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    settings.LOADS_APART = False  # a load waits until a test does what the worker does
    settings.DESK = True
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    return tmp_path


@pytest.fixture(scope="session", autouse=True)
def interruptible():
    """Where pytest runs in the background it ignores Ctrl+C, and a workbench it starts would do so, too."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def desk(client, db):
    """A browser at a desk: this computer, by the name localhost."""
    client.defaults |= {"HTTP_HOST": "localhost:8765", "REMOTE_ADDR": "127.0.0.1"}
    return client


@pytest.fixture
def served(client, db, settings):
    """A browser elsewhere, where the workbench is reached by a name and people sign in."""
    settings.DESK = False
    settings.ALLOWED_HOSTS = ["bench.example.org"]
    client.defaults |= {"HTTP_HOST": "bench.example.org", "REMOTE_ADDR": "192.0.2.7"}
    return client


@pytest.fixture
def make_user(db):
    """Makes users with a password, each in an institution of its own and no guest there, unless told otherwise."""
    from crossfield.web.accounts.models import Institution, User

    def make(handle: str, institution: Institution | None = None, **rest):
        own = institution or Institution.objects.create(name=f"Institution of {handle}")
        rest.setdefault("role", "member")
        return User.objects.create_user(f"{handle}@example.org", "correct horse staple", institution=own, **rest)

    return make


@pytest.fixture
def mail_server(settings):
    """A mail server on this computer, to which mail goes as it does in earnest."""
    from tests.web.mail_server import MailServer

    with MailServer().running() as server:
        settings.EMAIL_BACKEND = "crossfield.web.accounts.actions.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 20
        yield server


SUBJECTS = (
    "Photonics for energy efficient production",
    "Advanced materials for batteries and energy storage",
    "Microelectronics and sensors for health care",
    "Robotics and machine tools for manufacturing",
    "Biotechnology for the environment",
    "Digital communication networks for mobility",
)
PLACES = (("DED21", "DE"), ("DED51", "DE"), ("FR101", "FR"), ("ES300", "ES"), ("ITC4C", "IT"), ("PL911", "PL"))


@pytest.fixture(scope="session")
def make_dump(tmp_path_factory):
    """Writes a small dump of Horizon 2020 in the official layout, as users download it."""

    def made(projects: int = 60, name: str = "cordis-h2020projects-csv.zip") -> Path:
        files = {
            "project.csv": [["id", "startDate", "endDate", "topics", "frameworkProgramme", "totalCost", "rcn"]],
            "organization.csv": [["projectID", "organisationID", "name", "country", "nutsCode", "role", "order"]],
            "topics.csv": [["projectID", "topic", "title"]],
        }
        for number in range(projects):
            project, year, subject = str(900_000 + number), 2014 + number % 6, number % len(SUBJECTS)
            topic = f"TEST-{subject}-{year}"
            dates = [f"{year}-03-01", f"{year + 3}-02-28"]
            files["project.csv"].append([project, *dates, topic, "H2020", "1000000,5", str(number)])
            files["topics.csv"].append([project, topic, SUBJECTS[subject]])
            for order in range(1, 4):
                place, country = PLACES[(number // len(SUBJECTS) + order * (subject + 1)) % len(PLACES)]
                organisation = str(100 + (7 * number + order) % 40 + 40 * order)
                role = "coordinator" if order == 1 else "participant"
                row = [project, organisation, f"Institute {organisation}", country, place, role, str(order)]
                files["organization.csv"].append(row)
        path = tmp_path_factory.mktemp("dump") / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file, rows in files.items():
                lines = (";".join(f'"{value}"' for value in row) for row in rows)
                archive.writestr(zipfile.ZipInfo(file, (2020, 12, 1, 0, 0, 0)), "\n".join(lines) + "\n")
        return path

    return made


@pytest.fixture(scope="session")
def built_lake(make_dump, tmp_path_factory):
    """A lake of that dump, built by the whole pipeline; read-only, as all tests share it."""
    from crossfield.config import Settings
    from crossfield.lake.store import Lake
    from crossfield.refresh import fetch

    lake = Lake(tmp_path_factory.mktemp("built") / "lake")
    fetch(lake, "cordis-h2020", str(make_dump()), Settings())
    return lake


@pytest.fixture
def loaded(built_lake, settings):
    """A workbench into which that dump has been loaded."""
    from crossfield.web.evidence.queries.data import own_lake

    shutil.copytree(built_lake.path, settings.WORKSPACE / "lake")
    return own_lake()


@pytest.fixture(scope="session")
def veiled_lake(small_lake, tmp_path_factory):
    """The lake of a small dump in which one organisation is a natural person and one has no name: their codes too."""
    import pyarrow as pa
    from pyarrow import parquet

    from crossfield.lake.store import Lake

    folder = tmp_path_factory.mktemp("veiled")
    shutil.copytree(small_lake.path, folder, dirs_exist_ok=True)
    version = f"{small_lake.current()}-veiled"  # a name of its own: pages keep what they read by the version's name
    (folder / "versions" / small_lake.current()).rename(folder / "versions" / version)
    (folder / "CURRENT").write_text(version, encoding="utf-8")
    file = next((folder / "versions" / version).glob("organisation.parquet"))
    table = parquet.read_table(file)
    rows = table.to_pylist()
    busy = sorted(range(len(rows)), key=lambda place: -rows[place]["participations"])[:2]
    rows[busy[0]] |= {"name": "Erika Mustermann", "person": True}
    rows[busy[1]] |= {"name": None, "short_name": None}
    parquet.write_table(pa.Table.from_pylist(rows, schema=table.schema), file)
    return Lake(folder), [rows[place]["organisation"] for place in busy]


def end(process):
    """Stop a workbench as Ctrl+C does."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()


def environment(folder, **more):
    """Variables of a workbench that keeps everything in a folder of its own and has no settings but these."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("CROSSFIELD_", "DJANGO_"))}
    return env | {"CROSSFIELD_WORKSPACE": str(folder / "workspace"), "XDG_DATA_HOME": str(folder / "share")} | more


@contextmanager
def running(folder, *words, **more):
    """A workbench on a free port for as long as it is needed; its address as it says it."""
    command = [sys.executable, "-u", "-m", "crossfield", "up", "--no-browser", *words, "--port", "0"]
    pipes = {"stdout": subprocess.PIPE, "encoding": "utf-8"}
    with subprocess.Popen(command, env=environment(folder, **more), cwd=folder, **pipes) as process:
        yield next(found[0] for line in process.stdout if (found := re.search(r"http://localhost:\d+", line)))
        end(process)


@pytest.fixture(scope="session")
def started_once(tmp_path_factory):
    """What a workbench on the starter lake leaves behind after its first start; a second one is short."""
    folder = tmp_path_factory.mktemp("started")
    with running(folder):
        pass
    return folder


@pytest.fixture(scope="module")
def address(started_once, tmp_path_factory):
    """A workbench of its own on the starter lake."""
    folder = tmp_path_factory.mktemp("bench")
    shutil.copytree(started_once, folder, dirs_exist_ok=True)
    with running(folder) as found:
        yield found


@pytest.fixture(scope="module")
def browser():
    """One headless Chromium for the stories of a file."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=30_000)  # five seconds are short where other tests keep the machine busy
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=BROWSER_ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser, address):
    """Opens pages that note every complaint of the browser; whoever has one fails at the end."""
    complaints, contexts = [], []

    def opened(language: str, viewport: dict[str, int], scheme: str = "light"):
        context = browser.new_context(viewport=viewport, locale=language, color_scheme=scheme, base_url=address)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("requestfailed", lambda request: complaints.extend(failed(request)))
        page.on("request", lambda request: complaints.append(request.url) if foreign(request.url, address) else None)
        page.on("response", lambda got: complaints.append(f"{got.status} {got.url}") if got.status >= 400 else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


SEVERAL = """
import json, sys
from crossfield.cli import main

for words in json.load(sys.stdin):
    sys.argv = ["crossfield", *words]
    try:
        main()
    except SystemExit as end:
        if end.code:
            raise
"""


@pytest.fixture(scope="session")
def run_several():
    """Runs commands one after the other in one process: its start takes longer than they do."""

    def run(folder, commands, **more):
        given = {"input": json.dumps(commands), "text": True, "capture_output": True}
        subprocess.run(
            [sys.executable, "-c", SEVERAL], env=environment(folder, **more), cwd=folder, check=True, **given
        )

    return run


@pytest.fixture(scope="session")
def started_by_two(run_several, tmp_path_factory):
    """What a workbench of two institutions leaves behind after its first start."""
    folder = tmp_path_factory.mktemp("started_by_two")
    account = ["--password", PHRASE, "--role", "administrator", "--institution"]
    commands = [["account", "create", f"{name}@example.org", *account, own] for name, own in INSTITUTIONS.items()]
    run_several(folder, commands, **OF_TWO)
    with running(folder, *EVERYWHERE, **OF_TWO):
        pass
    return folder


@pytest.fixture(scope="module")
def address_of_two(started_by_two, tmp_path_factory):
    """A workbench that two institutions, those of ann and bob, reach by the name localhost."""
    folder = tmp_path_factory.mktemp("shared_bench")
    shutil.copytree(started_by_two, folder, dirs_exist_ok=True)
    with running(folder, *EVERYWHERE, **OF_TWO) as found:
        yield found


@pytest.fixture(scope="module")
def signed_in(browser, address_of_two):
    """What the browsers of both keep of having signed in."""
    kept = {}
    for name in INSTITUTIONS:
        context = browser.new_context(base_url=address_of_two, locale="en")
        page = context.new_page()
        page.goto("/en/sign-in/")
        page.locator("#id_login").fill(f"{name}@example.org")
        page.locator("#id_password").fill(PHRASE)
        page.locator("form.sign button").click()
        page.wait_for_url(re.compile("/en/$"))
        kept[name] = context.storage_state()
        context.close()
    return kept


@pytest.fixture
def open_as(browser, address_of_two, signed_in):
    """Opens a page as one of the two, or as nobody (""); whatever the browser complains about fails the test."""
    complaints, contexts = [], []

    def opened(name, language, viewport):
        rest = {
            "viewport": viewport,
            "locale": language,
            "base_url": address_of_two,
            "storage_state": signed_in.get(name),
        }
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


def failed(request) -> list[str]:
    """What failed, and how; a request that the browser itself gave up since the reader went on is no failure."""
    return [] if request.failure == "net::ERR_ABORTED" else [f"failed: {request.url} {request.failure}"]


def foreign(url: str, address: str) -> bool:
    return not url.startswith((address, "data:", "blob:"))


@pytest.fixture
def look():
    """What must hold wherever a story stops: axe has nothing to say, and nothing is wider than the screen."""
    from axe_playwright_python.base import AXE_SCRIPT

    requests = {}

    def looked(page) -> None:
        settle(page, requests)
        page.evaluate(AXE_SCRIPT)
        # What passes is neither gathered nor handed over: of a long table that takes longer than the rules themselves.
        found = page.evaluate("rules => axe.run(rules).then(result => result.violations)", AXE_OPTIONS)
        told = [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found]
        assert told == [], json.dumps(told, indent=1, ensure_ascii=False)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    return looked


def settle(page, requests: dict) -> None:
    """Wait until a page has loaded and asks for nothing more; ``requests`` holds those that each page waits for."""
    page.wait_for_load_state("load")
    if page not in requests:
        requests[page] = waiting = set()

        def begun(one):  # Playwright takes functions of Python only
            waiting.add(one)

        def ended(one):
            waiting.discard(one)

        page.on("request", begun)
        page.on("requestfinished", ended)
        page.on("requestfailed", ended)
        page.wait_for_load_state("networkidle")  # what was asked for before is unknown
        return
    quiet = 0
    for _ in range(100):
        page.evaluate("() => new Promise(done => setTimeout(done, 40))")  # in the page's own time, however busy it is
        quiet = 0 if requests[page] else quiet + 1
        if quiet == 2:
            return
    page.wait_for_load_state("networkidle")


@pytest.fixture
def make_organisation(db):
    """Makes organisations of the register, as the program does."""
    from crossfield.web.registry.actions.organisation import add_organisation

    def make(name: str, region: str = "DED21", **rest):
        return add_organisation(name, by=None, region=region, **rest)

    return make


@pytest.fixture
def two_institutions(db):
    """Silicon and Bio, each with one user per role, and what each keeps on the organisations that both know."""
    return made_once(make_two_institutions)


def make_two_institutions(shared_by_both=3):
    """They, with so many organisations that both know; each has a sheet of its own on the first one."""
    from types import SimpleNamespace

    from crossfield.web.accounts.models import Institution, User
    from crossfield.web.accounts.models.user import Role
    from crossfield.web.registry.actions.cluster import begin_membership, make_cluster
    from crossfield.web.registry.actions.cooperation import record_cooperation
    from crossfield.web.registry.actions.organisation import (
        add_organisation,
        represent_organisation,
        write_sheet,
    )

    def organisation(name):
        return add_organisation(name, by=None, region="DED21")

    shared = [organisation(f"Shared {number}") for number in range(shared_by_both)]
    sides = {}
    for handle in ("silicon", "bio"):
        institution = Institution.objects.create(name=handle.title())
        users = {
            role.value: User.objects.create_user(
                f"{handle}.{role}@example.org", PHRASE, institution=institution, role=role
            )
            for role in Role
        }
        manager = users["manager"]
        cluster = make_cluster(organisation(f"Cluster {handle}"), by=None)
        represent_organisation(cluster.organisation, by=users["administrator"], **AUTHORISED)
        secret = {"text": f"secret note of {handle}", "member_number": f"secret-{handle}-1"}
        sheet = write_sheet(shared[0], by=manager, given=secret)
        membership = begin_membership(cluster, member=shared[1], by=manager, source=f"secret list of {handle}")
        partners = [(shared[0], "partner", ""), (shared[1], "partner", "")]
        cooperation = record_cooperation(f"secret plan of {handle}", by=manager, kind="project", partners=partners)
        own = {"institution": institution, "users": users, "cluster": cluster, "sheet": sheet}
        sides[handle] = SimpleNamespace(**own, membership=membership, cooperation=cooperation)
    return SimpleNamespace(shared=shared, **sides)
