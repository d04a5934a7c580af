"""Reasons in words: numbers are the reasons' own, what counts against somebody is not said to speak for them."""

import pytest
from django.utils import translation

from crossfield.matching.suggestion import Reason, Suggestion
from crossfield.web.evidence.queries.organisation_index import OrganisationIndex
from crossfield.web.evidence.queries.reasons import Told, proofs_of, reasons_in_words

INDEX = OrganisationIndex(
    {
        "pic:1": {"name": "Example GmbH", "person": False},
        "pic:2": {"name": "Erika Muster", "person": True},
    },
)


def told_of(language="de", activity=None):
    return Told(INDEX, {"ict": "IKT", "health": "Gesundheit"}, {}, activity or {}, language)


def said(*reasons, language="de", activity=None):
    one = Suggestion("pic:9", "DED", "organisation", known=False, score=1.0, reasons=reasons)
    with translation.override(language):
        return reasons_in_words(one, told_of(language, activity))


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (Reason("shared-partners", 1.0, 0.5), "1 gemeinsamer Partner"),
        (Reason("shared-partners", 2006.0, 0.5), "2.006 gemeinsame Partner"),
        (Reason("shared-partners", 2006.0, -2.1), ""),
        (Reason("field-activity", 7.0, 0.5), "7 Projekte in den Feldern"),
        (Reason("collaboration-pattern", None, 0.5), "arbeitet mit ähnlichen Partnern zusammen"),
        (Reason("subject", None, 0.5), "Themen ihrer Projekte liegen nahe"),
        (Reason("activity", 963.0, 0.5), "963 Projekte insgesamt"),
        (Reason("activity", 0.0, 0.5), ""),
        (Reason("has-itself", 0.35, 0.35), "hat, was hier fehlt (0,35)"),
        (Reason("joint-projects", 0.0, None), "bisher kein gemeinsames Projekt"),
        (Reason("joint-projects", 41.0, None), "41 gemeinsame Projekte insgesamt"),
        (Reason("brings", 0.2, None, ("health", "ict")), "bringt mit: Gesundheit, IKT"),
        (Reason("overlap", 0.2, 0.1, ()), ""),
        (Reason("regions-tied", 7, 0.1), "7 gemeinsame Projekte der beiden Regionen"),
        (Reason("something-new", 1.0, 0.1), ""),
    ],
)
def test_a_reason_is_said_in_words(reason, expected):
    assert said(reason) == expected


def test_projects_are_said_field_by_field_where_a_profile_tells_them():
    activity = {"pic:9": {"ict": 17, "health": 3}}

    assert (
        said(Reason("field-activity", 4.2, 1.0), activity=activity) == "Projekte in den Feldern: IKT 17, Gesundheit 3"
    )
    assert said(Reason("field-activity", 0.0, 0.0), activity=activity) == ""


def test_reasons_stand_in_their_order():
    both = (Reason("activity", 2.0, 0.9), Reason("shared-partners", 3.0, 0.1))

    assert said(*both, language="en") == "2 projects in all; 3 shared partners"


def test_records_are_projects_or_organisations_with_their_addresses_and_never_persons():
    reasons = (
        Reason("shared-partners", 3.0, 0.5, ("pic:2", "pic:1", "7")),
        Reason("activity", 3.0, -0.5, ("8",)),
    )
    one = Suggestion("pic:9", "DED", "organisation", known=False, score=1.0, reasons=reasons)
    with translation.override("de"):
        found = proofs_of(one, told_of(), {"7": ("ACRO", "https://example.org/7"), "8": ("OTHER", "")})

    assert found == [("Example GmbH", "/de/organisation/pic:1/"), ("ACRO", "https://example.org/7")]
