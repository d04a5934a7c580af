import gzip
import json
import os
import subprocess
import sys
from collections import defaultdict
from functools import cache
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.errors import SourceError, UnknownNameError
from crossfield.lake.delivery import arrow_schema
from crossfield.sources import nuts

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data"
FACTS = ROOT / "src" / "crossfield" / "starter" / "facts"
SQUARE = [[10, 50], [11, 50], [11, 51], [10, 51], [10, 50]]
HOLE = [[10.2, 50.2], [10.2, 50.4], [10.4, 50.4], [10.4, 50.2], [10.2, 50.2]]


@cache
def rows_of(version):
    return {row["region"]: row for row in nuts.regions(version).to_pylist()}


@cache
def parts_of():
    parts = defaultdict(list)
    for link in nuts.region_links().to_pylist():
        parts[link["from_version"], link["from_code"], link["to_version"]].append(link)
    return parts


@pytest.fixture(params=nuts.VERSIONS)
def version(request):
    return request.param


def test_regions_have_the_columns_of_their_table(version):
    table = nuts.regions(version)
    assert table.schema == arrow_schema("region")
    assert len(rows_of(version)) == table.num_rows


def test_each_version_has_all_its_units():
    counts = {}
    for version in nuts.VERSIONS:
        units = [row for row in rows_of(version).values() if row["kind"] == "nuts"]
        counts[version] = [sum(row["level"] == level for row in units) for level in range(4)]
    assert counts["2016"] == [37, 125, 332, 1522]
    assert counts["2021"] == [37, 125, 334, 1514]
    assert counts["2024"][0] == 40  # 39 of the list of points, and the United Kingdom


def test_every_unit_lies_in_its_parent(version):
    rows = rows_of(version)
    for code, row in rows.items():
        if row["kind"] == "unknown":
            continue
        assert row["level"] == len(code) - 2
        assert row["country"] == code[:2]
        assert row["parent"] == (code[:-1] if row["level"] else None)
        assert row["level"] == 0 or row["parent"] in rows
        assert row["name"]
        assert row["name_latin"]


def test_saxony_is_the_example_region(version):
    row = rows_of(version)["DED"]
    assert (row["level"], row["country"], row["parent"], row["name"], row["kind"]) == (1, "DE", "DE", "Sachsen", "nuts")
    assert (row["longitude"], row["latitude"]) == (13.485, 50.914)


def test_the_united_kingdom_and_kosovo_are_in_every_version(version):
    rows = rows_of(version)
    assert rows["UK"]["kind"] == "nuts"
    assert rows["UKI3"]["level"] == 2
    assert rows["XK"]["kind"] == ("nuts" if version == "2024" else "country")
    assert rows["US"] == {
        "region": "US",
        "level": 0,
        "country": "US",
        "parent": None,
        "name": "United States",
        "name_latin": "United States",
        "longitude": None,
        "latitude": None,
        "kind": "country",
    }
    assert not {"GB", "GR", "ZZ"} & rows.keys()
    assert rows["NA"]["name"] == "Namibia"


def test_unknown_is_the_last_row(version):
    last = nuts.regions(version).to_pylist()[-1]
    assert (last["region"], last["level"], last["country"], last["kind"]) == ("unknown", None, None, "unknown")


def test_northern_irish_districts_begin_with_their_parent(version):
    names = {code: row["name"] for code, row in rows_of(version).items() if code[:4] in {"UKN0", "UKN1"}}
    assert names["UKN0A"] == "Derry City and Strabane"
    assert len(names) == 12
    assert not [code for code in names if code.startswith("UKN1")]


def test_names_of_2016_are_not_in_capitals_where_a_later_version_spells_them_out():
    assert rows_of("2016")["UKI"]["name"] == "London"
    assert rows_of("2016")["EL6"]["name_latin"] == "Kentriki Elláda"


def test_2024_has_points_for_all_but_statistical_regions_outside_the_list():
    missing = {code[:2] for code, row in rows_of("2024").items() if row["longitude"] is None and row["kind"] == "nuts"}
    assert missing == {"UA", "UK"}


def test_an_unknown_version_is_refused_with_the_known_ones():
    with pytest.raises(UnknownNameError, match="2016, 2021, 2024"):
        nuts.regions("2013")


def test_links_have_the_columns_of_their_table_and_unique_keys():
    table = nuts.region_links()
    assert table.schema == arrow_schema("region_link")
    keys = table.select(["from_version", "from_code", "to_version", "to_code"]).to_pylist()
    assert len({tuple(key.values()) for key in keys}) == table.num_rows


def test_links_lead_to_regions_of_the_version():
    for link in nuts.region_links().to_pylist():
        assert link["to_code"] is None or link["to_code"] in rows_of(link["to_version"])


@given(st.data())
def test_weights_of_a_code_sum_to_one_or_it_is_not_convertible(data):
    parts = parts_of()[data.draw(st.sampled_from(sorted(parts_of())))]
    weights = [part["weight"] for part in parts]
    if weights == [None]:
        assert parts[0]["to_code"] is None
    else:
        assert sum(weights) == pytest.approx(1, abs=1e-6)
        assert all(0 < weight <= 1 for weight in weights)


def test_every_unit_says_where_it_goes_or_that_nobody_knows():
    for old in nuts.VERSIONS:
        units = {code for code, row in rows_of(old).items() if row["kind"] == "nuts"}
        for new in set(nuts.VERSIONS) - {old}:
            assert units <= {code for start, code, end in parts_of() if (start, end) == (old, new)}


def test_a_split_unit_is_weighted_by_its_people():
    parts = {part["to_code"]: part["weight"] for part in parts_of()["2016", "NO03", "2021"]}
    assert parts == {"NO08": pytest.approx(0.59, abs=0.005), "NO09": pytest.approx(0.41, abs=0.005)}


def test_what_the_converter_lacks_is_linked_by_code_and_name_only():
    assert [part["to_code"] for part in parts_of()["2021", "DED21", "2024"]] == ["DED21"]
    assert [part["to_code"] for part in parts_of()["2021", "HU333", "2024"]] == [None]
    assert [part["to_code"] for part in parts_of()["2021", "NL33", "2024"]] == [None]
    assert [part["to_code"] for part in parts_of()["2016", "TR10", "2021"]] == ["TR10"]


def test_old_versions_reach_2024_through_2021():
    assert [(part["to_code"], part["weight"]) for part in parts_of()["2013", "FR21", "2024"]] == [("FRF2", 1.0)]


@pytest.mark.parametrize(
    ("country", "postcode", "region"),
    [
        ("CZ", "11000", "CZ010"),
        ("CZ", "110 00", "CZ010"),
        ("SE", "SE-111 22", "SE110"),
        ("SK", "81101", "SK010"),
        ("NL", "6708pb", "NL221"),
        ("NL", "6708 PB", "NL221"),
        ("NL", "6708", "NL221"),
        ("PL", "50001", "PL514"),
        ("PL", "50-001", "PL514"),
        ("PT", "1000-001", "PT1A0"),
        ("PT", "1000", "PT1A0"),
        ("EL", "106 79", "EL303"),
        ("LV", "1010", "LV00A"),
        ("LV", "LV-1010", "LV00A"),
        ("IE", "D02 XY45", "IE061"),
        ("MT", "MSD 2080", "MT001"),
        ("LT", "LT-01103", "LT011"),
        ("LU", "L-1445", "LU000"),
        ("DE", "D-01069", "DED21"),
        ("DE", "01062", "DED21"),
        ("FR", "75252 CEDEX 05", "FR101"),
        ("FR", "20000", "FRM01"),
        ("FR", "20999", None),
        ("DE", "00000", None),
        ("DE", "no number", None),
        ("DE", "", None),
        ("UK", "SW1A 1AA", None),
        ("GR", "106 79", None),
        ("", "01069", None),
    ],
)
def test_postcodes_are_found_in_their_national_format(country, postcode, region):
    assert nuts.postcode_region(country, postcode) == region


def test_many_postcodes_come_back_in_their_order():
    places = pa.table({"country": ["DE", None, "CZ"], "postcode": ["01069", "01069", None]})
    assert nuts.postcode_regions(places).to_pylist() == ["DED21", None, None]


def area(ring):
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring)) / 2


def test_outlines_run_clockwise_outside_and_the_other_way_inside():
    shapes = nuts.outlines()["features"]
    codes = {shape["properties"]["code"] for shape in shapes}
    assert codes >= {"DE", "EL", "UK", "XK", "CY", "TR", "UA"}
    assert len(codes) == len(shapes)
    for shape in shapes:
        for exterior, *holes in shape["geometry"]["coordinates"]:
            assert exterior[0] == exterior[-1]
            assert area(exterior) < 0
            assert all(area(hole) > 0 for hole in holes)


def test_outlines_keep_to_the_frame():
    points = [
        point
        for shape in nuts.outlines()["features"]
        for polygon in shape["geometry"]["coordinates"]
        for ring in polygon
        for point in ring
    ]
    assert {round(east, 2) for east, _ in points} == {east for east, _ in points}
    assert (min(east for east, _ in points), max(east for east, _ in points)) >= (-25, 50)
    assert max(north for _, north in points) <= 72


def test_no_outline_runs_around_the_earth():
    """Russia crosses the date line: cut carelessly, it becomes a band across the Atlantic."""
    widest = {}
    for shape in nuts.outlines()["features"]:
        easts = [[east for east, _ in polygon[0]] for polygon in shape["geometry"]["coordinates"]]
        widest[shape["properties"]["code"]] = max(max(ring) - min(ring) for ring in easts)
    assert max(widest.values()) < 30
    assert (
        min(
            east
            for shape in nuts.outlines()["features"]
            if shape["properties"]["code"] == "RU"
            for polygon in shape["geometry"]["coordinates"]
            for east, _ in polygon[0]
        )
        > 19
    )


def feature(code="DED", shape="Polygon", coordinates=None):
    return {
        "type": "Feature",
        "properties": {"NUTS_ID": code},
        "geometry": {"type": shape, "coordinates": [SQUARE, HOLE] if coordinates is None else coordinates},
    }


def write(path, told):
    path.write_text(told if isinstance(told, str) else json.dumps(told), encoding="utf-8")
    return path


def test_gisco_polygons_are_turned_clockwise(tmp_path):
    many = feature("UKN10", "MultiPolygon", [[SQUARE[::-1]], [SQUARE]])
    path = write(tmp_path / "nuts.geojson", {"type": "FeatureCollection", "features": [feature(), many]})
    saxony, derry = nuts.read_gisco(path)["features"]
    assert saxony["properties"] == {"code": "DED", "level": 1}
    [[exterior, hole]] = saxony["geometry"]["coordinates"]
    assert exterior == [tuple(point) for point in SQUARE[::-1]]
    assert area(hole) > 0
    assert derry["properties"] == {"code": "UKN0A", "level": 3}
    assert [area(polygon[0]) for polygon in derry["geometry"]["coordinates"]] == [-1, -1]


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ("no json", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ("[]", "found 'list'"),
        ({"type": "Topology", "objects": {}}, "found 'Topology'"),
        ({"type": "FeatureCollection", "features": []}, "with features"),
        ({"features": [{"properties": {}}]}, "Feature 0 of .* lacks NUTS_ID"),
        ({"features": [None]}, "lacks NUTS_ID or a geometry"),
        ({"features": [feature(code="Sachsen")]}, "expected the polygon of a NUTS code"),
        ({"features": [feature(code=7)]}, "expected the polygon of a NUTS code"),
        ({"features": [feature(shape="Point")]}, "'Point' of 'DED'"),
        ({"features": [feature(shape=["Polygon"])]}, "expected the polygon"),
        ({"features": [feature(coordinates=[[[4_500_000, 3_000_000]] * 4])]}, "longitudes and latitudes"),
        ({"features": [feature(coordinates=[[[10, 50], [11, 50], [10, 50]]])]}, "longitudes and latitudes"),
        ({"features": [feature(coordinates=[[["x", "y"]] * 4])]}, "longitudes and latitudes"),
        ({"features": [feature(coordinates=[[[]] * 4])]}, "longitudes and latitudes"),
        ({"features": [feature(coordinates=7)]}, "longitudes and latitudes"),
    ],
)
def test_what_is_no_gisco_file_is_refused_with_what_to_do(tmp_path, told, message):
    with pytest.raises(SourceError, match=message) as caught:
        nuts.read_gisco(write(tmp_path / "nuts.geojson", told))
    assert "EPSG:4326" in caught.value.hint


def test_a_missing_gisco_file_is_refused(tmp_path):
    with pytest.raises(SourceError, match="No such file"):
        nuts.read_gisco(tmp_path / "none.geojson")


def test_every_facts_file_has_its_origin():
    for path in FACTS.iterdir():
        if not path.name.endswith(".origin.json"):
            told = json.loads(path.with_name(f"{path.name}.origin.json").read_text(encoding="utf-8"))
            assert told["producer"]
            assert told["licence"]
            assert told["note"]
    assert all(origin.licence for origin in nuts.origins())


def test_facts_stay_small():
    sizes = {path.name: path.stat().st_size for path in FACTS.iterdir()}
    assert sizes["region_links.csv.gz"] < 600_000
    assert sizes["outlines.geojson.gz"] < 200_000


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the data folder ../shared/data")
def test_facts_equal_a_rebuild(tmp_path):
    subprocess.run(
        [sys.executable, ROOT / "tools" / "make_facts.py", SHARED, "--output", tmp_path],
        check=True,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )
    rebuilt = {path.name: content(path) for path in tmp_path.iterdir()}
    assert len(rebuilt) == 8
    assert {name: content(FACTS / name) for name in rebuilt} == rebuilt


def content(path):
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
