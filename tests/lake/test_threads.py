import threading
from collections import Counter

import narwhals as nw
import pytest

from crossfield.config import Settings
from crossfield.refresh import fetch

READERS = 20


def read(lake, seen):
    """Open a version on a session of its own, and read it in two ways."""
    with lake.open(threads=1) as frames:
        version = frames.manifest.version
        joined = frames["participation"].join(frames["project"], on="project", how="inner")
        counts = joined.group_by("acronym").agg(rows=nw.len()).collect().to_dict(as_series=False)
        named = [row["acronym"] for row in frames.read("project", project="700001")]
        assert sum(counts["rows"]) == 36
        assert named[0] in counts["acronym"]
        assert frames.manifest.version == version
    seen[version, named[0]] += 1


@pytest.mark.slow
def test_twenty_threads_read_while_versions_are_built_published_and_pruned(own_lake, write_dump, dump_rows, tmp_path):
    versions, failures, seen = {"P0": own_lake.current()}, [], [Counter() for _ in range(READERS)]
    stop = threading.Event()

    def go_on(counter):
        try:
            while not stop.wait(0.7):
                read(own_lake, counter)
            read(own_lake, counter)
        except BaseException as error:  # noqa: BLE001 -- a thread's failure is the test's
            failures.append(error)

    threads = [threading.Thread(target=go_on, args=(counter,)) for counter in seen]
    for thread in threads:
        thread.start()
    removed = []
    try:
        for name in ("ONE", "TWO"):
            dump_rows["project"][0]["acronym"] = name
            manifest, _ = fetch(own_lake, "cordis-h2020", str(write_dump(tmp_path / name, dump_rows)), Settings())
            versions[name] = manifest.version
            removed += own_lake.prune(last=1)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    removed += own_lake.prune(last=1)
    assert failures == []
    together = sum(seen, Counter())
    assert {(version, name) for name, version in versions.items()} >= together.keys()
    assert (versions["P0"], "P0") in together
    assert [counter[versions["TWO"], "TWO"] > 0 for counter in seen] == [True] * READERS
    assert own_lake.versions() == [versions["TWO"]]
    assert sorted(removed) == sorted([versions["P0"], versions["ONE"]])
    assert own_lake.verify() == []
