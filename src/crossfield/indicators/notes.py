"""Notes: why a value is null or weak."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Notes:
    """A note per cell; several are parted by a semicolon, a reason for null stands alone.

    Parameters
    ----------
    shape
        Shape of the cells.

    Examples
    --------
    >>> notes = Notes((2,))
    >>> notes.null(np.array([True, False]), "region unknown")
    >>> notes.add(np.array([True, True]), "few records")
    >>> notes.array().to_pylist()
    ['region unknown', 'few records']
    """

    def __init__(self, shape: tuple[int, ...]) -> None:
        self._text = np.full(shape, "", dtype=object)
        self._closed = np.zeros(shape, dtype=bool)

    def null(self, where: NDArray[np.bool_], reason: str) -> None:
        """Say why the cells are null; the first reason stands."""
        cells = where & ~self._closed
        self._text[cells] = reason
        self._closed |= cells

    def add(self, where: NDArray[np.bool_], weakness: str) -> None:
        """Say why the cells are weak."""
        cells = where & ~self._closed
        self._text[cells] = np.where(self._text[cells] == "", weakness, self._text[cells] + "; " + weakness)

    def array(self) -> pa.Array:
        """Notes as an Arrow array in row order; null where there is nothing to say."""
        return pa.array([text or None for text in self._text.ravel()], pa.string())
