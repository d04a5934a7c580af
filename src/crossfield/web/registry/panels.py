"""What the register contributes to pages across all rooms, as plain tuples of names and import paths."""

from __future__ import annotations

TODOS = (
    ("contacts", "crossfield.web.registry.queries.week:contact_todos"),
    ("cooperations", "crossfield.web.registry.queries.week:cooperation_todos"),
    ("people", "crossfield.web.registry.queries.person:person_todos"),
    ("sheets", "crossfield.web.registry.queries.week:sheet_todos"),
    ("lists", "crossfield.web.registry.queries.week:intake_todos"),
    ("calls", "crossfield.web.registry.queries.week:call_todos"),
    ("proposals", "crossfield.web.registry.queries.proposal:proposal_todos"),
)
"""Queries ``(user, today) → list[Todo]``: what needs a person today; each asks for its own permission."""
PANELS = (
    ("offers", "crossfield.web.registry.queries.profile:offers_panel"),
    ("cooperations", "crossfield.web.registry.queries.panel:cooperations_panel"),
)
"""Queries ``(user, interface) → Panel | None``: what stands on the page of an interface; None: not for this user."""
