"""Why somebody is suggested, as sentences: the numbers of the reasons, who has worked with both, how they stand."""

import pytest
from django.utils import translation

from crossfield.matching.suggestion import Reason, Suggestion
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.explanation import suggestion_in_words
from crossfield.web.evidence.queries.interface import interface_view
from crossfield.web.evidence.queries.organisation_index import OrganisationIndex
from crossfield.web.evidence.queries.partner_question import PartnerQuestion
from crossfield.web.evidence.queries.partners import partners_view
from crossfield.web.evidence.queries.reasons import Told

INDEX = OrganisationIndex(
    {
        "pic:1": {"name": "EXAMPLE A.S.", "person": False},
        "pic:2": {"name": "Erika Muster", "person": True},
    },
)


def said(*reasons, whom="Sachsen", known=False, through=(), kind="organisation", activity=None):
    told = Told(INDEX, {"ict": "ICT", "health": "Health"}, {}, activity or {}, "en")
    one = Suggestion("pic:9", "DED", kind, known=known, score=1.0, reasons=reasons, through=through)
    with translation.override("en"):
        return suggestion_in_words(one, told, whom)


NEW = " It is new: these data list no joint project."


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (
            Reason("shared-partners", 3.0, 0.5, ("pic:1", "pic:2")),
            "3 organisations have worked with it and with Sachsen as well, such as Example A.S.",
        ),
        (Reason("shared-partners", 1.0, 0.5), "1 organisation has worked with it and with Sachsen as well."),
        (Reason("field-activity", 7.0, 0.5), "It has 7 projects in the fields asked for."),
        (Reason("activity", 1.0, 0.5), "It has 1 project in all."),
        (Reason("subject", None, 0.5), "The subjects of its projects are near."),
        (Reason("fields-in-common", 1.0, 0.5, ("ict",)), "It works in the same fields: ICT."),
        (Reason("regions-tied", 2, 0.5), "The two regions share 2 projects."),
    ],
)
def test_a_reason_is_a_sentence(reason, expected):
    assert said(reason) == expected + NEW


@pytest.mark.parametrize(
    "reason",
    [
        Reason("shared-partners", 9.0, -1.0), Reason("shared-partners", 0.0, 0.5), Reason("field-activity", 0.0, 0.5),
        Reason("overlap", 0.2, 0.1, ()), Reason("has-itself", 0.0, 0.1), Reason("something-new", 1.0, 0.1),
    ],
)  # fmt: skip
def test_what_does_not_speak_for_somebody_is_not_said(reason):
    assert said(reason) == NEW.strip()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"known": True}, "It is known: the two have joint projects."),
        ({"through": ("pic:1",)}, "It is new; the way there leads through Example A.S."),
        ({"through": ("pic:2",)}, NEW.strip()),
        ({"whom": ""}, ""),
        ({"kind": "cluster"}, ""),
        ({"kind": "region", "known": True}, ""),
    ],
)
def test_how_the_two_stand_is_said_last(asked, expected):
    assert said(**asked) == expected


def test_projects_are_told_field_by_field():
    text = said(Reason("field-activity", 4.0, 1.0), activity={"pic:9": {"ict": 17, "health": 3}})

    assert text == f"It has projects in the fields asked for: ICT (17), Health (3).{NEW}"


@pytest.mark.parametrize("who", ["organisations", "regions", "clusters"])
def test_every_suggestion_that_is_shown_at_first_is_explained(who):
    with translation.override("de"):
        view = partners_view(current_version(), PartnerQuestion("DED", ("energy", "production"), who=who), "de")

    assert len(view.explained) == len(view.listing.rows[:10])
    assert all(one.text.endswith(".") and one.address.startswith("/de/") for one in view.explained)


def test_the_page_of_an_interface_explains_the_first_of_both_tables():
    with translation.override("en"):
        view = interface_view(current_version(), "DED", "energy", "production", "en")
    partner, region = view.listings["partners"].rows[0], view.listings["complements"].rows[0]

    assert len(view.why) == 3
    assert f"{partner['joint']} of them with both" in view.why[0].text
    assert "These data list no joint project with Sachsen." in view.why[0].text
    assert view.why_regions[0].name == region["label"]
    assert f"{region['score']:.2f}" in view.why_regions[0].text
