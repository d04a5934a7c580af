"""Where an organisation may sit to be funded, by programme: NUTS codes by their beginning, with source and date."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

SHIPPED = Path(str(files("crossfield"))) / "starter" / "rules" / "areas.toml"


@dataclass(frozen=True, slots=True)
class Area:
    """An area that a programme, or a list of countries, means.

    Parameters
    ----------
    name, title
        Name on the command line, and what it is called: language → text.
    codes
        Country and NUTS codes, each with all below it.
    source, source_date
        Where it was read, and when.
    check
        What to check before relying on it: language → text; empty: nothing.
    """

    name: str
    title: dict[str, str]
    codes: frozenset[str]
    source: str
    source_date: str
    check: dict[str, str]

    def has(self, country: str, region: str) -> bool:
        """Tell whether an organisation sits in it; where the region is not known, its whole country has to be.

        Examples
        --------
        >>> AREAS["interreg-central-europe"].has("DE", "DED2"), AREAS["interreg-central-europe"].has("DE", "unknown")
        (True, False)
        """
        return (region if region != "unknown" else country).startswith(tuple(self.codes))


def _shipped() -> dict[str, Area]:
    found = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
    return {
        name: Area(name, one["title"], frozenset(one["codes"]), one["source"], str(one["source_date"]), one["check"])
        for name, one in found.items()
    }


AREAS = _shipped()
WIDENING = "widening"
PROGRAMMES = tuple(name for name in AREAS if name != WIDENING)
