"""Names of organisations that are near to what somebody wrote: word by word, rare words first."""

from __future__ import annotations

from collections import defaultdict
from math import log
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from crossfield.matching.glossary import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

ALIKE = 0.84  # of two words: Drezden and Dresden have 0.93, Linz and Lenz 0.85
ENOUGH = 0.35  # of what all words together could give
SHORT = 3


def closest_organisations(given: str, names: Iterable[tuple[str, int]], count: int = 3) -> list[str]:
    """Names nearest to what was written, best first; none where nothing is near.

    Each word counts by how rare it is, so that a mistyped city outweighs the word university.

    Parameters
    ----------
    given
        What somebody wrote.
    names
        Names and how many participations each has: of names equally near the one with most comes first.
    count
        How many to give at most.

    Examples
    --------
    >>> known = [("Technische Universität Dresden", 9), ("Universität Bremen", 5), ("Drexel University", 3)]
    >>> closest_organisations("Drezden-Universitaet", known)[0]
    'Technische Universität Dresden'
    >>> closest_organisations("Qx", known)
    []
    """
    sizes = dict(names)
    holders: dict[str, list[str]] = defaultdict(list)
    for name in sizes:
        for word in dict.fromkeys(_words(name)):
            holders[word].append(name)
    scores: dict[str, float] = defaultdict(float)
    most = 0.0
    known = list(holders)
    for word in dict.fromkeys(_words(given)):
        near = process.extract(word, known, scorer=JaroWinkler.normalized_similarity, score_cutoff=ALIKE, limit=50)
        worth = log(1 + len(sizes) / (len(holders[near[0][0]]) if near else 1))  # how rare the nearest word is
        most += worth
        best: dict[str, float] = {}
        for other, alike, _ in near:
            value = alike**4 * worth
            best |= {name: max(value, best.get(name, 0.0)) for name in holders[other]}
        for name, value in best.items():
            scores[name] += value
    able = [name for name, score in scores.items() if score >= ENOUGH * most]
    return sorted(able, key=lambda name: (-round(scores[name], 6), -sizes[name], name))[:count]


def _words(name: str) -> list[str]:
    """Words of a name in plain letters; short ones only where there is nothing else.

    Examples
    --------
    >>> _words("Univ. de Málaga"), _words("3M")
    (['univ', 'malaga'], ['3m'])
    """
    words = "".join(letter if letter.isalnum() else " " for letter in plain(name)).split()
    return [word for word in words if len(word) >= SHORT] or words
