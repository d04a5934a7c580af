"""Words for the years ahead, in English and German."""

EN = {
    "question": "Where may fields meet in {region}?",
    "emerging": "Which interfaces are emerging in {region}?",
    "forecast": "Forecast for {window} on the basis of {basis}.",
    "past": "That window is past; what came of it is known up to {recorded}.",
    "past_unseen": "That window is past, and the data hold nothing of it.",
    "potential": "Most may be expected at {pair}: {potential} joint projects in three years, {support} so far.",
    "unused": "Potential is unused for certain at {pair}: {gap} joint projects in three years beyond what there is "
    "({potential} to be expected, {support} so far).",
    "gap": "Nowhere is potential unused for certain; the largest candidate is {pair}: {gap} joint projects in three "
    "years beyond what there is ({potential} to be expected, {support} so far).",
    "none": "No potential could be told; the notes say why.",
    "tested_entry": "Of the interfaces without a joint project that scored like this in {until}, {count} {verb} by "
    "{test_until}.",
    "tested_growth": "Of the active interfaces that scored like this in {until}, {count} had a new joint project by "
    "{test_until}.",
    "came": "Came of the window {window} by {recorded}: {projects}.",
    "was": "became active",
    "were": "became active",
    "few": "fewer than 1 of 100",
    "of_100": "{n} of 100",
    "yes": "yes",
    "accelerating": "Joint projects come surely faster at {pair}: {value} more in three years than in the years "
    "before.",
    "even": "Nowhere do joint projects come surely faster than in the years before.",
    "untold": "That cannot be told over {years}: {note}.",
    "why_strength": "Strength: the region has {share} % of Europe's projects with fields; of Europe's {europe} joint "
    "projects here that makes {expected}, found are {joint}.",
    "why_synergy": "Synergy: {na} projects in {a}, {nb} in {b}; in Europe the two meet {affinity} times as often as "
    "chance would have it.",
    "raised": "Potential is raised by: {drivers}.",
    "lowered": "Potential is lowered by: {drivers}.",
    "counting": "{counting} {joint} found, {expected} expected, strength {strength}",
    "countings": "By counting: {parts}.",
    "whole": "whole",
    "fractional": "fractional",
    "eur": "euro",
    "read": "Potential and gap: joint projects in three years. Unused: the gap's 90 % range lies above 0. Of 100: how "
    "many of 100 interfaces that scored alike got a joint project in the back-test. Came: joint projects of the window "
    "in the data so far.",
}

DE = {
    "question": "Wo können in {region} Felder künftig aufeinandertreffen?",
    "emerging": "Welche Schnittstellen entstehen in {region}?",
    "forecast": "Vorausgesagt für {window} auf der Grundlage von {basis}.",
    "past": "Der Zeitraum der Vorausschau ist vorbei; was daraus wurde, ist bis {recorded} bekannt.",
    "past_unseen": "Der Zeitraum der Vorausschau ist vorbei, und die Daten enthalten nichts davon.",
    "potential": "Am meisten lässt sich bei „{pair}“ erwarten: {potential} gemeinsame Projekte in drei Jahren, bisher "
    "{support}.",
    "unused": "Sicher ungenutzt ist Potenzial bei „{pair}“: {gap} gemeinsame Projekte in drei Jahren über das "
    "Vorhandene hinaus (zu erwarten {potential}, bisher {support}).",
    "gap": "Nirgends ist Potenzial sicher ungenutzt; am ehesten bei „{pair}“: {gap} gemeinsame Projekte in drei Jahren "
    "über das Vorhandene hinaus (zu erwarten {potential}, bisher {support}).",
    "none": "Potenzial ließ sich nicht angeben; die Hinweise sagen, warum.",
    "tested_entry": "Von den Schnittstellen ohne gemeinsames Projekt, die {until} ähnlich abschnitten, {verb} {count} "
    "bis {test_until} aktiv.",
    "tested_growth": "Von den aktiven Schnittstellen, die {until} ähnlich abschnitten, hatten {count} bis {test_until} "
    "ein neues gemeinsames Projekt.",
    "came": "Im Zeitraum {window} kamen bis {recorded} hinzu: {projects}.",
    "was": "wurde",
    "were": "wurden",
    "few": "weniger als 1 von 100",
    "of_100": "{n} von 100",
    "yes": "ja",
    "accelerating": "Sicher schneller kommen gemeinsame Projekte bei „{pair}“: {value} mehr in drei Jahren als in den "
    "Jahren davor.",
    "even": "Nirgends kommen gemeinsame Projekte sicher schneller als in den Jahren davor.",
    "untold": "Über {years} lässt sich das nicht sagen: {note}.",
    "why_strength": "Stärke: Die Region hat {share} % der europäischen Projekte mit Feldern; von den {europe} "
    "gemeinsamen Projekten Europas wären das {expected}, gefunden sind {joint}.",
    "why_synergy": "Synergie: {na} Projekte in „{a}“, {nb} in „{b}“; in Europa treffen beide {affinity}-mal so oft "
    "aufeinander, wie der Zufall es ergäbe.",
    "raised": "Das Potenzial erhöht: {drivers}.",
    "lowered": "Das Potenzial mindert: {drivers}.",
    "counting": "{counting} {joint} gefunden, {expected} erwartet, Stärke {strength}",
    "countings": "Nach Zählung: {parts}.",
    "whole": "ganz",
    "fractional": "anteilig",
    "eur": "in Euro",
    "read": "Potenzial und ungenutztes Potenzial: gemeinsame Projekte in drei Jahren. Ungenutzt: Der 90-%-Bereich des "
    "ungenutzten Potenzials liegt über 0. Von 100: wie viele von 100 Schnittstellen, die ähnlich abschnitten, in der "
    "Rückprüfung ein gemeinsames Projekt bekamen. Gekommen: gemeinsame Projekte des Zeitraums, die die Daten bisher "
    "enthalten.",
}

WORDS = {"en": EN, "de": DE}
HEADINGS = {
    "en": {
        "interface": "Interface",
        "potential": "Potential [90 %]",
        "gap": "Gap [90 %]",
        "is_unused": "Unused",
        "of_100": "Of 100",
        "came": "Came",
        "support": "Projects",
        "note": "Note",
        "codes": "Codes",
        "acceleration": "Faster by [90 %]",
    },
    "de": {
        "interface": "Schnittstelle",
        "potential": "Potenzial [90 %]",
        "gap": "Ungenutztes Potenzial [90 %]",
        "is_unused": "Ungenutzt",
        "of_100": "Von 100",
        "came": "Gekommen",
        "support": "Projekte",
        "note": "Hinweis",
        "codes": "Codes",
        "acceleration": "Schneller um [90 %]",
    },
}

# Features of crossfield.indicators.potential, as what raises or lowers a potential.
DRIVERS = {
    "en": {
        "lower_quotient": "how much at home the weaker of the two fields is",
        "higher_quotient": "how much at home the stronger of the two fields is",
        "region_tagged": "how many projects with fields the region has",
        "region_total": "how many projects the region has in all",
        "europe_joint": "how often the two fields meet elsewhere in Europe",
        "rarer_field": "how common the rarer of the two fields is in Europe",
        "commoner_field": "how common the commoner of the two fields is in Europe",
        "bridging": "organisations with separate projects in both fields",
        "organisations": "organisations in one of the two fields",
        "country": "how often the two fields meet in the country's other regions",
        "other_joint": "how often other fields meet in the region",
        "less_joint_field": "how often the less connected of the two meets other fields here",
        "more_joint_field": "how often the more connected of the two meets other fields here",
    },
    "de": {
        "lower_quotient": "wie stark das schwächere der beiden Felder vertreten ist",
        "higher_quotient": "wie stark das stärkere der beiden Felder vertreten ist",
        "region_tagged": "wie viele Projekte mit Feldern die Region hat",
        "region_total": "wie viele Projekte die Region insgesamt hat",
        "europe_joint": "wie oft beide Felder anderswo in Europa aufeinandertreffen",
        "rarer_field": "wie verbreitet das seltenere der beiden Felder in Europa ist",
        "commoner_field": "wie verbreitet das häufigere der beiden Felder in Europa ist",
        "bridging": "Organisationen mit getrennten Projekten in beiden Feldern",
        "organisations": "Organisationen in einem der beiden Felder",
        "country": "wie oft beide Felder in anderen Regionen des Landes aufeinandertreffen",
        "other_joint": "wie oft in der Region andere Felder aufeinandertreffen",
        "less_joint_field": "wie oft das schwächer verbundene der beiden hier auf andere Felder trifft",
        "more_joint_field": "wie oft das stärker verbundene der beiden hier auf andere Felder trifft",
    },
}
