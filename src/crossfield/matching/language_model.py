"""Extra ``text``: a multilingual sentence model that maps German and English texts near each other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from crossfield.errors import ConfigError
from crossfield.matching.glossary import language_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MODEL = "intfloat/multilingual-e5-small"
DIMENSIONS = 384
FILE = "onnx/model.onnx"
PIECE = 250  # words; the model reads 512 tokens and drops the rest without a word


class SentenceModel(Protocol):
    """What fastembed's TextEmbedding offers."""

    def embed(self, documents: list[str]) -> Iterable[NDArray[np.float32]]:
        """One vector for each text."""


class ModelEmbedder:
    """A multilingual sentence model, each language centred.

    Models of the E5 family want "query: " and "passage: " in front. Texts of one language lie in a cloud of their own,
    which makes any German text nearer to a German query than the right English one; so the mean of each language is
    taken off, told from sentences that exist in both. A long text is the mean of its pieces.

    Parameters
    ----------
    model
        fastembed's TextEmbedding, or what has its method embed.
    parallel
        Sentences that say the same in both languages: language → sentences. Titles and definitions of the shipped
        vocabularies serve.

    References
    ----------
    Wang et al. (2024), Multilingual E5 Text Embeddings, arXiv:2402.05672.
    """

    name = "multilingual model"
    has_one_side = False

    def __init__(self, model: SentenceModel, parallel: dict[str, Sequence[str]]) -> None:
        self._model = model
        self._centres = {
            (side, language): np.mean(self._vectors(side, texts), axis=0)
            for side in ("query", "passage")
            for language, texts in parallel.items()
        }

    def note(self, language: str) -> str:  # noqa: ARG002 -- as every embedder
        """Nothing to say: a cross-lingual model is active."""
        return ""

    def fit(self, passages: Sequence[str]) -> ModelEmbedder:  # noqa: ARG002 -- as every embedder
        """Return itself: the model is not fitted to passages."""
        return self

    def passages(self, texts: Sequence[str]) -> Floats:
        """Vectors of texts that are searched, shape (texts, dimensions), each of length 1."""
        return self._centred("passage", texts)

    def queries(self, texts: Sequence[str]) -> Floats:
        """Vectors of texts that search, shape (texts, dimensions), each of length 1."""
        return self._centred("query", texts)

    def _centred(self, side: str, texts: Sequence[str]) -> Floats:
        if not texts:
            return np.empty((0, DIMENSIONS))
        # Where a text's language is not told, it is taken as English, the language of most records.
        centres = np.array([self._centres[side, language_of(text) or "en"] for text in texts])
        return _unit(self._vectors(side, texts) - centres)

    def _vectors(self, side: str, texts: Sequence[str]) -> Floats:
        pieces = [_pieces(text) for text in texts]
        found = self._model.embed([f"{side}: {piece}" for text in pieces for piece in text])
        vectors = _unit(np.array(list(found), dtype=np.float64))
        begins = np.cumsum([0, *(len(text) for text in pieces[:-1])])
        return _unit(np.add.reduceat(vectors, begins))


def load_model(place: str) -> SentenceModel:
    """Load multilingual-e5-small with fastembed.

    Parameters
    ----------
    place
        Folder with its ONNX files; or the model's name, to have fastembed fetch it once.

    Raises
    ------
    ConfigError
        The extra is not installed, the folder is not there, or the name is another one.
    """
    try:
        from fastembed import TextEmbedding  # noqa: PLC0415 -- optional dependency
        from fastembed.common.model_description import ModelSource, PoolingType  # noqa: PLC0415 -- optional dependency
    except ImportError as error:
        message = f"The setting text_model is {place!r}, but fastembed is not installed."
        raise ConfigError(message, "Install crossfield with the extra 'text', or leave the setting empty.") from error
    folder = Path(place)
    if not folder.is_dir() and place not in {MODEL, MODEL.rpartition("/")[2]}:
        message = f"The setting text_model is {place!r}; expected a folder, or {MODEL}."
        raise ConfigError(message, "Correct the path, or leave the setting empty to go without a model.")
    if folder.is_dir() and not (folder / FILE).is_file():
        message = f"The folder {place} of the setting text_model holds no {FILE}."
        raise ConfigError(message, f"It shall hold the files of {MODEL}, as its publisher lays them out.")
    if all(known["model"] != MODEL for known in TextEmbedding.list_supported_models()):
        source, pooling = ModelSource(hf=MODEL), PoolingType.MEAN
        TextEmbedding.add_custom_model(
            MODEL, pooling=pooling, normalization=True, sources=source, dim=DIMENSIONS, model_file=FILE
        )
    options = {"specific_model_path": str(folder)} if folder.is_dir() else {}
    model: SentenceModel = TextEmbedding(MODEL, **options)
    return model


def _pieces(text: str) -> list[str]:
    """A text as it stands, or a long one in pieces of 250 words.

    Examples
    --------
    >>> [len(piece.split()) for piece in _pieces("word " * 600)], _pieces("")
    ([250, 250, 100], [''])
    """
    words = text.split()
    if len(words) <= PIECE:
        return [text]
    return [" ".join(words[begin : begin + PIECE]) for begin in range(0, len(words), PIECE)]


def _unit(vectors: Floats) -> Floats:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Floats = vectors / np.where(length > 0, length, 1)
    return scaled
