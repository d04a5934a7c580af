import os
import shutil
import subprocess
import sys
import zipfile
from collections import Counter

import pytest

from crossfield.config import Settings
from crossfield.errors import CrossfieldError, SchemaError, SourceError, UnknownNameError
from crossfield.refresh import fetch


def balance(manifest):
    """Source → rows read, kept, put aside."""
    return {entry.name: (entry.rows_read, entry.rows_kept, entry.rows_quarantined) for entry in manifest.sources}


def quarantine(lake):
    with lake.open() as frames:
        return frames.read("quarantine")


def rows_of(lake, name):
    with lake.open() as frames:
        return frames.read(name)


def test_a_good_dump_loses_nothing(dump_lake):
    manifest = dump_lake.manifest()
    assert balance(manifest) == {"cordis-h2020": (96, 96, 0)}
    rows = {table.name: table.rows for table in manifest.tables}
    expected = {"project": 12, "participation": 36, "organisation": 8, "project_code": 48, "quarantine": 0}
    assert {name: rows[name] for name in expected} == expected
    assert dump_lake.verify() == []
    for table in manifest.tables:
        assert len(rows_of(dump_lake, table.name)) == table.rows


def test_places_that_nobody_knows_are_the_region_unknown(dump_lake):
    regions = Counter(row["region"] for row in rows_of(dump_lake, "participation"))
    assert regions["unknown"] == 4
    assert regions.total() == 36


@pytest.mark.slow
def test_every_row_is_kept_or_put_aside(own_lake, dump_rows, write_dump, tmp_path):
    dump_rows["project"].append(dump_rows["project"][0])
    dump_rows["project"][1]["totalCost"] = "-1"
    dump_rows["project"][2]["startDate"] = "2014-02-30"
    dump_rows["organization"][0]["country"] = "ZZ"
    dump_rows["organization"][1]["country"] = "DE;HU"
    dump_rows["organization"][2]["country"] = " at"
    dump_rows["organization"].append(dump_rows["organization"][5] | {"projectID": "1"})
    dump_rows["euroSciVoc"].append(dump_rows["euroSciVoc"][0] | {"euroSciVocCode": "?"})
    folder = write_dump(tmp_path / "spoiled", dump_rows)
    with (folder / "topics.csv").open("a", encoding="utf-8") as file:
        file.write('"700001";"A";"bad "quotation" marks"\n')
    manifest, new = fetch(own_lake, "cordis-h2020", str(folder), Settings())
    assert new
    assert balance(manifest) == {"cordis-h2020": (100, 96, 4)}
    found = quarantine(own_lake)
    assert Counter((row["file"], row["reason"], row["kept"]) for row in found) == {
        ("project.csv", "project id again", False): 1,
        ("project.csv", "negative amount", True): 1,
        ("project.csv", "not a date", True): 1,
        ("organization.csv", "unknown country", True): 2,
        ("organization.csv", "its project is missing", False): 1,
        ("euroSciVoc.csv", "not a EuroSciVoc code", False): 1,
        ("topics.csv", "quotation marks do not match", False): 1,
    }
    assert manifest.sources[0].reasons == dict(Counter(row["reason"] for row in found))
    assert {table.name: table.quarantined for table in manifest.tables if table.quarantined} == {
        "project": 1,
        "participation": 1,
        "project_code": 2,
    }
    unknown = sorted((row["row"], row["column"], row["value"]) for row in found if row["reason"] == "unknown country")
    assert unknown == [("700001/900000001", "country", "ZZ"), ("700001/900000004", "country", "DE;HU")]
    countries = {row["organisation"]: row["country"] for row in rows_of(own_lake, "participation")[:3]}
    assert countries == {"pic:900000001": None, "pic:900000004": None, "pic:900000007": "AT"}
    assert own_lake.verify() == []


@pytest.mark.slow
def test_projects_of_an_earlier_source_are_put_aside_with_all_their_rows(own_lake, dump_rows, write_dump, tmp_path):
    further = {name: [dict(row) for row in rows[-len(rows) // 2 :]] for name, rows in dump_rows.items()}
    for rows in further.values():
        key = "id" if "id" in rows[0] else "projectID"
        for row in rows:
            if row[key] > "700009":
                row[key] = str(int(row[key]) + 1000)
    manifest, _ = fetch(own_lake, "cordis", str(write_dump(tmp_path / "further", further)), Settings())
    again = {
        name: sum(row.get("id", row.get("projectID")) <= "700009" for row in rows) for name, rows in further.items()
    }
    assert again == {"project": 3, "organization": 9, "topics": 3, "euroSciVoc": 6, "legalBasis": 3}
    assert balance(manifest) == {"cordis-h2020": (96, 96, 0), "cordis": (48, 24, 24)}
    assert Counter(row["file"].removesuffix(".csv") for row in quarantine(own_lake)) == again
    assert len(rows_of(own_lake, "project")) == 15
    assert len(rows_of(own_lake, "participation")) == 45
    codes = [(row["project"], row["scheme"], row["code"]) for row in rows_of(own_lake, "project_code")]
    assert len(codes) == len(set(codes)) == 60


def test_unchanged_input_makes_no_new_version(own_lake, write_dump, dump_rows, tmp_path):
    version, folder = own_lake.current(), write_dump(tmp_path / "same" / "cordis", dump_rows)
    for _ in range(2):
        manifest, new = fetch(own_lake, "cordis-h2020", str(folder), Settings())
        assert (manifest.version, new) == (version, False)
    for path in folder.iterdir():
        os.utime(path)
    assert fetch(own_lake, "cordis-h2020", str(folder), Settings())[1] is False
    assert own_lake.versions() == [version]


def change(path, old, new):
    path.write_bytes(path.read_bytes().replace(old, new))


def truncated(folder):
    path = zipped(folder)
    path.write_bytes(path.read_bytes()[:-200])
    return path


def zipped(folder, **others):
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, file.name)
        for name, content in others.items():
            archive.writestr(name, content)
    return path


def no_zip(folder):
    path = folder.with_suffix(".zip")
    path.write_text("<html>Not found</html>")
    return path


def bomb(folder):
    return zipped(folder, **{"more.csv": bytes(220 * 2**20)})


def escape(folder):
    return zipped(folder, **{"../../evil.csv": "x"})


def latin_1(folder):
    for path in folder.iterdir():
        path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1", errors="replace"))
    return folder


def emptied(folder):
    (folder / "project.csv").write_bytes(b"")
    return folder


def binary(folder):
    (folder / "organization.csv").write_bytes(bytes(range(256)) * 50)
    return folder


def without_a_column(folder):
    change(folder / "organization.csv", b"organisationID", b"organizationID")
    return folder


def with_a_column_twice(folder):
    change(folder / "project.csv", b'"title";', b'"id";')
    return folder


def other_delimiter(folder):
    change(folder / "project.csv", b'";"', b'","')
    return folder


def one_endless_line(folder):
    change(folder / "topics.csv", b"\n", b" ")
    return folder


def without_csv(folder):
    for path in folder.iterdir():
        path.rename(path.with_suffix(".xml"))
    return folder


def nothing(folder):
    shutil.rmtree(folder)
    return folder


BAD = {
    truncated: (SourceError, "cordis.zip is not a complete zip file: File is not a zip file."),
    no_zip: (SourceError, "cordis.zip is not a complete zip file: File is not a zip file."),
    bomb: (SourceError, "expected at most 200 times."),
    escape: (SourceError, "cordis.zip holds '../../evil.csv', which would be written outside its folder."),
    latin_1: (SourceError, "lines are not UTF-8."),
    emptied: (SourceError, "project.csv is empty."),
    binary: (SourceError, "organization.csv is no text file; it begins with "),
    without_a_column: (SchemaError, "organization.csv lacks the column(s) organisationID; found projectID, "),
    with_a_column_twice: (SchemaError, "project.csv has the column(s) id twice."),
    other_delimiter: (SchemaError, "project.csv lacks the column(s) id, startDate; found id,"),
    one_endless_line: (SchemaError, "topics.csv lacks the column(s) title; found projectID, topic, title "),
    without_csv: (SourceError, "holds no data files; found euroSciVoc.xml, "),
    nothing: (SourceError, "There is no file or folder at "),
}


@pytest.mark.parametrize("spoil", BAD, ids=lambda spoil: spoil.__name__)
def test_bad_input_is_one_clear_message_and_the_last_version_still_opens(own_lake, dump, tmp_path, spoil):
    kind, message = BAD[spoil]
    version = own_lake.current()
    shutil.copytree(dump, tmp_path / "cordis")
    with pytest.raises(CrossfieldError) as error:
        fetch(own_lake, "cordis-h2020", str(spoil(tmp_path / "cordis")), Settings())
    assert type(error.value) is kind
    assert message in error.value.message
    assert error.value.hint
    assert (own_lake.current(), own_lake.versions(), own_lake.verify()) == (version, [version], [])
    assert len(rows_of(own_lake, "project")) == 12
    assert sorted(entry.name for entry in (own_lake.path / "versions").iterdir()) == [version]
    assert fetch(own_lake, "cordis-h2020", str(dump), Settings())[1] is False


def test_an_unknown_source_names_the_closest(own_lake):
    with pytest.raises(UnknownNameError) as error:
        fetch(own_lake, "cordis-h2000", "", Settings())
    assert error.value.closest[0] == "cordis-h2020"


def test_a_source_without_an_address_asks_for_one(own_lake):
    with pytest.raises(CrossfieldError) as error:
        fetch(own_lake, "cordis", "", Settings())
    assert error.value.hint == "Say where it is: crossfield fetch cordis --from PATH"


def test_on_the_command_line_it_is_exit_code_2_without_a_traceback(own_lake, dump, tmp_path):
    shutil.copytree(dump, tmp_path / "cordis")
    given = ("--from", str(truncated(tmp_path / "cordis")), "--lake", str(own_lake.path))
    command = [sys.executable, "-m", "crossfield", "fetch", "cordis-h2020", *given]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert BAD[truncated][1] in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


@pytest.mark.shared
def test_whole_numbers_of_horizon_2020(h2020_lake):
    manifest = h2020_lake.manifest()
    rows = {table.name: table.rows for table in manifest.tables}
    expected = {"project": 31451, "participation": 144726, "organisation": 35871, "quarantine": 0}
    assert {name: rows[name] for name in expected} == expected
    assert balance(manifest) == {"cordis-h2020": (230191, 230191, 0)}


@pytest.mark.shared
def test_two_partial_dumps_of_horizon_europe_in_one_lake(tmp_path, shared):
    from crossfield.lake.store import Lake
    from crossfield.refresh import fetch_all

    lake, data = Lake(tmp_path / "lake"), shared / "data"
    wanted = [
        ("cordis", str(data / "cordis-HORIZON-sample-csv.zip")),
        ("cordis-horizon", str(data / "cordis-HORIZONprojects-csv.zip")),
    ]
    manifest, _ = fetch_all(lake, wanted, Settings())
    assert balance(manifest) == {"cordis": (500, 500, 0), "cordis-horizon": (74642, 74296, 346)}
    assert Counter(row["reason"] for row in quarantine(lake)) == {
        "quotation marks do not match": 2,
        "project of an earlier source": 344,
    }
    assert manifest.notes[:2] == [
        "cordis-horizon: project.csv is missing",
        "cordis-horizon: organization.csv is missing",
    ]
    rows = {table.name: table.rows for table in manifest.tables}
    assert (rows["project"], rows["participation"], rows["project_code"]) == (15341, 100, 74596)
