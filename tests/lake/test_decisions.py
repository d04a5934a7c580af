"""What people decided about pairs: a file beside the data versions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.errors import LakeError, SchemaError, WrongStateError
from crossfield.lake.decisions import APART, FILE, MERGE, Decision, decide, read_decisions, representatives, undo
from crossfield.lake.store import Lake

DAY = "2026-11-26"


def made(*pairs, decision=MERGE):
    return [Decision(left, right, decision, DAY) for left, right in pairs]


def test_a_decision_is_kept_in_a_file_and_undone(tmp_path):
    lake = Lake(tmp_path)
    assert read_decisions(tmp_path) == []
    decide(lake, "pic:2", "pic:1", decision=MERGE, date=DAY)
    standing = decide(lake, "pic:3", "pic:1", decision=APART, date=DAY)
    assert read_decisions(tmp_path) == made(("pic:2", "pic:1")) + made(("pic:3", "pic:1"), decision=APART) == standing
    assert (tmp_path / FILE).read_bytes() == (
        b"left,right,decision,date\r\npic:2,pic:1,merge,2026-11-26\r\npic:3,pic:1,apart,2026-11-26\r\n"
    )
    assert undo(lake, "pic:1", "pic:2") == made(("pic:2", "pic:1"))[0]
    assert read_decisions(tmp_path) == made(("pic:3", "pic:1"), decision=APART)


def test_the_newer_decision_on_a_pair_replaces_the_older(tmp_path):
    lake = Lake(tmp_path)
    decide(lake, "a", "b", decision=MERGE, date=DAY)
    decide(lake, "b", "a", decision=APART, date="2026-11-27")
    assert read_decisions(tmp_path) == [Decision("b", "a", APART, "2026-11-27")]


def test_what_was_never_decided_cannot_be_undone(tmp_path):
    with pytest.raises(WrongStateError, match="There is no decision on a and c"):
        undo(Lake(tmp_path), "a", "c")


def test_one_is_not_merged_with_itself(tmp_path):
    with pytest.raises(WrongStateError, match="a was given twice"):
        decide(Lake(tmp_path), "a", "a", decision=MERGE, date=DAY)
    assert not (tmp_path / FILE).exists()


def test_a_contradiction_is_refused_and_changes_nothing(tmp_path):
    lake = Lake(tmp_path)
    decide(lake, "a", "b", decision=MERGE, date=DAY)
    decide(lake, "a", "c", decision=APART, date=DAY)
    with pytest.raises(WrongStateError, match="a and c are held apart, but other merges join them"):
        decide(lake, "b", "c", decision=MERGE, date=DAY)
    assert len(read_decisions(tmp_path)) == 2


def test_the_starter_lake_takes_no_decision():
    with pytest.raises(LakeError, match="ships with the package"):
        decide(Lake(), "a", "b", decision=MERGE, date=DAY)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "begins with nothing"),
        ("a,b\n", "begins with a, b"),
        ("left,right,decision,date\na,b,maybe,2026\n", "line 2: found 'a, b, maybe, 2026'"),
        ("left,right,decision,date\n\na,b,merge\n", "line 3"),
        ("left,right,decision,date\n,b,merge,2026\n", "line 2"),
    ],
)
def test_a_damaged_file_is_told_with_its_line(tmp_path, content, message):
    (tmp_path / FILE).write_text(content, encoding="utf-8")
    with pytest.raises(SchemaError, match=message):
        read_decisions(tmp_path)


def test_a_file_that_is_not_utf_8_is_told(tmp_path):
    (tmp_path / FILE).write_bytes("left,right,decision,date\nä,b,merge,2026\n".encode("latin-1"))
    with pytest.raises(LakeError, match="cannot be read"):
        read_decisions(tmp_path)


def test_the_first_id_stands_for_all_and_a_row_never_does():
    assert representatives(made(("b", "c"), ("a", "b"), ("row:x", "d"))) == {"b": "a", "c": "a", "row:x": "d"}
    assert representatives(made(("a", "b"), decision=APART)) == {}


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=8), st.randoms())
def test_who_stands_for_whom_does_not_depend_on_the_order(pairs, chance):
    pairs = [pair for pair in pairs if pair[0] != pair[1]]
    other = [pair[::-1] for pair in pairs]
    chance.shuffle(other)
    found = representatives(made(*pairs))
    assert found == representatives(made(*other))
    assert set(found) & set(found.values()) == set()
