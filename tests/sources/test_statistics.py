import csv
import gzip
import io
from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossfield.errors import SchemaError, SourceError, UnknownNameError
from crossfield.lake.engine import DuckSession
from crossfield.sources.statistics import STATISTICS
from crossfield.tables import TABLES

TSV = (
    "freq,nace_r2,unit,geo\\TIME_PERIOD\t2018 \t2019 \n"
    "A,C,THS_PER,DED\t12.3 b\t: \n"
    "A,C,THS_PER,DE\t-4 \t: c\n"
    "A,F,THS_PER,DED\t1.5e3 ep\t0 \n"
)
SDMX = (
    "DATAFLOW,LAST UPDATE,freq,nace_r2,unit,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG,CONF_STATUS\n"
    "ESTAT:LFST(1.0),23/11/26,A,C,THS_PER,DED,2018,12.3,b,\n"
    "ESTAT:LFST(1.0),23/11/26,A,C,THS_PER,DED,2019,,,C\n"
    "ESTAT:LFST(1.0),23/11/26,A,C,THS_PER,DE,2018,-4,,\n"
    "ESTAT:LFST(1.0),23/11/26,A,C,THS_PER,DE,2019,,c,C\n"
    "ESTAT:LFST(1.0),23/11/26,A,F,THS_PER,DED,2018,1.5e3,ep,\n"
    "ESTAT:LFST(1.0),23/11/26,A,F,THS_PER,DED,2019,0,,\n"
)


@pytest.fixture
def read(tmp_path):
    """Read texts (or bytes) by file name; rows without their source, problems without file, notes."""

    def read_files(reader=STATISTICS, **contents):
        files = {}
        for name, content in contents.items():
            path = tmp_path / name
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            files[name] = path
        with DuckSession() as session:
            delivery = reader.read(session, files)
            frame = TABLES["activity"].select(delivery.frames["activity"])
            rows = session.arrow(frame.sort(*TABLES["activity"].key)).to_pylist()
        return rows, pa.concat_tables(delivery.problems).to_pylist() if delivery.problems else [], delivery

    return read_files


def one(*told, source="a.csv"):
    return {"source": source, **dict(zip(("region", "field", "year", "measure", "value"), told, strict=True))}


def problem(row, column, value, reason, *, kept, file="a.csv"):
    return {"file": file, "row": row, "column": column, "value": value, "reason": reason, "kept": kept}


def both_forms(source):
    return [
        one("DE", "C", 2018, "THS_PER", -4.0, source=source),
        one("DE", "C", 2019, "THS_PER", None, source=source),
        one("DED", "C", 2018, "THS_PER", 12.3, source=source),
        one("DED", "C", 2019, "THS_PER", None, source=source),
        one("DED", "F", 2018, "THS_PER", 1500.0, source=source),
        one("DED", "F", 2019, "THS_PER", 0.0, source=source),
    ]


def test_eurostats_tsv(read):
    rows, problems, delivery = read(**{"a.tsv": TSV})
    assert (rows, problems) == (both_forms("a.tsv"), [])
    assert delivery.files == {"a.tsv": 3}
    assert delivery.absent == ["a.tsv: flags of 3 values are not kept"]


def test_sdmx_csv_gives_the_same_rows_as_the_tsv(read):
    rows, problems, delivery = read(**{"a.csv": SDMX})
    assert (rows, problems) == (both_forms("a.csv"), [])
    assert delivery.files == {"a.csv": 6}
    assert delivery.absent == ["a.csv: flags of 3 values are not kept"]


def test_a_packed_file_gives_the_same_rows(read):
    assert read(**{"a.tsv.gz": gzip.compress(TSV.encode(), mtime=0)})[0] == both_forms("a.tsv.gz")


def test_the_older_tsv_has_time_in_its_corner(read):
    rows, problems, _ = read(**{"a.tsv": "unit,geo\\time\t2012 \t2011 \nNR,DED\t1\t2\n"})
    assert rows == [
        one("DED", "total", 2011, "NR", 2.0, source="a.tsv"),
        one("DED", "total", 2012, "NR", 1.0, source="a.tsv"),
    ]
    assert problems == []


def test_other_dimensions_and_the_unit_make_the_measure(read):
    rows, _, _ = read(**{"a.tsv": "freq,unit,sex,age,geo\\TIME_PERIOD\t2018\nA,THS,F,Y20-64,DE\t1\n"})
    assert rows == [one("DE", "total", 2018, "F, Y20-64, THS", 1.0, source="a.tsv")]


def test_a_file_without_other_dimensions_measures_a_value(read):
    assert read(**{"a.tsv": "freq,geo\\TIME_PERIOD\t2018\nA,DE\t1\n"})[0] == [
        one("DE", "total", 2018, "value", 1.0, source="a.tsv")
    ]


def test_periods_that_are_no_years_are_one_problem_each(read):
    rows, problems, _ = read(**{"a.tsv": "freq,geo\\TIME_PERIOD\t2018-Q1\t2018\nA,DE\t1\t2\n"})
    assert rows == [one("DE", "total", 2018, "value", 2.0, source="a.tsv")]
    assert problems == [problem("2018-Q1", "2018-Q1", "2018-Q1", "period is no year", kept=True, file="a.tsv")]


def test_a_monthly_tsv_is_refused(read):
    with pytest.raises(SchemaError, match=r"no column that is a year; found 2018-01, 2018-02\. Take the yearly table"):
        read(**{"a.tsv": "freq,geo\\TIME_PERIOD\t2018-01\t2018-02\nM,DE\t1\t2\n"})


def test_quarters_in_sdmx_csv_are_left_out(read):
    rows, problems, _ = read(**{"a.csv": "freq,geo,TIME_PERIOD,OBS_VALUE\nA,DE,2018,1\nQ,DE,2018-Q1,2\n"})
    assert rows == [one("DE", "total", 2018, "value", 1.0)]
    assert problems == [problem("DE/total/2018-Q1", None, "2018-Q1", "period is no year", kept=False)]


def test_columns_of_labels_are_no_dimensions(read):
    text = (
        "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,freq,Time frequency,unit,Unit of measure,"
        "geo,Geopolitical entity (reporting),TIME_PERIOD,OBS_VALUE,OBS_STATUS\n"
        "dataflow,ESTAT:A(1.0),Name,A,Annual,NR,Number,DED,Sachsen,2018,3,A\n"
    )
    rows, problems, delivery = read(**{"a.csv": text})
    assert (rows, problems, delivery.absent) == ([one("DED", "total", 2018, "NR", 3.0)], [], [])


def test_a_row_with_other_dimensions_than_the_header_is_left_out(read):
    rows, problems, _ = read(**{"a.tsv": "unit,geo\\TIME_PERIOD\t2018\nNR,DE\t1\nDED\t2\nNR,F,DE\t3\n"})
    assert rows == [one("DE", "total", 2018, "NR", 1.0, source="a.tsv")]
    reason = "other dimensions than the header"
    assert problems == [problem(key, None, key, reason, kept=False, file="a.tsv") for key in ("DED", "NR,F,DE")]


def test_a_file_without_a_region_is_refused(read):
    with pytest.raises(
        SchemaError, match=r"a\.tsv lacks a region among its dimensions; found the headings freq, unit\."
    ):
        read(**{"a.tsv": "freq,unit\\TIME_PERIOD\t2018\nA,NR\t1\n"})
    with pytest.raises(SchemaError, match=r"a\.csv lacks a region; found the headings year, amount\. Expected .* geo,"):
        read(**{"a.csv": "year,amount\n2018,1\n"})


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_an_own_file_with_one_number_per_row(sign, mark, read):
    text = f"{mark}region,field,year,amount\nDED,ict,2018,1.5\nDED,bio,2018,\n".replace(",", sign)
    rows, problems, _ = read(**{"a.csv": text})
    assert rows == [one("DED", "bio", 2018, "amount", None), one("DED", "ict", 2018, "amount", 1.5)]
    assert problems == []


def test_an_own_file_in_german_with_decimal_comma(read):
    text = "Gebiet;Wirtschaftszweig;Jahr;Merkmal;Einheit;Wert\n"
    text += "DED;C;2018;Beschäftigte;1000;12,5\nDE;C;2018;Beschäftigte;1000;7\n"
    rows, problems, _ = read(**{"a.csv": text})
    assert rows == [
        one("DE", "C", 2018, "Beschäftigte, 1000", 7.0),
        one("DED", "C", 2018, "Beschäftigte, 1000", 12.5),
    ]
    assert problems == []


def test_a_thousands_sign_is_a_problem_and_never_a_decimal_sign(read):
    rows, problems, _ = read(**{"a.csv": "region;year;amount\nDE;2018;1.234\nFR;2018;1,5\n"})
    assert rows == [one("DE", "total", 2018, "amount", None), one("FR", "total", 2018, "amount", 1.5)]
    reason = "not a number with decimal ','"
    assert problems == [problem("DE/total/2018/amount", "value", "1.234", reason, kept=True)]
    rows, problems, _ = read(**{"a.csv": 'region,year,amount\nDE,2018,"1,234"\n'})
    assert rows == [one("DE", "total", 2018, "amount", None)]
    reason = "not a number with decimal '.'"
    assert problems == [problem("DE/total/2018/amount", "value", "1,234", reason, kept=True)]


@pytest.mark.parametrize("mark", [":", "-", ".", "..", "/", "x", "NA", "n/a", "NaN", ""])
def test_marks_of_missing_values_are_null_without_a_problem(mark, read):
    rows, problems, _ = read(**{"a.csv": f"region,year,amount\nDE,2018,{mark}\nFR,2018,1\n"})
    assert (rows, problems) == ([one("DE", "total", 2018, "amount", None), one("FR", "total", 2018, "amount", 1.0)], [])


@pytest.mark.parametrize("text", ["many", "1 2", "1e999", "0x1f", "1.2.3", "--1", "12 %", "inf"])
def test_what_is_no_number_is_null_with_a_problem(text, read):
    rows, problems, _ = read(**{"a.csv": f"region,year,amount\nDE,2018,{text}\n"})
    assert rows == [one("DE", "total", 2018, "amount", None)]
    assert problems == [problem("DE/total/2018/amount", "value", text, "not a number with decimal '.'", kept=True)]


def test_one_column_per_measure(read):
    text = "nuts_id,name,jahr,firms,jobs,remark\nDED,Sachsen,2018,1,2,a\nDE,Deutschland,2018,3,,b\n"
    rows, problems, delivery = read(**{"a.csv": text})
    assert rows == [
        one("DE", "total", 2018, "firms", 3.0),
        one("DE", "total", 2018, "jobs", None),
        one("DED", "total", 2018, "firms", 1.0),
        one("DED", "total", 2018, "jobs", 2.0),
    ]
    assert problems == []
    assert delivery.absent == ["a.csv: columns not read: remark"]


def test_one_column_per_year(read):
    rows, problems, _ = read(**{"a.csv": "Region;Branche;2018;2019\nDED;C;1,5;2\n"})
    assert rows == [one("DED", "C", 2018, "value", 1.5), one("DED", "C", 2019, "value", 2.0)]
    assert problems == []


def test_words_that_change_where_region_field_and_year_do_not_are_a_dimension(read):
    rows, problems, delivery = read(**{"a.csv": "geo,time,sex,label,values\nDE,2018,F,x,1\nDE,2018,M,x,2\n"})
    assert rows == [one("DE", "total", 2018, "F", 1.0), one("DE", "total", 2018, "M", 2.0)]
    assert problems == []
    assert delivery.absent == ["a.csv: columns not read: label"]


def test_a_dimension_of_a_wide_file_stands_behind_the_measure(read):
    rows, _, _ = read(**{"a.csv": "geo,time,sex,jobs\nDE,2018,F,1\nDE,2018,M,2\n"})
    assert rows == [one("DE", "total", 2018, "jobs, F", 1.0), one("DE", "total", 2018, "jobs, M", 2.0)]


def test_a_year_may_stand_in_the_files_name(read):
    rows, _, delivery = read(**{"jobs_2018.csv": "geo,jobs\nDE,1\n"})
    assert rows == [one("DE", "total", 2018, "jobs", 1.0, source="jobs_2018.csv")]
    assert delivery.absent == ["jobs_2018.csv: no column for the year; 2018 is taken from its name"]


@pytest.mark.parametrize("name", ["jobs.csv", "jobs_2008_2012.csv", "jobs_120180.csv"])
def test_a_file_without_a_year_is_refused(name, read):
    with pytest.raises(SchemaError, match="lacks a year"):
        read(**{name: "geo,jobs\nDE,1\n"})


def test_a_file_without_numbers_is_refused(read):
    with pytest.raises(SchemaError, match="lacks numbers"):
        read(**{"a.csv": "geo,year,name\nDE,2018,Germany\n"})


def test_the_mapping_can_be_said(read):
    reader = replace(STATISTICS, mapping={"region": "wo", "amount": "wieviel", "field": "was"})
    rows, _, _ = read(reader, **{"a.csv": "wo,was,jahr,wieviel\nDED,ict,2018,1\n"})
    assert rows == [one("DED", "ict", 2018, "wieviel", 1.0)]


def test_a_mapping_that_fits_nothing_is_refused(read):
    with pytest.raises(UnknownNameError, match="Unknown column: 'regio'"):
        read(replace(STATISTICS, mapping={"regio": "wo"}), **{"a.csv": "wo,jahr\nDED,2018\n"})
    with pytest.raises(SchemaError, match=r"a\.csv has no column 'where' for region; found wo, jahr\."):
        read(replace(STATISTICS, mapping={"region": "where"}), **{"a.csv": "wo,jahr\nDED,2018\n"})


def test_rows_without_a_place_in_the_table_are_problems(read):
    text = (
        "region,field,year,amount\nDE,ict,2018,1\n,ict,2018,2\nDE,,2018,3\nDE,ict,18,4\nDE,ict,,5\n"
        "region,field,year,amount\nDE,ict,2018,6\nDE,ict,2018.0,7\n"
    )
    rows, problems, delivery = read(**{"a.csv": text})
    assert rows == [one("DE", "ict", 2018, "amount", 1.0)]
    assert problems == [
        problem("region/field/year", None, "region", "header repeated", kept=False),
        problem("ict/2018", None, "2", "no region", kept=False),
        problem("DE/2018", None, "DE", "no field", kept=False),
        problem("DE/ict", None, None, "period is no year", kept=False),
        problem("DE/ict/18", None, "18", "period is no year", kept=False),
        problem("DE/ict/2018", None, "6", "region, field, year and measure again", kept=False),
        problem("DE/ict/2018", None, "7", "region, field, year and measure again", kept=False),
    ]
    assert delivery.files == {"a.csv": 8}


def test_lines_that_cannot_be_read_are_problems(read):
    more = b"".join(b"R%d,2018,1\n" % number for number in range(200))
    data = b"region,year,amount\nDE,2018,1\nFR,2018\nIT,2018,1\nT\xfcr,2018,1\nES,2018,1,1\nPL,2018,3\n" + more
    rows, problems, delivery = read(**{"a.csv": data})
    assert [row["region"] for row in rows][:3] == ["DE", "IT", "PL"]
    assert len(rows) == 203
    assert [(entry["row"], entry["reason"], entry["kept"]) for entry in problems] == [
        ("3", "fewer columns than the header", False),
        ("5", "not UTF-8", False),
        ("6", "more columns than the header", False),
    ]
    assert delivery.files == {"a.csv": 206}


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.csv", b"", "a.csv is empty"),
        ("a.csv", b"\0\1\2", "a.csv is no text file"),
        ("a.csv", "geo,jahr,wert\nDE,2018,1\n".encode("utf-16"), "a.csv is no text file"),
        ("a.csv.gz", b"geo,jahr,wert\nDE,2018,1\n", "a.csv.gz is no complete gzip file"),
        ("a.csv.gz", gzip.compress(TSV.encode(), mtime=0)[:-9], "a.csv.gz is no complete gzip file"),
        ("a.csv.gz", gzip.compress(b"", mtime=0)[:10], "a.csv.gz is no complete gzip file"),
        ("a.csv.gz", gzip.compress(bytes(300 * 2**20), mtime=0), "looks like a bomb"),
        ("a.pdf", b"%PDF", r"found a\.pdf\. Expected Eurostat TSV"),
    ],
)
def test_a_file_that_cannot_be_read_gives_one_clear_message(name, data, message, read):
    with pytest.raises(SourceError, match=message):
        read(**{name: data})


@pytest.mark.parametrize("header", ["geo,year,Geo,amount", "geo,year,amount,amount", "geo,year,,", 'geo,year,am"ount'])
def test_headings_that_cannot_be_told_apart_are_refused(header, read):
    with pytest.raises(SchemaError, match="Each column needs a heading of its own"):
        read(**{"a.csv": f"{header}\nDE,2018,1,2\n"})


def test_several_files_of_a_snapshot_keep_their_names(read):
    rows, _, delivery = read(**{"a.tsv": TSV, "b.csv": "geo,year,amount\nDE,2018,1\n", "readme.md": ""})
    assert rows == [*both_forms("a.tsv"), one("DE", "total", 2018, "amount", 1.0, source="b.csv")]
    assert delivery.files == {"a.tsv": 3, "b.csv": 1}
    assert "readme.md is no CSV or TSV and was not read" in delivery.absent


def test_a_licence_is_stated():
    assert STATISTICS.origin.licence


NUMBER = st.one_of(st.none(), st.floats(-1e12, 1e12).map(lambda value: round(value, 3)))
KEYS = st.tuples(st.sampled_from(["DE", "DED", "FR1"]), st.sampled_from(["C", "J62"]), st.integers(1990, 2030))


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(KEYS, NUMBER, min_size=1))
def test_what_is_written_long_is_read_as_it_was(tmp_path_factory, values):
    path = tmp_path_factory.mktemp("long") / "a.csv"
    lines = [
        f"{region},{field},{year},{'' if value is None else value}" for (region, field, year), value in values.items()
    ]
    path.write_text("\n".join(["region,field,year,amount", *lines]) + "\n")
    with DuckSession() as session:
        delivery = STATISTICS.read(session, {"a.csv": path})
        rows = session.arrow(delivery.frames["activity"]).to_pylist()
    assert {(row["region"], row["field"], row["year"]): row["value"] for row in rows} == values
    assert delivery.problems == []


def activity_of(shared, name):
    with DuckSession() as session:
        delivery = STATISTICS.read(session, {name: shared / "data" / name})
        return session.arrow(TABLES["activity"].select(delivery.frames["activity"])), delivery


@pytest.mark.shared
def test_the_real_industries_give_saxonys_location_quotients(shared):
    table, delivery = activity_of(shared, "de_bundesland_industries_2015.csv")
    assert (table.num_rows, delivery.problems) == (272 * 4, [])
    assert delivery.absent == ["de_bundesland_industries_2015.csv: columns not read: region, ind_name"]
    jobs = {(row["region"], row["field"]): row["value"] for row in table.to_pylist() if row["measure"] == "emp_all"}
    total = sum(jobs.values())
    home = sum(value for (region, _), value in jobs.items() if region == "SN")
    found = {}
    for field in ("WZ08-F", "WZ08-C", "WZ08-J"):
        everywhere = sum(value for (_, other), value in jobs.items() if other == field)
        found[field] = round(jobs["SN", field] / home / (everywhere / total), 2)
    assert found == {"WZ08-F": 1.38, "WZ08-C": 0.99, "WZ08-J": 0.77}


@pytest.mark.shared
def test_the_real_patents_are_read_whole(shared):
    table, delivery = activity_of(shared, "epo_patents_nuts_2008_2012.csv.gz")
    with gzip.open(shared / "data" / "epo_patents_nuts_2008_2012.csv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    expected = {(row["geo"], int(float(row["time"])), row["unit"]): float(row["values"]) for row in rows}
    found = {(row["region"], row["year"], row["measure"]): row["value"] for row in table.to_pylist()}
    assert (len(rows), table.num_rows, delivery.problems) == (103_075, 103_075, [])
    assert found == expected
    assert set(table["field"].to_pylist()) == {"total"}


@pytest.mark.shared
def test_the_real_wide_file_is_read_whole(shared):
    name = "nuts2_eurostat_2018.csv"
    table, delivery = activity_of(shared, name)
    rows = list(csv.DictReader(io.StringIO((shared / "data" / name).read_text(encoding="utf-8-sig"))))
    measures = [heading for heading in rows[0] if heading.islower() and heading not in {"id", "geo"}]
    expected = {
        (row["geo"], 2018, measure): float(row[measure]) if row[measure] else None
        for row in rows
        for measure in measures
    }
    assert {(row["region"], row["year"], row["measure"]): row["value"] for row in table.to_pylist()} == expected
    assert (len(measures), table.num_rows, delivery.problems) == (11, 332 * 11, [])
