"""What every matcher promises: it is documented, and its suggestions have one shape whatever the order of rows."""

import inspect
from importlib import import_module

import pytest

from crossfield.lake.store import Lake
from crossfield.matching import MATCHERS
from crossfield.matching.cluster_match import cluster_profiles, find_cluster, match_clusters
from crossfield.matching.consortium import Request, consortium


def cluster_rows(frames):
    profile = find_cluster(cluster_profiles(frames, "saxony"), "biosaxony")
    return [one.to_dict() for one in match_clusters(frames, "saxony", profile)]


SUGGESTIONS = {
    "clusters": cluster_rows,
    "consortium": lambda frames: consortium(frames, Request("saxony", needs=("ict:company", "health")))["partners"],
}


@pytest.fixture(scope="module")
def frames():
    with Lake().open() as opened:
        yield opened


def test_names_are_unique():
    names = [part.name for part in MATCHERS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("part", MATCHERS, ids=lambda part: part.name)
def test_it_is_documented(part):
    text = inspect.getdoc(part.load())
    assert part.summary
    assert not part.summary.endswith(".")
    assert all(f"{heading}\n" in text for heading in ("Parameters", "Returns", "Raises"))
    assert inspect.getdoc(import_module(part.path.partition(":")[0]))


@pytest.mark.parametrize("name", [part.name for part in MATCHERS if part.name in SUGGESTIONS])
def test_suggestions_have_one_shape_and_no_persons(name, frames):
    rows = SUGGESTIONS[name](frames)
    persons = {row["organisation"] for row in frames.read("organisation") if row["person"] or not row["name"]}
    assert rows == SUGGESTIONS[name](frames)
    assert len({row["who"] for row in rows}) == len(rows) > 0
    for row in rows:
        assert set(row) >= {"who", "whom", "kind", "known", "score", "reasons"}
        assert row["who"] not in persons
        assert all(set(reason) == {"name", "value", "weight", "records"} for reason in row["reasons"])
        assert sum(reason["weight"] or 0 for reason in row["reasons"]) <= row["score"] + 1e-9
    assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)
