"""What of the registry can be found by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crossfield.web.accounts.queries.search import Searchable

SEARCHABLE: tuple[Searchable, ...] = ()
