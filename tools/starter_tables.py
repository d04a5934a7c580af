"""Reduce a full data version to what ships with crossfield: figures, counts and codes, no titles, texts or persons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crossfield.indicators.counting import ALL, Records
from crossfield.lake.delivery import arrow_schema
from crossfield.tables import TABLES

if TYPE_CHECKING:
    from crossfield.lake.engine import Frame
    from crossfield.lake.store import Frames

VOCABULARIES = ["saxony", "clustrat"]
PROFILED = 3  # participations from which an organisation is listed by name
PARTNERS = 3  # best ones at an interface, NUTS 1; in all fields the whole list
TIED = 2  # joint projects from which two organisations are listed as linked
DIGITS = 5  # significant digits of a number: four times what a page shows, half of what a file would hold
FITTED = ("interface_figure", "complementarity")  # no interval is known to more than four digits
FITTED_DIGITS = 4
# What is forecast is known to less: its bounds come from 200 refits.
FORECAST = ("potential", "gap", "probability", "acceleration")
FORECAST_DIGITS = 3
WHOLE = (
    *("region", "region_link", "field_link", "field_overlap", "named_interface", "phrase"),
    *("cluster", "activity", "coverage", "field_year", "interface_year", "exposure", "region_tie"),
    *("potential_model", "backtest", "backtest_decile", "field_lack", "region_figure", "declared"),
    *("region_money", "place"),
)
KEPT = {
    "project": {"project", "framework", "year", "year_basis", "programme", "topic", "rcn", "source"},
    "tag": {"project", "scheme", "field", "weight", "share", "kinds"},
    "organisation": {"organisation", "name", "kind", "country", "region", "participations", "person"},
    "complementarity": {
        *(
            "level",
            "scheme",
            "region",
            "field_a",
            "field_b",
            "place",
            "partner",
            "year_from",
            "year_to",
            "score",
            "has",
        ),
        *("leads", "lack_a", "lack_b", "has_a", "has_b", "projects", "projects_a", "projects_b", "strength"),
        *("bridging_organisations", "links_here", "links", "tie", "note"),
    },
    "quarantine": {"source", "file", "row", "column", "reason", "kept"},
}


def starter_tables(frames: Frames) -> dict[str, pa.Table]:
    """Tables of the starter lake, in the columns and the order that every lake has."""
    reduced = {name: frames[name] for name in WHOLE}
    reduced |= {name: frames[name].filter(nw.col("counting") != "eur") for name in ("field_figure", "interface_figure")}
    reduced["field"] = frames["field"].filter(nw.col("scheme") != "topic")  # its titles are the calls' texts
    partners = frames["complementarity"].filter(nw.col("scheme").is_in(VOCABULARIES))
    near = (nw.col("level") == 1) & (nw.col("place") <= PARTNERS)
    reduced["complementarity"] = partners.filter((nw.col("field_a") == ALL) | near)
    reduced["quarantine"] = frames["quarantine"]
    reduced |= _projects(frames)
    reduced |= _organisations(frames)
    return {name: finish(name, frames.session.arrow(frame)) for name, frame in reduced.items()}


def _projects(frames: Frames) -> dict[str, Frame]:
    """Projects that meet two fields of a vocabulary, with codes in place of texts and regions in place of partners."""
    pairs = frames["pair"].filter(nw.col("scheme").is_in(VOCABULARIES))
    chosen = pairs.select("project").unique()
    tags = frames["tag"].filter(nw.col("scheme") != "programme")
    people = Records.of(frames).participations.join(chosen, on="project", how="semi")
    only = nw.when(nw.col("rcn") == nw.col("project")).then(nw.col("rcn"))
    return {
        "project": frames["project"].join(chosen, on="project", how="semi").with_columns(rcn=only),
        "tag": tags.join(chosen, on="project", how="semi"),
        "pair": pairs,
        "project_region": people.group_by("project", "region").agg(organisations=nw.len()),
    }


def _organisations(frames: Frames) -> dict[str, Frame]:
    """Organisations with a name and three participations, how they are linked, and how many others there are."""
    everyone = frames["organisation"]
    named = ~nw.col("name").is_null() & ~nw.col("person")
    often = nw.col("participations") >= PROFILED
    listed = everyone.filter(named & often)
    keys = listed.select("organisation")
    reason = nw.when(often).then(nw.lit("no name to show")).otherwise(nw.lit("fewer than three participations"))
    others = everyone.join(keys, on="organisation", how="anti").with_columns(reason=reason)
    ties = frames["organisation_tie"].filter(nw.col("projects") >= TIED)
    for side in ("organisation_a", "organisation_b"):
        ties = ties.join(keys.select(nw.col("organisation").alias(side)), on=side, how="semi")
    return {
        "organisation": listed,
        "organisation_field": frames["organisation_field"].join(keys, on="organisation", how="semi"),
        "organisation_tie": ties,
        "bridge": frames["bridge"].join(keys, on="organisation", how="semi"),
        "unlisted_organisations": others.group_by("region", "kind", "reason").agg(
            organisations=nw.len(), participations=nw.col("participations").sum()
        ),
    }


def finish(name: str, table: pa.Table) -> pa.Table:
    """Round, leave out what does not ship, and sort as the table is sorted in every lake."""
    schema = arrow_schema(name)
    kept = KEPT.get(name, set(schema.names))
    columns = []
    for field in schema:
        column = table.column(field.name) if field.name in kept else pa.nulls(table.num_rows, field.type)
        digits = FITTED_DIGITS if name in FITTED else DIGITS
        digits = FORECAST_DIGITS if name == "interface_figure" and field.name.startswith(FORECAST) else digits
        columns.append(rounded(column, digits) if pa.types.is_floating(field.type) else column)
    order = [(column, "ascending") for column in TABLES[name].sorted_by]
    return pa.table(columns, names=schema.names).cast(schema).sort_by(order)


def rounded(column: pa.ChunkedArray, digits: int = DIGITS) -> pa.Array:
    """Round to significant digits, so that equal numbers are equal and take little room.

    Sums of floats differ in their last digits from run to run: rounding to 12 digits first makes ties fall alike.
    """
    numbers = np.asarray(pc.cast(column, pa.float64()).to_numpy(zero_copy_only=False))
    distinct, place = np.unique(numbers, return_inverse=True)
    short = np.array([float(f"{float(f'{number:.12g}'):.{digits}g}") for number in distinct], dtype=float)
    found = short[place] if len(short) else numbers
    return pa.array(found, pa.float64(), mask=np.isnan(found))
