import duckdb
import narwhals as nw
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.lake.delivery import arrow_schema
from crossfield.lake.engine import SparkSession
from crossfield.lake.regions import at_level, fold_city, level_expr, resolve
from crossfield.sources import nuts

COLUMNS = ("country", "given", "postcode", "coordinates", "city")
CODES = [
    *("AT", "DE", "DE2", "DE21", "DE211", "DE212", "DE22", "DE221", "DED", "DED2", "DED21", "DED2C", "DED2D"),
    *("DED4", "DED41", "DED5", "DED51", "EL", "EL3", "EL30", "EL301", "LU", "LU0", "LU00", "LU000"),
    *("NL", "NL3", "NL33", "NL36", "UK", "UKI", "UKI3", "UKI4", "UKI5", "UKI6", "US"),
]
POINTS = {
    "DE211": (11.4, 48.8),
    "DE212": (11.6, 48.1),
    "DE221": (12.1, 48.5),
    "DED21": (13.77, 51.12),
    "DED2C": (14.19, 51.27),
    "DED2D": (14.82, 51.23),
    "DED41": (12.90, 50.84),
    "DED51": (12.38, 51.31),
    "LU000": (6.09, 49.77),
    "EL301": (23.7, 38.0),
    "UKI3": (-0.13, 51.51),
    "UKI4": (-0.09, 51.52),
    "UKI5": (-0.08, 51.65),
    "UKI6": (-0.13, 51.39),
}
LINKS = [
    ("2010", "DE21", "2016", "DE22", 1.0),
    ("2013", "FR21", "2016", "DE21", 1.0),
    ("2013", "NL31", "2016", "NL33", 0.6),
    ("2021", "NL31", "2016", "NL36", 0.62),
    ("2021", "NL31", "2016", "NL33", 0.38),
    ("2024", "NL31", "2016", None, None),
    ("2024", "DED2X", "2016", None, None),
    ("2024", "UKX", "2016", None, None),
    ("2024", "XY1", "2016", None, None),
    ("2006", "GR30", "2016", "EL30", 1.0),
    ("2016", "DED2X", "2021", "DED21", 1.0),
]


def regions():
    rows = [
        {"region": code, "level": len(code) - 2, "country": code[:2], "longitude": point[0], "latitude": point[1]}
        for code in CODES
        for point in (POINTS.get(code, (None, None)),)
    ]
    return pa.Table.from_pylist([*rows, {"region": "unknown", "kind": "unknown"}], arrow_schema("region"))


def links():
    names = ("from_version", "from_code", "to_version", "to_code", "weight")
    return pa.Table.from_pylist([dict(zip(names, link, strict=True)) for link in LINKS], arrow_schema("region_link"))


def answers(*places, postcode=None):
    rows = [dict.fromkeys(COLUMNS, "") | place for place in places]
    table = pa.Table.from_pylist(rows, pa.schema([(name, pa.string()) for name in COLUMNS]))
    found = resolve(table, regions(), links(), version="2016", postcode=postcode)
    return [tuple(row.values()) for row in found.to_pylist()]


def answer(look_up=None, **place):
    return answers(place, postcode=look_up)[0]


@pytest.mark.parametrize("code", ["DED21", "DED2", "DED", " ded21 "])
def test_a_valid_code_of_any_level_is_taken(code):
    assert answer(country="DE", given=code) == (code.strip().upper(), "code", None)


def test_a_code_of_another_version_goes_where_most_of_its_people_live_by_the_newest_source():
    assert answer(country="NL", given="NL31") == ("NL36", "converted", "NL31: 62 % of its people live in NL36")


def test_a_renamed_code_needs_no_note():
    assert answer(country="DE", given="FR21") == ("DE21", "converted", None)


def test_a_code_valid_in_the_reference_version_is_not_converted():
    assert answer(country="DE", given="DE21") == ("DE21", "code", None)


def test_what_no_source_converts_stays_at_the_next_unit_above():
    assert answer(country="DE", given="DED2X") == ("DED2", "converted", "DED2X: not convertible")


def test_what_cannot_be_converted_at_all_is_its_country():
    assert answer(country="UK", given="UKX") == ("UK", "country", "UKX: not convertible")


def test_what_cannot_be_converted_takes_something_finer_where_there_is_something():
    seen = {"country": "UK", "given": "UKI3", "city": "London"}
    lost = {"country": "UK", "given": "UKX", "city": "London"}
    assert answers(seen, lost)[1] == ("UKI3", "city", "UKX: not convertible; city seen elsewhere")


def test_a_code_that_is_known_but_of_no_known_country_is_unknown():
    assert answer(country="", given="XY1") == ("unknown", "unknown", "XY1: not convertible")


def test_a_code_that_nobody_knows_is_noted():
    assert answer(country="DE", given="Sachsen") == ("DE", "country", "SACHSEN: not a known region code")


def test_the_code_wins_over_the_country():
    assert answer(country="AT", given="DED2") == ("DED2", "code", "code DED2, country AT: the code wins")
    assert answer(country="ZZ", given="DED2") == ("DED2", "code", None)
    assert answer(country="AT", given="DE") == ("DE", "code", "code DE, country AT: the code wins")


@pytest.mark.parametrize(
    ("country", "region"), [("GR", "EL"), ("el", "EL"), ("GB", "UK"), ("UK", "UK"), (" DE", "DE"), ("US", "US")]
)
def test_countries_are_written_as_eurostat_does(country, region):
    assert answer(country=country) == (region, "country", None)


@pytest.mark.parametrize("country", ["ZZ", "DE;HU", "", None, "DED", "unknown", "FR"])
def test_what_is_no_known_country_is_unknown(country):
    assert answer(country=country, coordinates="51.05,13.74", city="Dresden") == ("unknown", "unknown", None)


def test_greek_codes_are_found_under_both_beginnings():
    assert answer(country="GR", given="GR301") == ("EL301", "code", None)
    assert answer(country="EL", given="GR30") == ("EL30", "converted", None)


def test_a_bare_country_code_waits_for_something_finer():
    assert answer(country="US", given="US") == ("US", "code", None)
    assert answer(country="DE", given="DE", coordinates="51.2,14.2") == ("DED2", "coordinates", "nearest points")


POSTCODES = {
    ("DE", "01069"): "DED21",
    ("DE", "99999"): "DED2X",
    ("NL", "1"): "NL31",
    ("DE", "0"): "QQ",
    ("UK", "X"): "UKX",
}


def look_up(places):
    pairs = zip(places["country"].to_pylist(), places["postcode"].to_pylist(), strict=True)
    return pa.array([POSTCODES.get(pair) for pair in pairs], pa.string())


def test_a_postcode_is_next():
    place = {"country": "DE", "postcode": "01069", "coordinates": "48.1,11.6", "city": "Dresden"}
    assert answer(look_up, **place) == ("DED21", "postcode", None)
    assert answer(look_up, given="DED4", **place)[:2] == ("DED4", "code")
    assert answer(**place) == ("DE2", "coordinates", "nearest points")


def test_regions_of_postcodes_are_converted_too():
    assert answer(look_up, country="NL", postcode="1") == ("NL36", "postcode", "NL31: 62 % of its people live in NL36")
    assert answer(look_up, country="DE", postcode="99999") == ("DED2", "postcode", "DED2X: not convertible")


@pytest.mark.parametrize("place", [("DE", "0"), ("UK", "X"), ("DE", "12345"), ("ZZ", "01069")])
def test_a_postcode_that_tells_nothing_below_the_country_is_passed_over(place):
    country, code = place
    assert answer(look_up, country=country, postcode=code)[1] in {"country", "unknown"}


def test_a_postcode_is_asked_once():
    asked = []

    def counting(places):
        asked.extend(places.to_pylist())
        return look_up(places)

    answers(*[{"country": "DE", "postcode": "01069", "city": city} for city in "abc"], postcode=counting)
    assert asked == [{"country": "DE", "postcode": "01069"}]


@pytest.mark.parametrize(
    ("coordinates", "region"),
    [
        ("51.2,14.2", "DED2"),  # three points of Dresden's region
        ("51.05, 13.2", "DED"),  # Dresden, Chemnitz and Leipzig are the nearest
        ("(48.2,11.5)", "DE2"),
    ],
)
def test_coordinates_take_the_unit_on_which_three_points_agree(coordinates, region):
    assert answer(country="DE", coordinates=coordinates) == (region, "coordinates", "nearest points")


def test_one_point_is_enough_where_the_country_has_one_unit():
    assert answer(country="LU", coordinates="49.6,6.1") == ("LU000", "coordinates", "nearest points")


def test_a_country_with_points_at_nuts_2_only_is_resolved_by_them():
    assert answer(country="UK", coordinates="51.5,-0.12") == ("UKI", "coordinates", "nearest points")


def test_points_that_disagree_below_the_country_tell_nothing():
    assert answer(country="DE", coordinates="49.9,12.3") == ("DE", "country", None)


def test_coordinates_far_from_the_country_are_noted():
    assert answer(country="DE", coordinates="13.74,51.05") == ("DE", "country", "coordinates far from DE")


@pytest.mark.parametrize("coordinates", ["0,0", "95,13", "51.05", "north,east", "51,999", "0.0,0.0"])
def test_what_is_no_place_on_earth_is_passed_over(coordinates):
    assert answer(country="DE", coordinates=coordinates) == ("DE", "country", None)


def test_too_few_points_tell_nothing():
    two_units_one_point = pa.table(
        {
            "region": ["LV", "LV001", "LV002"],
            "level": [0, 3, 3],
            "longitude": [None, 24.1, None],
            "latitude": [None, 56.9, None],
        }
    )
    place = dict.fromkeys(COLUMNS, "") | {"country": "LV", "coordinates": "56.9,24.1"}
    found = resolve(pa.Table.from_pylist([place]), two_units_one_point, links(), version="2016")
    assert found.to_pylist() == [{"region": "LV", "region_how": "country", "region_note": None}]


def dresden(*codes):
    return [{"country": "DE", "given": code, "city": "Dresden", "postcode": str(row)} for row, code in enumerate(codes)]


def city_region(*codes, city="DRESDEN", country="DE"):
    return answers(*dresden(*codes), {"country": country, "city": city})[-1]


def test_a_city_takes_the_region_that_its_other_rows_share():
    assert city_region("DED21", "DED21") == ("DED21", "city", "city seen elsewhere")


def test_nine_of_ten_rows_are_enough_and_eight_are_not():
    assert city_region(*["DED21"] * 9, "DED2C")[0] == "DED21"
    assert city_region(*["DED21"] * 8, "DED2C", "DED2D")[0] == "DED2"
    assert city_region(*["DED21"] * 8, "DED41", "DED51")[0] == "DED"
    assert city_region(*["DED21"] * 8, "DE211", "DE212") == ("DE", "country", None)


def test_a_coarser_code_does_not_vote_for_a_finer_region():
    assert city_region("DED21", "DED2")[0] == "DED2"


def test_converted_codes_vote_and_guesses_do_not():
    assert city_region("FR21") == ("DE21", "city", "city seen elsewhere")
    guess = {"country": "DE", "coordinates": "51.2,14.2", "city": "Dresden"}
    assert answers(guess, {"country": "DE", "city": "Dresden"})[1] == ("DE", "country", None)


def test_cities_of_the_same_name_in_another_country_do_not_vote():
    assert city_region("DED21", country="AT") == ("AT", "country", None)
    assert answers(*dresden("DED21"), {"country": "DE", "city": "  "})[-1] == ("DE", "country", None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("MÜNCHEN", "Munchen"),
        ("København", "KOBENHAVN"),
        ("Strasse", "Straße"),
        ("Lyon CEDEX 07", "lyon"),
        ("Sankt-Pölten", "Sankt  Polten"),
        ("İzmir", "izmir"),
        ("Αθήνα", "ΑΘΗΝΑ"),
    ],
)
def test_spellings_of_a_city_meet(one, other):
    assert fold_city(one) == fold_city(other)


def test_no_places_give_no_answers():
    empty = pa.table({name: pa.array([], pa.string()) for name in COLUMNS})
    found = resolve(empty, regions(), links(), version="2016", postcode=look_up)
    assert found.num_rows == 0
    assert found.column_names == ["region", "region_how", "region_note"]


PLACES = st.lists(
    st.fixed_dictionaries(
        {
            "country": st.sampled_from(["DE", "GR", "UK", "NL", "US", "ZZ", "", None]),
            "given": st.sampled_from([*CODES, "NL31", "UKX", "nonsense", "", None]),
            "postcode": st.sampled_from(["01069", "1", "", None]),
            "coordinates": st.sampled_from(["51.2,14.2", "0,0", "nonsense", "", None]),
            "city": st.sampled_from(["Dresden", "London", "", None]),
        }
    ),
    max_size=12,
)


@given(PLACES, st.randoms())
def test_every_place_gets_a_known_region_whatever_the_order_of_rows(places, random):
    found = answers(*places, postcode=look_up)
    assert {region for region, _, _ in found} <= {*CODES, "unknown"}
    assert all((region == "unknown") == (how == "unknown") for region, how, _ in found)
    order = list(range(len(places)))
    random.shuffle(order)
    assert answers(*[places[row] for row in order], postcode=look_up) == [found[row] for row in order]


CUT = {
    ("DED21", 0): "DE",
    ("DED21", 1): "DED",
    ("DED21", 2): "DED2",
    ("DED21", 3): "DED21",
    ("DED", 2): "unknown",
    ("US", 1): "unknown",
    ("US", 0): "US",
    ("unknown", 0): "unknown",
    ("unknown", 3): "unknown",
}


def test_a_code_is_cut_to_a_level():
    assert {key: at_level(*key) for key in CUT} == CUT


def cut_by_expression(frame, level):
    got = frame.select("code", cut=level_expr("code", level)).collect()
    return dict(zip(got["code"].to_list(), got["cut"].to_list(), strict=True))


def cut_by_function(level):
    return {code: at_level(code, level) for code, _ in CUT}


@pytest.mark.parametrize("level", range(4))
def test_the_expression_cuts_alike_on_duckdb(level):
    with duckdb.connect() as connection:
        relation = connection.from_arrow(pa.table({"code": list({code for code, _ in CUT})}))
        assert cut_by_expression(nw.from_native(relation), level) == cut_by_function(level)


@pytest.mark.spark
@pytest.mark.parametrize("level", range(4))
def test_the_expression_cuts_alike_on_spark(level):
    with SparkSession() as session:
        frame = session.register(pa.table({"code": list({code for code, _ in CUT})}))
        assert cut_by_expression(frame, level) == cut_by_function(level)


@pytest.mark.parametrize(
    ("country", "code", "expected"),
    [
        ("DE", "DED21", ("DED21", "polygon", None)),
        ("DE", "DE", ("DED2", "coordinates", "nearest points")),
        ("DE", "PL514", ("DED2", "coordinates", "nearest points")),
        ("DE", None, ("DED2", "coordinates", "nearest points")),
        ("FR", "FR21", ("FRF2", "polygon", None)),
    ],
    ids=["in a polygon", "in a country only", "in another country", "in none", "of an older version"],
)
def test_a_polygon_tells_before_the_nearest_points_do(country, code, expected):
    place = dict.fromkeys(("given", "postcode", "city"), "") | {"country": country, "coordinates": "51.05,13.74"}
    table = pa.Table.from_pylist([place])
    (found,) = resolve(
        table, nuts.regions("2016"), nuts.region_links(), version="2016", polygon=lambda points: [code] * len(points)
    ).to_pylist()
    assert tuple(found.values()) == expected
