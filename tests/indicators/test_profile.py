"""The profile of a region: its parts, what it declares beside what it shows, refusals."""

import pytest

from crossfield.errors import NotComputableError, UnknownNameError
from crossfield.indicators.profile import declared_beside_revealed, region_profile


@pytest.fixture
def frames(small_lake):
    with small_lake.open() as opened:
        yield opened


@pytest.fixture
def code(frames):
    return frames.read("region_figure", scheme="saxony", level=0)[0]["region"]


def test_every_part_is_of_the_region(frames, code):
    found = region_profile(frames, code)
    assert found["region"]["region"] == code
    assert {row["indicator"] for row in found["structure"]} <= {
        "krugman",
        "hachman",
        "herfindahl",
        "entropy",
        "complexity",
    }
    assert {row["region"] for part in ("structure", "dynamics") for row in found[part]} == {code}
    assert [list(row) for row in found["peers"]] == [
        ["peer", "name", "distance", "size", "structure", "specialisation"]
    ] * len(found["peers"])
    distances = [row["distance"] for row in found["peers"]]
    assert distances == sorted(distances)
    assert found["strategy"] is None


def test_saxony_has_declared_its_fields_and_two_interfaces(frames):
    found = declared_beside_revealed(frames, "DED")
    assert found is not None
    assert {row["side"] for row in found["fields"]} <= {
        *("declared and revealed", "declared only", "revealed only", "not known"),
    }
    declared = [row for row in found["interfaces"] if row["side"] != "revealed only"]
    assert [(row["field_a"], row["field_b"]) for row in declared] == [
        ("biotechnology", "ict"),
        ("biotechnology", "microelectronics"),
    ]
    assert {row["kind"] for row in found["agreement"]} == {"field", "interface"}


def test_refusals_say_what_to_do(frames):
    with pytest.raises(UnknownNameError, match="region"):
        region_profile(frames, "Atlantis")
    with pytest.raises(NotComputableError, match="Take DED2"):
        region_profile(frames, "DED21")
    with pytest.raises(NotComputableError, match="fewer than five"):
        region_profile(frames, "LI")
    with pytest.raises(UnknownNameError, match="scheme"):
        region_profile(frames, "DE", "none")
