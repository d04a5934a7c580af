"""Institutions: who works here, and who is whose partner."""

import pytest
from django.db.models import ProtectedError
from django.utils import translation

from crossfield.web.accounts.models import Institution

pytestmark = pytest.mark.django_db


def test_an_institution_is_called_by_its_name():
    assert str(Institution.objects.create(name="Biosaxony")) == "Biosaxony"


def test_institutions_stand_in_alphabetical_order():
    for name in ("Silicon", "Agentur", "Cluster"):
        Institution.objects.create(name=name)

    assert [str(one) for one in Institution.objects.all()] == ["Agentur", "Cluster", "Silicon"]


def test_two_of_one_name_stand_in_the_order_they_came():
    first, second = (Institution.objects.create(name="Same") for _ in range(2))

    assert list(Institution.objects.all()) == [first, second]


def test_who_is_a_partner_has_a_partner_and_nobody_else_has():
    home, partner, other = (Institution.objects.create(name=name) for name in ("Home", "Partner", "Other"))
    home.partners.add(partner)

    assert list(home.partners.all()) == [partner]
    assert list(partner.partners.all()) == [home]
    assert list(other.partners.all()) == []


def test_partners_of_partners_are_no_partners():
    first, middle, last = (Institution.objects.create(name=name) for name in ("First", "Middle", "Last"))
    middle.partners.add(first, last)

    assert list(first.partners.all()) == [middle]


def test_an_institution_with_people_is_not_deleted(make_user):
    user = make_user("ann")

    with pytest.raises(ProtectedError):
        user.institution.delete()

    assert list(user.institution.users.all()) == [user]


@pytest.mark.parametrize(
    ("language", "words"), [("de", ["Institution", "Institutionen"]), ("en", ["institution", "institutions"])]
)
def test_what_it_is_called_in_the_administration(language, words):
    with translation.override(language):
        found = [str(Institution._meta.verbose_name), str(Institution._meta.verbose_name_plural)]

    assert found == words
