"""Work in two threads, for what releases Python's lock: products and systems of NumPy and SciPy."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from threadpoolctl import threadpool_limits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager

Given = TypeVar("Given")
Found = TypeVar("Found")
THREADS = 2


def in_threads(work: Callable[[Given], Found], parts: Sequence[Given]) -> list[Found]:
    """What is found for each part, in order; two at a time, the first alone: it makes what all of them share.

    Examples
    --------
    >>> in_threads(abs, [-1, 2, -3])
    [1, 2, 3]
    """
    if not parts:
        return []
    first = work(parts[0])
    if len(parts) == 1:
        return [first]
    with ThreadPoolExecutor(THREADS) as pool:
        return [first, *pool.map(work, parts[1:])]


def one_thread_each() -> AbstractContextManager[object]:
    """Products take one thread while this is open: where two threads work, more would wait for one another.

    The products of a back-test are small; with all threads for each of them it takes twice the processor's time.

    Examples
    --------
    >>> with one_thread_each():
    ...     in_threads(abs, [-1])
    [1]
    """
    limits: AbstractContextManager[object] = threadpool_limits(limits=1, user_api="blas")
    return limits
