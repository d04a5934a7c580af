"""How well the data cover each year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


def coverage_by_year(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Projects by start year, and of 100 how many have a call topic, and participations a region.

    Examples
    --------
    >>> rows = [
    ...     {"table": "project", "column": "topic", "year": 2015, "rows": 4, "filled": 3},
    ...     {"table": "participation", "column": "region", "year": 2015, "rows": 8, "filled": 6},
    ... ]
    >>> coverage_by_year(rows)
    [{'year': 2015, 'rows': 4, 'topic': 75, 'region': 75}]
    """
    counts: dict[tuple[int, str], list[int]] = {}
    for row in rows:
        if row["year"] is not None and (row["table"], row["column"]) in {
            ("project", "topic"),
            ("participation", "region"),
        }:
            count = counts.setdefault((row["year"], row["column"]), [0, 0])
            count[0] += row["rows"]
            count[1] += row["filled"]
    years = sorted({year for year, column in counts if column == "topic"})
    return [
        {"year": year, "rows": counts[year, "topic"][0]}
        | {name: _share(*counts.get((year, name), [0, 0])) for name in ("topic", "region")}
        for year in years
    ]


def _share(rows: int, filled: int) -> int | None:
    return round(100 * filled / rows) if rows else None
