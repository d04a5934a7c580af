"""Is this row that organisation? Weights of evidence in bits, after Fellegi and Sunter, with vetoes and reasons.

A comparison adds up what speaks for and against one organisation behind both: rare words that agree, words that only
one of the names has, the place, the legal form. All weights are plain numbers, below.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from rapidfuzz.distance import DamerauLevenshtein

from crossfield.lake.name_words import APART, PARENTS, PARTS, SAID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crossfield.lake.roster import Entry, Roster

# What speaks for it, in bits.
NAME_MOST = 30.0
SAME_NAME = 6.0
SAME_SHORT = 3.0
CITY_MOST = 6.0
SAME_REGION = 1.0
SAME_VAT = 12.0
SAME_DOMAIN = 6.0
SAME_POSTCODE = 2.0
# What speaks against it.
OTHER_CITY = -3.5
OTHER_VAT = -12.0
OTHER_FORM = -5.0
TYPO = -2.5
INFLECTED = -0.7
SHORTENED = -2.0
PART = -2.0
EXTRA_MOST = 7.0
EXTRA = 0.9
FURTHER = 0.6
PLACE_EXTRA = 2.0
BOTH_EXTRA = 1.5
TOLD_APART = -14.0
SHORT_ALONE = -4.0
EXTRAS = {(True, True): "other words", (True, False): "more words", (False, True): "fewer words"}
COSTS = {TYPO: "typing error", INFLECTED: "word form", SHORTENED: "abbreviation"}
# Where lines are drawn: certain, and worth a look.
CERTAIN = 6.0
POSSIBLE = -3.0
UNCERTAIN = 0.0
AHEAD = 4.0
MOST = 60.0
# Where faculties are legal persons of their own, a faculty is not its university.
OWN_FACULTIES = frozenset({"HR", "RS", "MK", "BA", "ME"})
# Where an institute named with its university, and without a legal form, is a part of it.
OWN_PARTS = frozenset({"DE", "AT", "CH", "UK", "IE", "NL", "BE", "SE", "DK", "NO", "FI"})
_SHORT_WORD = 5
_LONG_WORD = 9
_PREFIX = 4
_ENDING = 2
_INSTITUTES = frozenset({"institute", "centre", "lab", "group", "service"})
_LONGEST_ACRONYM = 6
_UNIVERSITIES = frozenset({"university", "technical_university", "hochschule", "eth", "epfl"})
_OWN_INSTITUTES = frozenset({"leibniz", "helmholtz", "fraunhofer", "planck"})


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a comparison of a row with an organisation found.

    Parameters
    ----------
    bits
        Weight of the evidence for one organisation, prior included: 0 is even odds, each bit doubles them.
    reasons
        What spoke for and against it, in the order of looking.
    """

    bits: float
    reasons: tuple[str, ...]

    @property
    def score(self) -> float:
        """Probability that both are one, 0 to 1, as far as the weights are right."""
        return float(1 / (1 + 2.0 ** -max(min(self.bits, MOST), -MOST)))


@dataclass(slots=True)
class _Words:
    """Words of two names: what both have, and what one has."""

    bits: float
    left: list[str]
    right: list[str]
    reasons: list[str]
    uncertain: bool = False


def compare(roster: Roster, row: Entry, entry: Entry) -> Comparison:
    """Weigh what speaks for the row and the organisation being one legal person.

    Parameters
    ----------
    roster
        Organisations, for how rare words and cities are.
    row
        Row of a list, or another organisation.
    entry
        Organisation of the roster.
    """
    prior = roster.prior(row.country and entry.country)
    place, where = _place(roster, row, entry)
    further, told = _weigh_numbers(row, entry)
    place, where = place + further, (*where, *told)
    by_name = _weigh_names(roster, row, entry, where)
    bits = prior + by_name.bits + place
    uncertain = by_name.uncertain or "other vat" in where
    found = Comparison(min(bits, UNCERTAIN) if uncertain else bits, (*by_name.reasons, *where))
    by_short = _weigh_short(roster, row, entry)
    if by_short is not None and by_short > by_name.bits:
        bits = prior + by_short + place
        # Who writes the legal form writes the name, not the short name.
        uncertain = bool(row.name.form) or "other vat" in where
        found = Comparison(min(bits, UNCERTAIN) if uncertain else bits, ("short name", *where))
    return found


def parent_of(roster: Roster, row: Entry) -> Entry | None:
    """The research organisation whose institute the row is by its name; None where it is none.

    Institutes of Fraunhofer or Max Planck are no legal persons of their own; they are part of their parent.
    """
    words = {*row.name.words}
    for key in PARENTS:
        if words.issuperset(key) and not words.isdisjoint(_INSTITUTES | PARTS) and len(words) > len(key) + 1:
            found = [
                entry
                for number in roster.by_country.get(row.country, ())
                for entry in (roster.entries[number],)
                if entry.name.words[: len(key)] == key or (entry.short and entry.short.words == key)
            ]
            return max(found, key=lambda entry: (entry.participations, entry.organisation), default=None)
    return None


def _place(roster: Roster, row: Entry, entry: Entry) -> tuple[float, tuple[str, ...]]:
    if not row.city:
        return 0.0, ()
    if entry.city & row.city:
        return min(roster.city_bits(entry.country, entry.city & row.city), CITY_MOST), ("same city",)
    region = row.region or roster.region_of(entry.country, row.city)
    near = region and entry.region[:4] == region[:4] and len(region) >= _PREFIX
    if near:
        return SAME_REGION, ("same region",)
    if not entry.city:
        return (OTHER_CITY, ("other region",)) if region and len(entry.region) >= _PREFIX else (0.0, ())
    return OTHER_CITY, ("other city",)


def _weigh_numbers(row: Entry, entry: Entry) -> tuple[float, tuple[str, ...]]:
    """Weigh VAT number, web domain and postcode, where both have them."""
    bits, told = 0.0, []
    for name, same, other in (
        ("vat", SAME_VAT, OTHER_VAT),
        ("domain", SAME_DOMAIN, 0.0),
        ("postcode", SAME_POSTCODE, 0.0),
    ):
        mine, theirs = getattr(row, name), getattr(entry, name)
        if mine and theirs:
            bits += same if mine == theirs else other
            told += [f"same {name}"] if mine == theirs else [f"other {name}"] if other else []
    return bits, tuple(told)


def _weigh_short(roster: Roster, row: Entry, entry: Entry) -> float | None:
    """Weight of a row that names the organisation by its short name."""
    short = entry.short
    if short is None or short.key != row.name.key:
        return None
    bits = min(sum(roster.bits(word) for word in short.words), NAME_MOST)
    letters = len("".join(short.words))
    return bits + SAME_SHORT + (SHORT_ALONE if letters < _LONGEST_ACRONYM else 0.0)


def _weigh_names(roster: Roster, row: Entry, entry: Entry, where: tuple[str, ...]) -> _Words:
    words = _paired(roster, row.name.words, entry.name.words)
    _drop_acronyms(words, row, entry)
    if not words.left and not words.right:
        words.bits += SAME_NAME
        words.reasons.insert(0, "same name" if not words.reasons else "name alike")
    else:
        _weigh_extras(roster, words, row, entry, where)
    if row.name.form and entry.name.form and row.name.form != entry.name.form:
        words.bits += OTHER_FORM
        words.reasons.append("other legal form")
        words.uncertain = True
    if "typing error" in words.reasons and "same city" not in where:
        words.uncertain = True
    return words


def _paired(roster: Roster, left: Sequence[str], right: Sequence[str]) -> _Words:
    """Pair the words of two names: equal ones, then those joined or parted, then inflected and mistyped ones."""
    both = {*left} & {*right}
    bits = sum(roster.bits(word) for word in both)
    words = _Words(bits, [w for w in left if w not in both], [w for w in right if w not in both], [])
    if words.left and words.right:
        _pair_joined(roster, words, words.left, words.right)
        _pair_joined(roster, words, words.right, words.left)
        _pair_alike(roster, words)
    words.bits = min(words.bits, NAME_MOST)
    return words


def _pair_joined(roster: Roster, words: _Words, parted: list[str], joined: list[str]) -> None:
    for first, second in [*pairwise(parted)]:
        if first + second in joined:
            words.bits += roster.bits(first + second)
            joined.remove(first + second)
            parted.remove(first)
            parted.remove(second)
            return


def _pair_alike(roster: Roster, words: _Words) -> None:
    for word in [*words.left]:
        for other in [*words.right]:
            cost = _difference(roster, word, other)
            if cost is not None:
                words.bits += roster.bits(other) + cost
                words.left.remove(word)
                words.right.remove(other)
                words.reasons.append(COSTS[cost])
                break


def _difference(roster: Roster, word: str, other: str) -> float | None:
    """What it costs to take two words for one; None where they are two."""
    if not (word.isalpha() and other.isalpha()):
        return None
    short, long = sorted((word, other), key=len)
    if len(short) > _SHORT_WORD and len(long) - len(short) <= _ENDING and long.startswith(short[:-1]):
        return INFLECTED
    if len(word) >= _PREFIX and other.startswith(word) and len(word) < len(other):
        return SHORTENED
    return TYPO if len(short) >= _SHORT_WORD and _is_slip(roster, word, other) else None


def _is_slip(roster: Roster, word: str, other: str) -> bool:
    """Tell whether a word is another one mistyped; a word that another organisation has in its name is that word."""
    is_long = min(len(word), len(other)) >= _LONG_WORD
    if roster.count[word] > 1 or (roster.count[word] and roster.count[other] and not is_long):
        return False
    allowed = 2 if is_long else 1
    return DamerauLevenshtein.distance(word, other, score_cutoff=allowed) <= allowed


def _drop_acronyms(words: _Words, row: Entry, entry: Entry) -> None:
    """An acronym beside the name it stands for says nothing new; where the lake has it too, it speaks for it."""
    short = {*entry.short.words} - SAID if entry.short and len(entry.short.words) == 1 else set()
    said = short | row.name.initials | entry.name.initials
    words.bits += SAME_SHORT * sum(word in short for word in words.left)
    words.left = [word for word in words.left if word not in said]
    words.right = [word for word in words.right if word not in said]


def _weigh_extras(roster: Roster, words: _Words, row: Entry, entry: Entry, where: tuple[str, ...]) -> None:
    """Weigh the words that only one of the names has."""
    left, right = {*words.left}, {*words.right}
    if _is_part(left, right, row, entry):
        words.bits += PART
        words.reasons.append("department")
        words.uncertain = "other city" in where or not _is_part_by_law(left, entry.country)
        return
    apart = _told_apart(left | right)
    words.bits += TOLD_APART * len(apart)
    words.reasons += apart
    city = row.city & entry.city if row.city and entry.city else row.city | entry.city
    costs = [_cost_of_extras(roster, side, city) for side in (left, right)]
    words.bits -= sum(costs) + BOTH_EXTRA * min(costs)
    words.uncertain = bool((left and right) or (left | right) - city)
    if left & roster.cities and right & roster.cities:
        words.bits += TOLD_APART
    words.reasons.append(EXTRAS[bool(left), bool(right)])


def _told_apart(words: set[str]) -> list[str]:
    """Why a word that only one name has makes them two organisations, in a list of one; empty where none does."""
    if any(sign.isdigit() for word in words for sign in word):
        return ["other number"]
    return ["told apart by a word"] if words & APART else []


def _is_part_by_law(words: set[str], country: str) -> bool:
    """Tell whether what these words name is in this country a part of its university, and no legal person."""
    return country in OWN_PARTS or (not words.isdisjoint(PARTS) and country not in OWN_FACULTIES)


def _cost_of_extras(roster: Roster, words: set[str], city: frozenset[str]) -> float:
    """Each further word costs less: who leaves one out leaves out the rest as well."""
    costs = sorted(PLACE_EXTRA if word in city else min(EXTRA * roster.bits(word), EXTRA_MOST) for word in words)
    return sum(cost * FURTHER**place for place, cost in enumerate(reversed(costs)))


def _is_part(left: set[str], right: set[str], row: Entry, entry: Entry) -> bool:
    """Tell whether the row names a department of the organisation: a faculty is its university, legally."""
    if right or row.name.form or left & (APART | _OWN_INSTITUTES) or entry.kind not in {"HES", ""}:
        return False
    named = left & PARTS or (left & _INSTITUTES and len(left) > 1)
    return bool(named) and not _UNIVERSITIES.isdisjoint(entry.name.words)
