"""A named interface in a region: stored figures where its sides are known, counted ones else, never a sum of pairs."""

import pytest

from crossfield.config import Settings
from crossfield.errors import TableMissingError, UnknownNameError
from crossfield.lake.store import Lake
from crossfield.web.evidence.actions.named import compute_named
from crossfield.web.evidence.actions.vocabulary import adopt_vocabularies
from crossfield.web.evidence.models import NamedFigures
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
