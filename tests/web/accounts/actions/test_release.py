"""Releasing: one of four levels, with who and when; anything else changes nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crossfield.errors import UnknownNameError
from crossfield.web.accounts.actions.release import set_release
from crossfield.web.accounts.models import Document

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(make_user):
    owner = make_user("ann")
    rest = {"file": "plan.txt", "size": 1, "media_type": "text/plain", "sha256": "0" * 64}
    return Document.objects.create(title="Plan", owner=owner, institution=owner.institution, **rest)


@pytest.mark.parametrize("release", ["own", "institution", "partners", "public"])
def test_a_level_is_kept_with_who_and_when(document, release):
    before = timezone.now()
    set_release(document, by=document.owner, release=release)

    kept = Document.objects.get()
    assert (kept.release, kept.released_by) == (release, document.owner)
    assert timedelta(0) <= kept.released_at - before < timedelta(minutes=1)


@pytest.mark.parametrize("release", ["", "Public", "everyone", "own "])
def test_any_other_is_refused_and_changes_nothing(document, release):
    with pytest.raises(UnknownNameError):
        set_release(document, by=document.owner, release=release)

    kept = Document.objects.get()
    assert (kept.release, kept.released_by, kept.released_at) == ("own", None, None)


def test_nothing_else_of_it_is_written(document):
    document.title = "Not saved"
    set_release(document, by=document.owner, release="public")

    assert Document.objects.get().title == "Plan"
