"""Documents of an event: programmes, slides, minutes; stored here, or a link to where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from crossfield.errors import WrongStateError
from crossfield.web.accounts.actions.document import discard_document, store_document
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.registry.models import EventDocument
from crossfield.web.registry.rules import check_changes

if TYPE_CHECKING:
    from django.core.files.base import File

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import Event

LARGEST = 20 * 2**20
"""Bytes of a file."""


@transaction.atomic
def add_event_document(
    event: Event, *, by: User, title: str, address: str = "", file: File[bytes] | None = None
) -> EventDocument:
    """Add a document to an event: a file or a link. Whoever sees the event sees it.

    Who may: cluster management and administrators of the institution it belongs to. Logged without its title; nothing
    is sent.

    Raises
    ------
    NotAllowedError
        The event belongs to another institution.
    WrongStateError
        There is neither a file nor a link, or both, or the file is too large.
    """
    check_changes(by, event)
    if bool(address) == (file is not None):
        raise WrongStateError(_("A document is a file or a link."), _("Give one of both."))
    check_size(file)
    stored = store_document(file, by=by, title=title) if file is not None else None
    made = EventDocument.objects.create(event=event, title=title.strip()[:200], address=address, document=stored)
    write_log(event, verb="add_event_document", by=by, fields=("documents",), told={"documents": made.title})
    return made


@transaction.atomic
def remove_event_document(document: EventDocument, *, by: User) -> None:
    """Take a document off an event, for good; a stored file goes with it.

    Who may: cluster management and administrators of the institution it belongs to. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The event belongs to another institution.
    """
    check_changes(by, document.event)
    stored = document.document
    write_log(document.event, verb="remove_event_document", by=by, fields=("documents",))
    document.delete()
    if stored is not None:
        discard_document(stored)


def check_size(file: File[bytes] | None) -> None:
    """Refuse a file that is too large to be kept here."""
    if file is not None and file.size > LARGEST:
        raise WrongStateError(_("This file is too large: at most 20 MB."), _("Link to where it is instead."))
