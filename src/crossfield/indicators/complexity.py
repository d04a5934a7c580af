"""Economic complexity of regions (ECI) and fields (PCI): one sign, one scale, a basis that can be held fixed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.linalg import eigh, eigh_tridiagonal
from scipy.sparse.csgraph import connected_components

from crossfield.errors import NotComputableError
from crossfield.indicators.presence import (
    EMPTY_FIELD,
    EMPTY_REGION,
    Cells,
    Floats,
    Matrix,
    diversity,
    presence_cells,
    ubiquity,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

OTHER_PART = "not connected with the largest part of the network"
NOT_IN_BASIS = "no field that the basis knows"
SMALL = 64  # up to this side a dense solver is the faster and surer one
STEPS, LOOK, CHECK = 400, 8, 2
PRECISE, ROUGH, EXHAUSTED, NOTHING = 1e-12, 1e-6, 1e-15, 1e-13
NO_GAP = 1e-9
NARROW_GAP = 0.05
NO_SIGN = 1e-9


@dataclass(frozen=True, slots=True)
class Complexity:
    """Complexity of regions and fields, and the basis to place others on.

    Parameters
    ----------
    eci, pci
        Shapes (R,) and (F,), no unit. ECI has mean 0 and standard deviation 1 (divided by R, not R - 1) over the core;
        the ECI of a region is the mean PCI of its fields. NaN outside the core, with the reason in the notes.
    eigenvalue
        Second eigenvalue, between 0 and 1: how much of the pattern the index carries.
    gap
        (second - third eigenvalue) / second, between 0 and 1: how surely it is this pattern and no mixture of two.
    centre, spread
        ``eci * spread + centre`` is the eigenvector itself, for which Σ diversity · vector = 0.
    region_notes, field_notes
        Why a value is null; None where it is not.
    warnings
        What weakens the whole index; empty if nothing does.
    """

    eci: Floats
    pci: Floats
    eigenvalue: float
    gap: float
    centre: float
    spread: float
    region_notes: list[str | None]
    field_notes: list[str | None]
    warnings: tuple[str, ...]

    def regions(self, presence: Matrix) -> Floats:
        r"""ECI of other regions, or of the same in other years, on this basis.

        .. math:: ECI_r = \frac{1}{d_r} \sum_f M_{rf} PCI_f

        Fields outside the basis are left out, in the mean as in d.

        Parameters
        ----------
        presence
            Binary, shape (any, F): the same fields in the same order.

        Returns
        -------
        array of shape (any,)
            On the scale of the basis; NaN for a region without a field of the basis.

        Raises
        ------
        NotComputableError
            Another number of fields, or not a binary matrix.

        Examples
        --------
        >>> basis = complexity(np.array([[1, 1, 1], [0, 1, 1], [0, 0, 1]]))
        >>> basis.regions(np.array([[1, 0, 0], [1, 1, 1], [0, 0, 0]])).round(3).tolist()
        [3.674, 1.225, nan]
        """
        return _mean_over(presence_cells(presence), self.pci)

    def fields(self, presence: Matrix) -> Floats:
        r"""PCI of other fields on this basis, from the ECI of the regions that have them.

        .. math:: PCI_f = \frac{q_f - c}{s}, \quad q_f = \frac{1}{\lambda u_f} \sum_r M_{rf} (s\, ECI_r + c)

        with the second eigenvalue λ, the centre c and the spread s of the basis.

        Parameters
        ----------
        presence
            Binary, shape (R, any): the same regions in the same order.

        Returns
        -------
        array of shape (any,)
            On the scale of the basis; NaN for a field without a region of the core.

        Raises
        ------
        NotComputableError
            Another number of regions, or not a binary matrix.

        Examples
        --------
        >>> core = np.array([[1, 1, 1], [0, 1, 1], [0, 0, 1]])
        >>> basis = complexity(core)
        >>> bool(np.allclose(basis.fields(core), basis.pci))
        True
        """
        cells = presence_cells(presence).T.tocsr()
        vector = _mean_over(cells, self.eci * self.spread + self.centre) / self.eigenvalue
        return (vector - self.centre) / self.spread


def complexity(presence: Matrix) -> Complexity:
    r"""Economic complexity of regions and fields.

    .. math:: \tilde M = D^{-1} M U^{-1} M^T, \quad \tilde M k = \lambda_2 k, \quad q = U^{-1} M^T k / \lambda_2

    with diversity D and ubiquity U on the diagonal. ECI = (k - mean k) / sd k, PCI = (q - mean k) / sd k, so that the
    ECI of a region is the mean PCI of its fields. The sign is the one with which ECI rises with diversity; where the
    two are not correlated, the one with which PCI falls with ubiquity.

    Computed on the core: the largest connected part of the network of regions and fields (by cells, then regions). On a
    network of several parts the second eigenvector would only tell the parts from each other.

    Parameters
    ----------
    presence
        M, binary, shape (R, F), dense or sparse; `binary_presence` makes it from amounts.

    Returns
    -------
    Complexity

    Raises
    ------
    NotComputableError
        Not a binary matrix; two largest parts of one size; fewer than two regions or fields in the core; all regions of
        the core have the same fields; the second eigenvalue occurs twice; nothing tells the sign.

    Examples
    --------
    A nested table: the region with the rare field comes first.

    >>> found = complexity(np.array([[1, 1, 1], [0, 1, 1], [0, 0, 1]]))
    >>> found.eci.round(3).tolist(), found.pci.round(3).tolist()
    ([1.225, 0.0, -1.225], [3.674, 1.225, -1.225])

    Region 1 has all three fields: (3.674 + 1.225 - 1.225) / 3 = 1.225. Region 3 has the third alone.

    References
    ----------
    Hidalgo & Hausmann (2009), PNAS 106, 10570-10575; Mealy, Farmer & Teytelboym (2019), Science Advances 5, eaau1705.
    """
    cells = presence_cells(presence)
    d, u = diversity(cells), ubiquity(cells)
    rows, columns, parts = _core(cells, d, u)
    core = cells if parts == 1 and rows.all() and columns.all() else cells[rows][:, columns]
    sizes = (d, u) if core is cells else (diversity(core), ubiquity(core))
    values, regions, fields = _second_vectors(core, *sizes)
    sign = _sign(*sizes, regions, fields)
    centre, spread = float(sign * regions.mean()), float(regions.std())
    eci, pci = np.full(cells.shape[0], np.nan), np.full(cells.shape[1], np.nan)
    eci[rows] = (sign * regions - centre) / spread
    pci[columns] = (sign * fields - centre) / spread
    gap = float((values[0] - values[1]) / values[0])
    notes = _notes(d, rows, EMPTY_REGION), _notes(u, columns, EMPTY_FIELD)
    return Complexity(eci, pci, float(values[0]), gap, centre, spread, *notes, _warnings(*notes, parts, gap))


def _mean_over(cells: Cells, values: Floats) -> Floats:
    """Mean of the values of each row's columns, over those that have one."""
    if cells.shape[1] != len(values):
        message = f"The basis was fitted on {len(values)} names on this side, the matrix has {cells.shape[1]}."
        raise NotComputableError(message, "Bring both onto the same names in the same order.")
    known = ~np.isnan(values)
    count = cells.astype(float) @ known.astype(float)
    mean: Floats = (cells.astype(float) @ np.where(known, values, 0.0)) / np.where(count > 0, count, np.nan)
    return mean


def _core(cells: Cells, d: Floats, u: Floats) -> tuple[NDArray[np.bool_], NDArray[np.bool_], int]:
    """Regions and fields of the largest connected part, and how many parts hold any cell."""
    if _is_connected(cells, d):
        return d > 0, u > 0, 1
    regions = cells.shape[0]
    graph = sparse.block_array([[None, cells], [cells.T, None]], format="csr")
    _, part = connected_components(graph, directed=False)
    size = np.bincount(part[:regions], d)
    people = np.bincount(part[:regions])
    order = np.lexsort((-people, -size))
    parts = int(np.count_nonzero(size))
    if parts > 1 and (size[order[0]], people[order[0]]) == (size[order[1]], people[order[1]]):
        message = f"The network falls into {parts} parts, and the two largest have the same size."
        raise NotComputableError(message, "Compute the parts one by one; between them complexity has no meaning.")
    chosen = part == order[0]
    return chosen[:regions], chosen[regions:], parts


def _is_connected(cells: Cells, d: Floats) -> bool:
    """Whether all fields can be reached from the most diverse region: a few quick steps for most tables."""
    links = cells.astype(np.float32)
    back, reached = links.T, np.zeros(cells.shape[0], np.float32)
    reached[np.argmax(d)] = 1
    before, count, all_of_them = 0, 1, int(np.count_nonzero(d))
    while before < count < all_of_them:
        fields = ((back @ reached) > 0).astype(np.float32)
        reached = ((links @ fields) > 0).astype(np.float32)
        before, count = count, int(np.count_nonzero(reached))
    return count == all_of_them


def _second_vectors(core: Cells, d: Floats, u: Floats) -> tuple[Floats, Floats, Floats]:
    """Second and third eigenvalue and the second eigenvectors; that of fields on the scale of that of regions."""
    if min(core.shape) == 1:
        message = f"The connected part of the network has {core.shape[0]} region(s) and {core.shape[1]} field(s)."
        raise NotComputableError(message, "Complexity needs two regions and two fields at least.")
    scaled = core.astype(float)
    scaled.data = np.repeat(1 / np.sqrt(d), np.diff(core.indptr)) * (1 / np.sqrt(u))[core.indices]
    by_region = core.shape[0] <= core.shape[1]
    values, vector = _leading(scaled if by_region else scaled.T, np.sqrt(d if by_region else u))
    if not values[0] > NO_GAP:
        message = "All connected regions have the same fields: there is no pattern that could be complex."
        raise NotComputableError(message, "Check the threshold of presence.")
    if not (values[0] - values[1]) / values[0] > NO_GAP:
        message = "The second eigenvalue occurs twice: there are two equally strong patterns, and no one complexity."
        raise NotComputableError(message, "Tables of few or symmetric regions do this; use fitness or more data.")
    binary = core.astype(float)
    if by_region:
        regions = vector / np.sqrt(d)
        return values, regions, binary.T @ regions / u / values[0]
    fields = vector / np.sqrt(u)
    return values, binary @ fields / d, fields


def _leading(half: Cells, trivial: Floats) -> tuple[Floats, Floats]:
    """Two largest eigenvalues of half · halfᵀ beside the trivial 1, and the vector of the first."""
    side, back = half.shape[0], half.T
    known = trivial / np.linalg.norm(trivial)
    if side <= SMALL:
        values, vectors = eigh((half @ back).toarray() - np.outer(known, known))
        return values[::-1][:2], vectors[:, -1]

    def times(vector: Floats) -> Floats:
        product: Floats = half @ (back @ vector) - known * (known @ vector)
        return product

    found = _lanczos(times, side, steps=STEPS)
    if found is None:  # hardly any gap: the dense solver tells the two apart
        values, vectors = eigh((half @ back).toarray() - np.outer(known, known), subset_by_index=[side - 2, side - 1])
        return values[::-1], vectors[:, -1]
    values, vector = found

    # One start finds only one of several equal eigenvalues: a few steps beside the first vector show whether there are.
    def beside(other: Floats) -> Floats:
        product: Floats = times(other) - values[0] * vector * (vector @ other)
        return product

    second = _lanczos(beside, side, seed=1, steps=LOOK, surely=False)
    if second is not None and second[0][0] > values[1] * (1 + NO_GAP):
        surely = _lanczos(beside, side, seed=1, steps=STEPS)
        values[1] = second[0][0] if surely is None else surely[0][0]
    return values, vector


def _lanczos(
    times: Callable[[Floats], Floats], side: int, *, steps: int, seed: int = 0, surely: bool = True
) -> tuple[Floats, Floats] | None:
    """Two largest eigenvalues and the vector of the first, by Lanczos' method with full orthogonalisation.

    None where they are not sure after all steps, unless the best guess will do.
    """
    start = times(np.random.default_rng(seed).standard_normal(side))
    length = np.linalg.norm(start)
    if length < NOTHING:
        return np.zeros(2), start
    basis = np.empty((min(steps, side), side))
    basis[0] = start / length
    diagonal, beside = np.zeros(len(basis)), np.zeros(len(basis))
    for n in range(len(basis)):
        known, after = basis[: n + 1], times(basis[n])
        diagonal[n] = after @ basis[n]
        for _ in range(2):
            after -= known.T @ (known @ after)
        beside[n] = np.linalg.norm(after)
        last = n + 1 == len(basis) or beside[n] < EXHAUSTED
        if last or (surely and n % CHECK == CHECK - 1):
            values, vectors = eigh_tridiagonal(diagonal[: n + 1], beside[:n])
            two, miss = np.append(values[::-1], 0.0)[:2], beside[n] * np.abs(vectors[-1, ::-1])
            enough = max(PRECISE * (two[0] - two[1]), EXHAUSTED)
            if not surely or (miss[0] <= enough and miss[1:2].sum() <= ROUGH * two[0]):
                return two, vectors[:, -1] @ known
            if last:
                break
        basis[n + 1] = after / beside[n]
    return None


def _sign(d: Floats, u: Floats, regions: Floats, fields: Floats) -> int:
    for size, values, direction in ((d, regions, 1), (u, fields, -1)):
        about = (size - size.mean()) @ (values - values.mean())
        scale = np.linalg.norm(size - size.mean()) * np.linalg.norm(values - values.mean())
        if abs(about) > NO_SIGN * scale:
            return direction if about > 0 else -direction
    message = "Complexity is correlated neither with diversity nor with ubiquity: nothing tells its sign."
    raise NotComputableError(message, "Symmetric tables do this; use more data.")


def _notes(size: Floats, chosen: NDArray[np.bool_], empty: str) -> list[str | None]:
    if chosen.all():
        return [None] * len(size)
    return [None if inside else (OTHER_PART if n else empty) for n, inside in zip(size, chosen, strict=True)]


def _warnings(regions: list[str | None], fields: list[str | None], parts: int, gap: float) -> tuple[str, ...]:
    found = []
    if EMPTY_REGION in regions or EMPTY_FIELD in fields:
        left_out = f"{regions.count(EMPTY_REGION)} region(s) without any field and {fields.count(EMPTY_FIELD)} field(s)"
        found.append(f"{left_out} in no region are left out")
    if parts > 1:
        inside = f"{regions.count(None)} regions and {fields.count(None)} fields"
        found.append(f"the network falls into {parts} parts; computed on the largest, {inside}")
    if gap < NARROW_GAP:
        found.append(f"second and third eigenvalue are within {100 * gap:.1f} %: ranks may swing with small changes")
    return tuple(found)
