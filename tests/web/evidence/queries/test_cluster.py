"""A cluster's page: matches are the command line's, addresses of the data lead nowhere but to the web."""

import pytest
from django.utils import translation

from crossfield.errors import UnknownNameError
from crossfield.lake.store import Lake
from crossfield.matching.cluster_match import cluster_profiles, find_cluster, match_clusters
from crossfield.web.evidence.queries.cluster import cluster_view, clusters_listing
from crossfield.web.evidence.queries.data import current_version


def view_of(code, language="de"):
    with translation.override(language):
        return cluster_view(current_version(), code, language)


def test_matches_are_the_command_lines_in_its_order():
    view = view_of("silicon-saxony-de")
    with Lake().open() as frames:
        profile = find_cluster(cluster_profiles(frames, "saxony"), "silicon-saxony-de")
        found = match_clusters(frames, "saxony", profile)

    rows = view.listings["matches"].rows
    assert [(row["code"], row["score"]) for row in rows] == [(one.who, one.score) for one in found]
    assert found[0].name in view.answer


def test_its_fields_stand_before_those_its_region_has_alone():
    rows = view_of("silicon-saxony-de").listings["fields"].rows

    assert [row["covered"] for row in rows] == sorted((row["covered"] for row in rows), key="nein".__eq__)
    assert rows[0]["covered"] == "ja"
    assert any(row["value"] is not None for row in rows)


def test_facts_name_source_and_region():
    facts = {fact.label: fact for fact in view_of("silicon-saxony-de").facts}

    assert facts["Region"].address.startswith("/de/region/DED2")
    assert facts["Quelle"].address.startswith("https://")
    assert all(fact.address.startswith(("/", "http")) for fact in facts.values() if fact.address)


def test_every_cluster_has_a_page():
    version = current_version()
    with translation.override("en"):
        rows = clusters_listing(version, "en").rows
    for row in rows:
        view = view_of(row["code"], "en")
        assert view.name == row["name"]
        assert view.answer


def test_an_unknown_cluster_is_told():
    with pytest.raises(UnknownNameError):
        view_of("nothing")
