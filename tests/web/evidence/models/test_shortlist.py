"""Entries of shortlists: once for each owner as long as they are on it, in an order of their own."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from crossfield.web.evidence.models import ShortlistEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def add(make_user):
    owners = {}

    def added(name="Fraunhofer <b>", by="ann", **rest):
        owner = owners.setdefault(by, None) or make_user(by)
        owners[by] = owner
        given = {"kind": "organisation", "code": "1", "language": "de", "asked": "Energie", "data_version": "v"}
        return ShortlistEntry.objects.create(name=name, owner=owner, institution=owner.institution, **given | rest)

    return added


def test_a_thing_is_on_a_list_once(add):
    kept = add()
    with pytest.raises(IntegrityError), transaction.atomic():
        add("the same under another name")

    assert [str(one) for one in ShortlistEntry.objects.all()] == ["Fraunhofer <b>"]
    assert kept.release == "own"


@pytest.mark.parametrize("other", [{"kind": "cluster"}, {"code": "2"}, {"by": "bob"}])
def test_another_kind_code_or_owner_is_another_entry(add, other):
    add()
    add(**other)

    assert ShortlistEntry.objects.count() == 2


def test_what_was_taken_off_may_come_back_and_go_again(add):
    for _ in range(3):
        one = add()
        one.removed = timezone.now()
        one.save()
    add()

    assert ShortlistEntry.objects.filter(removed__isnull=True).count() == 1
    assert ShortlistEntry.objects.count() == 4


def test_the_order_is_the_owners_and_then_that_of_writing(add):
    for code, position in (("1", 2), ("2", 1), ("3", 2), ("4", 0)):
        add(code, code=code, position=position)

    assert [one.code for one in ShortlistEntry.objects.all()] == ["4", "2", "1", "3"]
