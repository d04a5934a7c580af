"""Checking in without an account, and documents on the page of an event."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from lxml import html

from crossfield.web.registry.actions.event import record_event, release_event
from crossfield.web.registry.models import Event, EventDocument

pytestmark = pytest.mark.django_db


def tree(answer):
    return html.fromstring(answer.content.decode())


def text(answer):
    return " ".join(tree(answer).xpath("//main")[0].text_content().split())


@pytest.fixture
def event(two_institutions):
    manager = two_institutions.silicon.users["manager"]
    return record_event("Workshop", by=manager, kind="workshop", day=timezone.localdate(), place="Dresden")


@pytest.fixture
def manager(served, two_institutions):
    served.force_login(two_institutions.silicon.users["manager"])
    return served


@pytest.fixture
def code(manager, event):
    manager.post(reverse("register_event_check_in", args=[event.public_id]), {"choice": "open"})
    page = tree(manager.get(reverse("register_event", args=[event.public_id])))
    manager.logout()
    return page.xpath("//a[@id='check-in']/@href")[0].split("/")[-2]


def test_an_organisation_checks_in_by_the_code_and_is_counted_by_type(served, event, code, two_institutions):
    led = served.post("/en/check-in/", {"code": code.upper()})
    page = tree(served.get(led["Location"]))
    given = dict(next(one for one in page.forms if one.get("class") == "write").form_values())
    given |= {"name": "Sensor GmbH", "kind": "company", "people": "2"}

    for _sending in range(2):
        answer = served.post(led["Location"], given, follow=True)
    assert "Thank you: Sensor GmbH is counted." in text(answer)

    served.force_login(two_institutions.silicon.users["analyst"])
    figures = json.loads(served.get(reverse("register_event_file", args=[event.public_id, "figures", "json"])).content)
    assert [(row["type"], row["attended"], row["people"]) for row in figures] == [("company", 1, 2), ("All", 1, 2)]
    assert "Check-in by a code" not in text(served.get(reverse("register_event", args=[event.public_id])))


def test_a_code_that_leads_nowhere_says_so_and_tells_nothing(served, event, code):
    told = served.post("/en/check-in/", {"code": "2222-2222"})

    assert (told.status_code, "No check-in is open under this code." in text(told)) == (422, True)
    assert served.get("/en/check-in/22222222/").status_code == 404
    Event.objects.update(code="")
    assert served.get(f"/en/check-in/{code}/").status_code == 404
    assert served.get("/de/check-in/").status_code == 200


@pytest.mark.parametrize("wrong", [{"people": "0"}, {"people": "201"}, {"kind": "spy"}, {"name": " "}])
def test_what_makes_no_sense_is_told_with_what_was_typed(served, event, code, wrong):
    answer = served.post(f"/en/check-in/{code}/", {"name": "A <b>", "kind": "company", "people": "1"} | wrong)

    assert answer.status_code == 422
    assert event.guests.count() == 0
    assert b"A <b>" not in answer.content


def test_a_closed_check_in_is_over(manager, event, code, two_institutions):
    manager.force_login(two_institutions.silicon.users["manager"])
    where = reverse("register_event_check_in", args=[event.public_id])
    manager.post(where, {"choice": "close"})

    assert "No check-in is open." in text(manager.get(reverse("register_event", args=[event.public_id])))
    Event.objects.update(day="2014-07-14")
    assert "This event is over." in text(manager.post(where, {"choice": "open"}, follow=True))


def test_documents_are_seen_by_whoever_sees_the_event(manager, event, two_institutions):
    where = reverse("register_event_document_new", args=[event.public_id])
    slides = SimpleUploadedFile("slides.html", b"<script>secret slides</script>", "text/html")
    manager.post(where, {"title": "Slides <1>", "file": slides})
    manager.post(where, {"title": "Programme", "address": "https://example.org/programme"})
    one = EventDocument.objects.get(title="Slides <1>")
    page = reverse("register_event", args=[event.public_id])
    file = reverse("register_event_document", args=[event.public_id, one.public_id])
    assert set(tree(manager.get(page)).xpath("//section[contains(., 'Documents')]//li/a/@href")) == {
        file, "https://example.org/programme",
    }  # fmt: skip

    manager.force_login(two_institutions.bio.users["analyst"])
    assert manager.get(file).status_code == 404
    release_event(Event.objects.get(), by=two_institutions.silicon.users["manager"], release="public")
    given = manager.get(file)
    assert given.getvalue() == b"<script>secret slides</script>"
    assert (given["Content-Type"], given["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert given["Content-Disposition"].startswith("attachment")
    assert manager.get(reverse("document", args=[one.document.public_id])).status_code == 404

    manager.force_login(two_institutions.silicon.users["manager"])
    manager.post(reverse("register_event_document_remove", args=[event.public_id, one.public_id]))
    assert manager.get(file).status_code == 404
    link = EventDocument.objects.get()
    assert manager.get(reverse("register_event_document", args=[event.public_id, link.public_id])).status_code == 404


def test_a_document_without_file_and_link_is_refused(manager, event):
    answer = manager.post(reverse("register_event_document_new", args=[event.public_id]), {"title": "x"}, follow=True)

    assert "A document is a file or a link." in text(answer)
    assert EventDocument.objects.count() == 0
