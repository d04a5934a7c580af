"""Areas by what people call them: codes, names in two languages, cities; and what is near."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.errors import UnknownNameError
from crossfield.indicators.areas import Area, AreaNames, area_called, find_area, nearby, points_of
from crossfield.indicators.places import Place
from crossfield.lake.store import Lake

BRNO = Place("Brno", "CZ064", 32, 1.0, ("brno", "brunn"))
PLACES = (
    BRNO,
    Place("Frankfurt am Main", "DE71", 43, 1.0, ("frankfurt main", "frankfurt")),
    Place("Frankfurt (Oder)", "DE40", 2, 1.0, ("frankfurt oder",)),
    Place("Salzburg", "DE99", 2, 1.0, ("salzburg",)),
)


def row(code, name, latin=None):
    return {"region": code, "level": len(code) - 2, "name": name, "name_latin": latin}


KNOWN = AreaNames.of(
    [
        row("CZ064", "Jihomoravský kraj"),
        row("CZ06", "Jihovýchod"),
        row("CZ0", "Česko"),
        row("CZ", "Česko"),
        row("AT32", "Salzburg"),
        row("AT323", "Salzburg und Umgebung"),
        row("DED", "Sachsen"),
        row("DEE", "Sachsen-Anhalt"),
        row("EL30", "Αττική", "Attiki"),
        {"region": "unknown", "level": None, "name": "unknown", "name_latin": None},
    ]
)


@pytest.mark.parametrize(
    ("text", "area"),
    [
        (" cz06", Area("CZ06")),
        ("CZ064", Area("CZ064")),  # who writes a code means it
        ("jihovychod", Area("CZ06")),
        ("Südostmähren", Area("CZ06")),
        ("South-East Moravia", Area("CZ06")),
        ("Tschechien", Area("CZ")),
        ("Czech Republic", Area("CZ")),
        ("Česko", Area("CZ")),  # of one name the larger
        ("Attiki", Area("EL30")),
        ("Salzburg", Area("AT32")),  # a region before a city of its name
        ("Brünn", Area("CZ06", BRNO)),
        ("Südmähren", Area("CZ06", part="CZ064")),
        ("anhalt", Area("DEE")),
    ],
)
def test_an_area_is_found_by_what_it_is_called(text, area):
    assert area_called(KNOWN, PLACES, text) == area


@pytest.mark.parametrize(
    ("text", "closest", "hint"),
    [
        ("Frankfurt", [], "Several cities are called so. Take the code of one: Frankfurt am Main: DE71; "),
        ("Sachs", ["Sachsen", "Sachsen-Anhalt"], "Did you mean Sachsen, Sachsen-Anhalt?"),
        ("Sachsn", ["Sachsen", "Sachsen-Anhalt", "Saxony"], "Did you mean Sachsen, "),
        ("brnoo", None, "Cities: Brno (CZ064)."),
        ("unknown", None, ""),
        ("", [], ""),
        ("x" * 5000, [], ""),
        ("\0", [], ""),
    ],
)
def test_what_is_no_area_has_names_that_are_near(text, closest, hint):
    with pytest.raises(UnknownNameError) as told:
        area_called(KNOWN, PLACES, text)

    assert told.value.name == text
    assert closest is None or told.value.closest == closest
    assert hint in told.value.hint


def test_a_data_version_is_asked_the_same():
    with Lake().open() as frames:
        found = {text: find_area(frames, text) for text in ("Brno", "Breslau", "Rom", "DED")}

    assert {text: area.code for text, area in found.items()} == {
        "Brno": "CZ06", "Breslau": "PL51", "Rom": "ITI4", "DED": "DED",
    }  # fmt: skip
    assert found["DED"].place is None
    assert (found["Brno"].place.here, found["Brno"].place.organisations) == (32, 32)


POINTS = {"CZ06": (16.6, 49.2), "CZ07": (17.3, 49.6), "AT12": (15.8, 48.3), "PT17": (-9.1, 38.7), "CZ": (15.0, 49.8)}


@pytest.mark.parametrize(
    ("code", "counts", "near"),
    [
        ("CZ06", {}, []),
        ("CZ06", {"PT17": 1}, [("PT17", 1)]),
        ("CZ06", {"CZ0": 1, "CZ07": 2}, [("CZ0", 3), ("CZ07", 2)]),
        ("CZ064", {"CZ06": 2, "AT12": 1}, [("CZ06", 2), ("AT12", 1)]),  # above it, and its neighbours are of NUTS 2
        ("CZ", {"PT17": 1}, []),  # no point is known of the country
        ("XX", {"PT17": 1}, []),
    ],
)
def test_what_is_near_is_the_unit_above_and_the_nearest_beside(code, counts, near):
    assert nearby(POINTS, code, counts) == near


@given(st.dictionaries(st.sampled_from(["CZ07", "AT12", "AT121", "PT17", "CZ", "PT"]), st.integers(1, 9)))
def test_what_is_near_has_some_and_is_not_the_region_itself(counts):
    near = nearby(POINTS, "CZ06", counts)

    assert all(count > 0 for _, count in near)
    assert "CZ06" not in {code for code, _ in near}
    assert len({code for code, _ in near}) == len(near) <= 4


def test_regions_without_a_point_have_none():
    rows = [{"region": "CZ", "longitude": None, "latitude": 1.0}, {"region": "AT", "longitude": 1, "latitude": 2}]

    assert points_of(rows) == {"AT": (1.0, 2.0)}
