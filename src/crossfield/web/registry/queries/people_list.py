"""Lists of people (CSV, XLSX) as cards, so that they are looked at and taken over like these."""

from __future__ import annotations

from django.utils.translation import gettext as _

from crossfield.errors import SourceError
from crossfield.tables.headings import match_headings
from crossfield.web.registry.queries.list_file import grouped, read_list
from crossfield.web.registry.queries.vcard import MOST_CARDS, Card, card_text

SYNONYMS = {
    "name": "name, person, full name, vor und nachname, ansprechpartner, ansprechperson, kontakt",
    "given": "given name, first name, vorname",
    "family": "family name, last name, surname, nachname, familienname",
    "organisation": "organisation, organization, firma, unternehmen, company, einrichtung, institution",
    "function": "function, funktion, position, rolle, role, title, job title",
    "mail": "mail, e mail, email, mailadresse, e mail adresse, mail address",
    "phone": "phone, telephone, telefon, tel, telefonnummer, phone number",
    "mobile": "mobile, mobil, handy, mobiltelefon, mobile phone, cell phone",
    "post": "postal address, anschrift, postanschrift, adresse, address",
    "website": "website, webseite, homepage, url, web",
    "language": "language, sprache, language of letters, sprache fuer schreiben",
}
NAMES = {column: tuple(words.split(", ")) for column, words in SYNONYMS.items()}
DETAILS = ("mail", "phone", "mobile", "post", "website")
SEVERAL = {"mail", "phone", "mobile"}
"""Cells that may list several, with commas or semicolons between them."""
FEWEST_DIGITS = 5
"""Of what is a telephone number of its own and no extension, unless it begins as only numbers do."""


def cards_of_list(name: str, data: bytes) -> str:
    r"""Read a list of people, and write it as cards; rows without a name are left out.

    Parameters
    ----------
    name
        Name of the file, for messages.
    data
        Its bytes.

    Returns
    -------
    str
        Cards, in the order of the rows.

    Raises
    ------
    SourceError
        It is no list, has too many rows, or no column that holds names.

    Examples
    --------
    >>> cards_of_list("l.csv", b"Name;Mail\nTest Muster;t@example.org\n").splitlines()[2:4]
    ['FN:Test Muster', 'EMAIL:t@example.org']
    """
    headings, rows = read_list(name, data, NAMES)
    if len(rows) > MOST_CARDS:
        message = _("%(name)s has more than %(most)s rows.") % {
            "name": name,
            "most": grouped(MOST_CARDS),
        }
        raise SourceError(message, _("Split the list, or check that this is it."))
    found = match_headings(headings, NAMES)
    if not (found["name"] or found["family"]):
        message = _("%(name)s has no column with names of persons.") % {"name": name}
        raise SourceError(message, _("Call it “Name”, or “First name” and “Last name”."))
    places = {column: headings.index(heading) for column, heading in found.items() if heading}
    cards = (
        _card({column: " ".join(cells[place].split()) for column, place in places.items()}) for _number, cells in rows
    )
    return "".join(card_text(card) for card in cards if card.name)


def _card(told: dict[str, str]) -> Card:
    """One row; of several functions the first, as the program's own list writes them."""
    card = Card(_name(told), _first(told.get("organisation", "")), _first(told.get("function", "")), _language(told))
    for kind in DETAILS:
        text = told.get(kind, "")
        parts = _parts(text, kind) if kind in SEVERAL else [text]
        card.details += [(kind, part.strip()) for part in parts if part.strip()]
    return card


def _name(told: dict[str, str]) -> str:
    """The whole name; a column that is called “name” beside one for the other half of it holds this half.

    Examples
    --------
    >>> _name({"given": "Erika", "name": "Muster"}), _name({"family": "Muster", "name": "Erika"})
    ('Erika Muster', 'Erika Muster')
    >>> _name({"given": "Erika", "family": "Muster", "name": "Muster, Erika"})
    'Muster, Erika'
    """
    given, family, name = (told.get(column, "") for column in ("given", "family", "name"))
    if name and bool(given) == bool(family):
        return name
    return f"{given or name} {family or name}".strip() if name else f"{given} {family}".strip()


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


def _first(text: str) -> str:
    return text.split(";", maxsplit=1)[0].strip()


def _language(told: dict[str, str]) -> str:
    text = told.get("language", "").lower()[:2]
    return {"ge": "de", "de": "de", "en": "en"}.get(text, "")
