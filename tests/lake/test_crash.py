import os
import random
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from crossfield.config import Settings
from crossfield.errors import LakeError
from crossfield.lake.store import Lake
from crossfield.refresh import fetch

posix = pytest.mark.skipif(sys.platform == "win32", reason="forks, kills and limits as on Unix")
pytestmark = posix

# Imports once and forks a builder for every line of its input, so that fifty builds do not take fifty starts.
BUILDERS = """
import json, os, resource, signal, sys, time
from crossfield import refresh
from crossfield.config import Settings
from crossfield.errors import CrossfieldError
from crossfield.lake.store import Lake
from crossfield.refresh import version

def build(lake, dump, events, limit):
    if events:
        left = [events]
        def count(event, args):  # kills itself just before one of its own calls that touch the lake
            if event.startswith(("open", "os.", "shutil.")) and any(lake in str(arg) for arg in args):
                left[0] -= 1
                if not left[0]:
                    os.kill(os.getpid(), signal.SIGKILL)
        sys.addaudithook(count)
    if limit is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        refresh.fetch(Lake(lake), "cordis-h2020", dump, Settings(), report=lambda step: say("step", step))
    except CrossfieldError as error:
        say("error", str(error))
        return 2
    return 0

def say(*words):
    print(json.dumps(words), flush=True)

version.regions("2016")
for line in sys.stdin:
    order = json.loads(line)
    seconds = order.pop("seconds", None)
    child = os.fork()
    if not child:
        try:
            os._exit(build(**order))
        except BaseException as error:
            say("error", repr(error))
            os._exit(70)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    say("ended", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


class Builders:
    """Builds in processes of their own; ``said`` is what the last one told."""

    def __init__(self, process):
        self.process = process
        self.said = []

    def start(self, lake, dump, *, seconds=None, events=0, limit=None):
        import json

        order = {"lake": str(lake.path), "dump": str(dump), "events": events, "limit": limit}
        self.said = []
        self.process.stdin.write(json.dumps(order | ({"seconds": seconds} if seconds is not None else {})) + "\n")
        self.process.stdin.flush()

    def listen(self, until):
        import json

        while True:
            self.said.append(json.loads(self.process.stdout.readline()))
            if self.said[-1][0] == until:
                return self.said[-1][1]

    def build(self, lake, dump, **how):
        self.start(lake, dump, **how)
        return self.listen("ended")


@pytest.fixture(scope="module")
def builders():
    alone = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # a process with threads may not fork
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "env": alone}
    with subprocess.Popen([sys.executable, "-c", BUILDERS], **pipes) as process:
        yield Builders(process)
        process.stdin.close()


@pytest.fixture
def dumps(write_dump, dump_rows, tmp_path):
    """Two dumps that differ in the first project's acronym; of five years, too few to look ahead: a build is short."""
    found = {}
    for project in dump_rows["project"]:
        project["startDate"] = project["startDate"].replace("2014", "2015")
    for name in ("ONE", "TWO"):
        dump_rows["project"][0]["acronym"] = name
        found[name] = write_dump(tmp_path / name / "cordis", dump_rows)
    return found


def acronym(lake, version=None):
    with lake.open(version) as frames:
        projects = frames.read("project")
        assert len(projects) == frames["project"].collect().shape[0] == 12
    return projects[0]["acronym"]


def left_over(lake):
    return [path.name for folder in ("versions", "raw") for path in (lake.path / folder).glob(".*")]


def survives(builders, lake, dumps, moments):
    """Kill a builder at each moment; whatever is there afterwards must open, be whole, and let the next one build."""
    name, outcomes = acronym(lake), []
    for number, moment in enumerate(moments):
        other = "TWO" if name == "ONE" else "ONE"
        outcomes.append(builders.build(lake, dumps[other], **moment))
        assert outcomes[-1] in {-9, 0}, builders.said
        published = acronym(lake)
        assert published in {name, other}
        assert outcomes[-1] == -9 or published == other
        name = published
        for version in lake.versions():
            assert lake.verify(version) == []
        if number % 10 == 5:
            other = "TWO" if name == "ONE" else "ONE"
            assert builders.build(lake, dumps[other]) == 0, builders.said
            assert (acronym(lake), left_over(lake)) == (other, [])
            lake.prune(last=1)
            name = other
    assert outcomes.count(-9) > len(outcomes) / 2


def moments(builders, lake, dump, count, seed):
    """Random moments of a build: half by the clock, half by its own calls that touch the lake."""
    from time import monotonic

    begin = monotonic()
    assert builders.build(lake, dump) == 0, builders.said
    lasts, dice = monotonic() - begin, random.Random(seed)
    by_clock = [{"seconds": dice.uniform(0, lasts)} for _ in range(count // 2)]
    by_call = [{"events": dice.randrange(1, 105)} for _ in range(count - count // 2)]
    return dice.sample(by_clock + by_call, count)


@pytest.mark.slow
@pytest.mark.timeout(900)  # where much else runs
def test_killed_at_six_random_moments(builders, own_lake, dumps):
    survives(builders, own_lake, dumps, moments(builders, own_lake, dumps["ONE"], 6, seed=1))


@pytest.mark.slow
@pytest.mark.timeout(1200)  # fifty-one builds, 200 s where nothing else runs
def test_killed_at_fifty_random_moments(builders, own_lake, dumps):
    survives(builders, own_lake, dumps, moments(builders, own_lake, dumps["ONE"], 50, seed=2))


def test_killed_before_the_first_version_is_published(builders, tmp_path, dumps):
    lake = Lake(tmp_path / "new")
    for events in (1, 40, 80):
        assert builders.build(lake, dumps["ONE"], events=events) == -9
        with pytest.raises(LakeError, match="There is no lake at"):
            lake.current()
    assert builders.build(lake, dumps["ONE"]) == 0
    assert (acronym(lake), lake.verify(), left_over(lake)) == ("ONE", [], [])


def test_a_second_builder_is_told_and_the_first_goes_on(builders, own_lake, dumps):
    before = own_lake.current()
    builders.start(own_lake, dumps["ONE"])
    builders.listen("step")
    with pytest.raises(LakeError) as error:
        fetch(Lake(own_lake.path), "cordis-h2020", str(dumps["TWO"]), Settings())
    assert error.value.message.startswith(f"Another build is writing to {own_lake.path} (process ")
    assert error.value.hint == "Wait until it has finished; the last version stays readable."
    assert (own_lake.current(), acronym(own_lake)) == (before, "P0")
    assert builders.listen("ended") == 0
    assert acronym(own_lake) == "ONE"


@pytest.mark.parametrize("limit", [500, 50_000])
def test_a_file_that_may_not_grow_further(builders, own_lake, dumps, limit):
    before = own_lake.current()
    assert builders.build(own_lake, dumps["ONE"], limit=limit) == 2
    message = dict(builders.said)["error"]
    assert message.startswith(f"The lake {own_lake.path} cannot be written to: ")
    assert message.endswith("Free some space or name another folder with --lake DIR; the last version is untouched.")
    assert (own_lake.current(), own_lake.verify(), acronym(own_lake)) == (before, [], "P0")
    assert builders.build(own_lake, dumps["ONE"]) == 0
    assert (acronym(own_lake), left_over(own_lake)) == ("ONE", [])


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 32 MB that only one process sees, so that it ends with it however this one ends."""
    if not shutil.which("unshare"):
        pytest.skip("no unshare, so no small disk can be mounted")
    mount = 'mount -t tmpfs -o size=32m tmpfs "$0" && echo mounted && exec cat'
    command = ["unshare", "--mount", *(() if os.geteuid() == 0 else ("--user", "--map-root-user"))]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    with subprocess.Popen([*command, "sh", "-c", mount, str(tmp_path)], **pipes) as holder:
        if holder.stdout.readline() != "mounted\n":
            pytest.skip("no right to mount a small disk (needs CAP_SYS_ADMIN)")
        yield Path(f"/proc/{holder.pid}/root{tmp_path}")
        holder.stdin.close()


@contextmanager
def filled(disk, free):
    """Leave no more than ``free`` bytes on the disk."""
    filler = disk / "filler"
    size = shutil.disk_usage(disk).free - free
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, size)
    yield
    filler.unlink()


def test_the_disk_is_full(dump_lake, dumps, small_disk):
    shutil.copytree(dump_lake.path, small_disk / "lake")
    lake = Lake(small_disk / "lake")
    before, refused = lake.current(), []
    for free in (0, 4_096, 65_536, 196_608):
        with filled(small_disk, free), pytest.raises(LakeError) as error:
            fetch(lake, "cordis-h2020", str(dumps["ONE"]), Settings())
        refused.append(error.value.message)
        assert (lake.current(), lake.verify(), acronym(lake)) == (before, [], "P0")
        assert [name for name in left_over(lake) if name.startswith(".building")] == []
    assert {message.startswith(f"The lake {lake.path} cannot be written to: ") for message in refused} == {True}
    assert ["No space left on device" in message for message in refused] == [True] * len(refused)
    fetch(lake, "cordis-h2020", str(dumps["ONE"]), Settings())
    assert (acronym(lake), left_over(lake)) == ("ONE", [])
