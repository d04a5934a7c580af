"""What regions are called in English and German where NUTS has their own name only."""

from __future__ import annotations

from functools import cache

_ENGLISH = (
    "AT11 Burgenland, AT12 Lower Austria, AT13 Vienna, AT21 Carinthia, AT22 Styria, AT31 Upper Austria, AT33 Tyrol, "
    "BE1 Brussels, BE2 Flanders, BE3 Wallonia, BE21 Antwerp, BE23 East Flanders, BE24 Flemish Brabant, "
    "BE25 West Flanders, BG41 Sofia, CH01 Lake Geneva Region, CH03 North-western Switzerland, CH05 Eastern "
    "Switzerland, CH06 Central Switzerland, CZ01 Prague, CZ02 Central Bohemia, CZ03 South-West Bohemia, CZ06 "
    "South-East Moravia, CZ08 Moravia-Silesia, DE2 Bavaria, DE21 Upper Bavaria, DE22 Lower Bavaria, DE23 Upper "
    "Palatinate, DE24 Upper Franconia, DE25 Middle Franconia, DE26 Lower Franconia, DE27 Swabia, DE7 Hesse, "
    "DE8 Mecklenburg-Western Pomerania, DE9 Lower Saxony, DE92 Hanover, DEA North Rhine-Westphalia, DEA2 Cologne, "
    "DEB Rhineland-Palatinate, DED Saxony, DEE Saxony-Anhalt, DEG Thuringia, DK01 Capital Region of Denmark, "
    "DK02 Zealand, DK03 Southern Denmark, DK04 Central Jutland, DK05 North Jutland, EL3 Attica, EL30 Attica, "
    "EL43 Crete, EL52 Central Macedonia, ES21 Basque Country, ES22 Navarre, ES3 Community of Madrid, ES41 Castile and "
    "León, ES42 Castile-La Mancha, ES51 Catalonia, ES52 Valencian Community, ES53 Balearic Islands, ES61 Andalusia, "
    "ES7 Canary Islands, FI1B Helsinki-Uusimaa, FI19 Western Finland, FI1C Southern Finland, FR1 Paris Region, "
    "FRC1 Burgundy, FRD Normandy, FRE2 Picardy, FRH Brittany, FRL Provence, FRM Corsica, HU11 Budapest, "
    "ITC1 Piedmont, ITC2 Aosta Valley, ITC4 Lombardy, ITF4 Apulia, ITG1 Sicily, ITG2 Sardinia, ITH1 South Tyrol, "
    "ITH3 Venetia, ITI1 Tuscany, ITI4 Latium, NL11 Groningen, NL32 North Holland, NL33 South Holland, NL41 North "
    "Brabant, PL21 Lesser Poland, PL22 Silesia, PL41 Greater Poland, PL42 West Pomerania, PL51 Lower Silesia, "
    "PL63 Pomerania, PL9 Mazovia, PT11 Northern Portugal, PT17 Lisbon, PT2 Azores, RO32 Bucharest, SE11 Stockholm, "
    "SE22 South Sweden, SE23 West Sweden, SK01 Bratislava, UKD North West England, UKF East Midlands, UKG West Midlands"
)
_GERMAN = (
    "BE1 Brüssel, BE2 Flandern, BE3 Wallonien, BE21 Antwerpen, BE23 Ostflandern, BE24 Flämisch-Brabant, "
    "BE25 Westflandern, BG41 Sofia, CH01 Genferseeregion, CH03 Nordwestschweiz, CH05 Ostschweiz, CH06 "
    "Zentralschweiz, CZ01 Prag, CZ02 Mittelböhmen, CZ03 Südwestböhmen, CZ05 Nordostböhmen, CZ06 Südostmähren, "
    "CZ07 Mittelmähren, CZ08 Mährisch-Schlesien, DK01 Hauptstadtregion Kopenhagen, DK02 Seeland, DK03 Süddänemark, "
    "DK04 Mitteljütland, DK05 Nordjütland, EL3 Attika, EL30 Attika, EL43 Kreta, EL52 Zentralmakedonien, "
    "ES12 Asturien, ES21 Baskenland, ES22 Navarra, ES24 Aragonien, ES3 Madrid, ES41 Kastilien und León, "
    "ES42 Kastilien-La Mancha, ES51 Katalonien, ES52 Valencia, ES53 Balearen, ES61 Andalusien, ES7 Kanarische Inseln, "
    "FI19 Westfinnland, FI1C Südfinnland, FR1 Großraum Paris, FRC1 Burgund, FRD Normandie, FRF1 Elsass, "
    "FRF3 Lothringen, FRH Bretagne, FRL Provence, FRM Korsika, HU11 Budapest, ITC1 Piemont, ITC2 Aostatal, "
    "ITC3 Ligurien, ITC4 Lombardei, ITF1 Abruzzen, ITF3 Kampanien, ITF4 Apulien, ITF6 Kalabrien, ITG1 Sizilien, "
    "ITG2 Sardinien, ITH1 Südtirol, ITH2 Trient, ITH3 Venetien, ITH4 Friaul-Julisch Venetien, ITI1 Toskana, "
    "ITI2 Umbrien, ITI3 Marken, ITI4 Latium, NL32 Nordholland, NL33 Südholland, NL41 Nordbrabant, PL21 Kleinpolen, "
    "PL22 Schlesien, PL41 Großpolen, PL42 Westpommern, PL51 Niederschlesien, PL63 Pommern, PL9 Masowien, "
    "PT11 Nordportugal, PT17 Lissabon, PT2 Azoren, RO32 Bukarest, SE11 Stockholm, SE22 Südschweden, "
    "SE23 Westschweden, SK01 Bratislava, UKI London, UKL Wales, UKM Schottland, UKN Nordirland"
)


@cache
def exonyms() -> tuple[tuple[str, str, str], ...]:
    """Code, language and name.

    Examples
    --------
    >>> [name for code, language, name in exonyms() if code == "ITI1"]
    ['Tuscany', 'Toskana']
    """
    return tuple(
        (code, language, name)
        for language, text in (("en", _ENGLISH), ("de", _GERMAN))
        for code, _, name in (pair.partition(" ") for pair in text.split(", "))
    )
