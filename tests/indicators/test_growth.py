"""Growth per exposure and shift-share: by hand, and by law."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.errors import NotComputableError
from crossfield.indicators.growth import growth, shift_share


def two_years(before, after, **columns):
    """Long table of two matrices; columns say a pair (before, after)."""
    regions, fields = len(before), len(before[0])
    parts = []
    for place, matrix in enumerate((before, after)):
        count = regions * fields
        parts.append(
            pa.table(
                {
                    "region": [f"R{r}" for r in range(regions) for _ in range(fields)],
                    "field": [f"F{f}" for _ in range(regions) for f in range(fields)],
                    "year": [2016 + 3 * place] * count,
                    "amount": pa.array([x for row in matrix for x in row], pa.float64()),
                    **{name: pa.array([pair[place]] * count, pa.float64()) for name, pair in columns.items()},
                }
            )
        )
    return pa.concat_tables(parts)


def values(table):
    return table.column("value").to_pylist()


def notes(table):
    return table.column("note").to_pylist()


matrices = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda shape: st.tuples(*[
        st.lists(st.lists(st.integers(0, 40), min_size=shape[1], max_size=shape[1]), min_size=shape[0],
                 max_size=shape[0])
    ] * 2)
)  # fmt: skip


def test_growth_is_per_exposure():
    found = growth(two_years([[10]], [[30]], exposure=(100, 200)))
    assert values(found) == pytest.approx([0.5])
    assert found.column("year").to_pylist() == [2019]
    assert values(growth(two_years([[10]], [[30]]))) == pytest.approx([2.0])


@given(matrices)
def test_growth_of_a_constant_is_zero(pair):
    before, _ = pair
    found = values(growth(two_years(before, before, exposure=(7, 7))))
    assert found == [0.0 if x else None for row in before for x in row]


@given(matrices, st.floats(0.1, 10))
def test_growth_as_fast_as_exposure_is_none(pair, factor):
    before, _ = pair
    after = [[x * factor for x in row] for row in before]
    found = values(growth(two_years(before, after, exposure=(3, 3 * factor))))
    assert all(value is None or value == pytest.approx(0, abs=1e-9) for value in found)


@pytest.mark.parametrize(
    ("columns", "note"),
    [({"coverage": (0.8, 0.5)}, "coverage changed"), ({"exposure": (5, None)}, "exposure unknown")],
)
def test_without_the_same_basis_there_is_no_growth(columns, note):
    for indicator in (growth, shift_share):
        found = indicator(two_years([[10, 0]], [[30, 1]], **columns))
        assert set(values(found)) == {None}
        assert set(notes(found)) == {note}


def test_a_coverage_that_differs_by_a_fifth_at_most_is_the_same():
    assert values(growth(two_years([[10]], [[30]], coverage=(0.5, 0.6)))) == pytest.approx([2.0])


def test_what_was_not_there_before_has_no_rate():
    found = growth(two_years([[0, 4, None]], [[3, 0, 2]]))
    assert values(found) == [None, -1, None]
    assert notes(found) == ["no activity before", None, "amount missing"]


def test_counts_of_records_have_an_interval():
    table = two_years([[20, 1]], [[40, 0]])
    found = growth(table.append_column("records", pa.array([20, 1, 40, 0])))
    (low, lower), (high, upper) = (found.column(name).to_pylist() for name in ("low", "high"))
    assert low < 1.0 < high
    assert (lower, upper > 1) == (-1.0, True)
    assert found.column("support").to_pylist() == [60, 1]
    assert notes(found) == [None, "few records"]
    euros = growth(table.append_column("records", pa.array([2, 1, 4, 0])))
    assert euros.column("low").to_pylist() == [None, None]


def test_the_interval_covers_at_its_rate():
    """A thousand pairs of Poisson counts whose rate doubles: 90 % intervals hold it in 85 to 95 of 100."""
    draw = np.random.default_rng(5)
    before, after = draw.poisson(20, (1000, 1)), draw.poisson(40, (1000, 1))
    table = two_years(before.tolist(), after.tolist())
    found = growth(table.append_column("records", pa.array([*before[:, 0], *after[:, 0]])))
    low, high = (np.array(found.column(name).to_pylist()) for name in ("low", "high"))
    assert 0.85 <= ((low <= 1) & (high >= 1)).mean() <= 0.95


@given(matrices)
def test_shift_and_share_add_up(pair):
    before, after = pair
    found = shift_share(two_years(before, after))
    parts = np.array(values(found), dtype=float).reshape(*np.shape(before), 4)
    known = ~np.isnan(parts[..., :3]).any(axis=-1)
    change = np.array(after) - np.array(before)
    assert parts[known][:, :3].sum(axis=-1) == pytest.approx(change[known])
    assert parts[known][:, 3] == pytest.approx(change[known])


def test_shift_share_by_hand():
    """All grow by a quarter (40 to 50), the field f by half (20 to 30), f in A from 10 to 20: 2.5 + 2.5 + 5."""
    found = shift_share(two_years([[10, 10], [10, 10]], [[20, 10], [10, 10]]))
    assert found.column("component").to_pylist()[:4] == ["all", "mix", "region", "sum"]
    assert values(found)[:4] == pytest.approx([2.5, 2.5, 5.0, 10.0])


def test_the_regional_parts_of_a_field_cancel():
    found = shift_share(two_years([[10, 5], [20, 7]], [[20, 9], [10, 9]]))
    parts = np.array(values(found)).reshape(2, 2, 4)
    assert parts[..., 2].sum(axis=0) == pytest.approx([0, 0])


def test_a_new_field_has_no_growth_elsewhere():
    found = shift_share(two_years([[10, 0]], [[10, 4]]))
    assert values(found)[4:] == [0, None, None, 4]
    assert notes(found)[4:] == [None] + ["field new: no growth of it elsewhere to compare with"] * 2 + [None]


@pytest.mark.parametrize("indicator", [growth, shift_share])
def test_change_needs_two_years(indicator):
    table = two_years([[1]], [[2]])
    with pytest.raises(NotComputableError, match="the table has 1"):
        indicator(table.slice(0, 1))
    with pytest.raises(NotComputableError, match="the table has none"):
        indicator(table.slice(0, 1).drop_columns(["year"]))


def test_three_years_are_two_spans():
    table = pa.table({"region": ["A"] * 3, "field": ["f"] * 3, "year": [2020, 2018, 2019], "amount": [8, 2, 4]})
    found = growth(table)
    assert found.column("year").to_pylist() == [2019, 2020]
    assert values(found) == [1, 1]
