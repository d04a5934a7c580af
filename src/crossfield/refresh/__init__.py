"""From a source to a new data version."""

from crossfield.refresh.fetch import fetch, fetch_all

__all__ = ["fetch", "fetch_all"]
