"""Documents that a user may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crossfield.web.accounts.models import Document
from crossfield.web.accounts.rules import is_released_to

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User


def documents_for(user: User | None) -> QuerySet[Document]:
    """Documents of which a user may know, newest first."""
    return Document.objects.filter(is_released_to(user))
