"""Regions suggested for a city that is being typed, and the one that a person confirms on the form."""

import pytest
from django.utils import timezone
from lxml import html

from crossfield.web.registry.models import Organisation

pytestmark = pytest.mark.django_db
WHERE = "/en/register/organisations/seats/"


def suggested(desk, **told):
    page = desk.get(WHERE, told).content.decode().strip()
    return [one.get("value") for one in html.fromstring(page).xpath("//input[@type='radio']")] if page else []


def test_regions_of_what_is_typed_are_suggested_and_none_is_chosen(desk):
    assert suggested(desk, postcode="01069", city="Dresden") == ["DED21", ""]
    assert suggested(desk, city="Frankfurt") == ["DE71", "DE40", ""]
    assert suggested(desk, region="Germany", postcode="33790", city="Halle") == ["DEA42", ""]
    assert "checked" not in desk.get(WHERE, {"city": "Dresden"}).content.decode()
    assert "checked" in desk.get(WHERE, {"city": "Dresden", "suggested": "DED2"}).content.decode()


@pytest.mark.parametrize("told", [{}, {"city": "Nirgendwo"}, {"region": "DED2", "city": "Halle"}, {"city": "x" * 9999}])
def test_nothing_is_suggested_where_nothing_is_known_or_the_region_is_typed(desk, told):
    assert suggested(desk, **told) == []


@pytest.mark.parametrize(
    ("sent", "region", "source"),
    [
        ({"suggested": "DED21", "why_DED21": "postcode 01069"}, "DED21", "card; postcode 01069"),
        ({"suggested": "DED21", "why_DED21": "w", "region": "DE"}, "DED21", "card; w"),
        ({"suggested": "DED21", "why_DED21": "w", "region": "CZ01"}, "CZ01", "card"),
        ({"suggested": ""}, "", ""),
        ({"suggested": "<b>", "why_<b>": "w"}, "", ""),
    ],
)
def test_the_region_that_is_confirmed_is_kept_with_its_reason_and_day(desk, sent, region, source):
    desk.post(
        "/en/register/organisations/new/",
        {"name": "Beispiel", "city": "Dresden", "postcode": "01069", "source": "card", **sent},
    )
    made = Organisation.objects.get(name="Beispiel")
    told = made.values.filter(key="region").first()

    assert (made.region, told.source if told else "") == (region, source)
    assert told is None or told.as_of == timezone.localdate().isoformat()
    assert made.values.get(key="postcode").value == "01069"


def test_what_was_confirmed_is_kept_where_the_form_comes_back(desk):
    page = desk.post("/en/register/organisations/new/", {"name": "", "city": "Dresden", "suggested": "DED21"})
    kept = html.fromstring(page.content.decode()).xpath("//div[@id='seat-suggested']/input/@value")

    assert kept == ["DED21"]
