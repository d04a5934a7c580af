"""Several sources in one data version."""

from pathlib import Path

import pytest
from benchmarks.generate_dump import ARCHIVE_NAME

from crossfield.config import Settings
from crossfield.errors import LakeError
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
