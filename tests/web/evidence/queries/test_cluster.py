"""A cluster's page: matches are the command line's, addresses of the data lead nowhere but to the web."""

import pytest
from django.utils import translation

from crossfield.config import Settings
from crossfield.errors import UnknownNameError
from crossfield.lake.store import Lake
from crossfield.matching.cluster_match import Profile, cluster_profiles, find_cluster, match_clusters
from crossfield.matching.suggestion import Reason, Suggestion
from crossfield.web.evidence.queries import cluster as module
from crossfield.web.evidence.queries.cluster import cluster_view, clusters_listing
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.organisation_index import is_shown, organisation_index


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


TITLES = {"ict": "ICT", "health": "Health"}
ROW = {
    "city": "Dresden", "fields": "Chips", "members": None, "members_as_of": None, "founded": None, "label": None,
    "website": None, "source_address": None, "remark": None,
}  # fmt: skip


def suggested(name="Other", score=0.5):
    reasons = (
        Reason("overlap", 1.0, 0.5, ("ict",)),
        Reason("brings", 1.0, 0.2, ("health", "unheard-of")),
        Reason("receives", 0.0, 0.0, ()),
        Reason("regions-tied", 7.0, None),
    )
    return Suggestion("other", "own", "cluster", known=False, score=score, reasons=reasons, name=name, place="DED21")


@pytest.mark.parametrize(
    ("fields", "found", "said"),
    [
        ((), [], "Its own words for its fields are none of the vocabulary, so that no cluster can be matched with it."),
        (("ict",), [], "It is about ICT."),
        (("health", "ict", "new"), [], "It is about Health, ICT, new."),
        (
            ("ict",),
            [suggested(), suggested("Later", 0.1)],
            "It is about ICT. For mutual membership Other comes first (fit 0.50 of 1).",
        ),
    ],
)
def test_the_answer_says_what_it_is_about_and_who_comes_first(fields, found, said):
    with translation.override("en"):
        assert module._answer(Profile("own", "Own", fields, "DED2"), found, TITLES, "en") == said


@pytest.mark.parametrize(
    ("members", "as_of", "said"),
    [(None, None, None), (None, "2025", None), (1234, None, "1,234"), (0, "2025", "0 (2025)")],
)
def test_members_are_told_with_their_day_where_they_are_counted(members, as_of, said):
    with translation.override("en"):
        facts = module._facts(ROW | {"members": members, "members_as_of": as_of}, "DED2", "Dresden (DED2)", "en")

    assert {fact.label: fact.text for fact in facts}.get("Members") == said


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("https://example.org/", "https://example.org/"),
        ("http://example.org/", "http://example.org/"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        (" https://example.org/", ""),
        ("www.example.org", ""),
        ("//example.org/", ""),
    ],
)
def test_addresses_of_the_data_lead_to_the_web_or_nowhere_and_are_told_all_the_same(address, leads):
    with translation.override("en"):
        facts = {fact.label: fact for fact in module._facts(ROW | {"website": address}, "", "", "en")}

    assert (facts["Website"].text, facts["Website"].address, facts["Website"].is_free) == (address, leads, True)


def test_what_is_not_known_is_no_fact():
    empty = dict.fromkeys(ROW)
    with translation.override("en"):
        assert module._facts(empty, "", "", "en") == []
        (place,) = module._facts(empty, "DED2", "Dresden (DED2)", "en")
    assert (place.label, place.text, place.address) == ("Region", "Dresden (DED2)", "/en/region/DED2/")


def test_fields_of_the_region_that_the_cluster_lacks_come_after_its_own():
    figures = [
        {"field": "health", "value": 2.0, "low": 1.5, "high": 2.5, "support": 9},
        {"field": "ict", "value": 1.0, "low": 0.5, "high": 1.5, "support": 4},
    ]
    with translation.override("en"):
        listing = module._fields(Profile("own", "Own", ("ict", "new"), "DED2"), figures, TITLES, "cited")

    assert [(row["title"], row["covered"], row["value"], row["support"]) for row in listing.rows] == [
        ("ICT", "yes", 1.0, 4), ("new", "yes", None, None), ("Health", "no", 2.0, 9),
    ]  # fmt: skip
    assert [bool(row[2].bar) for row in listing.first] == [True, False, True]
    assert (listing.citation, listing.at_first) == ("cited", 10)


def test_a_match_says_what_both_have_and_what_each_would_bring():
    with translation.override("en"):
        row = module._match(current_version(), suggested("<b>"), TITLES)

    assert {key: row[key] for key in ("name", "score", "both", "brings", "receives", "ties")} == {
        "name": "<b>", "score": 0.5, "both": "ICT", "brings": "Health, unheard-of", "receives": "", "ties": 7.0,
    }  # fmt: skip
    assert row["place"] == row["name_about"]


def test_members_are_told_by_name_and_natural_persons_not_at_all(veiled_lake, settings):
    lake, hidden = veiled_lake
    settings.CROSSFIELD = Settings(lake=str(lake.path))
    version = current_version()
    index = organisation_index(version)
    shown = next(code for code, row in index.rows.items() if is_shown(row))
    profile = Profile("own", "Own", (), "DED2", (*hidden, shown))
    with translation.override("de"):
        listing = module._members(version, profile, "")
        address = listing.address(listing.rows[0])

    assert [row["code"] for row in listing.rows] == [shown]
    assert address == ("name", f"/de/organisation/{shown}/")
