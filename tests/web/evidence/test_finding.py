"""Pinned findings keep their own rows: they open unchanged without the data, and only for whom they are."""

import json

import pytest

from crossfield.errors import NotAllowedError
from crossfield.web.accounts.actions.account import ensure_desk_user
from crossfield.web.accounts.models import LogEntry
from crossfield.web.evidence.actions.finding import note_finding, pin_finding
from crossfield.web.evidence.models import Finding
from crossfield.web.evidence.queries import data
from crossfield.web.evidence.queries.listing import Column, Listing

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
    assert b"CEMEX" in before
    assert b"CEMEX" in answer.content


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
    assert "<table>" in page
    assert "crossfield, " in page
