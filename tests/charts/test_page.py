from __future__ import annotations

import re

import pytest

from crossfield.charts.page import content_hash, data_address, self_contained_page, vega_bundle
from crossfield.charts.palette import INK


def page_of(**more):
    return self_contained_page(**{"title": "t", "language": "en", "body": "<p>text</p>"} | more)


def test_the_document_is_title_icon_style_body_and_scripts_in_order():
    page = page_of(language="de", navigation="<a href='/'>x</a>", scripts=["one()", "two()"], icon="data:image/png,i")

    start, rest = page.split("<style>")
    style, end = rest.split("</style>")
    assert start == (
        '<!DOCTYPE html>\n<html lang="de">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; '
        f"style-src {content_hash(style)}; script-src {content_hash('one()')} {content_hash('two()')}; "
        "base-uri 'none'; form-action 'none'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        '<title>t</title>\n<link rel="icon" href="data:image/png,i">\n'
    )
    assert end == (
        "\n</head>\n<body>\n<nav><a href='/'>x</a></nav>\n<p>text</p>\n"
        "<script>one()</script>\n<script>two()</script>\n</body>\n</html>\n"
    )


def test_a_page_without_an_icon_asks_no_server_for_one():
    assert re.findall("<link [^>]*>", page_of()) == ['<link rel="icon" href="data:,">']


def test_title_and_language_are_text_not_markup():
    page = page_of(title='</title>"&', language='"><b>')

    assert "<title>&lt;/title&gt;&quot;&amp;</title>" in page
    assert '<html lang="&quot;&gt;&lt;b&gt;">' in page


@pytest.mark.parametrize(
    ("script", "safe"),
    [
        ("a = '</script>'", r"a = '<\/script>'"),
        ("a = '</SCRIPT></Script >'", r"a = '<\/SCRIPT><\/Script >'"),  # HTML tells no large from small letters
        ("a = '<!--'", r"a = '<\!--'"),
        ("a()\r\nb()\rc()\n", "a()\nb()\nc()\n"),  # as a browser reads lines before it hashes them
        ("a < b", "a < b"),
    ],
)
def test_no_script_ends_its_block_early_or_differs_from_its_hash(script, safe):
    page = page_of(scripts=[script])

    assert page.endswith(f"<script>{safe}</script>\n</body>\n</html>\n")
    assert f"script-src {content_hash(safe)};" in page


def test_colours_are_light_and_on_dark_screens_dark():
    style = page_of().split("<style>")[1]
    light, dark = style.split("@media screen and (prefers-color-scheme:dark){:root{")

    found = [dict(re.findall(r"--(\w+):([^;]+);", part.split("}")[0])) for part in (light, dark)]
    assert [one["ground"] for one in found] == [INK[False]["ground"], INK[True]["ground"]]
    assert list(found[0]) == ["font", *found[1]]
    assert (found[0]["div0"], found[1]["seq4"]) == ("#c67517", "#d7eaff")


def test_content_becomes_an_address():
    assert data_address(b"<svg/>", "image/svg+xml") == "data:image/svg+xml;base64,PHN2Zy8+"


def test_a_kept_bundle_that_is_damaged_is_built_anew_in_the_users_cache(tmp_path, monkeypatch):
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda name: str(tmp_path / name))
    built = vega_bundle()
    (kept,) = (tmp_path / "crossfield").iterdir()
    assert re.fullmatch(r"vega-[\w.]+-[\w+]{6}\.js", kept.name)
    kept.write_bytes(b"\xff\xfe")

    assert vega_bundle() == built
    assert kept.read_bytes() == built.encode()
