import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossfield.errors import ConfigError
from crossfield.lake.store import Lake
from crossfield.matching.embedder import LONGEST, NO_MODEL, GramEmbedder, TextIndex, checked_idea, text_embedder
from crossfield.matching.glossary import Glossary

GLOSSARY = Glossary([("hydrogen", "en", "hydrogen"), ("hydrogen", "de", "wasserstoff"), ("bus", "en", "bus")])
TEXTS = ["Hydrogen for steel", "Wheat harvest", "Milling of steel"]
WORDS = st.lists(st.text("abcdeöß", min_size=1, max_size=8), max_size=6).map(" ".join)


def test_a_concept_finds_what_no_spelling_does():
    with_glossary, without = (TextIndex(GramEmbedder(glossary), TEXTS) for glossary in (GLOSSARY, None))
    assert without.scores("Wasserstoff").max() == 0
    # one concept in common, of one on each side: cosine 1, at half the weight
    assert with_glossary.scores("Wasserstoff") == pytest.approx([0.5, 0, 0])


def test_the_share_of_concepts():
    assert TextIndex(GramEmbedder(GLOSSARY, share=0.8), TEXTS).scores("Wasserstoff") == pytest.approx([0.8, 0, 0])


def test_what_is_rare_weighs_more():
    scores = TextIndex(GramEmbedder(), TEXTS).scores("hydrogen steel milling")
    assert scores[0] > scores[2] > scores[1] == 0


@pytest.mark.parametrize(
    ("german", "english"),
    [("Elektronik", "electronic"), ("Zell", "cell"), ("Fotonik", "photonic"), ("Schema", "chema")],
)
def test_spellings_of_one_sound_are_one(german, english):
    assert TextIndex(GramEmbedder(), [english]).scores(german) == pytest.approx([1.0])
    assert TextIndex(GramEmbedder(same_sound=False), [english]).scores(german)[0] < 0.9


@settings(deadline=None)  # the machine may be busy
@given(st.lists(WORDS, min_size=1, max_size=6), st.randoms())
def test_scores_are_shares_and_follow_their_passages(texts, random):
    order = list(range(len(texts)))
    random.shuffle(order)
    embedder = GramEmbedder(GLOSSARY)
    scores = TextIndex(embedder, texts).scores_of(texts)
    moved = TextIndex(embedder, [texts[place] for place in order]).scores_of(texts)
    assert scores.shape == (len(texts), len(texts))
    assert np.all(scores >= -1e-12)
    assert np.all(scores <= 1 + 1e-9)
    assert moved == pytest.approx(scores[:, order])
    assert scores == pytest.approx(scores.T)


def test_the_same_text_gives_the_same_bits_alone_and_among_others():
    embedder = GramEmbedder(GLOSSARY).fit(TEXTS)
    together, alone = embedder.passages(TEXTS), embedder.passages(TEXTS[1:2])
    assert (together[[1]] != alone).nnz == 0


def test_texts_without_letters_and_no_passages():
    index = TextIndex(GramEmbedder(GLOSSARY), ["", "?!", "x"])
    assert index.scores("hydrogen").tolist() == [0, 0, 0]
    assert TextIndex(GramEmbedder(GLOSSARY), []).scores("hydrogen").tolist() == []


def test_the_sentence_that_no_model_is_active():
    assert [GramEmbedder().note(language) for language in ("en", "de")] == [NO_MODEL["en"], NO_MODEL["de"]]


def test_a_long_text_is_read_whole():
    text = "word " * (LONGEST - 1) + "hydrogen"
    assert TextIndex(GramEmbedder(GLOSSARY), ["hydrogen", "wheat"]).scores(checked_idea(text)).argmax() == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The text has 0 word(s) and none that says what it is about."),
        (" 12 % – ?\n", "The text has 4 word(s) and none that says what it is about."),
        ("wasser " * 50_000, "The text has 50,000 words; at most 20,000 are read."),
    ],
)
def test_a_text_that_cannot_be_searched_with(text, message):
    with pytest.raises(ConfigError) as refusal:
        checked_idea(text)
    assert refusal.value.message == message
    assert refusal.value.hint


def test_the_starter_lake_finds_german_words_in_english_texts():
    with Lake().open() as frames:
        index = TextIndex(text_embedder(frames), ["Recycling of traction batteries", "Care for older people"])
    assert index.scores("Altenpflege").argmax() == 1
    assert index.embedder.note("de") == NO_MODEL["de"]


def test_a_model_that_is_not_there_is_an_error():
    with Lake().open() as frames, pytest.raises(ConfigError) as refusal:
        text_embedder(frames, "no/such/folder")
    assert "no/such/folder" in refusal.value.message


def test_what_it_was_fitted_to_is_let_go_once_its_vectors_are_made():
    embedder = GramEmbedder(GLOSSARY).fit(TEXTS)
    first, second = embedder.passages(TEXTS), embedder.queries(TEXTS)
    assert embedder._fitted == []
    assert embedder.has_one_side
    assert (first.toarray() == second.toarray()).all()
