"""From evidence to tags, from tags to pairs: cases by hand, and the definition word by word against the expressions."""

from itertools import combinations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossfield.lake.build import hierarchy_places
from crossfield.lake.delivery import arrow_schema
from crossfield.lake.engine import DuckSession
from crossfield.lake.pairs import pairs_from_tags, tags_from_codes, tags_from_evidence
from crossfield.tables import TABLES

CODES = ["/1", "/1/2", "/1/2/3", "/1/4", "/5", "/5/6"]
PLACES = hierarchy_places([{"scheme": "euroscivoc", "field": code} for code in CODES], "euroscivoc")


@pytest.fixture(scope="module")
def session():
    with DuckSession() as session:
        yield session


def evidence(given):
    """Rows of the table evidence from {field: [(kind, start, stop) or code]} of one project."""
    rows = []
    for field, places in given.items():
        for place in places:
            kind, start, stop = place if isinstance(place, tuple) else ("code", *PLACES[place])
            row = {"project": "p", "scheme": "s", "field": field, "part": "", "phrase": str(place)}
            rows.append(row | {"kind": kind, "start": start, "stop": stop})
    return pa.Table.from_pylist(rows, schema=arrow_schema("evidence"))


def tagged(session, given):
    frame = tags_from_evidence(session.register(given if isinstance(given, pa.Table) else evidence(given)))
    return session.arrow(frame).sort_by([("project", "ascending"), ("field", "ascending")])


def paired(session, tags):
    rows = session.arrow(pairs_from_tags(session.register(tags))).to_pylist()
    return {
        (row["field_a"], row["field_b"]): row["weight"]
        for row in sorted(rows, key=lambda row: (row["field_a"], row["field_b"]))
    }


KINDS = {
    "a code": ([CODES[0]], 1.0, "C"),
    "a topic": ([("topic", 0, 4)], 1.0, "T"),
    "a title": ([("title", 0, 4)], 1.0, "N"),
    "the same kind twice": ([("title", 0, 4), ("title", 9, 12)], 1.0, "N"),
    "an objective in two places": ([("objective", 0, 4), ("objective", 9, 12)], 0.5, "O"),
    "all": ([CODES[0], ("topic", 0, 4), ("title", 0, 4), ("objective", 0, 4), ("objective", 9, 12)], 3.5, "CTNO"),
    "a title and one place of an objective": ([("title", 0, 4), ("objective", 0, 4)], 1.0, "N"),
}


@pytest.mark.parametrize(("places", "weight", "kinds"), KINDS.values(), ids=KINDS)
def test_evidence_is_weighed_by_kind(places, weight, kinds, session):
    (row,) = tagged(session, {"a": places}).to_pylist()
    assert (row["weight"], row["share"], row["kinds"]) == (weight, 1.0, kinds)


def test_one_place_of_an_objective_is_no_tag(session):
    assert tagged(session, {"a": [("objective", 0, 4)]}).num_rows == 0
    found = tagged(session, {"a": [("objective", 0, 4)], "b": [("title", 9, 12)]}).to_pylist()
    assert [(row["field"], row["share"]) for row in found] == [("b", 1.0)]


def test_shares_are_weights_over_their_sum(session):
    objective = [("objective", 0, 4), ("objective", 9, 12)]
    found = tagged(session, {"a": [("title", 0, 4), "/1"], "b": [("topic", 9, 12)], "c": objective})
    assert found.column("share").to_pylist() == [2 / 3.5, 1 / 3.5, 0.5 / 3.5]


APART = {
    "different words": ({"a": [("title", 0, 4)], "b": [("title", 5, 9)]}, True),
    "words that meet": ({"a": [("title", 0, 4)], "b": [("title", 4, 9)]}, True),
    "the same words": ({"a": [("title", 0, 4)], "b": [("title", 0, 4)]}, False),
    "words inside words": ({"a": [("title", 0, 9)], "b": [("title", 2, 4)]}, False),
    "words that overlap": ({"a": [("title", 0, 5)], "b": [("title", 4, 9)]}, False),
    "the same words, and others once more": ({"a": [("title", 0, 4), ("title", 9, 12)], "b": [("title", 0, 4)]}, True),
    "the same places in different texts": ({"a": [("topic", 0, 4)], "b": [("title", 0, 4)]}, True),
    "a title and an objective": (
        {"a": [("title", 0, 4), ("title", 1, 3)], "b": [("objective", 0, 4), ("objective", 2, 6)]},
        True,
    ),
    "the same code": ({"a": ["/1/2"], "b": ["/1/2"]}, False),
    "a code and the one above": ({"a": ["/1/2"], "b": ["/1"]}, False),
    "a code and one far above": ({"a": ["/1/2/3"], "b": ["/1"]}, False),
    "neighbouring codes": ({"a": ["/1/2"], "b": ["/1/4"]}, True),
    "codes of different branches": ({"a": ["/1/2/3"], "b": ["/5/6"]}, True),
    "the same code, and another": ({"a": ["/1/2", "/5"], "b": ["/1/2"]}, True),
    "words and a code": ({"a": [("title", 0, 4)], "b": ["/1"]}, False),
    "the same words, different codes": ({"a": [("title", 0, 4), "/1"], "b": [("title", 0, 4), "/5"]}, True),
    "one field": ({"a": [("title", 0, 4), ("title", 5, 9)]}, False),
}


@pytest.mark.parametrize(("given", "apart"), APART.values(), ids=APART)
def test_each_field_of_a_pair_has_evidence_of_its_own(given, apart, session):
    assert paired(session, tagged(session, given)) == ({("a", "b"): 1.0} if apart else {})


def test_weights_by_hand(session):
    """u = 1/2, 1/4, 1/4: 1 - sum u² = 5/8, so that w = 2/5, 2/5 and 1/5."""
    apart = {"a": [("title", 0, 4), ("topic", 0, 4)], "b": [("title", 5, 9)], "c": [("title", 10, 14)]}
    tags = tagged(session, apart)
    assert tags.column("share").to_pylist() == [1 / 2, 1 / 4, 1 / 4]
    assert paired(session, tags) == pytest.approx({("a", "b"): 2 / 5, ("a", "c"): 2 / 5, ("b", "c"): 1 / 5})
    nested = apart | {"c": [("title", 5, 9)]}
    assert paired(session, tagged(session, nested)) == pytest.approx({("a", "b"): 1 / 2, ("a", "c"): 1 / 2})


def test_projects_and_schemes_stay_apart(session):
    one = tagged(session, {"a": [("title", 0, 4)], "b": [("title", 5, 9)], "c": [("title", 5, 9)]})
    parts = [one]
    for column, value in (("project", "q"), ("scheme", "t")):
        place = one.column_names.index(column)
        parts.append(one.set_column(place, column, pa.array([value] * one.num_rows)))
    rows = session.arrow(pairs_from_tags(session.register(pa.concat_tables(parts)))).to_pylist()
    found = sorted((row["project"], row["scheme"], row["field_a"], row["field_b"], row["weight"]) for row in rows)
    assert found == [
        (project, scheme, "a", other, 0.5) for project, scheme in (("p", "s"), ("p", "t"), ("q", "s")) for other in "bc"
    ]


def test_codes_of_a_source_are_rolled_up(session):
    codes = [("p", "/1/2"), ("p", "/1/2/3"), ("p", "/5"), ("q", "/1/4"), ("q", "/9")]
    table = pa.table(
        {"project": [p for p, _ in codes], "scheme": ["euroscivoc"] * 5, "code": [code for _, code in codes]}
    )
    tops = [code[:2] for code in CODES]
    start, stop = zip(*(PLACES[top] for top in tops), strict=True)
    roll_up = session.register(pa.table({"code": CODES, "field": tops, "start": start, "stop": stop}))
    tags = session.arrow(tags_from_codes(session.register(table), "euroscivoc", roll_up))
    rows = sorted((row["project"], row["field"], row["weight"], row["share"], row["kinds"]) for row in tags.to_pylist())
    assert rows == [("p", "/1", 2.0, 2 / 3, "C"), ("p", "/5", 1.0, 1 / 3, "C"), ("q", "/1", 1.0, 1.0, "C")]
    assert tags.column_names == TABLES["tag"].names
    assert paired(session, tags) == {("/1", "/5"): 1.0}


# --- laws -----------------------------------------------------------------------------------------------------------

spans = st.builds(lambda start, length: (start, start + length), st.integers(0, 30), st.integers(1, 12))
places = st.one_of(
    st.tuples(st.sampled_from(["topic", "title", "objective"]), spans).map(lambda item: (item[0], *item[1])),
    st.sampled_from(CODES),
)
projects = st.dictionaries(st.sampled_from("abcde"), st.lists(places, min_size=1, max_size=4), min_size=1)


def are_apart(one, other):
    """Two pieces of evidence are two: texts that do not overlap, or codes neither of which is the other's ancestor."""
    if isinstance(one, str) and isinstance(other, str):
        return not (one == other or one.startswith(other + "/") or other.startswith(one + "/"))
    if isinstance(one, str) or isinstance(other, str):
        return False
    return one[0] != other[0] or one[2] <= other[1] or other[2] <= one[1]


@settings(max_examples=50, deadline=None)
@given(given=projects)
def test_pairs_and_weights_follow_the_definition(session, given):
    tags = tagged(session, given)
    found = paired(session, tags)
    share = dict(zip(tags.column("field").to_pylist(), tags.column("share").to_pylist(), strict=True))
    assert sum(share.values()) == pytest.approx(1 if share else 0)
    rest = 1 - sum(u * u for u in share.values())
    allowed = {
        (a, b): 2 * share[a] * share[b] / rest
        for a, b in combinations(sorted(share), 2)
        if any(are_apart(one, other) for one in given[a] for other in given[b])
    }
    whole = sum(allowed.values())
    assert found == pytest.approx({pair: weight / whole for pair, weight in allowed.items()})


def test_shares_and_weights_of_a_whole_lake_sum_to_one(small_lake):
    with small_lake.open() as frames:
        for table, value, keys in (("tag", "share", ["project", "scheme"]), ("pair", "weight", ["project", "scheme"])):
            sums = frames.arrow(table).group_by(keys).aggregate([(value, "sum")]).column(f"{value}_sum").to_pylist()
            assert len(sums) > 10
            assert sums == pytest.approx([1.0] * len(sums), rel=1e-12)
