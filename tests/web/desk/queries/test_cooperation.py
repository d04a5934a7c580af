"""Cooperations as tables: counts are of all, whatever the page shows, and each name leads on."""

import pytest
from django.utils import translation

from crossfield.web.desk.queries.cooperation import TABLES, cooperations_view, interface_title
from crossfield.web.registry.actions.cooperation import prove_cooperation, record_cooperation
from crossfield.web.registry.models import Cooperation, Field, NamedInterface
from crossfield.web.registry.queries.cooperation import cooperations_for

pytestmark = pytest.mark.django_db
COUNTRIES = {"DE": "Germany", "CZ": "Czechia"}


@pytest.fixture
def manager(make_user):
    return make_user("ann", role="manager")


def seen_by(user, **asked):
    return cooperations_view(cooperations_for(user), user, COUNTRIES, "en", **asked)


@pytest.fixture
def three(manager, make_organisation):
    """Three cooperations of a German and a Czech partner, one of them documented."""
    partners = [(make_organisation(*one), "partner", "") for one in (("A", "DED21"), ("B", "CZ01"))]
    made = [record_cooperation(f"C{number}", by=manager, kind="project", partners=partners) for number in range(3)]
    prove_cooperation(made[0], by=manager, source="s", title="t", address="https://example.org")
    return made


def test_counts_are_of_all_and_the_caption_says_how_many_are_shown(manager, three):
    view = seen_by(manager, shown=2)

    assert len(view.listing.rows) == 2
    assert view.listing.caption == "Cooperations: the first 2 of 3 rows"
    assert view.answer == (
        "3 cooperations are recorded. Confirmed by both sides: 0; documented: 1; stated by one side only: 2."
    )
    whole = seen_by(manager)
    assert (len(whole.listing.rows), whole.answer, whole.listing.caption) == (3, view.answer, "Cooperations")
    assert seen_by(manager, name="countries").answer == (
        "3 cooperations are recorded with partners from 2 countries. Confirmed by both sides: 0; documented: 1; stated "
        "by one side only: 2."
    )


def test_a_table_names_its_rows_in_words_and_leads_on(manager, three):
    listings = {name: seen_by(manager, name=name).listing for name in TABLES}
    counts = {"cooperations": 3, "confirmed": 0, "documented": 1, "stated": 2}
    countries, partners = listings["countries"], listings["partners"]

    assert countries.rows == [
        {"name": "Czechia", "address": "/en/register/cooperations/?country=CZ", **counts},
        {"name": "Germany", "address": "/en/register/cooperations/?country=DE", **counts},
    ]
    assert [row["name"] for row in partners.rows] == ["A", "B"]
    organisation = three[0].partners.get(position=0).organisation
    assert partners.address(partners.rows[0]) == ("name", f"/en/register/organisations/{organisation.public_id}/")
    assert listings["interfaces"].rows == []


def test_nothing_is_said_of_nothing(manager):
    for name in TABLES:
        view = seen_by(manager, name=name)
        assert (view.answer, view.listing.rows, view.left_out) == ("No cooperation is recorded here yet.", [], "")


@pytest.mark.parametrize(("language", "pair"), [("en", "Light × Health"), ("de", "Licht × Gesundheit")])
def test_an_interface_is_called_by_its_name_else_by_its_fields(language, pair):
    light = Field(scheme="s", code="l", title_en="Light", title_de="Licht")
    health = Field(scheme="s", code="h", title_en="Health", title_de="Gesundheit")
    with translation.override(language):
        assert interface_title(Cooperation(side_a=light, side_b=health), language) == pair
        assert interface_title(Cooperation(interface=NamedInterface(name="C3")), language) == "C3"
        assert interface_title(Cooperation(), language) == ""
