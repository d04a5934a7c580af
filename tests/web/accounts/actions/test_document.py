"""Documents are stored under a random name, private, with their hash, and given out to whom they are released."""

import hashlib

import pytest
from django.core.files.base import ContentFile

from crossfield.web.accounts.actions.document import store_document
from crossfield.web.accounts.models import LogEntry

CONTENT = b"<script>alert(1)</script>"


@pytest.fixture
def stored(make_user):
    owner = make_user("ann")
    return store_document(
        ContentFile(CONTENT, name="../../Maria Example.HTML"), by=owner, title="Offer", media_type="text/html"
    )


def test_a_document_is_private_and_proven_by_its_hash(stored):
    assert (stored.release, stored.size, stored.filename) == ("own", 25, "Maria Example.HTML")
    assert stored.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert stored.file.name.endswith(".html")
    assert "Maria" not in stored.file.name
    entry = LogEntry.objects.get(public_id=stored.public_id)
    assert (entry.verb, entry.fields) == ("store_document", ["file", "title"])


def test_it_is_given_out_as_a_download_to_its_owner_only(served, stored, make_user):
    address = f"/de/document/{stored.public_id}/"
    served.force_login(stored.owner)
    own = served.get(address)
    served.force_login(make_user("eve"))
    other = served.get(address)

    assert own.status_code == 200
    assert b"".join(own.streaming_content) == CONTENT
    assert own["Content-Disposition"] == 'attachment; filename="Maria Example.HTML"'
    assert own["Content-Type"] == "application/octet-stream"
    assert own["X-Content-Type-Options"] == "nosniff"
    assert other.status_code == 404


def test_a_file_without_a_name_is_a_document(make_user):
    assert store_document(ContentFile(b""), by=make_user("ann"), title="Empty").filename == "document"
