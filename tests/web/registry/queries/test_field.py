"""What hangs on a field: found over all rooms, named only to those who may see it."""

import pytest

from crossfield.web.registry.models import Field, FieldDecision, NamedInterface
from crossfield.web.registry.queries.field import (
    FieldTitles,
    ended_fields,
    field_titles,
    fields_named,
    held_by,
    holders,
    interfaces_on,
)


@pytest.fixture
def field(db):
    return Field.objects.create(scheme="own", code="old", title_en="Old field", valid_to="2026-01-01")


def hang(field, **rest):
    made = NamedInterface.objects.create(name="An interface", **rest)
    made.side_a.add(field)
    return made


def test_references_to_fields_are_found_in_every_room_but_not_the_vocabularys_own(db):
    found = {(model, name) for model, name, _many in holders()}

    assert {(NamedInterface, "side_a"), (NamedInterface, "side_b"), (NamedInterface, "aims")} <= found
    assert not {Field, FieldDecision} & {model for model, _name in found}
    assert not any(model._meta.auto_created for model, _name in found)


def test_all_that_hangs_on_a_field_counts(field):
    assert held_by(field) == 0
    assert ended_fields() == []

    one = hang(field)
    one.aims.add(field)

    assert held_by(field) == 2
    assert ended_fields() == [(field, 2)]


def test_an_interface_is_named_only_to_those_who_may_see_it(field, make_user):
    owner, stranger = make_user("owner"), make_user("stranger")
    hidden = hang(field, owner=owner, institution=owner.institution)
    shown = hang(field, release="public")

    assert set(interfaces_on(field, owner)) == {hidden, shown}
    assert set(interfaces_on(field, stranger)) == {shown}
    assert set(interfaces_on(field, None)) == {shown}

    more = [Field.objects.create(scheme=field.scheme, code=f"more{number}") for number in range(3)]
    shown.side_b.add(*more)
    shown.aims.add(*more)
    assert list(interfaces_on(field, None)) == [shown]


@pytest.fixture
def named(db):
    told = (("one", "a", "Optik, Photonik", "Photonics"), ("one", "b", "", "AI"), ("two", "c", "", "ai"))
    return [
        Field.objects.create(scheme=scheme, code=code, title_de=german, title_en=english)
        for scheme, code, german, english in told
    ]


@pytest.mark.parametrize(
    ("text", "found", "strange"),
    [
        ("", "", []),
        ("photonics", "a", []),
        ("optik,  PHOTONIK", "a", []),
        ("AI, Optik, Photonik", "ba", []),
        ("Optik; Photonik", "", ["Optik", "Photonik"]),
        ("Photonics; a; Optik, Photonik", "a", []),
        ("Wood, AI; steel", "b", ["Wood", "steel"]),
        (" , ;", "", []),
    ],
)
def test_fields_are_known_by_title_in_either_language_and_by_code(named, text, found, strange):
    told, rest = fields_named(text, field_titles())

    assert ("".join(one.code for one in told), rest) == (found, strange)


def test_of_fields_that_are_called_alike_the_one_that_is_there_is_meant(named):
    assert fields_named("AI", field_titles(), {named[2].pk})[0] == [named[2]]


def test_fields_that_have_ended_are_not_chosen_by_name(field):
    assert fields_named("Old field", field_titles()) == ([], ["Old field"])


class Counted(dict):
    """Titles that count how often they are asked."""

    asked = 0

    def get(self, key, default=None):
        self.asked += 1
        return super().get(key, default)


def test_a_long_text_costs_as_many_looks_as_it_has_parts_times_the_commas_of_a_title(named):
    told = field_titles()
    counted = Counted(told.by_text)
    titles = FieldTitles(counted, told.by_key, told.most_parts)

    _found, strange = fields_named(",".join(["Energie"] * 3_000), titles)
    assert (len(strange), told.most_parts) == (3_000, 2)
    assert counted.asked == 2 * 3_000 - 1
