"""Cards of people (vCard): versions 2.1, 3.0 and 4.0 are read, 4.0 (RFC 6350) is written."""

from __future__ import annotations

import quopri
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crossfield.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crossfield.web.registry.models import Person, PersonDetail

MOST_CARDS = 5_000
WIDEST = 75
"""Octets of a line; longer ones are folded (RFC 6350, 3.2)."""
KINDS = {"EMAIL": "mail", "TEL": "phone", "ADR": "post", "URL": "website"}
OWN, LONGEST_ID = "urn:crossfield:", 40
"""What stands before a person's id in the program's own cards."""
ESCAPED = re.compile(r"\\([\\,;nN])")
PROPERTY = re.compile(
    r"(?:[A-Za-z0-9-]+\.)?(?P<name>[A-Za-z0-9-]+)(?P<rest>[^:\"]*(?:\"[^\"]*\"[^:\"]*)*):(?P<value>.*)", re.DOTALL
)


@dataclass(slots=True)
class Card:
    """What a card says: name, functions as (organisation, function), and ways to reach the person as (kind, value).

    ``public_id`` is of the person whose card the program has written; others have none.
    """

    name: str = ""
    organisation: str = ""
    function: str = ""
    language: str = ""
    details: list[tuple[str, str]] = field(default_factory=list)
    public_id: str = ""


def read_cards(text: str) -> list[Card]:
    r"""Cards of a file; what a card says beyond names, functions and ways to reach somebody is left out.

    Raises
    ------
    SourceError
        There is no card, one does not end, or there are too many.

    Examples
    --------
    >>> card = "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Test Muster\r\nEMAIL:t@example.org\r\nEND:VCARD\r\n"
    >>> [(one.name, one.details) for one in read_cards(card)]
    [('Test Muster', [('mail', 't@example.org')])]
    """
    cards: list[Card] = []
    card: Card | None = None
    for line in _unfolded(text):
        found = PROPERTY.fullmatch(line)
        if not found:
            continue
        name, value = found["name"].upper(), found["value"]
        if name == "BEGIN" and value.strip().upper() == "VCARD":
            card = Card()
        elif name == "END" and card is not None:
            cards.append(card)
            card = None
        elif card is not None:
            _take(card, name, found["rest"].upper(), value)
    if card is not None or not cards:
        raise SourceError(
            "This is no complete list of vCards.", "Each card has BEGIN:VCARD before and END:VCARD after."
        )
    if len(cards) > MOST_CARDS:
        raise SourceError(f"These are more than {MOST_CARDS:,} cards.", "Split the list.")
    return [one for one in cards if one.name]


def _unfolded(text: str) -> Iterable[str]:
    """Lines as they were before they were folded; those of version 2.1 that end in = go on, too."""
    joined = re.sub(r"\r?\n[ \t]", "", text.replace("\x00", ""))
    kept = ""
    for part in joined.splitlines():
        line = kept + part
        if line.endswith("=") and "QUOTED-PRINTABLE" in line.partition(":")[0].upper():
            kept = line[:-1]
            continue
        kept = ""
        yield line


def _take(card: Card, name: str, parameters: str, value: str) -> None:
    if "QUOTED-PRINTABLE" in parameters:
        charset = "utf-8" if "UTF-8" in parameters or "CHARSET" not in parameters else "cp1252"
        value = quopri.decodestring(value.encode()).decode(charset, errors="replace")
    if name == "FN":
        card.name = _plain(value)
    elif name == "N" and not card.name:
        family, given, *_rest = [*_parts(value), "", ""]
        card.name = f"{given} {family}".strip()
    elif name == "ORG":
        card.organisation = _parts(value)[0]
    elif name in {"TITLE", "ROLE"} and not card.function:
        card.function = _plain(value)
    elif name == "UID":
        card.public_id = value.strip().removeprefix(OWN)[:LONGEST_ID] if value.strip().startswith(OWN) else ""
    elif name == "LANG":
        card.language = _plain(value)[:2].lower()
    elif name in KINDS:
        told = ", ".join(part for part in _parts(value) if part) if name == "ADR" else _plain(value)
        kind = "mobile" if name == "TEL" and "CELL" in parameters else KINDS[name]
        told = re.sub(r"^(?:tel|mailto):", "", told)
        if told and (kind, told) not in card.details:
            card.details.append((kind, told[:300]))


def _plain(value: str) -> str:
    return " ".join(ESCAPED.sub(lambda one: "\n" if one[1] in "nN" else one[1], value).split())


def _parts(value: str) -> list[str]:
    return [_plain(part) for part in re.split(r"(?<!\\);", value)]


def write_card(person: Person, details: Sequence[PersonDetail]) -> str:
    """A person as a card, with the details that are given and no others; the first function that goes on."""
    lines = ["BEGIN:VCARD", "VERSION:4.0", f"UID:{OWN}{person.public_id}", f"FN:{_escaped(person.name)}"]
    going = next((one for one in person.functions.all() if one.until is None), None)
    if going:
        lines += [f"ORG:{_escaped(going.organisation.name)}", f"TITLE:{_escaped(going.function)}"]
    lines.append(f"LANG:{person.language}")
    for detail in details:
        lines.append(_told(detail.kind, detail.value))
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCARD"])


def _told(kind: str, text: str) -> str:
    value = _escaped(text)
    return {
        "mail": f"EMAIL:{value}",
        "phone": f"TEL;TYPE=voice:{value}",
        "mobile": f"TEL;TYPE=cell:{value}",
        "post": f"ADR:;;{value};;;;",
        "website": f"URL:{' '.join(text.split())}",
    }[kind]


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def _folded(line: str) -> str:
    """A line in pieces of at most 75 octets, none of which parts a letter."""
    pieces: list[str] = []
    piece = ""
    for letter in line:
        if len((piece + letter).encode()) > WIDEST - bool(pieces):
            pieces.append(piece)
            piece = ""
        piece += letter
    return "\r\n ".join([*pieces, piece])
