"""Naming interfaces: for oneself, with fields on both sides; changed, released, removed and restored by the owner."""

import pytest
from django.utils import translation

from crossfield.errors import NotAllowedError, UnknownNameError, WrongStateError
from crossfield.web.accounts.models import LogEntry, SearchEntry
from crossfield.web.registry.actions.field import adopt_fields
from crossfield.web.registry.actions.interface import (
    Sides,
    change_interface,
    name_interface,
    release_interface,
    remove_interface,
    restore_interface,
)
from crossfield.web.registry.models import Field, NamedInterface
from crossfield.web.registry.queries.interface import interfaces_for, removed_interfaces_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def fields():
    keys = {"kind": None, "title_de": "", "title_en": "", "position": 1}
    adopt_fields([{"scheme": "s", "field": code, **keys} for code in ("a", "b", "c")])
    adopt_fields([{"scheme": "t", "field": "x", **keys}])
    return {one.code: one.public_id for one in Field.objects.all()}


@pytest.fixture
def ann(make_user):
    return make_user("ann")


@pytest.fixture
def made(ann, fields):
    sides = Sides((fields["a"],), (fields["b"],), (fields["c"],))
    return name_interface(" Eigene ", by=ann, sides=sides, language="de", remark="why")


def test_it_is_its_owners_and_private(ann, made):
    assert (made.name, made.owner, made.institution, made.release) == ("Eigene", ann, ann.institution, "own")
    assert [one.code for side in (made.side_a, made.side_b, made.aims) for one in side.all()] == ["a", "b", "c"]
    entry = LogEntry.objects.get(verb="name_interface")
    assert (entry.by, entry.fields) == (ann.public_id, ["aims", "name", "side_a", "side_b"])
    assert SearchEntry.objects.get(kind="named").owner == ann.public_id


@pytest.mark.parametrize(
    ("name", "sides", "said"),
    [
        ("", ("a", "b"), "no name"),
        ("  ", ("a", "b"), "no name"),
        ("N", ("", "b"), "at least one field"),
        ("N", ("a", ""), "at least one field"),
        ("N", ("ab", "b"), "both sides: b"),
        ("N", ("a", "x"), "two vocabularies"),
        ("N", ("a", "?"), "at least one field"),
    ],
)
def test_what_is_no_interface_is_refused_with_the_reason(ann, fields, name, sides, said):
    chosen = [tuple(fields.get(code, "nothing") for code in side) for side in sides]

    with pytest.raises(WrongStateError, match=said):
        name_interface(name, by=ann, sides=Sides(*chosen), language="de")
    assert NamedInterface.objects.count() == 0


def test_a_field_that_has_ended_cannot_be_chosen(ann, fields):
    keys = {"kind": None, "title_de": "", "title_en": "", "position": 1}
    adopt_fields([{"scheme": "s", "field": "a", **keys}])

    with pytest.raises(WrongStateError):
        name_interface("N", by=ann, sides=Sides((fields["a"],), (fields["b"],)), language="de")


def test_its_owner_changes_it(ann, made, fields):
    change_interface(made, by=ann, version=1, name="Andere", sides=Sides((fields["b"],), (fields["c"],)))
    made.refresh_from_db()

    assert [one.code for side in (made.side_a, made.side_b, made.aims) for one in side.all()] == ["b", "c"]
    assert list(SearchEntry.objects.filter(kind="named").values_list("text", flat=True)) == ["Andere"]


def test_who_saves_upon_a_version_that_is_no_longer_there_is_told(ann, made, fields):
    change_interface(made, by=ann, version=1, name="First", sides=Sides((fields["a"],), (fields["b"],)))

    with pytest.raises(WrongStateError) as error:
        change_interface(made, by=ann, version=1, name="Second", sides=Sides((fields["b"],), (fields["c"],)))

    kept = NamedInterface.objects.get()
    assert error.value.message == "This interface has been saved since you opened the form."
    assert (kept.name, kept.version, [one.code for one in kept.side_a.all()]) == ("First", 2, ["a"])


def test_it_is_removed_and_brought_back(ann, made):
    remove_interface(made, by=ann)
    gone = (list(interfaces_for(ann)), list(removed_interfaces_for(ann)), SearchEntry.objects.count())
    restore_interface(made, by=ann)

    assert gone == ([], [made], 0)
    assert list(interfaces_for(ann)) == [made]
    assert SearchEntry.objects.count() == 1


def test_release_is_noted_with_who_and_when(ann, made, make_user):
    release_interface(made, by=ann, release="public")

    assert (made.release, made.released_by) == ("public", ann)
    assert made.released_at is not None
    assert list(interfaces_for(make_user("eve"))) == [made]
    with pytest.raises(UnknownNameError):
        release_interface(made, by=ann, release="world")


def test_nobody_else_changes_it(made, make_user, fields):
    eve = make_user("eve")
    acts = [
        lambda: change_interface(made, by=eve, version=1, name="X", sides=Sides((fields["a"],), (fields["b"],))),
        lambda: release_interface(made, by=eve, release="public"),
        lambda: remove_interface(made, by=eve),
        lambda: restore_interface(made, by=eve),
    ]
    for act in acts:
        with pytest.raises(NotAllowedError):
            act()

    assert NamedInterface.objects.get().name == "Eigene"
    assert list(interfaces_for(eve)) == []


def test_it_is_called_by_its_other_name_in_the_other_language(made):
    made.other_name = "Own"

    assert (made.title("de"), made.title("en")) == ("Eigene", "Own")
    made.other_name = ""
    assert made.title("en") == "Eigene"


def test_a_name_in_the_other_language_leaves_the_first_as_it_is(ann, made, fields):
    sides = Sides((fields["a"],), (fields["b"],))
    change_interface(made, by=ann, version=1, name="Eigene", other_name="  Own  one ", sides=sides)
    change_interface(made, by=ann, version=2, name="Eigene Zwei", sides=sides)
    kept = NamedInterface.objects.get()

    assert (kept.name, kept.other_name, kept.language) == ("Eigene Zwei", "Own one", "de")
    first, second = LogEntry.objects.filter(verb="change_interface").order_by("pk")
    assert ("other_name" in first.fields, "other_name" in second.fields) == (True, False)
    change_interface(kept, by=ann, version=3, name="Eigene Zwei", other_name="", sides=sides)
    assert NamedInterface.objects.get().title("en") == "Eigene Zwei"


def test_a_name_is_cut_and_its_markup_stays_text(ann, fields):
    sides = Sides((fields["a"],), (fields["b"],))
    long = name_interface(f" {'ä' * 201} ", by=ann, sides=sides, language="de")
    markup = name_interface("<b>x</b>", by=ann, sides=sides, language="en", remark="=1+1")

    assert (long.name, markup.name, markup.remark) == ("ä" * 200, "<b>x</b>", "=1+1")


def test_an_aim_that_is_unknown_or_said_twice_counts_for_what_it_is(ann, fields):
    sides = Sides((fields["a"], fields["a"]), (fields["b"],), (fields["c"], fields["c"], "nothing", fields["x"]))
    made = name_interface("N", by=ann, sides=sides, language="de")

    assert [one.code for one in made.side_a.all()] == ["a"]
    assert sorted(one.code for one in made.aims.all()) == ["c", "x"]


def test_a_change_that_is_refused_leaves_it_as_it_was(ann, made, fields):
    for name, sides in (("", Sides((fields["b"],), (fields["c"],))), ("N", Sides((fields["b"],), (fields["b"],)))):
        with pytest.raises(WrongStateError):
            change_interface(made, by=ann, version=1, name=name, sides=sides)
    kept = NamedInterface.objects.get()

    assert (kept.name, kept.remark, [one.code for one in kept.side_a.all()]) == ("Eigene", "why", ["a"])
    assert LogEntry.objects.filter(verb="change_interface").count() == 0


@pytest.mark.parametrize(
    ("name", "sides", "said"),
    [
        (" ", ("a", "b"), "Die Schnittstelle hat noch keinen Namen."),
        ("N", ("b", "b"), "Ein Feld steht auf beiden Seiten: b."),
        ("N", ("a", "x"), "Die Felder gehören zu zwei Vokabularen."),
    ],
)
def test_what_is_refused_is_told_in_german(ann, fields, name, sides, said):
    with translation.override("de"), pytest.raises(WrongStateError) as error:
        name_interface(name, by=ann, sides=Sides(*((fields[code],) for code in sides)), language="de")

    assert error.value.message == said


def test_both_names_are_found_in_their_languages_until_it_is_removed(ann, made):
    made.other_name = "Own"
    made.save()
    release_interface(made, by=ann, release="institution")
    found = set(SearchEntry.objects.filter(kind="named").values_list("text", "language"))
    remove_interface(made, by=ann)

    assert found == {("Eigene", "de"), ("Own", "en")}
    assert SearchEntry.objects.filter(kind="named").count() == 0


def test_each_act_has_one_line_of_the_log_and_none_holds_a_name(ann, fields):
    sides = Sides((fields["a"],), (fields["b"],))
    made = name_interface("secret", by=ann, sides=sides, language="de", remark="secret")
    change_interface(made, by=ann, version=1, name="secret two", sides=sides)
    release_interface(made, by=ann, release="partners")
    remove_interface(made, by=ann)
    restore_interface(made, by=ann)

    lines = LogEntry.objects.filter(public_id=made.public_id).order_by("pk")
    assert list(lines.values_list("verb", "fields")) == [
        ("name_interface", ["aims", "name", "side_a", "side_b"]),
        ("change_interface", ["aims", "name", "remark", "side_a", "side_b"]),
        ("release_interface", ["release"]),
        ("remove_interface", ["removed"]),
        ("restore_interface", ["removed"]),
    ]
    assert "secret" not in str(list(LogEntry.objects.values()))
