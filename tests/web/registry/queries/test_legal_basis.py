"""The rule file on people: each basis has its article, and both languages say the same things."""

from datetime import date

import pytest

from crossfield.errors import UnknownNameError
from crossfield.web.registry.models import PersonDetail
from crossfield.web.registry.queries.legal_basis import (
    bases,
    basis_said,
    days_of,
    is_consent,
    purpose_said,
    purposes,
    rules,
    wording,
)


def test_the_bases_are_those_of_the_regulation():
    assert {name: rule["article"] for name, rule in rules()["basis"].items()} == {
        "consent": "Art. 6(1)(a)", "contract": "Art. 6(1)(b)", "interest": "Art. 6(1)(f)",
    }  # fmt: skip
    assert [name for name in rules()["basis"] if is_consent(name)] == ["consent"]
    assert (rules()["source"], rules()["source_date"]) == (
        "https://eur-lex.europa.eu/eli/reg/2016/679/oj", date(2026, 11, 27),
    )  # fmt: skip


@pytest.mark.parametrize("language", ["de", "en"])
def test_all_that_is_chosen_from_is_said_in_both_languages(language):
    assert [name for name, said in bases(language) if said] == list(rules()["basis"])
    assert [name for name, said in purposes(language) if said] == list(rules()["purpose"])
    version, text = wording(language)
    assert (wording(language, version)[1], len(text) > 50) == (text, True)


def test_the_languages_differ():
    assert {basis_said("interest", one) for one in ("de", "en")} == {
        "Berechtigtes Interesse; die Person kann widersprechen (Art. 6 Abs. 1 Buchst. f DSGVO)",
        "Legitimate interest; the person may object (Art. 6(1)(f) GDPR)",
    }
    assert purpose_said("news", "de") == "Neuigkeiten aus dem Cluster"
    assert wording("de")[1] != wording("en")[1]


@pytest.mark.parametrize(
    "ask", [days_of, is_consent, lambda name: purpose_said(name, "en"), lambda name: wording("en", name)]
)
def test_an_unknown_name_is_told_with_those_there_are(ask):
    with pytest.raises(UnknownNameError):
        ask("unheard")


def test_names_fit_their_columns():
    longest = max(len(name) for part in ("basis", "purpose", "wording") for name in rules()[part])

    assert longest <= PersonDetail._meta.get_field("basis").max_length
