import os
import random
import zipfile
from collections import Counter

import pytest

from crossfield.errors import SourceError
from crossfield.lake.raw import take_snapshot, unpack

CSV = '"id";"title"\n"1";"a"\n'


def zipped(path, members, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.fixture
def lake(tmp_path):
    return tmp_path / "lake"


@pytest.fixture
def take(lake, tmp_path):
    """Take what is given and unpack it: file name → content."""

    def taken(given):
        snapshot = take_snapshot(lake, str(given))
        return {name: path.read_bytes() for name, path in unpack(lake, snapshot.sha256, tmp_path / "unpacked").items()}

    return taken


def refused(take, given):
    with pytest.raises(SourceError) as error:
        take(given)
    assert error.value.hint
    return error.value.message


def test_a_zip_gives_its_files(take, tmp_path):
    path = zipped(tmp_path / "a.zip", {"project.csv": CSV, "csv/topics.csv": CSV, "csv/": "", "__MACOSX/._x.csv": "x"})
    assert take(path) == {"project.csv": CSV.encode(), "topics.csv": CSV.encode()}


def test_a_folder_gives_its_files_at_any_depth(take, tmp_path):
    folder = tmp_path / "dump"
    (folder / "csv").mkdir(parents=True)
    (folder / "project.csv").write_text(CSV)
    (folder / "csv" / "topics.CSV").write_text(CSV)
    (folder / ".hidden.csv").write_text("x")
    (folder / "information.pdf").write_bytes(b"%PDF")
    assert take(folder) == {"project.csv": CSV.encode(), "topics.CSV": CSV.encode()}


def test_a_zip_without_its_ending_is_a_zip_and_a_workbook_is_none(take, tmp_path):
    assert list(take(zipped(tmp_path / "download", {"project.csv": CSV}))) == ["project.csv"]
    assert list(take(zipped(tmp_path / "clusters.xlsx", {"xl/workbook.xml": ""}))) == ["clusters.xlsx"]


def test_the_same_content_is_kept_once_and_unchanged_input_is_not_read_again(lake, tmp_path):
    path = zipped(tmp_path / "a.zip", {"project.csv": CSV})
    first = take_snapshot(lake, str(path))
    kept = lake / "raw" / first.sha256 / "a.zip"
    stamp = kept.stat().st_mtime_ns
    assert take_snapshot(lake, str(path)) == first
    os.utime(path)
    again = take_snapshot(lake, str(path))
    assert (again.sha256, again.size) == (first.sha256, path.stat().st_size)
    assert kept.stat().st_mtime_ns == stamp
    assert sorted(entry.name for entry in (lake / "raw").iterdir()) == sorted([first.sha256, "index.json"])


def test_changed_content_is_another_snapshot_and_the_old_one_stays(lake, tmp_path):
    path = zipped(tmp_path / "a.zip", {"project.csv": CSV})
    first = take_snapshot(lake, str(path))
    zipped(path, {"project.csv": CSV * 2})
    second = take_snapshot(lake, str(path))
    assert second.sha256 != first.sha256
    assert unpack(lake, first.sha256, tmp_path / "u")["project.csv"].read_text() == CSV


def test_the_name_is_part_of_the_hash(lake, tmp_path):
    one, other = (zipped(tmp_path / name, {"project.csv": CSV}) for name in ("a.zip", "b.zip"))
    assert take_snapshot(lake, str(one)).sha256 != take_snapshot(lake, str(other)).sha256


def test_a_copy_that_a_crash_cut_short_is_taken_again(lake, tmp_path):
    path = zipped(tmp_path / "a.zip", {"project.csv": CSV})
    kept = lake / "raw" / take_snapshot(lake, str(path)).sha256 / "a.zip"
    kept.write_bytes(kept.read_bytes()[:20])
    take_snapshot(lake, str(path))
    assert kept.read_bytes() == path.read_bytes()


def test_a_spoiled_index_is_written_anew(lake, tmp_path):
    path = zipped(tmp_path / "a.zip", {"project.csv": CSV})
    first = take_snapshot(lake, str(path))
    (lake / "raw" / "index.json").write_text("{")
    assert take_snapshot(lake, str(path)).sha256 == first.sha256


def test_nothing_there(take, tmp_path):
    path = tmp_path / "none.zip"
    assert refused(take, path) == f"There is no file or folder at {path}."


@pytest.mark.parametrize("given", ["/dev/zero", "/dev/null"])
def test_a_device_is_no_file(take, given):
    assert refused(take, given) == f"There is no file or folder at {given}."


def test_a_path_that_cannot_be_asked(take):
    assert refused(take, "x" * 5000).endswith("cannot be read: File name too long.")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_the_right_to_read_it(take, tmp_path):
    path = zipped(tmp_path / "a.zip", {"project.csv": CSV})
    path.chmod(0)
    assert refused(take, path) == f"{path} cannot be read: Permission denied."


def test_a_folder_without_data(take, tmp_path):
    folder = tmp_path / "empty"
    folder.mkdir()
    assert refused(take, folder) == f"The folder {folder} holds no data files; found nothing."
    (folder / "photo.jpg").write_bytes(b"\xff")
    assert refused(take, folder) == f"The folder {folder} holds no data files; found photo.jpg."


def test_two_files_of_one_name_in_a_folder(take, tmp_path):
    zipped(tmp_path / "fp7.zip", {"project.csv": CSV})
    zipped(tmp_path / "h2020.zip", {"project.csv": CSV})
    assert refused(take, tmp_path) == "Two of the files given are named project.csv."


def test_two_files_of_one_name_in_a_zip(take, tmp_path):
    path = zipped(tmp_path / "a.zip", {"fp7/project.csv": CSV, "h2020/project.csv": CSV})
    assert refused(take, path) == "a.zip holds two files named project.csv; expected one dump."


def test_raw_files_that_are_gone(lake, tmp_path):
    with pytest.raises(SourceError, match="abc are not in"):
        unpack(lake, "abc", tmp_path)


@pytest.mark.parametrize("share", [0, 0.001, 0.1, 0.5, 0.9, 0.999])
def test_a_truncated_zip(take, tmp_path, share):
    path = zipped(tmp_path / "a.zip", {"project.csv": random.Random(1).randbytes(200_000), "topics.csv": CSV})
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    assert refused(take, path) == "a.zip is not a complete zip file: File is not a zip file."


@pytest.mark.parametrize("content", [b"", b"<html>404</html>", b"PK\x03\x04", CSV.encode()])
def test_not_a_zip(take, tmp_path, content):
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    assert refused(take, path) == "a.zip is not a complete zip file: File is not a zip file."


def test_any_changed_byte_is_harmless_or_a_clear_refusal(take, tmp_path):
    path = zipped(tmp_path / "a.zip", {"project.csv": CSV * 50, "topics.csv": CSV})
    content, dice, refusals = path.read_bytes(), random.Random(7), Counter()
    for _ in range(300):
        spoiled = bytearray(content)
        spoiled[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
        path.write_bytes(spoiled)
        try:
            take(path)
        except SourceError as error:
            refusals[error.message.partition(":")[0]] += 1
    assert refusals["a.zip is not a complete zip file"] > 100


@pytest.mark.parametrize(
    "name", ["../../evil.csv", "/etc/evil.csv", "..\\evil.csv", "C:\\evil.csv", "a/../../evil.csv"]
)
def test_a_zip_that_would_write_outside_its_folder(take, tmp_path, name):
    path = zipped(tmp_path / "a.zip", {name: CSV, "project.csv": CSV})
    assert refused(take, path) == f"a.zip holds {name!r}, which would be written outside its folder."
    assert list(tmp_path.rglob("*evil*")) == []


def test_a_zip_bomb(take, tmp_path):
    path = zipped(tmp_path / "a.zip", {"project.csv": bytes(220 * 2**20)})
    packed = path.stat().st_size
    message = f"a.zip has {packed:,} bytes and would unpack to 230,686,720; expected at most 200 times."
    assert refused(take, path) == message
    assert list(tmp_path.glob("unpacked*")) == []


def test_a_zip_bomb_that_states_a_small_size_unpacks_to_no_more_than_that(take, tmp_path):
    path = zipped(tmp_path / "a.zip", {"project.csv": bytes(50 * 2**20)})
    path.write_bytes(path.read_bytes().replace((50 * 2**20).to_bytes(4, "little"), (100).to_bytes(4, "little")))
    assert refused(take, path) == "a.zip is not a complete zip file: Bad CRC-32 for file 'project.csv'."
    assert sum(found.stat().st_size for found in tmp_path.glob("unpacked/*")) <= 100


def test_an_encrypted_zip(take, tmp_path):
    path = zipped(tmp_path / "a.zip", {"project.csv": CSV})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    assert refused(take, path) == "a.zip is encrypted or packed in a rare way; expected an ordinary zip."


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_packed_in_a_rare_way(take, tmp_path, method):
    path = zipped(tmp_path / "a.zip", {"project.csv": CSV}, method)
    assert refused(take, path) == "a.zip is encrypted or packed in a rare way; expected an ordinary zip."


def test_a_zip_that_is_not_packed(take, tmp_path):
    path = zipped(tmp_path / "a.zip", {"project.csv": CSV}, zipfile.ZIP_STORED)
    assert take(path) == {"project.csv": CSV.encode()}
