"""Pages of named interfaces: list, one in a region, files, form, removing with undo; only what one may see."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from crossfield.config import Settings
from crossfield.web.accounts.actions.account import ensure_desk_user
from crossfield.web.evidence.actions.vocabulary import adopt_vocabularies
from crossfield.web.evidence.models import Finding, NamedFigures
from crossfield.web.registry.models import Field, NamedInterface


@pytest.fixture
def fields(db):
    adopt_vocabularies()
    return {one.code: one.public_id for one in Field.objects.filter(scheme="saxony")}


@pytest.fixture
def c3(fields):
    return f"/de/named/{NamedInterface.objects.get(name='C3-Saxony').public_id}/"


def given(fields, **rest):
    return {"name": "Eigene", "side_a": [fields["ict"]], "side_b": [fields["health"], fields["energy"]]} | rest


def test_the_list_has_the_saxon_example(desk, fields):
    page = desk.get("/de/named/").content.decode()

    for name in ("C3-Saxony", "CluStrat-Pilot: Leichtbau", "CluStrat-Pilot: Aktiv im Alter"):
        assert f">{name}</a>" in page


def test_the_list_asks_as_often_for_thirty(desk, fields):
    def asked():
        desk.get("/de/named/")
        with CaptureQueriesContext(connection) as queries:
            desk.get("/de/named/")
        return len(queries)

    few = asked()
    for _number in range(25):
        desk.post("/de/named/new/", given(fields))

    assert asked() == few


def test_the_map_lists_them_beside_the_pairs(desk, c3):
    page = desk.get("/de/interfaces/DED/").content.decode()

    assert f'<a href="{c3}?region=DED" lang="en">C3-Saxony</a>' in page


def test_one_is_made_changed_removed_and_brought_back(desk, fields):
    address = desk.post("/de/named/new/", given(fields))["Location"]
    page = desk.get(address).content.decode()
    form = desk.get(f"{address}change/").content.decode()
    desk.post(f"{address}change/", given(fields, name="Neu", aims=[fields["energy"]], version="1"))
    changed = desk.get(address).content.decode()
    desk.post(f"{address}remove/")
    gone = desk.get(address).status_code
    listed = desk.get("/de/named/").content.decode()
    desk.post(f"{address}restore/")

    assert '<h1 lang="de">Eigene</h1>' in page
    assert form.count(" checked") == 3
    assert '<h1 lang="de">Neu</h1>' in changed
    assert "Zielt auf" in changed
    assert gone == 404
    assert "Zurückholen" in listed
    assert desk.get(address).status_code == 200


def test_a_form_that_is_sent_twice_names_one_interface(desk, fields):
    page = html.fromstring(desk.get("/de/named/new/").content.decode())
    once = page.xpath("//input[@name='once']/@value")[0]
    before = NamedInterface.objects.count()
    answers = [desk.post("/de/named/new/", given(fields) | {"once": once})["Location"] for _ in range(2)]

    assert answers == [f"/de/named/{once}/"] * 2
    assert NamedInterface.objects.count() == before + 1


def test_each_language_has_a_name_and_neither_overwrites_the_other(desk, fields):
    address = desk.post("/de/named/new/", given(fields, name="Chips und Bio"))["Location"]
    english = address.replace("/de/", "/en/")
    assert '<h1 lang="de">Chips und Bio</h1>' in desk.get(english).content.decode()
    form = html.fromstring(desk.get(f"{english}change/").content.decode())
    assert [(one.get("name"), one.get("lang"), one.get("value")) for one in form.xpath("//p/input")] == [
        ("name", "de", "Chips und Bio"), ("other_name", "en", ""),
    ]  # fmt: skip
    desk.post(f"{english}change/", given(fields, name="Chips und Bio", other_name="Chips and bio", version="1"))

    assert '<h1 lang="en">Chips and bio</h1>' in desk.get(english).content.decode()
    assert '<h1 lang="de">Chips und Bio</h1>' in desk.get(address).content.decode()
    assert 'lang="en">Chips and bio</a>' in desk.get("/en/named/").content.decode()
    for language, name in (("de", "Chips und Bio"), ("en", "Chips and bio")):
        options = html.fromstring(desk.get(f"/{language}/register/events/new/").content.decode()).xpath(
            "//option/text()"
        )
        assert name in options
    kept = NamedInterface.objects.get(name="Chips und Bio")
    assert (kept.language, kept.other_name) == ("de", "Chips and bio")
    desk.post(f"{address}remove/")
    assert '<span lang="de">Chips und Bio</span>' in desk.get("/de/named/").content.decode()


@pytest.mark.parametrize(("language", "name"), [("de", "Chips und Bio"), ("en", "Chips and bio")])
def test_an_event_and_a_contact_name_their_interface_in_the_readers_language(
    desk, fields, make_organisation, language, name
):
    make_organisation("One")
    desk.post("/en/named/new/", given(fields, name="Chips and bio", other_name="Chips und Bio"))
    made = NamedInterface.objects.get(name="Chips and bio")
    sent = {"title": "W", "kind": "fair", "day": "2026-01-02", "interface": made.pk}
    event = desk.post(f"/{language}/register/events/new/", sent)["Location"]
    sent = {"organisation": "One", "text": "x", "kind": "call", "interface": made.pk}
    contact = desk.post(f"/{language}/register/contacts/new/", sent)["Location"]

    for page in (event, contact):
        assert f'<span lang="{language}">{name}</span>' in desk.get(page).content.decode()
    for kind in ("events", "contacts"):
        assert name in desk.get(f"/{language}/register/{kind}/{kind}.csv").content.decode()


def test_of_two_windows_the_second_is_told_sees_both_and_merges(desk, fields):
    address = desk.post("/de/named/new/", given(fields))["Location"]
    desk.post(f"{address}change/", given(fields, name="Erste", remark="aus dem ersten Fenster", version="1"))
    second = given(fields, name="Zweite", remark="aus dem zweiten", side_a=[fields["energy"]], version="1")

    told = desk.post(f"{address}change/", second | {"side_b": [fields["health"]]})
    page = told.content.decode()

    assert told.status_code == 422
    assert "Diese Schnittstelle wurde gespeichert, seit Sie das Formular geöffnet haben" in page
    assert "<dd>Erste</dd>" in page
    assert "<dd>aus dem ersten Fenster</dd>" in page
    assert 'value="Zweite"' in page
    assert ">aus dem zweiten</textarea>" in page
    assert '<input type="hidden" name="version" value="2">' in page
    assert NamedInterface.objects.get(name="Erste").version == 2
    assert desk.post(f"{address}change/", second | {"side_b": [fields["health"]], "version": "2"}).status_code == 302
    assert NamedInterface.objects.get(name="Zweite").version == 3


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "２"])
def test_a_version_that_is_none_is_an_old_one(desk, fields, version):
    address = desk.post("/de/named/new/", given(fields))["Location"]

    assert desk.post(f"{address}change/", given(fields, name="Neu", version=version)).status_code == 422
    assert NamedInterface.objects.filter(name="Neu").count() == 0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "noch keinen Namen"),
        ({"side_a": []}, "auf jeder Seite mindestens ein Feld"),
        ({"side_a": ["x", "\0"]}, "auf jeder Seite mindestens ein Feld"),
        ({"name": "<script>", "side_b": []}, "auf jeder Seite"),
    ],
)
def test_a_form_that_is_wrong_says_so_and_keeps_what_was_typed(desk, fields, wrong, said):
    answer = desk.post("/de/named/new/", given(fields, **wrong))

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert b"<script>" not in answer.content
    assert not NamedInterface.objects.filter(owner__isnull=False).exists()


def test_tables_are_there_as_files_and_can_be_pinned_and_recomputed(desk, c3):
    rows = json.loads(desk.get(f"{c3}figures.json?region=DED").content)
    address = desk.post(f"{c3}figures/pin/?region=DED")["Location"]
    again = desk.get(f"{address}recompute/").content.decode()

    assert [row["figure"] for row in rows][:2] == ["Stärke", "Brücken"]
    assert Finding.objects.get().parameters["interface"] == c3.split("/")[3]
    assert "Nichts: Die heutige Tabelle sagt in jeder Zelle dasselbe." in again
    assert desk.get(f"{c3}secrets.csv").status_code == 404
    assert desk.post(f"{c3}secrets/pin/").status_code == 404


def test_a_finding_of_one_that_was_removed_stays_and_says_so(desk, fields):
    address = desk.post("/de/named/new/", given(fields))["Location"]
    finding = desk.post(f"{address}pairs/pin/")["Location"]
    desk.post(f"{address}remove/")

    assert desk.get(finding).status_code == 200
    assert "lässt sich nicht neu berechnen" in desk.get(f"{finding}recompute/").content.decode()


def test_it_stands_on_one_sheet(desk, c3):
    page = desk.get(f"{c3}a4/?region=DED").content.decode()

    assert "Hier auf beiden Seiten aktiv: Technische Universitaet Dresden" in page
    assert page.count("<li>", page.index('class="sentences"'), page.index("</ol>")) == 3


@pytest.mark.parametrize(("region", "status"), [("Sachsen", 200), ("XYZ", 404), ("%00", 200), ("'--", 404)])
def test_its_region_is_asked_for_by_code_or_name(desk, c3, region, status):
    assert desk.get(f"{c3}?region={region}").status_code == status


def test_it_is_counted_on_records_where_there_are_some(desk, settings, small_lake):
    settings.CROSSFIELD = Settings(lake=str(small_lake.path), region="DE")
    adopt_vocabularies()
    known = {one.code: one.public_id for one in Field.objects.filter(scheme="saxony")}
    address = desk.post("/de/named/new/", given(known))["Location"]
    before = desk.get(f"{address}?region=DE").content.decode()
    part = desk.post(f"{address}compute/?region=DE", headers={"hx-request": "true"})
    whole = desk.post(f"{address}compute/?region=DE")
    after = desk.get(f"{address}?region=DE").content.decode()

    assert "werden auf den Einzeldaten gezählt" in before
    assert part["HX-Redirect"] == whole["Location"] == f"{address}?region=DE"
    assert NamedFigures.objects.count() == 1
    assert "werden auf den Einzeldaten gezählt" not in after
    assert "Die Kennzahlen in einer Tabelle" in after


def test_without_records_counting_says_what_to_do(desk, fields):
    address = desk.post("/de/named/new/", given(fields))["Location"]
    page = desk.post(f"{address}compute/", follow=True).content.decode()

    assert "enthält keine Einzeldaten" in page


def test_somebody_elses_is_not_there(served, make_user, fields):
    ann = make_user("ann")
    served.force_login(ann)
    address = served.post("/de/named/new/", given(fields, name="Geheimplan"))["Location"]
    served.force_login(make_user("eve"))

    for part in ("", "a4/", "change/", "pairs.json"):
        assert served.get(f"{address}{part}").status_code == 404
    for part in ("remove/", "restore/", "compute/", "change/", "pairs/pin/"):
        assert served.post(f"{address}{part}").status_code == 404
    assert "Geheimplan" not in served.get("/de/named/").content.decode()
    assert "Geheimplan" not in served.get("/de/interfaces/DED/").content.decode()
    assert "1 Treffer" not in served.get("/de/search/?q=Geheimplan").content.decode()


def test_one_that_others_may_see_is_still_its_owners_to_change(served, make_user, fields):
    ann = make_user("ann")
    served.force_login(ann)
    address = served.post("/de/named/new/", given(fields))["Location"]
    NamedInterface.objects.filter(owner=ann).update(release="institution")
    served.force_login(make_user("bob", ann.institution))
    page = served.get(address).content.decode()

    assert "Ändern" not in page
    assert served.get(f"{address}change/").status_code == 404
    assert served.post(f"{address}remove/").status_code == 403


def test_its_owner_says_who_may_see_it(served, make_user, fields):
    ann = make_user("ann")
    served.force_login(ann)
    address = served.post("/de/named/new/", given(fields))["Location"]
    served.post(f"{address}release/", {"release": "public"})
    page = served.get(address).content.decode()
    wrong = served.post(f"{address}release/", {"release": "world"}).status_code
    served.force_login(make_user("eve"))

    assert "Freigegeben für: alle, von ann@example.org am" in page
    assert wrong == 404
    assert served.get(address).status_code == 200
    assert served.post(f"{address}release/", {"release": "own"}).status_code == 403


def test_the_example_is_nobodys_to_change(desk, c3):
    ensure_desk_user()

    assert "Entfernen" not in desk.get(c3).content.decode()
    assert desk.post(f"{c3}remove/").status_code == 403


def test_it_shows_what_the_register_knows_of_it_and_of_no_other(desk, c3):
    page = desk.get(c3, {"region": "DED"}).content.decode()
    rows = desk.get(f"{c3}cooperations.json", {"region": "DED"}).json()

    assert [row["title"] for row in rows] == ["Silicon Saxony ↔ biosaxony", "C3-Saxony"]
    assert "2 Kooperationen an dieser Schnittstelle sind verzeichnet" in page
    pilot = NamedInterface.objects.get(name="CluStrat-Pilot: Leichtbau").public_id
    assert desk.get(f"/de/named/{pilot}/cooperations.json", {"region": "DED"}).json() == []


def test_what_the_register_knows_is_pinned_as_the_registers(desk, c3):
    address = desk.post(f"{c3}cooperations/pin/?region=DED")["Location"]
    finding = Finding.objects.get()

    assert desk.get(address).status_code == 200
    assert (finding.data_version, len(finding.rows), finding.parameters["page"]) == ("Register", 2, "named_register")
    assert "belegt 2" in finding.answer
    assert desk.post(f"{c3}nothing/pin/?region=DED").status_code == 404
