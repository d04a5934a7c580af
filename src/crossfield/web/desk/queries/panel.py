"""What all rooms know about an interface: their panels as tables of its page."""

from __future__ import annotations

from dataclasses import dataclass
from pkgutil import resolve_name
from typing import TYPE_CHECKING

from crossfield.web.desk.queries.cooperation import register_citation
from crossfield.web.evidence import panels as evidence
from crossfield.web.evidence.queries.listing import Column, Listing
from crossfield.web.registry import panels as registry

if TYPE_CHECKING:
    from crossfield.web.accounts.models import User
    from crossfield.web.registry.queries.panel import AskedInterface, Panel

PANELS = (*evidence.PANELS, *registry.PANELS)
"""Of every room that knows something about an interface, in the order of the page."""
FROM_DATA = {name for name, _path in evidence.PANELS}
"""Panels that rest on the data, too."""
AT_FIRST = 12


@dataclass(frozen=True, slots=True)
class ShownPanel:
    """A panel as the page shows it: a sentence, a table, and what can be done."""

    says: str
    listing: Listing
    do: tuple[tuple[str, str], ...]


def panels_at(user: User | None, asked: AskedInterface, citation: str) -> list[ShownPanel]:
    """What a user may know about an interface, room by room.

    Parameters
    ----------
    user
        Who asks; each panel has its own permission.
    asked
        The interface.
    citation
        What the page's figures rest on; panels that join the register to the data name both.
    """
    found = ((name, resolve_name(path)(user, asked)) for name, path in PANELS)
    return [_shown(panel, citation if name in FROM_DATA else "") for name, panel in found if panel is not None]


def _shown(panel: Panel, citation: str) -> ShownPanel:
    listing = Listing(
        panel.name,
        panel.caption,
        tuple(Column(*column) for column in panel.columns),
        panel.rows,
        " ".join(part for part in (register_citation(), citation) if part),
        address=(lambda row: (panel.linked, row.get("address", ""))) if panel.linked else None,
        empty=panel.empty,
        at_first=AT_FIRST,
        stacks=panel.name in FROM_DATA,  # much text in each row
    )
    return ShownPanel(panel.says, listing, panel.do)
