"""What the engine says in its errors, in the language of the page.

The engine speaks English, and its hints name commands. Its sentences stand in the catalogues in the context "engine",
as patterns with named places that ``tools/translations.py`` reads from the raising code: in the German one all of them,
in the English one those that name a command. A catalogue says what to do in the workbench, with links to its pages as
``[Data](data)``: the words and the route's name.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation.trans_real import translation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from crossfield.errors import CrossfieldError

CONTEXT = "engine\x04"
ENGLISH, WHOLE = "en", "de"
"""What the engine speaks, and the language whose catalogue holds every sentence of it."""
LONGEST = 3000
"""A longer text is no sentence of the engine; it stays as it is."""
DEEPEST = 3
"""A phrase may stand in a phrase in a sentence."""
PHRASED = frozenset({"error", "expected", "kind", "strerror", "unchosen"})
"""Places that hold words of the engine; what stands in others, such as headings of a file, is never translated."""
AS_WRITTEN = frozenset({"code", "key", "text", "unknown", "value", "version"})
"""Places where 26.7 is a code, or what stands in a file, and no number."""
ROOM = "crossfield.web."
_PLACE = re.compile(r"\{(\w+)\}")
_ENDS = re.compile(r"(?<=[.?:;]) ")
_FULL_STOP = re.compile(r"(?<=[.?]) ")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_BROKEN = re.compile(r"[+-]?\d+\.\d+")
_QUOTED = re.compile(r"'[^']*'")
_POINTS = str.maketrans(",.", ".,")
_LINK = re.compile(r"\[([^][]+)\]\((\w+)\)")


class Pattern(NamedTuple):
    """A sentence of the engine with named places, and how another language says it.

    Parameters
    ----------
    begins, ends
        Words before the first place and behind the last one.
    matcher
        The whole sentence, a group for each place.
    said
        The other language's sentence with the same places.
    """

    begins: str
    ends: str
    matcher: re.Pattern[str]
    said: str


class Telling(NamedTuple):
    """How a sentence is written: for a page, or as text without marks.

    Parameters
    ----------
    words
        Writes what the catalogue says between two places.
    value
        Writes what stands in a place.
    """

    words: Callable[[str], str]
    value: Callable[[str], str]


def pattern_of(text: str, said: str) -> Pattern:
    """Make a pattern of a text with places.

    Examples
    --------
    >>> pattern_of("{name} has {n} rows.", "{name} hat {n} Zeilen.").matcher.fullmatch("a.csv has 3 rows.").groupdict()
    {'name': 'a.csv', 'n': '3'}
    """
    parts = _PLACE.split(text)
    words, names = [_without_braces(part) for part in parts[::2]], parts[1::2]
    groups = [f"(?P<{name}>.*?)" for name in names]
    told = "".join(re.escape(word) + group for word, group in zip(words, [*groups, ""], strict=True))
    return Pattern(words[0], words[-1], re.compile(told, re.DOTALL), said)


@cache
def patterns(language: str) -> tuple[Pattern, ...]:
    """All sentences of the engine that a language has, the one with most words first; those it lacks in English."""
    held = _held(language) if language != ENGLISH else {text: text for text in _held(WHOLE)} | _held(ENGLISH)
    ordered = sorted(held, key=lambda text: (-len(_PLACE.sub("", text)), text))
    return tuple(pattern_of(text, held[text]) for text in ordered)


def _held(language: str) -> dict[str, str]:
    return {
        key.removeprefix(CONTEXT): said
        for key, said in vars(translation(language))["_catalog"].items()  # gettext lists its keys nowhere else
        if isinstance(key, str) and key.startswith(CONTEXT) and said
    }


def in_language(text: str, language: str | None = None) -> str:
    """A text of the engine in a language, as pages say it; empty where nothing in the catalogue fits.

    Parameters
    ----------
    text
        A message or a hint, one sentence or several.
    language
        None: the page's.

    Examples
    --------
    >>> in_language("big.csv has more than 500,000 rows.", "de")
    'big.csv hat mehr als 500.000 Zeilen.'
    >>> in_language("x.pdf is a PDF, no table.", "de")
    'x.pdf ist keine Tabelle, sondern ein PDF.'
    >>> in_language("Unknown region: 'Bajern'.", "de"), in_language("Nobody says so.", "de")
    ('Nicht bekannt – Region: „Bajern“.', '')
    >>> in_language("Load a list: crossfield fetch clusters --from FILE", "en")
    'Load a list of clusters on the page Data.'
    """
    return _told(text, language or get_language() or ENGLISH, TEXT)


def in_html(text: str) -> SafeString:
    """A text of the engine for a page: in its language, with links; marked as English where the catalogue has none."""
    language = get_language() or ENGLISH
    said = _told(text, language, PAGE)
    if said or language == ENGLISH:
        return SafeString(said or escape(text))
    return format_html('<span lang="en">{}</span>', text)


def error_in_html(error: CrossfieldError) -> SafeString:
    """Message and hint of an error for a page, in its language; what is English all the same is marked so."""
    told = (escape(one) if one == text else in_html(text) for text, one in _texts(error))
    return format_html_join(" ", "{}", ((text,) for text in told if text))


def error_in_words(error: CrossfieldError) -> str:
    """Message and hint of an error in the language of the page, as text without marks."""
    return " ".join(one or text for text, one in _texts(error)).strip()


def _texts(error: CrossfieldError) -> Iterator[tuple[str, str]]:
    """Message and hint, each with what a page says for it; what pages raise may be in their language already."""
    for text in (str(error.message), str(error.hint)):
        if text:
            yield text, in_language(text) or (text if _is_of_pages(error) else "")


def _is_of_pages(error: CrossfieldError) -> bool:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return trace is not None and str(trace.tb_frame.f_globals.get("__name__", "")).startswith(ROOM)


def _told(text: str, language: str, telling: Telling) -> str:
    return _Speaker(language, telling).said(text, 0) if text and len(text) <= LONGEST else ""


class _Speaker(NamedTuple):
    """Says texts of the engine in one language and in one way of writing."""

    language: str
    telling: Telling

    def said(self, text: str, depth: int) -> str:
        """A text that is one sentence of the catalogue, or several that the engine has put together.

        A place may hold a full stop, and whole sentences before or behind its own: if each of these is one of the
        catalogue, they are several.
        """
        found = self.found(text)
        if found and not any(_FULL_STOP.search(value) for value in found[1].values()):
            return self.matched(text, depth)
        for end in _ENDS.finditer(text) if depth < DEEPEST else ():
            first = self.matched(text[: end.start()], depth)
            if first and (rest := self.said(text[end.end() :], depth + 1)):
                return f"{first} {rest}"
        return self.matched(text, depth) if found else ""

    def matched(self, text: str, depth: int) -> str:
        """A text that is one sentence of the catalogue."""
        found = self.found(text)
        if found is None:
            return ""
        said, held = found
        values = {name: self.value(name, value, depth + 1) for name, value in held.items()}
        parts, words = _PLACE.split(said), self.telling.words
        return "".join(values[part] if at % 2 else words(_without_braces(part)) for at, part in enumerate(parts))

    def found(self, text: str) -> tuple[str, dict[str, str]] | None:
        """What the catalogue says for one sentence, and what stands in its places; None where it has none."""
        for one in patterns(self.language):
            if text.startswith(one.begins) and text.endswith(one.ends) and (found := one.matcher.fullmatch(text)):
                return one.said, found.groupdict()
        return None

    def value(self, name: str, value: str, depth: int) -> str:
        """What stands in a place: a number as the language writes it, a phrase of the engine, or as it is."""
        if self.language != ENGLISH:
            if _GROUPED.fullmatch(value) or (name not in AS_WRITTEN and _BROKEN.fullmatch(value)):
                return value.translate(_POINTS)
            if _QUOTED.fullmatch(value):
                return self.telling.value(f"„{value[1:-1]}“")
        if name not in PHRASED or depth >= DEEPEST:
            return self.telling.value(value)
        return self.matched(value, depth) or ", ".join(
            self.matched(one, depth) or self.telling.value(one) for one in value.split(", ")
        )


def _linked(words: str) -> str:
    """What the catalogue says, with its links; a route's name is the catalogue's and none that a reader has typed."""
    parts = _LINK.split(words)
    links = zip(parts[1::3], parts[2::3], strict=True)
    told = [format_html('<a href="{}">{}</a>', reverse(route), label) for label, route in links]
    return "".join(f"{escape(before)}{link}" for before, link in zip(parts[::3], [*told, ""], strict=True))


def _without_braces(text: str) -> str:
    return text.replace("{{", "{").replace("}}", "}")


TEXT = Telling(lambda words: _LINK.sub(r"\1", words), str)
PAGE = Telling(_linked, escape)
