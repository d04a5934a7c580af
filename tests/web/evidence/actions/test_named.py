"""Counting a named interface: once per data version, level and choice of fields, and never logged."""

import pytest

from crossfield.config import Settings
from crossfield.errors import CrossfieldError, TableMissingError
from crossfield.web.accounts.models import LogEntry
from crossfield.web.evidence.actions.named import compute_named
from crossfield.web.evidence.actions.vocabulary import adopt_vocabularies
from crossfield.web.evidence.models import NamedFigures
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.registry.actions.interface import Sides, name_interface
from crossfield.web.registry.models import Field, NamedInterface

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(settings, small_lake):
    settings.CROSSFIELD = Settings(lake=str(small_lake.path))
    adopt_vocabularies()
    return current_version()


@pytest.fixture
def make_interface(version, make_user):
    ann = make_user("ann")

    def made(a, b):
        codes = {one.code: one.public_id for one in Field.objects.filter(scheme="saxony", valid_to__isnull=True)}
        sides = Sides(tuple(codes[code] for code in a), tuple(codes[code] for code in b))
        return name_interface("Eigene", by=ann, sides=sides, language="de")

    return made


def test_each_level_is_counted_once(make_interface, version):
    one = make_interface(["ict", "photonics"], ["health"])
    told = [compute_named(one, version=version, level=level) for level in (0, 1, 0, 1)]

    assert told == [True, True, False, False]
    kept = NamedFigures.objects.order_by("level").values_list("level", "data_version", "sides")
    assert list(kept) == [(level, version, "health × ict;photonics") for level in (0, 1)]


def test_rows_are_of_that_interface_and_level_alone_and_counted_in_whole_projects(make_interface, version):
    one = make_interface(["ict"], ["health"])
    compute_named(one, version=version, level=0)
    rows = NamedFigures.objects.get().rows

    assert {row["scheme"] for row in rows} == {f"saxony:{one.public_id}"}
    assert {row["level"] for row in rows} == {0}
    assert len({row["region"] for row in rows}) == len(rows)
    assert [row["region"] for row in rows if row["support"] != int(row["support"])] == []


def test_what_is_undefined_is_null_with_a_note(make_interface, version):
    one = make_interface(["ict"], ["health"])
    compute_named(one, version=version, level=2)
    rows = NamedFigures.objects.get().rows

    assert [row["region"] for row in rows if row["strength"] is None and not row["note"]] == []
    assert [row["region"] for row in rows if row["strength"] != row["strength"]] == []


def test_the_other_way_round_it_has_the_same_figures(make_interface, version):
    for sides in ((["ict"], ["health"]), (["health"], ["ict"])):
        compute_named(make_interface(*sides), version=version, level=0)
    one, other = NamedFigures.objects.order_by("pk")

    assert one.sides == other.sides == "health × ict"
    asked = ("region", "strength", "joint", "support")
    assert [[row[name] for name in asked] for row in one.rows] == [[row[name] for name in asked] for row in other.rows]


def test_a_wider_side_joins_no_fewer_projects(make_interface, version):
    narrow, wide = make_interface(["ict"], ["health"]), make_interface(["ict"], ["health", "energy"])
    for one in (narrow, wide):
        compute_named(one, version=version, level=0)
    few, many = ({row["region"]: row["support"] for row in one.figures.get().rows} for one in (narrow, wide))

    assert [region for region, support in few.items() if support > many.get(region, 0)] == []


def test_a_changed_side_is_counted_anew_beside_the_old_one(make_interface, version):
    one = make_interface(["ict"], ["health"])
    compute_named(one, version=version, level=0)
    one.side_b.set(Field.objects.filter(scheme="saxony", code="energy"))
    changed = NamedInterface.objects.get(pk=one.pk)

    assert compute_named(changed, version=version, level=0) is True
    assert list(one.figures.order_by("pk").values_list("sides", flat=True)) == ["health × ict", "energy × ict"]


def test_counting_is_not_logged(make_interface, version):
    one, before = make_interface(["ict"], ["health"]), LogEntry.objects.count()
    compute_named(one, version=version, level=0)

    assert LogEntry.objects.count() == before


def test_without_records_nothing_is_kept(make_user):
    adopt_vocabularies()
    codes = {one.code: one.public_id for one in Field.objects.filter(scheme="saxony", valid_to__isnull=True)}
    sides = Sides((codes["materials"],), (codes["automotive"], codes["machinery"]))
    one = name_interface("Eigene", by=make_user("ann"), sides=sides, language="de")
    with pytest.raises(TableMissingError) as error:
        compute_named(one, version=current_version(), level=1)

    assert error.value.hint
    assert NamedFigures.objects.count() == 0


def test_a_version_that_is_not_there_is_told(make_interface):
    with pytest.raises(CrossfieldError):
        compute_named(make_interface(["ict"], ["health"]), version="2000-01-01T000000Z-aaaaaa", level=0)

    assert NamedFigures.objects.count() == 0
