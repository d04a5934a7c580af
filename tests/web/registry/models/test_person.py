"""People in the database: what goes with them, what stays, and what the columns refuse."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from crossfield.web.registry.actions.person import add_detail, add_person
from crossfield.web.registry.models import ConsentEntry, Person, PersonDetail, PersonFunction

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(make_user):
    return make_user("ann", role="manager")


@pytest.fixture
def person(manager, make_organisation):
    made = add_person("Test Muster", by=manager, functions=[(make_organisation("One"), "Head")])
    add_detail(made, by=manager, kind="mail", value="a@b.de", purpose="news", basis="consent", way="talk")
    return made


def test_with_a_person_go_functions_and_details_and_the_consent_log_stays(person):
    Person.objects.get().delete()

    assert (PersonFunction.objects.count(), PersonDetail.objects.count(), ConsentEntry.objects.count()) == (0, 0, 1)


def test_an_organisation_with_people_stays(person):
    with pytest.raises(ProtectedError):
        person.functions.get().organisation.delete()


def test_a_function_stands_once(person):
    function = person.functions.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonFunction.objects.create(person=person, organisation=function.organisation, function="Head")

    assert person.functions.count() == 1


def test_each_is_called_as_people_call_it(person, manager):
    detail = PersonDetail.objects.get()

    assert (str(person), str(person.functions.get()), str(detail)) == (
        "Test Muster", "Head, One", "mail address: a@b.de",
    )  # fmt: skip
    assert detail.institution_id == manager.institution_id
    assert (detail.owner, detail.seen) == (manager, "readers")
