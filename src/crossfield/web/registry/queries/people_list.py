"""Lists of people: what a row says of a person, and cards as such rows."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from crossfield.web.registry.queries.intake import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from crossfield.web.registry.queries.vcard import Card

DETAILS = ("mail", "phone", "mobile", "post", "website")
SEVERAL = {"mail", "phone", "mobile"}
"""Cells that may list several, with commas or semicolons between them."""
FEWEST_DIGITS = 5
"""Of what is a telephone number of its own and no extension, unless it begins as only numbers do."""
OF_CARDS = ("person", "organisation", "function", "language", *DETAILS, "id")


def rows_of_cards(cards: Iterable[Card]) -> tuple[list[str], list[tuple[int, list[str]]], dict[str, str]]:
    """Cards as a list: its headings, its rows with their numbers, and which heading means what.

    Examples
    --------
    >>> from crossfield.web.registry.queries.vcard import Card
    >>> rows_of_cards([Card("Test Muster", "A", details=[("mail", "a@b.de"), ("mail", "c@d.de")])])[1]
    [(1, ['Test Muster', 'A', '', '', 'a@b.de; c@d.de', '', '', '', '', ''])]
    """
    mapping = {column: str(COLUMNS[column]) for column in OF_CARDS}
    rows = []
    for number, card in enumerate(cards, start=1):
        told = {"person": card.name, "language": card.language, "id": card.public_id}
        told |= {"organisation": card.organisation, "function": card.function}
        if not card.public_id:  # in cards of others a semicolon is no sign that the register knows the name so
            told |= {column: told[column].replace(";", ",") for column in ("organisation", "function")}
        for kind in DETAILS:
            values = [value for each, value in card.details if each == kind]
            is_whole = len(values) == 1 and kind not in SEVERAL
            told[kind] = values[0] if is_whole else "; ".join(value.replace(";", ",") for value in values)
        rows.append((number, [told.get(column, "") for column in OF_CARDS]))
    return list(mapping.values()), rows, mapping


def name_of(told: Mapping[str, str]) -> str:
    """The whole name; a column that is called “name” beside one for the other half of it holds this half.

    Examples
    --------
    >>> name_of({"given": "Erika", "person": "Muster"}), name_of({"family": "Muster", "person": "Erika"})
    ('Erika Muster', 'Erika Muster')
    >>> name_of({"given": "Erika", "family": "Muster", "person": "Muster, Erika"})
    'Muster, Erika'
    """
    given, family, name = (told.get(column, "") for column in ("given", "family", "person"))
    if name and bool(given) == bool(family):
        return name
    return f"{given or name} {family or name}".strip() if name else f"{given} {family}".strip()


def details_of(told: Mapping[str, str]) -> list[tuple[str, str]]:
    """Ways to reach the person as kind and value, each once.

    Examples
    --------
    >>> details_of({"mail": "a@b.de, c@d.de", "phone": "0351 1"})
    [('mail', 'a@b.de'), ('mail', 'c@d.de'), ('phone', '0351 1')]
    """
    found: dict[tuple[str, str], None] = {}
    for kind in DETAILS:
        text = told.get(kind, "")
        parts = _parts(text, kind) if kind in SEVERAL else [text]
        found |= dict.fromkeys((kind, part.strip()) for part in parts if part.strip())
    return list(found)


def functions_of(told: Mapping[str, str], known: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Organisations and the functions there, pair by pair; a function that is not said is empty.

    Parameters
    ----------
    told
        Column → cell.
    known
        Names of organisations in small letters: one of them is a single name, whatever signs stand in it.

    Examples
    --------
    >>> functions_of({"organisation": "A; B", "function": "Head; Board"})
    [('A', 'Head'), ('B', 'Board')]
    >>> functions_of({"organisation": "A; B", "function": "Head"}, known=["a; b"])
    [('A; B', 'Head')]
    """
    text, function = told.get("organisation", ""), told.get("function", "")
    if text.lower() in set(known):
        return [(text, function)]
    places = [one.strip() for one in text.split(";") if one.strip()]
    functions = [one.strip() for one in function.split(";")] if len(places) > 1 else [function]
    return [(place, what) for place, what in zip_longest(places, functions[: len(places)], fillvalue="") if place]


def language_of(told: Mapping[str, str]) -> str:
    """The language of letters; empty where it is not said.

    Examples
    --------
    >>> language_of({"language": "German"}), language_of({"language": "englisch"}), language_of({})
    ('de', 'en', '')
    """
    text = told.get("language", "").lower()[:2]
    return {"ge": "de", "de": "de", "en": "en"}.get(text, "")


def _parts(text: str, kind: str) -> list[str]:
    """What a cell lists; a comma inside a telephone number stands before an extension.

    Examples
    --------
    >>> _parts("0351 123, App. 45; 0351 678", "phone"), _parts("0351 12345, 0351 67890", "phone")
    (['0351 123, App. 45', ' 0351 678'], ['0351 12345', ' 0351 67890'])
    """
    if kind == "mail":
        return text.replace(";", ",").split(",")
    parts: list[str] = []
    for listed in text.split(";"):
        first, *others = listed.split(",")
        parts.append(first)
        for one in others:
            if one.strip().startswith(("+", "0")) or sum(sign.isdigit() for sign in one) >= FEWEST_DIGITS:
                parts.append(one)
            else:
                parts[-1] += f",{one}"
    return parts
