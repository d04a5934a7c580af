"""Countries by their code and by their names in English and German."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files as package_files

from crossfield.lake.regions import COUNTRY_ALIASES
from crossfield.tables.headings import fold

_GERMAN = (
    "AL Albanien, AM Armenien, AT Österreich, AU Australien, BA Bosnien und Herzegowina, BE Belgien, BG Bulgarien, "
    "BR Brasilien, CA Kanada, CH Schweiz, CY Zypern, CZ Tschechien, DE Deutschland, DK Dänemark, EE Estland, "
    "EL Griechenland, ES Spanien, FI Finnland, FO Färöer, FR Frankreich, GE Georgien, HR Kroatien, HU Ungarn, "
    "IE Irland, IN Indien, IS Island, IT Italien, KR Südkorea, LT Litauen, LU Luxemburg, LV Lettland, MA Marokko, "
    "MD Moldau, MK Nordmazedonien, NL Niederlande, NO Norwegen, NZ Neuseeland, PL Polen, RO Rumänien, RS Serbien, "
    "RU Russland, SE Schweden, SI Slowenien, SK Slowakei, TN Tunesien, TR Türkei, UK Vereinigtes Königreich, "
    "US Vereinigte Staaten, ZA Südafrika"
)
"""Where German says something else than English."""
_OTHER_COUNTRY_NAMES = (
    "CZ Czech Republic, CZ Tschechische Republik, EL Hellas, NL Holland, NL The Netherlands, RU Russian Federation, "
    "SK Slovak Republic, TR Turkey, UK Great Britain, UK Großbritannien, US USA, US United States of America"
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


def country_name(code: str, language: str) -> str:
    """Name of a country in English or German; empty where it is none.

    Parameters
    ----------
    code
        As Eurostat writes it.
    language
        en or de.

    Examples
    --------
    >>> country_name("EL", "de"), country_name("EL", "en"), country_name("PT", "de"), country_name("ZZ", "en")
    ('Griechenland', 'Greece', 'Portugal', '')
    """
    english = _english().get(code, "")
    return _pairs(_GERMAN).get(code, english) if language == "de" else english


@cache
def country_names() -> dict[str, str]:
    """Names in English and German, folded → code."""
    known = {fold(name): code for code, name in _english().items()}
    known |= {fold(name): code for code, name in _pairs(_GERMAN).items()}
    return known | {
        fold(name): code for code, _, name in (pair.partition(" ") for pair in _OTHER_COUNTRY_NAMES.split(", "))
    }


@cache
def _english() -> dict[str, str]:
    path = package_files("crossfield") / "starter" / "facts" / "countries.csv"
    return {row["code"]: row["name"] for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())}


@cache
def _pairs(text: str) -> dict[str, str]:
    return {code: name for code, _, name in (pair.partition(" ") for pair in text.split(", "))}
