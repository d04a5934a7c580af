"""Seats of clusters to regions."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from crossfield.lake.regions import RESOLVED, UNKNOWN, common_code, fold_city, resolve

if TYPE_CHECKING:
    from crossfield.lake.ingredients import Ingredients

PLACE = ("country", "given", "postcode", "coordinates", "city")


def place_seats(clusters: pa.Table, places: pa.Table, ingredients: Ingredients) -> pa.Table:
    """Resolve the region of every cluster's seat: given code, postcode, city, name of a region, country.

    Parameters
    ----------
    clusters
        Table cluster as lists tell it: ``region`` is the code given or `unknown`, ``region_given`` what is written.
    places
        Columns ``country, given, postcode, coordinates, city`` of participations, whose valid codes tell where a city
        lies; lists of clusters often name a city and no code.
    ingredients
        Regions, links, reference version and postcodes.

    Returns
    -------
    pyarrow.Table
        The clusters in their order, with ``region``, ``region_how``, ``region_note`` and, where it was not stated,
        ``country`` by the region. ``region_how`` is `name` where the list writes a region's name, such as Sachsen.
    """
    told = clusters.select(["country", "postcode", "city"]).to_pydict()
    given = pc.if_else(pc.equal(clusters["region"], UNKNOWN), "", clusters["region"])
    columns = {**told, "given": given, "coordinates": [""] * clusters.num_rows}
    asked = pa.table({name: pa.array(columns[name], pa.string()).fill_null("") for name in PLACE})
    cities = {fold_city(city) for city in asked["city"].to_pylist()} - {""}
    near = places.filter(pa.array([fold_city(city) in cities for city in places["city"].to_pylist()], pa.bool_()))
    found = resolve(
        pa.concat_tables([near.select(PLACE), asked]),
        ingredients.regions,
        ingredients.region_links,
        version=ingredients.nuts,
        postcode=ingredients.postcode,
        polygon=ingredients.polygon,
    ).slice(near.num_rows)
    rows = found.to_pylist()
    _place_by_name(rows, clusters, _codes_by_name(ingredients.regions))
    placed = {name: pa.array([row[name] for row in rows], pa.string()) for name in RESOLVED}
    placed["country"] = pa.array(
        [
            country or (row["region"][:2] if row["region"] != UNKNOWN else None)
            for row, country in zip(rows, told["country"], strict=True)
        ],
        pa.string(),
    )
    for name, column in placed.items():
        clusters = clusters.set_column(clusters.schema.get_field_index(name), name, column)
    return clusters


def _place_by_name(rows: list[dict[str, Any]], clusters: pa.Table, codes: dict[tuple[str | None, str], str]) -> None:
    """Give a region to the rows that have none finer than their country, where the list writes a region's name."""
    columns = (clusters[name].to_pylist() for name in ("country", "region_given", "city"))
    for row, country, *words in zip(rows, *columns, strict=True):
        known = (codes.get((country, fold_city(text))) for text in words if text)
        code = next(filter(None, known), None) if row["region_how"] in {"country", UNKNOWN} else None
        if code:
            row |= {"region": code, "region_how": "name"}


def _codes_by_name(regions: pa.Table) -> dict[tuple[str | None, str], str]:
    """Country and folded name → code; the coarsest where several lie in one another, none where they do not.

    Names that one country alone has are found without their country too.
    """
    codes: dict[tuple[str | None, str], list[str]] = defaultdict(list)
    columns = [regions[name].to_pylist() for name in ("region", "level", "country", "name", "name_latin")]
    for code, level, country, *names in zip(*columns, strict=True):
        for name in {fold_city(name) for name in names if name} - {""} if level else ():
            codes[country, name].append(code)
            codes[None, name].append(code)
    known = set(columns[0])
    shared = {key: common_code(found) for key, found in codes.items()}
    return {key: code for key, code in shared.items() if code in known and len(code) > len("DE")}
