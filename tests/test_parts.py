"""What stands in the tuples can be loaded, is said in one line, and is found by its name."""

import importlib
import inspect
from dataclasses import FrozenInstanceError

import pytest

from crossfield.errors import UnknownNameError
from crossfield.indicators import INDICATORS
from crossfield.parts import Indicator, Matcher, Origin, Report, Source, find_part
from crossfield.sources import SOURCES

TUPLES = {"SOURCES": (SOURCES, Source), "INDICATORS": (INDICATORS, Indicator)}
for room, name, kind in (("matching", "MATCHERS", Matcher), ("reports", "REPORTS", Report)):
    if importlib.util.find_spec(f"crossfield.{room}"):
        TUPLES[name] = (getattr(importlib.import_module(f"crossfield.{room}"), name), kind)
PARTS = [(f"{room} {part.name}", part, kind) for room, (parts, kind) in TUPLES.items() for part in parts]
IDS = [label for label, _, _ in PARTS]


@pytest.mark.parametrize(("label", "part", "kind"), PARTS, ids=IDS)
def test_a_part_loads_and_has_a_summary(label, part, kind):
    assert type(part) is kind
    assert part.summary
    assert "\n" not in part.summary
    assert not part.summary.endswith(".")
    assert part.load() is part.load() is not None


@pytest.mark.parametrize("parts", [parts for parts, _ in TUPLES.values()], ids=TUPLES)
def test_names_are_unique_and_fit_a_command_line(parts):
    names = [part.name for part in parts]
    assert len(names) == len(set(names))
    assert all(name == name.lower() and " " not in name and "_" not in name for name in names)


@pytest.mark.parametrize("part", SOURCES, ids=lambda part: part.name)
def test_a_source_says_where_it_is_from_and_under_which_licence(part):
    reader = part.load()
    assert reader.name == part.name
    assert isinstance(reader.origin, Origin)
    assert all((reader.origin.producer, reader.origin.title, reader.origin.licence))
    assert reader.origin.to_dict()["licence"] == reader.origin.licence
    assert callable(reader.read)


@pytest.mark.parametrize("part", INDICATORS, ids=lambda part: part.name)
def test_an_indicator_is_a_documented_function(part):
    doc = inspect.getdoc(part.load())
    for heading in ("Parameters", "Returns"):
        assert f"\n{heading}\n" in doc


def test_a_part_is_found_by_name_and_its_neighbours_are_named():
    assert find_part(SOURCES, "cordis-fp7", "source") is SOURCES[0]
    with pytest.raises(UnknownNameError, match=r"Unknown source: 'cordis-h220'\. Did you mean cordis-h2020"):
        find_part(SOURCES, "cordis-h220", "source")


def test_a_part_does_not_change():
    with pytest.raises(FrozenInstanceError):
        SOURCES[0].name = "other"
