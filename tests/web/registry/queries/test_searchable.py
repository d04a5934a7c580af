"""How names of the registry lead to their pages."""

import pytest
from django.utils import translation

from crossfield.web.registry.queries.searchable import SEARCHABLE


def test_what_the_registry_brings_to_the_search_and_which_of_it_asks_for_readers():
    assert {one.kind: one.reads is not None for one in SEARCHABLE} == {
        "named": False,
        "register_cluster": False,
        "register_organisation": False,
        "cooperation": True,
        "event": True,
        "funding_call": True,
        "person": True,
    }


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("register_cluster", "/en/register/clusters/abc/"),
        ("register_organisation", "/en/register/organisations/abc/"),
        ("cooperation", "/en/register/cooperations/abc/"),
        ("event", "/en/register/events/abc/"),
        ("funding_call", "/en/register/calls/abc/"),
    ],
)
def test_things_of_the_register_lead_to_their_pages_in_every_region(kind, address):
    (one,) = [one for one in SEARCHABLE if one.kind == kind]
    with translation.override("en"):
        assert {one.address("abc", region) for region in ("DED", "DE2")} == {address}


@pytest.mark.parametrize(
    ("language", "title", "address"),
    [
        ("en", "Named interface", "/en/named/abc/?region=DED2"),
        ("de", "Benannte Schnittstelle", "/de/named/abc/?region=DED2"),
    ],
)
def test_a_name_leads_to_its_page_in_the_region_that_is_looked_at(language, title, address):
    with translation.override(language):
        found = SEARCHABLE[0]
        assert (str(found.label), found.address("abc", "DED2")) == (title, address)
