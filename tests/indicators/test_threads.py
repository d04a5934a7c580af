"""The same numbers whatever the number of threads."""

import os
import subprocess
import sys

import numpy as np
import pytest

COMPUTE = """
import sys
import numpy as np
from crossfield.indicators.bicm import co_occurrence_significance
from crossfield.indicators.complexity import complexity
from crossfield.indicators.density import proximity_density, relatedness_density
from crossfield.indicators.presence import binary_presence
from crossfield.indicators.relatedness import proximity

chance = np.random.default_rng(1)
rate = chance.gamma(0.3, 1, (400, 8)) @ chance.gamma(0.3, 1, (8, 900))
present = binary_presence(chance.poisson(rate))
near, found = proximity(present), complexity(present)
significance = co_occurrence_significance(present[:, :300])
np.savez(
    sys.argv[1], near=near, single=proximity(present, dtype=np.float32), density=relatedness_density(present, near),
    other=proximity_density(present), tall=proximity_density(present.T.tocsr()), eci=found.eci, pci=found.pci,
    p=significance.p, z=significance.z, significant=significance.significant,
)
"""


@pytest.mark.slow
def test_results_are_the_same_with_one_thread_and_with_two(tmp_path):
    found = []
    for threads in ("1", "2"):
        path = tmp_path / f"{threads}.npz"
        environment = os.environ | dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), threads)
        subprocess.run([sys.executable, "-c", COMPUTE, str(path)], env=environment, check=True)
        found.append(dict(np.load(path)))
    one, two = found
    for name in one:
        np.testing.assert_allclose(two[name], one[name], rtol=1e-9, atol=1e-12, err_msg=name)
    for exact in ("near", "single", "significant"):
        assert np.array_equal(one[exact], two[exact], equal_nan=True)
