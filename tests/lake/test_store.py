import json
import os
import shutil
import subprocess
import sys
import threading

import pytest

from crossfield.errors import LakeError, TableMissingError, UnknownNameError
from crossfield.lake.manifest import FORMAT, Manifest, TableEntry
from crossfield.lake.store import Lake, file_hash

OLD, NEW = "2026-01-01T000000Z-aaaaaa", "2026-01-02T000000Z-bbbbbb"
linux = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps open files by itself")


def publish(lake, version, tables=("coverage",)):
    """Publish a version whose tables hold nothing but their names."""
    with lake.building(version) as folder:
        entries = []
        for name in tables:
            (folder / f"{name}.parquet").write_text(name)
            entries.append(TableEntry(name, 1, 0, file_hash(folder / f"{name}.parquet")))
        manifest = Manifest(version, "", "full", {}, version, None, [], entries)
        (folder / "manifest.json").write_text(manifest.to_json(), encoding="utf-8")


@pytest.fixture
def lake(tmp_path):
    lake = Lake(tmp_path / "lake")
    publish(lake, OLD)
    return lake


def refused(action, kind=LakeError):
    with pytest.raises(kind) as error:
        action()
    assert error.value.hint
    return error.value.message


def test_a_published_version_is_current_and_clean(lake):
    publish(lake, NEW)
    assert lake.versions() == [OLD, NEW]
    assert lake.current() == NEW
    assert (lake.path / "CURRENT").read_text() == NEW + "\n"
    assert lake.verify() == []
    assert lake.verify(OLD) == []
    assert lake.manifest(OLD).version == OLD


def test_a_failed_build_leaves_nothing(lake):
    def fail():
        with lake.building(NEW) as folder:
            (folder / "coverage.parquet").write_text("half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert [entry.name for entry in (lake.path / "versions").iterdir()] == [OLD]
    assert lake.current() == OLD
    publish(lake, NEW)
    assert lake.current() == NEW


def test_what_a_crash_left_is_swept_by_the_next_builder(lake):
    left = [lake.path / "versions" / f".building-{NEW}", lake.path / "raw" / ".x.part"]
    for folder in left:
        folder.mkdir(parents=True)
        (folder / "coverage.parquet").write_text("half")
    assert lake.versions() == [OLD]
    publish(lake, NEW)
    assert [folder.exists() for folder in left] == [False, False]


def test_no_lake(tmp_path):
    lake = Lake(tmp_path / "none")
    message = f"There is no lake at {lake.path}: it has no file CURRENT that can be read."
    assert lake.versions() == []
    assert refused(lake.current) == message
    assert refused(lake.prune) == message
    assert refused(lake.open().__enter__) == message
    assert not lake.path.exists()


@pytest.mark.parametrize("line", ["", "2025", "..", ".building-x", "\udcff"])
def test_a_spoiled_current_names_what_is_there(lake, line):
    (lake.path / "CURRENT").write_bytes(line.encode(errors="surrogateescape"))
    shown = line.replace("\udcff", "�")
    assert refused(lake.current) == f"{lake.path}/CURRENT names version {shown!r}, which is not there."
    with pytest.raises(LakeError, match=OLD):
        lake.current()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("{", "cannot be read: Expecting property name"),
        ("[]", "cannot be read: 'str' object cannot be interpreted as an integer"),
        ('{"sources": [], "tables": []}', "cannot be read: Manifest.__init__() missing"),
        ("\udcff", "cannot be read: 'utf-8' codec can't decode"),
    ],
)
def test_a_spoiled_manifest(lake, content, why):
    (lake.folder(OLD) / "manifest.json").write_bytes(content.encode(errors="surrogateescape"))
    assert f"manifest.json {why}" in refused(lake.manifest)


def test_a_manifest_of_a_newer_format(lake):
    path = lake.folder(OLD) / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": FORMAT + 1}))
    assert refused(lake.manifest) == f"{path} has format {FORMAT + 1}; this crossfield reads up to {FORMAT}."


def test_unknown_versions_and_tables(lake):
    publish(lake, NEW)
    with pytest.raises(UnknownNameError) as error:
        lake.open("2026-01-01T000000Z-aaaaab").__enter__()
    assert error.value.closest == [OLD, NEW]
    with lake.open() as frames:
        assert "coverage" in frames
        with pytest.raises(UnknownNameError) as error:
            frames["coverag"]
        assert error.value.closest[0] == "coverage"
        with pytest.raises(TableMissingError, match="holds no table 'tag'"):
            frames.read("tag")


def test_verify_names_what_has_changed(own_lake):
    folder = own_lake.folder(own_lake.current())
    (folder / "tag.parquet").unlink()
    with (folder / "pair.parquet").open("r+b") as file:
        file.seek(100)
        file.write(b"!")
    assert sorted(own_lake.verify()) == [
        "pair: the file pair.parquet has changed since it was built",
        "tag: the file tag.parquet is missing",
    ]


@pytest.mark.parametrize("size", [0, 3, 1000])
def test_a_damaged_table_is_said_to_be_one(own_lake, size):
    path = own_lake.folder(own_lake.current()) / "project.parquet"
    path.write_bytes(path.read_bytes()[:size])
    with own_lake.open() as frames:
        message = refused(lambda: frames.read("project"))
    assert message.startswith(f"The table 'project' of the data version {own_lake.current()} is damaged: ")


def test_the_starter_lake_is_never_written():
    lake = Lake()
    assert lake.is_starter
    message = "The starter lake ships with the package and is never changed."
    assert refused(lake.locked().__enter__) == message
    assert refused(lake.building("x").__enter__) == message


def test_one_builder_at_a_time(lake):
    with lake.building(NEW):
        message = refused(Lake(lake.path).locked().__enter__)
        assert message.startswith(f"Another build is writing to {lake.path} (process {os.getpid()}, since ")
        (lake.path / "builder").write_text("?")
        assert refused(Lake(lake.path).locked().__enter__) == (
            f"Another build is writing to {lake.path} (unknown process)."
        )
        assert lake.current() == OLD


def test_a_thread_of_the_builder_is_another_builder(lake):
    found = []

    def ask():
        found.append(refused(lake.locked().__enter__))

    with lake.locked():
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
    assert found[0].startswith("Another build is writing to ")


def test_who_holds_the_lock_may_ask_again_and_frees_it_at_the_end(lake):
    with lake.locked():
        with lake.locked():
            pass
        refused(Lake(lake.path).locked().__enter__)
    with Lake(lake.path).locked():
        pass


def test_the_lock_of_a_dead_process_is_free(lake):
    program = f"""
import os, signal
from crossfield.lake.store import Lake
with Lake({str(lake.path)!r}).building("x") as folder:
    (folder / "coverage.parquet").write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -9
    assert (lake.path / "versions" / ".building-x").is_dir()
    publish(lake, NEW)
    assert lake.versions() == [OLD, NEW]


@pytest.mark.parametrize("kind", ["a file", "below a file"])
def test_a_lake_that_cannot_be_written(tmp_path, kind):
    (tmp_path / "file").write_text("")
    path = tmp_path / "file" if kind == "a file" else tmp_path / "file" / "lake"
    assert refused(Lake(path).locked().__enter__).startswith(f"The lake {path} cannot be written to: ")


@linux
def test_prune_leaves_the_current_the_kept_and_the_open_versions(lake):
    names = [f"2026-02-0{day}T000000Z-cccccc" for day in range(1, 6)]
    for name in names:
        publish(lake, name)
    with lake.open(names[1]) as frames:
        assert lake.prune(keep=(names[0],), last=2) == [OLD, names[2]]
        assert lake.versions() == [names[0], names[1], names[3], names[4]]
        assert "coverage" in frames
    assert lake.prune(last=0) == [names[0], names[1], names[3]]
    assert lake.versions() == [names[4]]
    assert [entry.name for entry in (lake.path / "versions").iterdir()] == [names[4]]


@linux
def test_prune_leaves_a_version_that_another_process_has_open(lake):
    publish(lake, NEW)
    program = f"""
from crossfield.lake.store import Lake
with Lake({str(lake.path)!r}).open({OLD!r}):
    print("open", flush=True)
    input()
"""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", program], **pipes) as reader:
        assert reader.stdout.readline() == "open\n"
        assert lake.prune(last=0) == []
        reader.communicate("\n")
    assert lake.prune(last=0) == [OLD]


def test_prune_leaves_the_current_version_also_where_it_is_old(lake):
    publish(lake, NEW)
    (lake.path / "CURRENT").write_text(OLD)
    assert lake.prune(last=0) == [NEW]
    assert lake.current() == OLD


def test_prune_asks_for_known_versions(lake):
    publish(lake, NEW)
    assert refused(lambda: lake.prune(keep=("2025",), last=0), UnknownNameError) == "Unknown data version: '2025'."
    assert lake.versions() == [OLD, NEW]


def test_prune_waits_for_no_builder(lake):
    with lake.building(NEW):
        assert refused(Lake(lake.path).prune).startswith("Another build is writing to ")


@linux
def test_a_version_pruned_between_choice_and_hold_is_chosen_again(lake):
    """A reader that waits for the pruner's lock gets it once the version is gone: it must not read the remains."""
    import fcntl

    publish(lake, NEW)
    (lake.path / "CURRENT").write_text(OLD)
    opened = []

    def read():
        with lake.open() as frames:
            opened.append((frames.manifest.version, frames.folder.is_dir()))

    with (lake.folder(OLD) / "manifest.json").open("rb") as pruner:
        fcntl.flock(pruner, fcntl.LOCK_EX)
        thread = threading.Thread(target=read)
        thread.start()
        thread.join(0.2)
        (lake.path / "CURRENT").write_text(NEW)
        shutil.move(lake.folder(OLD), lake.path / "versions" / ".building-removed")
    thread.join()
    assert opened == [(NEW, True)]


def test_an_older_version_is_made_current_and_the_newer_one_again(lake):
    publish(lake, NEW)

    lake.make_current(OLD)
    assert (lake.current(), lake.versions()) == (OLD, [OLD, NEW])
    lake.make_current(NEW)
    assert lake.current() == NEW
    refused(lambda: lake.make_current("c"), UnknownNameError)
    refused(lambda: Lake().make_current(Lake().current()))
    assert lake.current() == NEW
