"""Glossary: what a German and an English text have in common, without a language model.

Two sources feed it: the vocabularies (each field is a concept with expressions in both languages) and a list of word
stems that ships with the package, one concept a line with its English and German spellings.
"""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import ahocorasick_rs
import pyarrow as pa

from crossfield.lake.tagging import Tagger

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LANGUAGES = ("en", "de")
STEMS = Path(str(files("crossfield"))) / "starter" / "vocabularies" / "glossary.csv"
SHORT = 4  # stems below this length are whole words unless a star opens them: "Gas" is not in "Gasse"
_ENGLISH = "a an and are as at be by can for from has have in is it its of on or that the their this to with"
_GERMAN = (
    "als auch auf aus bei das dem den der des die durch ein eine einem einen einer für im ist mit nach oder sich sie "
    "sind und unter vom von vor werden wie wir wird zu zum zur"
)
_FUNCTION_WORDS = {"en": frozenset(_ENGLISH.split()), "de": frozenset(_GERMAN.split())}


class Glossary:
    """Concepts that German and English texts share.

    Parameters
    ----------
    stems
        Concept, language (en or de) and stem. A star opens a stem at its begin or end; without one, stems of four
        letters and more are open at the end, German ones on both sides, so that they are found in compounds.
    phrases
        Rows of the table phrase: expressions of the vocabularies' fields.
    """

    def __init__(self, stems: Iterable[tuple[str, str, str]], phrases: Sequence[dict[str, object]] = ()) -> None:
        rows = sorted(set(stems))
        fields = sorted({f"{row['scheme']}/{row['field']}" for row in phrases})
        self.concepts = (*sorted({row[0] for row in rows}), *fields)
        self._place = {name: number for number, name in enumerate(self.concepts)}
        self._rows = [(self._place[concept], language, *_shape(language, stem)) for concept, language, stem in rows]
        patterns = [row[2] for row in self._rows]
        self._automaton = ahocorasick_rs.AhoCorasick(patterns) if patterns else None
        self._tagger = Tagger(phrases) if phrases else None

    def find(self, texts: Sequence[str]) -> list[Counter[int]]:
        """How often each text speaks of each concept: number of the concept in ``concepts`` → mentions.

        Examples
        --------
        >>> glossary = Glossary([("hydrogen", "en", "hydrogen"), ("hydrogen", "de", "wasserstoff")])
        >>> [dict(found) for found in glossary.find(["Hydrogen buses", "Wasserstoffbusse", "Busse"])]
        [{0: 1}, {0: 1}, {}]
        """
        found = [self._stems_in(text) for text in texts]
        if self._tagger and texts:
            numbers, blank = pa.array([str(number) for number in range(len(texts))]), pa.array([""] * len(texts))
            normal = pa.array([unicodedata.normalize("NFC", text) for text in texts], pa.string())
            for row in self._tagger.evidence(normal, numbers, blank, blank).to_pylist():
                found[int(row["project"])][self._place[f"{row['scheme']}/{row['field']}"]] += 1
        return found

    def _stems_in(self, text: str) -> Counter[int]:
        if self._automaton is None:
            return Counter()
        low, language = f" {plain(text)} ", language_of(text)
        good = set()
        for number, start, stop in self._automaton.find_matches_as_indexes(low, overlapping=True):
            concept, spoken, _, left, right = self._rows[number]
            whole = (left or not low[start - 1].isalnum()) and (right or not low[stop].isalnum())
            if whole and language in {"", spoken}:
                good.add((start, -stop, concept))
        # What lies inside a longer stem is another word: "Stoff" in "Kunststoff".
        kept: Counter[int] = Counter()
        reach, widest = -1, (-1, 0)
        for start, back, concept in sorted(good):
            if -back > reach or (start, back) == widest:
                kept[concept] += 1
                reach, widest = -back, (start, back)
        return kept


@cache
def shipped_stems() -> tuple[tuple[str, str, str], ...]:
    """Concept, language and stem of the list that ships with the package; a concept is called by its first stem."""
    with STEMS.open(encoding="utf-8", newline="") as file:
        rows = [(row["english"].split(";"), row["german"].split(";")) for row in csv.DictReader(file)]
    return tuple(
        (english[0], language, stem)
        for english, german in rows
        for language, stems in (("en", english), ("de", german))
        for stem in stems
    )


def plain(text: str) -> str:
    """Text in small letters without accents, with blanks for hyphens and line breaks: "Häuser" holds "haus".

    Examples
    --------
    >>> plain("Groß-Gewächshäuser")
    'gross gewachshauser'
    """
    decomposed = unicodedata.normalize("NFKD", text).lower().replace("ß", "ss").replace("-", " ")
    return " ".join("".join(letter for letter in decomposed if not unicodedata.combining(letter)).split())


def language_of(text: str) -> str:
    """Language of a text by its function words and umlauts: en, de, or empty where they do not tell.

    Examples
    --------
    >>> language_of("Partner für die Wartung"), language_of("partners for the upkeep"), language_of("Robotik")
    ('de', 'en', '')
    """
    words = unicodedata.normalize("NFC", text).lower().split()
    english, german = (sum(word in _FUNCTION_WORDS[language] for word in words) for language in LANGUAGES)
    german += any(letter in word for word in words for letter in "äöüß")
    return "" if german == english else "de" if german > english else "en"


def _shape(language: str, stem: str) -> tuple[str, bool, bool]:
    """Core of a stem, and whether it is open at its begin and at its end."""
    core = plain(stem.strip("*"))
    long = len(core) >= SHORT and "*" not in stem
    return core, stem.startswith("*") or (long and language == "de"), stem.endswith("*") or long
