import csv
import datetime as dt
from collections import Counter

import pytest

from crossfield.errors import SchemaError, SourceError
from crossfield.lake.engine import DuckSession
from crossfield.lake.raw import take_snapshot, unpack
from crossfield.sources.cordis import ANY, COLUMNS, H2020, HORIZON

FILES = {name.removesuffix(".csv") for name in COLUMNS}


@pytest.fixture
def session():
    with DuckSession() as session:
        yield session


@pytest.fixture
def read(session, write_dump, tmp_path):
    """Read rows, or a folder, with the reader of Horizon 2020."""

    def done(given, reader=H2020, **how):
        folder = write_dump(tmp_path / "spoiled", given, **how) if isinstance(given, dict) else given
        return reader.read(session, {path.name: path for path in folder.rglob("*.csv")})

    return done


def table(delivery, name, *columns):
    rows = delivery.frames[name].to_native().to_arrow_table().to_pylist()
    found = [tuple(row[column] for column in columns) for row in rows]
    return sorted(found, key=lambda row: [(value is None, str(value)) for value in row])


def problems(delivery):
    """File, row, column, value, reason, kept of everything put aside."""
    return [tuple(row.values()) for found in delivery.problems for row in found.to_pylist()]


def lost(delivery):
    return sum(not problem[-1] for problem in problems(delivery))


def by_project(delivery, column):
    return dict(table(delivery, "project", "project", column))


def refused(action, kind=SourceError):
    with pytest.raises(kind) as error:
        action()
    assert error.value.hint
    return error.value.message


def test_a_good_dump_is_read_without_loss(read, dump):
    delivery = read(dump)
    assert problems(delivery) == []
    assert delivery.absent == []
    assert delivery.files == {
        "project.csv": 12,
        "organization.csv": 36,
        "topics.csv": 12,
        "euroSciVoc.csv": 24,
        "legalBasis.csv": 12,
    }
    assert len(table(delivery, "participation_given", "project", "organisation")) == 36
    assert len(table(delivery, "organisation_given", "organisation")) == 8
    assert Counter(scheme for (scheme,) in table(delivery, "project_code", "scheme")) == {
        "topic": 12,
        "programme": 12,
        "euroscivoc": 24,
    }
    assert Counter(kind for (kind,) in table(delivery, "project_text", "kind")) == {
        "topic": 12,
        "title": 12,
        "objective": 12,
    }


def test_values_are_typed(read, dump):
    delivery = read(dump)
    columns = (
        "project",
        "framework",
        "start",
        "end",
        "year",
        "year_basis",
        "cost_cents",
        "contribution_cents",
        "source",
    )
    start, end = dt.date(2014, 3, 1), dt.date(2017, 2, 28)
    expected = ("700001", "H2020", start, end, 2014, "start", 10000050, 9000025, "cordis-h2020")
    assert table(delivery, "project", *columns)[0] == expected
    columns = (
        "project",
        "organisation",
        "role",
        "position",
        "contribution_cents",
        "cost_cents",
        "ended",
        "sme",
        "kind",
    )
    expected = ("700001", "pic:900000001", "coordinator", 1, 3000075, 3333350, False, False, "HES")
    assert table(delivery, "participation_given", *columns)[0] == expected


def test_fields_have_their_hierarchy(read, dump):
    fields = [
        row[1:]
        for row in table(read(dump), "field_given", "scheme", "field", "parent", "level", "title_en")
        if row[0] == "euroscivoc"
    ]
    electronics = "electrical engineering, electronic engineering"
    assert fields == [
        ("/21", None, 1, "natural sciences"),
        ("/21/39", "/21", 2, "physical sciences"),
        ("/25", None, 1, "engineering and technology"),
        ("/25/73", "/25", 2, electronics),
        ("/25/73/451", "/25/73", 3, "electronic engineering"),
        ("/27", None, 1, "agricultural sciences"),
        ("/27/87", "/27", 2, "agricultural biotechnology"),
    ]


def test_topics_lie_below_the_families_that_their_codes_name(read, dump_rows):
    dump_rows["topics"] = [
        row | {"topic": topic}
        for row, topic in zip(
            dump_rows["topics"], ("HORIZON-CL4-2021-TWIN-01-08", "SC1-BHC-6a-2015", "ERC"), strict=False
        )
    ]
    columns = ("scheme", "field", "parent", "level", "title_en")
    fields = [row[1:] for row in table(read(dump_rows), "field_given", *columns) if row[0] == "topic"]
    titles = [row["title"] for row in dump_rows["topics"]]
    assert fields == [
        ("ERC", None, 1, titles[2]),
        ("HORIZON", None, 1, "HORIZON"),
        ("HORIZON-CL4", "HORIZON", 2, "HORIZON-CL4"),
        ("HORIZON-CL4-2021-TWIN-01-08", "HORIZON-CL4", 3, titles[0]),
        ("SC1", None, 1, "SC1"),
        ("SC1-BHC", "SC1", 2, "SC1-BHC"),
        ("SC1-BHC-6a-2015", "SC1-BHC", 3, titles[1]),
    ]


def test_columns_may_stand_in_another_order_and_others_beside_them(read, dump, dump_rows):
    turned = {
        name: [{"keywords": "x", **dict(reversed(row.items())), "Human-validated": "y"} for row in rows]
        for name, rows in dump_rows.items()
    }
    other, same = read(turned), read(dump)
    for name in same.frames:
        columns = same.frames[name].collect_schema().names()
        assert Counter(table(other, name, *columns)) == Counter(table(same, name, *columns)), name


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_partial_dump_gives_what_it_holds_and_says_what_is_absent(read, dump_rows, name):
    del dump_rows[name]
    delivery = read(dump_rows)
    assert delivery.absent == [f"{name}.csv is missing"]
    assert lost(delivery) == 0
    assert len(table(delivery, "project", "project")) == 12
    assert ("participation_given" in delivery.frames) == (name != "organization")


def test_without_projects_they_come_from_their_codes_with_the_year_of_the_call(read, dump_rows):
    del dump_rows["project"]
    dump_rows["topics"][0]["topic"] = "ICT-CURRENT"
    delivery = read(dump_rows)
    years = by_project(delivery, "year")
    assert (years["700001"], years["700002"], years["700003"]) == (None, 2014, 2015)
    assert by_project(delivery, "year_basis")["700002"] == "call"
    assert by_project(delivery, "start")["700002"] is None


@pytest.mark.parametrize(("file", "scheme"), [("topics", "topic"), ("legalBasis", "programme")])
def test_codes_whose_file_is_missing_come_from_the_projects(read, dump_rows, file, scheme):
    of_scheme = {"project_code": ("scheme", "code", "project"), "field_given": ("scheme", "field", "parent", "level")}
    whole = read(dump_rows)
    del dump_rows[file]
    partial = read(dump_rows)
    for name, columns in of_scheme.items():
        expected = [row for row in table(whole, name, *columns) if row[0] == scheme]
        assert [row for row in table(partial, name, *columns) if row[0] == scheme] == expected
        assert expected


@pytest.mark.parametrize("needed", [(name, column) for name, (columns, _) in COLUMNS.items() for column in columns])
def test_a_column_that_is_needed(read, dump_rows, needed):
    file, column = needed
    for row in dump_rows[file.removesuffix(".csv")]:
        del row[column]
    message = refused(lambda: read(dump_rows), SchemaError)
    assert message.startswith(f"{file} lacks the column(s) {column}; found ")


def test_columns_that_are_not_needed(read, dump_rows):
    for file, (_, wanted) in COLUMNS.items():
        for row in dump_rows[file.removesuffix(".csv")]:
            for column in wanted:
                row.pop(column, None)
    delivery = read(dump_rows)
    assert problems(delivery) == []
    assert delivery.files == {file: len(dump_rows[file.removesuffix(".csv")]) for file in COLUMNS}
    assert [row[1:] for row in table(delivery, "project", "project", "end", "title")] == [(None, None)] * 12
    assert [row[2:] for row in table(delivery, "participation_given", "project", "organisation", "role", "name")] == [
        (None, None)
    ] * 36


def test_the_header_once_more_among_the_rows(read, dump_rows):
    for rows in dump_rows.values():
        rows.insert(5, {column: column for column in rows[0]})
    delivery = read(dump_rows)
    assert sorted(problem[0] for problem in problems(delivery)) == sorted(COLUMNS)
    assert {problem[-2:] for problem in problems(delivery)} == {("header repeated", False)}
    assert len(table(delivery, "project_text", "project")) == 36
    assert len(table(delivery, "participation_given", "project")) == 36


def test_the_header_twice_at_the_top(read, write_dump, dump_rows, tmp_path):
    folder = write_dump(tmp_path / "spoiled", dump_rows)
    for path in folder.iterdir():
        text = path.read_text(encoding="utf-8")
        path.write_text(text.split("\n", 1)[0] + "\n" + text, encoding="utf-8")
    delivery = read(folder)
    assert Counter(problem[-2] for problem in problems(delivery)) == {"header repeated": 5}
    assert len(table(delivery, "project", "project")) == 12


def test_a_participation_whose_project_is_missing(read, dump_rows):
    gone = dump_rows["project"].pop()["id"]
    delivery = read(dump_rows)
    assert Counter((problem[0], problem[-2:]) for problem in problems(delivery)) == {
        ("organization.csv", ("its project is missing", False)): 3,
        ("topics.csv", ("its project is missing", False)): 1,
        ("legalBasis.csv", ("its project is missing", False)): 1,
        ("euroSciVoc.csv", ("its project is missing", False)): 3,
    }
    for name in ("participation_given", "project_code", "project_text"):
        assert gone not in {project for (project,) in table(delivery, name, "project")}


def test_repeated_rows_are_kept_once(read, dump_rows):
    dump_rows["project"].append(dump_rows["project"][0] | {"acronym": "TWIN", "startDate": "2015-01-01"})
    dump_rows["organization"].append(dump_rows["organization"][0] | {"order": "9", "role": "partner"})
    dump_rows["topics"].append(dict(dump_rows["topics"][0]))
    dump_rows["legalBasis"].append(dict(dump_rows["legalBasis"][0]))
    delivery = read(dump_rows)
    code = "same code again in the project"
    assert problems(delivery) == [
        ("project.csv", "700001", None, "TWIN", "project id again", False),
        ("topics.csv", "700001", None, "ICT-01-2014", code, False),
        ("legalBasis.csv", "700001", None, "H2020-EU.2.1.1.", code, False),
        ("organization.csv", "700001/900000001", None, "partner", "same organisation again in the project", False),
    ]
    assert by_project(delivery, "year")["700001"] == 2014
    assert table(delivery, "participation_given", "project", "organisation", "role")[0][2] == "coordinator"
    assert len(table(delivery, "project_text", "project")) == 36


def test_rows_without_ids(read, dump_rows):
    dump_rows["project"][0]["id"] = ""
    dump_rows["organization"][3]["organisationID"] = ""
    dump_rows["organization"][4]["projectID"] = ""
    dump_rows["topics"][1]["topic"] = ""
    dump_rows["euroSciVoc"][-1]["projectID"] = ""
    delivery = read(dump_rows)
    assert Counter(problem[0::4] for problem in problems(delivery)) == {
        ("project.csv", "no project id"): 1,
        ("organization.csv", "no project or organisation id"): 2,
        ("organization.csv", "its project is missing"): 3,
        ("topics.csv", "no project id or no code"): 1,
        ("topics.csv", "its project is missing"): 1,
        ("legalBasis.csv", "its project is missing"): 1,
        ("euroSciVoc.csv", "no project id or no code"): 1,
        ("euroSciVoc.csv", "its project is missing"): 1,
    }
    assert sum(delivery.files.values()) == 96


@pytest.mark.parametrize("code", ["21/39", "/21//39", "natural sciences", "/", "/21/39/"])
def test_what_is_no_euroscivoc_code(read, dump_rows, code):
    dump_rows["euroSciVoc"][0]["euroSciVocCode"] = code
    delivery = read(dump_rows)
    assert problems(delivery) == [("euroSciVoc.csv", "700001", None, code, "not a EuroSciVoc code", False)]


@pytest.mark.parametrize(
    "case",
    [
        ("project.totalCost", "-5,00", "negative amount", "cost_cents"),
        ("project.ecMaxContribution", "a lot", "not an amount", "contribution_cents"),
        ("project.startDate", "2014-02-30", "not a date", "start"),
        ("project.endDate", "2017", "not a date", "end"),
        ("project.endDate", "2013-01-01", "ends before it starts", "end"),
        ("organization.ecContribution", "-1.0", "negative amount", "contribution_cents"),
        ("organization.totalCost", "1.2.3", "not an amount", "cost_cents"),
        ("organization.order", "first", "not a whole number", "position"),
        ("organization.role", "boss", "unknown role", "role"),
        ("organization.activityType", "ABC", "unknown kind of organisation", "kind"),
        ("organization.SME", "perhaps", "neither true nor false", "sme"),
        ("organization.endOfParticipation", "soon", "neither true nor false", "ended"),
    ],
)
def test_a_value_that_cannot_be_used_is_null_and_its_row_stays(read, dump_rows, case):
    place, value, reason, typed = case
    file, column = place.split(".")
    dump_rows[file][0][column] = value
    delivery = read(dump_rows)
    if file == "project":
        assert problems(delivery) == [("project.csv", "700001", column, value, reason, True)]
        assert by_project(delivery, typed)["700001"] is None
        assert len(by_project(delivery, typed)) == 12
    else:
        assert problems(delivery) == [("organization.csv", "700001/900000001", column, value, reason, True)]
        found = table(delivery, "participation_given", "project", "organisation", typed)
        assert (found[0], len(found)) == (("700001", "pic:900000001", None), 36)


def test_an_impossible_start_leaves_the_year_open(read, dump_rows):
    dump_rows["project"][0]["startDate"] = "2014-13-01"
    delivery = read(dump_rows)
    assert table(delivery, "project", "project", "year", "year_basis", "end")[0] == (
        "700001",
        None,
        None,
        dt.date(2017, 2, 28),
    )


def test_a_cost_of_nothing_is_not_declared_and_a_contribution_of_nothing_is(read, dump_rows):
    dump_rows["project"][0]["totalCost"] = "0"
    dump_rows["organization"][0] |= {"totalCost": "0", "ecContribution": "0"}
    delivery = read(dump_rows)
    assert problems(delivery) == []
    assert by_project(delivery, "cost_cents")["700001"] is None
    columns = ("project", "contribution_cents", "cost_cents")
    assert table(delivery, "participation_given", *columns, "position")[0] == ("700001", 0, None, 1)


def test_latin_1_is_refused(read, dump_rows, write_dump, tmp_path):
    for row in dump_rows["project"]:
        row["objective"] = "Müller"
    for row in dump_rows["organization"]:
        row["name"] = "Universität"
        row["city"] = "Köln"
    message = refused(lambda: read(dump_rows, encoding="latin-1"))
    assert message == "project.csv: 12 of 12 lines are not UTF-8."


def test_another_delimiter_is_refused(read, dump_rows):
    message = refused(lambda: read(dump_rows, delimiter=","), SchemaError)
    assert message.startswith("project.csv lacks the column(s) id, startDate; found id,")


def test_projects_without_rows_are_refused_and_other_files_said_to_be_empty(
    read, dump, write_dump, dump_rows, tmp_path
):
    folder = write_dump(tmp_path / "spoiled", dump_rows)
    topics = folder / "topics.csv"
    topics.write_text(topics.read_text(encoding="utf-8").split("\n")[0] + "\n", encoding="utf-8")
    assert read(folder).absent == ["topics.csv has no rows"]
    project = folder / "project.csv"
    project.write_text(project.read_text(encoding="utf-8").split("\n")[0] + "\n", encoding="utf-8")
    assert refused(lambda: read(folder)) == "project.csv has a header line and no rows; expected projects."


def test_a_folder_without_its_files_is_refused(read, tmp_path):
    (tmp_path / "other.csv").write_text("a;b\n")
    message = refused(lambda: read(tmp_path))
    assert message == "No file of a CORDIS dump is there; found other.csv."


def test_file_names_in_capitals(read, dump_rows, write_dump, tmp_path):
    folder = write_dump(tmp_path / "spoiled", {name.upper(): rows for name, rows in dump_rows.items()})
    assert read(folder).files["euroSciVoc.csv"] == 24


def test_files_of_two_dumps_mixed_up_are_refused(read, dump_rows):
    stranger = dump_rows["organization"][0]
    dump_rows["organization"] = [stranger | {"projectID": str(number)} for number in range(150)]
    message = refused(lambda: read(dump_rows))
    assert message == "organization.csv: 150 of 150 rows cannot be used (its project is missing)."


def test_countries_and_codes_that_look_like_nothing_stay(read, dump_rows):
    dump_rows["organization"][0]["country"] = "NA"
    dump_rows["organization"][1]["country"] = "DE;HU"
    delivery = read(dump_rows)
    countries = {country for (country,) in table(delivery, "participation_given", "country") if country}
    assert {"NA", "DE;HU"} <= countries
    assert problems(delivery) == []


def test_topics_that_name_a_kind_of_grant_are_no_text(read, dump_rows):
    dump_rows["topics"][0]["topic"] = "ERC-2014-STG"
    dump_rows["topics"][1]["topic"] = "MSCA-IF-2014-EF"
    texts = [project for kind, project in table(read(dump_rows), "project_text", "kind", "project") if kind == "topic"]
    assert texts == [str(700001 + number) for number in range(2, 12)]


def test_of_an_organisation_the_newest_values_win(read, dump_rows):
    newest = next(row for row in dump_rows["organization"] if row["organisationID"] == "900000003")
    newest |= {"name": "Leipzig Bio SE", "contentUpdateDate": "2021-01-01 10:00:00"}
    names = dict(table(read(dump_rows), "organisation_given", "organisation", "name"))
    assert names["pic:900000003"] == "Leipzig Bio SE"


@pytest.fixture
def official(shared, session, tmp_path):
    """Read one of the real dumps."""

    def done(name, reader=ANY):
        snapshot = take_snapshot(tmp_path / "lake", str(shared / "data" / name))
        return reader.read(session, unpack(tmp_path / "lake", snapshot.sha256, tmp_path / "unpacked"))

    return done


@pytest.mark.shared
def test_all_of_horizon_2020(official, tmp_path):
    delivery = official("cordis-h2020projects-csv.zip", H2020)
    assert delivery.files == {
        "project.csv": 31451,
        "organization.csv": 144726,
        "topics.csv": 15978,
        "legalBasis.csv": 38036,
    }
    assert delivery.absent == ["euroSciVoc.csv is missing"]
    assert problems(delivery) == []
    assert len(set(table(delivery, "project", "project"))) == 31451
    assert len(set(table(delivery, "participation_given", "project", "organisation"))) == 144726
    assert len(set(table(delivery, "organisation_given", "organisation"))) == 35871
    with (tmp_path / "unpacked" / "organization.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    recount = sum(round(100 * float(row["ecContribution"])) for row in rows if row["ecContribution"])
    cents = [value for (value,) in table(delivery, "participation_given", "contribution_cents") if value is not None]
    assert sum(cents) == recount
    assert len(cents) == sum(row["ecContribution"] != "" for row in rows)


@pytest.mark.shared
def test_the_byte_raw_dump_of_horizon_europe(official):
    delivery = official("cordis-HORIZONprojects-csv.zip", HORIZON)
    assert delivery.files == {"topics.csv": 15341, "euroSciVoc.csv": 38789, "legalBasis.csv": 20512}
    assert delivery.absent == ["project.csv is missing", "organization.csv is missing"]
    marks = "quotation marks do not match"
    assert [(file, row, reason, kept) for file, row, _, _, reason, kept in problems(delivery)] == [
        ("topics.csv", "1022", marks, False),
        ("topics.csv", "9526", marks, False),
    ]
    assert len(table(delivery, "project", "project")) == 15341
    assert len(table(delivery, "project_code", "project")) == 74640


@pytest.mark.shared
def test_the_sample_of_horizon_europe(official):
    delivery = official("cordis-HORIZON-sample-csv.zip", HORIZON)
    assert delivery.files == dict.fromkeys(
        ("project.csv", "organization.csv", "topics.csv", "euroSciVoc.csv", "legalBasis.csv"), 100
    )
    assert problems(delivery) == []
    assert len(table(delivery, "participation_given", "project")) == 100
    assert {sme for (sme,) in table(delivery, "participation_given", "sme") if sme is not None} == {True, False}
