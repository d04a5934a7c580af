"""Texts of the footer: four kinds, each once in a language."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from crossfield.web.accounts.models.notice import Notice, NoticeKind

pytestmark = pytest.mark.django_db


def test_the_footer_leads_to_four_pages():
    assert [kind.value for kind in NoticeKind] == ["imprint", "privacy", "accessibility", "licences"]
    with translation.override("de"):
        labels = [str(kind.label) for kind in NoticeKind]
    assert labels == ["Impressum", "Datenschutz", "Barrierefreiheit", "Lizenzen und Quellen"]


def test_each_is_written_once_in_each_language():
    for language in ("de", "en"):
        Notice.objects.create(kind="imprint", language=language, text="One text")
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(kind="imprint", language="de", text="Another text")

    assert [(one.language, one.text) for one in Notice.objects.filter(kind="imprint")] == [
        ("de", "One text"),
        ("en", "One text"),
    ]


def test_one_is_called_by_page_and_language():
    with translation.override("en"):
        assert str(Notice(kind="privacy", language="de")) == "Data protection (de)"
