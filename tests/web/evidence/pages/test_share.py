"""Passing on: a file at a desk, a link on a server; who has no token sees nothing, and a closed link is closed."""

import re

import pytest

from crossfield.web.evidence.models import Finding, ShareLink

PIN = "/de/region/DED/money/pin/"


@pytest.fixture
def finding(served, make_user):
    served.force_login(make_user("ann"))
    return served.post(PIN)["Location"]


def new_link(client, address):
    client.post(f"{address}share/", {"days": "30"})
    page = client.get(address).content.decode()
    return re.search(r'value="http://bench.example.org(/\w\w/shared/[^"]+)"', page)[1]


def test_a_link_is_shown_once_and_opens_without_an_account(served, finding):
    link = new_link(served, finding)
    again = served.get(finding).content.decode()
    served.logout()
    answer = served.get(link)

    assert link not in again
    assert answer.status_code == 200
    assert "77,25" in answer.content.decode()
    assert answer["Content-Security-Policy"].startswith("default-src 'none'; img-src data:; ")
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert served.get(finding).status_code == 302


def test_a_closed_link_is_closed(served, finding):
    link = new_link(served, finding)
    row = ShareLink.objects.get()
    served.post(f"{finding}share/{row.public_id}/revoke/")
    page = served.get(finding).content.decode()
    served.logout()
    answer = served.get(link)

    assert answer.status_code == 404
    assert "77,25" not in answer.content.decode()
    assert "Gültige Links" not in page


@pytest.mark.parametrize("token", ["x", "2" * 43, "x" * 3000, "%00", "..%2f"])
def test_a_token_that_opens_nothing_gets_a_clear_page(served, finding, token):
    new_link(served, finding)
    served.logout()

    assert served.get(f"/de/shared/{token}/").status_code == 404


@pytest.mark.parametrize("days", ["", "0", "365", "x", "-7", "\N{SUPERSCRIPT TWO}"])
def test_a_link_is_open_for_one_of_the_times_offered(served, finding, days):
    assert served.post(f"{finding}share/", {"days": days}).status_code == 403
    assert ShareLink.objects.count() == 0


def test_somebody_else_makes_no_link_and_closes_none(served, finding, make_user):
    new_link(served, finding)
    row = ShareLink.objects.get()
    Finding.objects.update(release="public")
    served.force_login(make_user("eve"))

    assert served.post(f"{finding}share/", {"days": "7"}).status_code == 403
    assert served.post(f"{finding}share/{row.public_id}/revoke/").status_code == 403
    assert "Link anlegen" not in served.get(finding).content.decode()
    assert ShareLink.objects.get().revoked is None


def test_at_a_desk_there_is_a_file_and_no_link(desk):
    address = desk.post(PIN)["Location"]
    page = desk.get(address).content.decode()
    answer = desk.get(f"{address}page.html")

    assert "Als eine Datei" in page
    assert "Link anlegen" not in page
    assert desk.post(f"{address}share/", {"days": "7"}).status_code == 404
    assert answer["Content-Disposition"] == f'attachment; filename="crossfield-{Finding.objects.get().public_id}.html"'
    assert "EU-Mittel nach Startjahr" in answer.content.decode()


def test_the_file_of_somebody_elses_finding_is_not_there(served, finding, make_user):
    served.force_login(make_user("eve"))

    answer = served.get(f"{finding}page.html")

    assert answer.status_code == 404


def test_release_says_who_may_see_it_by_whom_and_when(served, finding, make_user):
    ann = Finding.objects.get().owner
    colleague = make_user("bob", ann.institution)
    served.post(f"{finding}release/", {"release": "institution"})
    page = served.get(finding).content.decode()
    served.force_login(colleague)

    assert "Freigegeben für: meine Institution, von ann@example.org am" in page
    assert served.get(finding).status_code == 200
    assert served.post(f"{finding}release/", {"release": "public"}).status_code == 403
    served.force_login(make_user("eve"))
    assert served.get(finding).status_code == 404


@pytest.mark.parametrize("release", ["", "world", "own' OR 1=1"])
def test_there_are_four_levels_of_release(served, finding, release):
    assert served.post(f"{finding}release/", {"release": release}).status_code == 404
    assert Finding.objects.get().release == "own"
