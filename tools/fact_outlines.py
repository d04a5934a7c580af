"""Facts about outlines: Natural Earth's countries reduced to Europe and its neighbours."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

WEST, SOUTH, EAST, NORTH = -25.0, 27.0, 50.0, 72.0
SMALLEST_AREA = 0.02
Point = tuple[float, float]

# ISO 3166 numeric codes, as the package has them, and the codes Eurostat writes.
NUMBERED = (
    "008 AL|020 AD|040 AT|056 BE|070 BA|100 BG|112 BY|191 HR|196 CY|203 CZ|208 DK|233 EE|246 FI|250 FR|276 DE|"
    "292 GI|300 EL|336 VA|348 HU|352 IS|372 IE|380 IT|428 LV|438 LI|440 LT|442 LU|470 MT|492 MC|498 MD|499 ME|"
    "528 NL|578 NO|616 PL|620 PT|642 RO|643 RU|674 SM|688 RS|703 SK|705 SI|724 ES|752 SE|756 CH|792 TR|804 UA|"
    "807 MK|826 UK|234 FO|248 AX|831 GG|832 JE|833 IM|012 DZ|504 MA|788 TN|434 LY|818 EG|376 IL|275 PS|422 LB|"
    "760 SY|400 JO|368 IQ|364 IR|682 SA|414 KW|268 GE|051 AM|031 AZ|398 KZ|304 GL"
)
NUMERIC = dict(pair.split() for pair in NUMBERED.split("|"))
NAMED = {"Kosovo": "XK", "N. Cyprus": "CY"}


def outlines(path: Path) -> bytes:
    """Return the outlines as GeoJSON in UTF-8."""
    atlas = json.loads((path / "countries-50m.json" if path.is_dir() else path).read_text(encoding="utf-8"))
    arcs = _arcs(atlas)
    polygons: dict[str, list[list[list[Point]]]] = {}
    for shape in atlas["objects"]["countries"]["geometries"]:
        code = NUMERIC.get(shape.get("id", "")) or NAMED.get(shape["properties"]["name"])
        if code:
            polygons.setdefault(code, []).extend(_polygons(shape, arcs))
    features = [
        {
            "type": "Feature",
            "properties": {"code": code},
            "geometry": {"type": "MultiPolygon", "coordinates": polygons[code]},
        }
        for code in sorted(polygons)
        if polygons[code]
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":")).encode()


def _arcs(atlas: dict[str, Any]) -> list[list[Point]]:
    scale, shift = atlas["transform"]["scale"], atlas["transform"]["translate"]
    arcs = []
    for steps in atlas["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            arc.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
        arcs.append(arc)
    return arcs


def _polygons(shape: dict[str, Any], arcs: list[list[Point]]) -> list[list[list[Point]]]:
    parts = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
    found = []
    for part in parts:
        rings = [_cut(_ring(numbers, arcs)) for numbers in part]
        if abs(_area(rings[0])) >= SMALLEST_AREA:
            exterior, *holes = rings
            kept = [_turned(exterior, clockwise=True)]
            found.append(kept + [_turned(hole, clockwise=False) for hole in holes if abs(_area(hole)) > 0])
    return found


def _ring(numbers: list[int], arcs: list[list[Point]]) -> list[Point]:
    ring: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc[1:] if ring else arc
    return _across_the_date_line(ring)


def _across_the_date_line(ring: list[Point]) -> list[Point]:
    """Let longitudes run on beyond 180° where a ring crosses the date line, as Russia's does."""
    turns = 0
    going = ring[:1]
    for (before, _), (east, north) in pairwise(ring):
        turns += round((before - east) / 360)
        going.append((east + 360 * turns, north))
    return going


def _cut(ring: list[Point]) -> list[Point]:
    """Cut a ring at the frame (Sutherland-Hodgman), round it, and close it."""
    for axis, limit, sign in ((0, WEST, 1), (0, EAST, -1), (1, SOUTH, 1), (1, NORTH, -1)):
        ring = _cut_at(ring, axis, limit, sign)
    rounded = [(round(x, 2), round(y, 2)) for x, y in ring]
    kept = [point for point, before in zip(rounded, rounded[-1:] + rounded[:-1], strict=True) if point != before]
    return [*kept, kept[0]] if kept else []


def _cut_at(ring: list[Point], axis: int, limit: float, sign: int) -> list[Point]:
    kept = []
    for start, end in zip(ring[-1:] + ring[:-1], ring, strict=True):
        inside = [sign * (point[axis] - limit) >= 0 for point in (start, end)]
        if inside[0] != inside[1]:
            part = (limit - start[axis]) / (end[axis] - start[axis])
            kept.append((start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1])))
        if inside[1]:
            kept.append(end)
    return kept


def _area(ring: list[Point]) -> float:
    """Signed area in square degrees, below zero where the ring runs clockwise."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring)) / 2


def _turned(ring: list[Point], *, clockwise: bool) -> list[Point]:
    return ring if (_area(ring) < 0) == clockwise else ring[::-1]
