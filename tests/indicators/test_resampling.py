"""Intervals widened by topics and regions drawn anew: by hand, and at their rate on simulated regions."""

import numpy as np
import pyarrow as pa
import pytest

from crossfield.indicators.interface import expected_by_fields, expected_by_size, interface_figures
from crossfield.indicators.matrix import Axis
from crossfield.indicators.resampling import DRAWS, Resampling, gamma_bounds
from crossfield.indicators.shrinkage import shrink
from crossfield.indicators.window import TopicTables, Window

REGIONS, FIELDS = 60, 4
PAIRS = np.array([(a, b) for a in range(FIELDS) for b in range(a + 1, FIELDS)])


def made_window(joint, field, total):
    """A window of whole counts; the last region is unknown."""
    names = [f"R{place:02d}" for place in range(len(total) - 1)] + ["unknown"]
    known = np.array([name != "unknown" for name in names])
    fields = Axis([f"f{place}" for place in range(FIELDS)])
    same = {"field": field, "joint": joint, "total": total}
    return Window(
        level=1,
        scheme="s",
        counting="whole",
        year_from=2014,
        year_to=2019,
        regions=Axis(names),
        fields=fields,
        pairs=PAIRS,
        known=known,
        **same,
        **{f"{name}_whole": counts for name, counts in same.items()},
        field_squares=field[known].sum(axis=0),
        squares=joint[known].sum(axis=0),
    )


def by_topic(cells, names, of):
    """Rows scheme, topic, the named keys, whole and fractional from an array (T, …), and organisations alike."""
    places = np.nonzero(cells)
    labels = [[of[axis][place] for place in part] for axis, part in enumerate(places[1:])]
    columns = {"scheme": ["s"] * len(places[0]), "topic": [f"t{place:04d}" for place in places[0]]}
    columns |= dict(zip(names, labels, strict=True))
    return pa.table(columns | dict.fromkeys(("whole", "fractional", "organisations"), cells[places]))


def made_tables(window, joint, field, size):
    """Tables by topic from arrays (T, R, P), (T, R, F) and (T, R); organisations are counted as projects are."""
    regions, pairs = window.regions.names, window.pair_names()
    joints = by_topic(joint, ("region", "pair"), (regions, list(range(len(pairs)))))
    pair = joints.column("pair").to_pylist()
    for side, name in enumerate(("field_a", "field_b")):
        joints = joints.append_column(name, pa.array([pairs[one][side] for one in pair], pa.string()))
    sizes = by_topic(size, ("region",), (regions,))
    fields = by_topic(field, ("region", "field"), (regions, window.fields.names))
    return TopicTables(joints, fields, sizes, joints, sizes)


def simulated(seed, repeated, alpha=6.0):
    """Regions whose joint activity is theta times what their fields give; every topic brings ``repeated`` projects.

    Returns
    -------
    tuple
        The window, its tables by topic, and the true synergy, shape (R, P): theta against its mean in Europe.
    """
    generator = np.random.default_rng(seed)
    rates = generator.gamma(2.0, 40.0, (REGIONS, 1)) * generator.dirichlet(np.full(FIELDS, 4.0), REGIONS) + 4
    theta = generator.gamma(alpha, 1 / alpha, (REGIONS, len(PAIRS))) if alpha else np.ones((REGIONS, len(PAIRS)))
    given = rates[:, PAIRS[:, 0]] * rates[:, PAIRS[:, 1]] / rates.sum(axis=1, keepdims=True)
    mean = 0.5 * theta * given
    topics = generator.poisson(mean / repeated)
    place = np.repeat(np.arange(topics.size), topics.ravel())
    alone = generator.poisson(rates)
    where = np.repeat(np.arange(alone.size), alone.ravel())
    joint = np.zeros((len(place) + len(where), REGIONS + 1, len(PAIRS)), np.float32)
    field = np.zeros((len(place) + len(where), REGIONS + 1, FIELDS), np.float32)
    joint[np.arange(len(place)), place // len(PAIRS), place % len(PAIRS)] = repeated
    field[len(place) + np.arange(len(where)), where // FIELDS, where % FIELDS] = 1
    # Joint projects are tagged too, but what the fields give is planted in the projects that have one field alone.
    size = field.sum(axis=2)
    window = made_window(joint.sum(axis=0), field.sum(axis=0), size.sum(axis=0))
    truth = theta / ((theta * given).sum(axis=0) / given.sum(axis=0))
    return window, made_tables(window, joint, field, size), truth


def widened(window, tables, look):
    by = {"strength": expected_by_size, "synergy": expected_by_fields}[look]
    extra = (window.field,) if look == "synergy" else ()
    expected = by(window, window.joint, *extra, window.total)
    found = shrink(window.joint, expected)
    drawn = Resampling.of(window, tables)
    args = (found, window.joint, expected, np.ones(len(PAIRS)), "whole")
    return found, getattr(drawn, look)(*args), expected


def test_a_gamma_has_the_mean_and_variance_it_is_given():
    low, high = gamma_bounds(np.array([2.0, 5.0]), np.array([4.0, 0.01]))
    exponential = [-2 * np.log(0.95), -2 * np.log(0.05)]
    assert [low[0], high[0]] == pytest.approx(exponential)
    assert [low[1], high[1]] == pytest.approx([5 - 1.645 * 0.1, 5 + 1.645 * 0.1], abs=0.005)


def test_draws_are_over_known_regions_and_all_topics():
    window, tables, _ = simulated(1, 1)
    drawn = Resampling.of(window, tables)
    topics, regions = drawn.often
    assert (topics.shape[1], regions.shape) == (DRAWS, (REGIONS + 1, DRAWS))
    assert (topics.sum(axis=0) == topics.shape[0]).all()
    assert (regions.sum(axis=0) == REGIONS).all()
    assert (regions[-1] == 0).all()


@pytest.mark.parametrize("look", ["strength", "synergy"])
def test_independent_projects_hardly_widen_and_repeated_ones_do(look):
    ratios = []
    for repeated in (1, 6):
        window, tables, _ = simulated(3, repeated)
        found, wide, expected = widened(window, tables, look)
        seen = (window.joint > 0) & (expected > 0)
        np.testing.assert_array_equal(found.value, wide.value)
        assert (wide.high[seen] >= found.high[seen] - 1e-9).all()
        ratios.append(np.median(((wide.high - wide.low) / (found.high - found.low))[seen]))
    assert ratios[0] < 1.05
    assert ratios[1] > 1.15


def test_one_pair_alone_is_widened_as_among_all():
    window, tables, _ = simulated(5, 4)
    expected = expected_by_size(window, window.joint, window.total)
    found = shrink(window.joint, expected)
    args = (found, window.joint, expected, np.ones(len(PAIRS)), "whole")
    everywhere = Resampling.of(window, tables).strength(*args)
    alone = Resampling.of(window, tables, ("f0", "f2")).strength(*args)
    np.testing.assert_allclose(alone.high[:, 1], everywhere.high[:, 1], rtol=1e-12)
    np.testing.assert_array_equal(alone.high[:, [0, 2, 3, 4, 5]], found.high[:, [0, 2, 3, 4, 5]])


def test_bridges_are_widened_by_topics_that_many_organisations_share():
    window, tables, _ = simulated(7, 6)
    expected = expected_by_size(window, window.joint, window.total)
    found = shrink(window.joint, expected)
    wide = Resampling.of(window, tables).bridges(found, window.joint, expected)
    seen = window.joint > 0
    assert np.median((wide.high - found.high)[seen]) > 0


def test_figures_carry_the_widened_intervals():
    window, tables, _ = simulated(9, 6)
    plain, wide = (interface_figures(window, None, {}, None, drawn) for drawn in (None, Resampling.of(window, tables)))
    for name in ("strength", "synergy", "activity"):
        assert wide.column(name).equals(plain.column(name))
        assert not wide.column(f"{name}_high").equals(plain.column(f"{name}_high"))
    _, strength, _ = widened(window, tables, "strength")
    np.testing.assert_allclose(np.array(wide.column("strength_high"), float), strength.high.ravel(), rtol=1e-5)


def rates_of(repeated, alpha, seeds):
    """Share of cells whose true synergy lies in the interval, and of those that are called different from 1."""
    inside, flagged, cells = 0, 0, 0
    for seed in seeds:
        window, tables, truth = simulated(seed, repeated, alpha)
        _, wide, expected = widened(window, tables, "synergy")
        known = expected[:-1] > 0
        low, high, true = wide.low[:-1][known], wide.high[:-1][known], truth[known]
        inside += ((low <= true) & (true <= high)).sum()
        flagged += ((low > 1) | (high < 1)).sum()
        cells += known.sum()
    return inside / cells, flagged / cells


@pytest.mark.slow
@pytest.mark.parametrize("repeated", [1, 2, 3])
def test_planted_synergy_is_covered_at_its_rate(repeated):
    """90 % intervals in five simulated Europes, each of 360 cells, with one to three projects a topic in a region."""
    covered, _ = rates_of(repeated, 6.0, range(100, 105))
    assert 0.85 <= covered <= 0.95


@pytest.mark.slow
@pytest.mark.parametrize("repeated", [1, 2])
def test_without_planted_synergy_few_cells_are_flagged(repeated):
    _, flagged = rates_of(repeated, 0.0, range(200, 205))
    assert flagged <= 0.10
