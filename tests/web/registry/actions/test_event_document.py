"""Documents of events: a file or a link; a stored file goes with its entry."""

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.models import Document, FieldChange
from crossfield.web.registry.actions.event import record_event
from crossfield.web.registry.actions.event_document import add_event_document, remove_event_document
from crossfield.web.registry.models import EventDocument

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(two_institutions):
    return two_institutions.silicon.users["manager"]


@pytest.fixture
def event(manager):
    return record_event("Workshop", by=manager, kind="workshop", day=timezone.localdate())


def slides():
    return ContentFile(b"%PDF slides", "slides.pdf")


def test_a_file_is_stored_privately_and_a_link_is_kept(event, manager):
    file = add_event_document(event, by=manager, title=" Slides ", file=slides())
    link = add_event_document(event, by=manager, title="Programme", address="https://example.org/p")

    assert (str(file), file.document.release, file.document.filename) == ("Slides", "own", "slides.pdf")
    with file.document.file.open() as stored:
        assert stored.read() == b"%PDF slides"
    assert (link.address, link.document) == ("https://example.org/p", None)
    told = FieldChange.objects.filter(public_id=event.public_id, field="documents")
    assert sorted(told.values_list("new", flat=True)) == ["Programme", "Slides"]


def test_taken_off_the_file_is_gone(event, manager, django_capture_on_commit_callbacks, settings):
    file = add_event_document(event, by=manager, title="Slides", file=slides())
    stored = settings.MEDIA_ROOT / file.document.file.name

    assert stored.is_file()
    with django_capture_on_commit_callbacks(execute=True):
        remove_event_document(file, by=manager)

    assert (EventDocument.objects.count(), Document.objects.count(), stored.exists()) == (0, 0, False)


def test_neither_both_nor_too_much(event, manager, monkeypatch):
    for given in ({}, {"address": "https://example.org", "file": slides()}):
        with pytest.raises(WrongStateError):
            add_event_document(event, by=manager, title="X", **given)
    monkeypatch.setattr("crossfield.web.registry.actions.event_document.LARGEST", 5)
    with pytest.raises(WrongStateError):
        add_event_document(event, by=manager, title="X", file=slides())
    assert (EventDocument.objects.count(), Document.objects.count()) == (0, 0)


def test_only_writers_of_the_institution_change_them(event, manager, two_institutions):
    one = add_event_document(event, by=manager, title="P", address="https://example.org")
    for user in (two_institutions.silicon.users["analyst"], two_institutions.bio.users["manager"]):
        with pytest.raises(NotAllowedError):
            add_event_document(event, by=user, title="X", address="https://example.org")
        with pytest.raises(NotAllowedError):
            remove_event_document(one, by=user)
    assert EventDocument.objects.get() == one
