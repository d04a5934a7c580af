"""The start page's sentences: each made from figures, each a link to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from crossfield.web.evidence.queries.highlights import region_highlights

if TYPE_CHECKING:
    from crossfield.web.evidence.queries.highlights import Highlight


@dataclass(frozen=True, slots=True)
class StartView:
    """What the start page shows."""

    region: str
    label: str
    highlights: list[Highlight]
    maps: str


def start_view(version: str, code: str, language: str) -> StartView:
    """Three sentences on a region."""
    label, highlights = region_highlights(version, code, language)
    return StartView(code, label, highlights, reverse("interfaces", args=[code]))
