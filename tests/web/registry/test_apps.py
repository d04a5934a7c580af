"""Umlauts are letters: names are found whatever their case, on SQLite as on PostgreSQL."""

from datetime import date

import pytest
from django.db import connection
from django.db.models.functions import Lower
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossfield.web.registry.actions.cluster import make_cluster
from crossfield.web.registry.actions.event import list_guests, record_event
from crossfield.web.registry.models import Organisation
from crossfield.web.registry.queries.organisation import organisation_named, organisations_found

pytestmark = pytest.mark.django_db
LETTERS = "abcxyzäöüßéñABCXYZÄÖÜÉÑ %_-"


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("TÜV SÜD AG", "TÜV Süd AG"),
        ("Ökotec GmbH", "ÖKOTEC GMBH"),
        ("ÖKOTEC GMBH", "ökotec gmbh"),
        ("Société Générale", "SOCIÉTÉ GÉNÉRALE"),
        ("Łukasiewicz", "łukasiewicz"),
    ],
)
def test_a_name_is_found_whatever_the_case_of_its_letters(make_organisation, make_user, kept, typed):
    known = make_organisation(kept)
    event = record_event("E", by=make_user("ann", role="manager"), kind="fair", day=date(2026, 1, 1))

    assert organisation_named(typed) == known
    assert list(organisations_found(typed[:4])) == [known]
    assert list_guests(event, by=event.owner, names=[typed], state="invited") == (1, 1)
    assert event.guests.get().organisation == known


def test_signs_of_queries_mean_themselves(make_organisation):
    one, other = make_organisation("100 % Öko"), make_organisation("100 x Öko")

    assert [list(organisations_found(text)) for text in ("100 %", "% ö", "_", "öko")] == [
        [one],
        [one],
        [],
        [one, other],
    ]


def test_clusters_are_narrowed_down_by_a_name_with_an_umlaut(desk, make_organisation):
    for name in ("Ökocluster", "Other cluster"):
        make_cluster(make_organisation(name), by=None)
    page = desk.get(reverse("register_clusters"), {"q": "öKO"}).content.decode()

    assert ("Ökocluster" in page, "Other cluster" in page) == (True, False)


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(LETTERS, min_size=1, max_size=12))
def test_the_database_writes_small_as_the_program_does(name):
    one = Organisation.objects.create(name=name)

    assert Organisation.objects.filter(pk=one.pk).values_list(Lower("name"), flat=True).get() == name.lower()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL does it by itself")
def test_what_is_no_text_is_answered_as_sqlite_does():
    with connection.cursor() as cursor:
        cursor.execute("SELECT LOWER(NULL), LOWER(7), LOWER('É')")
        assert cursor.fetchone() == (None, "7", "é")
