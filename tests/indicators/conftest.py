"""A table of a matrix; the reference tags counted on all of Horizon 2020, once for all tests that ask for it."""

from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest

from crossfield.indicators.counting import Records
from crossfield.indicators.figures import Scheme, of_scheme, organisation_tables, scheme_window, year_tables
from crossfield.lake.pairs import pairs_from_tags
from crossfield.sources.tagfile import read_tags

FIRST, LAST = 2014, 2019


@pytest.fixture(scope="session")
def table_of():
    """The function that makes a user's table of a matrix regions × fields, R0 … and f0 …, other columns constant."""

    def table(matrix, **more):
        matrix = np.asarray(matrix, float)
        rows = [(f"R{r}", f"f{f}", matrix[r, f]) for r in range(len(matrix)) for f in range(matrix.shape[1])]
        columns = dict(zip(("region", "field", "amount"), map(list, zip(*rows, strict=True)), strict=True))
        return pa.table(columns | {name: [value] * len(rows) for name, value in more.items()})

    return table


@pytest.fixture(scope="session")
def reference(h2020_lake, shared):
    """Records, counted tables and the window 2014-2019 at NUTS 1 in whole counting; marked ``shared``."""
    table = read_tags(shared / "oracles" / "h2020_reference_tags.csv")
    with h2020_lake.open() as frames:
        tags = frames.session.register(table)
        pairs = frames.session.keep(pairs_from_tags(tags))
        records = Records.of(frames, tags=tags, pairs=pairs).within(FIRST, LAST)
        years = year_tables(frames.session, records, [0, 1, 2])
        organisations = organisation_tables(frames.session, records, 1)

        def window(counting="whole", level=1):
            scheme = Scheme("own", (), {})
            return scheme_window(years, scheme, level=level, counting=counting, year_from=FIRST, year_to=LAST)

        yield SimpleNamespace(
            frames=frames,
            tags=table,
            records=records,
            years=years,
            organisations=of_scheme(organisations, "own"),
            window=window,
        )
