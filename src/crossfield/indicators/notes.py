"""Notes: why a value is null or weak."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

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
        self._texts = [""]
        self._which = np.zeros(shape, dtype=np.int64)
        self._closed = np.zeros(shape, dtype=bool)

    def null(self, where: NDArray[np.bool_], reason: str) -> None:
        """Say why the cells are null; the first reason stands."""
        cells = where & ~self._closed
        self._which[cells] = self._number(reason)
        self._closed |= cells

    def add(self, where: NDArray[np.bool_], weakness: str) -> None:
        """Say why the cells are weak."""
        cells = where & ~self._closed
        before = np.bincount(self._which[cells], minlength=len(self._texts)).nonzero()[0]
        after = np.zeros(len(self._texts), dtype=np.int64)
        for number in before.tolist():
            text = self._texts[number]
            after[number] = self._number(f"{text}; {weakness}" if text else weakness)
        self._which[cells] = after[self._which[cells]]

    def array(self) -> pa.Array:
        """Notes as an Arrow array in row order; null where there is nothing to say."""
        texts = pa.array([text or None for text in self._texts], pa.string())
        return texts.take(pa.array(self._which.ravel()))

    def _number(self, text: str) -> int:
        """Place of a text among those that occur."""
        if text not in self._texts:
            self._texts.append(text)
        return self._texts.index(text)


def with_note(notes: pa.ChunkedArray, where: NDArray[np.bool_], text: str) -> pa.ChunkedArray:
    """Add a note to some rows of a column of notes.

    Examples
    --------
    >>> notes = pa.chunked_array([["one topic", None, None]])
    >>> with_note(notes, np.array([True, True, False]), "few records").to_pylist()
    ['one topic; few records', 'few records', None]
    """
    longer = pc.binary_join_element_wise(notes, text, "; ", null_handling="skip")
    return pc.if_else(pa.array(where), longer, notes)
