"""Pages of tables of one's own: from the file to the map, and what nobody else may see."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

from crossfield.web.accounts.actions.account import ensure_desk_user
from crossfield.web.evidence.actions.upload import remove_upload
from crossfield.web.evidence.models import Finding, Load, Upload

SCRIPT = "<script>alert(1)</script>"
EVIL = f"Region;Feld;Wert\nSachsen;{SCRIPT};300\nSachsen;=1+1;100\nBayern;{SCRIPT};100\nBayern;=1+1;300\n"


def tree(answer):
    return html.fromstring(answer.content.decode())


@pytest.fixture
def own(desk):
    return ensure_desk_user()


def send(client, data: bytes, name="table.csv"):
    return client.post("/de/tables/send/", {"file": SimpleUploadedFile(name, data)}, follow=True)


def test_from_the_file_to_the_map(desk, own):
    page = tree(send(desk, b"Bundesland;Branche;Wert\nSachsen;Chips;300\nSachsen;Autos;100\nBayern;Chips;100\n"
                           b"Bayern;Autos;300\n"))  # fmt: skip
    assert page.xpath("string(//h1)") == "Was bedeuten die Spalten?"
    upload = Upload.objects.get()
    form = {one.get("name"): one.xpath("string(.//option[@selected]/@value)") for one in page.xpath("//select[@name]")}

    answer = desk.post(f"/de/tables/{upload.public_id}/columns/", form, follow=True)

    page = tree(answer)
    assert page.xpath("string(//h1)") == "In welchen Feldern liegt Sachsen laut Ihrer Tabelle vor den anderen?"
    assert "nicht den Datenstand" in page.xpath("string(//p[@class='warning own'])")
    assert page.xpath("//figure/@data-drawing") == [f"/de/tables/{upload.public_id}/drawing.json"]
    drawn = json.loads(desk.get(f"/de/tables/{upload.public_id}/drawing.json").content)
    assert len(drawn["spec"]["datasets"]["spots"]) == 2
    assert desk.get(f"/de/tables/{upload.public_id}/map.svg").content.startswith(b"<svg")
    assert desk.get(f"/de/tables/{upload.public_id}/map.exe").status_code == 404
    assert tree(desk.get("/de/tables/")).xpath("//section//a/@href") == [f"/de/tables/{upload.public_id}/"]


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"%PDF-1.4", "ein PDF"), (b"", None), (b"\x00\x00", "Nullbytes"), (b"words only", "keine Zeilen unter")],
)
def test_what_is_no_table_is_said_where_it_was_sent(desk, own, data, said):
    page = tree(send(desk, data, "cats.csv"))

    assert page.xpath("string(//h1)") == "Was sagt eine eigene Tabelle?"
    assert page.xpath("//p[@class='message']")
    if said:
        assert said in page.xpath("string(//p[@class='message'])")
    assert not Upload.objects.exists()


def test_a_form_without_a_file_says_so(desk, own):
    answer = desk.post("/de/tables/send/", {}, follow=True)

    assert "Wählen Sie zuerst eine Datei" in answer.content.decode()


def test_columns_that_do_not_hold_are_said_on_the_form(desk, own, make_upload):
    upload = make_upload(own)
    answer = desk.post(f"/de/tables/{upload.public_id}/columns/", {"kind": "activity", "region": "Bundesland"})

    assert answer.status_code == 200
    assert "ist nichts gewählt" in answer.content.decode()
    assert desk.post(f"/de/tables/{upload.public_id}/columns/", {"kind": "cats"}).status_code == 404


def test_html_and_formulas_in_cells_stay_text(desk, own, make_upload):
    upload = make_upload(own, EVIL.encode())
    for address in ("", "columns/", "a4/"):
        answer = desk.get(f"/de/tables/{upload.public_id}/{address}")
        assert answer.status_code == 200
        assert b"<script>alert" not in answer.content
    lines = desk.get(f"/de/tables/{upload.public_id}/fields.csv").content.decode().splitlines()
    assert {line.split(",")[0] for line in lines[1:3]} == {"<script>alert(1)</script>", "'=1+1"}


@pytest.mark.parametrize("name", ["fields", "regions"])
def test_each_table_is_a_file_and_can_be_pinned(desk, own, make_upload, name):
    upload = make_upload(own)
    rows = json.loads(desk.get(f"/de/tables/{upload.public_id}/{name}.json").content)
    for form in ("xlsx", "csv", "parquet"):
        assert desk.get(f"/de/tables/{upload.public_id}/{name}.{form}").status_code == 200

    assert desk.post(f"/de/tables/{upload.public_id}/{name}/pin/").status_code == 302
    kept = Finding.objects.get()
    assert len(kept.rows) == len(rows) == 2
    assert "nicht Teil des Datenstands" in kept.citation
    assert kept.release == "own"
    answer = desk.get(f"/de/findings/{kept.public_id}/recompute/")
    assert answer.status_code in {200, 404}  # the table is no data version that could be asked again
    assert len(tree(answer).xpath("//h1")) == 1


def test_nobody_of_another_institution_sees_anything(served, make_user, make_upload):
    ann = make_user("ann")
    upload = make_upload(ann)
    served.force_login(make_user("stranger", is_staff=True))
    inside = f"/de/tables/{upload.public_id}/"
    for address in ("", "columns/", "a4/", "drawing.json", "map.svg", "fields.csv", "fields.json"):
        assert served.get(inside + address).status_code == 404
    for address in ("fields/pin/", "remove/", "restore/"):
        assert served.post(inside + address).status_code == 404
    assert "table.csv" not in served.get("/de/tables/").content.decode()
    assert served.get(f"/de/document/{upload.document.public_id}/").status_code == 404


def test_a_colleague_sees_it_and_changes_nothing(served, make_user, make_upload):
    ann = make_user("ann")
    upload = make_upload(ann)
    served.force_login(make_user("colleague", ann.institution))
    page = tree(served.get(f"/de/tables/{upload.public_id}/"))

    assert "Nur Institution of ann sieht sie" in page.xpath("string(//p[@class='warning own'])")
    assert page.xpath("//form[contains(@action, 'remove')]") == []
    assert served.get(f"/de/tables/{upload.public_id}/columns/").status_code == 403
    assert served.post(f"/de/tables/{upload.public_id}/remove/").status_code == 403


def test_a_large_table_is_watched_by_its_owner_only(served, make_user, make_upload, monkeypatch):
    from crossfield.web.evidence.actions import upload as actions

    monkeypatch.setattr(actions, "AT_ONCE", 10)
    ann = make_user("ann")
    make_upload(ann)
    load = Load.objects.get()
    served.force_login(ann)
    assert served.get(f"/de/data/load/{load.public_id}/").status_code == 200
    assert served.post(f"/de/data/load/{load.public_id}/cancel/").status_code == 302
    served.force_login(make_user("chief", is_staff=True))
    assert served.get(f"/de/data/load/{load.public_id}/").status_code == 404
    assert load.public_id not in served.get("/de/data/").content.decode()


def test_it_is_taken_away_and_brought_back(desk, own, make_upload):
    upload = make_upload(own)
    page = tree(desk.post(f"/de/tables/{upload.public_id}/remove/", follow=True))

    assert page.xpath("//form[contains(@action, 'restore')]")
    assert desk.get(f"/de/tables/{upload.public_id}/").status_code == 404
    assert desk.post(f"/de/tables/{upload.public_id}/restore/").status_code == 302
    assert desk.get(f"/de/tables/{upload.public_id}/").status_code == 200


def test_a_draft_leads_to_its_columns_and_has_no_files(desk, own, make_upload):
    upload = make_upload(own)
    Upload.objects.update(state="draft")

    assert desk.get(f"/de/tables/{upload.public_id}/")["Location"] == f"/de/tables/{upload.public_id}/columns/"
    assert desk.get(f"/de/tables/{upload.public_id}/fields.csv").status_code == 404
    remove_upload(upload, by=own)


@pytest.mark.parametrize("asked", ["region=XYZ", "field=cats", "region=%3Cscript%3E", f"region={'x' * 3000}"])
def test_what_the_table_does_not_have_is_a_clear_page(desk, own, make_upload, asked):
    answer = desk.get(f"/de/tables/{make_upload(own).public_id}/?{asked}")

    assert answer.status_code == 404
    assert len(tree(answer).xpath("//h1")) == 1
    assert b"<script>" not in answer.content


def test_the_list_asks_as_often_with_one_table_as_with_thirty(desk, own, make_upload, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    first = make_upload(own)
    desk.get("/de/tables/")
    with CaptureQueriesContext(
        connection,
    ) as one:
        desk.get("/de/tables/")
    for number in range(29):
        Upload.objects.create(owner=own, institution=own.institution, release="institution", title=f"T{number}",
                              document=first.document)  # fmt: skip
    with django_assert_num_queries(len(one)):
        desk.get("/de/tables/")
