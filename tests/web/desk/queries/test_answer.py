"""Questions in the search and the pages that answer them; and what is no question."""

import csv
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.utils.translation import override
from tests.web.conftest import AUTHORISED

from crossfield.web.accounts.models import User
from crossfield.web.desk.queries.answer import answers_to
from crossfield.web.registry.actions.cluster import begin_membership, make_cluster
from crossfield.web.registry.actions.organisation import represent_organisation

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 27)
HERE = "/de/register/"


def read_questions():
    with Path(__file__).with_name("questions.csv").open(encoding="utf-8") as file:
        return [(row["question"], row["address"]) for row in csv.DictReader(file)]


@pytest.fixture
def manager(desk):
    desk.get("/de/about/imprint/")
    return User.objects.get()


@pytest.fixture
def known(manager, make_organisation):
    """Names in the table of questions → public ids; the own institution speaks for the first."""
    names = {"own": "Silicon Saxony e. V.", "biosaxony": "biosaxony", "netz": "Müller Netz (MN)"}
    made = {key: make_organisation(name) for key, name in names.items()}
    for one in made.values():
        make_cluster(one, by=None)
    represent_organisation(made["own"], by=manager, **AUTHORISED)
    made["firm"] = make_organisation("Muster Optik GmbH")
    return {key: one.public_id for key, one in made.items()}


def asked(text, user):
    with override("de"):
        return [one.address for one in answers_to(text, user=user, today=TODAY)]


def test_a_table_of_questions_leads_to_the_pages_that_answer_them(manager, known):
    wanted, found = {}, {}
    for question, address in read_questions():
        path = address.format(**known)
        full = f"/de{path}" if path.startswith("/") else f"{HERE}{path}"
        wanted[question] = [full] if address else []
        found[question] = asked(question, manager)

    assert found == wanted
    assert sum(bool(one) for one in wanted.values()) >= 40
    assert sum(not one for one in wanted.values()) >= 15


def test_each_page_that_answers_opens(desk, manager, known):
    addresses = {address for question, _address in read_questions() for address in asked(question, manager)}
    kinds = {(urlsplit(one).path, urlsplit(one).query.partition("=")[0]): one for one in addresses}

    assert {desk.get(one).status_code for one in kinds.values()} == {200}


def test_of_several_own_clusters_each_is_an_answer_and_of_none_one_is_chosen(desk, manager, make_organisation):
    chosen = asked("Mitglieder am 14. Juli 2014", manager)
    ids = []
    for name in ("One", "Two"):
        cluster = make_cluster(make_organisation(name), by=None)
        begin_membership(cluster, member=make_organisation(f"Member of {name}"), by=manager)
        ids.append(cluster.organisation.public_id)

    assert chosen == [f"{HERE}clusters/?on=2014-07-14"]
    assert asked("Mitglieder am 14. Juli 2014", manager) == [f"{HERE}clusters/{one}/?on=2014-07-14" for one in ids]
    page = desk.get(chosen[0]).content.decode()
    assert f'href="{HERE}clusters/{ids[0]}/?on=2014-07-14"' in page
    assert "Seine Seite zeigt die Mitglieder am 14. Juli 2014." in page


def test_whoever_does_not_read_the_register_gets_no_answer_from_it(make_user, known):
    visitor = make_user("eve", role="visitor")

    assert asked("Kontakte 2026", visitor) == []
    assert asked("Aufgaben", visitor) == []
    assert asked("Ansprechpartner bei Muster Optik", visitor) == []
    assert answers_to("Mitglieder am 14. Juli 2014", user=None, today=TODAY) == []


def test_a_name_that_two_clusters_begin_with_means_neither(manager, make_organisation):
    for name in ("Muster Nord", "Muster Süd"):
        make_cluster(make_organisation(name), by=None)

    assert asked("Mitglieder von Muster 2014", manager) == []
