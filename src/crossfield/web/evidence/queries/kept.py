"""What pages compute once and keep: in memory, for each language."""

from __future__ import annotations

from functools import lru_cache, wraps
from inspect import signature
from typing import TYPE_CHECKING, Any, TypeVar

from django.utils.translation import override

if TYPE_CHECKING:
    from collections.abc import Callable
    from functools import _lru_cache_wrapper

T = TypeVar("T")


def kept_in_language(maxsize: int) -> Callable[[Callable[..., T]], _lru_cache_wrapper[T]]:
    """Keep what a function returns, as `functools.lru_cache` does, in the language that its ``language`` names.

    Its texts are translated into that one, whichever language the page has that asks first: a finding may be drawn
    anew in another language than that of who looks at it, and what is kept is shown to all.

    Parameters
    ----------
    maxsize
        How many results are kept, the ones asked for last.

    Examples
    --------
    >>> from django.utils.translation import get_language, override
    >>> @kept_in_language(maxsize=2)
    ... def spoken(language: str) -> str | None:
    ...     return get_language()
    >>> with override("en"):
    ...     spoken("de"), spoken(language="en"), spoken("de")
    ('de', 'en', 'de')
    """

    def decorate(make: Callable[..., T]) -> _lru_cache_wrapper[T]:
        takes = signature(make)

        @lru_cache(maxsize=maxsize)
        @wraps(make)
        def kept(*args: Any, **given: Any) -> T:  # noqa: ANN401 -- as the function takes them
            with override(takes.bind(*args, **given).arguments["language"]):
                return make(*args, **given)

        return kept

    return decorate
