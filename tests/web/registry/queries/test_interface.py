"""Named interfaces: who sees which, with their fields in one question each."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crossfield.web.accounts.models import Institution
from crossfield.web.accounts.models.release import Release
from crossfield.web.registry.models import Field, NamedInterface
from crossfield.web.registry.queries.interface import interface_asked, interfaces_for


@pytest.fixture
def people(make_user):
    home, partner = Institution.objects.create(name="Home"), Institution.objects.create(name="Partner")
    home.partners.add(partner)
    owner = make_user("owner", home)
    for level in Release.values:
        NamedInterface.objects.create(name=level, owner=owner, institution=home, release=level)
    others = {"colleague": make_user("colleague", home), "partner": make_user("partner", partner)}
    return {"owner": owner, **others, "stranger": make_user("stranger"), "nobody": None}


@pytest.mark.parametrize(
    ("reader", "seen"),
    [
        ("owner", ["institution", "own", "partners", "public"]),
        ("colleague", ["institution", "partners", "public"]),
        ("partner", ["partners", "public"]),
        ("stranger", ["public"]),
        ("nobody", ["public"]),
    ],
)
def test_each_reader_sees_what_is_released(people, reader, seen):
    assert [found.name for found in interfaces_for(people[reader])] == seen


def test_signs_that_no_database_takes_are_left_out_of_what_an_address_names(people):
    named = NamedInterface.objects.get(name="public")
    for code in ("a", "b"):
        Field.objects.create(scheme="s", code=code)
    sides = {"scheme": "s\0", "side_a": "\0a", "side_b": "b\0"}

    assert interface_asked({"interface": f"\0{named.public_id}"}, people["nobody"]) == {"interface": named}
    assert [one.code for one in interface_asked(sides, people["nobody"]).values()] == ["a", "b"]
    assert interface_asked({"interface": "\0"}, None) == {}


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 30])
def test_fields_are_read_at_once(count):
    field = Field.objects.create(scheme="s", code="ict")
    for number in range(count):
        made = NamedInterface.objects.create(name=f"I{number:02}", release="public")
        for side in (made.side_a, made.side_b, made.aims):
            side.add(field)

    with CaptureQueriesContext(connection) as asked:
        found = [[one.code for one in made.side_a.all()] for made in interfaces_for(None)]

    assert (found, len(asked)) == ([["ict"]] * count, 4)
