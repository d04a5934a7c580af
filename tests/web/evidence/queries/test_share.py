"""The page that needs nothing else: nothing is loaded, its policy names its own style and script, text is text."""

import base64
import hashlib
import re

import pytest
from lxml import html

from crossfield.web.evidence.models import Finding
from crossfield.web.evidence.queries.share import share_page, share_policy

pytestmark = pytest.mark.django_db
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"
COLUMNS = [
    {"key": "name", "heading": "Name", "form": "text"},
    {"key": "value", "heading": "LQ", "form": "ranged"},
]


def no_picture(_spec, _ending):
    raise AssertionError("there is nothing to draw")


def kept(**rest):
    rows = [{"name": EVIL, "value": 2.0, "low": 1.5, "high": 2.5}]
    given = {"title": EVIL, "note": EVIL, "answer": EVIL, "citation": EVIL, "language": "de", "columns": COLUMNS}
    given |= {"rows": rows, "parameters": {}, "data_version": "v", "address": "/", "chart": None, "sources": []}
    return Finding.objects.create(**given | rest)


def test_nothing_is_loaded_and_its_own_parts_run():
    text = share_page(kept(), no_picture)
    page = html.fromstring(text)
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]

    def named(part):
        return "'sha256-" + base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() + "'"

    assert policy == share_policy()
    assert policy.startswith("default-src 'none'; img-src data:; ")
    assert f"style-src {named(re.search(r'<style>(.*?)</style>', text, re.DOTALL)[1])}" in policy
    assert f"script-src {named(re.search(r'<script>(.*?)</script>', text, re.DOTALL)[1])}" in policy
    assert "unsafe" not in policy
    assert page.xpath("//@src | //link") == []


def test_what_people_typed_stands_there_as_text():
    text = share_page(kept(), no_picture)

    assert text.count("<script>") == 1
    assert "<img" not in text
    assert text.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 5


def test_it_is_in_the_findings_language_with_ranges_and_pictures():
    years = [{"key": "year", "heading": "Jahr", "form": "year"}, {"key": "n", "heading": "Zahl", "form": "count"}]
    chart = {"kind": "years", "x": "year", "y": "n"}
    ranged = share_page(kept(chart={"kind": "ranges", "value": "value"}), no_picture)
    columns = share_page(
        kept(columns=years, rows=[{"year": 2015, "n": 3}, {"year": 2016, "n": 5}], chart=chart), no_picture
    )
    alone = share_page(kept(columns=years, rows=[{"year": 2015, "n": 3}], chart=chart), no_picture)

    assert '<html lang="de">' in ranged
    assert "1,50 bis 2,50" in ranged
    assert 'class="profile"' in ranged
    assert 'class="columns"' in columns
    assert 'class="columns"' not in alone  # one year is a sentence


def test_a_drawing_is_written_into_the_page():
    drawing = {"kind": "drawing", "spec": {}, "framed": {"mark": "bar"}, "light": {}, "dark": {}}
    asked = []

    text = share_page(kept(chart=drawing), lambda spec, ending: asked.append((spec, ending)) or b"PNG")

    assert asked == [({"mark": "bar"}, ".png")]
    assert f'src="data:image/png;base64,{base64.b64encode(b"PNG").decode()}"' in text


def test_a_source_leads_to_its_publisher():
    source = {"title": "T", "producer": "P", "licence": "L", "address": "https://example.org/x", "retrieved": ""}

    page = html.fromstring(share_page(kept(sources=[source]), no_picture))

    assert page.xpath("//a/@href") == ["https://example.org/x"]
