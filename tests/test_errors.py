import inspect
import pickle

import pytest

from crossfield import errors
from crossfield.errors import CrossfieldError, SourceError, UnknownNameError, closest_names

BUILTINS = {
    "ConfigError": ValueError,
    "SchemaError": TypeError,
    "SourceError": OSError,
    "LakeError": OSError,
    "TableMissingError": LookupError,
    "UnknownNameError": KeyError,
    "NotComputableError": ArithmeticError,
    "NoProjectsError": ArithmeticError,
    "NotAllowedError": PermissionError,
    "WrongStateError": RuntimeError,
}


def test_every_error_is_a_crossfield_error_and_a_builtin_one():
    found = {
        name: kind for name, kind in inspect.getmembers(errors, inspect.isclass) if kind.__module__ == errors.__name__
    }
    assert found.keys() == BUILTINS.keys() | {"CrossfieldError"}
    assert all(
        issubclass(found[name], (CrossfieldError,)) and issubclass(found[name], kind) for name, kind in BUILTINS.items()
    )


@pytest.mark.parametrize("kind", sorted(set(BUILTINS) - {"UnknownNameError", "NoProjectsError"}))
def test_an_error_says_what_was_found_and_what_to_do(kind):
    error = getattr(errors, kind)("Found one, expected two.", "Add one.")
    assert (error.message, error.hint, str(error)) == (
        "Found one, expected two.",
        "Add one.",
        "Found one, expected two. Add one.",
    )
    assert str(getattr(errors, kind)("Found one.")) == "Found one."


def test_an_unknown_name_gives_the_closest_three():
    error = UnknownNameError(
        "field", "enrgy", ["health", "Energie", "synergy", "energy", "enable"], "See: crossfield fields."
    )
    assert error.name == "enrgy"
    assert error.closest == ["energy", "Energie", "synergy"]
    assert str(error) == "Unknown field: 'enrgy'. Did you mean energy, Energie, synergy? See: crossfield fields."
    assert str(UnknownNameError("field", "§", ["energy"])) == "Unknown field: '§'."


@pytest.mark.parametrize(
    ("given", "known", "first"),
    [
        ("Saxen", ["Spanien", "Sachsen", "Schwaben"], "Sachsen"),
        ("Saxen", ["Schwaben", "Sachsen", "Spanien", "Saxony"], "Saxony"),
        ("Bayren", ["Bremen", "Bayern"], "Bayern"),
        ("Thüringn", ["Göttingen", "Thüringen"], "Thüringen"),
        ("ab", ["ba", "ab"], "ab"),
    ],
)
def test_of_names_equally_near_the_one_that_begins_alike_comes_first(given, known, first):
    assert closest_names(given, known)[0] == first
    assert closest_names(given, reversed(known)) == closest_names(given, known)


def test_a_region_without_projects_leads_to_the_one_above():
    error = errors.NoProjectsError("PL52", "Opolskie", (2014, 2019), "PL5")
    assert (error.region, error.label, error.years, error.above) == ("PL52", "Opolskie", (2014, 2019), "PL5")
    assert str(error) == "No project of 2014-2019 with fields has an organisation in Opolskie (PL52). Take PL5."
    assert errors.NoProjectsError("X", "X", (2014, 2019)).hint == "Take another region."


def test_names_that_differ_in_case_are_close():
    assert closest_names("SAXONY", ["saxony"]) == ["saxony"]
    assert closest_names("ict", []) == []


def test_a_source_may_be_unreachable_for_now():
    assert SourceError("No answer.", temporary=True).temporary
    assert not SourceError("No such file.").temporary


def test_errors_pass_between_processes():
    error = pickle.loads(pickle.dumps(errors.ConfigError("Found one.", "Add one.")))  # noqa: S301 -- own bytes
    assert str(error) == "Found one. Add one."
