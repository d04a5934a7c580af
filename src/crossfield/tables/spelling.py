"""Names of organisations as they are read: what a register writes in capitals alone gets small letters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SMALL_WORDS = """
a aan al am at aus aux avec bei by con d da das de dei del dell della delle degli delli dello dem den der des det di
die din do dos du el em for fra fuer fur für het im in ja l la las le les lo los med mit na od of on op os par para
pentru per po por pour pro przy sur te ten ter the tin tis to til ton tou u un une upon van v vid ved voor vom von w
with z za zu zum zur
"""
_JOINING_WORDS = "and e ed en és et i kai och oder og si und ve y"
_SPELLED = """
GmbH gGmbH mbH Ltd Ltda Inc Corp Co Lda Kft Zrt Nyrt ApS SpA ScpA ScaRL Oy Oyj Sp oo zoo sro doo spol Coop St Dr Mr
Mrs Ms Prof Str Pty vvi
"""
_ABBREVIATIONS = """
AB AD AE AG AISBL AIT AS ASA ASBL BASF BMW BV BVBA CEA CERN CERTH CEU CIC CIEMAT CNRS CSEM CSIC DECHEMA DESY DTU EAD
ECN EDF EEIG EG EHF EIT ENEA ENI EOOD EPE EPFL ERIC ESA ETH EU EURAC EV EWIV FIZ GAIA GEIE GIE IBM ICFO ICREA ICT IFAU
IFP IKE IMDEA IMEC INAF INESC INFN INRA INRAE INRIA IRCCS IRSTEA ISMB ISO IT IVZW JRC KIC KIT LEITAT LLC MESAP NATO
NHS NIOO NOVA NRW NTUA NV ONERA OHB OU OÜ PIAP PNO RISE RWTH SA SARL SAS SAU SE SIA SICS SINTEF SL SLU SME SMES SNCF
SRL TNO TU TUBITAK TÜV UAB UAE UCD UCL UFZ UG UK UPC UPM UPV USA VITO VTT ZAE ZSI
"""
_SHORT_WORDS = """
ace act age air all arc art bad bar bay big bio box bus ca cap car city day des eco end eye fit gas gen hub ile ion
job key lab lam law lex low mar max med men met mer nea net neu new non nor oil one open oro our pan pau pol que red
rio rue san sao sea sec six sky soc sol sta sub sud sul sun tax tec tek tel top tor tre ulm uni val via war web win
zoo
"""
_SMALL = frozenset(_SMALL_WORDS.split())
"""Words that are written small inside a name."""
_JOINING = frozenset(_JOINING_WORDS.split())
"""Words that join others: written small behind a hyphen, too, as in Luft - und Raumfahrt."""
_FORMS = {form.lower(): form for form in _SPELLED.split()}
"""Legal forms and titles with a spelling of their own."""
_ACRONYMS = frozenset(_ABBREVIATIONS.split())
"""Abbreviations that have a vowel, so that nothing else would tell them from words."""
_SHORT = frozenset(_SHORT_WORDS.split())
"""Words that look like abbreviations; all others of up to three letters are taken for one."""
_VOWELS = frozenset("aeiouyæøœıαεηιουωаеиоуыэюяії")
_WORD = re.compile(r"[^\W_]+(?:[.'’`´][^\W_]+)*\.?")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?\.?")
_APOSTROPHE = re.compile(r"(['’`´])")
_ELISIONS = frozenset({"d", "l", "dell", "all", "dall", "nell", "sull", "coll", "un", "qu", "s", "t", "n"})
_ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
_SEPARATORS = frozenset('(/:;,–—"„“')
LONGEST_SHORT, LONGEST_BARE, LONGEST_ACRONYM = 3, 4, 8
FEWEST_INITIALS = 3
FIRST, BEGINS, INSIDE, LAST = "first", "begins", "inside", "last"


@lru_cache(maxsize=65_536)
def readable_name(name: str) -> str:
    """Write a name that stands in capitals alone as people write it; a name with small letters stays as it is.

    Abbreviations, Roman numerals and legal forms stay, as far as they can be told: words of up to four letters without
    a vowel, known ones, and those made of the beginnings of the name's other words. Letters change their size and
    nothing else: a missing umlaut or accent stays missing.

    Parameters
    ----------
    name
        As the source writes it.

    Returns
    -------
    str
        The same letters and signs; applied twice it changes nothing more.

    Examples
    --------
    >>> readable_name("TECHNISCHE UNIVERSITAET DRESDEN")
    'Technische Universitaet Dresden'
    >>> readable_name("CENTRE NATIONAL DE LA RECHERCHE SCIENTIFIQUE CNRS")
    'Centre National de la Recherche Scientifique CNRS'
    >>> readable_name("LEONARDO - SOCIETA PER AZIONI S.P.A."), readable_name("SYNYO GmbH")
    ('Leonardo - Societa per Azioni S.p.A.', 'SYNYO GmbH')
    """
    if any(sign != "ß" and unicodedata.category(sign) == "Ll" for sign in name):
        return name
    found = list(_WORD.finditer(name))
    words = [_plain(one[0]) for one in found]
    parts, end = [], 0
    for place, one in enumerate(found):
        between, others = name[end : one.start()], words[:place] + words[place + 1 :]
        where = _where(one[0], between, name[one.end() :], is_first=place == 0, is_last=place == len(found) - 1)
        parts += [between, _spelled(one[0], others, where)]
        end = one.end()
    return "".join((*parts, name[end:]))


def _where(word: str, before: str, after: str, *, is_first: bool, is_last: bool) -> str:
    """Where a word stands: at the beginning, at that of a part, inside, or where nothing follows that it could join."""
    if is_last or (len(word) == 1 and "/" in before[-1:] + after[:1]):
        return FIRST if is_first and len(word) > 1 else LAST
    if is_first:
        return FIRST
    return BEGINS if _SEPARATORS.intersection(before) or "- " in before else INSIDE


def _spelled(word: str, others: list[str], where: str) -> str:
    """One word with its dots and apostrophes; ``others`` are the name's other words, in small letters."""
    if any(sign.isdigit() for sign in word):
        return word
    if _DOTTED.fullmatch(word):
        return _dotted(word)
    if "." in word.rstrip("."):
        return ".".join(_spelled(part, others, BEGINS) for part in word.split("."))
    pieces = _APOSTROPHE.split(word.rstrip("."))
    spelled = _with_apostrophes(pieces, where) if len(pieces) > 1 else _cased(pieces[0], others, where)
    return spelled + word[len(word.rstrip(".")) :]


def _dotted(word: str) -> str:
    """Letters with dots: as the legal form is written, else as they are."""
    letters = word.replace(".", "")
    form = iter(_FORMS.get(letters.lower(), "eV" if letters == "EV" else letters))
    return "".join(sign if sign == "." else next(form) for sign in word)


def _with_apostrophes(pieces: list[str], where: str) -> str:
    """Words joined by apostrophes: d'Azur, dell'Aquila, King's."""
    spelled = ""
    for place, piece in enumerate(pieces):
        if place % 2:
            spelled += piece
        elif (place and len(piece) == 1) or (piece.lower() in _ELISIONS and (place or where != FIRST)):
            spelled += piece.lower()
        else:
            spelled += _titled(piece)
    return spelled


def _cased(word: str, others: list[str], where: str) -> str:
    """A word of letters alone."""
    small = word.lower()
    if small in _JOINING and where in {BEGINS, INSIDE}:
        return small
    if small in _SMALL:
        return word if where == LAST else small if where == INSIDE else _titled(word)
    if small in _FORMS and not (where == FIRST and len(word) > LONGEST_SHORT):
        return _FORMS[small]
    return word if _is_short_for_something(word, others) else _titled(word)


def _is_short_for_something(word: str, others: list[str]) -> bool:
    """Tell whether a word is an abbreviation or a number."""
    plain = _plain(word)
    if word in _ACRONYMS or _ROMAN.fullmatch(word) or len(word) == 1:
        return True
    if not _VOWELS.intersection(plain):
        return len(word) <= LONGEST_BARE
    if len(word) <= LONGEST_SHORT:
        return plain not in _SHORT
    return plain not in _SHORT and len(word) <= LONGEST_ACRONYM and _is_made_of(plain, others, FEWEST_INITIALS)


def _is_made_of(word: str, others: list[str], fewest: int) -> bool:
    """Tell whether a word is the beginnings of other words in their order, of at least ``fewest`` of them.

    Examples
    --------
    >>> _is_made_of("infai", ["institut", "fur", "angewandte", "informatik"], 3)
    True
    >>> _is_made_of("insti", ["institut", "informatik"], 3)
    False
    """
    most = {0: 0}  # letters that are accounted for → words of which at most they are the beginnings
    for other in others:
        for done in sorted(most, reverse=True):  # from the end, so that no word counts twice
            for length in (1, 2):
                if len(other) >= length and word.startswith(other[:length], done):
                    most[done + length] = max(most[done] + 1, most.get(done + length, 0))
    return most.get(len(word), -1) >= fewest


def _titled(word: str) -> str:
    return word[:1] + word[1:].lower()


def _plain(word: str) -> str:
    """Small letters without accents."""
    parts = unicodedata.normalize("NFD", word.lower())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))
