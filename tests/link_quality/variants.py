# ruff: noqa: E501 -- tables of rules, one rule a pair
"""Names as lists write them: rules that turn a register's name into a variant, parted between tuning and test.

A rule of one half is never used in the other, and no organisation is in both halves. Every choice comes from a hash of
the organisation's id, so that the same lake gives the same variants. The rules were written from how membership lists of
clusters look, before the linker was measured. The test half was not unseen: what it showed at the first look was mended,
one word (Dutch *medisch*) among it, as docs/explanation/linking.md says. No word of the rules was copied into the linker,
but both come from what is common in names, so that many of them stand in its tables of words too.
"""

import hashlib
import random
import re

ACCENTS = {
    "tuning": (
        ("UNIVERSITAET", "Universität"), ("UNIVERSITAT", "Universität"), ("FUER", "für"), ("FUR", "für"), ("MUNCHEN", "München"),
        ("GESELLSCHAFT", "Gesellschaft"), ("FORDERUNG", "Förderung"), ("KOLN", "Köln"), ("OSTERREICH", "Österreich"),
    ),
    "test": (
        ("UNIVERSITE", "Université"), ("INVESTIGACION", "Investigación"), ("FUNDACION", "Fundación"), ("ASOCIACION", "Asociación"),
        ("TECNOLOGIA", "Tecnología"), ("ECOLE", "École"), ("SOCIETE", "Société"), ("SPOLKA", "Spółka"), ("INGENIERIA", "Ingeniería"),
        ("DEVELOPPEMENT", "Développement"), ("CENTRO DE", "Centro de"), ("KOZPONT", "Központ"), ("EUROPEEN", "Européen"),
    ),
}  # fmt: skip
FORMS = {
    "tuning": (
        ("GMBH", "G.m.b.H."), ("LIMITED", "Ltd."), ("LTD", "Limited"), ("SRL", "S.r.l."), ("SL", "S.L."), ("SA", "S.A."),
        ("SPA", "S.p.A."), ("BV", "B.V."), ("EV", "e. V."), ("AS", "A/S"), ("NV", "N.V."),
    ),
    "test": (
        ("GMBH", "Gesellschaft mit beschränkter Haftung"), ("SRL", "Società a responsabilità limitata"), ("SL", "Sociedad Limitada"),
        ("SPA", "Società per Azioni"), ("AB", "Aktiebolag"), ("AG", "Aktiengesellschaft"), ("SRO", "spol. s r.o."), ("LDA", "Limitada"),
        ("SP ZOO", "Sp. z o.o."), ("OY", "Osakeyhtiö"), ("BV", "besloten vennootschap"), ("LTD", "(Ltd)"), ("SAS", "S.A.S."),
    ),
}  # fmt: skip
SHORTER = {
    "tuning": (("UNIVERSITÄT", "Univ."), ("UNIVERSITAET", "Univ."), ("UNIVERSITY", "Univ."), ("INSTITUT", "Inst."), ("TECHNISCHE", "Techn.")),
    "test": (("TECHNISCHE UNIVERSIT", "TU"), ("INTERNATIONAL", "Intl."), ("UNIVERSITY OF TECHNOLOGY", "TU"), ("LABORATORIES", "Labs"),
             ("TECHNOLOGIES", "Tech."), ("DEPARTMENT", "Dept."), ("RESEARCH", "Res."), ("UNIVERSITA", "Univ."), ("GESELLSCHAFT", "Ges.")),
}  # fmt: skip
LANGUAGES = {
    "tuning": (("UNIVERSITY", "Universität"), ("UNIVERSITAET", "University"), ("UNIVERSITAT", "University"), ("INSTITUTE", "Institut"),
               ("CENTRE", "Zentrum"), ("FOUNDATION", "Stiftung"), ("HOCHSCHULE", "University of Applied Sciences")),
    "test": (("UNIVERSITE", "University"), ("UNIVERSIDAD", "University"), ("UNIVERSITA", "University"), ("INSTITUTO", "Institute"),
             ("UNIWERSYTET", "University"), ("POLITECHNIKA", "Technical University"), ("FUNDACION", "Foundation"), ("CENTRO", "Centre"),
             ("STICHTING", "Foundation"), ("ASSOCIATION", "Verband"), ("NATIONAL", "Nationales"), ("RESEARCH", "Forschung")),
}  # fmt: skip
DEPARTMENTS = {
    "tuning": ("Institut für Informatik, {}", "{}, Fakultät Maschinenbau", "Lehrstuhl für Werkstoffe der {}"),
    "test": ("Department of Physics, {}", "{} - Faculty of Engineering", "{} / Abteilung Biotechnologie", "Dipartimento di Ingegneria, {}",
             "Chair of Materials Science ({})"),
}  # fmt: skip
CITIES = {
    "tuning": (("MUNCHEN", "Munich"), ("WIEN", "Vienna"), ("PRAHA", "Prag"), ("ROMA", "Rom"), ("PARIS", "Paris Cedex 13")),
    "test": (("KOLN", "Cologne"), ("MILANO", "Mailand"), ("WARSZAWA", "Warsaw"), ("LISBOA", "Lisbon"), ("BRUXELLES", "Brussel"),
             ("TORINO", "Turin"), ("KOBENHAVN", "Copenhagen"), ("ATHINA", "Athens"), ("LONDON", "London SW7")),
}  # fmt: skip


def variant(row: dict, half: str) -> tuple[str, str, list[str]]:
    """A variant of an organisation's name and city, and the rules that made it."""
    chance = random.Random(hashlib.sha256(f"{half}/{row['organisation']}".encode()).hexdigest())
    rules = [rule for rule in RULES if chance.random() < 0.4] or [chance.choice(RULES)]
    name, used = row["name"], []
    for rule in rules:
        changed = rule(name, row, half, chance)
        if changed != name:
            name, used = changed, [*used, rule.__name__]
    city = _replaced(row["city"] or "", CITIES[half]) if chance.random() < 0.5 else row["city"] or ""
    name = name.title() if chance.random() < 0.5 and name.isupper() else name
    return name, city, used or ["as it is"]


def legal_form(name: str, row: dict, half: str, chance: random.Random) -> str:
    """The form written out or dotted; or left out."""
    for form, written in FORMS[half]:
        if re.search(rf"\b{form}$", name, re.IGNORECASE):
            return re.sub(rf"[ ,]*\b{form}$", "" if chance.random() < 0.5 else f" {written}", name, flags=re.IGNORECASE)
    return name


def accents(name: str, row: dict, half: str, chance: random.Random) -> str:
    """Letters with the marks that registers leave out."""
    return _replaced(name, ACCENTS[half])


def abbreviation(name: str, row: dict, half: str, chance: random.Random) -> str:
    """A long word shortened; in the test half also the acronym beside the name."""
    short = row["short_name"] or ""
    if half == "test" and 3 <= len(short) <= 8 and short.isupper() and chance.random() < 0.4:
        return chance.choice([f"{name} ({short})", f"{short} - {name}"])
    return _replaced(name, SHORTER[half])


def language(name: str, row: dict, half: str, chance: random.Random) -> str:
    """A kind of organisation in another language."""
    return _replaced(name, LANGUAGES[half])


def order(name: str, row: dict, half: str, chance: random.Random) -> str:
    """Tuning: the last word first, with a comma. Test: the first word last; or hyphens for blanks."""
    words = name.split()
    if not 3 <= len(words) <= 6 or re.sub(r"\W", "", words[-1]).lower() in ENDINGS:
        return name
    if half == "tuning":
        return f"{words[-1]}, {' '.join(words[:-1])}"
    return f"{words[0]}-{' '.join(words[1:])}" if chance.random() < 0.5 else f"{' '.join(words[1:])}, {words[0]}"


def department(name: str, row: dict, half: str, chance: random.Random) -> str:
    """A part of a university named with it."""
    if row["kind"] != "HES" or chance.random() < 0.5:
        return name
    return chance.choice(DEPARTMENTS[half]).format(name)


def typo(name: str, row: dict, half: str, chance: random.Random) -> str:
    """Tuning: two letters change places. Test: one is missing, doubled or another."""
    places = [match.start() + chance.randrange(1, len(match[0]) - 1) for match in re.finditer(r"[^\W\d_]{6,}", name)]
    if not places or chance.random() < 0.4:
        return name
    at = chance.choice(places)
    if half == "tuning":
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    middle = chance.choice(["", name[at] * 2, chance.choice("aeioustrnl")])
    return name[:at] + middle + name[at + 1 :]


ENDINGS = {
    *(form.lower() for pairs in FORMS.values() for form, _ in pairs),
    *(
        "zoo",
        "ou",
        "kg",
        "oe",
        "inc",
        "haftung",
        "limitata",
        "azioni",
        "odpowiedzialnoscia",
        "tarsasag",
        "v",
        "sirketi",
        "ae",
    ),
}
RULES = (legal_form, accents, abbreviation, language, order, department, typo)


def _replaced(name: str, pairs: tuple) -> str:
    for old, new in pairs:
        if re.search(rf"\b{old}\b", name, re.IGNORECASE):
            return re.sub(rf"\b{old}\b", new, name, count=1, flags=re.IGNORECASE)
    return name
