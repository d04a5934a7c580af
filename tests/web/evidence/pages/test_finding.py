"""Pages of findings: a list that asks as often with thirty as with one, notes as text, and nobody else's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crossfield.web.evidence.models import Finding

PIN = "/de/region/DED/money/pin/"


def test_a_list_of_thirty_asks_as_often_as_a_list_of_one(desk, django_assert_num_queries):
    desk.post(PIN)
    desk.get("/de/findings/")
    with CaptureQueriesContext(connection) as asked:
        desk.get("/de/findings/")
    few = len(asked)  # now: the next request clears the log
    for _number in range(29):
        desk.post(PIN)
    desk.get("/de/findings/")

    with django_assert_num_queries(few):
        desk.get("/de/findings/")
    assert Finding.objects.count() == 30


@pytest.mark.parametrize("key", ["title", "note", "folder"])
def test_what_is_noted_is_shown_as_text(desk, key):
    address = desk.post(PIN)["Location"]
    desk.post(f"{address}note/", {"title": "T", "note": "", "folder": ""} | {key: "<script>alert(1)</script>"})

    for page in (address, "/de/findings/"):
        assert b"<script>alert(1)</script>" not in desk.get(page).content


@pytest.mark.parametrize("public_id", ["nothing", "0", "x" * 300, "2222222222222222"])
@pytest.mark.parametrize("act", ["", "note/", "remove/", "restore/", "finding.csv"])
def test_a_finding_that_is_not_there_gets_a_clear_page(desk, public_id, act):
    ask = desk.get if act in {"", "finding.csv"} else desk.post

    assert ask(f"/de/findings/{public_id}/{act}").status_code == 404


@pytest.mark.parametrize("act", ["", "note/", "remove/", "finding.json"])
def test_somebody_elses_is_not_there(served, make_user, act):
    served.force_login(make_user("ann"))
    address = served.post(PIN)["Location"]
    served.force_login(make_user("bob"))
    ask = served.get if act in {"", "finding.json"} else served.post

    answer = ask(f"{address}{act}")

    assert answer.status_code == 404
    assert b"77.250518" not in answer.content
    assert Finding.objects.get().removed is None


def test_what_was_removed_comes_back_to_its_owner_only(served, make_user):
    ann, bob = make_user("ann"), make_user("bob")
    served.force_login(ann)
    address = served.post(PIN)["Location"]
    served.post(f"{address}remove/")
    assert served.get(address).status_code == 404

    served.force_login(bob)
    assert served.post(f"{address}restore/").status_code == 404
    served.force_login(ann)
    assert served.post(f"{address}restore/").status_code == 302
    assert served.get(address).status_code == 200
