"""Computing the figures of named interfaces that no data version was built with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crossfield.indicators import lookup
from crossfield.indicators.recount import recounted_named
from crossfield.web.evidence.models import NamedFigures
from crossfield.web.evidence.queries.data import open_data, own_settings
from crossfield.web.evidence.queries.named import Named, figures_of

if TYPE_CHECKING:
    from crossfield.web.registry.models import NamedInterface


def compute_named(interface: NamedInterface, *, version: str, level: int) -> bool:
    """Count a named interface on the records of a data version and keep its figures; once per version, level and sides.

    Who may: everybody who may see the interface. Not logged: it changes nothing that anybody wrote.

    Returns
    -------
    bool
        True where it has been counted now; False where its figures were there.

    Raises
    ------
    TableMissingError
        The data version holds no records.
    """
    named = Named.of(interface, interface.language)
    if figures_of(interface, named, version, level) is not None:
        return False
    with open_data(version) as frames:
        one = named.union(own_settings().scheme)
        rows = recounted_named(frames, one, level, lookup.default_years(frames)).to_pylist()
    NamedFigures.objects.update_or_create(
        interface=interface, data_version=version, sides=named.sides, level=level, defaults={"rows": rows}
    )
    return True
