"""Names of places that the register's codes stand for."""

from __future__ import annotations

from functools import lru_cache

from crossfield.errors import CrossfieldError
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.region import region_labels


def place_names() -> dict[str, str]:
    """Code → name of the regions and countries with figures; none where there are no data: codes then stand alone."""
    try:
        return _names(current_version())
    except CrossfieldError:
        return {}


@lru_cache(maxsize=2)
def _names(version: str) -> dict[str, str]:
    labels = region_labels(version)  # some countries write themselves in capitals there
    return {code: name.title() if name.isupper() else name for code, name in labels.items()}
