"""Names of organisations as they are read: capitals become words, abbreviations and legal forms stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.tables.spelling import readable_name

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
