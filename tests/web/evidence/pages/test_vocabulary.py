"""The vocabulary as pages: what everybody reads, and what only those who administer decide."""

import json

import pytest
from lxml import html

from crossfield.web.evidence.models import Finding
from crossfield.web.registry.models import Field, FieldDecision, NamedInterface


def tree(answer):
    return html.fromstring(answer.content.decode())


@pytest.fixture
def ended(db):
    old = Field.objects.create(scheme="own", code="old", title_en="Old field", valid_to="2026-01-01")
    hidden = NamedInterface.objects.create(name="Secret plan", release="own")
    hidden.side_a.add(old)
    return old


@pytest.fixture
def new(db):
    return Field.objects.create(scheme="own", code="new", title_en="New field")


def test_fields_are_taken_along_and_pinned(desk):
    rows = json.loads(desk.get("/de/vocabulary/fields-saxony.json").content)

    assert len(rows) == 16
    assert desk.post("/de/vocabulary/fields-saxony/pin/").status_code == 302
    assert len(Finding.objects.get().rows) == 16
    assert desk.get("/de/vocabulary/fields-secret.json").status_code == 404


def test_every_field_has_a_page(desk):
    links = set(tree(desk.get("/de/vocabulary/")).xpath("//tbody//a/@href"))

    assert len(links) == 20
    assert {desk.get(link).status_code for link in sorted(links)[:6]} == {200}


def test_a_text_is_tried_on_the_page(desk):
    page = tree(desk.get("/de/vocabulary/", {"text": "Sensoren für die Pflege <b>"}))

    assert "Gesundheit" in page.xpath("string(//ul[@class='fields'])")
    assert tree(desk.get("/de/vocabulary/", {"text": "Lorem"})).xpath("//p[@class='empty']")


def test_who_administers_decides_what_follows_an_ended_field(desk, ended, new):
    from crossfield.web.accounts.models import User

    desk.get("/de/vocabulary/")
    User.objects.update(is_staff=True)
    assert tree(desk.get("/de/vocabulary/")).xpath("//form[contains(@class, 'ended')]")

    answer = desk.post(f"/de/vocabulary/{ended.public_id}/move/", {"to": new.public_id, "reason": "Neue Strategie"})

    assert answer["Location"] == "/de/vocabulary/"
    assert FieldDecision.objects.get().moved == 1
    page = tree(desk.get("/de/vocabulary/"))
    assert page.xpath("//form[contains(@class, 'ended')]") == []
    assert "Neue Strategie" in page.xpath("string(//ul[@class='decisions'])")


def test_others_neither_see_nor_decide(served, make_user, ended, new):
    served.force_login(make_user("reader"))
    page = served.get("/de/vocabulary/")

    assert b"Secret plan" not in page.content
    assert tree(page).xpath("//form[contains(@class, 'ended')]") == []
    assert (
        served.post(f"/de/vocabulary/{ended.public_id}/move/", {"to": new.public_id, "reason": "x"}).status_code == 403
    )
    assert FieldDecision.objects.count() == 0


@pytest.mark.parametrize("address", ["vocabulary/saxony/enrgy/", "vocabulary/x/%3Cscript%3E/", "vocabulary/a.exe"])
def test_a_hostile_address_gets_a_clear_page(desk, address):
    assert desk.get(f"/de/{address}").status_code == 404
