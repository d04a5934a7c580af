"""Relations of organisations in words, and told apart from what they were."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crossfield.web.registry.models import OrganisationRelation


def relation_said(relation: OrganisationRelation) -> str:
    """The other organisation, with share, days and source as far as they are told, as the history tells it.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> other = SimpleNamespace(name="Holding AG")
    >>> relation_said(
    ...     SimpleNamespace(other=other, share=Decimal("51.50"), valid_from=None, valid_to=None, source="HRB 1")
    ... )
    'Holding AG, 51.5 %, HRB 1'
    """
    share = _share(relation)
    days = f"{relation.valid_from or '…'} – {relation.valid_to or '…'}"
    parts = [share and f"{share} %", days if relation.valid_from or relation.valid_to else "", relation.source]
    return ", ".join([relation.other.name, *(part for part in parts if part)])


def relation_stands(relation: OrganisationRelation) -> str:
    """All that can be changed of it, in one text: another one where somebody has changed it meanwhile."""
    days = (str(day or "") for day in (relation.valid_from, relation.valid_to))
    return "|".join([_share(relation), *days, relation.source])


def _share(relation: OrganisationRelation) -> str:
    return "" if relation.share is None else f"{Decimal(str(relation.share)).normalize():f}"
