"""The network at an interface: whom the tables list, never a person, counted sentences, the rest by country."""

import pytest
from django.utils import translation

from crossfield.errors import UnknownNameError
from crossfield.indicators.partnership import organisation_links, organisations_at_interface
from crossfield.lake.store import Lake
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.network import network_drawing, network_sentences, network_view

PAIR = ("energy", "production")


def view(code="DED", language="en", pair=PAIR):
    with translation.override(language):
        return network_view(current_version(), code, *pair, language)


def test_organisations_are_those_of_the_table_that_may_be_named():
    with Lake().open() as frames:
        found = organisations_at_interface(frames, "saxony", PAIR)
        bridges = frames.read("bridge", scheme="saxony", field_a=PAIR[0], field_b=PAIR[1])
        named = {row["organisation"] for row in frames.read("organisation") if row["name"] and not row["person"]}

    assert [row["organisation"] for row in found] == sorted(
        row["organisation"] for row in bridges if row["organisation"] in named
    )


def test_a_person_is_not_in_a_network(own_lake):
    import pyarrow as pa
    import pyarrow.parquet as pq

    with own_lake.open() as frames:
        bridges = frames.read("bridge")
        organisations = frames.arrow("organisation")
        someone = bridges[0]["organisation"]
        flags = [code == someone for code in organisations.column("organisation").to_pylist()]
        place = organisations.column_names.index("person")
        pq.write_table(
            organisations.set_column(place, "person", pa.array(flags)), frames.folder / "organisation.parquet"
        )
    row = bridges[0]
    with own_lake.open() as frames:
        found = organisations_at_interface(frames, row["scheme"], (row["field_a"], row["field_b"]))
        assert someone not in {one["organisation"] for one in found}


def test_links_are_those_among_the_organisations():
    with Lake().open() as frames:
        codes = [row["organisation"] for row in organisations_at_interface(frames, "saxony", PAIR)][:60]
        links = organisation_links(frames, codes)
        stored = {
            (row["organisation_a"], row["organisation_b"], row["projects"]) for row in frames.read("organisation_tie")
        }

    assert links
    assert set(links) <= stored
    assert {code for a, b, _ in links for code in (a, b)} <= set(codes)


def test_the_regions_own_come_first_and_beyond_300_are_counted_by_country():
    shown = view()

    assert [row["is_own"] for row in shown.rows] == sorted((row["is_own"] for row in shown.rows), reverse=True)
    assert len(shown.rows) == 300
    assert shown.hidden == sum(row["organisations"] for row in shown.listings["rest"].rows)
    assert all(row["organisation"] and row["name"] for row in shown.rows)


def test_few_organisations_leave_no_rest():
    shown = view("DED2", pair=("machinery", "photonics"))

    assert shown.hidden == 0
    assert set(shown.listings) == {"organisations"}


def test_sentences_count_and_do_not_judge():
    rows = [{"organisation": code, "name": f"N{code}", "is_own": code < "c"} for code in "abcd"]

    said = network_sentences(rows, [("a", "c", 2), ("c", "d", 9), ("b", "c", 1), ("b", "d", 1)], 3, "Saxony", "en")
    assert said == [
        "7 organisations with a name are active in both fields, 2 of them of Saxony.",
        "Those of Saxony have worked with 2 others.",
        "Most joint projects with: Nc (3), Nd (1).",
    ]
    assert network_sentences(rows, [], 0, "Saxony", "en")[1].startswith("None of those of Saxony is known")
    assert network_sentences(rows[2:], [], 0, "Saxony", "en") == [
        "2 organisations with a name are active in both fields, 0 of them of Saxony."
    ]
    assert network_sentences([], [], 0, "Saxony", "en")[0].startswith("No organisation with a name")


@pytest.mark.parametrize("asked", [("XX", *PAIR), ("DED", "energy", "enrgy"), ("DED", "energy", "energy")])
def test_an_unknown_name_is_told(asked):
    with pytest.raises(UnknownNameError):
        network_view(current_version(), *asked, "en")


def test_the_drawing_holds_every_organisation_that_is_shown():
    drawn = network_drawing(current_version(), ("DED", *PAIR), "de")

    assert {knot["organisation"] for knot in drawn["spec"]["datasets"]["knots"]} == {
        row["organisation"] for row in view(language="de").rows
    }
