"""All counts again with plain pandas, from the zip itself and from nothing of crossfield's."""

import zipfile
from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from crossfield.indicators import counting
from crossfield.indicators.counting import Records
from crossfield.indicators.interface import expected_by_fields, expected_by_size
from crossfield.lake.engine import DuckSession
from crossfield.lake.pairs import pairs_from_tags, shared

FIRST, LAST = 2014, 2019
FIELD, PAIR = ["region", "field"], ["region", "field_a", "field_b"]


def has_own_evidence(spans_a, spans_b):
    """Some span of one field does not touch some span of the other."""
    return any(a_stop <= b_start or b_stop <= a_start for a_start, a_stop in spans_a for b_start, b_stop in spans_b)


def read_dump(path):
    with zipfile.ZipFile(path) as archive:
        names = {
            "project.csv": ["id", "startDate", "topics"],
            "organization.csv": ["projectID", "organisationID", "country", "nutsCode"],
        }
        options = {"sep": ";", "dtype": str, "keep_default_na": False}
        return [pd.read_csv(archive.open(name), usecols=columns, **options) for name, columns in names.items()]


def read_reference(path):
    """Tags with u, and pairs with w, of the reference file."""
    tags = pd.read_csv(path, dtype=str, keep_default_na=False).rename(columns={"project": "id"})
    tags["u"] = 1 / tags.groupby("id")["field"].transform("size")
    tags["spans"] = [[tuple(map(int, span.split("-"))) for span in text.split()] for text in tags["spans"]]
    rows = []
    for project, group in tags.groupby("id"):
        own = sorted(zip(group["field"], group["u"], group["spans"], strict=True))
        rest = 1 - sum(u * u for _, u, _ in own)
        pairs = [
            (a, b, 2 * u_a * u_b / rest)
            for (a, u_a, s_a), (b, u_b, s_b) in combinations(own, 2)
            if has_own_evidence(s_a, s_b)
        ]
        whole = sum(w for _, _, w in pairs)
        rows += [(project, a, b, w / whole) for a, b, w in pairs]
    return tags.drop(columns="spans"), pd.DataFrame(rows, columns=["id", "field_a", "field_b", "w"])


def bridging(people, tags, pairs):
    """Organisations by region and pair: the definition, word by word."""
    allowed = {(row.id, row.field_a, row.field_b) for row in pairs.itertuples()}
    active = people.merge(tags, on="id").groupby(["organisation", "region", "field"])["id"].agg(set)
    found = {}
    for (_, region), group in active.groupby(level=["organisation", "region"]):
        for (a, of_a), (b, of_b) in combinations(sorted(group.droplevel([0, 1]).items()), 2):
            different = len(of_a | of_b) > 1
            if different or any((project, a, b) in allowed for project in of_a & of_b):
                found[region, a, b] = found.get((region, a, b), 0) + 1
    return found


@pytest.fixture(scope="module")
def recount(shared):
    projects, people = read_dump(shared / "data" / "cordis-h2020projects-csv.zip")
    projects["year"] = pd.to_numeric(projects["startDate"].str[:4], errors="coerce")
    projects = projects[projects["year"].between(FIRST, LAST)]
    tags, pairs = read_reference(shared / "oracles" / "h2020_reference_tags.csv")
    tags, pairs = (rows[rows["id"].isin(projects["id"])] for rows in (tags, pairs))
    people = people.rename(columns={"projectID": "id", "organisationID": "organisation"})
    people = people[people["id"].isin(tags["id"])].drop_duplicates(["id", "organisation"])
    place = people["nutsCode"].where(people["nutsCode"] != "", people["country"])

    def at(level):
        region = place.str[: 2 + level].where(place.str.len() >= 2 + level, "unknown")
        rows = people.assign(region=region)[["id", "organisation", "region"]]
        parts = rows.groupby(["id", "region"]).size().rename("v").reset_index()
        parts["v"] = parts["v"] / parts.groupby("id")["v"].transform("sum")
        return rows, parts

    return SimpleNamespace(projects=projects, tags=tags, pairs=pairs, at=at)


def summed(table, keys, value):
    """Counted table added up over years, as a dict."""
    if "year" in table.column_names:
        table = table.group_by(keys).aggregate([(value, "sum")]).rename_columns([*keys, value])
    columns = [table.column(key).to_pylist() for key in keys]
    return dict(zip(zip(*columns, strict=True), table.column(value).to_pylist(), strict=True))


def at_level(table, level):
    return table.filter(pa.compute.equal(table.column("level"), level))


def assert_equal(found, expected):
    """The same keys and, to 1e-9 relative, the same numbers."""
    assert found.keys() == expected.keys()
    keys = list(found)
    np.testing.assert_allclose([found[key] for key in keys], [expected[key] for key in keys], rtol=1e-9, atol=0)


@pytest.mark.shared
@pytest.mark.parametrize("level", [0, 1, 2])
def test_field_counts_equal_the_recount(level, reference, recount):
    rows = recount.at(level)[1].merge(recount.tags, on="id")
    counted = at_level(reference.years.fields, level)
    assert summed(counted, FIELD, "whole") == rows.groupby(FIELD).size().to_dict()
    fractional = (rows["v"] * rows["u"]).groupby([rows[key] for key in FIELD]).sum().to_dict()
    assert_equal(summed(counted, FIELD, "fractional"), fractional)


@pytest.mark.shared
@pytest.mark.parametrize("level", [0, 1, 2])
def test_joint_counts_equal_the_recount(level, reference, recount):
    rows = recount.at(level)[1].merge(recount.pairs, on="id")
    keys = [rows[key] for key in PAIR]
    part = rows["v"] * rows["w"]
    counted = at_level(reference.years.interfaces, level)
    assert summed(counted, PAIR, "whole") == rows.groupby(PAIR).size().to_dict()
    assert_equal(summed(counted, PAIR, "fractional"), part.groupby(keys).sum().to_dict())
    assert_equal(summed(counted, PAIR, "squares"), (part * part).groupby(keys).sum().to_dict())


@pytest.mark.shared
def test_exposure_equals_the_recount(reference, recount):
    people, parts = recount.at(1)
    years = recount.projects.set_index("id")["year"]
    counted, keys = at_level(reference.years.exposure, 1), ["region", "year"]
    rows = parts.assign(year=parts["id"].map(years).astype(int))
    names = ("projects", "fractional", "organisations")
    columns = [counted.column(key).to_pylist() for key in keys]
    found = {
        name: dict(zip(zip(*columns, strict=True), counted.column(name).to_pylist(), strict=True)) for name in names
    }
    assert found["projects"] == rows.groupby(keys).size().to_dict()
    assert_equal(found["fractional"], rows.groupby(keys)["v"].sum().to_dict())
    people = people.assign(year=people["id"].map(years).astype(int))
    assert found["organisations"] == people.groupby(keys)["organisation"].nunique().to_dict()


@pytest.mark.shared
def test_size_is_the_exposure_of_the_window(reference, recount):
    rows = recount.at(1)[1]
    for way, expected in (("whole", rows.groupby("region").size()), ("fractional", rows.groupby("region")["v"].sum())):
        window = reference.window(way)
        assert_equal(dict(zip(window.regions.names, window.total, strict=True)), expected.to_dict())


@pytest.mark.shared
def test_bridges_equal_the_recount(reference, recount):
    people, _ = recount.at(1)
    assert summed(reference.organisations.bridging, PAIR, "organisations") == bridging(
        people, recount.tags, recount.pairs
    )
    active = people.groupby("region")["organisation"].nunique().to_dict()
    assert summed(reference.organisations.active, ["region"], "organisations") == {
        (key,): n for key, n in active.items()
    }


@pytest.mark.shared
def test_topics_equal_the_recount(reference, recount):
    topics = recount.projects.set_index("id")["topics"]
    rows = recount.at(1)[1].merge(recount.pairs, on="id")
    rows["topic"] = rows["id"].map(topics)
    rows["topic"] = rows["topic"].where(rows["topic"] != "", rows["id"])
    assert summed(reference.organisations.topics, PAIR, "topics") == rows.groupby(PAIR)["topic"].nunique().to_dict()


@pytest.mark.shared
@pytest.mark.parametrize("level", [0, 1, 2])
@pytest.mark.parametrize("way", ["whole", "fractional"])
def test_expected_adds_up_to_joint_activity_for_every_pair(level, way, reference):
    window = reference.window(way, level)
    observed = window.joint[window.known].sum(axis=0)
    assert (observed > 0).sum() > 100
    by_size = expected_by_size(window, window.joint, window.total)
    np.testing.assert_allclose(by_size.sum(axis=0), observed, rtol=1e-9)
    by_fields = expected_by_fields(window, window.joint, window.field, window.total)
    meets = ((window.field[:, window.pairs[:, 0]] * window.field[:, window.pairs[:, 1]])[window.known] > 0).any(axis=0)
    np.testing.assert_allclose(by_fields.sum(axis=0)[meets], observed[meets], rtol=1e-9)
    assert not by_size[~window.known].any()
    assert not by_fields[~window.known].any()


# Three projects by hand. p1: one Saxon, one Bavarian, fields a, b apart; p2: two Saxons, a only; p3: unknown, no date.


@pytest.fixture
def session():
    with DuckSession() as session:
        yield session


@pytest.fixture
def by_hand(session):
    projects = {"project": ["p1", "p2", "p3"], "year": [2015, 2016, None], "topic": ["T", None, None]}
    people = [
        ("p1", "o1", "DED21", 60),
        ("p1", "o2", "DE21", 40),
        ("p2", "o1", "DED21", None),
        ("p2", "o3", "DED5", 0),
        ("p3", "o4", "unknown", 10),
    ]
    names = ("project", "organisation", "region", "contribution_cents")
    people = {name: list(column) for name, column in zip(names, zip(*people, strict=True), strict=True)}
    tags = {"project": ["p1", "p1", "p2", "p3"], "field": ["a", "b", "a", "b"], "weight": [2.0, 1.0, 1.0, 1.0]}
    spans = {"text_first_stop": [3, 9, 3, 3], "text_last_start": [0, 5, 0, 0]}
    nothing = dict.fromkeys(("code_first_stop", "code_last_start"), pa.nulls(4, pa.int64()))
    tags = pa.table({"scheme": ["s"] * 4, **tags, **spans, **nothing})
    frames = [session.register(pa.table(part)) for part in (projects, people)]
    tags = session.keep(shared(session.register(tags)))
    return Records(*frames, tags, session.keep(pairs_from_tags(tags)))


def rows_of(session, frame, *keys):
    rows = session.arrow(frame).to_pylist()
    return {tuple(row.pop(key) for key in keys): row for row in rows}


def test_incidence_by_hand(session, by_hand):
    rows = rows_of(session, counting.incidence(by_hand.participations, 1), "project", "region")
    assert rows == {
        ("p1", "DED"): {"organisations": 1, "v": 0.5, "cents": 60.0},
        ("p1", "DE2"): {"organisations": 1, "v": 0.5, "cents": 40.0},
        ("p2", "DED"): {"organisations": 2, "v": 1.0, "cents": None},
        ("p3", "unknown"): {"organisations": 1, "v": 1.0, "cents": 10.0},
    }


def test_fields_by_hand(session, by_hand):
    rows = rows_of(session, counting.field_years(by_hand, 1), "region", "field", "year")
    assert {key: (row["whole"], row["fractional"], row["eur_cents"]) for key, row in rows.items()} == {
        ("DED", "a", 2015): (1, 0.5 * (2 / 3), 60 * (2 / 3)),
        ("DED", "b", 2015): (1, 0.5 * (1 / 3), 60 * (1 / 3)),
        ("DE2", "a", 2015): (1, 0.5 * (2 / 3), 40 * (2 / 3)),
        ("DE2", "b", 2015): (1, 0.5 * (1 / 3), 40 * (1 / 3)),
        ("DED", "a", 2016): (1, 1.0, None),
    }


def test_what_is_known_less_finely_is_unknown_at_the_finer_level(session, by_hand):
    people = session.register(
        pa.table({"project": ["p"] * 3, "organisation": list("abc"), "region": ["DE", "DED", "DED2"]})
    )
    rows = people.select(
        **{f"at_{level}": counting.level_expr("region", level) for level in range(4)},
    )
    assert session.arrow(rows).to_pydict() == {
        "at_0": ["DE", "DE", "DE"],
        "at_1": ["unknown", "DED", "DED"],
        "at_2": ["unknown", "unknown", "DED2"],
        "at_3": ["unknown", "unknown", "unknown"],
    }


def test_interfaces_exposure_and_topics_by_hand(session, by_hand):
    rows = rows_of(session, counting.interface_years(by_hand, 1), "region", "field_a", "field_b", "year")
    assert {key: (row["whole"], row["fractional"], row["squares"]) for key, row in rows.items()} == {
        ("DED", "a", "b", 2015): (1, 0.5, 0.25),
        ("DE2", "a", "b", 2015): (1, 0.5, 0.25),
    }
    rows = rows_of(session, counting.exposures(by_hand, 1), "region", "year")
    assert {key: (row["projects"], row["fractional"], row["organisations"]) for key, row in rows.items()} == {
        ("DED", 2015): (1, 0.5, 1),
        ("DE2", 2015): (1, 0.5, 1),
        ("DED", 2016): (1, 1.0, 2),
    }
    rows = rows_of(session, counting.joint_topics(by_hand, 0), "region", "field_a", "field_b")
    assert {key: row["topics"] for key, row in rows.items()} == {("DE", "a", "b"): 1}


def test_ties_and_known_share_by_hand(session, by_hand):
    rows = rows_of(session, counting.region_ties(by_hand, 1), "field", "region_a", "region_b")
    assert {key: row["projects"] for key, row in rows.items()} == dict.fromkeys(
        [(name, "DE2", "DED") for name in ("a", "b", "all")], 1
    )
    assert session.arrow(counting.known_share(by_hand, 1)).to_pylist() == [{"scheme": "s", "rows": 5, "known": 4}]


BRIDGES = {
    "different projects": ({"p1": "a", "p2": "b"}, True),
    "one project, each field with its own words": ({"p1": "a b"}, True),
    "one project, the same words": ({"p1": "ab"}, False),
    "the same words, and one field elsewhere": ({"p1": "ab", "p2": "a"}, True),
    "the same words twice": ({"p1": "ab", "p2": "ab"}, True),
    "one field only": ({"p1": "a", "p2": "a"}, False),
}


@pytest.mark.parametrize(("given", "bridge"), BRIDGES.values(), ids=BRIDGES)
def test_an_organisation_bridges_two_fields(given, bridge, session):
    rows = []
    for project, words in given.items():
        for field in sorted(set(words) - {" "}):
            start, stop = (0, 2) if "ab" in words else (words.index(field), words.index(field) + 1)
            rows.append({"project": project, "field": field, "text_last_start": start, "text_first_stop": stop})
    table = pa.Table.from_pylist([row | {"scheme": "s", "weight": 1.0} for row in rows])
    for name in ("code_first_stop", "code_last_start"):
        table = table.append_column(name, pa.nulls(len(rows), pa.int64()))
    tags = session.keep(shared(session.register(table)))
    people = pa.table({"project": list(given), "organisation": ["o"] * len(given), "region": ["DED2"] * len(given)})
    records = Records(session.register(people), session.register(people), tags, session.keep(pairs_from_tags(tags)))
    found = session.arrow(counting.bridging_organisations(records, 1)).to_pylist()
    assert bool(found) is bridge
    if bridge:
        assert (found[0]["organisation"], found[0]["region"]) == ("o", "DED")
        assert found[0]["joint"] == sum(" " in words for words in given.values())


def test_guessed_regions_count_in_their_country_only(session):
    people = pa.table({"project": ["p"] * 3, "region": ["DED2"] * 3, "region_how": ["code", "city", "coordinates"]})
    frames = dict.fromkeys(("project", "tag", "pair"), session.register(people)) | {
        "participation": session.register(people)
    }
    found = session.arrow(Records.of(frames).participations).column("region").to_pylist()
    assert found == ["DED2", "DE", "DE"]
