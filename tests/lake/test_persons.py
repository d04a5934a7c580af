import pytest

from crossfield.lake.persons import looks_like_person


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Maria Example",
            "MUSTERMANN MAX",
            "SCHMIDT, HANS",
            "Dr. Beispiel",
            "Prof. Dr. Erika Beispiel",
            "mr john doe",
        ),
        *("José García", "Jürgen Müller", "Małgorzata Nowak", "Bjørn Hansen", "WOLF MARC-ANDREE", "De Vos Paul Henri"),
        *("  Anna   Beispiel ", "Johann-Peter Muster"),
    ],
)
def test_names_of_persons(name):
    assert looks_like_person(name, "PRC")
    assert looks_like_person(name)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Maria Example GmbH",
            "Siemens Healthcare",
            "SAP SE",
            "Martin Bauer GmbH & Co. KG",
            "Peter Muster und Partner",
        ),
        *("Institut Henri Poincaré", "Thomas More University College", "Michael Example S.r.l.", "3M", "X", ""),
        *(
            "Stefan Example Consulting",
            "Fondazione Bruno Kessler",
            "Maria",
            "A very long name of some Martin with more",
        ),
    ],
)
def test_names_of_organisations(name):
    assert not looks_like_person(name, "PRC")


@pytest.mark.parametrize("kind", ["HES", "REC", "PUB"])
def test_universities_research_and_public_bodies_are_never_persons(kind):
    assert not looks_like_person("Thomas More", kind)


def test_no_name_is_no_person():
    assert not looks_like_person(None, "PRC")


@pytest.mark.shared
def test_few_of_the_companies_of_horizon_2020_look_like_persons(h2020_lake):
    with h2020_lake.open() as frames:
        named = [row for row in frames.read("organisation") if row["name"] and row["kind"] in {"PRC", "OTH"}]
    persons = [row["name"] for row in named if row["person"]]
    assert persons == [row["name"] for row in named if looks_like_person(row["name"], row["kind"])]
    assert 50 < len(persons) < 0.02 * len(named)
