"""Pictures of the pages that say with whom: the rows of their tables, the names as they are read."""

import pytest
from django.utils import translation

from crossfield.web.evidence.models import ShortlistEntry
from crossfield.web.evidence.queries.consortium import consortium_view
from crossfield.web.evidence.queries.consortium_question import ConsortiumQuestion
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.partner_charts import (
    FRAMED,
    PAGE,
    SMALL,
    consortium_chart,
    kept_drawing,
    partners_chart,
    shortlist_chart,
)
from crossfield.web.evidence.queries.partner_question import PartnerQuestion
from crossfield.web.evidence.queries.partners import partners_view


def partners(**asked):
    with translation.override("en"):
        return partners_view(current_version(), PartnerQuestion("DED", ("energy", "production"), **asked), "en")


def consortium(**asked):
    with translation.override("en"):
        return consortium_view(current_version(), ConsortiumQuestion(("health", "ict"), region="DED", **asked), "en")


@pytest.mark.parametrize("who", ["organisations", "regions", "clusters"])
@pytest.mark.parametrize("form", [PAGE, SMALL, FRAMED])
def test_bars_are_the_first_rows_of_the_table(who, form):
    view = partners(who=who)
    bars = partners_chart(view, "en", form).to_dict()["datasets"]["bars"]

    assert view.has_picture
    assert [bar["pair"].casefold() for bar in bars] == [str(row["name"]).casefold() for row in view.listing.rows[:10]]


def test_where_nobody_is_found_there_is_no_picture():
    view = partners(countries=("XX",))

    assert not view.has_picture
    assert partners_chart(view, "en", PAGE) is None
    assert kept_drawing(None, None) is None


def test_dots_are_the_parts_of_the_consortium():
    view = consortium(rules="horizon")
    dots = consortium_chart(view, "en", PAGE).to_dict()["datasets"]["dots"]

    assert {dot["said_part"] for dot in dots} == set(view.needs)
    assert all(dot["said_projects"] != "0" for dot in dots)


def test_what_cannot_be_has_no_picture():
    assert consortium_chart(consortium(partners=3, within="AT"), "en", PAGE) is None


@pytest.mark.parametrize(
    ("kind", "code", "status", "expected"),
    [
        ("organisation", "pic:999897729", "bekannt", "A, Germany: known"),
        ("organisation", "pic:1", "new", "A, country not known: new"),
        ("region", "AT13", "neu hier", "A, Austria: new"),
        ("cluster", "silicon-saxony-de", "", "A, Germany: not said"),
        ("cluster", "gone", "new", "A, country not known: new"),
    ],
)
def test_an_entry_stands_in_its_country_with_what_was_known(kind, code, status, expected):
    entry = ShortlistEntry(kind=kind, code=code, name="A", status=status, citation="S")
    sign = shortlist_chart([entry], current_version(), "en", PAGE, "").to_dict()["datasets"]["signs"][0]

    assert sign["said_all"].startswith(expected)


def test_an_empty_shortlist_has_no_picture():
    assert shortlist_chart([], current_version(), "en", PAGE, "") is None


def test_a_kept_drawing_has_all_that_a_finding_needs():
    view = partners()
    kept = kept_drawing(*(partners_chart(view, "en", form) for form in (PAGE, FRAMED)))

    assert set(kept) == {"kind", "framed", "spec", "light", "dark"}
    assert kept["framed"]["title"]["text"] == view.question
