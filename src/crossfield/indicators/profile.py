"""A region as a whole, read from a data version: strategy, peers, structure, complexity, dynamics, validity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crossfield.errors import NotComputableError
from crossfield.indicators.counting import ALL
from crossfield.indicators.lookup import (
    default_years,
    fields_of_region,
    fields_of_scheme,
    find_region,
    interfaces,
    region_names,
)
from crossfield.indicators.peers import CRITERIA
from crossfield.indicators.question import Question
from crossfield.tables.figures import LEVELS

if TYPE_CHECKING:
    from crossfield.lake.store import Frames

    Row = dict[str, Any]

STRUCTURE = ("krugman", "hachman", "herfindahl", "entropy", "complexity")


def region_profile(frames: Frames, region: str, scheme: str = "saxony") -> Row:
    """What a data version says of a region as a whole, over its default window.

    Parameters
    ----------
    frames
        A data version.
    region
        Code or name of a NUTS unit of level 0 to 2.
    scheme
        Scheme of the fields.

    Returns
    -------
    dict
        region (row of the table region), years (first and last start year of the window), structure, dynamics and
        validity (rows of region_figure; validity also those of all regions), peers (peer, name, distance, and the
        distance by each criterion; nearest first), strategy (fields and interfaces: rows of ``beside_declared``, those
        declared or revealed; agreement: rows), or null where the region has declared nothing in this scheme.

    Raises
    ------
    UnknownNameError
        No such region or scheme.
    NotComputableError
        The region is finer than NUTS 2 or unknown, or has fewer than five tagged projects.
    TableMissingError
        The data version does not hold the table.
    """
    place = find_region(frames, region)
    if place["level"] not in LEVELS:
        message = f"Figures exist for NUTS levels 0 to {max(LEVELS)}; {place['region']} is of another."
        raise NotComputableError(message, f"Take {place['parent'] or 'a region that is known'}.")
    code = str(place["region"])
    level: dict[str, str | int] = {"level": int(place["level"]), "scheme": scheme}
    rows = frames.read("region_figure", **level, region=code)
    if not rows:
        fields_of_scheme(frames, scheme)
        message = f"{code} has fewer than five tagged projects with fields of {scheme!r}."
        raise NotComputableError(message, "Take the region above it.")
    overall = frames.read("region_figure", **level, region=ALL)
    return {
        "region": place,
        "years": list(default_years(frames)),
        "structure": [row for name in STRUCTURE for row in rows if row["indicator"] == name],
        "peers": _peers(frames, rows),
        "dynamics": [row for row in rows if row["indicator"] == "dynamics"],
        "validity": [row for row in [*rows, *overall] if row["indicator"] == "validity"],
        "strategy": declared_beside_revealed(frames, code, scheme),
    }


def declared_beside_revealed(frames: Frames, region: str, scheme: str = "saxony") -> Row | None:
    """What a region's strategy declares in a scheme, beside its figures on fractional counts.

    Parameters
    ----------
    frames
        A data version.
    region
        Code of a region.
    scheme
        Scheme of the fields.

    Returns
    -------
    dict | None
        fields and interfaces (rows of ``beside_declared`` that are declared or revealed), agreement (rows of
        ``agreement``); None where the region has declared nothing in this scheme.
    """
    from crossfield.indicators.strategy import agreement, beside_declared  # noqa: PLC0415 -- slow import

    declared = frames.read("declared", scheme=scheme, region=region) if "declared" in frames else []
    if not declared:
        return None
    question = Question(region, scheme)
    pairs = [(row["field_a"], row["field_b"]) for row in declared]
    found = beside_declared(
        fields_of_region(frames, question),
        interfaces(frames, question),
        {a for a, b in pairs if a == b},
        {(a, b) for a, b in pairs if a != b},
    )
    rows = [row for row in found.to_pylist() if row["side"] != "neither"]
    wanted = set(pairs)
    rows = [row for row in rows if row["side"] != "not known" or (row["field_a"], row["field_b"]) in wanted]
    return {
        "fields": [row for row in rows if row["field_b"] is None],
        "interfaces": [row for row in rows if row["field_b"] is not None],
        "agreement": agreement(found).to_pylist(),
    }


def _peers(frames: Frames, rows: list[Row]) -> list[Row]:
    """Peers with their distances side by side, nearest first."""
    names = region_names(frames)
    found: dict[str, Row] = {}
    for row in rows:
        if row["indicator"] == "peers" and row["value"] is not None:
            peer = found.setdefault(row["about"], {"peer": row["about"], "name": names.get(row["about"], row["about"])})
            peer["distance" if row["part"] == ALL else row["part"]] = row["value"]
    order = sorted(found.values(), key=lambda peer: (float(f"{peer['distance']:.8e}"), peer["peer"]))
    return [{key: peer[key] for key in ("peer", "name", "distance", *CRITERIA)} for peer in order]
