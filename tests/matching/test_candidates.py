from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from crossfield.errors import ConfigError, UnknownNameError
from crossfield.lake.store import Frames, Lake
from crossfield.matching.candidates import SIZE_UNKNOWN, Need, find_organisation, read_need, read_pool

SCHEME = "own"


def organisation(number, name, kind="PRC", region="DED2", **more):
    row = {"organisation": f"pic:{number}", "name": name, "short_name": None, "kind": kind, "sme": None}
    return row | {"country": region[:2], "region": region, "person": False, "participations": 1} | more


ORGANISATIONS = [
    organisation(1, "Optics Ltd", sme=True),
    organisation(2, "Anna Example", person=True),
    organisation(3, None),
    organisation(4, "University of Somewhere", "HES", "AT13", short_name="UoS"),
    organisation(5, "Old Works", region="CZ01"),
    organisation(6, "Institute", "REC", "unknown", country=None),
]
COUNTED = [
    (1, "optics", 2018, 3),
    (1, "health", 2019, 1),
    (2, "optics", 2019, 9),
    (3, "optics", 2019, 9),
    (4, "optics", 2019, 1),
    (4, "health", 2019, 2),
    (5, "optics", 2010, 5),  # before the last six complete years
    (6, "health", 2019, 1),
]
TIES = [("pic:1", "pic:4", 2), ("pic:1", "pic:6", 1), ("pic:4", "pic:6", 4)]


def lake(folder, organisations=ORGANISATIONS, counted=COUNTED, ties=TIES):
    """Tables of a small lake, with the manifest of the starter lake for its years."""
    tables = {
        "organisation": organisations,
        "organisation_field": [
            {"organisation": f"pic:{number}", "scheme": SCHEME, "field": field, "year": year, "projects": projects}
            for number, field, year, projects in counted
        ],
        "organisation_tie": [
            dict(zip(("organisation_a", "organisation_b", "projects"), row, strict=True)) for row in ties
        ],
        "field": [
            {"scheme": SCHEME, "field": field, "title_en": field.title(), "title_de": None}
            for field in ("health", "optics")
        ],
    }
    for name, rows in tables.items():
        pq.write_table(pa.Table.from_pylist(rows), Path(folder) / f"{name}.parquet")
    return Frames(Path(folder), Lake().manifest())


@pytest.fixture
def frames(tmp_path):
    return lake(tmp_path)


def test_what_a_need_says(frames):
    assert read_need(frames, SCHEME, "Optics") == Need((("optics",),))
    assert read_need(frames, SCHEME, "optics+health: KMU") == Need((("optics", "health"),), "sme")
    assert read_need(frames, SCHEME, "health+health:university").label == "health:university"


@pytest.mark.parametrize(
    ("given", "closest"),
    [("optiks", ["optics"]), ("health:universty", ["university"]), ("health:hochschul", ["hochschule"])],
)
def test_what_is_not_known_is_said_with_what_is_near(frames, given, closest):
    with pytest.raises(UnknownNameError) as refusal:
        read_need(frames, SCHEME, given)
    assert refusal.value.closest[:1] == closest


def test_fit_by_hand(frames):
    pool = read_pool(frames, SCHEME, [Need((("optics",),)), Need((("health",),)), Need((("optics",), ("health",)))])
    assert pool.ids == ["pic:1", "pic:4", "pic:6"]  # no person, no one without a name, no one of years ago
    assert pool.projects.tolist() == [[3, 1, 1], [1, 2, 1], [0, 1, 0]]
    # 0.75 · 3 / (3 + 3) + 0.25 · 3 / 4 = 0.5625
    assert pool.fit[0] == pytest.approx([0.5625, 0.25, 0.25])
    assert pool.fit[2] == pytest.approx([0, 0.75 / 4 + 0.25, 0])
    assert pool.ties.tolist() == [0, 0, 0]


def test_one_of_several_fields(frames):
    pool = read_pool(frames, SCHEME, [Need((("optics", "health"),))])
    assert pool.projects.tolist() == [[3], [2], [1]]


def test_roles_are_types(frames):
    needs = [Need((("health",),), role) for role in ("university", "company", "sme", "research")]
    pool = read_pool(frames, SCHEME, needs)
    assert (pool.projects > 0).tolist() == [
        [False, True, True, False],
        [True, False, False, False],
        [False, False, False, True],
    ]
    assert pool.notes == ()


def test_where_no_size_is_stated_a_company_counts_as_sme_and_that_is_said(tmp_path):
    frames = lake(tmp_path, [row | {"sme": None} for row in ORGANISATIONS])
    pool = read_pool(frames, SCHEME, [Need((("optics",),), "sme")])
    assert (pool.ids, pool.notes) == (["pic:1"], (SIZE_UNKNOWN,))


def test_ties_are_counted_with_the_home_region_or_with_partners_that_are_set(frames):
    optics = [Need((("optics",),)), Need((("health",),))]
    assert read_pool(frames, SCHEME, optics, home="DED").ties.tolist() == [0, 2, 1]
    assert read_pool(frames, SCHEME, optics, home="DED", partners=["pic:6"]).ties.tolist() == [1, 4, 0]
    assert read_pool(frames, SCHEME, optics, home="FR").ties.tolist() == [0, 0, 0]


def test_partners_that_are_set_are_in_the_pool_whatever_they_do(frames):
    pool = read_pool(frames, SCHEME, [Need((("optics",),))], partners=["pic:6"])
    assert pool.ids == ["pic:1", "pic:4", "pic:6"]
    assert pool.fit[2].tolist() == [0]


def test_candidates_from_an_area_and_partners_that_are_set_from_anywhere(frames):
    needs = [Need((("optics",),)), Need((("health",),))]
    assert read_pool(frames, SCHEME, needs, within=("AT",)).ids == ["pic:4"]
    assert read_pool(frames, SCHEME, needs, within=("AT", "DED")).ids == ["pic:1", "pic:4"]
    assert read_pool(frames, SCHEME, needs, within=("AT",), partners=["pic:6"]).ids == ["pic:4", "pic:6"]


def test_the_order_of_rows_does_not_matter(frames, tmp_path):
    back = tmp_path / "back"
    back.mkdir()
    turned = lake(back, ORGANISATIONS[::-1], COUNTED[::-1], TIES[::-1])
    needs = [Need((("optics",),)), Need((("health",),))]
    one, other = (read_pool(each, SCHEME, needs, home="DED") for each in (frames, turned))
    assert (one.ids, one.regions) == (other.ids, other.regions)
    assert all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ("fit", "projects", "ties"))


def test_a_field_without_projects_and_no_need(frames):
    assert len(read_pool(frames, SCHEME, [Need((("energy",),))])) == 0
    with pytest.raises(ConfigError, match="No need is given"):
        read_pool(frames, SCHEME, [])


def test_organisations_are_found_by_id_name_and_short_name_but_persons_are_not(frames):
    found = [find_organisation(frames, given)["organisation"] for given in ("pic:4", "optics LTD", "uos")]
    assert found == ["pic:4", "pic:1", "pic:4"]
    with pytest.raises(UnknownNameError) as refusal:
        find_organisation(frames, "Anna Example")
    assert "Anna Example" not in refusal.value.hint


@pytest.mark.parametrize("blank", ["", " ", "\t"])
def test_nothing_is_the_name_of_nobody(frames, blank):
    with pytest.raises(UnknownNameError):
        find_organisation(frames, blank)


def test_what_a_need_says_is_read_again_as_the_same_need(frames):
    for given in ("optics", "health:sme", "optics+health:research", "Health + OPTICS"):
        need = read_need(frames, SCHEME, given)
        assert read_need(frames, SCHEME, need.label) == need


def test_more_projects_fit_no_worse_and_nobody_fits_more_than_whole(tmp_path):
    fits = []
    for count in (1, 2, 5, 50, 5000):
        folder = tmp_path / str(count)
        folder.mkdir()
        counted = [(1, "optics", 2018, count), (1, "health", 2019, 1)]
        fits.append(float(read_pool(lake(folder, counted=counted), SCHEME, [Need((("optics",),))]).fit[0, 0]))
    assert fits == sorted(fits)
    assert 0 < fits[0] < fits[-1] <= 1


def test_projects_of_several_years_are_added_up(tmp_path):
    counted = [(1, "optics", year, 2) for year in (2014, 2016, 2018)]
    pool = read_pool(lake(tmp_path, counted=counted), SCHEME, [Need((("optics",),))])
    assert pool.projects.tolist() == [[6]]
    assert pool.fit.tolist() == [[pytest.approx(0.75 * 6 / 9 + 0.25)]]


def test_ties_do_not_depend_on_the_side_they_are_stored_on(tmp_path):
    found = []
    for name, ties in (("one", TIES), ("other", [(b, a, n) for a, b, n in TIES])):
        (tmp_path / name).mkdir()
        pool = read_pool(lake(tmp_path / name, ties=ties), SCHEME, [Need((("health",),))], home="AT")
        found.append(dict(zip(pool.ids, pool.ties.tolist(), strict=True)))
    assert found[0] == found[1] == {"pic:1": 2.0, "pic:4": 0.0, "pic:6": 4.0}
