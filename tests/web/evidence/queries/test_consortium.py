"""A consortium's page: the command line's partners, in words; what contradicts itself is named in German as well."""

import pytest
from django.utils import translation

from crossfield.errors import ConfigError, UnknownNameError
from crossfield.lake.store import Lake
from crossfield.matching.consortium import Request, consortium
from crossfield.web.evidence.queries.consortium import consortium_view
from crossfield.web.evidence.queries.consortium_question import ConsortiumQuestion
from crossfield.web.evidence.queries.data import current_version

ASKED = ConsortiumQuestion(("health", "ict"), (("microelectronics", "sme"),), "horizon", region="DED")


def view_of(question, language="de"):
    with translation.override(language):
        return consortium_view(current_version(), question, language)


def test_partners_are_the_command_lines_with_what_it_costs_to_do_without():
    view = view_of(ASKED)
    with Lake().open() as frames:
        request = Request(
            "saxony", needs=("microelectronics:sme",), interface=("health", "ict"), rules="horizon", region="DED"
        )
        found = consortium(frames, request)

    rows = view.listing.rows
    assert [(row["code"], row["score"]) for row in rows] == [(row["who"], row["score"]) for row in found["partners"]]
    assert view.answer.startswith(f"{len(rows)} Partner decken alles ab")
    assert "Bewiesen ist" in view.answer
    assert {row["covers"] for row in rows} >= {"Mikroelektronik (KMU)", "Gesundheit"}
    assert all(row["instead"].startswith(("−", "sonst")) for row in rows)
    assert len(view.rules) == len(found["rules"]["requirements"]) + 1
    assert view.source.startswith("https://")


def test_what_cannot_hold_together_is_named_in_the_language_of_the_page():
    view = view_of(ConsortiumQuestion(("health", "ict"), partners=3, region="DED", within="AT"))

    assert view.listing is None
    assert view.answer == "Kein Konsortium erfüllt das alles zugleich."
    assert view.conflict
    assert not [one for one in view.conflict if " the " in f" {one} " or "partner from" in one]
    english = view_of(ConsortiumQuestion(("health", "ict"), partners=3, region="DED", within="AT"), "en")
    assert len(english.conflict) == len(view.conflict)


def test_a_partner_that_is_set_is_in_whatever_it_costs():
    view = view_of(ConsortiumQuestion(("health", "ict"), region="", fixed=("Technische Universität Dresden",)))
    row = next(row for row in view.listing.rows if row["code"] == "pic:999897729")

    assert row["instead"] == "sonst erfüllt nichts die Anforderungen"


@pytest.mark.parametrize(
    ("question", "error"),
    [
        (ConsortiumQuestion(("health", "helth")), UnknownNameError),
        (ConsortiumQuestion(("health", "ict"), region="Atlantis"), UnknownNameError),
        (ConsortiumQuestion(("health", "ict"), fixed=("Nirgendwo GmbH am Ende",)), UnknownNameError),
        (ConsortiumQuestion((), (("ict", ""),), "c3", region="DED"), ConfigError),
    ],
)
def test_what_cannot_be_asked_is_told(question, error):
    with pytest.raises(error):
        view_of(question)
