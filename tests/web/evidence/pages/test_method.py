"""The pages on how figures are made: each figure has one, readable without an account."""

import pytest
from lxml import html

from crossfield.web.evidence.queries.method import told_methods


def test_the_list_leads_to_every_figure(desk):
    page = html.fromstring(desk.get("/de/method/").content.decode())
    links = set(page.xpath("//section//dt/a/@href"))

    assert links == {f"/de/method/{code}/" for code in told_methods()}
    assert {desk.get(link).status_code for link in links} == {200}


@pytest.mark.parametrize("address", ["/de/method/", "/en/method/gap/"])
def test_they_are_read_without_an_account(served, address):
    assert served.get(address).status_code == 200


def test_an_unknown_figure_gets_a_clear_page(desk):
    answer = desk.get("/de/method/strenght/")

    assert answer.status_code == 404
    assert "strength" in answer.content.decode()
