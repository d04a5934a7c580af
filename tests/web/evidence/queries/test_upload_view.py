"""What a table of one's own says: hand-computed quotients, no word that amounts cannot carry."""

import pytest
from django.utils import translation

from crossfield.errors import UnknownNameError
from crossfield.indicators.activity import FEW_RECORDS
from crossfield.web.evidence.models import Upload
from crossfield.web.evidence.queries import upload_view as module
from crossfield.web.evidence.queries.upload_view import upload_drawing, upload_map, upload_view

PROJECTS = (
    "Projekt;Titel;NUTS;Land;Startjahr;Betrag\n"
    + "".join(f"P{n};Sensors for health care;DED21;DE;2019;100,50\n" for n in range(6))
    + "".join(f"Q{n};Batteries for electric mobility;DE212;DE;2019;50,00\n" for n in range(6))
).encode()


@pytest.fixture
def ann(make_user):
    return make_user("ann")


def shown(upload, language="en", region="", wanted="", own="DED"):
    with translation.override(language):
        return upload_view(upload, language, region=region, wanted=wanted, own=own)


def test_a_region_that_is_called_by_its_name_is_the_readers_own(ann, make_upload):
    view = shown(make_upload(ann))

    assert view.region == "Sachsen"
    assert view.answer == (
        "In this table Chips has 1.50 times the share in Sachsen that it has in all regions together. Amounts have no "
        "range: how certain that is, the table does not tell."
    )
    assert [(row["title"], row["value"], row["amount"]) for row in view.listings["fields"].rows] == [
        ("Chips", 1.5, 300.0),
        ("Autos", 0.5, 100.0),
    ]
    assert [(row["title"], row["value"]) for row in view.listings["regions"].rows] == [
        ("Sachsen", 1.5),
        ("Bayern", 0.5),
    ]
    assert [row["region"] for row in view.mapped] == ["DE2", "DED"]
    assert view.said == [
        "4 of 4 rows are used.",
        "The file is not UTF-8; it was read as Windows-1252, as Excel writes it.",
    ]


def test_another_region_and_field_can_be_asked_for(ann, make_upload):
    view = shown(make_upload(ann), region="Bayern", wanted="Chips")

    assert (view.region, view.shown_field) == ("Bayern", "Chips")
    assert view.listings["regions"].caption == "Regions in Chips"


@pytest.mark.parametrize("asked", [{"region": "Saxony-Anhalt"}, {"wanted": "Chisp"}])
def test_what_the_table_does_not_have_names_the_closest(ann, make_upload, asked):
    with pytest.raises(UnknownNameError):
        shown(make_upload(ann), **asked)


def test_of_several_years_the_last_is_shown(ann, make_upload):
    rows = "A;x;2019;9\nA;y;2019;1\nB;x;2019;1\nB;y;2019;9\nA;x;2020;1\nA;y;2020;1\nB;x;2020;1\nB;y;2020;1\n"
    view = shown(make_upload(ann, f"Region;Feld;Jahr;Wert\n{rows}".encode()))

    assert [row["value"] for row in view.listings["fields"].rows] == [1.0, 1.0]
    assert view.mapped == []


def test_where_nothing_can_be_compared_no_field_is_named(ann, make_upload):
    view = shown(make_upload(ann, b"Region;Feld;Wert\nA;x;1\nA;y;2\n"))

    assert view.answer == "For A no figure can be computed; the notes say why."
    assert all(row["note"] for row in view.listings["fields"].rows)


def test_projects_stand_beside_the_data_version(ann, make_upload):
    view = shown(make_upload(ann, PROJECTS), region="DED")
    pairs = {row["pair"]: (row["projects"], row["beside"]) for row in view.listings["interfaces"].rows}

    assert view.answer.startswith("In this table ")
    assert "6 projects" in view.answer
    assert pairs["Microelectronics × Health"][0] == 6
    assert pairs["Microelectronics × Health"][1] is not None
    assert len(view.listings["projects"].rows) == 6
    assert [row["region"] for row in view.mapped] == ["DED"]


def test_few_projects_give_no_answer(ann, make_upload):
    few = b"Projekt;Titel;NUTS;Betrag\nP;Sensors for health;DED21;5,5\nQ;Energy;DE212;5,5\n"

    assert shown(make_upload(ann, few)).answer == (
        "For Sachsen no figure stands on enough projects yet; the notes say why."
    )


def test_a_region_without_projects_with_fields_says_so(ann, make_upload):
    assert shown(make_upload(ann, b"Projekt;Titel\nP;Nothing known\n")).answer.startswith("No row of table.csv")


def test_organisations_are_found_in_the_data(ann, make_upload):
    data = "Firma;Ort;Land\nTechnische Universität Dresden;Dresden;DE\nBäckerei Ohnegleichen;Pirna;DE\n".encode(
        "utf-16"
    )
    view = shown(make_upload(ann, data), language="de")

    assert view.answer == "1 von 2 Organisationen stehen in den Daten; 0 weitere sollte jemand ansehen."
    assert [(row["name"], row["answer"]) for row in view.listings["organisations"].rows] == [
        ("Technische Universität Dresden", "gefunden"),
        ("Bäckerei Ohnegleichen", "nicht gefunden"),
    ]
    assert [row["count"] for row in view.listings["regions"].rows] == [1]
    with translation.override("de"):
        assert view.said == ["2 von 2 Zeilen gehen ein.", "Die Datei wurde als UTF-16 gelesen."]


@pytest.mark.parametrize("form", ["page", "small", "framed"])
def test_the_map_draws_every_region_once(ann, make_upload, form):
    view = shown(make_upload(ann))
    chart = upload_map(view, "en", form=form).to_dict(validate=False)

    assert sorted(spot["region"] for spot in chart["datasets"]["spots"]) == ["DE2", "DED"]
    assert ("title" in chart) is (form == "framed")
    assert set(upload_drawing(view, "en")) == {"spec", "light", "dark"}


@pytest.mark.parametrize(
    ("rows", "years"),
    [
        ([], []),
        ([{"year": 2018}, {"year": 2019}, {"year": 2019}], [2019, 2019]),
        ([{"year": None}, {"year": 2017}], [2017]),
        ([{"year": None}, {"year": None}], [None, None]),
        ([{}, {}], [None, None]),
    ],
)
def test_the_last_year_is_shown_and_without_years_everything(rows, years):
    assert [row.get("year") for row in module._latest(rows)] == years


@pytest.mark.parametrize(
    ("value", "note", "firm"),
    [
        (1.5, None, True), (1.5, "", True), (0.0, None, True), (None, None, False), (1.5, FEW_RECORDS, False),
        (1.5, f"coverage changed; {FEW_RECORDS}", False), (1.5, "coverage changed", True),
    ],
)  # fmt: skip
def test_a_figure_is_firm_where_there_is_one_on_enough_records(value, note, firm):
    assert module._is_firm({"value": value, "note": note}) is firm


@pytest.mark.parametrize(
    ("wanted", "otherwise", "known", "chosen"),
    [
        ("Bayern", "Sachsen", ["Bayern", "Sachsen"], "Bayern"),
        ("", "Sachsen", ["Bayern", "Sachsen"], "Sachsen"),
        ("", "DED", ["Bayern", "Sachsen"], "Sachsen"),
        ("", "Nowhere", ["Bayern", "Sachsen"], "Bayern"),
        ("", "", [], ""),
    ],
)
def test_what_is_asked_for_comes_before_ones_own_and_that_before_the_first(wanted, otherwise, known, chosen):
    assert module._chosen("region", wanted, otherwise, known, {}) == chosen


@pytest.mark.parametrize(
    ("encoding", "problems", "said"),
    [
        ("utf-8", 0, ["3 of 4 rows are used."]),
        ("utf-8", 2, ["3 of 4 rows are used.", "2 values or rows could not be read as they stand; see below."]),
        ("utf-16-le", 0, ["3 of 4 rows are used.", "The file was read as UTF-16."]),
        (
            "cp1252",
            3,
            [
                "3 of 4 rows are used.",
                "3 values or rows could not be read as they stand; see below.",
                "The file is not UTF-8; it was read as Windows-1252, as Excel writes it.",
            ],
        ),
    ],
)
def test_what_was_read_and_what_not_is_said(encoding, problems, said):
    upload = Upload(rows_used=3, rows_read=4, problems=problems, encoding=encoding)
    with translation.override("en"):
        assert module.UploadView(upload, "", "", {}, "").said == said
