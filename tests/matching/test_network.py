"""The network of the small dump, worked out by hand."""

import numpy as np
import pytest

from crossfield.errors import NotComputableError, TableMissingError
from crossfield.lake.store import Lake
from crossfield.matching.network import family_of, network_of, part_of


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
