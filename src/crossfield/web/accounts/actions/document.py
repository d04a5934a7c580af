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
    digest, size = hashlib.sha256(), 0
    for chunk in file.chunks():
        digest.update(chunk)
        size += len(chunk)
    document = Document(
        owner=by,
        institution=by.institution,
        title=title[:200],
        filename=PurePath(file.name or "document").name[:200],
        media_type=media_type[:100],
        size=size,
        sha256=digest.hexdigest(),
    )
    document.file.save(file.name or "document", file, save=False)
    document.save()
    write_log(document, verb="store_document", by=by, fields=("file", "title"))
    return document
