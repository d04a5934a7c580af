"""Countries by their code and by their names in English and German."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files as package_files

from crossfield.lake.regions import COUNTRY_ALIASES
from crossfield.tables.headings import fold

_GERMAN = (
    "AE Vereinigte Arabische Emirate, AG Antigua und Barbuda, AL Albanien, AM Armenien, AQ Antarktis, "
    "AR Argentinien, AS Amerikanisch-Samoa, AT Österreich, AU Australien, AX Ålandinseln, AZ Aserbaidschan, "
    "BA Bosnien und Herzegowina, BD Bangladesch, BE Belgien, BG Bulgarien, BO Bolivien, BR Brasilien, "
    "BW Botsuana, CA Kanada, CD Kongo (Demokratische Republik), CF Zentralafrikanische Republik, "
    "CG Kongo (Republik), CH Schweiz, CI Elfenbeinküste, CK Cookinseln, CM Kamerun, CO Kolumbien, CU Kuba, "
    "CV Kap Verde, CY Zypern, CZ Tschechien, DE Deutschland, DJ Dschibuti, DK Dänemark, "
    "DO Dominikanische Republik, DZ Algerien, EE Estland, EG Ägypten, EH Westsahara, EL Griechenland, "
    "ES Spanien, ET Äthiopien, FI Finnland, FJ Fidschi, FK Falklandinseln, FM Mikronesien, FO Färöer, "
    "FR Frankreich, GA Gabun, GE Georgien, GF Französisch-Guayana, GL Grönland, GQ Äquatorialguinea, "
    "HK Hongkong, HR Kroatien, HU Ungarn, ID Indonesien, IE Irland, IN Indien, IQ Irak, IS Island, IT Italien, "
    "JM Jamaika, JO Jordanien, KE Kenia, KG Kirgisistan, KH Kambodscha, KM Komoren, KP Nordkorea, KR Südkorea, "
    "KZ Kasachstan, LB Libanon, LT Litauen, LU Luxemburg, LV Lettland, LY Libyen, MA Marokko, MD Moldau, "
    "MG Madagaskar, MK Nordmazedonien, MN Mongolei, MR Mauretanien, MV Malediven, MX Mexiko, MZ Mosambik, "
    "NC Neukaledonien, NL Niederlande, NO Norwegen, NZ Neuseeland, PF Französisch-Polynesien, "
    "PG Papua-Neuguinea, PH Philippinen, PL Polen, PS Palästina, QA Katar, RO Rumänien, RS Serbien, RU Russland, "
    "RW Ruanda, SA Saudi-Arabien, SB Salomonen, SC Seychellen, SE Schweden, SG Singapur, SI Slowenien, "
    "SK Slowakei, SS Südsudan, SY Syrien, TD Tschad, TJ Tadschikistan, TN Tunesien, TR Türkei, "
    "TT Trinidad und Tobago, TZ Tansania, UK Vereinigtes Königreich, US Vereinigte Staaten, UZ Usbekistan, "
    "VA Vatikanstadt, YE Jemen, ZA Südafrika, ZM Sambia, ZW Simbabwe"
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
