"""Documents are listed newest first, and a list says nothing of those that are not released."""

import pytest

from crossfield.web.accounts.models import Document
from crossfield.web.accounts.queries.document import documents_for


@pytest.mark.django_db
def test_documents_stand_newest_first_and_only_those_released(make_user):
    ann, bob = make_user("ann"), make_user("bob")
    rest = {"size": 1, "media_type": "text/plain", "sha256": "0" * 64, "institution": ann.institution}
    for title, release in (("first", "public"), ("secret", "own"), ("last", "public")):
        Document.objects.create(owner=ann, title=title, release=release, file=f"{title}.txt", **rest)

    assert [one.title for one in documents_for(ann)] == ["last", "secret", "first"]
    assert [[one.title for one in documents_for(who)] for who in (bob, None)] == [["last", "first"]] * 2
