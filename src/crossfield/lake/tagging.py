"""Tagging: which fields a text speaks of, in one pass, linear in the text.

All expressions of all vocabularies go into one Aho-Corasick automaton that runs over the bytes of a whole batch of
texts. Lower-casing and turning hyphens and line breaks into blanks keep every byte in its place, so that matches are
places in the original text.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from itertools import chain
from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING

import ahocorasick_rs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crossfield.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from crossfield.lake.store import Frames

    Ints = NDArray[np.int64]
    Bits = NDArray[np.bool_]
    Bytes = NDArray[np.uint8]

_FOLD = bytes.maketrans((ascii_uppercase + "-\n\r\t\f\v").encode(), (ascii_lowercase + " " * 6).encode())
_WORD = np.array([code >= 128 or chr(code).isalnum() for code in range(256)])  # noqa: PLR2004
SCHEMA = pa.schema(
    [
        ("project", pa.string()),
        ("scheme", pa.string()),
        ("field", pa.string()),
        ("kind", pa.string()),
        ("part", pa.string()),
        ("start", pa.int64()),
        ("stop", pa.int64()),
        ("phrase", pa.string()),
    ]
)


@dataclass(slots=True)
class Matches:
    """Matches in a batch: row of the text, phrase number, first and last byte + 1, all of one length."""

    row: Ints
    phrase: Ints
    start: Ints
    stop: Ints

    def keep(self, which: Bits | Ints) -> Matches:
        """Keep some of the matches."""
        return Matches(self.row[which], self.phrase[which], self.start[which], self.stop[which])


class Tagger:
    """All expressions of all vocabularies, ready to search.

    Parameters
    ----------
    phrases
        Rows of the table phrase.
    """

    def __init__(self, phrases: Iterable[dict[str, object]]) -> None:
        self.phrases = sorted(
            phrases, key=lambda row: (str(row["scheme"]), str(row["field"]), bool(row["excludes"]), str(row["phrase"]))
        )
        patterns, owner, cased, left, right = [], [], [], [], []
        for number, row in enumerate(self.phrases):
            text = str(row["phrase"])
            core, exact = text.strip("*="), text.lstrip("*").startswith("=")
            for spelling in [core] if exact else _spellings(core):
                patterns.append(spelling.encode())
                owner.append(number)
                cased.append(exact)
                left.append(text.startswith("*"))
                right.append(text.endswith("*"))
        self._patterns = [pattern.translate(_FOLD) for pattern in patterns]
        self._originals = patterns
        self._owner = np.array(owner, dtype=np.int64)
        self._cased, self._left, self._right = (np.array(flags, dtype=bool) for flags in (cased, left, right))
        self._names = {
            name: pa.array([str(row[name]) for row in self.phrases], pa.string())
            for name in ("scheme", "field", "phrase")
        }
        places: dict[tuple[str, str], int] = {}
        fields = [places.setdefault((str(row["scheme"]), str(row["field"])), len(places)) for row in self.phrases]
        self._field = np.array(fields, dtype=np.int64)
        self._excludes = np.array([bool(row["excludes"]) for row in self.phrases], dtype=bool)
        # As a full table the automaton is twice as fast and takes some megabytes, once per build.
        table = ahocorasick_rs.Implementation.DFA
        self._automaton = ahocorasick_rs.BytesAhoCorasick(self._patterns, implementation=table) if patterns else None

    def search(self, texts: pa.StringArray) -> Matches:
        """Find every expression in an array of texts; matches inside others of the same field are left out."""
        return self._search(*_buffers(texts))

    def _search(self, offsets: Ints, data: bytes) -> Matches:
        if self._automaton is None or not data:
            return Matches(*(np.empty(0, np.int64) for _ in range(4)))
        folded = data.translate(_FOLD)
        found = self._automaton.find_matches_as_indexes(folded, overlapping=True)
        flat = np.fromiter(chain.from_iterable(found), np.int64, 3 * len(found)).reshape(-1, 3)
        row = np.searchsorted(offsets, flat[:, 1], side="right") - 1
        matches = Matches(row, flat[:, 0], flat[:, 1], flat[:, 2])
        matches = self._at_word_ends(matches, offsets, data)
        matches.phrase = self._owner[matches.phrase]
        return self._without_excluded(self._longest(matches))

    def fields_of(self, text: str) -> list[dict[str, object]]:
        """Every field a single text speaks of, with the places that say so.

        Returns
        -------
        list[dict]
            scheme, field, start and stop (characters), words (as they stand in the text), phrase.
        """
        array = pa.array([text], pa.string())
        table = self.evidence(array, pa.array([""]), pa.array(["text"]), pa.array([""]))
        return [row | {"words": text[row["start"] : row["stop"]]} for row in table.to_pylist()]

    def evidence(self, texts: pa.StringArray, project: pa.Array, kind: pa.Array, part: pa.Array) -> pa.Table:
        """Rows of the table evidence for a batch of texts."""
        offsets, data = _buffers(texts)
        matches = self._search(offsets, data)
        start, stop = _characters(data, offsets, matches)
        take = pa.array(matches.row)
        number = pa.array(matches.phrase)
        scheme, field, phrase = (pc.take(self._names[name], number) for name in ("scheme", "field", "phrase"))
        columns = [pc.take(project, take), scheme, field, pc.take(kind, take), pc.take(part, take)]
        columns += [pa.array(start), pa.array(stop), phrase]
        return pa.Table.from_arrays(columns, schema=SCHEMA)

    def _at_word_ends(self, matches: Matches, offsets: Ints, data: bytes) -> Matches:
        """Keep matches that begin and end at word ends where they must, and stretch open ones to the whole word."""
        codes = np.frombuffer(data, np.uint8)
        begin, end = offsets[matches.row], offsets[matches.row + 1]
        before = (matches.start > begin) & _is_word(codes, np.maximum(matches.start - 1, 0))
        after = (matches.stop < end) & _is_word(codes, np.minimum(matches.stop, len(codes) - 1))
        good = (matches.stop <= end) & (~before | self._left[matches.phrase]) & (~after | self._right[matches.phrase])
        good &= self._in_its_case(matches, good, data)
        kept, begin, end = matches.keep(good), begin[good], end[good]
        _walk(codes, kept.start, np.where(self._left[kept.phrase], begin, kept.start), step=-1)
        _walk(codes, kept.stop, np.where(self._right[kept.phrase], end, kept.stop), step=1)
        return kept

    def _in_its_case(self, matches: Matches, asked: Bits, data: bytes) -> Bits:
        good = np.ones(len(matches.row), dtype=bool)
        for place in np.flatnonzero(asked & self._cased[matches.phrase]):
            original = self._originals[matches.phrase[place]]
            good[place] = data[matches.start[place] : matches.stop[place]] == original
        return good

    def _longest(self, matches: Matches) -> Matches:
        """Leave out matches that lie inside another match of the same field in the same text."""
        field = self._field[matches.phrase] * 2 + self._excludes[matches.phrase]
        order = np.lexsort((matches.phrase, -matches.stop, matches.start, field, matches.row))
        ordered, field = matches.keep(order), field[order]
        group = np.cumsum(np.r_[False, (np.diff(ordered.row) != 0) | (np.diff(field) != 0)]) if len(order) else field
        reach = ordered.stop + group * (ordered.stop.max(initial=0) + 1)
        seen = np.maximum.accumulate(np.r_[-1, reach[:-1]]) if len(reach) else reach
        return ordered.keep(reach > seen)

    def _without_excluded(self, matches: Matches) -> Matches:
        """Drop matches that overlap an excluding expression of their field, then the excluding ones themselves."""
        excludes = self._excludes[matches.phrase]
        if not excludes.any():
            return matches
        field = matches.row * (len(self._field) + 1) + self._field[matches.phrase]  # ascending, as _longest orders them
        excluding = np.flatnonzero(excludes)
        first, behind = (np.searchsorted(field, field[excluding], side) for side in ("left", "right"))
        sizes = behind - first
        other = np.arange(sizes.sum()) + np.repeat(first - np.cumsum(sizes) + sizes, sizes)
        by = np.repeat(excluding, sizes)
        touched = (matches.start[other] < matches.stop[by]) & (matches.stop[other] > matches.start[by])
        good = ~excludes
        good[other[touched]] = False
        return matches.keep(good)


def evidence_batches(tagger: Tagger, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Evidence of batches with the columns project, kind, part, text."""
    for batch in batches:
        columns = (batch.column(name) for name in ("text", "project", "kind", "part"))
        yield tagger.evidence(*(column.cast(pa.string()) for column in columns))


def _spellings(phrase: str) -> list[str]:
    """Spellings to search for: ASCII is folded in the text, other letters are not.

    Examples
    --------
    >>> _spellings("Öko")
    ['öko', 'Öko', 'ÖKO']
    >>> _spellings("laser")
    ['laser']
    """
    if phrase.isascii():
        return [phrase]
    return list(dict.fromkeys([phrase.lower(), phrase[:1].upper() + phrase[1:].lower(), phrase.upper()]))


def _buffers(texts: pa.StringArray) -> tuple[Ints, bytes]:
    """Where each text begins, and the bytes of all; an array may be a slice of another."""
    texts = texts.cast(pa.large_string())
    _, offsets, data = texts.buffers()
    if not len(texts) or data is None:
        return np.zeros(len(texts) + 1, np.int64), b""
    places = np.frombuffer(offsets, np.int64, texts.offset + len(texts) + 1)[texts.offset :]
    return places - places[0], data.slice(places[0], places[-1] - places[0]).to_pybytes()


def _is_word(codes: Bytes, places: Ints) -> Bits:
    """Whether the bytes at some places belong to words: letters, digits, beyond ASCII all but punctuation and blanks.

    Of what UTF-8 writes in two or three bytes, punctuation and blanks are the blocks that begin with C2, E2 80, E2 81.
    """
    here = codes[places]
    word: Bits = _WORD[here]
    beyond = np.flatnonzero(here >= 0x80)  # noqa: PLR2004
    at = places[beyond]
    before, last, now, following = (codes[np.clip(at + step, 0, len(codes) - 1)] for step in (-2, -1, 0, 1))
    latin = (now == 0xC2) | (last == 0xC2)  # noqa: PLR2004
    first, second, third = (
        (lead == 0xE2) & ((trail == 0x80) | (trail == 0x81))  # noqa: PLR2004
        for lead, trail in ((now, following), (last, now), (before, last))
    )
    word[beyond] = ~(latin | first | second | third)
    return word


def _walk(codes: Bytes, places: Ints, bounds: Ints, *, step: int) -> None:
    """Move places on, byte by byte, to the end of their word or to their bound."""
    walking = np.flatnonzero(places != bounds)
    while len(walking):
        walking = walking[_is_word(codes, places[walking] - (step < 0))]
        places[walking] += step
        walking = walking[places[walking] != bounds[walking]]


def _characters(data: bytes, offsets: Ints, matches: Matches) -> tuple[Ints, Ints]:
    """Places in characters, counted from the begin of each text."""
    following = np.flatnonzero(np.frombuffer(data, np.int8) < -0x40)  # noqa: PLR2004 -- bytes 80 to BF go on with a character
    begin = offsets[matches.row]
    base = begin - np.searchsorted(following, begin)
    start, stop = (places - np.searchsorted(following, places) - base for places in (matches.start, matches.stop))
    return start, stop


def tag_text(frames: Frames, text: str, scheme: str) -> list[dict[str, object]]:
    """Fields that a German or English text gets, most spoken-of first.

    Parameters
    ----------
    frames
        A data version, for its expressions.
    text
        Any length.
    scheme
        Scheme of the fields.

    Returns
    -------
    list[dict]
        field, title_en, title_de, matches, words (the text's own, parted by semicolons). Empty where nothing matches.

    Raises
    ------
    UnknownNameError
        The scheme has no expressions.
    """
    phrases = frames.read("phrase")
    schemes = sorted({str(row["scheme"]) for row in phrases})
    if scheme not in schemes:
        raise UnknownNameError("scheme with expressions", scheme, schemes, f"Known: {', '.join(schemes)}.")
    titles = {row["field"]: row for row in frames.read("field") if row["scheme"] == scheme}
    words: dict[str, list[str]] = {}
    for row in Tagger([row for row in phrases if row["scheme"] == scheme]).fields_of(
        unicodedata.normalize("NFC", text)
    ):
        words.setdefault(str(row["field"]), []).append(str(row["words"]))
    ordered = sorted(words.items(), key=lambda item: (-len(item[1]), item[0]))
    return [
        {
            "field": field,
            "title_en": titles[field]["title_en"],
            "title_de": titles[field]["title_de"],
            "matches": len(found),
            "words": "; ".join(dict.fromkeys(found)),
        }
        for field, found in ordered
    ]
