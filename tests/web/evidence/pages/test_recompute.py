"""Recompute: old, new, difference and why; the old one stays, the new one is kept beside it."""

import json

import pytest

from crossfield.config import Settings
from crossfield.web.evidence.models import Finding

PIN = "/de/region/DED/money/pin/"


@pytest.fixture
def finding(desk):
    return desk.post(PIN)["Location"]


def test_on_the_same_data_nothing_is_different(desk, finding):
    page = desk.get(f"{finding}recompute/").content.decode()

    assert "Nichts: Die heutige Tabelle sagt in jeder Zelle dasselbe." in page
    assert "Datenstand, Felder und Methode sind dieselben" in page
    assert "Auch die heutige Tabelle festhalten" not in page


def test_what_is_different_stands_beside_what_was_with_the_reason(desk, finding):
    kept = Finding.objects.get()
    kept.rows[0]["projects"] += 5
    kept.basis["vocabulary"] = "other"
    kept.data_version = "older"
    kept.save()

    page = desk.get(f"{finding}recompute/").content.decode()
    (row,) = json.loads(desk.get(f"{finding}recompute/changes.json").content)

    assert "1 Zelle weicht ab, betroffene Zeilen: 1; festgehalten waren 6 Zeilen." in page
    assert "Was zu einem Feld zählt, ist neu festgelegt worden" in page
    assert (row["row"], row["what"], row["old"] - row["new"], row["difference"]) == ("2014", "Projekte", 5, -5)


def test_the_new_table_is_kept_beside_the_old_one(desk, finding):
    desk.post(f"{finding}note/", {"title": "Mittel", "note": "", "folder": "Beirat"})
    Finding.objects.update(rows=[], data_version="older")

    address = desk.post(f"{finding}recompute/keep/")["Location"]

    old, new = Finding.objects.order_by("pk")
    assert address == f"/de/findings/{new.public_id}/"
    assert (old.rows, old.data_version) == ([], "older")
    assert len(new.rows) == 6
    assert (new.title, new.folder) == ("Mittel", "Beirat")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"page": "shortlist"}, "Dieser Befund stammt aus einer eigenen Liste."),
        ({"table": "gone"}, "hat diese Tabelle nicht mehr"),
        ({"region": "XYZ"}, "XYZ"),
    ],
)
def test_what_cannot_be_computed_anew_says_why(desk, finding, changed, said):
    kept = Finding.objects.get()
    kept.parameters |= changed
    kept.save()

    answer = desk.get(f"{finding}recompute/")

    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert desk.get(f"{finding}recompute/changes.csv").status_code == 404
    assert desk.post(f"{finding}recompute/keep/").status_code == 404


def test_without_data_it_says_so(desk, finding, settings, tmp_path):
    settings.CROSSFIELD = Settings(lake=str(tmp_path / "gone"))

    assert desk.get(f"{finding}recompute/").status_code == 503


def test_another_data_version_is_told_with_its_figures(desk, finding, settings, small_lake):
    settings.CROSSFIELD = Settings(lake=str(small_lake.path))

    page = desk.get(f"{finding}recompute/").content.decode()

    assert "Daten: Aus dem Datenstand starter-" in page or "lässt sich nicht neu berechnen" in page


def test_somebody_elses_is_not_computed(served, make_user):
    served.force_login(make_user("ann"))
    address = served.post(PIN)["Location"]
    served.force_login(make_user("eve"))

    assert served.get(f"{address}recompute/").status_code == 404
    assert served.post(f"{address}recompute/keep/").status_code == 404
    assert Finding.objects.count() == 1
