"""Countries by their code and by their names in English and German."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files as package_files

from crossfield.lake.regions import COUNTRY_ALIASES
from crossfield.tables.headings import fold

_OTHER_COUNTRY_NAMES = (
    "AL Albanien, AT Österreich, AU Australien, BA Bosnien und Herzegowina, BE Belgien, BG Bulgarien, BR Brasilien, "
    "CA Kanada, CH Schweiz, CY Zypern, CZ Czech Republic, CZ Tschechien, CZ Tschechische Republik, DE Deutschland, "
    "DK Dänemark, EE Estland, EL Griechenland, EL Hellas, ES Spanien, FI Finnland, FR Frankreich, HR Kroatien, "
    "HU Ungarn, IE Irland, IN Indien, IS Island, IT Italien, KR Südkorea, LT Litauen, LU Luxemburg, LV Lettland, "
    "MD Moldau, MK Nordmazedonien, NL Holland, NL Niederlande, NL The Netherlands, NO Norwegen, NZ Neuseeland, "
    "PL Polen, RO Rumänien, RS Serbien, RU Russian Federation, RU Russland, SE Schweden, SI Slowenien, SK Slowakei, "
    "SK Slovak Republic, TR Turkey, TR Türkei, UK Great Britain, UK Großbritannien, UK Vereinigtes Königreich, "
    "US USA, US United States of America, US Vereinigte Staaten, ZA Südafrika"
)


def country_code(text: str) -> str | None:
    """Country as Eurostat writes it, from its code or its English or German name; None where it is none.

    Examples
    --------
    >>> [country_code(text) for text in ("Deutschland", "germany", "DE", "GR", "Sachsen")]
    ['DE', 'DE', 'DE', 'EL', None]
    """
    code = COUNTRY_ALIASES.get(text.strip().upper(), text.strip().upper())
    return code if code in country_names().values() else country_names().get(fold(text))


@cache
def country_names() -> dict[str, str]:
    """Names in English and German, folded → code."""
    path = package_files("crossfield") / "starter" / "facts" / "countries.csv"
    known = {fold(row["name"]): row["code"] for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())}
    return known | {
        fold(name): code for code, _, name in (pair.partition(" ") for pair in _OTHER_COUNTRY_NAMES.split(", "))
    }
