"""Comparable regions and strategy on a region's page: the command line's figures, notes kept."""

from django.utils import translation

from crossfield.indicators.profile import region_profile
from crossfield.web.evidence.queries.data import current_version, open_data
from crossfield.web.evidence.queries.profile_tables import agreement_lines, read_profile
from crossfield.web.evidence.queries.region import MONEY_TABLES, region_view


def view_of(code, language):
    with translation.override(language):
        return region_view(current_version(), code, language)


def test_saxony_has_the_command_lines_peers_and_strategy():
    view = view_of("DED", "de")
    with open_data(current_version()) as frames:
        found = region_profile(frames, "DED", "saxony")
    peers, strategy = view.listings["peers"], view.listings["strategy"]

    assert [(row["peer"], row["distance"]) for row in peers.rows] == [
        (row["peer"], row["distance"]) for row in found["peers"]
    ]
    assert len(strategy.rows) == len(found["strategy"]["fields"]) + len(found["strategy"]["interfaces"])
    unknown = [row for row in strategy.rows if row["value"] is None]
    assert [(row["said"], row["note"]) for row in unknown] == [("nicht bekannt", "no joint project in Europe")]
    assert view.agreement == [
        "Erklärte Felder, die belegt sind: 1 von 16.",
        "Belegte Felder, die erklärt sind: 1 von 1.",
        "Erklärte Schnittstellen, die belegt sind: 0 von 1.",
        "Belegte Schnittstellen, die erklärt sind: nichts belegt.",
    ]


def test_a_region_that_declares_nothing_has_peers_only():
    assert set(view_of("AT", "en").listings) == {"fields", "peers", "organisations", *MONEY_TABLES}


def test_a_region_with_fewer_than_five_projects_has_neither():
    view = view_of("BE34", "en")

    assert (view.listings["peers"].rows, view.agreement) == ([], [])
    assert view.listings["peers"].empty.startswith("It takes five projects")


def test_a_data_version_without_the_table_has_neither():
    assert read_profile({}, "DED", "saxony") == {"peers": [], "strategy": None}


def test_what_is_undefined_says_why():
    row = {
        "kind": "interface",
        "measure": "revealed that is declared",
        "value": None,
        "support": 0,
        "note": "nothing revealed",
    }
    with translation.override("en"):
        said = agreement_lines({"agreement": [row, row | {"measure": "order"}]}, "en")

    assert said == ["Revealed interfaces that are declared: nothing revealed."]
