"""A search as its address says it: what is not asked is not in it, and what makes no sense is told."""

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossfield.errors import UnknownNameError
from crossfield.matching.partners import KINDS
from crossfield.matching.programmes import PROGRAMMES
from crossfield.web.evidence.queries.partner_question import PartnerQuestion, question_of

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault


def asked(query, own="DED"):
    return question_of(QueryDict(query), own)


def test_the_bare_address_asks_for_new_partners_of_ones_own_region():
    assert asked("") == PartnerQuestion("DED", new=True)
    assert asked("for=AT") == PartnerQuestion("AT")
    assert asked("for=") == PartnerQuestion("")


def test_everything_that_can_be_asked_is_read():
    query = "for=DED&field=ict&field=energy&text=Pflege&new=1&country=pl&country=CZ&kind=sme&widening=1&programme=eu"
    expected = PartnerQuestion(
        "DED", ("energy", "ict"), "Pflege", new=True, countries=("CZ", "PL"), kinds=("SME",), widening=True,
        programme="eu", since=2018, region="Brno",
    )  # fmt: skip

    assert asked(f"{query}&since=2018&region=+Brno%00") == expected
    assert expected.filters.kinds == ("SME",)


def test_what_regions_and_clusters_do_not_have_is_not_asked_of_them():
    assert asked("for=DED&who=regions&kind=SME&since=2018&new=1") == PartnerQuestion("DED", who="regions", new=True)
    assert asked("for=DED&who=clusters&new=1") == PartnerQuestion("DED", who="clusters")


@pytest.mark.parametrize(
    "query",
    [
        "who=dukes",
        "kind=DUKE",
        "programme=apollo",
        "since=soon",
        "since=12",
        "since=99999",
        "since=²",
        "per_country=many",
        "per_country=-1",
    ],
)
def test_what_is_not_there_is_told(query):
    with pytest.raises(UnknownNameError):
        asked(f"for=DED&{query}")


@PATIENT
@given(
    st.builds(
        PartnerQuestion,
        asker=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20).map(str.strip),
        fields=st.sets(st.sampled_from(("energy", "health", "ict")), max_size=2).map(
            lambda names: tuple(sorted(names))
        ),
        new=st.booleans(),
        countries=st.sets(st.sampled_from(("AT", "CZ", "PL"))).map(lambda names: tuple(sorted(names))),
        kinds=st.sets(st.sampled_from(KINDS)).map(lambda names: tuple(sorted(names))),
        widening=st.booleans(),
        programme=st.sampled_from(("", *sorted(PROGRAMMES))),
        since=st.none() | st.integers(1984, 2100),
        newcomers=st.booleans(),
        per_country=st.integers(0, 99),
        region=st.sampled_from(("", "CZ06", "Brünn", "a & b=c")),
    )
)
def test_an_address_says_its_question_again(question):
    assert asked(question.query) == question
