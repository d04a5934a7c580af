"""Filling a form of a page in again with what its writer had typed: in the page's text, so that no script is needed."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Sequence

    Attributes = list[tuple[str, str | None]]

AS_IT_IS = {"submit", "button", "image", "file", "password", "reset"}
"""Inputs into which nobody types, or whose content is not kept."""


def refilled(
    page: str,
    *,
    path: str,
    action: str,
    fields: Sequence[tuple[str, str]] | None,
    mark: tuple[str, str] | None = None,
) -> str:
    """A page whose first form for an address holds what was typed; as it was where there is no such form.

    Parameters
    ----------
    page
        HTML as it is answered.
    path
        Its address: that of a form that names none.
    action
        Address that the form is sent to.
    fields
        Names and values in the order of the form; None for a form that shows already what was typed.
    mark
        Name and value of a hidden field that is added.

    Examples
    --------
    >>> refilled('<form method="post"><input name="a"></form>', path="/x/", action="/x/", fields=[("a", "1 & 2")])
    '<form method="post"><input name="a" value="1 &amp; 2"></form>'
    >>> refilled('<form method="post"></form>', path="/x/", action="/x/", fields=None, mark=("k", "1"))
    '<form method="post"><input type="hidden" name="k" value="1"></form>'
    """
    reader = _Refiller(page, path, action, fields)
    if mark is not None:
        reader.hidden = _tag("input", [("type", "hidden"), ("name", mark[0]), ("value", mark[1])])
    reader.feed(page)
    reader.close()
    for begin, end, text in sorted(reader.edits, reverse=True):
        page = page[:begin] + text + page[end:]
    return page


class _Refiller(HTMLParser):
    """Reads a page and notes what to put where; what it does not touch stays letter by letter."""

    def __init__(self, page: str, path: str, action: str, fields: Sequence[tuple[str, str]] | None) -> None:
        super().__init__(convert_charrefs=False)
        self.path, self.action = path, action
        self.is_filled, self.hidden = fields is None, ""
        self.values: dict[str, list[str]] = {}
        for name, value in fields or ():
            self.values.setdefault(name, []).append(value)
        self.typed = {name: list(values) for name, values in self.values.items()}
        self.edits: list[tuple[int, int, str]] = []
        self.lines = [0]
        for line in page.split("\n"):  # the parser counts lines by this sign alone
            self.lines.append(self.lines[-1] + len(line) + 1)
        self.is_inside = self.is_done = False
        self.folded: list[tuple[int, int, str]] = []
        self.select: str | None = None
        self.text: tuple[int, str] | None = None

    def _place(self) -> tuple[int, int]:
        line, column = self.getpos()
        begin = self.lines[line - 1] + column
        return begin, begin + len(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        """Written as ``<input/>``."""
        self.handle_starttag(tag, attrs)

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Note where a form begins, and fill what stands in it."""
        begin, end = self._place()
        given = dict(attrs)
        if tag == "details":
            self.folded.append((begin, end, _tag(tag, [*((n, v) for n, v in attrs if n != "open"), ("open", None)])))
        elif tag == "form":
            self.is_inside = not self.is_done and self._is_meant(given)
            if self.is_inside:
                self.edits += [*self.folded, (end, end, self.hidden)]
        elif self.is_inside and not self.is_filled:
            self._fill(tag, attrs, (begin, end))

    def handle_endtag(self, tag: str) -> None:
        """Note where a form, a fold, a choice or a text ends."""
        if tag == "form" and self.is_inside:
            self.is_inside, self.is_done = False, True
        elif tag == "details" and self.folded:
            self.folded.pop()
        elif tag == "select":
            self.select = None
        elif tag == "textarea" and self.text is not None:
            begin, name = self.text
            line, column = self.getpos()
            self.edits.append((begin, self.lines[line - 1] + column, "\n" + escape(self._next(name), quote=False)))
            self.text = None

    def _is_meant(self, given: dict[str, str | None]) -> bool:
        address = urlsplit(given.get("action") or self.path).path
        return (given.get("method") or "get").lower() == "post" and address == self.action

    def _fill(self, tag: str, attrs: Attributes, place: tuple[int, int]) -> None:
        given = dict(attrs)
        name, kind = given.get("name") or "", (given.get("type") or "text").lower()
        if tag == "select":
            self.select = name if name in self.values else None
        elif tag == "option" and self.select is not None and "value" in given:
            self._mark("selected", tag, attrs, place, is_on=given.get("value") in self.values[self.select])
        elif tag == "textarea" and name in self.values:
            self.text = (place[1], name)
        elif tag == "input" and kind in {"checkbox", "radio"}:
            is_on = (given.get("value") or "on") in self.values.get(name, [])
            self._mark("checked", tag, attrs, place, is_on=is_on)
        elif tag == "input" and name in self.values and kind not in AS_IT_IS:
            rest = [(key, value) for key, value in attrs if key != "value"]
            self.edits.append((*place, _tag(tag, [*rest, ("value", self._next(name))])))

    def _mark(self, mark: str, tag: str, attrs: Attributes, place: tuple[int, int], *, is_on: bool) -> None:
        rest = [(key, value) for key, value in attrs if key != mark]
        self.edits.append((*place, _tag(tag, [*rest, (mark, None)] if is_on else rest)))

    def _next(self, name: str) -> str:
        """The next value of a name: fields of one name are filled in their order."""
        return self.typed[name].pop(0) if self.typed[name] else ""


def _tag(tag: str, attrs: Attributes) -> str:
    parts = [key if value is None else f'{key}="{escape(value)}"' for key, value in attrs]
    return f"<{' '.join([tag, *parts])}>"
