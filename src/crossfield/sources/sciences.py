"""EuroSciVoc, the European science vocabulary, as reference facts that ship with the package."""

from __future__ import annotations

import csv
import gzip
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def euroscivoc_fields() -> tuple[dict[str, Any], ...]:
    """Rows of the table field for EuroSciVoc; the code is the path, such as ``/21/33``.

    Examples
    --------
    >>> euroscivoc_fields()[0]["field"], len(euroscivoc_fields()) > 900
    ('/21', True)
    """
    path = files("crossfield") / "starter" / "facts" / "euroscivoc.csv.gz"
    with path.open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as lines:
        rows = sorted(csv.DictReader(lines), key=lambda row: row["path"])
    return tuple(
        {
            "scheme": "euroscivoc",
            "field": row["path"],
            "parent": row["path"].rpartition("/")[0] or None,
            "level": int(row["level"]),
            "kind": "science",
            "title_en": row["title"],
            "position": position,
        }
        for position, row in enumerate(rows)
    )
