"""Rows of a page's table, written in Python: a page has thousands of cells, and templates take half its time."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from django import template
from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from crossfield.web.evidence.queries.listing import BUTTON, readable_names
from crossfield.web.evidence.queries.region import level_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.template.context import Context

    from crossfield.web.evidence.queries.listing import Listing, Shown

register = template.Library()


@register.filter
def as_read(name: str) -> str:
    """The name of an organisation, or several with arrows between, as it is read."""
    return readable_names(name)


@register.filter
def level_said(code: str) -> str:
    """What kind of unit a region's code is: a country, or NUTS with its level."""
    return level_in_words(code)


@register.filter
def file_said(form: str) -> str:
    """What a file format is called.

    Examples
    --------
    >>> file_said("csv"), file_said("parquet")
    ('CSV', 'Parquet')
    """
    return form.title() if form == "parquet" else form.upper()


@register.simple_tag(takes_context=True)
def table_rows(context: Context, listing: Listing, rows: Sequence[Sequence[Shown]]) -> SafeString:
    """Rows of a listing; each begins with its heading, and every text is escaped."""
    button: Any = get_template(listing.button) if _has_button(listing) else None
    parts: list[str] = []
    for row in rows:
        parts.append("<tr>")
        for place, cell in enumerate(row):
            if button and cell.column.form == BUTTON:
                with context.push(code=cell.text, who=row[0].text):
                    inside = button.template.render(context)
            else:
                inside = _inside(cell)
            parts.append(_framed(cell, inside, listing, is_first=place == 0))
        parts.append("</tr>")
    return mark_safe("".join(parts))  # noqa: S308 -- all its texts are escaped


def _has_button(listing: Listing) -> bool:
    return any(column.form == BUTTON for column in listing.columns)


def _framed(cell: Shown, inside: str, listing: Listing, *, is_first: bool) -> str:
    """A cell; where a row may be a block of its own on a narrow screen, it says its heading itself."""
    reach = f' <span class="reach">{_escaped(cell.reach)}</span>' if cell.reach else ""
    if is_first:
        return f'<th scope="row">{inside}{reach}</th>'
    is_told = listing.stacks or listing.widths
    label = f' data-label="{_escaped(str(cell.column.heading))}"' if is_told else ""
    minor = " minor" if listing.stacks and cell.column.is_minor else ""
    return f'<td class="{cell.column.form}{minor}"{label}>{inside}{reach}</td>'


def _inside(cell: Shown) -> str:
    said: Any = "; ".join(_link(name, address) for name, address in cell.links) or _escaped(cell.text)
    shown = f"{cell.bar}{said}"
    return f'<a href="{_escaped(cell.address)}">{shown}</a>' if cell.address else shown


def _link(name: str, address: str) -> str:
    text = _escaped(name)
    return f'<a href="{_escaped(address)}">{text}</a>' if address else text


def _escaped(text: str) -> str:
    """A text as pages write it: most cells are plain, and Django asks of each three times what it is."""
    return escape(text) if type(text) is str else str(conditional_escape(text))
