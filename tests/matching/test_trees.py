"""Trees that correct the ranker: their parts are their score, they learn what a sum cannot, the same everywhere."""

import os
import subprocess
import sys

import numpy as np
import pytest

from crossfield.config import Settings
from crossfield.errors import ConfigError
from crossfield.matching.ranker import POOL, fit_ranker, pooled
from crossfield.matching.trees import Trees, fit_trees

pytestmark = pytest.mark.boost
FEATURES = ("activity", "shared-partners")


def queries(seed, count=60, candidates=700):
    """Candidates where those came that have much of one thing and little of the other: no sum of both says that."""
    generator = np.random.default_rng(seed)
    block = {name: generator.random((count, candidates)) for name in FEATURES}
    strange = (block["activity"] > 0.5) != (block["shared-partners"] > 0.5)
    came = strange & (generator.random((count, candidates)) < 0.2)
    known = generator.random((count, candidates)) < 0.01
    return block, known, came & ~known


@pytest.fixture(scope="module")
def trees():
    rows = [pooled(FEATURES, *queries(seed)) for seed in (1, 2)]
    return fit_trees(fit_ranker(FEATURES, rows), rows)


def test_they_learn_what_the_sum_of_features_cannot(trees):
    block, known, came = queries(3)

    def found(score):
        first = np.argsort(-np.where(known, -np.inf, score), axis=1)[:, :50]
        return np.take_along_axis(came, first, axis=1).mean()

    assert found(trees.score(block, known)) > 1.5 * found(trees.ranker.score(block))


def test_what_each_feature_adds_is_the_score_and_the_rest_keeps_its_own(trees):
    block, known, _ = queries(4, count=3)
    parts, score, before = trees.parts(block, known), trees.score(block, known), trees.ranker.score(block)
    assert set(parts) == set(FEATURES)
    assert before + sum(parts.values()) == pytest.approx(score, abs=1e-6)
    assert ((score != before).sum(axis=1) <= POOL).all()
    assert (score[known] == before[known]).all()


def test_the_text_of_the_trees_is_all_there_is(trees):
    block, known, _ = queries(5, count=2)
    again = Trees(trees.ranker, trees.model)
    assert (again.score(block, known) == trees.score(block, known)).all()
    assert trees.model.startswith("tree\n")


def test_the_same_trees_whatever_the_threads(trees):
    command = (
        "import sys; sys.path.insert(0, '.')\n"
        "from tests.matching.test_trees import *\n"
        "rows = [pooled(FEATURES, *queries(seed)) for seed in (1, 2)]\n"
        "print(fit_trees(fit_ranker(FEATURES, rows), rows).model)"
    )
    told = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    ran = subprocess.run([sys.executable, "-c", command], env=told, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == trees.model.strip()


def test_without_lightgbm_the_error_says_what_to_do(monkeypatch, trees):
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    with pytest.raises(ConfigError) as refusal:
        Trees(trees.ranker, trees.model).score(*queries(1, count=1)[:2])
    assert "LightGBM cannot be loaded" in refusal.value.message
    assert "extra 'boost'" in refusal.value.hint
    assert Settings().boost == "no"
