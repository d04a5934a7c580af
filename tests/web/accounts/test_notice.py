"""Texts of the footer: shown in the reader's language, else in the other one, marked; told while empty."""

import pytest

from crossfield.web.accounts.models import Notice
from crossfield.web.accounts.queries.notice import empty_notices, notice_text

pytestmark = pytest.mark.django_db


def test_a_text_is_shown_in_the_other_language_rather_than_not_at_all():
    Notice.objects.create(kind="imprint", language="de", text="Beispielagentur")

    assert notice_text("imprint", "de") == ("Beispielagentur", "de")
    assert notice_text("imprint", "en") == ("Beispielagentur", "de")
    assert notice_text("privacy", "en") == ("", "en")
    assert len(empty_notices()) == 2


def test_html_in_a_text_is_text(desk):
    Notice.objects.create(kind="imprint", language="de", text="<b>Agentur</b>\n\nZweiter Absatz")

    page = desk.get("/en/about/imprint/").content.decode()

    assert '<div class="prose" lang="de"><p>&lt;b&gt;Agentur&lt;/b&gt;</p>' in page


def test_who_administers_is_told_what_is_empty_where_others_can_read_it(served, make_user):
    served.force_login(make_user("boss", is_staff=True))
    told = served.get("/de/").content.decode()
    served.force_login(make_user("ann"))
    other = served.get("/de/").content.decode()

    assert "gesetzlich vorgeschrieben: Impressum, Datenschutz, Barrierefreiheit" in " ".join(told.split())
    assert "gesetzlich vorgeschrieben" not in other
