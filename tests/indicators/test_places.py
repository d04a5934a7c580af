"""Cities by name: exactly, by their first words, by a typo."""

import shutil

import pytest

from crossfield.errors import UnknownNameError
from crossfield.indicators.lookup import find_region
from crossfield.indicators.places import Place, all_places, places_called
from crossfield.lake.store import Lake

KNOWN = (
    Place("Brno", "CZ06", 32, 1.0, ("brno", "brunn")),
    Place("Frankfurt am Main", "DE71", 43, 1.0, ("frankfurt main", "frankfurt")),
    Place("Frankfurt (Oder)", "DE40", 2, 1.0, ("frankfurt oder",)),
    Place("Offenbach", "DE71", 5, 1.0, ("offenbach", "frankfurt offenbach")),
    Place("Freiberg", "DED4", 5, 0.8, ("freiberg",)),
    Place("Bern", "CH02", 40, 0.9, ("bern",)),
)


def found(given, **rest):
    return [(one.city, one.region) for one in places_called(KNOWN, given, **rest)]


@pytest.mark.parametrize(
    ("given", "cities"),
    [
        ("BRNO", ["Brno"]),
        ("Brünn", ["Brno"]),
        ("Bruenn", ["Brno"]),
        ("frankfurt", ["Frankfurt am Main", "Frankfurt (Oder)"]),
        ("Frankfurt/Oder", ["Frankfurt (Oder)"]),
        ("fran", ["Frankfurt am Main", "Frankfurt (Oder)"]),
        ("Freibreg", ["Freiberg"]),
        ("brnoo", ["Brno"]),
        ("br", []),
        ("bernd", ["Bern"]),
        ("xyzzy", []),
        (" ", []),
    ],
)
def test_a_city_is_found_by_what_it_is_called(given, cities):
    assert [city for city, _ in found(given)] == cities


def test_a_byname_counts_as_a_whole_only():
    warsaw = Place("Warszawa", "PL91", 146, 1.0, ("warszawa", "warsaw", "paris of the north"))

    assert places_called([warsaw], "Paris") == []
    assert places_called([warsaw], "Paris of the North") == places_called([warsaw], "Warsaw") == [warsaw]


def test_each_region_comes_once_with_its_largest_city():
    assert found("frankfurt") == [("Frankfurt am Main", "DE71"), ("Frankfurt (Oder)", "DE40")]


def test_only_whole_names_are_taken_where_a_region_is_called_so_too():
    assert found("brnoo", is_sure=True) == []
    assert found("fran", is_sure=True) == []
    assert found("brno", is_sure=True) == [("Brno", "CZ06")]


def test_what_lies_there_is_counted():
    assert [(one.here, one.organisations) for one in places_called(KNOWN, "Freiberg")] == [(4, 5)]


def test_two_names_of_one_city_are_one_place():
    with Lake().open() as frames:
        rows = frames.read("place", country="DE", region="DE21", folded=["munchen", "munich"])
        places = [one for one in all_places(frames) if one.city == "München"]

    assert len(rows) == 2
    assert [one.organisations for one in places] == [sum(row["organisations"] for row in rows)]
    assert {"munchen", "munich", "monachium"} <= set(places[0].names)


@pytest.mark.parametrize(
    ("country", "region", "folded", "city"),
    [("DE", "DEE0", ["halle", "halle saale"], "Halle"), ("EL", "EL43", ["heraklion", "irakleio"], "Heraklion")],
)
def test_a_city_whose_short_name_another_town_has_too_is_one_place(country, region, folded, city):
    with Lake().open() as frames:
        rows = frames.read("place", country=country, region=region, folded=folded)
        places = [one for one in all_places(frames) if set(folded) & set(one.names)]

    assert len(rows) == 2
    assert [(one.city, one.region) for one in places] == [(city, region)]
    assert [one.organisations for one in places] == [sum(row["organisations"] for row in rows)]


def test_an_unknown_region_that_is_a_city_says_where_it_lies():
    with Lake().open() as frames:
        with pytest.raises(UnknownNameError) as brno:
            find_region(frames, "Brünn")
        with pytest.raises(UnknownNameError) as frankfurt:
            find_region(frames, "Frankfurt")

        with pytest.raises(UnknownNameError) as typo:
            find_region(frames, "Freibrug")

    assert typo.value.hint.startswith("Closest: CH022 (Freiburg), DE13 (Freiburg), ")
    assert "DED4 (Freiberg)" in typo.value.hint
    assert brno.value.hint == "Brno lies in CZ06 (Jihovýchod): 32 of its 32 organisations are there."
    assert frankfurt.value.hint == (
        "Several cities are called so. Take the code of one: "
        "Frankfurt am Main: DE71 (Darmstadt); Frankfurt (Oder): DE40 (Brandenburg)."
    )


def test_a_version_from_before_the_table_has_no_cities(tmp_path):
    old = Lake()
    folder = tmp_path / "versions" / "old"
    shutil.copytree(old.folder(old.current()), folder)
    (folder / "place.parquet").unlink()
    (tmp_path / "CURRENT").write_text("old\n", encoding="utf-8")

    with Lake(tmp_path).open() as frames:
        assert all_places(frames) == ()
        assert find_region(frames, "DED")["name"] == "Sachsen"
        with pytest.raises(UnknownNameError) as caught:
            find_region(frames, "Brno")
    assert caught.value.hint.startswith("Closest: ")
