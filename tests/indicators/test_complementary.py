"""Partners of a region read from a data version: by name or code, at an interface, by ties; refusals."""

import pytest

from crossfield.errors import NotComputableError, UnknownNameError
from crossfield.indicators.complementary import complementary_regions, lacks_of_region


@pytest.fixture
def frames(small_lake):
    with small_lake.open() as opened:
        yield opened


@pytest.fixture
def asked(frames):
    """A region and a pair of fields with partners."""
    rows = [row for row in frames.read("complementarity", scheme="saxony", level=0) if row["field_a"] != "all"]
    assert rows
    return rows[0]


def test_partners_in_all_fields_are_the_rows_of_the_table(frames, asked):
    found = complementary_regions(frames, asked["region"]).to_pylist()
    stored = frames.read("complementarity", scheme="saxony", level=0, region=asked["region"], field_a="all")
    assert found == stored
    assert [row["place"] for row in found] == sorted(row["place"] for row in found)


def test_an_interface_may_be_named_by_codes_in_any_order_or_titles(frames, asked):
    a, b = asked["field_a"], asked["field_b"]
    titles = {row["field"]: row["title_de"] for row in frames.read("field", scheme="saxony")}
    found = complementary_regions(frames, asked["region"], (a, b))
    assert found.num_rows
    assert found == complementary_regions(frames, asked["region"], (b, a))
    assert found == complementary_regions(frames, asked["region"], (titles[a], titles[b]))


def test_new_and_known_are_told_apart_and_make_all(frames, asked):
    pair = asked["field_a"], asked["field_b"]
    parts = {ties: complementary_regions(frames, asked["region"], pair, ties=ties) for ties in ("all", "new", "known")}
    assert parts["new"].num_rows + parts["known"].num_rows == parts["all"].num_rows
    assert {row["links_here"] > 0 for row in parts["known"].to_pylist()} <= {True}
    assert {row["links_here"] > 0 for row in parts["new"].to_pylist()} <= {False}


def test_what_a_region_lacks_most_surely_comes_first(frames, asked):
    rows = lacks_of_region(frames, asked["region"])
    lacks = [row["lack"] for row in rows if row["lack"] is not None]
    assert lacks == sorted(lacks, reverse=True)
    assert len({row["field"] for row in rows}) == len(rows) > 0


def test_refusals_say_what_to_do(frames, asked):
    with pytest.raises(UnknownNameError, match="kind of ties"):
        complementary_regions(frames, asked["region"], ties="some")
    with pytest.raises(UnknownNameError, match="field of saxony"):
        complementary_regions(frames, asked["region"], (asked["field_a"], "alchemy"))
    with pytest.raises(NotComputableError, match="two fields"):
        complementary_regions(frames, asked["region"], (asked["field_a"], asked["field_a"]))
    with pytest.raises(NotComputableError, match="Take DED2"):
        complementary_regions(frames, "DED21")
    with pytest.raises(NotComputableError, match="No partners of LI"):
        complementary_regions(frames, "LI")
    with pytest.raises(UnknownNameError, match="scheme"):
        complementary_regions(frames, asked["region"], scheme="none")
