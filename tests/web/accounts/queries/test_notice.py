"""Texts of the footer: in the language asked for, else in the other one, and which the law still asks for."""

import pytest
from django.utils import translation

from crossfield.web.accounts.models import Notice
from crossfield.web.accounts.queries.notice import empty_notices, notice_text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("written", "asked", "found"),
    [
        ({}, "de", ("", "de")),
        ({}, "en", ("", "en")),
        ({"de": "Text"}, "de", ("Text", "de")),
        ({"de": "Text"}, "en", ("Text", "de")),
        ({"de": "Deutsch", "en": "English"}, "en", ("English", "en")),
        ({"de": "Deutsch", "en": ""}, "en", ("Deutsch", "de")),
    ],
)
def test_a_text_and_the_language_it_is_in(written, asked, found):
    Notice.objects.create(kind="privacy", language="de", text="of another page")
    for language, text in written.items():
        Notice.objects.create(kind="imprint", language=language, text=text)

    assert notice_text("imprint", asked) == found


@pytest.mark.parametrize(
    ("language", "missing"),
    [
        ("de", ["Impressum", "Datenschutz", "Barrierefreiheit"]),
        ("en", ["Legal notice", "Data protection", "Accessibility"]),
    ],
)
def test_what_the_law_asks_for_is_missing_until_it_is_written(language, missing):
    with translation.override(language):
        assert empty_notices() == missing
        Notice.objects.create(kind="imprint", language="de", text="")
        assert empty_notices() == missing
        Notice.objects.create(kind="imprint", language="en", text="Example Ltd")
        assert empty_notices() == missing[1:]


def test_licences_are_told_from_the_data_and_never_missing():
    for kind in ("imprint", "privacy", "accessibility"):
        Notice.objects.create(kind=kind, language="de", text="Text")

    assert empty_notices() == []
