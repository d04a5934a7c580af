"""The facts of the worked example as they ship: clusters, organisations, cooperations, events."""

from __future__ import annotations

import csv
import io
import tomllib
from importlib.resources import files
from typing import Any

WORDS = {
    "microelectronics": "microelectronics", "semiconductors": "microelectronics", "nanoelectronics": "microelectronics",
    "nano-/microelectronics": "microelectronics", "ict": "ict", "it": "ict", "software": "ict", "iot": "ict",
    "digitalisation": "ict", "digital technologies": "ict", "digital transformation": "ict",
    "biotechnology": "biotechnology", "photonics": "photonics", "photovoltaics": "photonics", "optics": "photonics",
    "materials": "materials", "fibre-based materials": "materials", "lightweight construction": "materials",
    "medical technology": "health", "health economy": "health", "health": "health", "energy": "energy",
    "renewable energy": "energy", "energy technology": "energy", "hydrogen": "energy", "automotive": "automotive",
    "automotive suppliers": "automotive", "mobility": "mobility", "railway technology": "mobility",
    "machinery": "machinery", "mechatronics": "machinery", "mechanical engineering": "machinery",
    "production technology": "production", "advanced manufacturing": "production", "automation": "production",
    "clean technology": "environment",
}  # fmt: skip
"""The list's words for fields → codes of the scheme saxony; words without a field of that scheme are left out."""

SAID = ("city", "website", "founded", "label", "fields", "members")
"""Columns of the list of clusters that are values of the register under the same name."""


def example_clusters() -> list[dict[str, str]]:
    """Rows of the list of clusters that ships, with its columns; an unknown region is empty.

    Examples
    --------
    >>> len(example_clusters()), example_clusters()[0]["country"]
    (47, 'DE')
    """
    text = (files("crossfield") / "starter" / "facts" / "clusters.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    return [row | {"region": row["country"] if row["region"] == "unknown" else row["region"]} for row in rows]


def example_facts() -> dict[str, list[dict[str, Any]]]:
    """Organisations, relations and cooperations of Saxony 2011 to 2020, each with its source.

    Examples
    --------
    >>> [one["title"] for one in example_facts()["cooperations"] if one.get("others")]
    ['CluStrat']
    """
    text = (files("crossfield") / "starter" / "facts" / "saxony_example.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def example_organisations() -> list[dict[str, Any]]:
    """All organisations of the example, clusters among them: number, name, region, source and what the source says.

    ``values`` holds each key with its value and as of when; ``codes`` the fields of a cluster, None for others.

    Examples
    --------
    >>> rows = example_organisations()
    >>> len(rows), rows[0]["values"]["founded"], rows[-1]["codes"]
    (70, ('2006', ''), None)
    """
    clusters = [
        {
            "id": row["cluster"],
            "name": row["name"],
            "region": row["region"],
            "source": row["source_address"],
            "values": {key: (row[key], row["members_as_of"] if key == "members" else "") for key in SAID if row[key]},
            "codes": field_codes(row["fields"]),
        }
        for row in example_clusters()
    ]
    others = [
        {**told, "values": {"city": (told["city"], "")} if told.get("city") else {}, "codes": None}
        for told in example_facts()["organisations"]
    ]
    return [*clusters, *others]


def field_codes(words: str) -> list[str]:
    """Codes of the fields that a list's words mean, without repetition.

    Examples
    --------
    >>> field_codes("microelectronics; nanoelectronics; software; robotics")
    ['microelectronics', 'ict']
    """
    found = (WORDS.get(word.strip().casefold()) for word in words.split(";"))
    return list(dict.fromkeys(code for code in found if code))
