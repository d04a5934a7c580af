"""A finding as one page that needs nothing else: for a link without an account, and as a file to pass on."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from crossfield.web.evidence.models import ShareLink
from crossfield.web.evidence.queries.finding import listing_of
from crossfield.web.evidence.queries.finding_chart import drawing_of, drawn_years

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from crossfield.web.evidence.models import Finding

STATIC = Path(__file__).parents[2] / "static" / "crossfield"


def links_of(finding: Finding) -> QuerySet[ShareLink]:
    """Links of a finding that are open, newest first."""
    return ShareLink.objects.filter(finding=finding, revoked=None, expires__gt=timezone.now())


@cache
def _part(name: str) -> tuple[str, str]:
    """Text of a style or script that is written into the page, and its hash as a policy names it."""
    text = (STATIC / name).read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return text, f"'sha256-{digest}'"


def share_policy() -> str:
    """The policy of the page: nothing is loaded from anywhere; its own style and script run, and pictures in it."""
    style, script = _part("share.css")[1], _part("share.js")[1]
    return (
        f"default-src 'none'; img-src data:; style-src {style}; script-src {script}; base-uri 'none'; "
        "form-action 'none'"
    )


def share_page(finding: Finding, draw: Callable[[dict[str, object], str], bytes]) -> str:
    """Write the page: table, picture, note and sources, readable offline and printable.

    Parameters
    ----------
    finding
        What it shows; in its own language.
    draw
        Turns the specification of a drawing into a picture: specification and ending to bytes.
    """
    drawing = drawing_of(finding)
    picture = base64.b64encode(draw(drawing["framed"], ".png")).decode() if drawing else ""
    with override(finding.language):
        listing = listing_of(finding)
        shown = {
            "finding": finding,
            "listing": listing,
            "rows": [*listing.first, *listing.rest],
            "years": drawn_years(finding),
            "picture": picture,
            "policy": share_policy(),
            "style": _part("share.css")[0],
            "script": _part("share.js")[0],
        }
        return render_to_string("evidence/share.html", shown)
