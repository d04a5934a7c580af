"""Opening a field of the map: a scheme of one's own with fields below others, from the file to the page."""

import json

import pytest

from crossfield.config import Settings
from crossfield.lake.store import Lake
from crossfield.refresh import fetch

VOCABULARY = """
[scheme]
id = "own"
title = { en = "Our fields", de = "Unsere Felder" }
[groups.technology]
title = { en = "Technologies", de = "Technologien" }
[groups.sector]
title = { en = "Sectors", de = "Branchen" }
[fields.science]
group = "technology"
title = { en = "Science", de = "Wissenschaft" }
euroscivoc = ["/23"]
[fields.deep_science]
parent = "science"
title = { en = "Deep science", de = "Tiefe Wissenschaft" }
euroscivoc = ["/23"]
[fields.deepest_science]
parent = "deep_science"
title = { en = "Deepest science", de = "Tiefste Wissenschaft" }
euroscivoc = ["/23"]
[fields.wide_science]
parent = "science"
title = { en = "Wide science", de = "Weite Wissenschaft" }
euroscivoc = ["/23"]
[fields.works]
group = "sector"
title = { en = "Works", de = "Werke" }
euroscivoc = ["/25"]
"""


@pytest.fixture(scope="module")
def deep_lake(small_lake, tmp_path_factory):
    """The small lake's dump with a scheme of three levels."""
    folder = tmp_path_factory.mktemp("deep")
    (folder / "own.toml").write_text(VOCABULARY, encoding="utf-8")
    asked = Settings(lake=str(folder / "lake"), vocabulary=str(folder / "own.toml"), scheme="own")
    fetch(Lake(asked.lake), "cordis", str(next(small_lake.path.parent.glob("*.zip"))), asked)
    return asked


@pytest.fixture
def on_deep_data(settings, deep_lake):
    settings.CROSSFIELD = deep_lake


def map_of(desk, query=""):
    page = desk.get(f"/de/interfaces/DE/{query}").content.decode()
    ranking = page.partition('class="ranking"')[2].partition("</section>")[0]
    return page, ranking


def test_the_map_begins_with_the_uppermost_fields(desk, on_deep_data):
    page, ranking = map_of(desk)
    assert "Wissenschaft × Werke" in ranking
    assert "Tiefe Wissenschaft" not in ranking
    assert 'href="?shows=strength&amp;open=science">Wissenschaft</a>' in page
    assert "Geöffnet:" not in page


def test_an_opened_field_gives_its_place_to_those_below_it(desk, on_deep_data):
    page, ranking = map_of(desk, "?shows=strength&open=science")
    assert "Tiefe Wissenschaft × Werke" in ranking
    assert "Weite Wissenschaft × Werke" in ranking
    assert "Tiefste" not in ranking
    assert ">Wissenschaft × Werke" not in ranking
    assert "<strong>Wissenschaft</strong>" in page
    assert 'href="?shows=strength&amp;open=deep_science">Tiefe Wissenschaft</a>' in page
    assert "/de/interfaces/DE/drawing.json?shows=strength&amp;open=science" in page


def test_a_deeper_one_keeps_its_siblings_and_says_the_way(desk, on_deep_data):
    page, ranking = map_of(desk, "?open=deep_science")
    assert "Tiefste Wissenschaft × Werke" in ranking
    assert "Weite Wissenschaft × Werke" in ranking
    assert 'href="?shows=strength&amp;open=science">Wissenschaft</a> ›' in page


def test_the_drawing_and_the_sheet_show_what_is_opened(desk, on_deep_data):
    drawn = json.dumps(desk.get("/de/interfaces/DE/drawing.json?open=science").json(), ensure_ascii=False)
    assert "Tiefe Wissenschaft" in drawn
    sheet = desk.get("/de/interfaces/DE/a4/?open=science").content.decode()
    assert "/de/interfaces/DE/picture/?shows=strength&amp;open=science" in sheet


@pytest.mark.parametrize("wrong", ["works", "deepest_science", "nothing", "../etc"])
def test_a_field_with_nothing_below_it_cannot_be_opened(desk, on_deep_data, wrong):
    answer = desk.get("/de/interfaces/DE/", {"open": wrong})
    assert answer.status_code == 404
    assert wrong in answer.content.decode()


def test_a_scheme_of_one_level_has_nothing_to_open(desk):
    page = desk.get("/de/interfaces/DED/").content.decode()
    assert "Geöffnet" not in page
    assert 'class="openable"' not in page
