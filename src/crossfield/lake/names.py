"""Names of organisations in a form in which spellings meet: legal forms, languages, word order and signs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from crossfield.lake.name_words import FORMS, HEADS, MEANINGS, STOP, soften
from crossfield.tables.headings import fold

_DOTTED = re.compile(r"\b(?:[^\W\d_]\s?[.]\s?){2,}(?:[^\W\d_]\b)?")
_SLASHED = re.compile(r"\b([a-z])/([a-z])\b", re.IGNORECASE)
# Letter after letter; a hyphen stands for none.
_GREEK = "αβγδεζηθικλμνξοπρσςτυφχψω", "a v g d e z i th i k l m n x o p r s s t y f ch ps o"
_CYRILLIC = (
    "абвгґдеєжзиіїйклмнопрстуфхцчшщъыьэюяђјљњћџ",
    "a b v g g d e e zh z i i i i k l m n o p r s t u f h ts ch sh sht a y - e yu ya dj j lj nj c dz",
)
_SCRIPTS = str.maketrans(
    {
        letter: latin.strip("-")
        for letters, written in (_GREEK, _CYRILLIC)
        for letter, latin in zip(letters, written.split(), strict=True)
    }
)
_BRACKET = re.compile(r"\s*([^()]*\w[^()]*)\(([^()]+)\)\s*")
_APOSTROPHE = re.compile(r"['’`´]")
_SHORTEST_HEAD = 4
_SHORTEST_ACRONYM = 2
_FEW_WORDS = 2
_LONG_WORD = 6
_SHORT_FORM = 3


@dataclass(frozen=True, slots=True)
class Name:
    """What a name says.

    Parameters
    ----------
    words
        Its words in their order, each as its meaning (`MEANINGS`), without legal form and small words; none twice.
    form
        Legal form; empty where none is stated.
    key
        The words in alphabetical order, joined: equal for names that differ in order and form only.
    initials
        First letters of all words in their order, with and without the small ones: what an acronym may stand for.
    """

    words: tuple[str, ...]
    form: str
    key: str
    initials: frozenset[str]


def plain_words(text: str) -> list[str]:
    """Split a text into words of plain Latin letters; dotted and slashed abbreviations are one word.

    Examples
    --------
    >>> plain_words("Universität Köln, Universitaet Koeln"), plain_words("Example S.p.A."), plain_words("Danfoss A/S")
    (['universitat', 'koln', 'universitat', 'koln'], ['example', 'spa'], ['danfoss', 'as'])
    """
    joined = _DOTTED.sub(lambda found: re.sub(r"[.\s]", "", found[0]) + " ", text)
    joined = _APOSTROPHE.sub(" ", _SLASHED.sub(r"\1\2", joined).replace("&", " und "))
    return [mended(soften(word.translate(_SCRIPTS))) for word in fold(joined).split()]


def parse_name(text: str) -> Name:
    """Read a name.

    Parameters
    ----------
    text
        Name as a register or a list writes it.

    Examples
    --------
    >>> (
    ...     parse_name("Technische Universität Dresden") == parse_name("TU Dresden"),
    ...     parse_name("Example GmbH & Co. KG").form,
    ... )
    (False, 'kg')
    >>> parse_name("TU Dresden").words, parse_name("Dresden University of Technology").words
    (('technical_university', 'dresden'), ('dresden', 'technical_university'))
    >>> parse_name("Forschungszentrum Jülich GmbH").words, parse_name("Jülich Research Centre").words
    (('research', 'centre', 'julich'), ('julich', 'research', 'centre'))
    """
    given = plain_words(text)
    words, form = _without_form(given)
    bracketed = _BRACKET.fullmatch(text)
    if bracketed:  # "Example GmbH (EX)": the form stands before what is added; or it is in brackets itself
        words, form = _without_form(plain_words(bracketed[1]))
        added = plain_words(bracketed[2])
        form = FORMS.get("_".join(added), form)
        words += [] if "_".join(added) in FORMS else added
    meanings = dict.fromkeys(_meanings(words))
    # A digit alone tells organisations apart as a longer number does: Paris 7 is not Paris 8.
    large = [word for word in meanings if word not in STOP and (len(word) > 1 or word.isdigit())]
    # "AM Technology" and "Bio-On" are nothing without their small words.
    few = sum(len(word) > 1 for word in large) < _FEW_WORDS
    said = tuple(meanings if few else large) or tuple(given)
    initials = {"".join(word[0] for word in words), "".join(word[0] for word in words if word not in STOP)}
    found = frozenset(text for text in initials if len(text) > _SHORTEST_ACRONYM)
    return Name(said, form, " ".join(sorted(said)), found)


def _without_form(words: list[str]) -> tuple[list[str], str]:
    """Words without the legal form at their end or, for a long one, anywhere; and the form."""
    form = ""
    place = 0
    kept: list[str] = []
    while place < len(words):
        length, meaning = _longest(words, place, FORMS)
        last = place + length == len(words)
        # A short form is a word like any other at the beginning ("AS Watson") or in between ("Bath Spa University").
        if length and (place > 0 or length > 1) and (last or len("".join(words[place : place + length])) > _SHORT_FORM):
            form = meaning
            place += length
            continue
        kept.append(words[place])
        place += 1
    return kept, form


def _meanings(words: list[str]) -> list[str]:
    found: list[str] = []
    place = 0
    while place < len(words):
        length, meaning = _longest(words, place, MEANINGS)
        if length:
            found.append(meaning)
        else:
            found += _parts(words[place])
        place += max(length, 1)
    return _technical(found)


def _technical(words: list[str]) -> list[str]:
    """A technical university in one word, however its two words stand."""
    if {"technical", "university"} <= {*words} or {"technical_university", "university"} <= {*words}:
        first = min(words.index(word) for word in ("technical", "university", "technical_university") if word in words)
        rest = [word for word in words if word not in {"technical", "university", "technical_university"}]
        return [*rest[:first], "technical_university", *rest[first:]]
    return words


@lru_cache(maxsize=100_000)
def _parts(word: str) -> tuple[str, ...]:
    """A German compound in its two parts, each as its meaning."""
    for head in HEADS:
        rest = word.removesuffix(head)
        if rest != word and len(rest) >= _SHORTEST_HEAD:
            stem = rest.removesuffix("s") if rest.removesuffix("s") in MEANINGS or rest.endswith("gs") else rest
            return MEANINGS.get(rest, MEANINGS.get(stem, stem)), MEANINGS.get(head, head)
    return (word,)


def _longest(words: list[str], place: int, known: dict[str, str]) -> tuple[int, str]:
    """Number of words of the longest known phrase that begins here, and what it means."""
    most = _lengths(known is FORMS).get(words[place], 0)
    for length in range(min(most, len(words) - place), 0, -1):
        meaning = known.get("_".join(words[place : place + length]))
        if meaning:
            return length, meaning
    return 0, ""


@cache
def _lengths(forms: bool) -> dict[str, int]:  # noqa: FBT001 -- which of two tables
    """First word of the known phrases → words of the longest one that begins with it."""
    found: dict[str, int] = {}
    for phrase in FORMS if forms else MEANINGS:
        words = phrase.split("_")
        found[words[0]] = max(found.get(words[0], 0), len(words))
    return found


@lru_cache(maxsize=200_000)
def mended(word: str) -> str:
    """A long word with one slip (a letter missing, doubled, another, or two changed) as the word it is near.

    Only words that `MEANINGS` and `FORMS` know are mended.

    Examples
    --------
    >>> mended("univeristat"), mended("limitd"), mended("example")
    ('universitat', 'limited', 'example')
    """
    if len(word) < _LONG_WORD or word in _known():
        return word
    near = {known for rest in (word, *_shorter(word)) for known in _slips().get(rest, ())}
    return min((known for known in near if DamerauLevenshtein.distance(word, known) == 1), default=word)


def _shorter(word: str) -> set[str]:
    return {word[:place] + word[place + 1 :] for place in range(len(word))}


@cache
def _known() -> frozenset[str]:
    """Words of all known expressions."""
    return frozenset(word for phrase in (*MEANINGS, *FORMS, *MEANINGS.values()) for word in phrase.split("_"))


@cache
def _slips() -> dict[str, list[str]]:
    """What is left of a long known word with one letter or none left out → the words."""
    found: dict[str, list[str]] = {}
    for word in sorted(_known()):
        if len(word) >= _LONG_WORD:
            for rest in (word, *_shorter(word)):
                found.setdefault(rest, []).append(word)
    return found
