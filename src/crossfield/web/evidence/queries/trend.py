"""What came by year: columns, or a sentence where there would be one column alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.translation import gettext as _

from crossfield.charts.profile import year_columns

if TYPE_CHECKING:
    from collections.abc import Sequence


def by_year(years: Sequence[tuple[int, float]], said: Sequence[str], *, title: str) -> str:
    """Columns by year as SVG; where one year alone has something, a paragraph that says so.

    Parameters
    ----------
    years, said, title
        As for `crossfield.charts.profile.year_columns`.
    """
    told = [(year, text) for (year, value), text in zip(years, said, strict=True) if value]
    if len(told) != 1:
        return year_columns(years, said, title=title)
    (year, value), others = told[0], len(years) - 1
    text = _("%(value)s in %(year)s, nothing in the other years.") if others else _("%(value)s in %(year)s.")
    return format_html("<p>{}</p>", text % {"value": value, "year": year})
