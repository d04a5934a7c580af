"""What figures are asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crossfield.errors import ConfigError

if TYPE_CHECKING:
    import pyarrow as pa

YEARS = re.compile(r"^(\d{4})-(\d{4})$")
NEEDS = "needs: crossfield fetch cordis-h2020"
"""What to do where the starter lake cannot answer."""


@dataclass(frozen=True, slots=True)
class Question:
    """What figures are asked for.

    Parameters
    ----------
    region
        Code of a NUTS unit of level 0 to 2, or `unknown`.
    scheme
        Scheme of the fields.
    years
        First and last start year; None: the last six complete years.
    counting
        whole, fractional or eur.
    tags
        Table tag of the user's own; None: the data version's.
    """

    region: str
    scheme: str = "saxony"
    years: tuple[int, int] | None = None
    counting: str = "fractional"
    tags: pa.Table | None = None


def parse_years(text: str) -> tuple[int, int] | None:
    """Read ``2014-2019``; empty text means the default window.

    Raises
    ------
    ConfigError
        The text is no span of years.

    Examples
    --------
    >>> parse_years("2014-2019")
    (2014, 2019)
    """
    if not text:
        return None
    found = YEARS.match(text.strip())
    if not found or int(found[1]) > int(found[2]):
        message = f"{text!r} is no span of years."
        raise ConfigError(message, "Write the first and the last start year, such as 2014-2019.")
    return int(found[1]), int(found[2])
