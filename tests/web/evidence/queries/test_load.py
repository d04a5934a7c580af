"""How far a load is, in both languages, and when it is said to have broken off."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from crossfield.web.evidence.models import Load
from crossfield.web.evidence.queries.load import (
    KINDS,
    PROGRAMMES,
    incoming_folder,
    is_worker_alive,
    load_title,
    load_view,
    official_address,
    queued_loads,
    recent_loads,
    worker_lock,
)


def made(**given) -> Load:
    return Load.objects.create(source="cordis-h2020", **given)


@pytest.mark.parametrize(
    ("given", "german", "share"),
    [
        ({"state": "waiting"}, "Das Laden beginnt, sobald nichts anderes mehr lädt.", None),
        (
            {"state": "running", "loaded": 25_000_000, "expected": 100_000_000},
            "Die Datei wird heruntergeladen: 25 von 100 MB.",
            25,
        ),
        ({"state": "running", "loaded": 25_000_000}, "Die Datei wird heruntergeladen: 25 von ? MB.", None),
        (
            {"state": "running", "step": "reading cordis-h2020", "steps_done": 9},
            "Die Zeilen werden gelesen (Schritt 9 von etwa 18).",
            50,
        ),
        (
            {"state": "running", "step": "looking ahead, NUTS level 2", "steps_done": 20},
            "Prognosen werden berechnet und an früheren Jahren geprüft (Schritt 20 von etwa 20).",
            99,
        ),
        ({"state": "done"}, "Fertig. Alle Seiten zeigen den neuen Datenstand.", None),
        ({"state": "unchanged"}, "Nichts Neues: Die Datei enthält, was schon geladen ist.", None),
        ({"state": "failed"}, "Das hat nicht geklappt. Die Daten sind, wie sie vorher waren.", None),
        ({"state": "cancelled"}, "Angehalten. Die Daten sind, wie sie vorher waren.", None),
    ],
)
def test_a_load_says_how_far_it_is(db, given, german, share):
    with translation.override("de"):
        view = load_view(made(**given))

    assert (view.said, view.share, view.is_broken) == (german, share, False)
    assert view.goes_on is (given["state"] in {"waiting", "running"})


def test_a_file_on_its_way_says_how_much_has_arrived(db):
    load = made(state="receiving", filename="a.zip", size=4_000_000)
    incoming_folder(load).mkdir(parents=True)
    (incoming_folder(load) / "a.zip").write_bytes(bytes(1_000_000))

    view = load_view(load)

    assert (view.said, view.share) == ("The file is on its way: 1 of 4 MB.", 25)


def test_a_load_without_a_worker_has_broken_off(db, settings):
    settings.LOADS_APART = True
    running = load_view(made(state="running"))
    late = load_view(made(state="waiting", queued=timezone.now() - timedelta(minutes=1)))
    new = load_view(made(state="waiting"))

    assert [running.is_broken, late.is_broken, new.is_broken] == [True, True, False]
    assert running.said.startswith("It broke off")
    assert late.said == "It waits, and nothing is at work."
    assert [running.goes_on, late.goes_on, new.goes_on] == [False, False, True]
    with worker_lock():
        assert is_worker_alive()
        assert not load_view(made(state="running")).is_broken
    assert not is_worker_alive()


def test_loads_are_worked_on_in_their_order_and_listed_newest_first(db):
    first, done, second = made(), made(state="done"), made(state="running")

    assert list(queued_loads()) == [first, second]
    assert list(recent_loads()) == [second, done, first]


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_kind_has_a_name_and_every_programme_an_address(language):
    with translation.override(language):
        assert all(str(said) for said in KINDS.values())
    assert [official_address(name)[:8] for name in PROGRAMMES] == ["https://"] * 3
    assert official_address("clusters") == ""


def test_a_load_is_called_by_its_source_and_file():
    assert load_title(Load(source="cordis-fp7")) == "7th Framework Programme, 2007–2013"
    assert load_title(Load(source="", filename="a.zip")) == "EU projects (a.zip)"
