"""Input that is wrong in a way no table shows: a field code of two schemes, a region code of another NUTS version.

What tables show (empty, negative, repeated, all equal, disconnected) is asked of every indicator in test_indicators.
"""

import pytest

from crossfield.errors import NotComputableError, UnknownNameError
from crossfield.indicators import lookup
from crossfield.indicators.complementary import complementary_regions
from crossfield.indicators.profile import region_profile
from crossfield.indicators.question import Question

ASKED = {
    "region": lambda frames, code: lookup.fields_of_region(frames, Question(code)),
    "interfaces": lambda frames, code: lookup.interfaces(frames, Question(code)),
    "complementarity": complementary_regions,
    "profile": region_profile,
}


def test_a_field_code_of_two_schemes_meets_only_fields_of_its_own(small_lake):
    """Both schemes keep their fields apart: no interface across, and figures are asked by scheme."""
    with small_lake.open() as frames:
        rows = frames.arrow("pair").to_pylist()
        schemes = {(row["scheme"], row["field"]) for row in frames.read("field")}
        assert {(row["scheme"], row[side]) in schemes for row in rows for side in ("field_a", "field_b")} == {True}
        assert {row["scheme"] for row in lookup.fields_of_region(frames, Question("DE")).to_pylist()} == {"saxony"}


@pytest.mark.parametrize("command", ASKED)
def test_a_region_code_of_another_version_is_refused_with_the_closest(command, small_lake):
    """DED1 was Chemnitz until NUTS 2010; in the version of the lake there is no such code."""
    with small_lake.open() as frames, pytest.raises(UnknownNameError) as refused:
        ASKED[command](frames, "DED1")
    assert "DED" in str(refused.value)
    assert "NUTS codes of the reference version" in str(refused.value)


@pytest.mark.parametrize("command", ASKED)
def test_the_unknown_region_has_counts_but_no_figures(command, small_lake):
    with small_lake.open() as frames:
        if command in {"complementarity", "profile"}:
            with pytest.raises(NotComputableError):
                ASKED[command](frames, "unknown")
            return
        rows = ASKED[command](frames, "unknown").to_pylist()
        value = "value" if command == "region" else "strength"
        assert {row[value] for row in rows} == {None}
        assert all(row["note"] for row in rows)
