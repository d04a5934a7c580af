"""Counts by topic: what they add up to with every topic as often as drawn is what counting weighted projects gives."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from crossfield.indicators.cells import CellRecords
from crossfield.indicators.drawn_cells import drawn_cells
from crossfield.indicators.matrix import Axis

COUNTS = ("field", "joint", "both", "tagged", "total", "bridging", "active", "exposure")
PAIRS = np.array([(0, 1), (0, 2), (1, 2)])
REGIONS, UNITS, TOPICS = 3, 5, 4


def made_records(seed, projects):
    """Random projects; unit u is an organisation in region u modulo 3, and a pair may lack evidence of its own."""
    generator = np.random.default_rng(seed)
    unit = generator.integers(0, 2, (UNITS, projects))
    place = np.arange(UNITS) % REGIONS
    region = np.zeros((REGIONS, projects))
    for number, where in enumerate(place):
        region[where] = np.maximum(region[where], unit[number])
    field = generator.integers(0, 2, (projects, 3))
    both = field[:, PAIRS[:, 0]] * field[:, PAIRS[:, 1]]
    years = generator.integers(2014, 2017, projects)
    return CellRecords(
        regions=Axis(["AT1", "BE1", "CZ1"]),
        fields=Axis(["a", "b", "c"]),
        pairs=PAIRS,
        year=years,
        topic=generator.integers(0, TOPICS, projects),
        region_project=sparse.csr_matrix(region),
        unit_project=sparse.csr_matrix(unit.astype(float)),
        unit_region=place,
        project_field=sparse.csr_matrix(field.astype(float)),
        project_pair=sparse.csr_matrix(both * generator.integers(0, 2, both.shape).astype(float)),
        project_both=sparse.csr_matrix(both.astype(float)),
        totals={2014: np.array([9.0, 1.0, 0.0]), 2016: np.ones(3)},
    )


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 12), st.lists(st.integers(0, 3), min_size=TOPICS, max_size=TOPICS))
def test_drawn_topics_are_weighted_projects(seed, projects, often):
    records = made_records(seed, projects)
    times = np.array(often, dtype=float)[: records.topic.max() + 1]

    found, expected = drawn_cells(records, 2014, 2015).counted(times), records.counted(2014, 2015, times[records.topic])

    for name in COUNTS:
        np.testing.assert_allclose(getattr(found, name), getattr(expected, name), atol=1e-12, err_msg=name)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 12))
def test_topics_met_are_those_with_a_joint_project_in_the_region(seed, projects):
    records = made_records(seed, projects)
    expected = np.zeros((REGIONS, len(PAIRS)))
    for topic in range(TOPICS):
        alone = records.counted(2014, 2015, (records.topic == topic).astype(float))
        expected += alone.joint > 0

    np.testing.assert_array_equal(drawn_cells(records, 2014, 2015).topics_met(), expected)


def test_years_without_a_project_count_nothing_but_all_projects():
    records = made_records(1, 6)
    found = drawn_cells(records, 2014, 2014).counted(np.zeros(records.topic.max() + 1))
    assert (found.joint.tolist(), found.exposure, found.total.tolist()) == ([[0] * 3] * 3, 0, [9, 1, 0])
    none = drawn_cells(records, 1990, 1991).counted(np.ones(records.topic.max() + 1))
    assert (none.active.tolist(), none.total.tolist()) == ([[0] * 3] * 3, [0, 0, 0])


def test_a_scheme_without_fields_has_no_cells():
    records = made_records(2, 3)
    empty = CellRecords(
        regions=records.regions,
        fields=Axis([]),
        pairs=np.empty((0, 2), np.int64),
        year=np.empty(0, np.int64),
        topic=np.empty(0, np.int64),
        region_project=sparse.csr_matrix((3, 0)),
        unit_project=sparse.csr_matrix((0, 0)),
        unit_region=np.empty(0, np.int64),
        project_field=sparse.csr_matrix((0, 0)),
        project_pair=sparse.csr_matrix((0, 0)),
        project_both=sparse.csr_matrix((0, 0)),
        totals={},
    )
    found = drawn_cells(empty, 2014, 2016).counted(np.zeros(0))
    assert (found.joint.shape, found.tagged.tolist()) == ((3, 0), [0, 0, 0])
