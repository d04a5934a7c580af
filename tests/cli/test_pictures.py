"""The interface map from a lake."""

from datetime import UTC, datetime

import pytest
from lxml import html

from crossfield.charts.ahead import beside_potential
from crossfield.cli.pictures import map_file, map_page
from crossfield.errors import NotComputableError, UnknownNameError
from crossfield.indicators import lookup
from crossfield.indicators.prospects import prospect
from crossfield.indicators.question import Question
from crossfield.lake.store import Lake


@pytest.fixture
def frames(dump_lake):
    with dump_lake.open() as frames:
        yield frames


def test_page_and_file_are_the_same(frames):
    page = map_page(frames, Question("DED"), shows="strength", language="de")

    assert map_file(frames, Question("DED"), ".HTML", shows="strength", language="de") == page.encode()


def test_the_page_names_region_language_and_citation(frames):
    root = html.fromstring(map_page(frames, Question("sachsen"), shows="strength", language="de"))

    assert root.get("lang") == "de"
    assert root.findtext(".//h1") == "Wo treffen in Sachsen Felder aufeinander?"
    assert root.findtext(".//footer").startswith(
        f"Quelle: crossfield, Datenstand {frames.manifest.version}, Startjahre 2014-2019, "
        "Schema Innovationsstrategie des Freistaates Sachsen, "
    )
    assert root.find(".//nav") is None


def test_links_to_other_pages_stand_above_the_map(frames):
    page = map_page(frames, Question("DED"), shows="strength", language="en", navigation='<a href="/x">Other</a>')

    assert [one.tag for one in html.fromstring(page).find("body")][:2] == ["nav", "main"]


def test_behind_the_answer_of_a_forecast_stand_its_window_its_basis_and_its_proof():
    with Lake().open() as frames:
        page = map_page(frames, Question("DED"), shows="gap", language="de")
        told = prospect(frames, "saxony", "DED", 1, this_year=datetime.now(UTC).year)
        rows = {(row["field_a"], row["field_b"]): row for row in lookup.interfaces(frames, Question("DED")).to_pylist()}
        plain = map_page(frames, Question("DED"), shows="strength", language="de")
    answer, plain = (html.fromstring(one).findtext(".//p[@class='answer']") for one in (page, plain))

    said = beside_potential(told.of_pair(rows["microelectronics", "mobility"]), "de")
    assert answer.split(") ")[0].startswith("Am meisten bei „Mikroelektronik × Mobilität“")
    assert answer.endswith(f". {said}")
    assert "Vorausgesagt für 2020-2022 auf der Grundlage von 2017-2019. Im Zeitraum 2020-2022" in said
    assert said.endswith(" aktiv.")
    assert "Vorausgesagt" not in plain


@pytest.mark.parametrize(
    ("change", "question", "error"),
    [
        ({"suffix": ".doc"}, Question("DED"), UnknownNameError),
        ({"suffix": ""}, Question("DED"), UnknownNameError),
        ({"shows": "size"}, Question("DED"), UnknownNameError),
        ({"shows": "potential"}, Question("DED", years=(2015, 2017)), NotComputableError),
        ({"shows": "gap", "suffix": ".html"}, Question("DED", years=(2015, 2017)), NotComputableError),
        ({"language": "fr"}, Question("DED"), UnknownNameError),
        ({}, Question("XX"), UnknownNameError),
        ({}, Question("DED", "nope"), UnknownNameError),
        ({}, Question("DED", "euroscivoc"), NotComputableError),
        ({}, Question("CY"), NotComputableError),
    ],
)
def test_what_cannot_be_drawn_is_refused(frames, change, question, error):
    with pytest.raises(error):
        map_file(frames, question, **{"suffix": ".svg", "shows": "strength", "language": "en"} | change)
