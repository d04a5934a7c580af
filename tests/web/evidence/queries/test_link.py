"""Which organisation a row of a list is: sure, to be looked at, or none; a natural person is never told."""

import pytest

from crossfield.config import Settings
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.link import ASKED, Found, country_of, found_in_data
from crossfield.web.evidence.queries.organisation_index import is_shown, organisation_index

NOBODY = Found()
DRESDEN = {"name": "Technische Universität Dresden", "city": "Dresden", "country": "DE", "pic": "999897729"}


@pytest.fixture
def veiled(veiled_lake, settings):
    lake, hidden = veiled_lake
    settings.CROSSFIELD = Settings(lake=str(lake.path))
    return lake, hidden


def asked_of(lake, organisation):
    """Name, city and country of an organisation, as a row of a list has them."""
    with lake.open() as frames:
        (row,) = frames.read("organisation", organisation=organisation)
    return {key: row[key] or "" for key in ("name", "city", "country")}


def shown_organisations():
    rows = organisation_index(current_version()).rows
    return [row for row in rows.values() if is_shown(row) and row["organisation"].startswith("pic:")]


def test_nothing_is_found_where_nothing_is_asked():
    assert found_in_data([]) == []
    assert found_in_data([{}]) == [NOBODY]
    assert found_in_data([dict.fromkeys(ASKED, "")]) == [NOBODY]


def test_an_identifier_is_sure_and_says_so():
    (found,) = found_in_data([DRESDEN])

    assert (found.is_sure, found.organisation, found.score) == (True, "pic:999897729", 1.0)
    assert found.name == "TECHNISCHE UNIVERSITAET DRESDEN"
    assert found.region == "DED2"
    assert found.reason


def test_what_nobody_is_called_is_nobody():
    rows = [{"name": "Qzxwv Unerhört Nirgendwo e.V.", "city": "Xyzburg", "country": "DE"}]

    assert found_in_data(rows) == [NOBODY]


@pytest.mark.parametrize("name", ["", " ", "=1+1", "<script>alert(1)</script>", "x" * 3_000, "\x00", "';--", "💡"])
def test_a_name_that_is_none_is_nobody(name):
    assert found_in_data([{"name": name}]) == [NOBODY]


@pytest.mark.parametrize("pic", ["0", "abc", "9998977290", "-1", "=999", "١٢٣"])
def test_an_identifier_that_is_none_finds_nobody(pic):
    assert found_in_data([{"pic": pic}]) == [NOBODY]


def test_answers_stand_in_the_order_of_the_rows_and_do_not_depend_on_the_others():
    unknown = {"name": "Qzxwv Unerhört Nirgendwo e.V.", "city": "Xyzburg", "country": "DE"}
    (alone,) = found_in_data([DRESDEN])

    assert found_in_data([unknown, DRESDEN, {}, DRESDEN]) == [NOBODY, alone, NOBODY, alone]


def test_columns_that_nobody_asks_for_change_nothing():
    assert found_in_data([DRESDEN | {"email": "a@example.org", "note": "secret"}]) == found_in_data([DRESDEN])


def test_without_data_none_is_found(settings, tmp_path):
    settings.CROSSFIELD = Settings(lake=str(tmp_path / "gone"))

    assert found_in_data([DRESDEN, {}]) == [NOBODY, NOBODY]


def test_a_natural_person_is_not_told_by_identifier_or_name(veiled):
    lake, (person, _nameless) = veiled
    by_number, by_name = {"pic": person.partition(":")[2]}, asked_of(lake, person)

    assert by_name["name"] == "Erika Mustermann"
    assert found_in_data([by_number, by_name, by_number | by_name]) == [NOBODY] * 3


def test_one_without_a_name_is_found_by_its_identifier_and_has_none_to_tell(veiled):
    _lake, (_person, nameless) = veiled
    (found,) = found_in_data([{"pic": nameless.partition(":")[2]}])

    assert (found.organisation, found.name, found.is_sure) == (nameless, "", True)


def test_the_name_with_city_and_country_finds_the_organisation_of_the_data(veiled):
    row = shown_organisations()[0]
    (found,) = found_in_data([asked_of(veiled[0], row["organisation"])])

    assert (found.organisation, found.name) == (row["organisation"], row["name"])
    assert 0 < found.score <= 1
    assert found.score == round(found.score, 4)


def test_the_region_of_each_is_the_datas_and_where_there_is_none_the_country(veiled):
    rows = shown_organisations()[:40]
    found = found_in_data([{"pic": row["organisation"][4:], "name": row["name"]} for row in rows])

    assert [one.organisation for one in found] == [row["organisation"] for row in rows]
    assert [one.region for one in found] == [row["region"] or row["country"] or "" for row in rows]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", ""), ("Deutschland", "DE"), ("Germany", "DE"), ("DE", "DE"), ("de", "DE"), ("Tschechien", "CZ"),
        ("Österreich", "AT"), ("nowhere", ""), ("<b>", ""), ("=1", ""), ("x" * 1_000, ""), ("UK", "UK"), ("EL", "EL"),
    ],
)  # fmt: skip
def test_a_country_is_known_as_people_write_it(text, code):
    assert country_of(text) == code
