"""How names of the registry lead to their pages."""

import pytest
from django.utils import translation

from crossfield.web.registry.queries.searchable import SEARCHABLE


def test_named_interfaces_are_what_the_registry_brings_to_the_search():
    assert [one.kind for one in SEARCHABLE] == ["named"]


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
