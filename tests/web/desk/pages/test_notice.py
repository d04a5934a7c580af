"""Pages of the footer: for everybody, in both languages, as text, with the licences of the data."""

import pytest
from lxml import html

from crossfield.web.accounts.models import Notice

TITLES = {
    "imprint": ("Impressum", "Legal notice"),
    "privacy": ("Datenschutz", "Data protection"),
    "accessibility": ("Barrierefreiheit", "Accessibility"),
    "licences": ("Lizenzen und Quellen", "Licences and sources"),
}


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("kind", TITLES)
def test_a_page_for_everybody_in_both_languages(served, language, kind):
    page = html.fromstring(served.get(f"/{language}/about/{kind}/").content.decode())

    assert page.xpath("string(//h1)") == TITLES[kind][language == "en"]


@pytest.mark.parametrize("kind", ["nothing", "IMPRINT", "admin", "x" * 300])
def test_there_is_no_other_page(desk, kind):
    assert desk.get(f"/de/about/{kind}/").status_code == 404


def test_a_text_is_marked_with_its_language_and_shown_as_text(served):
    Notice.objects.create(kind="imprint", language="de", text="Beispiel e. V.\n\n<script>alert(1)</script>")
    content = served.get("/en/about/imprint/").content.decode()

    assert "<script>alert(1)</script>" not in content
    assert "Beispiel e. V." in html.fromstring(content).xpath("string(//main//*[@lang='de'])")


def test_only_the_page_on_licences_lists_the_sources(served):
    tables = {
        kind: len(html.fromstring(served.get(f"/de/about/{kind}/").content.decode()).xpath("//table"))
        for kind in TITLES
    }

    assert tables == {"imprint": 0, "privacy": 0, "accessibility": 0, "licences": 1}
