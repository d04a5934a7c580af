"""Which regions complement a region, read from a data version: in all fields, or at an interface."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crossfield.errors import NotComputableError, UnknownNameError
from crossfield.indicators.counting import ALL
from crossfield.indicators.lookup import fields_of_scheme, find_field, find_region
from crossfield.tables.figures import LEVELS

if TYPE_CHECKING:
    import pyarrow as pa

    from crossfield.lake.store import Frames

KNOWN = {"all": ("new", "elsewhere", "here"), "new": ("new", "elsewhere"), "known": ("here",)}


def complementary_regions(
    frames: Frames, region: str, pair: tuple[str, str] | None = None, *, scheme: str = "saxony", ties: str = "all"
) -> pa.Table:
    """Partners of a region, best first.

    Parameters
    ----------
    frames
        A data version.
    region
        Code or name of a NUTS unit of level 0 to 2.
    pair
        Two fields of the scheme, by code or title, in any order; None: all fields of the scheme.
    scheme
        Scheme of the fields.
    ties
        all; new: only regions without a joint project at the interface; known: only those with one.

    Returns
    -------
    Table
        Rows of the table complementarity: the best 20, then new ones up to the best 10 of those.

    Raises
    ------
    UnknownNameError
        No such region, scheme, field or kind of ties.
    NotComputableError
        The region is finer than NUTS 2 or unknown, has fewer than five tagged projects, or the interface has no
        activity.
    TableMissingError
        The data version does not hold the table.
    """
    import pyarrow.compute as pc  # noqa: PLC0415 -- slow import

    if ties not in KNOWN:
        raise UnknownNameError("kind of ties", ties, KNOWN, f"Known: {', '.join(KNOWN)}.")
    place = find_region(frames, region)
    if place["level"] not in LEVELS:
        message = f"Partners are computed for NUTS levels 0 to {max(LEVELS)}; {place['region']} is of another."
        raise NotComputableError(message, f"Take {place['parent'] or 'a region that is known'}.")
    first, second = (ALL, ALL) if pair is None else sorted(_code(frames, scheme, field) for field in pair)
    if pair is not None and first == second:
        message = f"An interface has two fields; found {first!r} twice."
        raise NotComputableError(message, "Name two different fields.")
    asked: dict[str, str | int] = {"level": int(place["level"]), "scheme": scheme, "region": str(place["region"])}
    rows = frames.arrow("complementarity", **asked, field_a=first, field_b=second)
    if not rows.num_rows:
        fields_of_scheme(frames, scheme)
        told = "any field" if pair is None else f"{first} × {second}"
        message = f"No partners of {place['region']} are computed for {told} of {scheme!r}."
        hint = "It takes five tagged projects in the region and activity in both fields; try the region above it."
        raise NotComputableError(message, hint)
    return rows.filter(pc.is_in(rows.column("tie"), value_set=_texts(KNOWN[ties])))


def lacks_of_region(frames: Frames, region: str, *, scheme: str = "saxony") -> list[dict[str, Any]]:
    """Rows of the table field_lack of a region, the surest lack first.

    Raises
    ------
    UnknownNameError
        No such region.
    TableMissingError
        The data version does not hold the table.
    """
    place = find_region(frames, region)
    asked: dict[str, str | int] = {"scheme": scheme, "region": str(place["region"])}
    rows = frames.read("field_lack", **asked)
    return sorted(rows, key=lambda row: (row["lack"] is None, -(row["lack"] or 0.0), row["field"]))


def _code(frames: Frames, scheme: str, given: str) -> str:
    return str(find_field(frames, scheme, given)["field"])


def _texts(names: tuple[str, ...]) -> pa.Array:
    import pyarrow as pa  # noqa: PLC0415 -- slow import

    return pa.array(names, pa.string())
