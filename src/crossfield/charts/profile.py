"""Small pictures beside figures: a figure with its range on an axis, and columns by year. Plain SVG, no script."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 160
HEIGHT = 16
LOWEST, HIGHEST = 0.25, 4.0
COLUMN, SPACE, TALL = 44, 12, 120


def profile_bar(value: float | None, low: float | None, high: float | None) -> str:
    """Draw a ratio as a dot with its range on a logarithmic axis from 1/4 to 4, with a line at 1.

    The dot is filled where the range excludes 1, a ring where it does not. The figures stand beside it, so that the
    picture is hidden from screen readers. Values beyond the axis stand at its end.

    Parameters
    ----------
    value, low, high
        The ratio and its range; without a value there is no picture.

    Returns
    -------
    str
        An SVG element, or an empty text.
    """
    if value is None:
        return ""
    sure = low is not None and high is not None and (low > 1 or high < 1)
    reach = ""
    if low is not None and high is not None:
        reach = f'<line class="reach" x1="{_at(low):.1f}" x2="{_at(high):.1f}" y1="8" y2="8"/>'
    side = "more" if value >= 1 else "less"
    return (
        f'<svg class="profile" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" aria-hidden="true" '
        f'focusable="false"><line class="reference" x1="{_at(1):.1f}" x2="{_at(1):.1f}" y1="0" y2="16"/>{reach}'
        f'<circle class="{side} {"certain" if sure else "uncertain"}" cx="{_at(value):.1f}" cy="8" r="5"/></svg>'
    )


def year_columns(years: Sequence[tuple[int, float]], said: Sequence[str], *, title: str) -> str:
    """Draw columns by year, each with its figure above and its year below.

    Parameters
    ----------
    years
        Year and value, 0 or more, in the order to be drawn.
    said
        The values as the language writes them.
    title
        What a screen reader says; plain text without signs of HTML.

    Returns
    -------
    str
        An SVG element, or an empty text where there is no year.
    """
    if not years:
        return ""
    largest = max((value for _, value in years), default=0.0) or 1.0
    parts = []
    for place, ((year, value), text) in enumerate(zip(years, said, strict=True)):
        left, tall = place * (COLUMN + SPACE), TALL * value / largest
        middle, top = left + COLUMN / 2, 20 + TALL - tall
        parts.append(
            f'<rect x="{left}" y="{top:.1f}" width="{COLUMN}" height="{tall:.1f}"/>'
            f'<text x="{middle}" y="{top - 5:.1f}">{text}</text>'
            f'<text class="year" x="{middle}" y="{TALL + 38}">{year}</text>'
        )
    width = len(years) * (COLUMN + SPACE) - SPACE
    return (
        f'<svg class="columns" viewBox="0 0 {width} {TALL + 44}" width="{width}" height="{TALL + 44}" role="img" '
        f'aria-label="{title}"><line x1="0" x2="{width}" y1="{TALL + 20}" y2="{TALL + 20}"/>{"".join(parts)}</svg>'
    )


def _at(value: float) -> float:
    inside = min(max(value, LOWEST), HIGHEST)
    share = (math.log(inside) - math.log(LOWEST)) / (math.log(HIGHEST) - math.log(LOWEST))
    return 6 + (WIDTH - 12) * share
