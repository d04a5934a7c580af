"""Who asks: regions before clusters before organisations, and what stands for a cluster without members."""

import pytest

from crossfield.errors import UnknownNameError
from crossfield.web.evidence.queries.asker import at_home, clusters_of, find_asker, find_cluster
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.organisation_index import is_shown, organisation_index


@pytest.mark.parametrize(
    ("given", "kind", "code", "region"),
    [
        ("DED", "region", "DED", "DED"),
        ("Sachsen", "region", "DED", "DED"),
        ("silicon-saxony-de", "cluster", "silicon-saxony-de", "DED21"),
        ("Silicon Saxony", "cluster", "silicon-saxony-de", "DED21"),
        ("Technische Universität Dresden", "organisation", "pic:999897729", "DED2"),
        ("", "idea", "", ""),
    ],
)
def test_who_is_meant(given, kind, code, region):
    who = find_asker(current_version(), given)

    assert (who.kind, who.code, who.region) == (kind, code, region)
    assert who.asker.name == (code or "idea")
    if who.given:
        assert find_asker(current_version(), who.given).code == code


def test_a_region_asks_with_its_organisations_and_an_idea_with_none():
    version = current_version()
    saxony = find_asker(version, "DED")

    assert saxony.members == organisation_index(version).members_of("DED")
    assert len(saxony.members) > 40
    assert find_asker(version, "").members == ()


def test_for_a_cluster_without_members_the_organisations_of_its_region_stand():
    version = current_version()
    index, cluster = organisation_index(version), find_asker(version, "silicon-saxony-de")
    home = at_home(cluster, version)

    assert cluster.members == ()
    assert home.members == tuple(code for code in index.members_of(cluster.region) if is_shown(index.rows[code]))
    assert at_home(find_asker(version, "DED"), version) == find_asker(version, "DED")


def test_nobody_is_told_with_the_closest_names():
    with pytest.raises(UnknownNameError) as told:
        find_asker(current_version(), "Technische Universität Dresdn")
    assert "Technische Universitaet Dresden" in told.value.closest


def test_a_cluster_is_found_by_a_part_of_its_name_that_no_other_has():
    version = current_version()

    assert find_cluster(version, "silicon sax").cluster == "silicon-saxony-de"
    with pytest.raises(UnknownNameError):
        find_cluster(version, "cluster")
    assert len(clusters_of(version)) > 40
