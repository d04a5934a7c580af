"""Linking: participations to regions, participations to one organisation each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import narwhals as nw
import pyarrow as pa

from crossfield.lake.persons import looks_like_person
from crossfield.lake.regions import COUNTRY_ALIASES, resolve

if TYPE_CHECKING:
    from crossfield.lake.build import Ingredients
    from crossfield.lake.engine import DuckSession, Frame

PLACE = ["country", "given", "postcode", "coordinates", "city"]


def place_participations(session: DuckSession, given: Frame, ingredients: Ingredients) -> tuple[Frame, Frame, pa.Table]:
    """Resolve the region of every participation.

    Returns
    -------
    tuple
        Participations with ``region``, ``region_given``, ``region_how``, ``region_note`` and a checked ``country``; the
        places by themselves, for the organisations; and the unknown countries: source, row, value.
    """
    filled = given.with_columns(nw.col(name).fill_null("") for name in PLACE)
    distinct = session.arrow(filled.select(PLACE).unique().sort(*PLACE))
    found = resolve(distinct, ingredients.regions, ingredients.region_links, version=ingredients.nuts, postcode=ingredients.postcode)
    countries = set(ingredients.regions.column("country").to_pylist()) - {None}
    spelled = [COUNTRY_ALIASES.get(country, country) for country in distinct.column("country").to_pylist()]
    known = pa.array([country if country in countries else None for country in spelled], pa.string())
    places = distinct.append_column("known_country", known)
    for name in ("region", "region_how", "region_note"):
        places = places.append_column(name, found.column(name))
    frame = session.register(places)
    placed = session.keep(filled.join(frame, on=PLACE, how="left"))
    strange = placed.filter(nw.col("known_country").is_null() & (nw.col("country") != ""))
    row = nw.concat_str([nw.col("project"), nw.col("organisation").str.replace_all("pic:", "", literal=True)], separator="/")
    problems = session.arrow(strange.select("source", row=row, value=nw.col("country")).sort("source", "row"))
    return placed.with_columns(country=nw.col("known_country"), region_given=_emptied("given")), frame, problems


def link_organisations(session: DuckSession, given: Frame, participations: Frame, places: Frame) -> tuple[pa.Table, pa.Table]:
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
        nw.col("participations").fill_null(0), country=nw.col("known_country"), city=_emptied("city"), postcode=_emptied("postcode")
    )
    table = session.arrow(rows.sort("organisation"))
    persons = [looks_like_person(name, kind) for name, kind in zip(table["name"].to_pylist(), table["kind"].to_pylist(), strict=True)]
    return table.append_column("person", pa.array(persons, pa.bool_())), _identifiers(table)


def _identifiers(table: pa.Table) -> pa.Table:
    rows: list[dict[str, Any]] = []
    for kind, column in (("pic", "pic"), ("vat", "vat")):
        values = zip(table["organisation"].to_pylist(), table[column].to_pylist(), strict=True)
        rows += [{"organisation": key, "kind": kind, "value": value, "source": "cordis"} for key, value in values if value]
    names = ("organisation", "kind", "value", "source")
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in names]))


def _emptied(name: str) -> nw.Expr:
    return nw.when(nw.col(name) != "").then(nw.col(name))
