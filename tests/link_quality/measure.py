"""How well rows of lists are linked: python tests/link_quality/measure.py LAKE prints the tables of the docs.

LAKE is a lake of all of Horizon 2020; the cluster lists and the Horizon Europe sample are read from ../shared/data.
"""

import csv
import hashlib
import importlib.util
import io
import sys
import time
import zipfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from math import sqrt
from pathlib import Path

from rapidfuzz import fuzz, process

from crossfield.lake.linkage import INSTITUTE, LINKED, link_names
from crossfield.lake.roster import Roster, entry_of
from crossfield.lake.store import Lake
from crossfield.sources.clusters import cluster_id

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared" / "data"
CLUSTERS = {"saxony_clusters_facts.csv": "city", "europe_clusters_facts.csv": "city_or_region"}
ALIKE, NEAREST = 90, 5
POSITIVES, NEGATIVES = 3000, 2000
HELD_OUT = 0.3
NORMAL = 1.959964


@dataclass(frozen=True)
class Query:
    """A row of a list: what it says, which organisation it is (None: none of the lake), the rules that made it."""

    name: str
    city: str
    country: str
    truth: str | None
    rules: tuple[str, ...]

    def entry(self, number):
        row = {"organisation": f"query {number}", "name": self.name, "city": self.city, "country": self.country}
        return entry_of(row)


def read_organisations(lake):
    """Organisations with a name that is no natural person's."""
    with Lake(lake).open() as frames:
        return [row for row in frames.read("organisation") if row["name"] and not row["person"]]


def read_labels():
    with (HERE / "labels.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def split(rows):
    """Organisations inside the lake and held out of it, each in a tuning and a test half."""
    parts = defaultdict(list)
    for row in rows:
        half = "tuning" if _share("half/" + row["organisation"]) < 1 / 2 else "test"
        out = _share("out/" + row["organisation"]) < HELD_OUT
        parts["out" if out else "inside", half].append(row)
    return parts


def queries(rows, half):
    """The lake without those held out, and its queries: variants of names inside, real names from outside."""
    parts = split(rows)
    inside = parts["inside", "tuning"] + parts["inside", "test"]
    variant = _load("variants").variant
    asked = []
    for row in sorted(parts["inside", half], key=lambda row: _share("query/" + row["organisation"])):
        name, city, rules = variant(row, half)
        changed = (_folded(name), _folded(city)) != (_folded(row["name"]), _folded(row["city"]))
        if changed and len(asked) < POSITIVES:
            asked.append(Query(name, city, row["country"], row["organisation"], tuple(rules)))
    hard = hard_negatives(parts["out", half], inside)
    asked += [Query(row["name"], row["city"] or "", row["country"], None, ("hard negative",)) for row in hard]
    return inside, asked


def hard_negatives(out, inside):
    """Real names from outside the lake, of which one of the nearest names inside is in the same city or much alike.

    Organisations that are labelled as one with another PIC are left out.
    """
    labels = [row for row in read_labels() if row["label"] == "same" and row["left"].startswith("pic:")]
    doubles = {row[side] for row in labels for side in ("left", "right")}
    by_country = defaultdict(list)
    for row in inside:
        by_country[row["country"]].append(row)
    found = []
    for row in out:
        if row["organisation"] in doubles:
            continue
        others = by_country[row["country"]]
        names = [other["name"].casefold() for other in others]
        near = process.extract(row["name"].casefold(), names, scorer=fuzz.token_sort_ratio, limit=NEAREST)
        alike = [
            value + 10 * (_folded(row["city"]) == _folded(others[number]["city"]))
            for _, value, number in near
            if (value >= ALIKE or _folded(row["city"]) == _folded(others[number]["city"]))
        ]
        if alike:
            found.append((-max(alike), row["organisation"], row))
    return [row for _, _, row in sorted(found, key=lambda one: one[:2])[:NEGATIVES]]


def left_out(rows):
    """Organisations with another name very much alike in their country, looked up without themselves."""
    by_country = defaultdict(list)
    for row in rows:
        by_country[row["country"]].append(row)
    alike = []
    for row in rows:
        names = [other["name"].casefold() for other in by_country[row["country"]]]
        near = process.extract(row["name"].casefold(), names, scorer=fuzz.token_sort_ratio, limit=2, score_cutoff=ALIKE)
        alike += [row] if len(near) > 1 else []
    entries = [entry_of(row | {"organisation": f"query {row['organisation']}"}) for row in alike]
    apart = {entry.organisation: {row["organisation"]} for entry, row in zip(entries, alike, strict=True)}
    links = link_names(Roster(map(entry_of, rows)), entries, apart=apart)
    return [(row["organisation"], link) for row, link in zip(alike, links, strict=True)]


def outcomes(rows, half):
    """Each query with right, wrong, or the answer where it was not linked."""
    inside, asked = queries(rows, half)
    links = link_names(Roster(map(entry_of, inside)), [query.entry(number) for number, query in enumerate(asked)])
    return [(query, _outcome(query, link)) for query, link in zip(asked, links, strict=True)]


def _outcome(query, link):
    if link.answer != LINKED:
        return link.answer
    return "right" if link.organisation == query.truth else "wrong"


def labelled(rows):
    """Each labelled pair with what the linker says: linked (to the right one), other, or its answer."""
    texts = _texts(rows)
    labels = [row for row in read_labels() if row["left"] in texts]
    queries = [entry_of(texts[row["left"]] | {"organisation": f"query {n}"}) for n, row in enumerate(labels)]
    apart = {query.organisation: {row["left"]} for query, row in zip(queries, labels, strict=True)}
    links = link_names(Roster(map(entry_of, rows)), queries, apart=apart)
    told = []
    for row, link in zip(labels, links, strict=True):
        hit = link.organisation == row["right"]
        told.append((row, link.answer if hit or link.answer not in {LINKED, INSTITUTE} else "another"))
    return told


def _texts(rows):
    """Id of a label's left side → its name, city and country."""
    texts = {row["organisation"]: row for row in rows}
    texts |= {
        f"short:{row['organisation']}": {"name": row["short_name"], "city": row["city"], "country": row["country"]}
        for row in rows
        if row["short_name"]
    }
    with zipfile.ZipFile(SHARED / "cordis-HORIZON-sample-csv.zip") as archive:
        text = archive.read("organization.csv").decode("utf-8-sig")
    for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=";"):
        texts[f"horizon:{row['organisationID']}"] = {key: row[key] for key in ("name", "city", "country")}
    for name, column in CLUSTERS.items():
        with (SHARED / name).open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                place = {"name": row["name"], "city": row[column], "country": row["country"]}
                texts[f"cluster:{cluster_id(row['name'], row['country'])}"] = place
    return texts


def wilson(hits, of):
    """Share with its 95 % interval after Wilson."""
    if not of:
        return None
    share, shrink = hits / of, 1 + NORMAL**2 / of
    middle = (share + NORMAL**2 / (2 * of)) / shrink
    half = NORMAL / shrink * sqrt(share * (1 - share) / of + NORMAL**2 / (4 * of**2))
    return share, max(middle - half, 0.0), min(middle + half, 1.0)


def precision_recall(found):
    """Precision over all that were linked and recall over the positives, with intervals."""
    counts = Counter(outcome for _, outcome in found)
    positives = [outcome for query, outcome in found if query.truth]
    return (
        wilson(counts["right"], counts["right"] + counts["wrong"]),
        wilson(positives.count("right"), len(positives)),
    )


def _load(name):
    spec = importlib.util.spec_from_file_location(f"link_quality_{name}", HERE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _share(text):
    """A number from 0 to 1 that depends on the text only."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) / 16**8


def _folded(city):
    return (city or "").casefold()


def _told(value):
    return "" if value is None else f"{value[0]:.4f} [{value[1]:.4f}, {value[2]:.4f}]"


def print_left_out(rows):
    alone = left_out(rows)
    counts = Counter(link.answer for _, link in alone)
    sys.stdout.write(f"{len(alone)} names with another {ALIKE / 100} alike, each without itself: {dict(counts)}\n")
    for name, link in alone:
        if link.answer == LINKED:
            sys.stdout.write(f"linked: {name} to {link.organisation} {link.reasons}\n")


def main():
    rows = read_organisations(sys.argv[1])
    for half in ("tuning", "test"):
        began = time.process_time()
        found = outcomes(rows, half)
        precision, recall = precision_recall(found)
        sys.stdout.write(f"{half}: {len(found)} queries, precision {_told(precision)}, recall {_told(recall)}, ")
        sys.stdout.write(f"{time.process_time() - began:.1f} s\n| rule | queries | right | review | none | wrong |\n")
        table = defaultdict(Counter)
        for query, outcome in found:
            for rule in query.rules:
                table[rule][outcome] += 1
        for rule, counts in sorted(table.items()):
            told = " | ".join(str(counts[name]) for name in ("right", "review", "none", "wrong"))
            sys.stdout.write(f"| {rule.replace('_', ' ')} | {sum(counts.values())} | {told} |\n")
        for query, outcome in found:
            if outcome == "wrong":
                sys.stdout.write(f"wrong: {query}\n")
    print_left_out(rows)
    print_labelled(labelled(rows))


def print_labelled(pairs):
    sys.stdout.write("| from | label | pairs | linked | review | institute of | none | another |\n")
    table = defaultdict(Counter)
    for row, answer in pairs:
        table[row["left"].partition(":")[0], row["label"]][answer] += 1
    for (source, label), counts in sorted(table.items()):
        told = " | ".join(str(counts[name]) for name in ("linked", "review", "institute of", "none", "another"))
        sys.stdout.write(f"| {source} | {label} | {sum(counts.values())} | {told} |\n")
    linked = [row["label"] == "same" for row, answer in pairs if answer == "linked"]
    same = [answer == "linked" for row, answer in pairs if row["label"] == "same"]
    long = [answer == "linked" for row, answer in pairs if row["label"] == "same" and row["left"][:5] != "short"]
    for name, hits in (("precision", linked), ("recall", same), ("recall without short names", long)):
        sys.stdout.write(f"{name}: {_told(wilson(sum(hits), len(hits)))} of {len(hits)}\n")
    for row, answer in pairs:
        if answer == "linked" and row["label"] != "same":
            sys.stdout.write(f"linked: {row}\n")


if __name__ == "__main__":
    main()
