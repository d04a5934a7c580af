"""The answer on the years ahead, in both languages."""

from crossfield.charts.ahead_words import WORDS
from crossfield.cli.ahead import answer_ahead

ROW = {"field_a": "a", "field_b": "b", "potential": 0.84, "potential_low": 0.2, "potential_high": 1.5, "support": 1}


def test_unused_is_said_only_where_the_gap_is_surely_above_nothing():
    sure, open_ = ({"gap": 0.7, "gap_low": low, "gap_high": 1.4} for low in (0.1, -0.1))
    assert answer_ahead([ROW | sure], {}, "en", "gap")[0].startswith("Potential is unused for certain at a × b: 0.70")
    assert answer_ahead([ROW | open_], {}, "en", "gap")[0].startswith("Nowhere is potential unused for certain")
    assert "unused" not in answer_ahead([ROW | sure], {}, "en", "potential")[0]
    assert answer_ahead([ROW | {"potential": None}], {}, "de", "gap") == (WORDS["de"]["none"], None)
