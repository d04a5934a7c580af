"""Words on the picture of a network, in English and German."""

EN = {
    "own": "Filled: organisations of {region}",
    "other": "Rings: organisations elsewhere",
    "size": "Size: projects with both fields",
    "links": "Lines: the strongest of their joint projects, in all fields and years; without a line at the bottom",
    "hidden": "Not drawn: {n} more organisations.",
    "region": "Region",
    "joint": "Projects with both fields",
    "linked": "Linked with",
}
DE = {
    "own": "Gefüllt: Organisationen aus {region}",
    "other": "Ringe: Organisationen anderswo",
    "size": "Größe: Projekte mit beiden Feldern",
    "links": "Linien: die stärksten Verbindungen durch gemeinsame Projekte, alle Felder und Jahre; "
    "ohne Verbindung unten",
    "hidden": "Nicht gezeichnet: {n} weitere Organisationen.",
    "region": "Region",
    "joint": "Projekte mit beiden Feldern",
    "linked": "Verbunden mit",
}
WORDS = {"en": EN, "de": DE}
