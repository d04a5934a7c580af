"""The same figures whatever the number of threads and the order of the records."""

import os
import shutil
import subprocess
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

RECORDS = ("project", "participation", "tag", "pair")
COMPUTE = """
import sys
from pathlib import Path
from crossfield.refresh.version import compute_figures
from crossfield.sources.vocabulary import shipped_vocabularies

folder, last, threads = sys.argv[1:]
made = compute_figures(Path(folder), shipped_vocabularies(), int(last), report=lambda _: None, threads=int(threads))
print(*(entry.name for entry in made))
"""


def differing(one: pa.Table, other: pa.Table) -> list[str]:
    """Columns that differ, numbers by more than 1e-9 of themselves."""
    assert (one.schema, one.num_rows) == (other.schema, other.num_rows)
    found = []
    for name in one.column_names:
        if one[name].type == pa.float64():
            x, y = (np.asarray(table[name].to_numpy(zero_copy_only=False), dtype=float) for table in (one, other))
            same = np.allclose(x, y, rtol=1e-9, atol=1e-15, equal_nan=True)
        else:
            same = one[name].equals(other[name])
        if not same:
            found.append(name)
    return found


@pytest.mark.slow
def test_figures_are_the_same_with_one_thread_and_with_two_and_in_any_order_of_the_records(small_lake, tmp_path):
    chance = np.random.default_rng(20)
    with small_lake.open() as frames:
        last, source = str(frames.manifest.last_complete_year), frames.folder
    figures = set()
    for threads in ("1", "2"):
        folder = shutil.copytree(source, tmp_path / threads)
        for name in RECORDS:
            rows = pq.read_table(folder / f"{name}.parquet")
            pq.write_table(rows.take(chance.permutation(rows.num_rows)), folder / f"{name}.parquet")
        environment = os.environ | dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), threads)
        command = [sys.executable, "-c", COMPUTE, folder, last, threads]
        made = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
        figures.update(made.split())

    one, two = (
        {name: pq.read_table(tmp_path / threads / f"{name}.parquet") for name in figures} for threads in ("1", "2")
    )
    assert {"interface_figure", "potential_model", "backtest_decile", "complementarity", "region_figure"} <= figures
    assert one["interface_figure"]["gap_low"].null_count < one["interface_figure"].num_rows
    assert {name: found for name in figures if (found := differing(one[name], two[name]))} == {}
