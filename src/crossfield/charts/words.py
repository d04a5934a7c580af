"""What charts say, in English and German, and how they write numbers."""

from __future__ import annotations

import math

from crossfield.errors import UnknownNameError

EN = {
    "title_strength": "Where do fields meet in {region}?",
    "title_potential": "Where may fields meet next in {region}?",
    "title_gap": "Where is potential unused in {region}?",
    "sure_strength": "Most clearly at {pair}: {value} times the joint projects that the region's size predicts "
    "(90% range {range}; {support}).",
    "sure_potential": "Most is to be expected at {pair}: {value} joint projects per three years "
    "(90% range {range}; {support} so far).",
    "sure_gap": "Most at {pair}: {value} joint projects per three years beyond what there is "
    "(90% range {range}; {support} so far).",
    "open_strength": "Nowhere for certain yet: the strongest candidate is {pair} with {value} times the joint projects "
    "that the region's size predicts, but {why} ({support}).",
    "open_potential": "Nowhere for certain yet: most may be expected at {pair}, {value} joint projects per three "
    "years, but {why} ({support} so far).",
    "open_gap": "Nowhere for certain yet: the largest candidate is {pair} with {value} joint projects per three years "
    "beyond what there is, but {why} ({support} so far).",
    "why_range_strength": "by its 90% range {range} there may as well be as many as expected",
    "why_range_potential": "its 90% range {range} reaches below one project",
    "why_range_gap": "its 90% range {range} includes 0",
    "why_below_strength": "its 90% range {range} lies below 1",
    "why_below_potential": "its 90% range {range} lies below one project",
    "why_below_gap": "its 90% range {range} lies below 0",
    "why_note": "with a reservation: {note}",
    "why_no_range": "its range is not known",
    "no_answer": "No figure can be computed yet; the notes say why.",
    "strength": "Strength",
    "potential": "Potential",
    "gap": "Unused potential",
    "unit_strength": "1 = as the region's size predicts",
    "unit_potential": "joint projects per three years",
    "unit_gap": "joint projects per three years",
    "colour_strength": "Colour: joint projects, as a multiple of what the region's size predicts",
    "colour_potential": "Colour: joint projects to be expected per three years",
    "colour_gap": "Colour: potential less activity, joint projects per three years",
    "low_strength": "fewer",
    "middle_strength": "as predicted",
    "high_strength": "more",
    "low_potential": "few",
    "middle_potential": "",
    "high_potential": "many",
    "low_gap": "more than expected",
    "middle_gap": "balanced",
    "high_gap": "unused",
    "form": "Form: how sure it is (number of interfaces)",
    "certain_strength": "Certain: the 90% range excludes 1",
    "certain_potential": "Certain: the 90% range stays above one project",
    "certain_gap": "Certain: the 90% range excludes 0",
    "uncertain_strength": "Uncertain: the range includes 1, or a note applies",
    "uncertain_potential": "Uncertain: the range reaches below one, or a note applies",
    "uncertain_gap": "Uncertain: the range includes 0, or a note applies",
    "none": "No joint project here",
    "undefined": "No figure; the note says why",
    "framed": "Named in the sentence above",
    "size": "Size: joint projects behind it",
    "certain": "certain",
    "uncertain": "uncertain",
    "uncertain_why": "Uncertain: {why}",
    "technology": "Key technologies",
    "sector": "Sectors",
    "future": "Future fields",
    "range": "90% range",
    "to": "to",
    "support": "Joint projects",
    "topics": "Call topics",
    "bridging_organisations": "Bridging organisations",
    "bridges": "Bridges",
    "synergy": "Synergy",
    "activity": "Activity",
    "probability": "Probability of at least one",
    "joint": "Counted",
    "expected": "Predicted by size",
    "coverage": "Known regions",
    "note": "Note",
    "reading": "Reading",
    "interface": "Interface",
    "project": "{n}\N{NO-BREAK SPACE}project",
    "projects": "{n}\N{NO-BREAK SPACE}projects",
    "not_in_data": "not in this data version",
    "ranking": "The interfaces in order",
    "ranking_read_strength": "Bars start at 1, as the region's size predicts; the thin line is the 90% range. "
    "Outlined bars are uncertain.",
    "ranking_read_potential": "Bars start at 0; the thin line is the 90% range. Outlined bars are uncertain.",
    "ranking_read_gap": "Bars start at 0; the thin line is the 90% range. Outlined bars are uncertain.",
    "ranking_more": "Show {n} more",
    "table": "All figures",
    "table_read": "A range in brackets is the 90% range. A dash means that there is no figure; the note says why. "
    "“Joint projects” are distinct projects with both fields and an organisation in the region; “bridging "
    "organisations” are active in both fields.",
    "same_kind": "Two fields of one kind (not drawn on the map)",
    "map_alt": "Interface map. {answer} All figures are in the table below.",
    "source": "Source",
}

DE = {
    "title_strength": "Wo treffen in {region} Felder aufeinander?",
    "title_potential": "Wo können in {region} Felder künftig aufeinandertreffen?",
    "title_gap": "Wo bleibt in {region} Potenzial ungenutzt?",
    "sure_strength": "Am deutlichsten bei „{pair}“: {value}-mal so viele gemeinsame Projekte, wie die Größe der Region "
    "erwarten lässt (90-%-Bereich {range}; {support}).",
    "sure_potential": "Am meisten ist bei „{pair}“ zu erwarten: {value} gemeinsame Projekte in drei Jahren "
    "(90-%-Bereich {range}; bisher {support}).",
    "sure_gap": "Am meisten bei „{pair}“: {value} gemeinsame Projekte in drei Jahren über das Vorhandene hinaus "
    "(90-%-Bereich {range}; bisher {support}).",
    "open_strength": "Noch nirgends sicher: Am ehesten bei „{pair}“ mit {value}-mal so vielen gemeinsamen Projekten, "
    "wie die Größe der Region erwarten lässt, aber {why} ({support}).",
    "open_potential": "Noch nirgends sicher: Am meisten lässt sich bei „{pair}“ erwarten, {value} gemeinsame Projekte "
    "in drei Jahren, aber {why} (bisher {support}).",
    "open_gap": "Noch nirgends sicher: Am ehesten bei „{pair}“ mit {value} gemeinsamen Projekten in drei Jahren über "
    "das Vorhandene hinaus, aber {why} (bisher {support}).",
    "why_range_strength": "nach dem 90-%-Bereich {range} können es ebenso gut so viele sein wie erwartet",
    "why_range_potential": "der 90-%-Bereich {range} reicht unter ein Projekt",
    "why_range_gap": "der 90-%-Bereich {range} schließt 0 ein",
    "why_below_strength": "der 90-%-Bereich {range} liegt unter 1",
    "why_below_potential": "der 90-%-Bereich {range} liegt unter einem Projekt",
    "why_below_gap": "der 90-%-Bereich {range} liegt unter 0",
    "why_note": "mit Vorbehalt: {note}",
    "why_no_range": "der Unsicherheitsbereich ist nicht bekannt",
    "no_answer": "Noch lässt sich keine Kennzahl berechnen; die Hinweise sagen, warum.",
    "strength": "Stärke",
    "potential": "Potenzial",
    "gap": "Ungenutztes Potenzial",
    "unit_strength": "1 = wie die Größe der Region erwarten lässt",
    "unit_potential": "gemeinsame Projekte in drei Jahren",
    "unit_gap": "gemeinsame Projekte in drei Jahren",
    "colour_strength": "Farbe: gemeinsame Projekte, gemessen an der Größe der Region",
    "colour_potential": "Farbe: zu erwartende gemeinsame Projekte in drei Jahren",
    "colour_gap": "Farbe: Potenzial minus Aktivität, gemeinsame Projekte in drei Jahren",
    "low_strength": "weniger",
    "middle_strength": "wie zu erwarten",
    "high_strength": "mehr",
    "low_potential": "wenige",
    "middle_potential": "",
    "high_potential": "viele",
    "low_gap": "mehr als erwartet",
    "middle_gap": "ausgeglichen",
    "high_gap": "ungenutzt",
    "form": "Form: wie sicher es ist (Zahl der Schnittstellen)",
    "certain_strength": "Sicher: Der 90-%-Bereich schließt 1 aus",
    "certain_potential": "Sicher: Der 90-%-Bereich bleibt über einem Projekt",
    "certain_gap": "Sicher: Der 90-%-Bereich schließt 0 aus",
    "uncertain_strength": "Unsicher: Der Bereich schließt 1 ein, oder mit Hinweis",
    "uncertain_potential": "Unsicher: Bereich reicht unter eins, oder mit Hinweis",
    "uncertain_gap": "Unsicher: Der Bereich schließt 0 ein, oder mit Hinweis",
    "none": "Kein gemeinsames Projekt",
    "undefined": "Keine Kennzahl; der Hinweis sagt, warum",
    "framed": "Im Satz oben genannt",
    "size": "Größe: gemeinsame Projekte (Fallzahl)",
    "certain": "sicher",
    "uncertain": "unsicher",
    "uncertain_why": "Unsicher: {why}",
    "technology": "Schlüsseltechnologien",
    "sector": "Branchen",
    "future": "Zukunftsfelder",
    "range": "90-%-Bereich",
    "to": "bis",
    "support": "Gemeinsame Projekte (Fallzahl)",
    "topics": "Ausschreibungsthemen",
    "bridging_organisations": "Organisationen in beiden Feldern",
    "bridges": "Brücken",
    "synergy": "Synergie",
    "activity": "Aktivität",
    "probability": "Wahrscheinlichkeit für mindestens eines",
    "joint": "Gezählt",
    "expected": "Nach Größe erwartet",
    "coverage": "Bekannte Regionen",
    "note": "Hinweis",
    "reading": "Lesart",
    "interface": "Schnittstelle",
    "project": "{n}\N{NO-BREAK SPACE}Projekt",
    "projects": "{n}\N{NO-BREAK SPACE}Projekte",
    "not_in_data": "in diesem Datenstand nicht enthalten",
    "ranking": "Die Schnittstellen der Reihe nach",
    "ranking_read_strength": "Die Balken beginnen bei 1, also dem, was die Größe der Region erwarten lässt; die dünne "
    "Linie ist der 90-%-Bereich. Umrandete Balken sind unsicher.",
    "ranking_read_potential": "Die Balken beginnen bei 0; die dünne Linie ist der 90-%-Bereich. Umrandete Balken sind "
    "unsicher.",
    "ranking_read_gap": "Die Balken beginnen bei 0; die dünne Linie ist der 90-%-Bereich. Umrandete Balken sind "
    "unsicher.",
    "ranking_more": "{n} weitere zeigen",
    "table": "Alle Kennzahlen",
    "table_read": "In Klammern steht der 90-%-Bereich. Ein Strich heißt, dass es keine Kennzahl gibt; der Hinweis "
    "sagt, warum. „Gemeinsame Projekte“ sind verschiedene Projekte mit beiden Feldern und einer Organisation in der "
    "Region; „Organisationen in beiden Feldern“ sind die Brücken.",
    "same_kind": "Zwei Felder einer Art (auf der Karte nicht gezeichnet)",
    "map_alt": "Schnittstellenkarte. {answer} Alle Kennzahlen stehen in der Tabelle darunter.",
    "source": "Quelle",
}
DE = {
    key: said.replace("90-%-Bereich", "90\N{NON-BREAKING HYPHEN}%\N{NON-BREAKING HYPHEN}Bereich")
    for key, said in DE.items()
}

WORDS = {"en": EN, "de": DE}

NO_SYNERGY = "no region-specific synergy can be told apart from chance"
NO_BRIDGES = "bridges need the organisations: crossfield fetch"
NO_FIELDS = "no synergy where a region has no activity in a or b"
EVEN_BRIDGES = "no region-specific bridges can be told apart from chance"
COVERAGE_CHANGED = "coverage changed"
ABOUT_AHEAD = {
    "no acceleration over a single year": "keine Beschleunigung in einem einzigen Jahr",
    "no back-test, so no probability": "keine Rückprüfung, daher keine Wahrscheinlichkeit",
    "no potential: too few complete years": "kein Potenzial: zu wenige vollständige Jahre",
    "no potential: too few joint projects to learn from": "kein Potenzial: zu wenige gemeinsame Projekte, um daraus zu "
    "lernen",
    "no potential: told for the default window of the data version's own tags": "kein Potenzial: nur für den "
    "Standardzeitraum und die Felder des Datenstands berechnet",
}
"""Notes on what figures say of other years: why acceleration, probability or potential is null."""
ABOUT_OTHER_LOOKS = (NO_SYNERGY, NO_FIELDS, EVEN_BRIDGES, NO_BRIDGES, COVERAGE_CHANGED, *ABOUT_AHEAD)
"""Notes of the table ``interface_figure`` that weaken no figure the map shows: said once, not at every interface."""

NOTES_DE = {
    NO_SYNERGY: "eine regionale Besonderheit (Synergie) lässt sich vom Zufall nicht unterscheiden",
    NO_FIELDS: "keine Synergie, wo die Region in einem der Felder nicht aktiv ist",
    EVEN_BRIDGES: "eine regionale Besonderheit bei den Brücken lässt sich vom Zufall nicht unterscheiden",
    NO_BRIDGES: "für die Brücken fehlen die Organisationen: crossfield fetch",
    "overlapping definitions": "Definitionen überschneiden sich",
    "region unknown": "Region unbekannt",
    "no joint project in Europe": "kein gemeinsames Projekt in Europa",
    "more than half of Europe's joint projects are here": "mehr als die Hälfte der gemeinsamen Projekte Europas",
    "few records": "wenige Fälle",
    "one project": "ein einziges Projekt",
    "one topic": "ein einziges Ausschreibungsthema",
    "no contribution stated": "keine Förderung angegeben",
    "no region-specific strength can be told apart from chance": "eine regionale Besonderheit lässt sich vom Zufall "
    "nicht unterscheiden",
    "amounts: not shrunken, no interval": "Beträge: nicht geschrumpft, ohne Unsicherheitsbereich",
    **ABOUT_AHEAD,
    COVERAGE_CHANGED: "Abdeckung hat sich verändert",
    "no activity in a or b": "keine Aktivität in einem der Felder",
    "not convertible": "nicht umrechenbar",
    "not computed yet": "noch nicht berechnet",
    "the region has both fields": "die Region ist in beiden Feldern stark",
    "ranked by the partners' own strength": "geordnet nach der Stärke der Partner",
    "nothing is known to lead to this field": "von keinem Feld ist bekannt, dass es zu diesem führt",
}
NOTES_DE |= {  # what differs between packages
    "the same": "gleich",
    "what is undefined here is a number there": "was hier undefiniert ist, ist dort eine Zahl",
    "differs otherwise": "anders aus anderem Grund",
    "not computable here": "hier nicht berechenbar",
    "1 on the diagonal": "1 auf der Diagonale",
    "the larger of both shares": "der größere beider Anteile",
    "at home above 1, not from 1 on": "vertreten über 1, nicht ab 1",
    "the field itself counts, with 1 on the diagonal": "das Feld selbst zählt, mit 1 auf der Diagonale",
    "times 100": "mal 100",
    "distance, 1 - density": "Abstand, 1 - Dichte",
    "opposite sign": "umgekehrtes Vorzeichen",
    "standard deviation of its own": "eigene Standardabweichung",
    "sample standard deviation of its own": "eigene Stichproben-Standardabweichung",
    "sample standard deviation of the regions": "Stichproben-Standardabweichung der Regionen",
    **{f"{n} updates, not 20": f"{n} Durchgänge, nicht 20" for n in (10, 19, 21, 50, 100, 1000)},
    **{f"method of reflections, {n} steps": f"Methode der Spiegelungen, {n} Schritte" for n in (18, 19)},
}
NOTES_DE |= {  # of partners, clusters and a consortium
    "organisations by fields and shared partners alone, without the learned ranker and without projects": (
        "Organisationen nach Feldern und gemeinsamen Partnern allein, ohne gelernte Rangfolge und ohne Projekte"
    ),
    "this data version was built without the setting boost, it is used from the next fetch on": (
        "dieser Datenstand ist ohne die Einstellung boost gebaut, sie gilt ab dem nächsten fetch"
    ),
    "this data version was built with a language model that is not set here, texts are compared without it": (
        "dieser Datenstand ist mit einem Sprachmodell gebaut, das hier nicht eingestellt ist, "
        "Texte werden ohne es verglichen"
    ),
    "this data version was built without the language model that is set, it is used from the next fetch on": (
        "dieser Datenstand ist ohne das eingestellte Sprachmodell gebaut, es gilt ab dem nächsten fetch"
    ),
    "no expression of a field of the scheme stands in the text": (
        "der Text enthält keinen Ausdruck eines Felds des Schemas"
    ),
    "its words for its fields are none of the vocabulary": "seine Wörter für seine Felder stehen nicht im Vokabular",
    "size not stated: any company counts as SME": "Größe nicht angegeben: Jedes Unternehmen zählt als KMU",
}
NOTES_DE |= {  # of indicators on tables
    "no activity in the region": "keine Aktivität in der Region",
    "no activity in the field": "keine Aktivität in dem Feld",
    "no activity of the region in the field": "keine Aktivität der Region in dem Feld",
    "one region only: nothing to compare with": "nur eine Region: kein Vergleich möglich",
    "one field only: nothing to compare with": "nur ein Feld: kein Vergleich möglich",
    "nothing to compare with": "kein Vergleich möglich",
    "amount missing": "Wert fehlt",
    "some amounts are missing": "einige Werte fehlen",
    "number of people unknown": "Einwohnerzahl unbekannt",
    "total of the region unknown": "Gesamtzahl der Region unbekannt",
    "income of a region with activity unknown": "Einkommen einer Region mit Aktivität unbekannt",
    "no activity before": "vorher keine Aktivität",
    "field new: no growth of it elsewhere to compare with": "neues Feld: kein Wachstum anderswo zum Vergleich",
    "exposure unknown": "Bezugsgröße unbekannt",
    "at home before: cannot enter": "vorher schon vertreten: kein Eintritt möglich",
    "not at home before: cannot leave": "vorher nicht vertreten: kein Austritt möglich",
    "at home in every field before": "vorher in jedem Feld vertreten",
    "at home in no field before": "vorher in keinem Feld vertreten",
    "few fields at risk": "wenige Felder, in denen es möglich war",
    "unknown before or after": "vorher oder nachher unbekannt",
    "fewer than five regions with activity in the field": "weniger als fünf Regionen mit Aktivität in dem Feld",
    "all regions are equal": "alle Regionen sind gleich",
    "no output in the data": "kein Ergebnis (output) in den Daten",
    "productivity not in the data: two stars at most": "Produktivität nicht in den Daten: höchstens zwei Sterne",
    "size or specialisation could not be judged": "Größe oder Spezialisierung nicht zu beurteilen",
    "not said whether declared": "nicht angegeben, ob erklärt",
    "no figure computed": "keine Kennzahl berechnet",
    "nothing declared, or nothing computed of it": "nichts erklärt, oder nichts davon berechnet",
    "nothing revealed": "nichts belegt",
    "all or none are declared: no order to judge": "alle oder keine sind erklärt: keine Reihenfolge zu beurteilen",
    "fewer than five fields to compare": "weniger als fünf Felder zum Vergleich",
    "fewer than five regions to compare": "weniger als fünf Regionen zum Vergleich",
    "all values are equal: no order": "alle Werte sind gleich: keine Reihenfolge",
    "perfect order: no interval": "gleiche Reihenfolge: kein Unsicherheitsbereich",
    "no other activity in the data": "keine andere Aktivität in den Daten",
    "field in no region": "keine Region ist in dem Feld vertreten",
    "region without any field": "die Region ist in keinem Feld vertreten",
    "the field occurs with no other": "das Feld tritt mit keinem anderen auf",
    "both fields are in all regions: no other table has the same sums": "beide Felder sind in allen Regionen: keine "
    "andere Tabelle hat dieselben Summen",
    "the field is related to no other": "das Feld ist mit keinem anderen verwandt",
    "the region has nothing related to the field": "die Region hat nichts, was dem Feld verwandt ist",
    "second and third pattern are nearly as strong: ranks may swing": "zwei Muster sind fast gleich stark: Ränge "
    "können schwanken",
    "the network falls into parts: computed on the largest": "das Netz zerfällt in Teile: für den größten berechnet",
    "no complexity of this year: too few or too symmetric regions and fields": "keine Komplexität in diesem Jahr: zu "
    "wenige oder zu gleichförmige Regionen und Felder",
    "no interval: too few draws have a complexity": "kein Unsicherheitsbereich: zu wenige Ziehungen haben eine "
    "Komplexität",
    "run down to nothing: its fields only occur beside the same others": "auf nichts gefallen: seine Felder kommen nur "
    "neben denselben anderen vor",
    "not connected with the largest part of the network": "nicht mit dem größten Teil des Netzes verbunden",
    "no field that the basis knows": "kein Feld, das die Grundlage kennt",
}


def words_in(language: str) -> dict[str, str]:
    """Return all words of a language (``en`` or ``de``).

    Raises
    ------
    UnknownNameError
        The language is neither.
    """
    if language not in WORDS:
        raise UnknownNameError("language", language, WORDS, f"Languages are {', '.join(WORDS)}.")
    return WORDS[language]


def finite(value: float | None) -> float | None:
    """Return the value, or None where it is no number."""
    return None if value is None or not math.isfinite(value) else float(value)


def number(value: float | None, language: str, digits: int = 2, *, signed: bool = False) -> str:
    """Write a number as the language does; what is no number is a dash, the minus a real one.

    Examples
    --------
    >>> number(1234.5, "de", 1), number(1234.5, "en", 1), number(-0.25, "de"), number(None, "de")
    ('1.234,5', '1,234.5', '−0,25', '–')
    >>> number(-0.001, "en"), number(-0.001, "en", 1, signed=True)
    ('0.00', '0.0')
    """
    if finite(value) is None:
        return "–"
    text = f"{value:{'+' if signed else ''},.{digits}f}"
    text = text.replace("-", "−") if text.strip("+-0.,") else text.lstrip("+-")  # what rounds to nothing has no sign
    return text.translate(str.maketrans(",.", ".,")) if language == "de" else text


def small_number(value: float | None, language: str) -> str:
    """Write a number with two decimals, and one that is smaller with as many as show two of its own.

    Examples
    --------
    >>> small_number(1.5, "de"), small_number(0.0238, "de"), small_number(0.0031, "en"), small_number(0.0, "en")
    ('1,50', '0,024', '0.0031', '0.00')
    """
    known = finite(value)
    return number(value, language, 2 if not known else min(6, max(2, 1 - math.floor(math.log10(abs(known))))))


def span(low: float | None, high: float | None, language: str, digits: int = 2) -> str:
    """Write a range in words, or an empty text where a bound is missing.

    Examples
    --------
    >>> span(0.88, 1.77, "de")
    '0,88 bis 1,77'
    """
    if finite(low) is None or finite(high) is None:
        return ""
    return f"{number(low, language, digits)} {words_in(language)['to']} {number(high, language, digits)}"


def projects(count: int, language: str) -> str:
    r"""Write a number of projects with its noun.

    Examples
    --------
    >>> projects(1, "en"), projects(8, "de")
    ('1\xa0project', '8\xa0Projekte')
    """
    word = words_in(language)["project" if count == 1 else "projects"]
    return word.format(n=number(count, language, 0))


def note_in(note: str | None, language: str) -> str:
    """Say a note in the language; a note without translation stays as it was written.

    Examples
    --------
    >>> note_in("few records; coverage changed", "de")
    'wenige Fälle; Abdeckung hat sich verändert'
    """
    parts = note_parts(note)
    return "; ".join(NOTES_DE.get(part, part) if language == "de" else part for part in parts)


def note_parts(note: str | None) -> list[str]:
    """Take a note apart; a table parts several notes by semicolons.

    Examples
    --------
    >>> note_parts("few records; coverage changed")
    ['few records', 'coverage changed']
    """
    return [part.strip() for part in (note or "").split(";") if part.strip()]
