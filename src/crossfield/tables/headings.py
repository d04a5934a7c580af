"""Headings as people write them: which sign stands between them, and which column each one means."""

from __future__ import annotations

import csv
import re
import unicodedata
from typing import TYPE_CHECKING

from crossfield.errors import SchemaError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DELIMITERS = (",", ";", "\t", "|")
_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)


def fold(text: str) -> str:
    """Write a text so that spellings meet: case, umlauts, other diacritics and punctuation do not count.

    Examples
    --------
    >>> fold("Gründung (Jahr)"), fold("GRUENDUNG_JAHR"), fold("Año"), fold("Łódź")
    ('gruendung jahr', 'gruendung jahr', 'ano', 'lodz')
    """
    letters = unicodedata.normalize("NFC", text.casefold()).translate(_LETTERS)
    if not letters.isascii():
        parts = unicodedata.normalize("NFKD", letters)
        letters = "".join(sign for sign in parts if not unicodedata.combining(sign)).casefold().translate(_LETTERS)
    return " ".join(re.findall(r"[^\W_]+", letters))


def match_headings(
    headings: Sequence[str], synonyms: Mapping[str, Sequence[str]], *, loosely: bool = True
) -> dict[str, str | None]:
    """Guess which heading means which column; no heading is taken twice.

    A heading that is a synonym goes first, in the synonyms' order. What is still open may loosely take a heading that
    holds all words of a synonym in a row.

    Parameters
    ----------
    headings
        Headings of a file.
    synonyms
        Column → its names in the order of preference; case, umlauts and signs do not count.
    loosely
        False where headings are free words, of which some may hold a synonym by chance.

    Returns
    -------
    dict
        Column → heading, None where no heading means it.

    Examples
    --------
    >>> match_headings(
    ...     ["Ort", "Anzahl Mitglieder"], {"city": ["Stadt", "Ort"], "members": ["Mitglieder"], "url": ["URL"]}
    ... )
    {'city': 'Ort', 'members': 'Anzahl Mitglieder', 'url': None}
    """
    found: dict[str, str | None] = dict.fromkeys(synonyms)
    folded = {heading: fold(heading) for heading in headings}
    for is_same in (_is_exact, _has_words) if loosely else (_is_exact,):
        for column, names in synonyms.items():
            free = [heading for heading in headings if heading not in found.values()]
            told = (heading for name in names for heading in free if is_same(folded[heading], fold(name)))
            found[column] = found[column] or next(told, None)
    return found


def choose_headings(
    headings: Sequence[str],
    synonyms: Mapping[str, Sequence[str]],
    given: Mapping[str, str] | None,
    *,
    file: str,
    loosely: bool = True,
) -> dict[str, str | None]:
    """Guess as `match_headings` does, except for the columns whose heading is given.

    Parameters
    ----------
    headings, synonyms
        As in `match_headings`.
    given
        Column → heading, as the user says it; None: nothing is given.
    file
        File name for the messages.
    loosely
        As in `match_headings`.

    Returns
    -------
    dict
        Column → heading, None where no heading means it.

    Raises
    ------
    UnknownNameError
        A column is given that does not exist.
    SchemaError
        A heading is given that the file does not have.

    Examples
    --------
    >>> choose_headings(["Land", "Wert"], {"region": ["Gebiet"], "amount": ["Wert"]}, {"region": "Land"}, file="a.csv")
    {'region': 'Land', 'amount': 'Wert'}
    """
    given = given or {}
    for column, heading in given.items():
        if column not in synonyms:
            raise UnknownNameError("column", column, synonyms, f"Known columns: {', '.join(synonyms)}.")
        if heading not in headings:
            message = f"{file} has no column {heading!r} for {column}; found {', '.join(headings)[:200]}."
            raise SchemaError(message, "Write the heading exactly as the file does.")
    free = [heading for heading in headings if heading not in given.values()]
    open_columns = {column: names for column, names in synonyms.items() if column not in given}
    guessed = match_headings(free, open_columns, loosely=loosely)
    return {column: given.get(column) or guessed[column] for column in synonyms}


def split_heading(line: str, synonyms: Mapping[str, Sequence[str]]) -> tuple[str, list[str]]:
    r"""Split a header line by the sign with which most headings are known; where alike, with most headings.

    Parameters
    ----------
    line
        The first line of a file.
    synonyms
        As in `match_headings`.

    Returns
    -------
    tuple
        The sign (comma, semicolon, tab or bar), and the headings without blanks around them.

    Examples
    --------
    >>> split_heading("Jahr;Wert, in Euro", {"year": ["Jahr"]})
    (';', ['Jahr', 'Wert, in Euro'])
    """
    splits = {sign: [cell.strip() for cell in next(csv.reader([line], delimiter=sign), [])] for sign in DELIMITERS}
    known = {
        sign: sum(map(bool, match_headings(cells, synonyms, loosely=False).values())) for sign, cells in splits.items()
    }
    best = max(DELIMITERS, key=lambda sign: (len(splits[sign]) > 1, known[sign], len(splits[sign])))
    return best, splits[best]


def _is_exact(heading: str, name: str) -> bool:
    return heading.replace(" ", "") == name.replace(" ", "")


def _has_words(heading: str, name: str) -> bool:
    return f" {name} " in f" {heading} "
