from importlib.resources import files
from pathlib import Path

import pytest

from crossfield.errors import SchemaError, SourceError, UnknownNameError
from crossfield.sources.strategy import known_strategies, read_strategy
from crossfield.sources.vocabulary import shipped_vocabularies

FIELDS = 'scheme.id = "mine"\n[fields.a]\ntitle = "A"\n[fields.b]\ntitle = "B"\n[fields.c]\ntitle = "C"\n'


@pytest.fixture
def written(tmp_path):
    def write(strategy):
        path = tmp_path / "mine.toml"
        path.write_text(FIELDS + strategy, encoding="utf-8")
        return path

    return write


def test_a_strategy_names_region_fields_and_interfaces(written):
    found = read_strategy(
        written('[strategy]\nregion = "DED"\nfields = ["c", "a"]\ninterfaces = [["c", "a"], ["a", "c"]]')
    )
    assert (found.scheme, found.region, found.fields, found.interfaces) == ("mine", "DED", ("a", "c"), (("a", "c"),))


def test_without_a_list_all_fields_are_declared_and_no_interface(written):
    found = read_strategy(written('[strategy]\nregion = "DED"'))
    assert (found.fields, found.interfaces) == (("a", "b", "c"), ())


@pytest.mark.parametrize(
    ("strategy", "error", "said"),
    [
        ("", SchemaError, "declares no strategy"),
        ("[strategy]\nregion = 3", SchemaError, "declares no strategy"),
        ('[strategy]\nregion = "DED"\nfields = "a"', SchemaError, "another form"),
        ('[strategy]\nregion = "DED"\ninterfaces = [["a"]]', SchemaError, "another form"),
        ('[strategy]\nregion = "DED"\ninterfaces = [["a", "a"]]', SchemaError, "another form"),
        ('[strategy]\nregion = "DED"\nfields = ["d"]', UnknownNameError, "field in \\[strategy\\]"),
        ('[strategy]\nregion = "DED"\ninterfaces = [["a", "z"]]', UnknownNameError, "'z'"),
        ("[strategy", SourceError, "not valid TOML"),
    ],
)
def test_a_strategy_of_another_form_is_refused(written, strategy, error, said):
    with pytest.raises(error, match=said):
        read_strategy(written(strategy))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SourceError, match=r"none\.toml cannot be read"):
        read_strategy(tmp_path / "none.toml")


def test_the_shipped_strategy_is_saxonys():
    found = read_strategy(Path(str(files("crossfield"))) / "starter" / "vocabularies" / "saxony.toml")
    assert (found.scheme, found.region, len(found.fields)) == ("saxony", "DED", len(shipped_vocabularies()[0].fields))
    assert ("biotechnology", "ict") in found.interfaces


def test_known_strategies_are_those_shipped_and_ones_own_in_place_of_its_scheme(tmp_path):
    shipped = known_strategies()
    assert [(one.scheme, one.region) for one in shipped] == [("saxony", "DED")]
    own = tmp_path / "own.toml"
    own.write_text('scheme.id = "saxony"\nstrategy.region = "DE2"\n[fields.a]\ntitle = "A"\n', encoding="utf-8")
    assert [(one.scheme, one.region, one.fields) for one in known_strategies(str(own))] == [("saxony", "DE2", ("a",))]
    own.write_text('scheme.id = "mine"\n[fields.a]\ntitle = "A"\n', encoding="utf-8")
    assert known_strategies(str(own)) == shipped
