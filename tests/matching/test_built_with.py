"""What a version was built with: trees and a language model, from the settings to the answers."""

import pytest
from tests.matching.test_language_model import WordModel

from crossfield.config import Settings
from crossfield.lake.store import Lake
from crossfield.matching import embedder, language_model
from crossfield.matching.backtest import AGAINST, run_partner_backtest
from crossfield.matching.model import stored_proof, stored_rankers, stored_trees
from crossfield.matching.partners import NO_TREES, Filters, Idea, PartnerSearch, asker_of
from crossfield.refresh import fetch

IDEA = Idea("saxony", ("biotechnology", "ict"), "Laser und Wasserstoff")
BOOSTED = Settings(boost="yes")


def built(small_lake, folder, settings):
    """The small lake built anew from its dump, with other settings."""
    lake = Lake(folder / "lake")
    fetch(lake, "cordis", str(next(small_lake.path.parent.glob("*.zip"))), settings)
    return lake


def answer(frames, settings=BOOSTED):
    return PartnerSearch(frames, settings).suggest(asker_of(frames, "DE"), IDEA, Filters(), top=30)


@pytest.fixture(scope="module")
def boosted(small_lake, tmp_path_factory):
    return built(small_lake, tmp_path_factory.mktemp("boosted"), BOOSTED)


@pytest.mark.boost
def test_trees_of_the_version_rank_where_the_settings_ask_for_them(boosted, small_lake):
    with boosted.open() as frames:
        assert set(stored_trees(frames, stored_rankers(frames))) == {"organisation", "topic"}
        plain, corrected = answer(frames, Settings()), answer(frames)
        assert frames.manifest.fingerprint != small_lake.manifest().fingerprint
        proofs = [stored_proof(frames, "topic", boost=boost) for boost in (False, True)]
    assert [one.who for one in plain.suggestions] != [one.who for one in corrected.suggestions]
    assert (plain.proof, corrected.proof) == tuple(proofs)
    assert proofs[0].simple == proofs[1].simple
    for one in corrected.suggestions:
        assert sum(reason.weight for reason in one.reasons) == pytest.approx(one.score, abs=1e-3)
    scores = [one.score for one in corrected.suggestions]
    assert scores == sorted(scores, reverse=True)
    assert NO_TREES not in corrected.notes


@pytest.mark.boost
def test_the_back_test_shows_trees_beside_the_ranker(boosted):
    with boosted.open() as frames:
        found = run_partner_backtest(frames, "topic", BOOSTED)
        without = run_partner_backtest(frames, "topic")
    assert set(found["trees"]) == {"recall_at_100", "recall_at_20", "mrr"}
    assert "trees" not in found["baselines"]
    assert found["intervals"]["mrr_above_trees"][0] <= found["intervals"]["mrr_above_trees"][1]
    assert "trees" not in without
    assert found["model"] == without["model"]
    assert AGAINST["topic"][0] in found["baselines"]


def test_a_version_without_trees_says_so(small_lake):
    with small_lake.open() as frames:
        found = answer(frames)
        assert answer(frames, Settings()).suggestions == found.suggestions
    assert NO_TREES in found.notes


@pytest.mark.slow
def test_a_language_model_that_is_set_finds_the_texts(small_lake, tmp_path, monkeypatch):
    monkeypatch.setattr(language_model, "load_model", lambda _: WordModel())
    settings = Settings(text_model="/models/multilingual-e5-small")
    lake = built(small_lake, tmp_path, settings)
    with lake.open() as frames:
        search = PartnerSearch(frames, settings)
        assert (search.features.embedder.name, search.notes) == ("multilingual model", ())
        told = answer(frames, settings)
        assert "No cross-lingual model is active" not in " ".join(told.notes)
        unset = PartnerSearch(frames)
        assert (unset.features.embedder.name, unset.notes) == (embedder.GramEmbedder.name, (embedder.NOT_SET,))
        assert frames.manifest.settings["text_model"] == "multilingual-e5-small"
    with small_lake.open() as frames:
        older = PartnerSearch(frames, settings)
    assert (older.features.embedder.name, older.notes) == (embedder.GramEmbedder.name, (embedder.NOT_BUILT,))
    assert lake.manifest().fingerprint != small_lake.manifest().fingerprint
