import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from crossfield.indicators.specialisation import location_quotient
from crossfield.indicators.window import YearTables, window
from crossfield.lake.delivery import arrow_schema


def quotients(fields, sizes, counting="whole", parts=1.0):
    """Location quotients from {(region, field): projects} and {region: projects}, each project counting ``parts``."""
    rows = [
        {"region": r, "field": f, "whole": n, "fractional": n * parts, "squares": n * parts**2}
        for (r, f), n in fields.items()
    ]
    exposure = [{"region": r, "projects": n, "fractional": n * parts} for r, n in sizes.items()]
    constants = {"level": 1, "scheme": "s", "year": 2015}
    tables = {"field_year": rows, "interface_year": [], "exposure": exposure}
    counted = YearTables(
        *(
            pa.Table.from_pylist([row | constants for row in part], schema=arrow_schema(name))
            for name, part in tables.items()
        )
    )
    names = sorted({f for _, f in fields} | {"z"})
    span = {"level": 1, "scheme": "s", "year_from": 2015, "year_to": 2015}
    return location_quotient(window(counted, **span, counting=counting, fields=names))


FIELDS = {("A", "a"): 8, ("A", "b"): 2, ("B", "a"): 2, ("B", "b"): 8, ("unknown", "a"): 5}
SIZES = {"A": 10, "B": 10, "unknown": 5}


def test_figures_by_hand():
    rows = {(row["region"], row["field"]): row for row in quotients(FIELDS, SIZES).to_pylist()}
    assert rows["A", "a"]["expected"] == rows["A", "b"]["expected"] == 5
    assert rows["A", "a"]["value"] == rows["B", "b"]["value"] > 1 > rows["A", "b"]["value"]
    assert (rows["A", "a"]["count"], rows["A", "a"]["support"], rows["A", "a"]["note"]) == (8, 8, None)
    assert rows["A", "b"]["note"] == "few records"
    unknown = rows["unknown", "a"]
    assert (unknown["count"], unknown["expected"], unknown["value"], unknown["note"]) == (
        5,
        None,
        None,
        "region unknown",
    )
    nothing = rows["A", "z"]
    assert (nothing["count"], nothing["expected"], nothing["value"], nothing["note"]) == (
        0,
        0,
        None,
        "no activity in Europe",
    )


def test_a_proportional_table_is_one():
    found = quotients({(r, f): n for r, n in {"A": 10, "B": 20}.items() for f in "ab"}, {"A": 20, "B": 40})
    values = found.filter(pc.not_equal(found.column("field"), "z")).column("value").to_pylist()
    assert values == pytest.approx([1, 1, 1, 1])


def test_parts_of_projects_are_as_sure_as_the_projects_they_come_from():
    whole, halves = quotients(FIELDS, SIZES), quotients(FIELDS, SIZES, "fractional", 0.5)
    assert halves.column("count").to_pylist() == [n / 2 for n in whole.column("count").to_pylist()]
    for name in ("value", "low", "high"):
        pairs = zip(whole.column(name).to_pylist(), halves.column(name).to_pylist(), strict=True)
        assert all(x == y if None in {x, y} else x == pytest.approx(y, rel=1e-5) for x, y in pairs)


def test_figures_fit_their_table_and_bounds():
    found = quotients(FIELDS, SIZES)
    assert found.schema == arrow_schema("field_figure")
    for row in found.to_pylist():
        assert (row["value"] is None) is (row["low"] is None) is (row["high"] is None)
        assert row["note"] if row["value"] is None else row["low"] <= row["value"] <= row["high"]


def simulated(seed, regions=60, names="abcdefgh"):
    """Projects of regions in fields with planted quotients around 1, and those quotients."""
    chance = np.random.default_rng(seed)
    sizes = chance.integers(40, 400, regions)
    shares = chance.dirichlet(np.full(len(names), 4.0))
    planted = chance.gamma(8.0, 1 / 8.0, (regions, len(names)))
    counts = chance.poisson(planted * np.outer(sizes, shares))
    fields = {(f"R{r:02}", name): int(counts[r, f]) for r in range(regions) for f, name in enumerate(names)}
    return fields, {f"R{r:02}": int(n) for r, n in enumerate(sizes)}, planted


def test_intervals_hold_the_planted_quotient_at_their_rate():
    held = []
    for seed in range(10):
        fields, sizes, planted = simulated(seed)
        rows = {(row["region"], row["field"]): row for row in quotients(fields, sizes).to_pylist()}
        for (region, field), row in rows.items():
            if field != "z":
                held.append(row["low"] <= planted[int(region[1:]), "abcdefgh".index(field)] <= row["high"])
    assert 0.85 <= np.mean(held) <= 0.95


def test_what_is_expected_sums_to_what_was_counted_over_known_regions():
    rows = [row for row in quotients(*simulated(1)[:2]).to_pylist() if row["region"] != "unknown"]
    for field in "abcdefgh":
        own = [row for row in rows if row["field"] == field]
        assert sum(row["expected"] for row in own) == pytest.approx(sum(row["count"] for row in own))


def test_other_names_of_regions_permute_the_results():
    fields, sizes, _ = simulated(2)
    turned = {name: f"R{59 - int(name[1:]):02}" for name in sizes}
    other = quotients({(turned[r], f): n for (r, f), n in fields.items()}, {turned[r]: n for r, n in sizes.items()})
    found = {(row["region"], row["field"]): row["value"] for row in other.to_pylist()}
    for row in quotients(fields, sizes).to_pylist():
        if row["field"] != "z":
            assert found[turned[row["region"]], row["field"]] == pytest.approx(row["value"], rel=1e-9)
