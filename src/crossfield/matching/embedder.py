"""Embedders: texts as vectors, with a side for queries and one for passages, and an index over passages.

The default needs no model: character n-grams under spellings that German and English share, and the concepts of a
bilingual glossary. It is told on every page that shows its results that no cross-lingual model is active.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from scipy import sparse

from crossfield.errors import ConfigError
from crossfield.matching.glossary import LANGUAGES, Glossary, plain, shipped_stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from crossfield.lake.store import Frames

    Floats = NDArray[np.float64]

LONGEST = 20_000
NO_MODEL = {
    "en": "No cross-lingual model is active: words are compared by spelling and by a German–English glossary.",
    "de": "Kein sprachübergreifendes Modell ist aktiv: Wörter werden nach Schreibweise und über ein "
    "deutsch-englisches Glossar verglichen.",
}
NOT_SET = "this data version was built with a language model that is not set here, texts are compared without it"
NOT_BUILT = "this data version was built without the language model that is set, it is used from the next fetch on"
SIZES = (3, 4, 5)
_WIDTH = 1 << 18
_BLANK, _END = 32, 10
# Spellings that German and English write differently for one sound: Elektronik, electronic; Zelle, cell; Photo, Foto.
_SAME_SOUND = (
    *(("sch", "ch"), ("ch", "\x01"), ("ck", "k"), ("ph", "f"), ("th", "t"), ("ce", "ze"), ("ci", "zi"), ("cy", "zi")),
    *(("c", "k"), ("y", "i"), ("w", "v"), ("qu", "kv"), ("x", "ks")),
)


class Embedder(Protocol):
    """What turns texts into vectors; the dot product of two says how near they are: 1 the same, 0 nothing in common."""

    name: str
    has_one_side: bool
    """Whether a text that searches has the same vector as one that is searched."""

    def note(self, language: str) -> str:
        """Sentence to show with its results; empty: nothing to say."""

    def fit(self, passages: Sequence[str]) -> Embedder:
        """Return an embedder that knows how common words are among these passages."""

    def passages(self, texts: Sequence[str]) -> Any:  # noqa: ANN401 -- a sparse or a dense matrix
        """Vectors of texts that are searched, one row each."""

    def queries(self, texts: Sequence[str]) -> Any:  # noqa: ANN401 -- a sparse or a dense matrix
        """Vectors of texts that search, one row each."""


class GramEmbedder:
    r"""Character n-grams and glossary concepts, each weighted by rarity and scaled to length 1; sparse, no model.

    .. math:: s(q, p) = (1 - λ) \cos(g_q, g_p) + λ \cos(c_q, c_p)

    where g are n-grams of 3 to 5 letters within words and c concepts, both as
    (1 + ln count) · (ln((1 + N) / (1 + df)) + 1), with N passages of which df have the n-gram or concept.

    Parameters
    ----------
    glossary
        Concepts that count beside the n-grams; None: n-grams alone.
    share
        λ, share of the concepts, 0 to 1; without glossary 0.
    same_sound
        Write alike what German and English spell differently.

    References
    ----------
    Robertson (2004), Journal of Documentation 60, 503-520 (rarity); McNamee and Mayfield (2004), Information Retrieval
    7, 73-97 (character n-grams across European languages).
    """

    name = "character n-grams and glossary"
    has_one_side = True

    def __init__(self, glossary: Glossary | None = None, *, share: float = 0.5, same_sound: bool = True) -> None:
        self._glossary = glossary
        self._shares = (1 - share, share) if glossary else (1.0, 0.0)
        self._same_sound = same_sound
        self._rarity: tuple[Floats, ...] = ()
        self._fitted: list[tuple[list[str], tuple[sparse.csr_array, sparse.csr_array]]] = []

    def note(self, language: str) -> str:
        """The sentence that no cross-lingual model is active."""
        return NO_MODEL[language]

    def fit(self, passages: Sequence[str]) -> GramEmbedder:
        """Return an embedder that weighs n-grams and concepts by their rarity among these passages.

        Examples
        --------
        >>> found = GramEmbedder().fit(["laser optics", "laser welding"])
        >>> vectors = found.passages(["laser optics", "laser welding"])
        >>> near = (found.queries(["optic"]) @ vectors.T).toarray()[0]
        >>> bool(near[0] > near[1])
        True
        """
        fitted = GramEmbedder(self._glossary, share=self._shares[1], same_sound=self._same_sound)
        blocks = self._blocks(passages)
        fitted._fitted = [(list(passages), blocks)]  # their vectors are asked for next
        fitted._rarity = tuple(_rarity(block) for block in blocks)
        return fitted

    def passages(self, texts: Sequence[str]) -> sparse.csr_array:
        """Vectors of texts, shape (texts, n-grams + concepts); a text without letters has a row of zeros."""
        blocks = self._blocks(texts)
        for block, rarity in zip(blocks, self._rarity, strict=False):  # none before it is fitted
            block.data *= rarity[block.indices]
        scaled = [_unit(block) * share**0.5 for block, share in zip(blocks, self._shares, strict=True)]
        return sparse.hstack(scaled, format="csr")

    def queries(self, texts: Sequence[str]) -> sparse.csr_array:
        """Vectors of texts that search: here the same as those of passages."""
        return self.passages(texts)

    def _blocks(self, texts: Sequence[str]) -> tuple[sparse.csr_array, sparse.csr_array]:
        for fitted, blocks in self._fitted[-1:]:
            if fitted == texts and self._fitted.pop():
                return blocks
        return _grams([_spelt(text, same_sound=self._same_sound) for text in texts]), self._concepts(texts)

    def _concepts(self, texts: Sequence[str]) -> sparse.csr_array:
        if self._glossary is None:
            return sparse.csr_array((len(texts), 0))
        found = self._glossary.find(texts)
        places = np.array([(row, concept) for row, counts in enumerate(found) for concept in counts], int).reshape(
            -1, 2
        )
        mentions = np.array([float(count) for counts in found for count in counts.values()])
        return _counted(mentions, places[:, 0], places[:, 1], (len(texts), len(self._glossary.concepts)))


class TextIndex:
    """Passages, ready to be searched.

    Parameters
    ----------
    embedder
        How texts become vectors; it is fitted to the passages.
    passages
        Texts in a fixed order.
    """

    def __init__(self, embedder: Embedder, passages: Sequence[str]) -> None:
        self.embedder = embedder.fit(passages)
        self._vectors = self.embedder.passages(passages)

    def scores(self, text: str) -> Floats:
        """How near each passage is to a text, shape (passages,).

        Examples
        --------
        >>> index = TextIndex(GramEmbedder(), ["laser optics", "wheat harvest"])
        >>> [round(float(score), 2) for score in index.scores("laser optics")]
        [1.0, 0.0]
        """
        found: Floats = self.scores_of([text])[0]
        return found

    def scores_of(self, texts: Sequence[str]) -> Floats:
        """How near each passage is to each text, shape (texts, passages)."""
        near = self.embedder.queries(texts) @ self._vectors.T
        found: Floats = np.asarray(near.toarray() if sparse.issparse(near) else near, dtype=np.float64)
        return found


def text_embedder(frames: Frames, text_model: str = "") -> Embedder:
    """The embedder that the settings ask for.

    Parameters
    ----------
    frames
        A data version, for its vocabularies.
    text_model
        Setting of this name; empty: n-grams and glossary.

    Raises
    ------
    ConfigError
        A model is asked for that cannot be loaded.
    """
    if not text_model:
        return GramEmbedder(Glossary(shipped_stems(), frames.read("phrase")))
    from crossfield.matching.language_model import ModelEmbedder, load_model  # noqa: PLC0415 -- optional dependency

    fields = [row for row in frames.read("field") if row["definition_en"] and row["definition_de"]]
    parallel: dict[str, Sequence[str]] = {
        language: [f"{row[f'title_{language}']}. {row[f'definition_{language}']}" for row in fields]
        for language in LANGUAGES
    }
    return ModelEmbedder(load_model(text_model), parallel)


def embedder_of(frames: Frames, text_model: str) -> tuple[Embedder, str]:
    """The embedder that a data version was built with: its rankers were fitted to what that finds.

    Parameters
    ----------
    frames
        A data version.
    text_model
        Setting of this name: where the model is.

    Returns
    -------
    tuple
        The embedder, and a note where it is not the one that the settings or the version ask for (else empty).

    Raises
    ------
    ConfigError
        The model cannot be loaded.
    """
    built = frames.manifest.settings.get("text_model", "") != ""
    if built != bool(text_model):
        return text_embedder(frames), NOT_SET if built else NOT_BUILT
    return text_embedder(frames, text_model), ""


def checked_idea(text: str) -> str:
    """Return a pasted text, or say why it cannot be searched with.

    Raises
    ------
    ConfigError
        It has no word of three letters, or more than 20,000 words.

    Examples
    --------
    >>> checked_idea("  Laser im Weinbau ")
    'Laser im Weinbau'
    """
    words = len(text.split())
    if not re.search(r"[^\W\d_]{3}", text):
        message = f"The text has {words} word(s) and none that says what it is about."
        raise ConfigError(message, "Write one sentence or more, in German or English.")
    if words > LONGEST:
        message = f"The text has {words:,} words; at most {LONGEST:,} are read."
        raise ConfigError(message, "Give the summary, or the part that says what is planned.")
    return text.strip()


def _spelt(text: str, *, same_sound: bool) -> bytes:
    """Words of a text between blanks, in ASCII, spelt as both languages could.

    Examples
    --------
    >>> _spelt("Elektronik", same_sound=True) == _spelt("electronic", same_sound=True)
    True
    """
    words = "".join(letter if letter.isalnum() else " " for letter in plain(text))
    for written, shared in _SAME_SOUND if same_sound else ():
        words = words.replace(written, shared)
    return f" {'  '.join(words.split())} ".encode("ascii", "replace")


def _grams(texts: Sequence[bytes]) -> sparse.csr_array:
    """Count n-grams that lie within one word, a blank at its ends included; they are hashed, the same everywhere."""
    codes = np.frombuffer(b"\n".join(texts) + b"\n", np.uint8)
    row = np.repeat(np.arange(len(texts)), [len(text) + 1 for text in texts])
    rows, columns = [], []
    for size in SIZES:
        count = max(len(codes) - size + 1, 0)
        hashed, within = np.full(count, size, np.uint64), np.ones(count, bool)
        for step in range(size):
            here = codes[step : step + count]
            hashed = hashed * np.uint64(0x100000001B3) + here
            within &= (here != _END) & ((here != _BLANK) | (step in {0, size - 1}))
        hashed = (hashed ^ (hashed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
        rows.append(row[:count][within])
        columns.append(((hashed >> np.uint64(32)) % np.uint64(_WIDTH)).astype(np.int64)[within])
    row, column = np.concatenate(rows), np.concatenate(columns)
    return _counted(np.ones(len(row)), row, column, (len(texts), _WIDTH))


def _counted(values: Floats, rows: NDArray[Any], columns: NDArray[Any], shape: tuple[int, int]) -> sparse.csr_array:
    """Sum counts of the same place, and damp them: 1 + ln count."""
    matrix = sparse.coo_array((values, (rows, columns)), shape=shape).tocsr()
    matrix.data = 1 + np.log(matrix.data)
    return matrix


def _rarity(block: sparse.csr_array) -> Floats:
    having = np.bincount(block.indices, minlength=block.shape[1])
    rarity: Floats = np.log((1 + block.shape[0]) / (1 + having)) + 1
    return rarity


def _unit(block: sparse.csr_array) -> sparse.csr_array:
    length = np.sqrt(block.multiply(block).sum(axis=1))
    return sparse.diags_array(1 / np.where(length > 0, length, 1)) @ block
