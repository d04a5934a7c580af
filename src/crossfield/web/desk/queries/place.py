"""Names of places that the register's codes stand for."""

from __future__ import annotations

from crossfield.errors import CrossfieldError
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.region import region_labels


def place_names() -> dict[str, str]:
    """Code → name of the regions and countries with figures; none where there are no data: codes then stand alone."""
    try:
        return region_labels(current_version())
    except CrossfieldError:
        return {}
