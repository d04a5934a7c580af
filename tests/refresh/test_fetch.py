"""Several sources in one data version."""

import json
from pathlib import Path

import pytest
from benchmarks.generate_dump import ARCHIVE_NAME

from crossfield.config import Settings
from crossfield.errors import ConfigError, LakeError, SchemaError, SourceError, UnknownNameError
from crossfield.lake.decisions import decide, undo
from crossfield.lake.store import Lake
from crossfield.refresh import fetch, fetch_all


@pytest.fixture
def partial(tmp_path: Path) -> Path:
    """A dump that holds topics only, with calls of later years."""
    folder = tmp_path / "partial"
    folder.mkdir()
    lines = [f'"90000000{n}";"HORIZON-CL4-{2031 + n % 2}-DATA-01";"Photonics for health"' for n in range(8)]
    (folder / "topics.csv").write_text("\n".join(['"projectID";"topic";"title"', *lines, ""]), encoding="utf-8")
    return folder


@pytest.mark.slow
def test_projects_without_organisations_count_for_europe_and_end_no_window(
    small_lake: Lake, partial: Path, tmp_path: Path
):
    lake = Lake(tmp_path / "lake")
    wanted = [("cordis", str(small_lake.path.parent / ARCHIVE_NAME)), ("cordis-horizon", str(partial))]

    manifest, new = fetch_all(lake, wanted, Settings())

    assert new
    assert [entry.name for entry in manifest.sources] == ["cordis", "cordis-horizon"]
    assert manifest.last_complete_year == small_lake.manifest().last_complete_year
    with lake.open() as frames:
        everywhere = frames.read("exposure", level=-1, scheme="saxony")
        assert len(frames.read("project")) == 208
        assert {row["year"]: row["projects"] for row in everywhere if row["year"] >= 2031} == {2031: 4, 2032: 4}
        assert {row["region"] for row in frames.read("exposure", level=0) if row["year"] >= 2031} == set()
    assert fetch_all(lake, wanted, Settings()) == (manifest, False)


def test_a_dump_without_organisations_alone_has_the_years_of_its_calls(partial: Path, tmp_path: Path):
    manifest, _ = fetch(Lake(tmp_path / "lake"), "cordis-horizon", str(partial), Settings())

    assert manifest.last_complete_year == 2032


def test_a_source_without_an_address_needs_one(tmp_path: Path):
    with pytest.raises(LakeError) as refused:
        fetch(Lake(tmp_path / "lake"), "clusters", "", Settings())

    assert "Say where it is: crossfield fetch clusters --from PATH" in str(refused.value)


def entry_of(lake: Lake, file: str):
    (entry,) = [entry for entry in lake.manifest().sources if file in entry.files]
    return entry


@pytest.mark.slow
def test_headings_that_were_said_are_kept_for_every_later_build(own_lake: Lake, tmp_path: Path):
    odd, plain = tmp_path / "odd.csv", tmp_path / "plain.csv"
    odd.write_text("Titel;Wo\nGAIA;Dresden\n", encoding="utf-8")
    plain.write_text("Name;Land\nOES;DE\n", encoding="utf-8")
    said = {"name": "Titel", "city": "Wo"}

    first, _ = fetch(own_lake, "clusters", str(odd), Settings(), mapping=said)
    assert fetch(own_lake, "clusters", str(odd), Settings(), mapping=said) == (first, False)
    fetch(own_lake, "clusters", str(plain), Settings())

    assert (entry_of(own_lake, "odd.csv").mapping, entry_of(own_lake, "odd.csv").columns) == (said, {"odd.csv": said})
    assert entry_of(own_lake, "plain.csv").mapping == {}
    assert entry_of(own_lake, "plain.csv").columns == {"plain.csv": {"name": "Name", "country": "Land"}}
    with own_lake.open() as frames:
        assert [(row["name"], row["city"]) for row in frames.read("cluster")] == [("GAIA", "Dresden"), ("OES", None)]


def names_of(lake):
    with lake.open() as frames:
        return sorted(row["name"] for row in frames.read("cluster"))


@pytest.mark.slow
def test_the_same_list_under_another_name_is_the_same_list(own_lake: Lake, tmp_path: Path):
    for name, words in (("one.csv", "Cluster A"), ("copy.csv", "Cluster A"), ("other.csv", "Cluster B")):
        (tmp_path / name).write_text(f"name,country\n{words},DE\n", encoding="utf-8")
    for name in ("one.csv", "other.csv", "copy.csv"):
        manifest, _ = fetch(own_lake, "clusters", str(tmp_path / name), Settings())
    assert [list(entry.files) for entry in manifest.sources if entry.name == "clusters"] == [
        ["copy.csv"],
        ["other.csv"],
    ]


@pytest.mark.slow
def test_lists_are_added_to_one_another_and_a_newer_state_takes_the_place_of_the_older(own_lake: Lake, tmp_path: Path):
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    one.write_text("Name\nGAIA\n", encoding="utf-8")
    other.write_text("Name\nOES\n", encoding="utf-8")
    fetch_all(own_lake, [("clusters", str(one)), ("clusters", str(other))], Settings())
    assert names_of(own_lake) == ["GAIA", "OES"]
    one.write_text("Name\nGAIA\nEnergy Saxony\n", encoding="utf-8")

    manifest, new = fetch(own_lake, "clusters", str(one), Settings())

    assert new
    assert names_of(own_lake) == ["Energy Saxony", "GAIA", "OES"]
    assert [(entry.name, sorted(entry.files)) for entry in manifest.sources] == [
        ("cordis-h2020", sorted(manifest.sources[0].files)),
        ("clusters", ["one.csv"]),
        ("clusters", ["other.csv"]),
    ]


@pytest.mark.parametrize(
    ("name", "given", "error", "said"),
    [
        ("cordis-h2021", "x", UnknownNameError, r"Unknown source: 'cordis-h2021'\..*cordis-h2020"),
        ("clusters", "none.csv", SourceError, r"none\.csv"),
        ("statistics", "", LakeError, r"no address of its own\. Say where it is: crossfield fetch statistics --from"),
    ],
)
def test_what_cannot_be_fetched_leaves_the_last_version(own_lake: Lake, name, given, error, said):
    before = (own_lake.versions(), own_lake.current())

    with pytest.raises(error, match=said):
        fetch(own_lake, name, given, Settings())

    assert (own_lake.versions(), own_lake.current()) == before
    assert own_lake.verify() == []


def test_one_source_that_cannot_be_read_keeps_all_of_a_fetch_out(own_lake: Lake, tmp_path: Path):
    (tmp_path / "one.csv").write_text("Name\nGAIA\n", encoding="utf-8")
    before = own_lake.versions()

    with pytest.raises(SourceError, match=r"none\.csv"):
        fetch_all(own_lake, [("clusters", str(tmp_path / "one.csv")), ("clusters", "none.csv")], Settings())

    assert own_lake.versions() == before


def test_a_damaged_vocabulary_is_refused_before_anything_is_built(own_lake: Lake, dump: Path, tmp_path: Path):
    mine, before = tmp_path / "mine.toml", own_lake.versions()
    mine.write_text('scheme.id = "all"\n[fields.a]\ntitle = "A"\n', encoding="utf-8")

    with pytest.raises(SchemaError, match=r"mine\.toml has the code\(s\) 'all'"):
        fetch(own_lake, "cordis-h2020", str(dump), Settings(vocabulary=str(mine)))

    assert own_lake.versions() == before


def test_an_official_format_takes_no_headings(own_lake: Lake, dump: Path):
    before = own_lake.current()

    with pytest.raises(ConfigError, match=r"'cordis-h2020' has an official format.*for clusters and statistics"):
        fetch(own_lake, "cordis-h2020", str(dump), Settings(), mapping={"name": "name"})
    assert own_lake.versions() == [before]


def test_an_unchanged_source_keeps_its_place_among_the_others(own_lake: Lake, dump: Path, tmp_path: Path):
    (tmp_path / "list.csv").write_text("Name\nGAIA\n", encoding="utf-8")
    last, _ = fetch(own_lake, "clusters", str(tmp_path / "list.csv"), Settings())

    assert fetch(own_lake, "cordis-h2020", str(dump), Settings()) == (last, False)
    assert [entry.name for entry in last.sources] == ["cordis-h2020", "clusters"]


@pytest.mark.slow
def test_what_people_decided_is_one_in_every_table_until_it_is_undone(own_lake: Lake, dump: Path):
    before = own_lake.manifest()
    decide(own_lake, "pic:900000002", "pic:900000005", decision="merge", date="2026-11-26")

    merged, new = fetch_all(own_lake, [], Settings())

    assert new
    with own_lake.open() as frames:
        assert "pic:900000005" not in {row["organisation"] for row in frames.read("organisation")}
        assert "pic:900000005" not in {row["organisation"] for row in frames.read("participation")}
        numbers = frames.read("organisation_id", organisation="pic:900000002")
        assert [(row["kind"], row["value"]) for row in numbers] == [("pic", "900000002"), ("pic", "900000005")]
        (link,) = [row for row in frames.read("organisation_link") if row["kind"] == "merged"]
        assert (link["organisation"], link["other"], link["decided"]) == (
            "pic:900000005",
            "pic:900000002",
            "2026-11-26",
        )
        assert len(frames.read("participation")) < 36
    undo(own_lake, "pic:900000002", "pic:900000005")
    again, new = fetch_all(own_lake, [], Settings())
    assert (new, again.fingerprint) == (True, before.fingerprint)
    assert {table.name: table.sha256 for table in again.tables} == {table.name: table.sha256 for table in before.tables}
    assert merged.fingerprint != before.fingerprint


@pytest.mark.slow
def test_polygons_of_ones_own_place_coordinates(own_lake: Lake, write_dump, dump_rows, tmp_path: Path):
    for row in dump_rows["organization"]:
        row |= {"nutsCode": "", "postCode": "", "city": "", "country": "DE", "geolocation": "51.05,13.74"}
    dump = str(write_dump(tmp_path / "placed", dump_rows))
    ring = [[13.0, 51.0], [13.0, 52.0], [14.0, 52.0], [14.0, 51.0], [13.0, 51.0]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": {"NUTS_ID": "DED21"}, "geometry": shape}
    (tmp_path / "nuts.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")

    for gisco, expected in (("", ("DED2", "coordinates")), (str(tmp_path / "nuts.geojson"), ("DED21", "polygon"))):
        _, new = fetch(own_lake, "cordis-h2020", dump, Settings(gisco=gisco))
        assert new
        with own_lake.open() as frames:
            assert {(row["region"], row["region_how"]) for row in frames.read("participation")} == {expected}
    with pytest.raises(SourceError, match=r"Cannot read .*none\.geojson.*setting gisco"):
        fetch(own_lake, "cordis-h2020", dump, Settings(gisco=str(tmp_path / "none.geojson")))
