"""Folders: made by moving, renamed, taken back; only one's own findings move."""

import pytest

from crossfield.web.accounts.models import LogEntry
from crossfield.web.evidence.models import Finding

PIN = "/de/region/DED/money/pin/"


@pytest.fixture
def two(desk):
    for _number in range(2):
        desk.post(PIN)
    return list(Finding.objects.order_by("pk").values_list("public_id", flat=True))


def folders():
    return list(Finding.objects.order_by("pk").values_list("folder", flat=True))


def test_ticked_findings_go_into_a_folder_and_back(desk, two):
    moved = desk.post("/de/findings/move/", {"finding": two, "folder": " Beirat "}, follow=True).content.decode()
    before = folders()
    desk.post("/de/findings/undo/")

    assert before == ["Beirat", "Beirat"]
    assert "2 Befunde verschoben." in moved
    assert "Letztes Verschieben rückgängig machen" in moved
    assert folders() == ["", ""]
    assert LogEntry.objects.filter(verb="move_finding").count() == 4
    assert "rückgängig" not in desk.get("/de/findings/").content.decode()


def test_a_folder_gets_another_name_and_the_old_one_back(desk, two):
    desk.post("/de/findings/move/", {"finding": two[:1], "folder": "Alt"})
    desk.post("/de/findings/rename/", {"old": "Alt", "folder": "Neu"})
    renamed = folders()
    desk.post("/de/findings/undo/")

    assert renamed == ["Neu", ""]
    assert folders() == ["Alt", ""]


@pytest.mark.parametrize(
    "given", [{}, {"folder": "X"}, {"finding": ["nothing"], "folder": "X"}, {"finding": ["\0"], "folder": "\0"}]
)
def test_nothing_to_move_is_said(desk, two, given):
    page = desk.post("/de/findings/move/", given, follow=True).content.decode()

    assert "Nichts wurde verschoben" in page
    assert folders() == ["", ""]


def test_without_a_name_no_folder_is_renamed(desk, two):
    desk.post("/de/findings/rename/", {"old": "", "folder": "X"})

    assert folders() == ["", ""]


def test_other_peoples_findings_stay_where_they_are(served, make_user):
    ann = make_user("ann")
    bob = make_user("bob", ann.institution)
    served.force_login(ann)
    served.post(PIN)
    Finding.objects.update(release="institution", folder="Board")
    public_id = Finding.objects.get().public_id
    served.force_login(bob)

    served.post("/de/findings/move/", {"finding": [public_id], "folder": "Mine"})
    served.post("/de/findings/rename/", {"old": "Board", "folder": "Mine"})
    served.post("/de/findings/undo/")

    assert folders() == ["Board"]


@pytest.mark.parametrize("act", ["move", "rename", "undo"])
def test_a_folder_is_not_changed_by_a_link(desk, act):
    assert desk.get(f"/de/findings/{act}/").status_code == 405
