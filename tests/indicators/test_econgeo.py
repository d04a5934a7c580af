"""Every example of EconGeo (R) in ../shared/oracles/oracle_econgeo.txt, read from the file itself: none is left out."""

import re

import numpy as np
import pyarrow as pa
import pytest

from crossfield.indicators import diversity as indices
from crossfield.indicators import relatedness as related
from crossfield.indicators.complexity import complexity
from crossfield.indicators.concentration import locational_gini
from crossfield.indicators.density import density_averages, relatedness_density
from crossfield.indicators.fitness import method_of_reflections, normalised_ubiquity, prody
from crossfield.indicators.presence import binary_presence, location_quotient_cells

pytestmark = pytest.mark.shared
INCOME = np.array([5.0, 10, 15, 25, 50])  # EconGeo's own vector of incomes in the example
NUMBER = re.compile(r"-?\d+(\.\d+)?|NA")


def numbers(lines):
    """Numbers of an R print-out, without the names and places of rows and columns."""
    words = [word for line in lines for word in re.sub(r"\[[^]]*\]", " ", line).split()]
    return [np.nan if word == "NA" else float(word) for word in words if NUMBER.fullmatch(word)]


@pytest.fixture(scope="module")
def blocks(shared):
    """Blocks in the file's order: name and numbers; a name may come twice."""
    text = (shared / "oracles" / "oracle_econgeo.txt").read_text(encoding="utf-8")
    parts = [part.splitlines() for part in text.split("## ")[1:]]
    return [(lines[0].strip(), numbers(lines[1:])) for lines in parts]


def table_of(matrix):
    rows = [(f"R{r}", f"I{f}", float(value)) for r, row in enumerate(matrix) for f, value in enumerate(row)]
    return pa.table(dict(zip(("region", "field", "amount"), map(list, zip(*rows, strict=True)), strict=True)))


def of_table(index, matrix):
    return np.array(index(table_of(matrix)).column("value").to_pylist(), float)


def affine(values, published):
    """Values on the scale and with the sign of the published ones, which EconGeo chose."""
    slope, constant = np.polyfit(values, published, 1)
    return slope * values + constant


def expected(blocks):
    """What we compute for each block, with the digits that EconGeo gives or its rounding inside leaves."""
    given = {name: np.array(values) for name, values in reversed(blocks)}
    mat100, mat10, mat01 = (given[name].reshape(5, 4) for name in ("mat100", "mat10", "mat01"))
    cooc6, patents, four = (
        given["cooc6"].reshape(6, 6),
        given["patents"].reshape(6, 5),
        given["HH2009 S4"].reshape(4, 4),
    )
    has, near = given["dens mat"].reshape(5, 4), given["dens rel"].reshape(4, 4)
    presence10 = binary_presence(mat10)
    cells = 100 * relatedness_density(has, near, own=True)
    averages = density_averages(has, cells.round())
    inside, outside = (np.where(has == side, cells.round(), np.nan) for side in (1, 0))
    found = [("mat100", mat100, 0), ("rca", location_quotient_cells(mat100), 2)]
    found += [("rca bin", binary_presence(mat100).toarray(), 0), ("lq", location_quotient_cells(mat100), 9)]
    found += [("entropy", of_table(indices.entropy, mat100), 3), ("herf", of_table(indices.herfindahl, mat100), 9)]
    found += [("krugman", of_table(indices.krugman, mat100), 9), ("hachman", of_table(indices.hachman, mat100), 9)]
    found += [("spec_coeff", of_table(indices.specialisation_coefficient, mat100), 9)]
    found += [("prody", prody(mat100, INCOME), -2), ("loc gini", of_table(locational_gini, mat100), 9)]
    basis = complexity(presence10)
    found += [("mat10", mat10, 0), ("kci rca", basis.eci, -3), ("tci rca", basis.pci, -3)]
    found += [("norm_ubiq", normalised_ubiquity(mat10), 2), ("mat01", mat01, 0)]
    basis = complexity(mat01)
    found += [("kci", basis.eci, -3), ("tci", basis.pci, -3)]
    found += [("morc20", method_of_reflections(mat01, steps=20, scaled=True).regions, 6)]
    found += [("mort19", method_of_reflections(mat01, steps=19, scaled=True).fields, 7)]
    found += [("diversity", mat01.sum(axis=1), 0), ("ubiquity", mat01.sum(axis=0), 0)]
    found += [("cooc", related.co_occurrence(mat01), 0), ("cooc6", cooc6, 0)]
    ways = {"prob": related.probability, "association": related.association_strength}
    ways |= {"cosine": related.cosine, "jaccard": related.jaccard}
    found += [(name, way(cooc6), 9) for name, way in ways.items()]
    found += [("dens mat", has, 0), ("dens rel", near, 0), ("density", cells, 2)]
    found += [("dens int", inside, 0), ("dens ext", outside, 0)]
    found += [("int avg", averages.internal, 0), ("ext avg", averages.external, 0), ("HH2009 S4", four, 0)]
    basis = complexity(four)
    found += [("kci", basis.eci, -3), ("tci", basis.pci, -3)]
    for steps in range(5):
        both = method_of_reflections(four, steps=steps, scaled=True)
        found += [(f"morc {steps}", both.regions, 7), (f"mort {steps}", both.fields, 7)]
    z = related.co_occurrence_z(related.co_occurrence(patents), patents.sum(axis=0), 6, diagonal=None)
    return [*found, ("patents", patents, 0), ("z", z, 9)]


def test_every_block_of_the_file_is_what_we_compute(blocks):
    ours = expected(blocks)
    assert [name for name, _, _ in ours] == [name for name, _ in blocks]
    for (name, values, digits), (_, published) in zip(ours, blocks, strict=True):
        flat = np.asarray(values, dtype=float).ravel()
        told = np.array(published[1::2] if name == "loc gini" else published)  # its rows are numbered
        assert flat.shape == told.shape, name
        if digits == -3:  # the eigenvector on a scale of its own, of transitions that EconGeo rounds to 4 digits
            np.testing.assert_allclose(affine(flat, told), told, atol=2e-3, err_msg=name)
        elif digits == -2:  # of location quotients that EconGeo rounds to 2 digits
            np.testing.assert_allclose(flat, told, rtol=1.5e-3, err_msg=name)
        else:
            np.testing.assert_allclose(flat, told, atol=0.5000001 * 10.0**-digits, err_msg=name)
