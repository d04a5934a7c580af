"""Pinned findings keep their own rows: they open unchanged without the data, and only for whom they are."""

import json
import re
import shutil

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.management import call_command
from django.db import connection

from crossfield.config import Settings
from crossfield.errors import NotAllowedError
from crossfield.web.accounts.actions.account import ensure_desk_user
from crossfield.web.accounts.models import LogEntry, User
from crossfield.web.accounts.models.user import DESK_EMAIL
from crossfield.web.evidence.actions.finding import note_finding, pin_finding
from crossfield.web.evidence.models import Finding
from crossfield.web.evidence.pages.finding import pin
from crossfield.web.evidence.queries import data
from crossfield.web.evidence.queries.data import current_version as data_now
from crossfield.web.evidence.queries.listing import Column, Listing
from crossfield.web.registry.models import Field

PIN = "/de/interface/DED/energy/production/partners/pin/"


@pytest.fixture
def pinned(desk):
    address = desk.post(PIN)["Location"]
    return address, Finding.objects.get()


def test_a_table_is_pinned_with_its_rows_and_what_it_rests_on(desk, pinned):
    address, finding = pinned
    rows = json.loads(desk.get("/de/interface/DED/energy/production/partners.json").content)

    assert finding.rows == rows
    assert (finding.owner, finding.release, finding.language) == (ensure_desk_user(), "own", "de")
    assert finding.parameters == {
        "page": "interface", "region": "DED", "table": "partners", "language": "de", "field_a": "energy",
        "field_b": "production",
    }  # fmt: skip
    assert finding.address == "/de/interface/DED/energy/production/"
    assert finding.data_version == data.current_version()
    assert json.loads(desk.get(f"{address}finding.json").content) == rows
    assert desk.get(f"{address}finding.xlsx").status_code == 200
    entry = LogEntry.objects.get(verb="pin_finding")
    assert (entry.public_id, entry.fields) == (finding.public_id, [])


@pytest.mark.parametrize("path", ["region/DED/fields", "region/DED/money", "interfaces/DED/interfaces"])
def test_every_table_of_evidence_can_be_pinned(desk, path):
    answer = desk.post(f"/en/{path}/pin/")

    assert answer.status_code == 302
    assert desk.get(answer["Location"]).status_code == 200


def test_it_opens_unchanged_when_the_data_are_gone(desk, pinned, monkeypatch, tmp_path):
    address, _ = pinned
    before = desk.get(address).content
    monkeypatch.setattr(data, "chosen_lake", lambda: data.Lake(tmp_path / "gone"))

    answer = desk.get(address)

    assert answer.status_code == 200
    assert b"Cemex" in before
    assert b"Cemex" in answer.content


def test_its_owner_notes_removes_and_brings_it_back(desk, pinned):
    address, finding = pinned
    desk.post(f"{address}note/", {"title": "Neu", "note": "Für den <b>Beirat</b>", "folder": "Beirat"})
    noted = desk.get("/de/findings/").content.decode()
    desk.post(f"{address}remove/")
    gone, removed = desk.get(address), desk.get("/de/findings/").content.decode()
    desk.post(f"{address}restore/")

    assert "<h2>Beirat</h2>" in noted
    assert "Für den &lt;b&gt;Beirat&lt;/b&gt;" in noted
    assert gone.status_code == 404
    assert "Zurückholen" in removed
    assert desk.get(address).status_code == 200
    verbs = LogEntry.objects.filter(public_id=finding.public_id).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["pin_finding", "note_finding", "remove_finding", "restore_finding"]


def test_nobody_else_sees_or_changes_a_private_finding(served, make_user):
    owner, other = make_user("ann"), make_user("eve")
    served.force_login(owner)
    address = served.post("/de/region/DED/fields/pin/")["Location"]
    served.force_login(other)

    asked = [served.get(address), served.get(f"{address}finding.csv"), served.post(f"{address}note/", {"title": "x"})]
    asked += [served.post(f"{address}remove/"), served.post(f"{address}restore/")]

    assert [answer.status_code for answer in asked] == [404] * 5
    assert "Mikroelektronik" not in served.get("/de/findings/").content.decode()
    assert Finding.objects.get().title.startswith("Sachsen")


def test_a_finding_that_others_may_see_is_still_its_owners_to_change(served, make_user):
    owner = make_user("ann")
    colleague = make_user("bob", owner.institution)
    served.force_login(owner)
    address = served.post("/de/region/DED/fields/pin/")["Location"]
    Finding.objects.update(release="institution")
    served.force_login(colleague)

    page = served.get(address).content.decode()

    assert "Mikroelektronik" in page
    assert "Entfernen" not in page
    assert served.post(f"{address}note/", {"title": "x"}).status_code == 403
    with pytest.raises(NotAllowedError):
        note_finding(Finding.objects.get(), by=colleague, title="x", note="", folder="")


def test_more_rows_than_a_finding_keeps_are_refused(make_user):
    listing = Listing("t", "Table", (Column("a", "A"),), [{"a": 1}] * 50_001)
    asked = {"language": "de"}

    with pytest.raises(NotAllowedError, match="50,001 rows"):
        pin_finding(listing, by=make_user("ann"), title="T", answer="", address="/", version="v", parameters=asked)


@pytest.mark.parametrize("address", ["/de/region/DED/secrets/pin/", "/de/interface/DED/energy/production/x/pin/"])
def test_there_is_nothing_to_pin_where_there_is_no_table(desk, address):
    assert desk.post(address).status_code == 404
    assert desk.get(address).status_code == 405


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("path", ["region/DED/", "interfaces/DED/", "interface/DED/energy/production/", "region/IS/"])
def test_a_sheet_has_a_title_three_sentences_and_a_table(desk, language, path):
    page = desk.get(f"/{language}/{path}a4/").content.decode()

    assert page.count("<h1>") == 1
    assert page.count("<li>", page.index('class="sentences"'), page.index("</ol>")) == 3
    assert "<table" in page
    assert "crossfield, " in page


def test_it_opens_unchanged_when_its_data_version_was_pruned(desk, settings, own_lake):
    settings.CROSSFIELD = Settings(lake=str(own_lake.path))
    region = "DED"
    answer = desk.post(f"/de/region/{region}/fields/pin/")
    before = desk.get(answer["Location"]).content
    shutil.rmtree(own_lake.path)

    assert html_main(desk.get(answer["Location"]).content) == html_main(before)


def test_it_opens_unchanged_without_its_vocabulary(desk, pinned):
    address, _finding = pinned
    before = desk.get(address).content
    Field.objects.all().delete()

    assert html_main(desk.get(address).content) == html_main(before)


@pytest.mark.django_db(transaction=True)
def test_a_finding_of_an_older_program_opens_after_the_upgrade(client):
    call_command("migrate", "evidence", "0001", verbosity=0)
    user = User.objects.create_user(DESK_EMAIL, None)  # the log's entries could not be flushed after the test
    old = {
        "public_id": "2222222222222222", "title": "Alt", "note": "", "folder": "", "language": "de", "answer": "",
        "columns": '[{"key": "a", "heading": "Feld", "form": "text"}]', "rows": '[{"a": "Photonik"}]', "address": "/",
        "parameters": '{"page": "region", "region": "DED", "table": "fields"}', "data_version": "2025",
        "citation": "", "release": "own", "created": "2025-01-01 12:00:00", "owner_id": user.pk,
    }  # fmt: skip
    columns, marks = ", ".join(old), ", ".join(["%s"] * len(old))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO evidence_finding ({columns}) VALUES ({marks})", list(old.values()))  # noqa: S608 -- own words
    call_command("migrate", verbosity=0)
    client.defaults |= {"HTTP_HOST": "localhost:8765", "REMOTE_ADDR": "127.0.0.1"}

    for part in ("", "a4/", "page.html", "recompute/", "finding.xlsx"):
        assert client.get(f"/de/findings/{old['public_id']}/{part}").status_code == 200
    assert "Photonik" in client.get(f"/de/findings/{old['public_id']}/").content.decode()


def html_main(page: bytes) -> bytes:
    """What stands between head and foot, without what is new on every page."""
    whole = page[page.index(b"<main") : page.index(b"</main>")]
    return re.sub(rb'(<p class="message".*?</p>|name="csrfmiddlewaretoken" value="\w+")', b"", whole)


def test_the_map_is_kept_as_a_drawing_with_its_own_data(desk):
    address = desk.post("/de/interfaces/DED/interfaces/pin/?shows=gap")["Location"]
    drawn = json.loads(desk.get(f"{address}drawing.json").content)

    assert set(drawn) == {"spec", "light", "dark"}
    assert "datasets" in drawn["spec"]
    assert Finding.objects.get().parameters["shows"] == "gap"
    assert desk.get(f"{address}picture.svg").content.startswith(b"<svg")
    assert desk.get(f"{address}picture.exe").status_code == 404
    assert desk.get(f"{address}a4/").content.count(b'<img class="paper"') == 1


def test_a_table_has_no_drawing(desk, pinned):
    address, _finding = pinned

    assert desk.get(f"{address}drawing.json").status_code == 404
    assert desk.get(f"{address}picture.svg").status_code == 404


def test_a_table_that_is_too_long_asks_whether_its_beginning_shall_be_kept(rf, desk):
    listing = Listing("t", "Lang", (Column("a", "A", "count"),), [{"a": 1}] * 50_001, "Quelle")
    asked = {"page": "x", "table": "t", "language": "de"}

    def pinned_as(data):
        request = rf.post("/de/x/t/pin/", data)
        request.user, request.session, request._messages = ensure_desk_user(), {}, CookieStorage(rf.post("/"))
        return pin(request, {"t": listing}, version=data_now(), said=("T", ""), asked=asked)

    question = pinned_as({})
    assert question.status_code == 200
    assert "50001" in question.content.decode().replace(".", "").replace(",", "").replace("\xa0", "")
    assert Finding.objects.count() == 0
    assert pinned_as({"first": "1"}).status_code == 302
    assert len(Finding.objects.get().rows) == 50_000
    assert "50000" in Finding.objects.get().title


def test_a_finding_is_found_by_title_and_note_until_it_is_removed(desk, pinned):
    address, _finding = pinned
    desk.post(f"{address}note/", {"title": "Zementpartner", "note": "Quittung", "folder": ""})
    found = [desk.get(f"/de/search/?q={text}").content.decode() for text in ("zementpartnr", "quittung")]
    desk.post(f"{address}remove/")
    gone = desk.get("/de/search/?q=zementpartner").content.decode()

    assert all(f'href="{address}"' in page for page in found)
    assert f'href="{address}"' not in gone
