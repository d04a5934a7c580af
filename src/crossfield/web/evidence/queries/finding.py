"""Pinned findings that a user may see, as tables again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from crossfield.web.accounts.rules import is_released_to
from crossfield.web.evidence.models import Finding
from crossfield.web.evidence.queries.finding_chart import drawn_bar
from crossfield.web.evidence.queries.listing import Column, Listing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User


def findings_for(user: User | None) -> QuerySet[Finding]:
    """Findings released to a user that have not been removed, by folder, newest first."""
    return Finding.objects.filter(is_released_to(user), removed__isnull=True)


def removed_for(user: User) -> QuerySet[Finding]:
    """Findings of a user that can be brought back."""
    return Finding.objects.filter(owner=user, removed__isnull=False)


def folders_of(user: User) -> list[str]:
    """Names of a user's own folders."""
    own = Finding.objects.filter(owner=user, removed__isnull=True).exclude(folder="")
    return sorted(set(own.values_list("folder", flat=True)), key=str.casefold)


def narrowed(found: QuerySet[Finding], asked: Mapping[str, str], user: User) -> QuerySet[Finding]:
    """Findings that match what a list is narrowed to.

    Parameters
    ----------
    found
        Findings that the user may see.
    asked
        ``q``: part of title or note; ``folder``; ``region``: code; ``whose``: mine or others. What is empty, narrows
        nothing.
    user
        Who asks.
    """
    if asked.get("q"):
        # SQLite's own icontains knows no umlaut: its small letters are those of the register's app.
        small = found.alias(small_title=Lower("title"), small_note=Lower("note"))
        wanted = asked["q"].lower()
        found = small.filter(Q(small_title__contains=wanted) | Q(small_note__contains=wanted))
    if asked.get("folder"):
        found = found.filter(folder=asked["folder"])
    if asked.get("region"):
        found = found.filter(parameters__region=asked["region"])
    if asked.get("whose") == "mine":
        found = found.filter(owner=user)
    elif asked.get("whose") == "others":
        found = found.exclude(owner=user)
    return found


def columns_of(finding: Finding) -> tuple[Column, ...]:
    """Columns that a finding keeps."""
    return tuple(Column(one["key"], one["heading"], one["form"]) for one in finding.columns)


def listing_of(finding: Finding) -> Listing:
    """The table that a finding keeps, drawn as it was, with what it rests on for its files."""
    columns = columns_of(finding)
    return Listing(
        "finding",
        _("The table as it was"),
        columns,
        finding.rows,
        finding.citation,
        bar=drawn_bar(finding.chart, columns),
        about=about_of(finding),
    )


def about_of(finding: Finding) -> tuple[tuple[str, str], ...]:
    """What the sheet beside the table says: what it is, why it matters, what was asked, data, sources."""
    asked = ", ".join(f"{key}: {value}" for key, value in finding.parameters.items() if key != "language")
    lines = [
        (_("Title"), finding.title),
        (_("Answer"), finding.answer),
        (_("Why it matters"), finding.note),
        (_("Kept on"), date_format(timezone.localtime(finding.created), "DATE_FORMAT")),
        (_("Data version"), finding.data_version),
        (_("What was asked"), asked),
        (_("Citation"), finding.citation),
    ]
    lines += [
        (
            _("Source"),
            "; ".join(part for part in (one["title"], one["producer"], one["licence"], one["address"]) if part),
        )
        for one in finding.sources
    ]
    return tuple((name, said) for name, said in lines if said)
