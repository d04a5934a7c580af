from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
from io import BytesIO

import pytest
from lxml import etree, html

from crossfield.charts.document import interface_map_page, render
from crossfield.charts.interface_map import interface_map
from crossfield.charts.page import self_contained_page, vega_bundle
from crossfield.charts.palette import text_width
from crossfield.errors import UnknownNameError

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def chart(rows, fields):
    return interface_map(rows, fields, region_name="Sachsen", language="de", citation="Datenstand 1 · CORDIS")


def test_no_line_is_drawn_in_another_font_for_the_sake_of_a_hyphen(rows, fields):
    """Liberation Sans has no hyphen that lines do not break at; the words have one."""
    chart = interface_map(
        rows, fields, region_name="Sachsen", language="de", beside="Im 90\N{NON-BREAKING HYPHEN}%-Bereich."
    )

    assert "\N{NON-BREAKING HYPHEN}" in json.dumps(chart.to_dict(), ensure_ascii=False)
    assert "\N{NON-BREAKING HYPHEN}" not in render(chart, ".svg").decode()
    assert "Im 90-%-Bereich." in render(chart, ".svg").decode()


@pytest.fixture(scope="session")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def make_page(rows, fields, monkeypatch, cache):
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda name: str(cache / name))

    def make(language="en", **more):
        return interface_map_page(
            rows, fields, region_name="Sachsen", language=language, citation="CORDIS, 2026", **more
        )

    return make


def blocks(page, name):
    return re.findall(rf"<{name}>(.*?)</{name}>", page, re.DOTALL)


def policy(page):
    content = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', page)[1]
    return dict(part.strip().split(" ", 1) for part in content.split(";"))


@pytest.mark.parametrize(("suffix", "start"), [(".svg", b"<svg"), ("PNG", b"\x89PNG"), ("pdf", b"%PDF")])
def test_a_chart_becomes_a_file_of_the_kind_asked_for(chart, suffix, start):
    assert render(chart, suffix).startswith(start)


def test_an_unknown_suffix_names_the_known_ones(chart):
    with pytest.raises(UnknownNameError, match=r"\.svg, \.png, \.pdf"):
        render(chart, ".docx")


def test_no_text_of_the_picture_is_clipped(chart):
    root = etree.parse(BytesIO(render(chart, ".svg"))).getroot()
    width, height = float(root.get("width")), float(root.get("height"))
    texts = root.findall(f".//{SVG}text")
    assert len(texts) > 30
    for text in texts:
        x = y = 0.0
        for one in [text, *text.iterancestors()]:
            moved = re.match(r"translate\(([-\d.]+),([-\d.]+)\)", one.get("transform", ""))
            x, y = (x + float(moved[1]), y + float(moved[2])) if moved else (x, y)
        size = text_width(
            text.text or "", float(text.get("font-size").removesuffix("px")), bold=bool(text.get("font-weight"))
        )
        left = x - {"end": size, "middle": size / 2}.get(text.get("text-anchor"), 0)
        assert left >= 0, text.text
        assert left + size <= width, text.text
        assert 0 < y < height, text.text


def test_text_is_drawn_without_fonts_of_the_machine(chart):
    assert b"Liberation Sans" in render(chart, ".svg")
    assert b"LiberationSans" in render(chart, ".pdf")


def test_dark_and_transparent_pictures_differ(chart):
    assert b"#15171b" in render(chart, ".svg", dark=True)
    assert b"#15171b" not in render(chart, ".svg", dark=True, ground=False)


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_policy_allows_the_pages_own_blocks_and_nothing_else(make_page, language):
    page = make_page(language)
    allowed = policy(page)
    hashes = {
        name: " ".join(
            f"'sha256-{base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()}'"
            for block in blocks(page, name)
        )
        for name in ("style", "script")
    }
    assert len(blocks(page, "style")) == 1
    assert len(blocks(page, "script")) == 2
    assert allowed == {
        "default-src": "'none'",
        "img-src": "data:",
        "style-src": hashes["style"],
        "script-src": hashes["script"],
        "base-uri": "'none'",
        "form-action": "'none'",
    }


@pytest.mark.parametrize("language", ["en", "de"])
def test_nothing_in_the_page_is_loaded_or_needs_a_weaker_policy(make_page, language):
    root = html.fromstring(make_page(language))
    assert root.get("lang") == language
    addresses = [
        value for one in root.iter() for name, value in one.items() if name in ("src", "href", "srcset", "action")
    ]
    assert addresses
    assert all(address.startswith("data:") for address in addresses)
    assert [
        one.tag for one in root.iter() if one.get("style") or any(name.startswith("on") for name in one.attrib)
    ] == []
    assert "@import" not in root.find(".//style").text
    assert "url(" not in root.find(".//style").text


def test_without_script_the_map_is_there_as_pictures_with_a_text(make_page):
    root = html.fromstring(make_page("de"))
    pictures = root.findall(".//figure/img")
    assert [picture.get("class") for picture in pictures] == ["light", "dark"]
    for picture in pictures:
        assert picture.get("alt").startswith(
            "Schnittstellenkarte. Am deutlichsten bei „Mikroelektronik × Energie“: 1,29-mal"
        )
        content = base64.b64decode(picture.get("src").removeprefix("data:image/svg+xml;base64,"))
        assert "Mikroelektronik" in content.decode()


@pytest.mark.parametrize(
    ("language", "heading", "source"),
    [
        ("en", "Where do fields meet in Sachsen?", "Source"),
        ("de", "Wo treffen in Sachsen Felder aufeinander?", "Quelle"),
    ],
)
def test_heading_answer_ranking_table_and_source_speak_the_language(make_page, language, heading, source):
    root = html.fromstring(make_page(language))
    assert root.findtext(".//h1") == root.findtext(".//title") == heading
    assert ("1,29" if language == "de" else "1.29") in root.findtext(".//p[@class='answer']")
    assert len(root.findall(".//section[@class='ranking']//li")) == 4
    assert len(root.findall(".//th[@scope='row']")) == 9
    assert root.findtext(".//footer") == f"{source}: CORDIS, 2026"


def test_the_live_chart_runs_without_eval_and_says_so(make_page):
    script = blocks(make_page(), "script")[1]
    assert "ast: true, defaultStyle: false, tooltip: { disableDefaultStyle: true }" in script
    drawing = json.loads(re.search(r"const drawing = (\{.*\});\n", script)[1])
    assert sorted(drawing) == ["dark", "light", "spec"]
    assert "$schema" not in drawing["spec"]
    assert "http" not in json.dumps(drawing)


def test_text_cannot_end_a_script_early(make_page, rows):
    rows[0]["note"] = "</script><!-- <b>"
    page = make_page()
    assert len(blocks(page, "script")) == 2
    assert html.fromstring(page).findall(".//script//b") == []
    assert "<!-- <b>" not in page


def test_a_page_without_scripts_allows_none():
    page = self_contained_page(title="A < B", language="en", body="<p>text</p>")
    assert policy(page)["script-src"] == "'none'"
    assert "<title>A &lt; B</title>" in page


def test_a_page_that_is_served_may_have_links_and_send_forms_to_its_server():
    plain = self_contained_page(title="t", language="en", body="<main>text</main>")
    served = self_contained_page(
        title="t", language="en", body="<main>text</main>", navigation='<a href="/x">x</a>', forms=True
    )
    assert (policy(plain)["form-action"], policy(served)["form-action"]) == ("'none'", "'self'")
    assert [one.tag for one in html.fromstring(plain).find("body")] == ["main"]
    assert [one.tag for one in html.fromstring(served).find("body")] == ["nav", "main"]


def test_scripts_are_made_safe_before_they_are_hashed():
    page = self_contained_page(title="t", language="en", body="", scripts=['const a = "</script><!--";'])
    assert blocks(page, "script") == [r'const a = "<\/script><\!--";']


def test_the_bundle_is_built_once_and_kept_whole(tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    built = vega_bundle(folder)
    assert "window.vegaEmbed" in built
    (kept,) = folder.iterdir()
    assert kept.read_text("utf-8") == built
    kept.write_text("kept", "utf-8")
    assert vega_bundle(folder) == "kept"


def test_a_cache_that_cannot_be_written_only_costs_time(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    assert "window.vegaEmbed" in vega_bundle(blocked)
    assert blocked.read_text() == "not a folder"


def test_a_rename_that_fails_leaves_nothing_behind(tmp_path, monkeypatch):
    def refuse(self, target):
        raise OSError

    monkeypatch.setattr("pathlib.Path.replace", refuse)
    assert "window.vegaEmbed" in vega_bundle(tmp_path)
    assert list(tmp_path.iterdir()) == []


def browse(path, profile):
    """What Chromium makes of a page: its document after scripts ran, and what it complains about."""
    chromium = shutil.which("chromium")
    if chromium is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs chromium for this test")
        pytest.skip("no chromium on this machine")
    options = [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
        f"--user-data-dir={profile}", "--enable-logging=stderr", "--virtual-time-budget=8000", "--dump-dom",
    ]  # fmt: skip
    done = subprocess.run([chromium, *options, path.as_uri()], capture_output=True, text=True, timeout=120, check=True)
    return html.fromstring(done.stdout), [line for line in done.stderr.splitlines() if "CONSOLE" in line]


@pytest.mark.browser
def test_a_browser_draws_the_live_chart_and_has_nothing_to_complain_about(make_page, tmp_path):
    path = tmp_path / "map.html"
    path.write_text(make_page("de"), "utf-8")
    document, complaints = browse(path, tmp_path / "profile")
    assert document.get("class") == "live"
    labels = [one.get("aria-label") for one in document.findall(".//div[@id='live']//*[@aria-label]")]
    assert (
        len([label for label in labels if label.startswith(("Mikroelektronik × ", "IKT × ", "Maschinenbau × "))]) == 8
    )
    assert complaints == []


@pytest.mark.browser
def test_a_script_that_was_changed_does_not_run_and_the_picture_stays(make_page, tmp_path):
    path = tmp_path / "map.html"
    path.write_text(make_page().replace('"use strict";', '"use strict"; '), "utf-8")
    document, complaints = browse(path, tmp_path / "profile")
    assert document.get("class") is None
    assert any("Content Security Policy" in line for line in complaints)
