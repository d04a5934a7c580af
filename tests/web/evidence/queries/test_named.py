"""A named interface in a region: stored figures where its sides are known, counted ones else, never a sum of pairs."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from crossfield.config import Settings
from crossfield.errors import TableMissingError, UnknownNameError
from crossfield.lake.store import Lake
from crossfield.web.evidence.actions.named import compute_named
from crossfield.web.evidence.actions.vocabulary import adopt_vocabularies
from crossfield.web.evidence.models import NamedFigures
from crossfield.web.evidence.queries import named as module
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.named import Named, named_entries, named_view
from crossfield.web.evidence.queries.region import find_region
from crossfield.web.registry.actions.interface import Sides, name_interface
from crossfield.web.registry.models import Field, NamedInterface

pytestmark = pytest.mark.django_db


@pytest.fixture
def starter(db):
    adopt_vocabularies()
    return Lake().current()


@pytest.fixture
def small(settings, small_lake):
    settings.CROSSFIELD = Settings(lake=str(small_lake.path))
    adopt_vocabularies()
    return current_version()


def own(user, a, b):
    codes = {one.code: one.public_id for one in Field.objects.filter(scheme="saxony", valid_to__isnull=True)}
    sides = Sides(tuple(codes[code] for code in a), tuple(codes[code] for code in b))
    return name_interface("Eigene", by=user, sides=sides, language="de")


def test_c3_has_the_figures_that_the_data_version_was_built_with(starter):
    view = named_view(NamedInterface.objects.get(name="C3-Saxony"), starter, "DED", "en")
    with Lake().open() as frames:
        asked = {"scheme": "saxony:c3", "region": "DED", "counting": "fractional", "level": 1}
        (stored,) = frames.read("interface_figure", **asked)

    assert view.figures == stored
    assert view.answer.startswith("Whether C3-Saxony is more at home in Sachsen")
    assert [look.name for look in view.looks] == ["strength", "bridges", "synergy", "potential", "gap"]
    assert next(row["value"] for row in view.listings["figures"].rows) == stored["strength"]
    assert not view.can_compute


def test_its_pairs_and_projects_are_listed_and_not_added_up(starter):
    view = named_view(NamedInterface.objects.get(name="C3-Saxony"), starter, "DED", "de")
    pairs, projects = view.listings["pairs"].rows, view.listings["projects"].rows

    assert {(row["field_a"], row["field_b"]) for row in pairs} == {
        ("biotechnology", "ict"),
        ("health", "ict"),
        ("biotechnology", "microelectronics"),
        ("health", "microelectronics"),
    }
    assert len(projects) == len({row["project"] for row in projects}) == view.figures["support"]
    assert view.listings["organisations"].rows[0]["name"] == "TECHNISCHE UNIVERSITAET DRESDEN"


def test_without_records_a_new_one_says_what_is_counted_and_what_not(starter, make_user):
    made = own(make_user("ann"), ["materials"], ["automotive", "machinery"])
    view = named_view(made, starter, "DED", "en")

    assert (view.figures, view.looks, view.can_compute) == (None, [], False)
    assert view.answer == "In Sachsen 1 project joins both sides."
    assert "figures" not in view.listings
    with pytest.raises(TableMissingError):
        compute_named(made, version=starter, level=1)


def test_with_records_it_is_counted_once_per_version_and_choice(small, make_user):
    made = own(make_user("ann"), ["ict", "photonics"], ["health"])
    region = named_entries(made.owner, small, find_region(small, "DE"), "en")
    first = named_view(made, small, "DE", "en")

    assert region[-1]["said"].endswith("Health")
    assert first.can_compute
    assert compute_named(made, version=small, level=0)
    assert not compute_named(made, version=small, level=0)
    view = named_view(made, small, "DE", "en")
    assert not view.can_compute
    assert (view.figures["region"], view.figures["scheme"]) == ("DE", f"saxony:{made.public_id}")
    assert view.figures["support"] == len(view.listings["projects"].rows)
    assert str(NamedFigures.objects.get()) == f"Eigene ({small}, NUTS 0)"


def test_other_fields_have_other_figures(small, make_user):
    made = own(make_user("ann"), ["ict"], ["health"])
    compute_named(made, version=small, level=0)
    made.side_b.set(Field.objects.filter(scheme="saxony", code="energy"))
    made = NamedInterface.objects.get(pk=made.pk)

    assert named_view(made, small, "DE", "en").can_compute


def test_sides_are_the_same_whichever_comes_first():
    one = Named("1", "T", ("a", "b"), ("c",), ())
    other = Named("2", "U", ("c",), ("a", "b"), ("d",))

    assert one.sides == other.sides == "a;b × c"


def test_an_unknown_region_is_told(starter):
    with pytest.raises(UnknownNameError):
        named_view(NamedInterface.objects.get(name="C3-Saxony"), starter, "XYZ", "de")


@pytest.mark.parametrize(
    ("projects", "german", "english"),
    [
        (0, "In Sachsen verbindet noch kein Projekt beide Seiten.", "In Sachsen no project joins both sides yet."),
        (1, "In Sachsen verbindet 1 Projekt beide Seiten.", "In Sachsen 1 project joins both sides."),
        (1234, "In Sachsen verbinden 1.234 Projekte beide Seiten.", "In Sachsen 1,234 projects join both sides."),
    ],
)
def test_what_is_counted_is_said(projects, german, english):
    said = []
    for language in ("de", "en"):
        with translation.override(language):
            said.append(module._counted("Sachsen", projects, language))

    assert said == [german, english]


def figures(region="DED", strength=1.5, support=8):
    row = {"region": region, "support": support, "bridging_organisations": 3, "note": "few records"}
    for place, key in enumerate(module.FIGURES):
        row |= {key: strength if key == "strength" else float(place), f"{key}_low": 0.5, f"{key}_high": None}
    return row


def test_figures_stand_in_one_table_each_with_its_records():
    with translation.override("en"):
        listing = module.figures_listing(figures(), "cited")

    assert [(row["figure"], row["value"], row["support"]) for row in listing.rows] == [
        ("Strength", 1.5, 8),
        ("Bridges", 1.0, 3),
        ("Synergy", 2.0, 8),
        ("Potential", 3.0, 8),
        ("Unused potential", 4.0, 8),
    ]
    assert {(row["low"], row["high"], row["note"]) for row in listing.rows} == {(0.5, None, "few records")}
    assert listing.citation == "cited"


def test_elsewhere_are_regions_that_have_projects_the_strongest_first_and_unknown_figures_last():
    labels = {code: code.lower() for code in ("DED", "AT1", "BE1", "CZ0", "DK0")}
    rows = [
        figures("DED", 9.0), figures("AT1", None), figures("BE1", 1.0), figures("CZ0", 2.0), figures("DK0", 5.0, 0),
        figures("XX9", 7.0),
    ]  # fmt: skip
    with translation.override("en"):
        listing = module._regions(rows, "DED", labels, "")

    assert [(row["region"], row["label"], row["strength"]) for row in listing.rows] == [
        ("CZ0", "cz0", 2.0), ("BE1", "be1", 1.0), ("AT1", "at1", None),
    ]  # fmt: skip


def test_at_most_thirty_regions_are_named_and_equal_ones_stand_by_code():
    rows = [figures(f"R{number:02}", 1.0) for number in reversed(range(35))]
    listing = module._regions(rows, "DED", {row["region"]: "x" for row in rows}, "")

    assert [row["region"] for row in listing.rows] == [f"R{number:02}" for number in range(module.MOST_REGIONS)]


@pytest.mark.parametrize(
    ("fields", "side", "said"),
    [
        ({"ict": 2, "health": 1}, ("ict", "health"), "ICT (2), health (1)"),
        ({"ict": 2}, ("health", "ict"), "ICT (2)"),
        ({"ict": 0}, ("ict",), ""),
        ({}, ("ict",), ""),
    ],
)
def test_a_side_names_the_fields_somebody_works_in(fields, side, said):
    assert module._said(fields, side, {"ict": "ICT"}) == said


codes = st.lists(st.sampled_from(["a", "b", "c", "d"]), min_size=1, max_size=3, unique=True).map(
    lambda found: tuple(sorted(found))
)


@given(codes, codes)
def test_what_figures_are_kept_under_does_not_depend_on_the_order_of_sides(one, other):
    there, back = Named("1", "T", one, other, ()), Named("2", "U", other, one, ())

    assert there.sides == back.sides
    assert {tuple(side.split(";")) for side in there.sides.split(" × ")} == {one, other}
    assert (there.union("saxony").side_a, there.union("saxony").side_b) == (one, other)
