"""Linking: participations to regions, participations to one organisation each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from crossfield.lake.persons import looks_like_person
from crossfield.lake.regions import COUNTRY_ALIASES, resolve

if TYPE_CHECKING:
    from crossfield.lake.engine import DuckSession, Frame
    from crossfield.lake.ingredients import Ingredients

PLACE = ["country", "given", "postcode", "coordinates", "city"]
AMOUNTS = ["contribution_cents", "cost_cents"]
IDENTIFIER = ("organisation", "kind", "value", "source")


def place_participations(session: DuckSession, given: Frame, ingredients: Ingredients) -> tuple[Frame, Frame, pa.Table]:
    """Resolve the region of every participation.

    Returns
    -------
    tuple
        Participations with ``region``, ``region_given``, ``region_how``, ``region_note`` and a checked ``country``; the
        places by themselves, for the organisations; and the unknown countries: source, row, value.
    """
    filled = given.with_columns(nw.col(name).fill_null("") for name in PLACE)
    distinct = session.arrow(filled.group_by(PLACE).agg(rows=nw.len()).select(PLACE).sort(*PLACE))
    found = resolve(
        distinct,
        ingredients.regions,
        ingredients.region_links,
        version=ingredients.nuts,
        postcode=ingredients.postcode,
        polygon=ingredients.polygon,
    )
    countries = set(ingredients.regions.column("country").to_pylist()) - {None}
    told = distinct.column("country").to_pylist()
    spelled = {country: COUNTRY_ALIASES.get(code, code) for country in set(told) for code in (country.strip().upper(),)}
    known = {country: spelling for country, spelling in spelled.items() if spelling in countries}
    places = distinct.append_column("known_country", pa.array([known.get(country) for country in told], pa.string()))
    for name in ("region", "region_how", "region_note"):
        places = places.append_column(name, found.column(name))
    frame = session.register(places)
    placed = filled.join(frame, on=PLACE, how="left")
    strange = filled.filter(nw.col("country").is_in(sorted(spelled.keys() - known.keys() - {""})))
    row = nw.concat_str(
        [nw.col("project"), nw.col("organisation").str.replace_all("pic:", "", literal=True)], separator="/"
    )
    problems = session.arrow(strange.select("source", row=row, value=nw.col("country")).sort("source", "row"))
    return placed.with_columns(country=nw.col("known_country"), region_given=_emptied("given")), frame, problems


def merge_organisations(session: DuckSession, given: Frame, merged: dict[str, str]) -> Frame:
    """Put the organisation that stands for it in the place of each that people merged.

    Parameters
    ----------
    session
        Session of the frame.
    given
        Participations or organisations as sources give them. An organisation that comes twice into a project by this is
        one participation there: the first by its place in the project, with the sum of contributions and of costs.
    merged
        Organisation → the one that stands for it.
    """
    if not merged:
        return given
    pairs = [*merged.items(), *((name, name) for name in set(merged.values()))]
    stands = session.register(
        pa.table({"organisation": [name for name, _ in pairs], "stands": [end for _, end in pairs]})
    )
    columns = given.collect_schema().names()
    untouched = given.join(stands.select("organisation"), on="organisation", how="anti")
    touched = given.join(stands, on="organisation", how="inner").with_columns(before=nw.col("organisation"))
    touched = touched.with_columns(organisation=nw.col("stands"))
    if "project" in columns:
        touched = _as_one(touched)
    return nw.concat([untouched.select(columns), touched.select(columns)])


def _as_one(rows: Frame) -> Frame:
    """One row for each project and organisation."""
    key = ["project", "organisation"]
    sums = {name: nw.col(name).sum().cast(nw.Int64()) for name in AMOUNTS}
    sums |= {f"{name}_known": nw.col(name).count() for name in AMOUNTS}
    together = rows.group_by(key).agg(**sums)
    told = {name: nw.when(nw.col(f"{name}_known") > 0).then(nw.col(name)) for name in AMOUNTS}
    first = rows.unique(subset=key, keep="first", order_by=["position", "before"]).drop(AMOUNTS)
    return first.join(together.with_columns(**told), on=key, how="inner")


def merged_identifiers(merged: dict[str, str]) -> pa.Table:
    """Rows of the table organisation_id: what was merged keeps its identifier, at the one that stands for it."""
    names = sorted({*merged, *merged.values()})
    rows = [(merged.get(name, name), *name.partition(":")[::2], "decision") for name in names]
    columns = [*zip(*rows, strict=True)] or [()] * len(IDENTIFIER)
    return pa.table({name: pa.array(column, pa.string()) for name, column in zip(IDENTIFIER, columns, strict=True)})


def link_organisations(
    session: DuckSession, given: Frame, participations: Frame, places: Frame
) -> tuple[pa.Table, pa.Table]:
    """One row per organisation, and its identifiers.

    Returns
    -------
    tuple
        Rows of the tables organisation and organisation_id.
    """
    newest = given.unique(subset=["organisation"], keep="last", order_by=["updated", "country"])
    counts = participations.group_by("organisation").agg(participations=nw.len())
    filled = newest.with_columns(nw.col(name).fill_null("") for name in PLACE)
    rows = filled.join(places, on=PLACE, how="left").join(counts, on="organisation", how="left")
    rows = rows.with_columns(
        nw.col("participations").fill_null(0),
        country=nw.col("known_country"),
        city=_emptied("city"),
        postcode=_emptied("postcode"),
    )
    table = session.arrow(rows.sort("organisation"))
    persons = [
        looks_like_person(name, kind)
        for name, kind in zip(table["name"].to_pylist(), table["kind"].to_pylist(), strict=True)
    ]
    return table.append_column("person", pa.array(persons, pa.bool_())), _identifiers(table)


def _identifiers(table: pa.Table) -> pa.Table:
    parts = []
    for kind in ("pic", "vat"):
        given = table.filter(pc.not_equal(pc.fill_null(table.column(kind), ""), ""))
        constants = [pa.array([text] * given.num_rows, pa.string()) for text in (kind, "cordis")]
        columns = [given.column("organisation"), constants[0], given.column(kind), constants[1]]
        parts.append(pa.table(columns, names=["organisation", "kind", "value", "source"]))
    return pa.concat_tables(parts)


def _emptied(name: str) -> nw.Expr:
    return nw.when(nw.col(name) != "").then(nw.col(name))
