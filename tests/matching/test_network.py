"""The network of the small dump, worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from crossfield.errors import NotComputableError, TableMissingError
from crossfield.indicators.matrix import Axis
from crossfield.lake.store import Lake
from crossfield.matching.network import Network, family_of, network_of, part_of


@pytest.fixture(scope="module")
def network(dump_lake):
    with dump_lake.open() as frames:
        return network_of(frames)


def test_twelve_projects_of_three_organisations(network):
    assert network.member.shape == (8, 12)
    assert network.size.tolist() == [3.0] * 12
    # organisation n is in projects whose number is n, n - 3 or n - 6 modulo 8
    assert network.degree.tolist() == [
        float(sum((p + 3 * k) % 8 == n for p in range(12) for k in range(3))) for n in range(8)
    ]
    assert [network.organisations.names[one] for one in network.coordinator[:2]] == ["pic:900000001", "pic:900000002"]
    assert network.countries[network.country[0]] == "DE"
    assert network.countries[network.country[7]] == ""


def test_a_span_of_years_has_only_its_organisations(network):
    early = network.between(2014, 2014)
    assert early.projects.names == ["700001", "700002"]
    assert early.organisations.names == [f"pic:90000000{n}" for n in (1, 2, 4, 5, 7, 8)]
    assert (early.year == 2014).all()
    assert np.array_equal(early.size, [3.0, 3.0])


def test_years_without_projects_are_an_error(network):
    with pytest.raises(NotComputableError, match="1990-1991"):
        network.between(1990, 1991)


def test_the_starter_lake_has_no_network():
    with Lake().open() as frames, pytest.raises(TableMissingError):
        network_of(frames)


def test_parts_and_families():
    assert [part_of(one) for one in ("H2020-EU.3.", "H2020-EU.2.1.1.3.", "")] == ["H2020-EU.3", "H2020-EU.2.1", ""]
    assert [family_of(one) for one in ("SC5-11-2018", "ERC-2019-STG", "x")] == ["SC5", "ERC", "x"]


@pytest.mark.parametrize(
    ("topic", "family"),
    [
        ("LC-SC3-RES-13-2018", "LC-SC3-RES"),
        ("H2020-MSCA-IF-2014", "H2020-MSCA-IF"),
        ("ICT-01-2014", "ICT"),
        ("EIC-SMEInst-2018-2020", "EIC-SMEInst-2018-2020"),  # small letters: no family is told
        ("2018-ICT", "2018-ICT"),
        ("ICT", "ICT"),
        ("", ""),
    ],
)
def test_a_family_is_what_stands_before_the_numbers(topic, family):
    assert family_of(topic) == family


@pytest.mark.parametrize(
    ("programme", "part"),
    [
        ("H2020", "H2020"),
        ("H2020-EU.", "H2020-EU"),
        ("H2020-EU.3.1.1.2.5.", "H2020-EU.3.1"),
        ("HORIZON.2.4", "HORIZON.2.4"),
        ("HORIZON.2.4.1", "HORIZON.2.4"),
    ],
)
def test_a_part_has_three_levels_at_most(programme, part):
    assert part_of(programme) == part
    assert part_of(part) == part


def small_network():
    """A and B in 2014, A and C in 2016 and B, C and D in 2018; A moved from Germany to Austria."""
    member = np.array([[1, 1, 0], [1, 0, 1], [0, 1, 1], [0, 0, 1]], dtype=float)
    origin = np.array([[2, 1, 0], [3, 0, 3], [0, 0, 3], [0, 0, 0]])
    return Network(
        Axis(list("ABCD")),
        Axis(["p1", "p2", "p3"]),
        sparse.csr_array(member),
        np.array([2014, 2016, 2018]),
        np.array([0, 2, -1]),
        sparse.csr_array(origin),
        ["", "AT", "DE", "PL"],
        ["E.1", "", "E.2"],
        ["ICT", "", "NMP"],
        ["ICT-1", "", "NMP-2"],
        {"ICT-1": "Chips"},
    )


def test_sizes_degrees_and_newcomers_by_hand():
    network = small_network()
    assert network.size.tolist() == [2, 2, 3]
    assert network.degree.tolist() == [2, 2, 2, 1]
    assert network.newcomer.tolist() == [True] * 4


def test_the_latest_country_stands_and_what_is_not_stated_is_the_empty_one():
    network = small_network()
    assert [network.countries[one] for one in network.country] == ["AT", "PL", "PL", ""]
    assert [network.countries[one] for one in network.between(2014, 2014).country] == ["DE", "PL"]


def test_a_span_keeps_projects_labels_and_coordinators_together():
    late = small_network().between(2016, 2018)
    assert (late.organisations.names, late.projects.names) == (["A", "B", "C", "D"], ["p2", "p3"])
    assert (late.part, late.family, late.topic) == (["", "E.2"], ["", "NMP"], ["", "NMP-2"])
    assert late.coordinator.tolist() == [2, -1]
    last = late.between(2018, 2018)
    assert last.organisations.names == ["B", "C", "D"]
    assert last.member.toarray().tolist() == [[1.0], [1.0], [1.0]]
    assert last.coordinator.tolist() == [-1]
    assert last.titles == {"ICT-1": "Chips"}


@given(
    st.tuples(*[st.integers(2014, 2018)] * 4).filter(lambda years: max(years[0], years[2]) <= min(years[1], years[3]))
)
def test_a_span_of_a_span_is_what_both_have(years):
    first, last = max(years[0], years[2]), min(years[1], years[3])
    network = small_network()
    if not any(first <= year <= last for year in (2014, 2016, 2018)):
        with pytest.raises(NotComputableError, match=f"{first}-{last}"):
            network.between(first, last)
        return
    once, twice = network.between(first, last), network.between(*years[:2]).between(*years[2:])
    assert twice.organisations.names == once.organisations.names
    assert twice.projects.names == once.projects.names
    assert twice.member.toarray().tolist() == once.member.toarray().tolist()
    assert twice.coordinator.tolist() == once.coordinator.tolist()
    assert twice.country.tolist() == once.country.tolist()
