"""Storing documents."""

from __future__ import annotations

import hashlib
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.db import transaction

from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models import Document

if TYPE_CHECKING:
    from django.core.files.base import File

    from crossfield.web.accounts.models import User

UNKNOWN_TYPE = "application/octet-stream"


@transaction.atomic
def store_document(file: File[bytes], *, by: User, title: str, media_type: str = UNKNOWN_TYPE) -> Document:
    """Store a file as a private document of a user.

    Who may: every signed-in user. Logged without title and file name; nothing is sent.

    Parameters
    ----------
    file
        The file, with its name.
    by
        Whose it is.
    title
        As pages show it.
    media_type
        As the browser states it; the document is always given out as a download, so that it is never run as a page.
    """
    document = Document(
        owner=by,
        institution=by.institution,
        title=title[:200],
        filename=PurePath(file.name or "document").name[:200],
        media_type=media_type[:100],
        size=file.size,
        sha256=digest_of(file),
    )
    document.file.save(file.name or "document", file, save=False)
    document.save()
    write_log(document, verb="store_document", by=by, fields=("file", "title"))
    return document


def digest_of(file: File[bytes]) -> str:
    """SHA-256 of a file, by which a second copy is known. Who may: everybody; nothing is stored."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def discard_document(document: Document) -> None:
    """Delete a stored document, and its file as soon as that is written.

    Who may: actions that have asked whether it may go, and log it, in the same transaction.
    """
    storage, name = document.file.storage, document.file.name or ""
    document.delete()
    if name:
        transaction.on_commit(lambda: storage.delete(name))
