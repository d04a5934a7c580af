"""Who worked with whom, as sparse matrices: organisations × projects of a span of years."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from math import cos, radians, sin
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np
import pyarrow.compute as pc
from scipy import sparse

from crossfield.errors import NotComputableError
from crossfield.indicators.matrix import Axis, axis_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from crossfield.lake.store import Frames

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bits = NDArray[np.bool_]

FEWEST, MOST = 2, 60
FEW_PROJECTS = 2  # up to which an organisation counts as a newcomer
PART_DEPTH = 3
_FAMILY = re.compile(r"^((?:[A-Z]+[A-Z0-9]*-)*?[A-Z]+[0-9A-Z]*)(?:-\d|$)")


@dataclass(frozen=True, slots=True)
class Network:
    """Projects of 2 to 60 organisations, and who took part.

    Parameters
    ----------
    organisations, projects
        Axes, in code order.
    member
        Who took part, shape (organisations, projects), 0 or 1.
    year
        Start year of each project.
    coordinator
        Place of each project's coordinator; -1 where none is stated.
    origin, countries
        Country of each participation as its place in ``countries``, shape (organisations, projects); place 0 is "".
    part, family, topic
        Programme part, family of call topics and topic of each project; empty where unknown.
    titles
        Title of a topic; topics without one, or whose title is no subject, are not in it.
    position
        Where each organisation sits, as a point on the unit sphere, shape (organisations, 3): of its region, else of
        its country; zeros where neither is known. None: not read.
    """

    organisations: Axis
    projects: Axis
    member: sparse.csr_array
    year: Ints
    coordinator: Ints
    origin: sparse.csr_array
    countries: list[str]
    part: list[str]
    family: list[str]
    topic: list[str]
    titles: dict[str, str]
    position: Floats | None = None

    @property
    def size(self) -> Floats:
        """Organisations of each project."""
        return np.asarray(self.member.sum(axis=0), dtype=float).ravel()

    @property
    def degree(self) -> Floats:
        """Projects of each organisation."""
        return np.asarray(self.member.sum(axis=1), dtype=float).ravel()

    @property
    def newcomer(self) -> Bits:
        """Whether an organisation has at most two projects."""
        found: Bits = self.degree <= FEW_PROJECTS
        return found

    @property
    def country(self) -> Ints:
        """Country of each organisation, as a place in ``countries``: what its latest participation states."""
        stated = self.origin.tocoo()
        order = np.lexsort((stated.col, self.year[stated.col]))
        found = np.zeros(self.member.shape[0], dtype=np.int64)
        found[stated.row[order]] = stated.data[order]  # of several, the last is kept
        return found

    def between(self, first: int, last: int) -> Network:
        """Only the projects that start in these years, and the organisations in them.

        Raises
        ------
        NotComputableError
            There are none.
        """
        kept = np.flatnonzero((self.year >= first) & (self.year <= last))
        member = self.member[:, kept]
        there = np.flatnonzero(np.asarray(member.sum(axis=1)).ravel() > 0)
        if not len(there):
            message = f"No project of {FEWEST} to {MOST} organisations starts in {first}-{last}."
            raise NotComputableError(message, "Take other years, or a dump with participations.")
        place = np.full(len(self.organisations.names) + 1, -1)
        place[there] = np.arange(len(there))
        member = sparse.csr_array(member[there])
        return Network(
            Axis([self.organisations.names[one] for one in there]),
            Axis([self.projects.names[one] for one in kept]),
            member,
            self.year[kept],
            place[self.coordinator[kept]],
            sparse.csr_array(self.origin[:, kept][there]),
            self.countries,
            [self.part[one] for one in kept],
            [self.family[one] for one in kept],
            [self.topic[one] for one in kept],
            self.titles,
            None if self.position is None else self.position[there],
        )


def network_of(frames: Frames) -> Network:
    """Read the network of a data version.

    Raises
    ------
    TableMissingError
        The data version holds no participations (starter lake).
    NotComputableError
        No dated project has 2 to 60 organisations.
    """
    people = frames["participation"].select("project", "organisation", "role", "country")
    projects = frames["project"].filter(~nw.col("year").is_null()).select("project", "year", "programme", "topic")
    sizes = people.group_by("project").agg(organisations=nw.len())
    sizes = sizes.filter((nw.col("organisations") >= FEWEST) & (nw.col("organisations") <= MOST))
    projects = projects.join(sizes, on="project", how="semi")
    session = frames.session
    kept = session.arrow(projects.sort("project"))
    rows = session.arrow(
        people.join(projects.select("project"), on="project", how="semi").sort("project", "organisation")
    )
    if not kept.num_rows:
        message = f"No dated project of the data version has {FEWEST} to {MOST} organisations."
        raise NotComputableError(message, "Fetch a dump with participations, such as: crossfield fetch cordis-h2020")
    texts = session.arrow(frames["project_text"].filter(nw.col("kind") == "topic").select("part", "text").unique())
    titles = dict(sorted(zip(texts["part"].to_pylist(), texts["text"].to_pylist(), strict=True)))
    network = _network(kept, rows, titles)
    return replace(network, position=_positions(frames, network.organisations.names))


def _positions(frames: Frames, organisations: Sequence[str]) -> Floats:
    points = {
        row["region"]: sphere_point(row["longitude"], row["latitude"])
        for row in frames.read("region")
        if row["longitude"] is not None and row["latitude"] is not None
    }
    places = {name: place for place, name in enumerate(organisations)}
    found = np.zeros((len(organisations), 3))
    table = frames.arrow("organisation", ("organisation", "region", "country"))
    for name, *codes in zip(*(table.column(one).to_pylist() for one in table.column_names), strict=True):
        point = next((points[code] for code in codes if code in points), None)
        if name in places and point:
            found[places[name]] = point
    return found


def sphere_point(longitude: float, latitude: float) -> tuple[float, float, float]:
    """A place on the unit sphere.

    Examples
    --------
    >>> sphere_point(0, 0), sphere_point(13.7, 90)[2]
    ((1.0, 0.0, 0.0), 1.0)
    """
    east, north = radians(longitude), radians(latitude)
    return cos(north) * cos(east), cos(north) * sin(east), sin(north)


def part_of(programme: str | None) -> str:
    """Programme part at the level that all years state.

    Examples
    --------
    >>> part_of("H2020-EU.2.1.1.3."), part_of(None)
    ('H2020-EU.2.1', '')
    """
    return ".".join((programme or "").rstrip(".").split(".")[:PART_DEPTH])


def family_of(topic: str | None) -> str:
    """Family of a call topic: what stands before its numbers.

    Examples
    --------
    >>> family_of("LC-SC3-RES-13-2018"), family_of("MSCA-ITN-2019"), family_of(None)
    ('LC-SC3-RES', 'MSCA-ITN', '')
    """
    found = _FAMILY.match(topic or "")
    return found[1] if found else (topic or "")


def _network(projects: pa.Table, rows: pa.Table, titles: dict[str, str]) -> Network:
    organisations, axis = axis_of(rows["organisation"]), Axis(projects["project"].to_pylist())
    i, j = organisations.places(rows["organisation"]), axis.places(rows["project"])
    shape = (len(organisations.names), len(axis.names))
    places = (i.astype(np.int32), j.astype(np.int32))  # what is multiplied from it has small numbers as well
    coordinator = np.full(shape[1], -1)
    leads = np.asarray(pc.fill_null(pc.equal(rows["role"], "coordinator"), False).to_numpy(zero_copy_only=False))  # noqa: FBT003 -- pyarrow's own argument
    coordinator[j[leads]] = i[leads]
    year = np.asarray(projects["year"].to_numpy(), dtype=np.int64)
    countries = axis_of(rows["country"])
    origin = countries.places(rows["country"]) + 1
    programmes = projects["programme"].to_pylist()
    parts = {one: part_of(one) for one in set(programmes)}
    topics = _once([topic or "" for topic in projects["topic"].to_pylist()])
    families = {one: family_of(one) for one in set(topics)}
    return Network(
        organisations,
        axis,
        sparse.csr_array((np.ones(len(i)), places), shape=shape),
        year,
        coordinator,
        sparse.csr_array((origin, places), shape=shape),
        ["", *countries.names],
        _once([parts[one] for one in programmes]),
        _once([families[one] for one in topics]),
        topics,
        titles,
    )


def _once(texts: Sequence[str]) -> list[str]:
    """The same texts, each in memory once."""
    known: dict[str, str] = {}
    return [known.setdefault(text, text) for text in texts]
