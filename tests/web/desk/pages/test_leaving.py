"""The page on which an institution takes away what only it kept: its files first."""

import json

import pytest
from django.urls import reverse
from lxml import html

from crossfield.web.registry.models import OrganisationSheet

pytestmark = pytest.mark.django_db


def text(answer):
    return " ".join(html.fromstring(answer.content.decode()).xpath("//main")[0].text_content().split())


@pytest.fixture
def boss(served, two_institutions):
    served.force_login(two_institutions.silicon.users["administrator"])
    return served


@pytest.fixture
def sheets(two_institutions):
    return OrganisationSheet.objects.filter(institution=two_institutions.silicon.institution)


def test_the_files_come_first_then_it_goes_and_comes_back(boss, sheets):
    page = reverse("register_leaving")
    assert "First take the file with everything" in text(boss.get(page))
    refused = boss.post(page, follow=True)
    assert "The files were not taken yet, or something has changed since." in text(refused)
    assert sheets.count() == 1

    file = boss.get(reverse("register_leaving_all"))
    rows = json.loads(file.content)
    assert [(row["model"], row["fields"]["text"]) for row in rows] == [
        ("registry.organisationsheet", "secret note of silicon"),
    ]
    assert "Take out now" in text(boss.get(page))
    gone = boss.post(page, follow=True)
    assert "Taken out of the register." in text(gone)
    assert sheets.count() == 0

    undo = html.fromstring(gone.content.decode()).xpath("//form[contains(@action, '/undo/')]/@action")[0]
    assert "Brought back." in text(boss.post(undo, follow=True))
    assert sheets.get().text == "secret note of silicon"
    assert boss.post(undo).status_code == 404


def test_what_changed_since_the_file_was_taken_stops_it(boss, sheets):
    boss.get(reverse("register_leaving_all"))
    sheets.update(text="changed")

    assert "First take the file with everything" in text(boss.get(reverse("register_leaving")))
    boss.post(reverse("register_leaving"))
    assert sheets.count() == 1


def test_looking_at_the_file_without_taking_it_does_not_count(boss, sheets):
    boss.head(reverse("register_leaving_all"))
    boss.post(reverse("register_leaving"))

    assert sheets.count() == 1


def test_the_sheets_are_a_table_too(boss):
    lines = boss.get(reverse("register_leaving_file", args=["sheets", "csv"])).content.decode().splitlines()

    assert (
        lines[0]
        == "organisation,member_number,contribution_class,contacts,text,tags,assessment,next_step,next_step_due"
    )
    assert lines[1] == "Shared 0,secret-silicon-1,,,secret note of silicon,,,,"
    assert "bio" not in " ".join(lines)
