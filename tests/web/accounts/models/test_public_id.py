"""Public ids cannot be counted, guessed or misread."""

import math

import pytest

from crossfield.web.accounts.models import Institution, User
from crossfield.web.accounts.models.public_id import ALPHABET, LENGTH, new_public_id, public_id_field


def test_an_id_is_sixteen_signs_of_the_alphabet():
    made = [new_public_id() for _ in range(200)]

    assert {len(one) for one in made} == {LENGTH} == {16}
    assert set("".join(made)) <= set(ALPHABET)
    assert len(set(made)) == 200


def test_no_sign_is_misread_for_another():
    assert set(ALPHABET) & set("0o1il") == set()
    assert len(set(ALPHABET)) == len(ALPHABET) == 31
    assert ALPHABET.lower() == ALPHABET


def test_an_id_is_too_long_to_be_guessed():
    assert LENGTH * math.log2(len(ALPHABET)) > 79


def test_the_column_is_unique_and_in_no_form():
    column = public_id_field()

    assert (column.unique, column.editable, column.max_length) == (True, False, 16)
    assert column.default is new_public_id


@pytest.mark.django_db
def test_two_rows_have_two_ids_and_keep_them():
    first, second = Institution.objects.create(name="A"), Institution.objects.create(name="A")
    before = first.public_id

    first.name = "B"
    first.save()

    assert first.public_id != second.public_id
    assert Institution.objects.get(name="B").public_id == before


@pytest.mark.django_db
def test_an_id_says_nothing_of_the_row():
    user = User.objects.create_user("ann@example.org", "correct horse staple")

    assert str(user.pk) != user.public_id
    assert "ann" not in user.public_id
