"""The organisations of a lake as one searches them: by identifier, by short name, and by name with typing errors."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from math import log2
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from crossfield.lake.name_words import MEANINGS, SAID
from crossfield.lake.names import Name, parse_name, plain_words
from crossfield.lake.regions import fold_city

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CANDIDATES = 6
LEAST_ALIKE = 0.28
BLOCK = 2_000
GRAM = 3
LEAST = 10_000
LEAST_IN_COUNTRY = 250
WORD_MOST = 12.0
SAID_MOST = 7.0
LONG_CITY = 4
_NUTS_2 = 4
_COUNTRY_LENGTH = 2
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gov", "org", "net", "gob", "gv"})
_SMALL_CITY_WORDS = frozenset(
    {"am", "an", "der", "sur", "in", "im", "de", "la", "ot", "bei", "upon", "en", "le", "les", "d"}
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An organisation, or a row of a list, prepared for comparison.

    Parameters
    ----------
    organisation
        Its id; for a row of a list the row's key.
    text
        Its name as written.
    name, short
        Its name and its short name as read; None where there is no short name.
    city
        Words of its city, each as its meaning.
    country, region
        Country and finest region; empty where unknown.
    kind
        HES, REC, PRC, PUB or OTH; empty where unknown.
    postcode, vat, domain
        Postcode and VAT number without signs, and the web address's domain; empty where unknown.
    participations
        Participations; 0 for a row of a list.
    """

    organisation: str
    text: str
    name: Name
    short: Name | None
    city: frozenset[str]
    country: str
    region: str
    kind: str
    participations: int
    postcode: str = ""
    vat: str = ""
    domain: str = ""


def web_domain(address: str | None) -> str:
    """Domain of a web address, without its host; empty where there is none.

    Examples
    --------
    >>> web_domain("https://www.example.org/en/"), web_domain("research.example.ac.uk"), web_domain(None)
    ('example.org', 'example.ac.uk', '')
    """
    host = re.sub(r"^[a-z]+://", "", (address or "").strip().casefold()).partition("/")[0].partition(":")[0]
    parts = host.rpartition("@")[2].strip(".").split(".")
    below = parts[-2:-1] and parts[-2] in _SECOND_LEVEL and len(parts[-1]) == _COUNTRY_LENGTH
    return ".".join(parts[-3 if below else -2 :]) if len(parts) > 1 else ""


def bare_code(text: str | None) -> str:
    """A number of a register in capitals without blanks and signs.

    Examples
    --------
    >>> bare_code("DE 188.369.991"), bare_code("6708 pb")
    ('DE188369991', '6708PB')
    """
    return re.sub(r"[\W_]", "", text or "").upper()


@lru_cache(maxsize=100_000)
def city_words(city: str | None) -> frozenset[str]:
    """Words of a city's name that tell it; names in other languages meet, districts' numbers do not count.

    Examples
    --------
    >>> city_words("München"), city_words("MUNICH"), city_words("Praha 6") == city_words("Prague")
    (frozenset({'munchen'}), frozenset({'munchen'}), True)
    """
    words = [MEANINGS.get(word, word) for word in plain_words(fold_city(city or ""))]
    told = {word for word in words if word not in _SMALL_CITY_WORDS and not any(sign.isdigit() for sign in word)}
    return frozenset(word for word in told if len(word) > 1)


def entry_of(row: dict[str, Any]) -> Entry:
    """Prepare a row with the columns of the table organisation; those it lacks are unknown."""
    short = row.get("short_name")
    return Entry(
        row["organisation"],
        row["name"],
        parse_name(row["name"]),
        parse_name(short) if short else None,
        city_words(row.get("city")),
        row.get("country") or "",
        row.get("region") or "",
        row.get("kind") or "",
        row.get("participations") or 0,
        bare_code(row.get("postcode")),
        bare_code(row.get("vat")),
        web_domain(row.get("address")),
    )


class Roster:
    """Organisations with their names' words counted.

    Parameters
    ----------
    entries
        Organisations with a name that may be shown; in any order.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = sorted(entries, key=lambda entry: entry.organisation)
        self.count = Counter(word for entry in self.entries for word in entry.name.words)
        self.by_country: dict[str, list[int]] = defaultdict(list)
        self._by_key: dict[str, list[int]] = defaultdict(list)
        self._cities: dict[str, Counter[str]] = defaultdict(Counter)
        self._regions: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for number, entry in enumerate(self.entries):
            self.by_country[entry.country].append(number)
            keys = {entry.name.key, "".join(entry.name.words), *([entry.short.key] if entry.short else [])}
            for key in keys:
                self._by_key[key].append(number)
            for word in entry.city:
                self._cities[entry.country][word] += 1
                if len(entry.region) >= _NUTS_2:
                    self._regions[entry.country, word][entry.region[:_NUTS_2]] += 1
        self.cities = frozenset(word for entry in self.entries for word in entry.city if len(word) >= LONG_CITY)
        self._bits: dict[str, float] = {}
        self._grams: dict[str, int] = {}
        self._weights = np.zeros(0)
        self._matrices: dict[str, sparse.csc_matrix] = {}
        self._count_grams()

    def bits(self, word: str) -> float:
        """Surprise of a word in bits: how rarely a name has it; a word that none has is as rare as one that one has.

        In a small lake a word is rare by chance: no lake counts as smaller than `LEAST`. What is said in many names
        everywhere (university, institute) has `SAID_MOST` bits at most.
        """
        known = self._bits.get(word)
        if known is None:
            surprise = log2((max(len(self.entries), LEAST) + 1) / (self.count[word] or 1))
            known = self._bits[word] = min(surprise, SAID_MOST if word in SAID else WORD_MOST)
        return known

    def prior(self, country: str) -> float:
        """Bits against any one organisation being the one that is looked for: one of all that may be it."""
        members = len(self.by_country[country]) if country in self.by_country else len(self.entries)
        return -log2(max(members, LEAST_IN_COUNTRY) + 1)

    def city_bits(self, country: str, words: frozenset[str]) -> float:
        """Surprise of a city in its country, in bits."""
        here = len(self.by_country[country]) + 1 if country in self.by_country else 1
        counts = self._cities.get(country, Counter())
        return max((log2(here / counts[word]) for word in words if counts[word]), default=log2(here))

    def region_of(self, country: str, city: frozenset[str]) -> str:
        """NUTS 2 region in which most organisations of a city are; empty where none is known."""
        found: Counter[str] = Counter()
        for word in city:
            found.update(self._regions.get((country, word), Counter()))
        return min(found, key=lambda region: (-found[region], region)) if found else ""

    def candidates(self, rows: Sequence[Entry]) -> list[list[int]]:
        """For each row the numbers of the organisations that may be it: same country where it is known, names alike."""
        found: dict[int, list[int]] = {}
        groups: dict[str, list[int]] = defaultdict(list)
        for place, row in enumerate(rows):
            groups[row.country].append(place)
        for country, places in sorted(groups.items()):
            for begin in range(0, len(places), BLOCK):
                block = places[begin : begin + BLOCK]
                found |= zip(block, self._alike(country, [rows[place].name for place in block]), strict=True)
        return [sorted({*found[place], *self._same_key(row)}) for place, row in enumerate(rows)]

    def _alike(self, country: str, names: Sequence[Name]) -> list[list[int]]:
        """For each name the numbers of the country's organisations whose names share most with it."""
        members = self.by_country.get(country, []) if country else range(len(self.entries))
        if not members:
            return [[] for _ in names]
        alike = self._matrix(names) @ self._columns(country, members)
        return [[members[number] for number in best] for best in _best(sparse.csr_matrix(alike))]

    def _same_key(self, row: Entry) -> list[int]:
        """Numbers of the organisations of the row's country whose name or short name reads the same."""
        keys = (row.name.key, "".join(row.name.words))
        same = {number for key in keys for number in self._by_key.get(key, ())}
        allowed = {number for number in same if row.country in {"", self.entries[number].country}}
        return sorted(allowed)[: 2 * CANDIDATES]

    def _count_grams(self) -> None:
        frequency = Counter(gram for entry in self.entries for gram in set(_grams(entry.name)))
        self._grams = {gram: number for number, gram in enumerate(sorted(frequency))}
        total = max(len(self.entries), LEAST) + 1
        self._weights = np.array([log2(total / frequency[gram]) for gram in sorted(frequency)])

    def _columns(self, country: str, members: Sequence[int]) -> sparse.csc_matrix:
        if country not in self._matrices:
            names = [self.entries[number].name for number in members]
            self._matrices[country] = self._matrix(names).T.tocsr()
        return self._matrices[country]

    def _matrix(self, names: Sequence[Name]) -> sparse.csr_matrix:
        """One row a name, one column a gram, of length one."""
        places, ends = [], [0]
        for name in names:
            places += sorted({self._grams[gram] for gram in _grams(name) if gram in self._grams})
            ends.append(len(places))
        columns = np.array(places, dtype=np.int64)
        values = self._weights[columns]
        matrix = sparse.csr_matrix((values, columns, np.array(ends)), shape=(len(names), len(self._grams)))
        lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
        return sparse.diags(1 / np.where(lengths > 0, lengths, 1)) @ matrix


def _grams(name: Name) -> list[str]:
    return [text[i : i + GRAM] for word in name.words for text in (f" {word} ",) for i in range(len(text) - GRAM + 1)]


def _best(alike: sparse.csr_matrix) -> list[list[int]]:
    """For each row the columns of its largest values; of equal ones, the first."""
    found = []
    for row in range(alike.shape[0]):
        values = alike.data[alike.indptr[row] : alike.indptr[row + 1]].round(9)
        columns = alike.indices[alike.indptr[row] : alike.indptr[row + 1]]
        kept = values >= LEAST_ALIKE
        order = np.lexsort((columns[kept], -values[kept]))[:CANDIDATES]
        found.append(columns[kept][order].tolist())
    return found
