"""Cells region × pair of fields as sparse matrices: what potential and its back-test are computed from.

Every margin of a cell leaves out the projects that carry both of its fields, and every neighbour leaves out the cell
itself, so that nothing of the cell's own joint projects speaks for its potential.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np
from scipy import sparse

from crossfield.indicators.matrix import Axis, axis_of, row_product
from crossfield.indicators.window import UNKNOWN
from crossfield.lake.regions import level_expr

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from crossfield.indicators.counting import Records
    from crossfield.lake.engine import Session

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Cells:
    """Counts of a span of years; R regions with known code, F fields, P pairs.

    Parameters
    ----------
    field
        n: projects of a region in a field, shape (R, F).
    joint
        J: joint projects with evidence of their own, shape (R, P).
    both
        Projects that carry both fields, with or without evidence of their own, shape (R, P).
    tagged, total
        Tagged projects, and all projects, of a region, shape (R,).
    bridging
        Sum over organisations of sqrt(projects in a × projects in b), each without projects that carry both,
        shape (R, P).
    active
        Organisations active in a plus those active in b, without projects that carry both, shape (R, P).
    exposure
        Tagged project × region incidences with a known region.
    europe_field, europe_joint
        E: distinct projects in each field, shape (F,), and at each pair, shape (P,), region known or not.
    """

    field: Floats
    joint: Floats
    both: Floats
    tagged: Floats
    total: Floats
    bridging: Floats
    active: Floats
    exposure: float
    europe_field: Floats
    europe_joint: Floats


@dataclass(frozen=True, slots=True)
class CellRecords:
    """Projects of one scheme and level as sparse incidence matrices, ready to be counted for any years and weights.

    Parameters
    ----------
    regions, fields
        Axes in code order, known regions only.
    pairs
        Places (a, b) on the axis of fields, shape (P, 2).
    year, topic
        Start year, and number of the call topic, of each tagged project, shape (n,).
    region_project, unit_project
        Incidence of regions, and of (organisation, region) units, with tagged projects.
    unit_region
        Region of each unit.
    project_field, project_pair, project_both
        Fields, pairs with evidence of their own, and pairs carried, of each tagged project.
    totals
        Year → all projects of each region, shape (R,).
    """

    regions: Axis
    fields: Axis
    pairs: Ints
    year: Ints
    topic: Ints
    region_project: sparse.csr_matrix
    unit_project: sparse.csr_matrix
    unit_region: Ints
    project_field: sparse.csr_matrix
    project_pair: sparse.csr_matrix
    project_both: sparse.csr_matrix
    totals: dict[int, Floats]

    def counted(self, year_from: int, year_to: int, weight: Floats | None = None) -> Cells:
        """Count the projects that start in these years.

        Parameters
        ----------
        year_from, year_to
            First and last start year.
        weight
            How often each project counts, shape (n,); None: once. A bootstrap over topics draws these.
        """
        inside = np.flatnonzero((self.year >= year_from) & (self.year <= year_to))
        times = np.ones(len(inside)) if weight is None else weight[inside]
        drawn = sparse.diags_array(times)
        region = self.region_project[:, inside] @ drawn
        field, joint, both = (part[inside] for part in (self.project_field, self.project_pair, self.project_both))
        by_field, by_pair, carried = (np.asarray((region @ part).todense()) for part in (field, joint, both))
        tagged = np.asarray(region.sum(axis=1)).ravel()
        bridging, active = self._organisations(inside, times, field, both)
        total = sum(
            (self.totals[year] for year in range(year_from, year_to + 1) if year in self.totals), np.zeros(len(tagged))
        )
        return Cells(
            field=by_field,
            joint=by_pair,
            both=carried,
            tagged=tagged,
            total=np.maximum(total, tagged),
            bridging=bridging,
            active=active,
            exposure=float(tagged.sum()),
            europe_field=np.asarray((drawn @ field).sum(axis=0)).ravel(),
            europe_joint=np.asarray((drawn @ joint).sum(axis=0)).ravel(),
        )

    def _organisations(
        self, inside: Ints, times: Floats, field: sparse.csr_matrix, both: sparse.csr_matrix
    ) -> tuple[Floats, Floats]:
        unit = self.unit_project[:, inside] @ sparse.diags_array(times)
        used = np.flatnonzero(np.asarray(unit.sum(axis=1)).ravel() > 0)
        unit = unit[used]
        by_field = np.asarray((unit @ field).todense())
        by_both = np.asarray((unit @ both).todense())
        a, b = (by_field[:, side] - by_both for side in self.pairs.T)
        place = (np.ones(len(used)), (self.unit_region[used], np.arange(len(used))))
        into = sparse.csr_matrix(place, shape=(len(self.regions.names), len(used)))
        active = (a > 0).astype(float) + (b > 0)
        return into @ np.sqrt(a * b), into @ active


def cell_records(
    session: Session, records: Records, *, level: int, scheme: str, fields: Sequence[str] = ()
) -> CellRecords:
    """Bring the tagged projects of a scheme into matrices.

    Parameters
    ----------
    session, records
        Where the records live, and the records.
    scheme
        Scheme of the fields.
    level
        NUTS level; what is known less finely is left out, as it is in every expected value.
    fields
        All fields of the scheme; none: those that occur.
    """
    own, project = nw.col("scheme") == scheme, nw.col("project").cast(nw.String())
    dated = records.projects.filter(~nw.col("year").is_null()).with_columns(project=project)
    topic = nw.when(nw.col("topic").is_null()).then(nw.col("project")).otherwise(nw.col("topic"))
    tags = records.tags.filter(own).select("field", project=project)
    tags = tags.join(dated.select("project"), on="project", how="semi")
    projects = dated.join(tags.select("project"), on="project", how="semi").select("project", "year", topic=topic)
    people = records.participations.select("organisation", project=project, region=level_expr("region", level))
    people = people.filter(nw.col("region") != UNKNOWN)
    everyone = (
        people.join(dated.select("project", "year"), on="project", how="inner")
        .select("project", "region", "year")
        .unique()
    )
    totals = everyone.group_by("region", "year").agg(projects=nw.len())
    units = people.join(projects.select("project"), on="project", how="semi").unique()
    pairs = records.pairs.filter(own).select("field_a", "field_b", project=project)
    pairs = pairs.join(projects.select("project"), on="project", how="semi")
    tables = [session.arrow(frame) for frame in (projects.sort("project"), tags, pairs, units, totals)]
    return _records(*tables, fields=fields)


def _records(
    projects: pa.Table, tags: pa.Table, pairs: pa.Table, units: pa.Table, totals: pa.Table, *, fields: Sequence[str]
) -> CellRecords:
    regions = axis_of(totals.column("region"))
    names = Axis(sorted(fields)) if fields else axis_of(tags.column("field"))
    project = Axis(projects.column("project").to_pylist())
    pair_places = np.array(list(combinations(range(len(names.names)), 2)), dtype=np.int64).reshape(-1, 2)
    size = len(project.names)
    field = _binary(
        project.places(tags.column("project")), names.places(tags.column("field")), (size, len(names.names))
    )
    number = np.full((len(names.names) + 1,) * 2, -1)  # a name that is not on the axis has the place -1, the last
    number[pair_places[:, 0], pair_places[:, 1]] = np.arange(len(pair_places))
    together = row_product(field, field)  # every two fields of a project: as many numbers as are not 0
    carried = number[:-1, :-1].ravel()[together.indices]
    both = _binary(np.repeat(np.arange(size), np.diff(together.indptr)), carried, (size, len(pair_places)))
    columns = number[names.places(pairs.column("field_a")), names.places(pairs.column("field_b"))]
    own = _binary(project.places(pairs.column("project")), columns, (size, len(pair_places)))
    where, which = regions.places(units.column("region")), project.places(units.column("project"))
    keys = np.array(
        [f"{o}\t{r}" for o, r in zip(units.column("organisation").to_pylist(), where.tolist(), strict=True)]
    )
    _, first, unit = np.unique(keys, return_index=True, return_inverse=True)
    by_year: dict[int, Floats] = {}
    for row in totals.to_pylist():
        by_year.setdefault(int(row["year"]), np.zeros(len(regions.names)))[regions.names.index(row["region"])] = row[
            "projects"
        ]
    return CellRecords(
        regions=regions,
        fields=names,
        pairs=pair_places,
        year=np.asarray(projects.column("year"), dtype=np.int64),
        topic=np.unique(projects.column("topic").to_pylist(), return_inverse=True)[1].astype(np.int64),
        region_project=_binary(where, which, (len(regions.names), size)),
        unit_project=_binary(unit, which, (len(first), size)),
        unit_region=where[first] if len(first) else np.empty(0, np.int64),
        project_field=field,
        project_pair=own,
        project_both=both,
        totals=by_year,
    )


def _binary(rows: Ints, columns: Ints, shape: tuple[int, int]) -> sparse.csr_matrix:
    inside = (rows >= 0) & (columns >= 0)
    found = sparse.csr_matrix((np.ones(int(inside.sum())), (rows[inside], columns[inside])), shape=shape)
    found.data[:] = 1.0
    return found
