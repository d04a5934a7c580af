"""The pages on localhost: both languages, search, refusals, and a browser that has nothing to complain about."""

import http.client
import re
import shutil
import signal
import socket
import struct
import subprocess
import time
from threading import Thread

import pytest
from lxml import html

from crossfield.cli.regions import matching, name_of, region_page, with_figures
from crossfield.cli.serve import Pages, Server, handler
from crossfield.config import Settings
from crossfield.errors import LakeError, UnknownNameError
from crossfield.lake.store import Lake


@pytest.fixture(scope="module")
def pages(dump_lake):
    return Pages(dump_lake, Settings())


@pytest.fixture(scope="module")
def site(pages):
    """A running server: its port, and every request with the status it got."""
    asked = []

    class Recording(handler(pages)):
        def log_request(self, code="-", *_):
            asked.append((self.path, int(code)))

    with Server(("127.0.0.1", 0), Recording) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, asked
        server.shutdown()


@pytest.fixture
def get(site):
    """Ask the server; answer with status, headers and page."""

    def ask(path, *, method="GET", host="localhost"):
        line = http.client.HTTPConnection("127.0.0.1", site[0], timeout=60)
        line.request(method, path, headers={"Host": f"{host}:{site[0]}" if host else ""})
        answer = line.getresponse()
        text = answer.read().decode()
        line.close()
        return answer.status, answer.headers, text

    return ask


def policy(page):
    return re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', page)[1]


def links(page):
    return {one.text: one.get("href") for one in html.fromstring(page).iterfind(".//a")}


# ------------------------------------------------------------------ pages


@pytest.mark.parametrize(
    ("language", "heading", "other"),
    [
        ("en", "Where do fields meet in Sachsen?", "Deutsch"),
        ("de", "Wo treffen in Sachsen Felder aufeinander?", "English"),
    ],
)
def test_a_map_in_both_languages_with_links(get, language, heading, other):
    status, headers, page = get(f"/DED/{language}")

    root = html.fromstring(page)
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert (root.get("lang"), root.findtext(".//h1")) == (language, heading)
    turned = "de" if language == "en" else "en"
    words = {"en": "Other region", "de": "Andere Region"}
    assert links(page) == {words[language]: f"/regions/{language}", other: f"/DED/{turned}"}
    assert "form-action 'none'" in policy(page)


@pytest.mark.parametrize(("language", "heading"), [("en", "Which region?"), ("de", "Welche Region?")])
def test_regions_are_listed_by_country(get, language, heading):
    status, _, page = get(f"/regions/{language}")

    root = html.fromstring(page)
    assert (status, root.findtext(".//h1"), root.get("lang")) == (200, heading, language)
    assert "form-action 'self'" in policy(page)
    assert "script-src 'none'" in policy(page)
    assert [one.get("href") for one in root.findall(".//nav/a")] == [
        f"/DED/{language}",
        f"/regions/{'de' if language == 'en' else 'en'}",
    ]
    countries = [" ".join(one.text_content().split()) for one in root.findall(".//details/summary")]
    assert countries == ["Deutschland DE", "Nederland NL", "Österreich AT", "Polska PL", "United Kingdom UK"]
    assert [one.get("open") is not None for one in root.findall(".//details")] == [True, *[False] * 4]
    german = root.find(".//details[1]")
    assert [one.get("href") for one in german.iterfind(".//a")] == [
        f"/{code}/{language}" for code in ("DE", "DED", "DED2", "DED5")
    ]


@pytest.mark.parametrize(
    ("wanted", "address"),
    [("DED", "/DED/de"), ("sachsen", "/DED/de"), ("wien", "/AT13/de"), ("london", "/UKI/de"), ("dresd", "/DED2/de")],
)
def test_a_search_with_one_answer_leads_there(get, wanted, address):
    status, headers, _ = get(f"/find/de?region={wanted}")

    assert (status, headers["Location"]) == (302, address)


def test_a_search_with_several_answers_lists_them(get):
    status, _, page = get("/find/en?region=land")

    root = html.fromstring(page)
    assert status == 200
    assert root.findtext(".//section[1]/h2") == "Regions that match “land”"
    assert {"Deutschland", "Nederland", "Zuid-Holland"} & {one.text for one in root.iterfind(".//section[1]//a")}
    assert root.find(".//input[@name='region']").get("value") == "land"


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "No region with figures matches “<x>&”."), ("de", "Keine Region mit Kennzahlen passt zu „<x>&“.")],
)
def test_a_search_without_an_answer_says_so(get, language, words):
    status, _, page = get(f"/find/{language}?region=%3Cx%3E%26")

    assert (status, html.fromstring(page).findtext(".//p[@role='status']")) == (200, words)


@pytest.mark.parametrize("query", ["", "?region=", "?region=+", "?x=1"])
def test_a_search_for_nothing_shows_the_list(get, query):
    status, _, page = get(f"/find/en{query}")

    assert status == 200
    assert html.fromstring(page).find(".//p[@role='status']") is None


def test_an_unknown_region_leads_to_the_list(get):
    status, _, page = get("/Sachsn/de")

    assert status == 404
    assert html.fromstring(page).findtext(".//p[@role='status']") == "Keine Region mit Kennzahlen passt zu „Sachsn“."


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/DED21/en", "Figures exist for NUTS levels 0 to 2; DED21 is of level 3. Take DED2."),
        ("/CY/en", "No project of 2014-2019 with fields of 'saxony' has an organisation in CY."),
        ("/DED", "There is no such page."),
        ("/DED/fr", "There is no such page."),
        ("/DED/x/en", "There is no such page."),
        ("/DED/x/de", "Diese Seite gibt es nicht."),
        ("/favicon.ico", "There is no such page."),
        ("/../../etc/passwd", "There is no such page."),
    ],
)
def test_what_is_no_page_is_404_with_a_way_back(get, path, words):
    status, _, page = get(path)

    assert status == 404
    assert words in html.fromstring(page).findtext(".//main/p")
    assert list(links(page).values()) == [f"/regions/{'de' if path.endswith('de') else 'en'}"]
    assert "default-src 'none'" in policy(page)


def test_the_root_leads_to_the_example_region(get):
    status, headers, _ = get("/")

    assert (status, headers["Location"]) == (302, "/DED/en")


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "127.0.0.1.nip.io", "[::1]"])
def test_another_host_name_is_refused(get, host):
    """A foreign page whose name leads to this computer could read the pages otherwise (DNS rebinding)."""
    status, _, page = get("/DED/de", host=host)

    assert status == 421
    assert "Sachsen" not in page
    assert "Dieser Server antwortet nur auf den Namen localhost." in page


def test_the_computers_own_number_is_a_name_too(get):
    assert get("/regions/en", host="127.0.0.1")[0] == 200


def test_head_gives_no_page_and_post_is_refused(get):
    assert get("/regions/en", method="HEAD")[0::2] == (200, "")
    status, headers, text = get("/regions/en", method="POST")
    assert (status, headers["Content-Type"], text) == (
        501,
        "text/plain; charset=utf-8",
        "501 Unsupported method ('POST')\n",
    )


def test_a_page_is_drawn_once(pages):
    assert pages.page("/DED/en") is pages.page("/DED/en")


def test_the_server_says_nothing_when_a_browser_leaves(site, capfd):
    port, asked = site
    asked.clear()
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("GET", "/DED/en", headers={"Host": "localhost"})
    reset = struct.pack("ii", 1, 0)  # lingering for no time: the line breaks instead of ending
    line.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, reset)
    line.close()
    while not asked:
        time.sleep(0.05)
    time.sleep(0.2)

    assert asked == [("/DED/en", 200)]
    assert capfd.readouterr() == ("", "")


def test_without_a_lake_or_a_scheme_there_are_no_pages(dump_lake, tmp_path):
    with pytest.raises(LakeError):
        Pages(Lake(tmp_path), Settings())
    with pytest.raises(UnknownNameError, match="Unknown scheme: 'nope'"):
        Pages(dump_lake, Settings(scheme="nope"))


# ------------------------------------------------------------------ the list of regions

ROWS = [
    {"region": "AT", "level": 0, "country": "AT", "name": "Österreich", "name_latin": "Osterreich"},
    {"region": "EL", "level": 0, "country": "EL", "name": "Ελλάδα", "name_latin": "Elláda"},
    {"region": "EL3", "level": 1, "country": "EL", "name": "Αττική", "name_latin": "Attikí"},
    {"region": "EL30", "level": 2, "country": "EL", "name": "Αττική", "name_latin": "Attikí"},
    {"region": "EL301", "level": 3, "country": "EL", "name": "Βόρειος Τομέας", "name_latin": "Vóreios Toméas"},
    {"region": "IL", "level": 0, "country": "IL", "name": "Israel & <co>", "name_latin": None},
    {"region": "unknown", "level": None, "country": None, "name": "unknown", "name_latin": "unknown"},
]


def test_regions_with_figures_are_known_and_coarse_enough():
    known = {row["region"] for row in ROWS} - {"AT"}

    assert [row["region"] for row in with_figures(ROWS, known)] == ["EL", "EL3", "EL30", "IL"]


def test_names_are_found_without_accents_and_in_latin_letters():
    assert [row["region"] for row in matching(ROWS, "attiki")] == ["EL3", "EL30"]
    assert [row["region"] for row in matching(ROWS, "  OSTERREICH ")] == ["AT"]
    assert name_of(ROWS[1]) == "Ελλάδα (Elláda)"


def test_countries_without_regions_stand_apart_and_text_is_escaped():
    page = region_page(ROWS[:6], language="en", open_country="", navigation="", wanted="<b>")

    root = html.fromstring(page)
    assert [one.get("href") for one in root.findall(".//section[2]//a")] == ["/IL/en", "/AT/en"]
    assert "Israel &amp; &lt;co&gt;" in page
    assert root.findall(".//b") == []
    assert "<nav>" not in page


# ------------------------------------------------------------------ in a browser and as a process


def browse(address, profile):
    """What Chromium makes of a page: its document after scripts ran, and what it complains about."""
    options = [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
        f"--user-data-dir={profile}", "--enable-logging=stderr", "--virtual-time-budget=8000", "--dump-dom",
    ]  # fmt: skip
    command = [shutil.which("chromium"), *options, address]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return html.fromstring(done.stdout), [line for line in done.stderr.splitlines() if "CONSOLE" in line]


@pytest.mark.browser
@pytest.mark.parametrize(
    ("path", "is_live"), [("/DED/de", True), ("/regions/de", False), ("/find/en?region=land", False)]
)
def test_a_browser_shows_the_pages_without_error_and_loads_nothing_else(site, tmp_path, path, is_live):
    port, asked = site
    asked.clear()

    document, complaints = browse(f"http://localhost:{port}{path}", tmp_path / "profile")

    assert complaints == []
    assert asked == [(path, 200)]
    assert (document.get("class") == "live") is is_live
    assert document.find(".//h1") is not None


def test_the_command_serves_until_it_is_stopped(start, dump_lake):
    process = start("up", "--no-browser", "--port", "0", "--lake", dump_lake.path)
    line = process.stdout.readline()
    port = int(re.search(r"http://localhost:(\d+)/DED/en", line)[1])
    browser = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    browser.request("GET", "/DED/en", headers={"Host": f"localhost:{port}"})
    page = browser.getresponse().read().decode()
    browser.close()

    process.send_signal(signal.SIGINT)

    assert process.communicate(timeout=60) == ("Stopped.\n", "")
    assert process.returncode == 0
    assert line.startswith(f"crossfield shows {dump_lake.path} ({dump_lake.current()}) at ")
    assert "Where do fields meet in Sachsen?" in page
