"""What speaks for a partner: one number per feature and candidate, from the records up to a year."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from crossfield.matching.factors import collaboration_factors, projected

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from crossfield.matching.embedder import Embedder
    from crossfield.matching.network import Network

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bits = NDArray[np.bool_]
    Block = dict[str, Floats]

SIGNED = ("country-affinity", "nearness")
ORGANISATION = (
    *("shared-partners", "recent-partners", "small-consortia", "collaboration-factors"),
    *("parts-in-common", "activity", "subjects-in-common", "country-affinity"),
)
TOPIC = (
    *ORGANISATION,
    *("activity-in-part", "partners-in-part", "subject-share", "subject-projects", "subject-near", "topic-family"),
    "nearness",
)
HALF_LIFE, PATH_HALF_LIFE = 4.0, 3.0
DAMPING = 0.3
FEW_TIES = 20.0
DENSE = 6  # times that a step of a product with all organisations is cheaper than one along a tie
SHARP = 3
AT_ONCE = 512
STEP = 4096  # rows of a large matrix that are read at once
FAINT = 1e-3  # squared nearness below which two titles have nothing in common but what all have
EARTH, NEIGHBOURS = 6371.0, 100.0  # kilometres; below the second it makes little difference how near somebody is


@dataclass(frozen=True, slots=True)
class TopicQuery:
    """A planned project: who coordinates it, and what is known of it.

    Parameters
    ----------
    coordinator
        Place on the axis of organisations; -1 for nobody.
    part, family
        Programme part and family of the call topic; empty where not known.
    title
        What it is about; empty where not known.
    """

    coordinator: int
    part: str = ""
    family: str = ""
    title: str = ""


class Features:
    """All features of candidates, prepared once for a network.

    Parameters
    ----------
    network
        Projects up to a year; nothing later may be in it.
    embedder
        How titles are compared.
    factors
        Collaboration factors that are stored already; None: they are computed at first use.
    """

    def __init__(self, network: Network, embedder: Embedder, factors: Floats | None = None) -> None:
        self.network = network
        self.until = int(network.year.max())
        self._inside: tuple[bytes, sparse.csr_array | None] = (b"", None)
        self.embedder = embedder.fit([network.titles[topic] for topic in self.topics]) if self.topics else embedder
        if factors is not None:
            self.factors = factors

    # -- ties -----------------------------------------------------------------

    @cached_property
    def ties(self) -> sparse.csr_array:
        """Who has worked with whom, 0 or 1, in one byte each."""
        ties = tied(self.network.member)
        ties.data = ties.data.astype(np.int8)
        return ties

    @cached_property
    def partners(self) -> Floats:
        """Number of partners of each organisation."""
        found: Floats = np.diff(self.ties.indptr).astype(float)
        return found

    @cached_property
    def factors(self) -> Floats:
        """Collaboration factors of each organisation."""
        found: Floats = collaboration_factors(self.ties)
        return found

    @cached_property
    def _products(self) -> Floats:
        """Products of the factors with one another: a question that waits for them takes twice as long."""
        found: Floats = self.factors.T @ self.factors
        return found

    @cached_property
    def _sought(self) -> Floats:
        """The other side's factors of each organisation, all at once: cheaper than one by one from a few hundred on."""
        found: Floats = projected(self.ties, self.factors)
        return found

    @cached_property
    def _rarity(self) -> Floats:
        found: Floats = 1 / np.log(np.maximum(self.partners, 2))
        return found

    @cached_property
    def _recent(self) -> _Paths:
        ties = self._weighing(self._age(PATH_HALF_LIFE))
        ties.data = np.log1p(ties.data)
        return _Paths(ties)

    @cached_property
    def _small(self) -> _Paths:
        return _Paths(self._weighing(self._age(PATH_HALF_LIFE) / np.sqrt(self.network.size - 1)))

    def _weighing(self, weight: Floats) -> sparse.csr_array:
        """Ties by the weights of their joint projects; where they stand is the same for all, so it is kept once."""
        found = _together(self.network.member, weight)
        return sparse.csr_array((found.data, self.ties.indices, self.ties.indptr), shape=found.shape)

    @cached_property
    def _activity(self) -> Floats:
        ties = _together(self.network.member, self._age(HALF_LIFE))
        ties.data = 1 - np.exp(-ties.data)
        return np.asarray(ties.sum(axis=1), dtype=float).ravel()

    # -- programme parts, families, countries ---------------------------------

    @cached_property
    def _parts(self) -> tuple[dict[str, int], Floats, sparse.csr_array, Floats]:
        """Places of parts; each organisation's recent projects there, their root before; all parts' shares."""
        names, found = self._by(self.network.part)
        counts = found.toarray()
        return names, np.sqrt(counts), found, counts.sum(axis=0) / max(counts.sum(), 1.0)

    @cached_property
    def _families(self) -> tuple[dict[str, int], sparse.csc_array]:
        names, counts = self._by(self.network.family)
        return names, sparse.csc_array(counts.sqrt())  # a thousand families, few of them for each organisation

    @cached_property
    def _country(self) -> Ints:
        return self.network.country

    @cached_property
    def _origin(self) -> sparse.csr_array:
        return _one_each(self._country, len(self.network.countries))

    @cached_property
    def _affinity(self) -> Floats:
        """Log of joint work of two countries against what their ties in all would give."""
        country = self.network.country
        ties = self.ties.tocoo()
        size = len(self.network.countries)
        joint = np.bincount(country[ties.row] * size + country[ties.col], minlength=size**2).reshape(size, size)
        ends = joint.sum(axis=1)
        expected = np.outer(ends, ends) / max(ends.sum(), 1)
        found: Floats = np.log((joint + FEW_TIES) / (expected + FEW_TIES))
        found[0], found[:, 0] = 0.0, 0.0  # a country that is not stated says nothing
        return found

    @cached_property
    def _seats(self) -> tuple[Floats, Ints]:
        """Different places where organisations sit, and which one is each organisation's."""
        position = self.network.position
        if position is None:
            position = np.zeros((len(self.network.organisations.names), 3))
        seats, which = np.unique(position, axis=0, return_inverse=True)
        return seats, which.ravel()

    def _nearness_to(self, group: sparse.csr_array) -> Floats:
        """How near organisations sit to the middle of a group, shape (Q, N); the mean, and unknown seats, are 0.

        The distance counts by its logarithm, in units of e: from 100 to 300 km as much as from 300 to 700.
        """
        seats, which = self._seats
        known = seats.any(axis=1)
        middle = group @ seats[which]
        length = np.sqrt((middle**2).sum(axis=1, keepdims=True))
        angle = np.arccos(np.clip(middle / np.where(length > 0, length, 1.0) @ seats.T, -1.0, 1.0))
        near = -np.log(EARTH * angle + NEIGHBOURS)
        counts = np.bincount(which, minlength=len(seats)) * known
        near -= near @ counts[:, None] / max(counts.sum(), 1)
        near[:, ~known] = 0.0
        near[length[:, 0] == 0] = 0.0
        return np.take(near, which, axis=1)

    @cached_property
    def _in_part(self) -> dict[int, sparse.csr_array]:
        return {}

    def _ties_in(self, part: int) -> sparse.csr_array:
        if part not in self._in_part:
            name = list(self._parts[0])[part]
            self._in_part[part] = self._ties_among(np.array([one == name for one in self.network.part]))
        return self._in_part[part]

    def _ties_among(self, here: Bits) -> sparse.csr_array:
        """Ties within some projects, recent ones counting more."""
        ties = _joint(self.network.member[:, here], self._age(HALF_LIFE)[here])
        ties.data = np.log1p(ties.data)
        return ties

    def _by(self, labels: Sequence[str]) -> tuple[dict[str, int], sparse.csr_array]:
        """Places of labels in order, and each organisation's projects of each, recent ones counting more."""
        names = {name: place for place, name in enumerate(sorted(set(labels) - {""}))}
        rows = [row for row, label in enumerate(labels) if label]
        into = (np.ones(len(rows)), _narrow([rows, [names[labels[row]] for row in rows]]))
        kinds = sparse.csr_array(into, shape=(len(labels), len(names)))
        return names, sparse.csr_array(_scaled(self.network.member, self._age(HALF_LIFE)) @ kinds)

    def _age(self, half_life: float) -> Floats:
        found: Floats = 0.5 ** ((self.until - self.network.year) / half_life)
        return found

    # -- subjects ---------------------------------------------------------------

    @cached_property
    def topics(self) -> list[str]:
        """Call topics with a title that are in the network, in order."""
        return sorted({topic for topic in self.network.topic if topic in self.network.titles})

    @cached_property
    def subject(self) -> sparse.csr_array:
        """Projects of each organisation at each topic with a title."""
        places = {topic: place for place, topic in enumerate(self.topics)}
        rows = [row for row, topic in enumerate(self.network.topic) if topic in places]
        into = (np.ones(len(rows)), _narrow([rows, [places[self.network.topic[row]] for row in rows]]))
        return sparse.csr_array(
            self.network.member @ sparse.csr_array(into, shape=(len(self.network.topic), len(self.topics)))
        )

    @cached_property
    def _passages(self) -> Any:  # noqa: ANN401 -- sparse or dense, as the embedder has it
        return self.embedder.passages([self.network.titles[topic] for topic in self.topics])

    @cached_property
    def _near(self) -> sparse.csr_array:
        """How near the topics are to one another, squared and in single precision: what all titles share falls away."""
        same = self.embedder.has_one_side
        asked = self._passages if same else self.embedder.queries([self.network.titles[topic] for topic in self.topics])
        found = []
        for start in range(0, len(self.topics), AT_ONCE):  # thousands of topics at once would take gigabytes
            near = self._nearness_of(asked[start : start + AT_ONCE]) ** 2
            near[near < FAINT] = 0.0
            found.append(sparse.csr_array(near.astype(np.float32)))
        return sparse.csr_array(sparse.vstack(found) if found else (0, 0))

    @cached_property
    def _length(self) -> Floats:
        """Length of each organisation's profile of subjects; 1 where it has none."""
        rows = self.subject
        squares, near = np.zeros(rows.shape[0]), self._near.astype(np.float64)
        for start in range(0, rows.shape[0], 2048):
            block = rows[start : start + 2048]
            squares[start : start + 2048] = np.asarray(block.multiply(block @ near).sum(axis=1)).ravel()
        return np.where(squares > 0, np.sqrt(np.maximum(squares, 1e-12)), 1.0)

    def _nearness(self, titles: Sequence[str]) -> Floats:
        if not self.topics:
            return np.zeros((len(titles), 0))
        return self._nearness_of(self.embedder.queries(titles))

    def _nearness_of(self, asked: Any) -> Floats:  # noqa: ANN401 -- sparse or dense, as the embedder has it
        near = asked @ self._passages.T
        found: Floats = np.maximum(np.asarray(near.toarray() if sparse.issparse(near) else near, dtype=float), 0.0)
        return found

    # -- what is asked ------------------------------------------------------------

    def of_organisations(self, places: Ints) -> Block:
        """Features of all organisations as partners of some, each by itself; see `of_groups`."""
        group = _one_each(places, self.ties.shape[0])
        return self._of_groups(group, self.known_to(group), self._sought[places])

    def of_groups(self, group: sparse.csr_array) -> Block:
        """Features of all organisations as partners of groups that ask as one: a region, a cluster's members.

        Parameters
        ----------
        group
            Who belongs to which group, 0 or 1, shape (Q, N).

        Returns
        -------
        dict
            Feature → array of shape (Q, N), in its own unit; what two organisations that know each other have is in it.
        """
        ties = self.known_to(group)
        return self._of_groups(group, ties, projected(ties, self.factors, self._products))

    def _of_groups(self, group: sparse.csr_array, ties: sparse.csr_array, sought: Floats) -> Block:
        profile = group @ self.subject
        near = _added(profile, self._near)
        length = np.sqrt(np.asarray(profile.multiply(near).sum(axis=1)).ravel())
        near = near / np.where(length > 0, length, 1.0)[:, None]
        origin = (group @ self._origin).toarray()
        origin = origin / np.maximum(origin.sum(axis=1, keepdims=True), 1)
        _, roots, counts, total = self._parts
        asked = (group @ counts).toarray()
        share = (asked + total) / (asked.sum(axis=1, keepdims=True) + 1)
        return {
            "shared-partners": along(_scaled(ties, self._rarity), self.ties),
            "recent-partners": self._recent.of(group),
            "small-consortia": self._small.of(group),
            "collaboration-factors": np.maximum(sought @ self.factors.T, 0),
            "parts-in-common": share @ roots.T,
            "activity": np.broadcast_to(self._activity, (group.shape[0], len(self._activity))),
            "subjects-in-common": self._by_subject(near) / self._length,
            "country-affinity": np.take(origin @ self._affinity, self._country, axis=1),
        }

    def known_to(self, group: sparse.csr_array) -> sparse.csr_array:
        """Whom groups have worked with, 0 or 1, shape (Q, N)."""
        if group.shape[0] == 1:  # a large region: those once each, in place of a sum over its members to be sorted
            met = np.zeros(self.ties.shape[0])
            met[self.ties[group.indices].indices] = 1.0
            return sparse.csr_array(met[None, :])
        ties = _reached(group, self.ties)
        ties.data = np.ones_like(ties.data)
        ties.sort_indices()
        return ties

    def of_topics(self, asked: Sequence[TopicQuery]) -> Block:
        """Features of all organisations as partners in planned projects: those of the coordinators, and of the topics.

        Parameters
        ----------
        asked
            Planned projects, Q of them.

        Returns
        -------
        dict
            Feature → array of shape (Q, N).
        """
        places = np.array([one.coordinator for one in asked])
        group = _one_each(np.maximum(places, 0), self.ties.shape[0])
        found = self.of_organisations(np.maximum(places, 0)) | {"nearness": self._nearness_to(group)}
        if (nobody := places < 0).any():
            found = {name: np.where(nobody[:, None], 0.0, block) for name, block in found.items()}
        parts, families = self._parts, self._families
        texts = self._of_titles([one.title for one in asked])
        return (
            found
            | texts
            | {
                "activity-in-part": _picked(parts[1].T, [parts[0].get(one.part, -1) for one in asked]),
                "partners-in-part": self._paths_in_part(asked),
                "topic-family": _picked(families[1].T, [families[0].get(one.family, -1) for one in asked]),
            }
        )

    def of_idea(self, group: sparse.csr_array, sides: Sequence[Bits], title: str = "") -> Block:
        """Features as in `of_topics` for a group and an idea that no call has: its fields stand for the programme part.

        Parameters
        ----------
        group
            Who asks, shape (1, N); without anyone in it, all features of ties are 0.
        sides
            Projects of each field of the idea or interface, each of shape (P,).
        title
            What it is about; empty where only fields are known.
        """
        found = self.of_groups(group)
        inside = np.any(sides, axis=0) if len(sides) else np.zeros(len(self.network.year), bool)
        recent = [self.network.member @ np.where(side, self._age(HALF_LIFE), 0.0) for side in sides]
        active = np.sqrt(_both(recent)) if recent else np.zeros(self.ties.shape[0])
        key = inside.tobytes()
        if self._inside[0] != key:  # the same interface is asked for again and again
            self._inside = key, self._ties_among(inside)
        paths = along(self._recent.begin(group), self._inside[1])
        texts = self._of_titles([title])
        return (
            found
            | texts
            | {"activity-in-part": active[None, :], "partners-in-part": paths, "topic-family": 0 * paths}
            | {"nearness": self._nearness_to(group)}
        )

    def _of_titles(self, titles: Sequence[str]) -> Block:
        near = self._nearness(titles)
        sums = self._by_subject(near**2)
        return {
            "subject-share": sums / self._length,
            "subject-projects": sums / np.sqrt(self._length),
            "subject-near": self._by_subject(near**SHARP),
        }

    def _by_subject(self, near: Floats) -> Floats:
        """Sum of what is near to each organisation's subjects, shape (Q, N); rows are read, so each is in one piece."""
        return np.ascontiguousarray((self.subject @ near.T).T)

    def _paths_in_part(self, asked: Sequence[TopicQuery]) -> Floats:
        found = np.zeros((len(asked), self.ties.shape[0]))
        parts = np.array([self._parts[0].get(one.part, -1) if one.coordinator >= 0 else -1 for one in asked])
        for part in sorted(set(parts.tolist()) - {-1}):
            rows = np.flatnonzero(parts == part)
            places = np.array([asked[int(row)].coordinator for row in rows])
            found[rows] = along(self._recent.begin(_one_each(places, self.ties.shape[0])), self._ties_in(part))
        return found


def tied(member: sparse.csr_array) -> sparse.csr_array:
    """Who has worked with whom, 0 or 1, without the diagonal.

    Examples
    --------
    >>> tied(sparse.csr_array([[1.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])).toarray().tolist()
    [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    """
    ties = _together(member, np.ones(member.shape[1]))
    ties.data = np.ones_like(ties.data)
    return ties


def along(rows: sparse.csr_array, ties: sparse.csr_array) -> Floats:
    """Rows times symmetric ties, in full: of who knows few along the ties, of who knows many as numbers of all.

    Parameters
    ----------
    rows
        Shape (Q, N).
    ties
        Shape (N, N).

    Examples
    --------
    >>> ties = sparse.csr_array([[0.0, 2.0], [2.0, 0.0]])
    >>> along(sparse.csr_array([[1.0, 0.0]]), ties).tolist(), along(sparse.csr_array([[1.0, 3.0]]), ties).tolist()
    ([[0.0, 2.0]], [[6.0, 2.0]])
    """
    return along_each(rows, [rows.data], ties)[0]


def along_each(rows: sparse.csr_array, weights: Sequence[Floats], ties: sparse.csr_array) -> list[Floats]:
    """As `along`, for several weights of the same rows at once: the way along the ties is gone only once.

    Parameters
    ----------
    rows
        Which places of each row count, shape (Q, N).
    weights
        How much, each in the order of the stored entries of ``rows``.
    ties
        Shape (N, N).

    Examples
    --------
    >>> ties = sparse.csr_array([[0.0, 2.0], [2.0, 0.0]])
    >>> [one.tolist() for one in along_each(ties, [np.ones(2), np.array([1.0, 3.0])], ties)]
    [[[2.0, 0.0], [0.0, 2.0]], [[2.0, 0.0], [0.0, 6.0]]]
    """
    given = np.stack(weights, axis=1)
    found = np.empty((len(weights), *rows.shape))
    ends = np.concatenate([[0], np.cumsum(np.diff(ties.indptr)[rows.indices])])[rows.indptr]
    many = DENSE * np.diff(ends) > ties.nnz
    for row in np.flatnonzero(~many):
        part = slice(rows.indptr[row], rows.indptr[row + 1])
        found[:, row] = (ties[rows.indices[part]].T @ given[part]).T
    for weight, one in zip(given.T, found, strict=True) if many.any() else ():
        heavy = sparse.csr_array((weight, rows.indices, rows.indptr), shape=rows.shape)[many]
        one[many] = _in_full(ties, heavy.toarray().T).T
    return list(found)


def _in_full(ties: sparse.csr_array, numbers: Floats) -> Floats:
    """Ties times numbers of all; what is stored in fewer bytes is brought to double precision part by part."""
    if ties.dtype == np.float64:
        return np.asarray(ties @ numbers)
    bounds = ties.indptr[::STEP].tolist()
    bounds += [ties.nnz] * (len(ties.indptr) % STEP != 1)
    found = np.empty((ties.shape[0], numbers.shape[1]))
    most = max(np.diff(bounds), default=0)
    room = np.empty(most), np.empty(most, ties.indices.dtype)  # the same for all parts: new memory takes as long again
    for place, (begin, end) in enumerate(pairwise(bounds)):
        rows = slice(place * STEP, min((place + 1) * STEP, ties.shape[0]))
        data, indices = (one[: end - begin] for one in room)
        data[:], indices[:] = ties.data[begin:end], ties.indices[begin:end]
        into = (data, indices, ties.indptr[rows.start : rows.stop + 1] - begin)
        found[rows] = sparse.csr_array(into, shape=(rows.stop - rows.start, ties.shape[1])) @ numbers
    return found


def _reached(group: sparse.csr_array, ties: sparse.csr_array) -> sparse.csr_array:
    """Groups times ties; only the rows of their members are read, and brought to double precision."""
    members, columns = np.unique(group.indices, return_inverse=True)
    narrow = sparse.csr_array((group.data, columns, group.indptr), shape=(group.shape[0], len(members)))
    return sparse.csr_array(narrow @ ties[members].astype(np.float64))


def _added(rows: sparse.csr_array, matrix: sparse.csr_array) -> Floats:
    """Rows times a large matrix in single precision, in full and in double precision."""
    found = np.zeros((rows.shape[0], matrix.shape[1]))
    for row, (begin, end) in enumerate(pairwise(rows.indptr.tolist())):
        for start in range(begin, end, AT_ONCE):
            part = slice(start, min(start + AT_ONCE, end))
            found[row] += matrix[rows.indices[part]].T @ rows.data[part]
    return found


def _narrow(places: Sequence[Sequence[int]]) -> tuple[NDArray[np.int32], ...]:
    """Places in numbers of 32 bits, which what is multiplied from a matrix of them has as well."""
    return tuple(np.array(side, dtype=np.int32) for side in places)


def _one_each(places: Ints, count: int) -> sparse.csr_array:
    """Rows with a 1 at their place."""
    return sparse.csr_array((np.ones(len(places)), (np.arange(len(places)), places)), shape=(len(places), count))


def _together(member: sparse.csr_array, weight: Floats) -> sparse.csr_array:
    """Sum of the weights of joint projects, without the diagonal; each row in order."""
    joint = _joint(member, weight)
    joint.sort_indices()
    return joint


def _joint(member: sparse.csr_array, weight: Floats) -> sparse.csr_array:
    """Sum of the weights of joint projects, without the diagonal; rows are in no order, which would take as long again.

    SciPy's own way to clear a diagonal takes as long as the product.
    """
    joint = sparse.csr_array(_scaled(member, weight) @ member.T)
    rows = np.repeat(np.arange(joint.shape[0], dtype=joint.indices.dtype), np.diff(joint.indptr))
    others = (joint.indices != rows) & (joint.data != 0)
    ends = np.concatenate([[0], np.cumsum(np.bincount(rows[others], minlength=joint.shape[0]))])
    into = (joint.data[others], joint.indices[others], ends.astype(joint.indptr.dtype))
    return sparse.csr_array(into, shape=joint.shape)


def _scaled(matrix: sparse.csr_array, weight: Floats) -> sparse.csr_array:
    """Columns times their weight."""
    found = matrix.copy()
    found.data = found.data * weight[found.indices]
    return found


class _Paths:
    """Ways over one partner in between; one who has many counts less. The weights are kept in single precision."""

    def __init__(self, ties: sparse.csr_array) -> None:
        self._ties = sparse.csr_array((ties.data.astype(np.float32), ties.indices, ties.indptr), shape=ties.shape)
        self._damping: Floats = np.maximum(np.asarray(ties.sum(axis=1), dtype=float).ravel(), 1e-9) ** -DAMPING

    def begin(self, group: sparse.csr_array) -> sparse.csr_array:
        """First steps of groups, to those in between, shape (Q, N)."""
        return _scaled(_reached(group, self._ties), self._damping)

    def of(self, group: sparse.csr_array) -> Floats:
        """Whole ways of groups, shape (Q, N)."""
        return along(self.begin(group), self._ties)


def _both(recent: Sequence[Floats]) -> Floats:
    """Projects that count for an idea: their geometric mean over its fields, so that who has all stands first.

    Half of the mean is added, so that who has one of them is not lost.
    """
    stacked = np.stack(recent)
    found: Floats = np.prod(stacked, axis=0) ** (1 / len(stacked)) + stacked.mean(axis=0) / 2
    return found


def _picked(rows: Floats | sparse.csr_array, places: Sequence[int]) -> Floats:
    """Row of each place; zeros at -1."""
    chosen = np.array(places)
    found = np.zeros((len(chosen), rows.shape[1]))
    there = chosen >= 0
    picked = rows[chosen[there]]
    found[there] = picked.toarray() if sparse.issparse(picked) else picked
    return found
