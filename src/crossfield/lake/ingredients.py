"""What a build is given by the rooms above it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pyarrow as pa

    from crossfield.lake.delivery import SourceReader
    from crossfield.lake.raw import Snapshot


class Words(Protocol):
    """A vocabulary, as `crossfield.sources.vocabulary` reads it."""

    @property
    def fields(self) -> list[dict[str, Any]]:
        """Rows of the table field."""

    @property
    def links(self) -> list[dict[str, Any]]:
        """Rows of the table field_link."""

    @property
    def phrases(self) -> list[dict[str, Any]]:
        """Rows of the table phrase."""

    @property
    def overlaps(self) -> list[dict[str, Any]]:
        """Rows of the table field_overlap."""

    @property
    def named(self) -> list[dict[str, Any]]:
        """Rows of the table named_interface."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A source that goes into a version: its name, its raw files, and the user's column → heading for them."""

    name: str
    snapshot: Snapshot
    mapping: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ingredients:
    """All that a build needs from the rooms above.

    Parameters
    ----------
    readers
        Each source's reader with the snapshot it reads.
    vocabularies
        Vocabularies to tag with.
    regions, region_links
        Tables region and region_link for the reference version.
    nuts
        That version.
    postcode
        Table country, postcode → NUTS 3 each; None: postcodes are not resolved.
    polygon
        Latitudes and longitudes → codes, by the user's polygons; None: the user has none.
    sciences
        Rows of the table field for EuroSciVoc, so that subtrees are known where a dump names a leaf only.
    merged
        Organisation → the one that stands for it, by people's decisions.
    """

    readers: list[tuple[SourceReader, Snapshot]]
    vocabularies: Sequence[Words]
    regions: pa.Table
    region_links: pa.Table
    nuts: str
    postcode: Callable[[pa.Table], pa.Array] | None = None
    polygon: Callable[[list[tuple[float, float]]], list[str | None]] | None = None
    sciences: list[dict[str, Any]] = field(default_factory=list)
    merged: dict[str, str] = field(default_factory=dict)
