from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from crossfield.errors import NotComputableError, SchemaError, SourceError, UnknownNameError
from crossfield.lake.store import Frames, Lake
from crossfield.matching.cluster_match import (
    UNMAPPED,
    Profile,
    cluster_profiles,
    find_cluster,
    listed,
    match_clusters,
    read_members,
)

SCHEME = "own"
CLUSTERS = [
    ("alpha", "Alpha Optics", "DED21", "lasers; chips"),
    ("beta", "Beta", "AT31", "chips; medicine"),
    ("gamma", "Gamma Medicine", "AT", None),
    ("delta", "Delta", "CZ06", "hemp"),
    ("epsilon", "Epsilon", "unknown", "lasers; chips"),
]
PHRASES = [("optics", "laser*"), ("optics", "optic*"), ("chips", "chip*"), ("health", "medicine")]
# Projects by field, and by pair, in Europe: association optics-chips 2/√(4·4), chips-health 3/√(4·9) and so the largest
SINGLES = [("optics", 4), ("chips", 4), ("health", 9)]
PAIRS = [("chips", "optics", 2), ("chips", "health", 3)]
TIES = [("chips", 10), ("health", 4)]
ORGANISATIONS = [("pic:1", "Clinic", False), ("pic:2", "Works", False), ("pic:3", "Anna Example", True)]
FIELDS_OF = [("pic:1", "health", 4), ("pic:1", "chips", 1), ("pic:2", "chips", 8), ("pic:2", "optics", 2)]


def lake(folder, turn=1):
    plain = {"scheme": SCHEME, "year": 2018, "level": -1, "region": "all"}
    tables = {
        "cluster": [dict(zip(("cluster", "name", "region", "fields"), row, strict=True)) for row in CLUSTERS],
        "field": [
            {"scheme": SCHEME, "field": field, "position": place, "title_en": field, "title_de": None}
            for place, field in enumerate(("chips", "health", "optics"))
        ],
        "phrase": [
            {"scheme": SCHEME, "field": field, "language": "en", "phrase": phrase, "excludes": False}
            for field, phrase in PHRASES
        ],
        "field_year": [plain | {"field": field, "whole": count} for field, count in SINGLES],
        "interface_year": [plain | {"field_a": a, "field_b": b, "whole": count} for a, b, count in PAIRS],
        "region_tie": [
            {"scheme": SCHEME, "field": field, "region_a": "AT31", "region_b": "DED2", "projects": count}
            for field, count in TIES
        ],
        "organisation": [
            {"organisation": number, "name": name, "person": person} for number, name, person in ORGANISATIONS
        ],
        "organisation_field": [
            {"organisation": number, "scheme": SCHEME, "field": field, "year": 2018, "projects": count}
            for number, field, count in FIELDS_OF
        ],
        "organisation_tie": [{"organisation_a": "pic:1", "organisation_b": "pic:2", "projects": 1}],
    }
    for name, rows in tables.items():
        pq.write_table(pa.Table.from_pylist(rows[::turn]), Path(folder) / f"{name}.parquet")
    return Frames(Path(folder), Lake().manifest())


@pytest.fixture
def frames(tmp_path):
    return lake(tmp_path)


@pytest.fixture
def profiles(frames):
    return cluster_profiles(frames, SCHEME)


def test_fields_are_found_in_a_clusters_own_words_else_in_its_name(profiles):
    assert [(one.cluster, one.fields, one.note) for one in profiles] == [
        ("alpha", ("chips", "optics"), ""),
        ("beta", ("chips", "health"), ""),
        ("delta", (), UNMAPPED),
        ("epsilon", ("chips", "optics"), ""),
        ("gamma", ("health",), ""),
    ]
    assert listed(profiles)[2] == {
        "cluster": "delta", "name": "Delta", "region": "CZ06", "fields": "", "note": UNMAPPED,
    }  # fmt: skip


def test_a_score_by_hand(frames, profiles):
    found = {one.who: one for one in match_clusters(frames, SCHEME, profiles[0])}
    assert list(found) == ["beta", "epsilon", "gamma"]  # delta has no fields
    reasons = {reason.name: reason for reason in found["beta"].reasons}
    # overlap 1 of 3; brings health: its association with chips, 3/6, is the largest; so is that of optics, 2/4
    assert (reasons["overlap"].value, reasons["overlap"].records) == (pytest.approx(1 / 3), ("chips",))
    assert (reasons["brings"].value, reasons["brings"].records) == (1.0, ("health",))
    assert (reasons["receives"].value, reasons["receives"].records) == (1.0, ("optics",))
    assert (reasons["regions-tied"].value, reasons["regions-tied"].weight) == (10, pytest.approx(0.05))
    assert found["beta"].score == pytest.approx(0.4 / 3 + 0.5 + 0.05)
    assert (found["beta"].kind, found["beta"].whom, found["beta"].place) == ("cluster", "alpha", "AT31")


def test_what_only_one_side_gains_counts_nothing_and_a_country_has_no_ties(frames, profiles):
    found = {one.who: one for one in match_clusters(frames, SCHEME, profiles[1])}
    gamma = {reason.name: reason for reason in found["gamma"].reasons}
    assert (gamma["brings"].value, gamma["mutual-gain"].value) == (0, 0)
    assert (gamma["regions-tied"].value, gamma["regions-tied"].weight) == (None, None)
    assert found["gamma"].score == pytest.approx(0.4 / 2)
    assert found["epsilon"].place == ""


def test_the_order_of_rows_does_not_matter(frames, profiles, tmp_path):
    (tmp_path / "turned").mkdir()
    turned = lake(tmp_path / "turned", turn=-1)
    assert cluster_profiles(turned, SCHEME) == profiles
    assert match_clusters(turned, SCHEME, profiles[0]) == match_clusters(frames, SCHEME, profiles[0])


def test_members_bring_their_fields(frames, profiles, tmp_path):
    path = tmp_path / "members.csv"
    rows = ("cluster,organisation", "Alpha Optics,clinic", "alpha,Anna Example", "Beta,Works", "alpha,Nobody", "")
    path.write_text("\n".join(rows), encoding="utf-8")
    alpha, missing = read_members(frames, path, profiles[0])
    assert (alpha.members, missing) == (("pic:1",), 2)  # a person is not taken
    found = match_clusters(frames, SCHEME, alpha)
    overlap = {one.who: one.reasons for one in found}["gamma"]
    assert next(reason for reason in overlap if reason.name == "overlap").records == ("health",)
    assert not any(one.known for one in found)


def test_members_who_have_worked_together_are_known(frames, profiles):
    alpha, beta = (
        Profile(one.cluster, one.name, one.fields, one.region, (member,))
        for one, member in zip(profiles, ("pic:2", "pic:1"), strict=False)
    )
    assert [one.known for one in match_clusters(frames, SCHEME, alpha, [beta])] == [True]
    assert [one.known for one in match_clusters(frames, SCHEME, beta, [alpha])] == [True]


def test_a_file_of_members_that_cannot_be_used(frames, profiles, tmp_path):
    with pytest.raises(SourceError, match="cannot be read"):
        read_members(frames, tmp_path / "gone.csv", profiles[0])
    (tmp_path / "wrong.csv").write_text("name\nClinic\n", encoding="utf-8")
    with pytest.raises(SchemaError, match="has the columns name; expected organisation"):
        read_members(frames, tmp_path / "wrong.csv", profiles[0])


def test_a_cluster_is_found_by_id_name_or_a_part_that_no_other_has(profiles):
    assert [find_cluster(profiles, given).cluster for given in ("BETA", "alpha optics", "medic")] == [
        "beta",
        "alpha",
        "gamma",
    ]
    with pytest.raises(UnknownNameError) as refusal:
        find_cluster(profiles, "a")
    assert refusal.value.hint.endswith("4 have it: Alpha Optics, Beta, Delta.")
    with pytest.raises(UnknownNameError) as refusal:
        find_cluster(profiles, "Gama Medicine")
    assert refusal.value.closest == ["Gamma Medicine"]


def test_a_cluster_without_fields_says_what_to_do(frames, profiles):
    with pytest.raises(NotComputableError) as refusal:
        match_clusters(frames, SCHEME, profiles[2])
    assert refusal.value.message.startswith("Delta has no fields")
    with pytest.raises(UnknownNameError):
        cluster_profiles(frames, "none")


def test_a_lake_without_clusters_says_what_to_load(dump_lake):
    with dump_lake.open() as frames, pytest.raises(NotComputableError) as refusal:
        cluster_profiles(frames, "saxony")
    assert refusal.value.hint == "Load a list: crossfield fetch clusters --from FILE"
