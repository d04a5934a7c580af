import csv
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from crossfield.errors import SchemaError, SourceError, UnknownNameError
from crossfield.lake.delivery import arrow_schema
from crossfield.lake.engine import DuckSession
from crossfield.sources import clusters
from crossfield.sources.clusters import CLUSTERS, cluster_id, guess_mapping, read_clusters

FACTS = Path(clusters.__file__).parents[1] / "starter" / "facts" / "clusters.csv"
GERMAN = """Clusterorganisation;Sitz;Land;NUTS-3;Mitglieder;Stand;Gründung;Themen;Quelle;Telefon
Silicon Saxony;Dresden;Deutschland;DED21;650;02.2026;19.12.2000;Mikroelektronik, Software;https://a.example;0351 1
Kunststoff-Cluster;Linz;Österreich;;1.234;2019;1999;Kunststoff;;
"""


def write(tmp_path, text, name="list.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def write_book(tmp_path, *sheets, name="list.xlsx"):
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / name)
    return tmp_path / name


def replace_part(path, part, change):
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def full(**told):
    how = {"region": "unknown", "region_how": "code" if "region" in told else "unknown"}
    return dict.fromkeys(arrow_schema("cluster").names) | how | told


def problem(row, column, value, reason):
    return {"row": row, "column": column, "value": value, "reason": reason}


def read_one(tmp_path, header, *rows):
    return read_clusters(write(tmp_path, "\n".join([header, *rows]) + "\n"))


def test_a_german_list_is_read_without_a_word(tmp_path):
    found = read_clusters(write(tmp_path, GERMAN))
    assert found.table.schema == arrow_schema("cluster")
    assert found.table.to_pylist() == [
        full(
            cluster="silicon-saxony-de",
            name="Silicon Saxony",
            country="DE",
            city="Dresden",
            region="DED21",
            region_given="DED21",
            fields="Mikroelektronik, Software",
            founded="2000-12-19",
            members=650,
            members_as_of="2026-02",
            source_address="https://a.example",
        ),
        full(
            cluster="kunststoff-cluster-at",
            name="Kunststoff-Cluster",
            country="AT",
            city="Linz",
            fields="Kunststoff",
            founded="1999",
            members=1234,
            members_as_of="2019",
        ),
    ]
    assert (found.rows, found.lost, found.kept, found.left_out) == (2, [], [], ["Telefon"])


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_any_sign_between_columns_with_or_without_byte_order_mark(sign, mark, tmp_path):
    text = f"{mark}Name{sign}Country{sign}Members\r\nGAIA{sign}ES{sign}3\r\n"
    assert read_clusters(write(tmp_path, text)).table.to_pylist() == [
        full(cluster="gaia-es", name="GAIA", country="ES", members=3)
    ]


def test_lines_above_the_header_and_blank_lines_do_not_matter(tmp_path):
    text = "Clusterliste, Stand 2026;;\n;;\nName;Ort;Land\n;;\nGAIA;Bilbao;ES\n\n"
    found = read_clusters(write(tmp_path, text))
    assert found.table.to_pylist() == [full(cluster="gaia-es", name="GAIA", city="Bilbao", country="ES")]
    assert found.rows == 1


def test_a_value_may_hold_line_breaks_quotes_and_the_sign(tmp_path):
    found = read_one(tmp_path, "Name,Remark", '"A ""B"" C, D","one\ntwo"')
    assert found.table.to_pylist() == [full(cluster="a-b-c-d", name='A "B" C, D', remark="one two")]


def test_letters_are_composed(tmp_path):
    found = read_one(tmp_path, "Name", "Thu\u0308ringen")
    assert found.table["name"].to_pylist() == ["Thüringen"]


def test_the_mapping_can_be_said(tmp_path):
    path = write(tmp_path, "Titel,Name,Größe\nGAIA,Frau X,12\n")
    found = read_clusters(path, {"name": "Titel", "members": "Größe"})
    assert found.table.to_pylist() == [full(cluster="gaia", name="GAIA", members=12)]
    assert found.mapping["name"] == "Titel"
    assert found.left_out == ["Name"]


def test_a_mapping_to_a_heading_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(SchemaError, match=r"list\.csv has no column 'Title' for name; found Name\."):
        read_clusters(write(tmp_path, "Name\nGAIA\n"), {"name": "Title"})


def test_a_mapping_of_an_unknown_column_is_refused(tmp_path):
    with pytest.raises(UnknownNameError, match="Did you mean members"):
        read_clusters(write(tmp_path, "Name\nGAIA\n"), {"member": "Name"})


def test_headings_of_persons_are_never_guessed():
    found = guess_mapping(["Name Ansprechpartner", "Contact name", "Kontakt Ort", "Cluster"])
    assert {column: heading for column, heading in found.items() if heading} == {"name": "Cluster"}


def test_a_list_without_names_is_refused_with_what_was_found(tmp_path):
    with pytest.raises(SchemaError, match=r"no column for the cluster's name; found Ort, Land\. Give it the heading"):
        read_clusters(write(tmp_path, "Ort,Land\nDresden,DE\n"))


def test_a_column_that_stands_twice_is_refused(tmp_path):
    with pytest.raises(SchemaError, match="has the column 'Name' 2 times"):
        read_clusters(write(tmp_path, "Name,Name\nA,B\n"))


def test_rows_that_cannot_be_clusters_are_kept_as_problems(tmp_path):
    found = read_one(
        tmp_path,
        "Name,Land,Ort",
        "GAIA,ES,Bilbao",
        ",DE,Jena",
        "Name,Land,Ort",
        "A,DE",
        "B,DE,Ulm,x",
        "gaia,Spanien,-",
        "C,DE,,,",
    )
    assert found.table["cluster"].to_pylist() == ["gaia-es", "c-de"]
    assert found.rows == 7
    assert found.lost == [
        problem("3", "name", "DE | Jena", "no name"),
        problem("4", None, "Name", "header repeated"),
        problem("5", None, "A | DE", "fewer columns than the header"),
        problem("6", None, "B | DE | Ulm | x", "more columns than the header"),
        problem("7", "name", "gaia", "name and country again"),
    ]


def test_values_that_cannot_be_read_become_null_with_a_problem(tmp_path):
    found = read_one(
        tmp_path,
        "Name,Land,NUTS,Mitglieder,Stand,Gründung",
        "A,Sachsen,Sachsen,über 140,Mai 2024,2000-02-30",
        "B,DE,AT31,-3,2024-13,20",
        "C,,XQ1,1.5,,",
    )
    assert found.table.to_pylist() == [
        full(cluster="a", name="A", region_given="Sachsen"),
        full(cluster="b-de", name="B", country="DE", region_given="AT31"),
        full(cluster="c", name="C", region_given="XQ1"),
    ]
    assert found.lost == []
    assert found.kept == [
        problem("2", "country", "Sachsen", "unknown country"),
        problem("2", "founded", "2000-02-30", "not a date"),
        problem("2", "members", "über 140", "not a number of members"),
        problem("2", "members_as_of", "Mai 2024", "not a date"),
        problem("3", "region", "AT31", "lies in another country than DE"),
        problem("3", "founded", "20", "not a date"),
        problem("3", "members", "-3", "not a number of members"),
        problem("3", "members_as_of", "2024-13", "not a date"),
        problem("4", "region", "XQ1", "not a NUTS code"),
        problem("4", "members", "1.5", "not a number of members"),
    ]


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2009", "2009"),
        ("2009.0", "2009"),
        ("2008-10", "2008-10"),
        ("2008-10-06", "2008-10-06"),
        ("2008-10-06 00:00:00", "2008-10-06"),
        ("6.10.2008", "2008-10-06"),
        ("06. 10. 2008", "2008-10-06"),
        ("10/2008", "2008-10"),
    ],
)
def test_dates_stay_as_exact_as_they_are(text, iso, tmp_path):
    found = read_one(tmp_path, "Name,founded", f"A,{text}")
    assert (found.table["founded"].to_pylist(), found.kept) == ([iso], [])


@pytest.mark.parametrize(
    ("text", "count"),
    [("0", 0), ("650", 650), ("650.0", 650), ("1.234", 1234), ("1 234", 1234), ("1'234'567", 1234567)],
)
def test_numbers_of_members(text, count, tmp_path):
    found = read_one(tmp_path, "Name;members", f"A;{text}")
    assert (found.table["members"].to_pylist(), found.kept) == ([count], [])


@pytest.mark.parametrize(
    ("country", "given", "city", "expected"),
    [
        ("DE", "ded21", "Dresden", ("DE", "DED21", "Dresden")),
        ("", "DED", "", ("DE", "DED", None)),
        ("Greece", "GR30", "Athen", ("EL", "EL30", "Athen")),
        ("GB", "UKI", "London", ("UK", "UKI", "London")),
        ("AT", "", "Oberösterreich (AT31)", ("AT", "AT31", "Oberösterreich")),
        ("AT", "AT312", "Linz (AT31)", ("AT", "AT312", "Linz (AT31)")),
        ("DE", "", "Frankfurt (ODER)", ("DE", "unknown", "Frankfurt (ODER)")),
        ("", "", "Linz (AT31)", (None, "unknown", "Linz (AT31)")),
        ("DE", "unknown", "Jena", ("DE", "unknown", "Jena")),
    ],
)
def test_the_region_is_the_code_that_is_given(country, given, city, expected, tmp_path):
    found = read_one(tmp_path, "Name,Land,NUTS,Ort", f"A,{country},{given},{city}")
    (row,) = found.table.to_pylist()
    assert ((row["country"], row["region"], row["city"]), found.kept) == (expected, [])


@given(st.text(min_size=1))
def test_ids_are_ascii_slugs(name):
    found = cluster_id(name, "DE")
    assert found.isascii()
    assert found == found.lower()
    assert all(part.isalnum() for part in found.split("-"))


def test_names_without_latin_letters_have_ids_of_their_own():
    assert cluster_id("Κρήτη", "EL") != cluster_id("Αττική", "EL")


def test_a_workbook_with_dates_numbers_and_a_cover_sheet(tmp_path):
    path = write_book(
        tmp_path,
        ("Deckblatt", [["Clusterliste des Landes"], ["Stand", date(2026, 1, 1)]]),
        (
            "Liste",
            [
                ["Clusterliste"],
                [],
                ["Name", "Land", "Gründung", "Mitglieder", "Bemerkung"],
                ["OES", "DE", datetime(2008, 10, 6, tzinfo=UTC).replace(tzinfo=None), 30.0, None],
                ["biosaxony", "DE", 2009, "140", "Zeile\nzwei"],
                [None, None, None, None, None],
                [None, "DE"],
            ],
        ),
    )
    found = read_clusters(path)
    assert found.table.to_pylist() == [
        full(cluster="oes-de", name="OES", country="DE", founded="2008-10-06", members=30),
        full(cluster="biosaxony-de", name="biosaxony", country="DE", founded="2009", members=140, remark="Zeile zwei"),
    ]
    assert (found.rows, found.lost) == (3, [problem("7", "name", "DE", "no name")])


def test_what_openpyxl_leaves_out_of_a_workbook_is_no_warning(tmp_path):
    path = write_book(tmp_path, ("A", [["Name"], ["GAIA"]]))
    extension = b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"/></extLst></worksheet>'
    replace_part(path, "xl/worksheets/sheet1.xml", lambda data: data.replace(b"</worksheet>", extension))
    assert read_clusters(path).table["name"].to_pylist() == ["GAIA"]


def test_a_whole_number_that_a_workbook_writes_with_a_point_is_one(tmp_path):
    path = write_book(tmp_path, ("A", [["Name", "Gründung", "Mitglieder"], ["GAIA", 1983, 280]]))
    replace_part(path, "xl/worksheets/sheet1.xml", lambda data: data.replace(b">280<", b">280.0<"))
    assert read_clusters(path).table.to_pylist() == [full(cluster="gaia", name="GAIA", founded="1983", members=280)]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("list.csv", "Name,Ort\nCluster Thüringen,Jena\n".encode("latin-1"), "line 2 has the byte 0xfc, as in Latin-1"),
        ("list.csv", b"", "is empty"),
        ("list.csv", b'Name\n"' + b"x" * 200_000, "a value has more than 131,072 characters. Check that the quotation"),
        ("list.csv", b" \n\n", "is empty"),
        ("list.csv", b"Name,Ort\n", "has a header and no rows"),
        ("list.csv", "Name\nGAIA\n".encode("utf-16"), "is not UTF-8"),
        ("list.csv", b"Name\n\0\0\n", "is no text file"),
        ("list.xlsx", b"", "is no complete XLSX workbook"),
        ("list.xlsx", b"Name,Ort\nGAIA,Bilbao\n", "is no complete XLSX workbook"),
    ],
)
def test_a_file_that_cannot_be_read_gives_one_clear_message(name, data, message, tmp_path):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(SourceError, match=message):
        read_clusters(tmp_path / name)


def test_a_workbook_that_is_cut_off_is_refused(tmp_path):
    path = write_book(tmp_path, ("A", [["Name"], *([f"Cluster {number}"] for number in range(50))]))
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(SourceError, match="is no complete XLSX workbook"):
        read_clusters(path)


@pytest.mark.parametrize("data", [b"", b"<a>", b"<a/>"])
@pytest.mark.parametrize("part", ["[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_workbook_whose_parts_are_damaged_is_refused(part, data, tmp_path):
    path = write_book(tmp_path, ("A", [["Name"], ["GAIA"]]))
    replace_part(path, part, lambda _: data)
    with pytest.raises((SourceError, SchemaError), match=r"list\.xlsx"):
        read_clusters(path)


def test_a_file_that_is_missing_or_too_large_is_refused(tmp_path, monkeypatch):
    with pytest.raises(SourceError, match="cannot be read: No such file"):
        read_clusters(tmp_path / "list.csv")
    path = write(tmp_path, GERMAN)
    monkeypatch.setattr(clusters, "LARGEST", 100)
    with pytest.raises(SourceError, match=r"a list of clusters has at most 100\."):
        read_clusters(path)


def test_a_workbook_that_unpacks_beyond_measure_is_refused(tmp_path, monkeypatch):
    path = write_book(tmp_path, ("A", [["Name"], *(["GAIA" * 100] for _ in range(2000))]))
    monkeypatch.setattr(clusters, "LARGEST", 30_000)
    with pytest.raises(SourceError, match="would unpack to"):
        read_clusters(path)


def test_the_reader_joins_lists_and_tells_what_it_left_out(tmp_path):
    files = {
        "b.csv": write(tmp_path, "Name;Land;Telefon\nGAIA;ES;1\nMESAP;Italien;2\n", "b.csv"),
        "a.csv": write(tmp_path, "Name,Country\nGAIA,Spain\nX,Nowhere\n", "a.csv"),
        "c.pdf": write(tmp_path, "", "c.pdf"),
    }
    with DuckSession() as session:
        delivery = CLUSTERS.read(session, files)
        table = session.arrow(delivery.frames["cluster"])
    assert table.schema == arrow_schema("cluster")
    assert table["cluster"].to_pylist() == ["gaia-es", "x", "mesap-it"]
    assert delivery.files == {"a.csv": 2, "b.csv": 2}
    assert pa.concat_tables(delivery.problems).to_pylist() == [
        problem("3", "country", "Nowhere", "unknown country") | {"file": "a.csv", "kept": True},
        problem("2", "name", "GAIA", "name and country again") | {"file": "b.csv", "kept": False},
    ]
    assert delivery.absent == ["b.csv: columns not read: Telefon", "c.pdf is neither CSV nor XLSX and was not read"]


def test_the_reader_takes_a_mapping(tmp_path):
    reader = replace(CLUSTERS, mapping={"name": "Titel"})
    with DuckSession() as session:
        delivery = reader.read(session, {"a.csv": write(tmp_path, "Titel\nGAIA\n")})
        assert session.arrow(delivery.frames["cluster"])["name"].to_pylist() == ["GAIA"]


def test_the_reader_refuses_a_snapshot_without_a_list(tmp_path):
    with DuckSession() as session, pytest.raises(SourceError, match=r"found list\.xls\. Expected CSV or XLSX"):
        CLUSTERS.read(session, {"list.xls": tmp_path / "list.xls"})


def test_a_licence_is_stated():
    assert CLUSTERS.origin.licence


@pytest.mark.shared
def test_the_real_lists_are_read_whole(shared):
    saxony = read_clusters(shared / "data" / "saxony_clusters_facts.csv")
    europe = read_clusters(shared / "data" / "europe_clusters_facts.csv")
    assert (saxony.rows, saxony.table.num_rows, saxony.lost, saxony.kept) == (13, 13, [], [])
    assert (europe.rows, europe.table.num_rows, europe.lost, europe.kept) == (34, 34, [], [])
    assert (saxony.left_out, europe.left_out) == (["legal_form"], [])
    first = saxony.table.to_pylist()[0]
    assert (first["cluster"], first["region"], first["founded"]) == ("silicon-saxony-de", "DED21", "2000-12-19")
    assert (first["members"], first["members_as_of"], first["website"]) == (650, "2026-02", "https://silicon-saxony.de")
    assert europe.table["region"].to_pylist().count("AT31") == 8


@pytest.mark.shared
def test_the_real_lists_read_as_the_facts_that_ship(shared):
    with FACTS.open(encoding="utf-8", newline="") as file:
        facts = {row["name"]: row for row in csv.DictReader(file)}
    lists = [read_clusters(shared / "data" / f"{name}_clusters_facts.csv").table for name in ("saxony", "europe")]
    rows = pa.concat_tables(lists).to_pylist()
    same = ("country", "city", "region", "fields", "founded", "members", "members_as_of", "website", "source_address")
    assert {row["name"]: [str(row[name] or "") for name in same] for row in rows} == {
        name: [row[column] for column in same] for name, row in facts.items()
    }


@pytest.mark.shared
def test_a_list_that_we_wrote_reads_as_itself(tmp_path):
    again = read_clusters(FACTS)
    assert again.table.num_rows == 47
    assert again.left_out == ["cluster"]
