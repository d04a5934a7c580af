"""The bars that partners have to keep on all of Horizon 2020: features up to 2017, partners of 2018 to 2020."""

import pytest

from crossfield.matching.backtest import run_partner_backtest


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    ("given", "bars", "against"),
    [
        ("organisation", {"recall_at_100": 0.255, "recall_at_20": 0.20}, "adamic-adar"),
        ("topic", {"recall_at_100": 0.26, "mrr": 0.0902}, "plain-sum"),
    ],
)
def test_later_partners_are_found_better_than_by_what_is_simple(h2020_lake, given, bars, against):
    with h2020_lake.open() as frames:
        found = run_partner_backtest(frames, given)
    missed = {name: found["model"][name] for name, bar in bars.items() if found["model"][name] < bar}
    assert missed == {}
    assert found["intervals"][f"recall_at_100_above_{against}"][0] > 0
    assert (found["train"]["features"], found["test"]["outcome"]) == ("2014-2017", "2018-2020")
