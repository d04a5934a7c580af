"""Names of organisations as they are read: capitals become words, abbreviations and legal forms stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.tables.spelling import _is_made_of, readable_name

NAMES = """\
Centre National de la Recherche Scientifique CNRS
Fraunhofer Gesellschaft zur Forderung der Angewandten Forschung EV
Commissariat a l Energie Atomique et aux Energies Alternatives
Consiglio Nazionale delle Ricerche
Max-Planck-Gesellschaft zur Forderung der Wissenschaften EV
Deutsches Zentrum fur Luft - und Raumfahrt EV
Teknologian Tutkimuskeskus VTT Oy
Ethniko Kentro Erevnas kai Technologikis Anaptyxis
Institut National de la Sante et de la Recherche Medicale
Technische Universitaet Dresden
Nederlandse Organisatie voor Toegepast Natuurwetenschappelijk Onderzoek TNO
Alma Mater Studiorum - Universita di Bologna
University College Cork -  National University of Ireland, Cork
Forschungszentrum Julich GmbH
SINTEF AS
The Chancellor, Masters and Scholars of the University of Cambridge
Stichting VU
King's College London
Norges Teknisk-Naturvitenskapelige Universitet NTNU
Universitetet i Oslo
Univerza v Ljubljani
AIT Austrian Institute of Technology GmbH
JRC -Joint Research Centre- European Commission
Vlaamse Instelling voor Technologisch Onderzoek N.V.
Universita Ca' Foscari  Venezia
Centro Ricerche Fiat ScpA
Engineering - Ingegneria Informatica SpA
Universidad del Pais Vasco/ Euskal Herriko Unibertsitatea
VIB VZW
RISE Research Institutes of Sweden AB
IBM Research GmbH
Universidad Carlos III de Madrid
Johann Wolfgang Goethe-Universitaet Frankfurt am Main
Tel Aviv University
Koninklijke Nederlandse Akademie van Wetenschappen - KNAW
Agenzia Nazionale per le Nuove Tecnologie,l'Energia e lo Sviluppo Economico Sostenibile
Tampereen Korkeakoulusaatio SR
Institut fur Angewandte Informatik (INFAI) EV
TXT e-Solutions SpA
Biosyntia ApS
IRD Fuel Cells A/S (Industrial Research & Development A/S)
Nokia Solutions and Networks GmbH &Co KG
Cystic Fibrosis Europe EV
UAB Nanoavionika
Lortek S Coop
Fundingbox Accelerator Sp zoo
Globaz, S.A.
Ministero dell'Istruzione, dell'Universita' e della Ricerca
Ericsson AB
Novo Nordisk A/S
Trustees of Columbia University in the City of New York
Universite Lumiere Lyon 2
Hochschule Mittweida (FH)
Gruenlandzentrum Niedersachen/Bremen e.V.
Zavod za Gradbenistvo Slovenije
Terveyden ja Hyvinvoinnin Laitos
Slovenska Technicka Univerzita v Bratislave
Sveuciliste u Zagrebu, Fakultet Strojarstva i Brodogradnje
Orange SA
Cosmote Kinites Tilepikoinonies AE
WWF Deutschland
Startups.BE
Klinikum Rechts der Isar der Technischen Universitat Munchen
ENBW Energie Baden-Wurttemberg AG
Barcelona Supercomputing Center Centro Nacional de Supercomputacion
"""
"""As they are read; the official data write them in capitals."""
SIGNS = st.text(st.characters(categories=("Lu", "Ll", "Lt", "Lo", "Nd", "Po", "Pd", "Zs", "Mn")), max_size=60)
WORDS = st.lists(st.sampled_from(sorted({word for line in NAMES.splitlines() for word in line.split()})), max_size=9)


@pytest.mark.parametrize("read", NAMES.splitlines())
def test_a_name_in_capitals_is_read_as_words(read):
    assert readable_name(read.upper()) == read


@pytest.mark.parametrize(
    "name",
    ["SYNYO GmbH", "IFP Energies nouvelles", "CIC biomaGUNE", "UJV REZ, a.s.", "", "3M", "CNRS", "TNO", " - ", "A"],
)
def test_small_letters_abbreviations_and_what_is_no_word_stay(name):
    assert readable_name(name) == name


@given(SIGNS | WORDS.map(" ".join) | WORDS.map(lambda words: " ".join(words).upper()))
def test_letters_change_their_size_alone_and_only_once(name):
    read = readable_name(name)

    assert read.casefold() == name.casefold()
    assert readable_name(read) == read


@given(WORDS.map(lambda words: " ".join(words).upper()), st.sampled_from(["gmbh", "x"]))
def test_a_name_with_small_letters_is_never_touched(words, small):
    assert readable_name(f"{words} {small}") == f"{words} {small}"


def made_of(word, others, fewest):
    """As it is said: the first word begins it or stands for nothing, and so on."""
    if not word or not others:
        return not word and fewest <= 0
    taken = any(
        word[:length] == others[0][:length] and len(word) >= length and made_of(word[length:], others[1:], fewest - 1)
        for length in (1, 2)
    )
    return taken or made_of(word, others[1:], fewest)


LETTERS = st.text("ab", max_size=6)


@given(LETTERS, st.lists(LETTERS, max_size=8), st.integers(0, 4))
def test_an_abbreviation_is_told_as_if_every_choice_of_words_were_tried(word, others, fewest):
    assert _is_made_of(word, others, fewest) == made_of(word, others, fewest)


class Counted(str):
    """A word that counts how often its beginning is looked at."""

    __slots__ = ()
    asked = 0

    def startswith(self, *told):
        type(self).asked += 1
        return super().startswith(*told)


def test_a_name_of_many_words_that_begin_alike_costs_a_few_looks_a_word(monkeypatch):
    monkeypatch.setattr(Counted, "asked", 0)

    assert not _is_made_of(Counted("aaaaaaab"), ["a"] * 300, 3)
    assert 0 < Counted.asked <= 300 * 8
