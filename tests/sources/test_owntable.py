"""Tables of one's own: kinds, guessed columns, known exports, and errors row by row."""

import pytest

from crossfield.errors import SchemaError, UnknownNameError
from crossfield.lake.grid import Grid
from crossfield.sources.owntable import (
    FORMS,
    KEEP,
    KOHESIO,
    guess,
    headings_key,
    one_grid,
    read_rows,
    recognise,
)

KOHESIO_2021 = [
    *("Operation_Unique_Identifier", "Operation_Local_Identifier", "Operation_Name_English"),
    *("Operation_Name_Programme_Language", "Country", "CountryCode", "Operation_Start_Date", "Operation_End_Date"),
    *("Cofinancing_Rate", "Total_Eligible_Expenditure_amount", "Total_Eligible_Expenditure_Currency"),
    *("Project_EU_Budget", "Beneficiary_Unique_Identifier", "Beneficiary_Name", "Fund_Code", "Programme_Name"),
    *("Programming_Period", "NUTS1_Code", "NUTS2_Code", "NUTS3_Code", "Operation_Summary_English"),
]
KEEP_PROJECTS = [
    *("Period", "Programme", "Project acronym", "Project ID (2021-2027 only)", "Project name in English"),
    *("Description in English", "Project start", "Project end", "Project's total budget / expenditure"),
]
KEEP_PARTNERS = [
    *("Programme", "Project acronym", "Project ID (2021-2027 only)", "Organisation in English", "Lead partner"),
    *("Country code", "NUTS3 code (or equivalent)", "Town", "Partner's total eligible budget / expenditure"),
]


def grid(headings, *rows, cut=()):
    return Grid("", list(headings), list(enumerate(map(list, rows), start=2)), "utf-8", list(cut))


def read(headings, *rows, kind="activity", mapping=None, cut=()):
    return read_rows(grid(headings, *rows, cut=cut), kind, mapping or guess(kind, list(headings)))


def told(found):
    return [(one.row, one.column, one.found, one.expected, one.is_left_out) for one in found.problems]


def test_activity_is_read_with_years_and_amounts():
    found = read(["Bundesland", "Branche", "Jahr", "Wert"], ["Sachsen", "Chips", "2023", "1.234,5"])

    assert found.rows == [{"region": "Sachsen", "field": "Chips", "year": 2023, "amount": 1234.5, "row": 2}]
    assert (found.problems, found.read) == ([], 1)


def test_what_does_not_fit_is_told_row_by_row():
    found = read(
        ["Region", "Feld", "Jahr", "Wert"],
        ["A", "x", "2023", "viele"],
        ["", "x", "2023", "1"],
        ["B", "x", "gestern", "2"],
        ["C", "x", "2023", "-3"],
        ["D", "x", "2023", ""],
        ["D", "x", "2023", "4"],
        cut=[7],
    )

    assert told(found) == [
        (2, "Wert", "viele", "a number such as 1234.5 or 1.234,50", False),
        (3, "Region", "", "a text", True),
        (4, "Jahr", "gestern", "a year or a date, such as 2019 or 2019-05-31", False),
        (5, "Wert", "-3", "a number such as 1234.5 or 1.234,50", False),
        (7, "", "more values than the header", "as many values as the header has", False),
        (7, "", "D / x / 2023", "each entry once", True),
    ]
    assert [(row["region"], row["year"], row["amount"]) for row in found.rows] == [
        ("A", 2023, None),
        ("B", None, 2.0),
        ("C", 2023, None),
        ("D", 2023, None),
    ]
    assert found.read == 6


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        (["1.234,5", "2.000", "7"], [1234.5, 2000.0, 7.0]),
        (["1,234.5", "2,000", "7"], [1234.5, 2000.0, 7.0]),
        (["1.5", "2.000"], [1.5, 2.0]),
        (["1,5", "2"], [1.5, 2.0]),
        (["1.234", "7"], [None, 7.0]),
        (["1.234.567", "7"], [None, 7.0]),
        (["12 345 €", "EUR 7"], [12345.0, 7.0]),
        (["1'234.50"], [1234.5]),
        (["1e3", "x"], [1000.0, None]),
    ],
)
def test_a_column_tells_how_it_writes_numbers(texts, numbers):
    rows = [[f"R{place}", "x", text] for place, text in enumerate(texts)]

    assert [row["amount"] for row in read(["Region", "Feld", "Wert"], *rows).rows] == numbers


def test_an_export_of_kohesio_is_known():
    assert recognise(KOHESIO_2021) == ("projects", "kohesio")
    mapping = guess("projects", KOHESIO_2021, "kohesio")
    assert mapping == KOHESIO

    values = dict.fromkeys(KOHESIO_2021, "") | {
        "Operation_Unique_Identifier": "https://linkedopendata.eu/entity/Q1",
        "Operation_Name_English": "A made-up project",
        "Country": "Germany",
        "Operation_Start_Date": "04/09/2023",
        "Total_Eligible_Expenditure_amount": "337478.4",
        "Beneficiary_Name": "A made-up body",
        "Programme_Name": "ERDF",
        "NUTS3_Code": "DED21",
    }
    found = read_rows(grid(KOHESIO_2021, list(values.values())), "projects", mapping)
    assert found.rows == [
        {
            "project": "https://linkedopendata.eu/entity/Q1",
            "title": "A made-up project",
            "text": None,
            "programme": "ERDF",
            "organisation": "A made-up body",
            "region": "DED21",
            "country": "DE",
            "year": 2023,
            "amount": 337478.4,
            "row": 2,
        }
    ]


def test_an_older_export_of_kohesio_takes_what_it_has():
    headings = ["Operation_Unique_Identifier", "Operation_Name_Programme_Language", "NUTS2_Code", "Project_EU_Budget"]
    mapping = guess("projects", headings, "kohesio")

    assert (mapping["title"], mapping["region"], mapping["amount"]) == (headings[1], "NUTS2_Code", None)


def test_an_export_of_keep_joins_its_two_sheets():
    projects = grid(
        KEEP_PROJECTS,
        ["2021-2027", "A-B", "ONE", "B01", "First in English", "About", "2022-01-01", "", "900"],
        ["2014-2020", "A-B", "TWO", "", "Second", "", "2015-01-01", "", "100"],
    )
    partners = grid(
        KEEP_PARTNERS,
        ["A-B", "one", "B01", "Body one", "Yes", "DE", "DED21", "Dresden", "500.5"],
        ["A-B", "TWO", "", "Body two", "No", "CZ", "CZ041", "Most", "N.a."],
        ["A-B", "THREE", "", "Body three", "No", "PL", "", "", ""],
    )
    joined = one_grid([projects, partners])
    kind, layout = recognise(joined.headings)
    found = read_rows(joined, kind, guess(kind, joined.headings, layout))

    assert (kind, layout) == ("projects", "keep.eu")
    assert [(row["project"], row["title"], row["region"], row["year"], row["amount"]) for row in found.rows] == [
        ("one", "First in English", "DED21", 2022, 500.5),
        ("TWO", "Second", "CZ041", 2015, None),
        ("THREE", None, None, None, None),
    ]
    assert guess(kind, joined.headings, layout) == KEEP
    assert found.problems == []


def test_of_other_sheets_the_longest_is_taken():
    short, long = grid(["a", "b"], ["1", "2"]), grid(["c", "d"], ["1", "2"], ["3", "4"])

    assert one_grid([short, long]) is long


@pytest.mark.parametrize(
    ("headings", "kind"),
    [
        (["NUTS code", "NACE", "Time period", "OBS value"], "activity"),
        (["Projekt", "Titel", "Zuwendungsempfänger", "Betrag"], "projects"),
        (["Firma", "PLZ", "Ort", "Land"], "organisations"),
        (["x", "y"], ""),
    ],
)
def test_a_kind_is_told_by_its_headings(headings, kind):
    assert recognise(headings) == (kind, "")


def test_organisations_stand_once():
    found = read(["Firma", "Ort", "Land"], ["A", "X", "Deutschland"], ["A", "X", "DE"], ["A", "Y", "Narnia"],
                 kind="organisations")  # fmt: skip

    assert [(row["name"], row["city"], row["country"]) for row in found.rows] == [("A", "X", "DE"), ("A", "Y", None)]
    assert [one.expected for one in found.problems] == ["each entry once", "a country such as DE or Germany"]


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"region": "a", "field": "b"}, "amount"),
        ({"region": "a", "field": "a", "amount": "c"}, "twice"),
        ({"region": "a", "field": "b", "amount": "z"}, "no column 'z'"),
    ],
)
def test_columns_that_are_said_wrongly_are_refused(mapping, said):
    with pytest.raises(SchemaError, match=said):
        read_rows(grid(["a", "b", "c"], ["1", "2", "3"]), "activity", mapping)


def test_unknown_kinds_and_columns_are_named():
    with pytest.raises(UnknownNameError, match="activities"):
        guess("activities", ["a"])
    with pytest.raises(UnknownNameError):
        read_rows(grid(["a"], ["1"]), "activities", {})
    with pytest.raises(UnknownNameError, match="colour"):
        read_rows(grid(["a"], ["1"]), "activity", {"colour": "a"})


def test_progress_is_told_every_few_thousand_rows():
    ticks = []
    rows = [[f"R{place}", "x", "1"] for place in range(10_000)]
    read_rows(grid(["Region", "Feld", "Wert"], *rows), "activity", guess("activity", ["Region", "Feld", "Wert"]),
              tick=ticks.append)  # fmt: skip

    assert ticks == [5000, 10_000]


def test_tables_of_the_same_layout_have_one_key():
    assert headings_key(["Größe", "Land"]) == headings_key(["land", "GROESSE"])
    assert headings_key(["a"]) != headings_key(["a", "b"])
    assert set(FORMS) == {"activity", "projects", "organisations"}
