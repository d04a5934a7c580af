"""How often German questions find English texts: python tests/matching/bilingual_table.py prints the table of the docs.

``bilingual.csv`` was written first and is only measured; expressions, weights and spellings were chosen on
``bilingual_tuning.csv``. A question looks for its own text among the 40 English ones, and in a mixed collection that
holds the other 39 German questions as well. A text of equal score counts as found before the right one.
"""

import csv
import sys
from pathlib import Path

import numpy as np

from crossfield.matching.embedder import GramEmbedder, TextIndex
from crossfield.matching.glossary import Glossary, shipped_stems
from crossfield.sources.vocabulary import shipped_vocabularies

HERE = Path(__file__).parent
NINETY = 1.6448536269514722
SETS = {"test": "bilingual.csv", "tuning": "bilingual_tuning.csv"}


def embedders():
    """What is compared, by name: each adds one thing to the one before."""
    phrases = [row for one in shipped_vocabularies() for row in one.phrases]
    return {
        "character n-grams": GramEmbedder(same_sound=False),
        "with spellings of the same sound": GramEmbedder(),
        "with the vocabularies' expressions": GramEmbedder(Glossary((), phrases)),
        "with the whole glossary (the default)": GramEmbedder(Glossary(shipped_stems(), phrases)),
    }


def read(name):
    """English texts and German questions of a set, in one order."""
    with (HERE / SETS[name]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["english"] for row in rows], [row["german"] for row in rows]


def ranks(embedder, texts, questions, *, mixed):
    """Place of each question's own text, 0 the first."""
    index = TextIndex(embedder, [*texts, *questions] if mixed else texts)
    scores = index.scores_of(questions)
    own = np.arange(len(questions))
    if mixed:
        scores[own, len(texts) + own] = -np.inf
    right = scores[own, own]
    return (scores >= right[:, None]).sum(axis=1) - 1


def wilson(found, count):
    """90 % interval of a share."""
    share, spread = found / count, NINETY**2 / count
    middle = (share + spread / 2) / (1 + spread)
    half = NINETY / (1 + spread) * np.sqrt(share * (1 - share) / count + spread / (4 * count))
    return middle - half, middle + half


def lines(name):
    """Lines of the table: name, collection, R@1 and R@10 with their intervals."""
    texts, questions = read(name)
    for label, embedder in embedders().items():
        cells = []
        for mixed in (False, True):
            found = ranks(embedder, texts, questions, mixed=mixed)
            for within in (1, 10):
                hits = int((found < within).sum())
                low, high = wilson(hits, len(found))
                cells.append(f"{hits / len(found):.2f} [{low:.2f}, {high:.2f}]")
        yield f"| {label} | {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.stdout.write("\n".join([*lines(sys.argv[1] if sys.argv[1:] else "test"), ""]))
