"""Which organisation of the data a row of a list is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from crossfield.errors import CrossfieldError
from crossfield.lake.countries import country_code, country_name, country_names
from crossfield.lake.decisions import read_decisions
from crossfield.lake.linkage import LINKED, REVIEW, Register, link_rows
from crossfield.tables.headings import fold
from crossfield.web.evidence.queries.data import chosen_lake, current_version, open_data

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ASKED = ("name", "city", "country", "postcode", "website", "own", "pic", "vat", "ror", "wikidata", "register")
"""Columns by which a row is looked up; empty where a list has none."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the data say of a row.

    Parameters
    ----------
    is_sure
        False: a person should look.
    organisation
        Id in the data version; "" where there is none.
    name, region
        As the data have them; the name of a natural person is not told.
    score
        Probability that both are one; None where nothing was compared.
    reason
        What spoke for and against it, in the linker's words.
    """

    is_sure: bool = False
    organisation: str = ""
    name: str = ""
    region: str = ""
    score: float | None = None
    reason: str = ""


def found_in_data(rows: Sequence[Mapping[str, str]]) -> list[Found]:
    """Look rows up in the data version shown; without data none is found.

    Parameters
    ----------
    rows
        Columns of `ASKED`, as far as known.

    Returns
    -------
    list[Found]
        In the order of the rows.
    """
    try:
        register = _register(current_version())
    except CrossfieldError:
        return [Found()] * len(rows)
    asked = [{column: row.get(column, "") for column in ASKED} for row in rows]
    found = []
    for link in link_rows(register, asked):
        row = register.rows.get(link.organisation or "", {})
        if link.answer not in {LINKED, REVIEW} or row.get("person"):
            found.append(Found())
            continue
        found.append(
            Found(
                link.answer == LINKED,
                str(link.organisation),
                row.get("name") or "",
                row.get("region") or row.get("country") or "",
                None if link.score is None else round(link.score, 4),
                "; ".join(link.reasons),
            )
        )
    return found


@lru_cache(maxsize=1)
def _register(version: str) -> Register:
    with open_data(version) as frames:
        return Register.of(frames, read_decisions(chosen_lake().path))


def country_of(text: str) -> str:
    """Code of a country as people write it; "" where it is none.

    Examples
    --------
    >>> country_of("Deutschland"), country_of("nowhere")
    ('DE', '')
    """
    return country_code(text) or "" if text else ""


def countries_said(language: str) -> list[tuple[str, str]]:
    """Codes and names of all countries, in the order of their names."""
    named = [(code, country_name(code, language)) for code in sorted(set(country_names().values()))]
    return sorted(((code, name) for code, name in named if name), key=lambda one: fold(one[1]))
