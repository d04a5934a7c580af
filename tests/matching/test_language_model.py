"""The extra text: a hand-made model with the same interface stands in the place of multilingual-e5-small.

With fastembed installed, a model of a few words is written as ONNX and read by fastembed itself.
"""

import json
import struct

import numpy as np
import pytest

from crossfield.errors import ConfigError
from crossfield.matching.embedder import TextIndex
from crossfield.matching.language_model import DIMENSIONS, FILE, MODEL, ModelEmbedder, load_model

GERMAN, ENGLISH = 3, 4
WORDS = {
    "hydrogen": (0, ENGLISH),
    "wasserstoff": (0, GERMAN),
    "wheat": (1, ENGLISH),
    "weizen": (1, GERMAN),
    "and": (2, ENGLISH),
    "und": (2, GERMAN),
    "query:": (5,),
    "passage:": (6,),
}
PARALLEL = {"en": ["hydrogen and", "wheat and"], "de": ["wasserstoff und", "weizen und"]}
COLLECTION = ["hydrogen and", "wheat and", "weizen und"]


def vector(word):
    """A word's meaning at one place and, three times as strong, its language at another."""
    found = np.zeros(DIMENSIONS, np.float32)
    for place in WORDS.get(word, ()):
        found[place] = 3 if place in {GERMAN, ENGLISH} else 1
    return found


class WordModel:
    """A model that knows eight words and remembers what it was asked."""

    def __init__(self):
        self.asked = []

    def embed(self, documents):
        self.asked += documents
        return (np.sum([vector(word) for word in text.split()], axis=0) for text in documents)


def test_prefixes_say_which_side_a_text_is_on():
    model = WordModel()
    embedder = ModelEmbedder(model, PARALLEL)
    model.asked.clear()
    embedder.queries(["wheat and"])
    embedder.passages(["weizen und"])
    assert model.asked == ["query: wheat and", "passage: weizen und"]


def test_each_language_is_centred():
    index = TextIndex(ModelEmbedder(WordModel(), PARALLEL), COLLECTION)
    scores = index.scores("wasserstoff und")
    assert scores.argmax() == 0  # uncentred, the German text on wheat is nearest
    assert scores == pytest.approx([1, -1, -1])


def test_a_long_text_is_read_to_its_end():
    model = WordModel()
    embedder = ModelEmbedder(model, PARALLEL)
    model.asked.clear()
    long, short = embedder.passages(["and " * 300 + "hydrogen " * 200, "wheat and"])
    assert len(model.asked) == 3
    index = TextIndex(embedder, ["hydrogen and", "wheat and"])
    assert (index.scores("and " * 300 + "hydrogen " * 200).argmax(), long.shape) == (0, short.shape)


def test_a_text_of_no_known_language_is_taken_as_english():
    embedder = ModelEmbedder(WordModel(), PARALLEL)
    assert embedder.passages(["hydrogen"]).shape == (1, DIMENSIONS)
    assert embedder.passages([]).shape == (0, DIMENSIONS)
    assert embedder.fit(COLLECTION) is embedder
    assert embedder.note("de") == ""


def test_without_the_extra_or_the_folder_the_error_says_what_to_do(tmp_path):
    with pytest.raises(ConfigError) as refusal:
        load_model(str(tmp_path / "gone"))
    assert "gone" in refusal.value.message
    assert "leave the setting empty" in refusal.value.hint


def test_a_folder_without_the_model(tmp_path):
    pytest.importorskip("fastembed", reason="the extra text is not installed")
    with pytest.raises(ConfigError) as refusal:
        load_model(str(tmp_path))
    assert FILE in refusal.value.message
    with pytest.raises(ConfigError) as refusal:
        load_model("another-model")
    assert refusal.value.message == f"The setting text_model is 'another-model'; expected a folder, or {MODEL}."


def test_fastembed_reads_a_model_of_that_form(tmp_path):
    pytest.importorskip("fastembed", reason="the extra text is not installed")
    write_model(tmp_path)
    index = TextIndex(ModelEmbedder(load_model(str(tmp_path)), PARALLEL), COLLECTION)
    assert index.scores("wasserstoff und") == pytest.approx([1, -1, -1], abs=1e-5)
    assert index.scores("weizen und").argmax() == 1


def write_model(folder):
    """The words above as a model: a table from which each word takes its vector."""
    names = ["[PAD]", "[UNK]", *WORDS]
    tokenizer = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": None,
        "pre_tokenizer": {"type": "WhitespaceSplit"},
        "post_processor": None,
        "decoder": None,
        "model": {
            "type": "WordLevel",
            "vocab": {name: place for place, name in enumerate(names)},
            "unk_token": "[UNK]",
        },
    }
    files = {
        "tokenizer.json": tokenizer,
        "tokenizer_config.json": {"model_max_length": 512, "pad_token": "[PAD]"},
        "special_tokens_map.json": {"pad_token": "[PAD]", "unk_token": "[UNK]"},
        "config.json": {"pad_token_id": 0},
    }
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    (folder / FILE).parent.mkdir()
    (folder / FILE).write_bytes(gather_model(np.array([vector(name) for name in names], np.float32)))


def gather_model(table):
    """ONNX file of one Gather over a table, written field by field in protobuf's wire format."""
    dimensions = b"".join(number(1, size) for size in table.shape)
    initializer = dimensions + number(2, 1) + text(8, "table") + block(9, table.tobytes())
    node = text(1, "table") + text(1, "input_ids") + text(2, "last_hidden_state") + text(4, "Gather")
    graph = block(1, node) + text(2, "words") + block(5, initializer)
    graph += value(11, "input_ids", 7, "batch", "length") + value(
        12, "last_hidden_state", 1, "batch", "length", "width"
    )
    return number(1, 8) + block(7, graph) + block(8, text(1, "") + number(2, 13))


def value(place, name, kind, *shape):
    sizes = b"".join(block(1, text(2, size)) for size in shape)
    return block(place, text(1, name) + block(2, block(1, number(1, kind) + block(2, sizes))))


def number(place, amount):
    return bytes([place << 3]) + varint(amount)


def text(place, words):
    return block(place, words.encode())


def block(place, content):
    return bytes([place << 3 | 2]) + varint(len(content)) + content


def varint(amount):
    found = b""
    while amount > 127:
        found += struct.pack("B", amount & 127 | 128)
        amount >>= 7
    return found + struct.pack("B", amount)
