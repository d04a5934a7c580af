"""How often the fields found in topic titles are right: python tests/tag_quality/table.py prints the table of the docs.

The titles stand in ../shared/data, the labels beside this file. Only the test half is measured: nobody looked at its
titles while the expressions were written, and nobody may.
"""

import csv
import io
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from crossfield.lake.tagging import Tagger
from crossfield.sources.vocabulary import shipped_vocabularies

HERE = Path(__file__).parent
DUMP = HERE.parents[2] / "shared" / "data" / "cordis-h2020projects-csv.zip"
SCHEME = "saxony"
ENOUGH = 15
DRAWS = 5000


@dataclass(frozen=True)
class Quality:
    """Right, wrong and missed decisions by title and field, with the family of each title."""

    fields: list[str]
    families: np.ndarray
    labelled: np.ndarray
    found: np.ndarray

    def of(self, field: str) -> tuple[float, float]:
        """Precision and recall of one field."""
        place = self.fields.index(field)
        return ratios(self.labelled[:, place], self.found[:, place])

    @property
    def micro(self) -> tuple[float, float]:
        """Precision and recall over all decisions."""
        return ratios(self.labelled, self.found)

    @property
    def measured(self) -> list[str]:
        """Fields with enough labelled titles, most first."""
        counts = dict(zip(self.fields, self.labelled.sum(axis=0), strict=True))
        return sorted(
            (field for field in self.fields if counts[field] >= ENOUGH), key=lambda field: (-counts[field], field)
        )

    @property
    def macro(self) -> tuple[float, float]:
        """Mean precision and recall over the measured fields."""
        precision, recall = zip(*(self.of(field) for field in self.measured), strict=True)
        return float(np.mean(precision)), float(np.mean(recall))

    def bounds(self) -> list[tuple[float, float]]:
        """5 % and 95 % of precision and recall when topic families, whose titles are alike, are drawn again."""
        names, family = np.unique(self.families, return_inverse=True)
        right, found, labelled = (
            np.bincount(family, part.sum(axis=1), minlength=len(names))
            for part in (self.labelled & self.found, self.found, self.labelled)
        )
        drawn = np.random.default_rng(1).integers(len(names), size=(DRAWS, len(names)))
        hits = right[drawn].sum(axis=1)
        values = (hits / found[drawn].sum(axis=1), hits / labelled[drawn].sum(axis=1))
        return [(float(low), float(high)) for low, high in (np.quantile(value, [0.05, 0.95]) for value in values)]


def ratios(labelled: np.ndarray, found: np.ndarray) -> tuple[float, float]:
    """Precision and recall."""
    right = (labelled & found).sum()
    return float(right / found.sum()) if found.any() else float("nan"), float(right / labelled.sum())


def read(name: str) -> list[dict[str, str]]:
    """Read the rows of a file beside this one."""
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def set_of(labels: str) -> set[str]:
    """Fields of a cell; a dash is none."""
    return set(labels.split(";")) - {"-", ""}


def read_titles() -> dict[str, str]:
    """Topic → title, from the dump itself."""
    with zipfile.ZipFile(DUMP) as archive, archive.open("topics.csv") as raw:
        lines = csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8-sig", newline=""), delimiter=";")
        return {row["topic"]: row["title"] for row in lines}


def measure(half: str = "test") -> Quality:
    """Compare the shipped vocabulary with the first reader's labels on one half."""
    (words,) = (words for words in shipped_vocabularies() if words.scheme == SCHEME)
    fields, tagger, titles = sorted(row["field"] for row in words.fields), Tagger(words.phrases), read_titles()
    rows = [row for row in read("labels.csv") if row["half"] == half]
    found = [{row["field"] for row in tagger.fields_of(titles[row["topic"]])} for row in rows]
    decisions = [
        [[field in part for field in fields] for part in parts]
        for parts in ([set_of(r["labels"]) for r in rows], found)
    ]
    labelled, tagged = (np.array(part) for part in decisions)
    return Quality(fields, np.array([row["family"] for row in rows]), labelled, tagged)


def kappa() -> tuple[float, int, int]:
    """Cohen's kappa of the two readings over all decisions, the titles with the same fields in both, and all titles."""
    first = {row["topic"]: set_of(row["labels"]) for row in read("labels.csv")}
    second = {row["topic"]: set_of(row["labels"]) for row in read("second_reading.csv")}
    fields = sorted(set.union(*first.values()))
    one, other = (
        np.array([[field in part[topic] for field in fields] for topic in second]) for part in (first, second)
    )
    agreed = (one == other).mean()
    chance = one.mean() * other.mean() + (1 - one.mean()) * (1 - other.mean())
    return float((agreed - chance) / (1 - chance)), int((one == other).all(axis=1).sum()), len(second)


def table() -> str:
    """Write the tables of the docs as Markdown."""
    quality = measure()
    said = (
        "precision (micro): of the fields found, how many are right",
        "recall (micro): of the right fields, how many are found",
    )
    lines = ["| | value | 90 % interval |", "| --- | --: | --- |"]
    for words, value, (low, high) in zip(said, quality.micro, quality.bounds(), strict=True):
        lines.append(f"| {words} | {value:.3f} | {low:.2f} to {high:.2f} |")
    lines += ["", "| field | titles | precision | recall |", "| --- | --: | --: | --: |"]
    counts = dict(zip(quality.fields, quality.labelled.sum(axis=0), strict=True))
    for field in quality.measured:
        precision, recall = quality.of(field)
        lines.append(f"| {field} | {counts[field]} | {precision:.2f} | {recall:.2f} |")
    precision, recall = quality.macro
    lines.append(f"| **mean of these {len(quality.measured)} (macro)** | | **{precision:.2f}** | **{recall:.2f}** |")
    rest = sorted(set(quality.fields) - set(quality.measured), key=lambda field: (-counts[field], field))
    lines += ["", "Unmeasured: " + ", ".join(f"{field} ({counts[field]})" for field in rest) + "."]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(table() + "\n")
