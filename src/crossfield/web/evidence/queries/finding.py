"""Pinned findings that a user may see, as tables again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from crossfield.web.accounts.rules import is_released_to
from crossfield.web.evidence.models import Finding
from crossfield.web.evidence.queries.listing import Column, Listing

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User


def findings_for(user: User | None) -> QuerySet[Finding]:
    """Findings released to a user that have not been removed, by folder, newest first."""
    return Finding.objects.filter(is_released_to(user), removed__isnull=True).distinct()


def removed_for(user: User) -> QuerySet[Finding]:
    """Findings of a user that can be brought back."""
    return Finding.objects.filter(owner=user, removed__isnull=False)


def listing_of(finding: Finding) -> Listing:
    """The table that a finding keeps."""
    columns = tuple(Column(one["key"], one["heading"], one["form"]) for one in finding.columns)
    return Listing("finding", _("The table as it was"), columns, finding.rows, finding.citation)
