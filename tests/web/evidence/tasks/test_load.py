"""The worker: what waits is loaded, one after the other; what goes wrong is told; what was stopped leaves nothing."""

import zipfile

import pytest

from crossfield.errors import SourceError
from crossfield.lake.store import Lake
from crossfield.web.evidence.actions.load import ask_load, begin_receiving, cancel_load, receive_file
from crossfield.web.evidence.models import Load
from crossfield.web.evidence.queries.data import current_version, own_lake, starter_mark
from crossfield.web.evidence.queries.load import STEPS_EXPECTED, incoming_folder, worker_lock
from crossfield.web.evidence.tasks import load as tasks
from crossfield.web.evidence.tasks.load import run_load, source_of, work_loads
from crossfield.web.evidence.tasks.worker import start_worker


@pytest.fixture
def chief(make_user):
    return make_user("chief", is_staff=True)


def dropped(path, by, source="") -> Load:
    load = begin_receiving(path.name, size=path.stat().st_size, source=source, by=by)
    receive_file(load, [path.read_bytes()], by=by)
    return load


def test_a_dump_that_is_dropped_in_becomes_what_all_pages_show(chief, make_dump):
    starter = current_version()
    starter_mark().write_text(starter)
    load = dropped(make_dump(), chief)

    run_load(load)

    kept = Load.objects.get()
    assert (kept.state, kept.source, kept.message) == ("done", "cordis-h2020", "")
    assert (kept.before, kept.after) == (starter, own_lake().current())
    assert kept.steps_done == STEPS_EXPECTED
    assert current_version() == kept.after
    assert not incoming_folder(load).exists()


def test_the_same_dump_again_is_nothing_new(chief, make_dump, loaded):
    before = current_version()
    load = dropped(make_dump(), chief)

    run_load(load)

    kept = Load.objects.get()
    assert (kept.state, kept.before, kept.after) == ("unchanged", before, before)


def test_what_the_source_complains_of_is_told_and_the_file_is_kept(chief, tmp_path):
    path = tmp_path / "cordis-h2020.zip"
    path.write_bytes(b"no zip at all")
    load = dropped(path, chief)

    run_load(load)

    kept = Load.objects.get()
    assert kept.state == "failed"
    assert "is no complete zip file" in kept.message
    assert kept.hint.startswith("Download it again")
    assert incoming_folder(load).exists()
    assert current_version() == Lake().current()


def test_a_load_that_is_stopped_on_the_way_changes_nothing(chief, make_dump, loaded, monkeypatch):
    """Stopped from a page while the worker is in the middle: here, as soon as it says that it publishes."""
    before, load = loaded.versions(), dropped(make_dump(projects=30), chief)
    known = tasks._Notes.step

    def step(notes, name):
        if name == "publishing":
            cancel_load(load, by=chief)
        known(notes, name)

    monkeypatch.setattr(tasks._Notes, "step", step)
    run_load(load)

    assert (loaded.versions(), loaded.current()) == (before, before[0])
    assert Load.objects.get().state == "cancelled"
    assert not incoming_folder(load).exists()


def test_a_load_that_was_stopped_before_its_turn_is_left(chief):
    load = ask_load("cordis-h2020", by=chief)
    cancel_load(load, by=chief)

    assert work_loads() == 0
    assert Load.objects.get().attempts == 0


def test_what_breaks_off_again_and_again_ends(chief):
    load = ask_load("cordis-h2020", by=chief)
    load.attempts = 3

    run_load(load)

    kept = Load.objects.get()
    assert (kept.state, kept.message) == ("failed", "It broke off 3 times.")


def test_downloads_are_noted_now_and_then(chief):
    load = ask_load("cordis-h2020", by=chief)
    Load.objects.update(state="running")
    notes = tasks._Notes(load)

    notes.bytes(10, 100)
    notes.bytes(20, 100)
    assert Load.objects.get().loaded == 10
    notes.bytes(100, 100)
    assert (Load.objects.get().loaded, Load.objects.get().expected) == (100, 100)
    notes.step("reading cordis-h2020")
    assert (Load.objects.get().loaded, Load.objects.get().step) == (None, "reading cordis-h2020")


def test_the_worker_takes_what_waits_in_its_order_and_tidies_up(chief, tmp_path, settings):
    for name in ("cordis-a.zip", "cordis-b.zip"):
        (tmp_path / name).write_bytes(b"no zip")
        dropped(tmp_path / name, chief)
    left = settings.WORKSPACE / "incoming" / "abcdefgh"
    left.mkdir()
    own_lake().path.mkdir()
    (own_lake().path / "versions" / ".building-half").mkdir(parents=True)

    assert work_loads() == 2

    assert [load.state for load in Load.objects.order_by("pk")] == ["failed", "failed"]
    assert not left.exists()
    assert not (own_lake().path / "versions" / ".building-half").exists()


def test_a_second_worker_leaves_the_work_to_the_first(chief):
    ask_load("cordis-h2020", by=chief)
    with worker_lock():
        assert work_loads(patience=0) == 0
    assert Load.objects.get().attempts == 0


def test_the_watch_gives_up_a_load_that_was_stopped_and_does_not_end(chief):
    load, given_up = ask_load("cordis-h2020", by=chief), []
    cancel_load(load, by=chief)

    tasks._Watch(load, lambda: given_up.append(load), patience=0)._look()

    assert given_up == [load]


def test_the_watch_leaves_a_load_that_is_over(chief):
    load, given_up = ask_load("cordis-h2020", by=chief), []
    with tasks._Watch(load, lambda: given_up.append(load)):
        pass

    assert given_up == []


def test_where_loads_are_not_apart_no_process_is_started(settings):
    start_worker()
    assert not (settings.WORKSPACE / "loads.log").exists()


def zipped(tmp_path, **files):
    path = tmp_path / "some.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"csv/{name}.csv", text)
    return path


@pytest.mark.parametrize(
    ("programme", "source"), [("FP7", "cordis-fp7"), ("H2020", "cordis-h2020"), ("HORIZON", "cordis-horizon")]
)
def test_a_dump_says_which_programme_it_is(tmp_path, programme, source):
    text = f'"id";"frameworkProgramme"\n"1";"{programme}"\n'

    assert source_of(zipped(tmp_path, project=text)) == source


def test_a_dump_of_another_programme_is_some_dump(tmp_path):
    assert source_of(zipped(tmp_path, project='"id"\n"1"\n')) == "cordis"


def test_a_dump_without_projects_is_told_by_its_name(tmp_path):
    path = zipped(tmp_path, topics='"projectID"\n"1"\n').rename(tmp_path / "cordis-HORIZONprojects-csv.zip")

    assert source_of(path) == "cordis-horizon"


def test_another_zip_is_refused_with_what_is_in_it(tmp_path):
    with pytest.raises(SourceError, match="it holds csv/cats"):
        source_of(zipped(tmp_path, cats="a"))
    with pytest.raises(SourceError, match="it holds nothing"):
        source_of(zipped(tmp_path))
