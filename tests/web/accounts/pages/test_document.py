"""A document is given out as a download to those it is released to; to all others there is none, whichever it is."""

import re

import pytest
from django.core.files.base import ContentFile

from crossfield.web.accounts.actions.document import store_document

CONTENT = b"=cmd|' /C calc'!A0"


@pytest.fixture
def stored(make_user):
    return store_document(
        ContentFile(CONTENT, name="plan.csv"), by=make_user("ann"), title="Plan", media_type="text/csv"
    )


@pytest.fixture
def people(stored, make_user):
    """The document, and who may ask for it."""
    partner = make_user("partner")
    stored.institution.partners.add(partner.institution)
    colleague, stranger = make_user("colleague", stored.institution), make_user("stranger")
    return stored, {"owner": stored.owner, "colleague": colleague, "partner": partner, "stranger": stranger}


def said(answer):
    """The page without the token of its forms, which is another one each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def asked(served, document, user):
    if user is not None:
        served.force_login(user)
    return served.get(f"/en/document/{document.public_id}/")


@pytest.mark.parametrize(
    ("release", "seen_by"),
    [
        ("own", {"owner"}),
        ("institution", {"owner", "colleague"}),
        ("partners", {"owner", "colleague", "partner"}),
        ("public", {"owner", "colleague", "partner", "stranger"}),
    ],
)
@pytest.mark.parametrize("who", ["owner", "colleague", "partner", "stranger"])
def test_who_gets_a_document_of_which_release(served, people, release, seen_by, who):
    stored, users = people
    stored.release = release
    stored.save()

    answer = asked(served, stored, users[who])

    assert answer.status_code == (200 if who in seen_by else 404)
    if who in seen_by:
        assert b"".join(answer.streaming_content) == CONTENT
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Disposition"] == 'attachment; filename="plan.csv"'
    else:
        assert b"plan.csv" not in answer.content


def test_what_is_not_there_is_answered_like_what_is_not_yours(served, stored, make_user):
    eve = make_user("eve")
    served.force_login(eve)
    other = "a" * len(stored.public_id)
    hidden, missing = (served.get(f"/en/document/{one}/") for one in (stored.public_id, other))

    assert hidden.status_code == missing.status_code == 404
    assert said(hidden).replace(stored.public_id, other) == said(missing)


def test_without_an_account_one_signs_in_first(served, stored):
    answer = asked(served, stored, None)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/en/sign-in/")
