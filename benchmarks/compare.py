"""Compare all tables of two data versions: the same rows, the same order, floats to a relative difference.

A change that is to make a build faster and leave its results alone is checked by building before and after it and
comparing the two folders: ``python benchmarks/compare.py LAKE/versions/BEFORE LAKE/versions/AFTER``.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from crossfield.tables import TABLES

UNORDERED = {"evidence", "project_text"}  # stand as the source and the search give them


def differences(name: str, before: Path, after: Path, tolerance: float) -> list[str]:
    """Tell how a table differs, one line each."""
    table = TABLES[name]
    floats = [column.name for column in table.columns if column.kind == "float"]
    exact = [column for column in table.names if column not in floats]
    left, right = (pq.read_table(path, columns=exact) for path in (before, after))
    rows = ", ".join(f'"{column}"' for column in exact)
    found = []
    for label, a, b in (("only before", before, after), ("only after", after, before)):
        difference = f"SELECT {rows} FROM '{a}' EXCEPT ALL SELECT {rows} FROM '{b}'"  # noqa: S608
        count = duckdb.sql(f"SELECT count(*) FROM ({difference})").fetchall()[0][0]  # noqa: S608
        found += [f"{count:,} rows {label}"] if count else []
    if not found and name not in UNORDERED and not left.equals(right.cast(left.schema)):
        found.append("another order")
    for column in [] if found else floats:
        key = " AND ".join(f'x."{part}" IS NOT DISTINCT FROM y."{part}"' for part in table.key)
        gap = f"abs(x.{column} - y.{column}) > {tolerance} * greatest(abs(x.{column}), 1e-6)"
        null = f"(x.{column} IS NULL) <> (y.{column} IS NULL)"
        query = f"SELECT count(*) FROM '{before}' x JOIN '{after}' y ON {key} WHERE {gap} OR {null}"  # noqa: S608
        count = duckdb.sql(query).fetchall()[0][0]
        found += [f"{column}: {count:,} values differ by more than {tolerance:g}"] if count else []
    return found


def main() -> None:
    """Compare two folders; exit with 1 where a table differs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--tolerance", type=float, default=1e-6, help="relative difference of floats (default: 1e-6)")
    options = parser.parse_args()
    names = sorted({path.stem for folder in (options.before, options.after) for path in folder.glob("*.parquet")})
    differ = False
    for name in names:
        before, after = (folder / f"{name}.parquet" for folder in (options.before, options.after))
        missing = [path.parent.name for path in (before, after) if not path.is_file()]
        lines = [f"missing in {missing[0]}"] if missing else differences(name, before, after, options.tolerance)
        differ |= bool(lines)
        print(f"{name:20} {'; '.join(lines) or 'same'}")
    sys.exit(differ)


if __name__ == "__main__":
    main()
