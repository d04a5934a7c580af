"""What the evidence contributes to pages across all rooms, as plain tuples of names and import paths."""

from __future__ import annotations

PANELS = (
    ("members", "crossfield.web.evidence.queries.member:members_panel"),
    ("gaps", "crossfield.web.evidence.queries.member:gaps_panel"),
    ("calls", "crossfield.web.evidence.queries.member:calls_panel"),
)
"""Queries ``(user, interface) → Panel | None``: members of the register joined to the data."""
