"""What regions are called in English and German where NUTS has their own name only.

Names of CLDR come first. Units that statistics made have none there: ours say in English and German what their names
mean, or name the city or landscape that they are known by.
"""

from __future__ import annotations

from functools import cache

from crossfield.lake.exonyms import region_exonyms

_ENGLISH = (
    "AT11 Burgenland, BE3 Wallonia, BG41 Sofia, CH01 Lake Geneva Region, CH03 North-western Switzerland, CH05 Eastern "
    "Switzerland, CH06 Central Switzerland, CZ01 Prague, CZ02 Central Bohemia, CZ03 South-West Bohemia, CZ06 South-"
    "East Moravia, CZ08 Moravia-Silesia, DE21 Upper Bavaria, DE22 Lower Bavaria, DE23 Upper Palatinate, DE24 Upper "
    "Franconia, DE25 Middle Franconia, DE26 Lower Franconia, DE27 Swabia, DE8 Mecklenburg-Western Pomerania, DE92 "
    "Hanover, DEA2 Cologne, DK01 Capital Region of Denmark, DK04 Central Jutland, DK05 North Jutland, EL30 Attica, "
    "EL43 Crete, ES22 Navarre, ES3 Community of Madrid, ES53 Balearic Islands, ES7 Canary Islands, FI1B Helsinki-"
    "Uusimaa, FI19 Western Finland, FI1C Southern Finland, FR1 Paris Region, FRC1 Burgundy, FRD Normandy, FRE2 "
    "Picardy, FRL Provence, FRM Corsica, HU11 Budapest, ITH3 Venetia, ITI4 Latium, NL11 Groningen, PL9 Mazovia, PT11 "
    "Northern Portugal, PT17 Lisbon, PT2 Azores, RO32 Bucharest, SE11 Stockholm, SE22 South Sweden, SE23 West Sweden, "
    "UKD North West England, UKF East Midlands, UKG West Midlands, CZ064 South Moravia, CZ031 South Bohemia"
)
_GERMAN = (
    "BE3 Wallonien, BE21 Antwerpen, BG41 Sofia, CH01 Genferseeregion, CH03 Nordwestschweiz, CH05 Ostschweiz, CH06 "
    "Zentralschweiz, CZ02 Mittelböhmen, CZ03 Südwestböhmen, CZ05 Nordostböhmen, CZ06 Südostmähren, CZ07 Mittelmähren, "
    "CZ08 Mährisch-Schlesien, DK01 Hauptstadtregion Kopenhagen, DK02 Seeland, DK03 Süddänemark, DK04 Mitteljütland, "
    "DK05 Nordjütland, EL30 Attika, EL43 Kreta, ES22 Navarra, ES3 Madrid, ES52 Valencia, ES53 Balearen, ES7 "
    "Kanarische Inseln, FI19 Westfinnland, FI1C Südfinnland, FR1 Großraum Paris, FRC1 Burgund, FRD Normandie, FRF1 "
    "Elsass, FRF3 Lothringen, FRH Bretagne, FRL Provence, FRM Korsika, HU11 Budapest, ITH2 Trient, PL9 Masowien, PT11 "
    "Nordportugal, PT17 Lissabon, PT2 Azoren, RO32 Bukarest, SE11 Stockholm, SE22 Südschweden, SE23 Westschweden, "
    "SK01 Bratislava, UKI London, UKL Wales, CZ064 Südmähren, CZ031 Südböhmen"
)


@cache
def exonyms() -> tuple[tuple[str, str, str], ...]:
    """Code, language and name.

    Examples
    --------
    >>> [name for code, language, name in exonyms() if code in {"ITI1", "CZ064"}]
    ['Toskana', 'Tuscany', 'South Moravia', 'Südmähren']
    """
    own = (
        (code, language, name)
        for language, text in (("en", _ENGLISH), ("de", _GERMAN))
        for code, _, name in (pair.partition(" ") for pair in text.split(", "))
    )
    return (*region_exonyms(), *own)
