"""Pages of the shortlist: on and off by one button, notes as text, nobody else's, queries as with one."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from crossfield.tables.spelling import readable_name
from crossfield.web.evidence.models import Finding, ShortlistEntry

QUERY = "for=DED&field=energy&field=production&new=1"


def suggested(client, count=1):
    rows = html.fromstring(client.get(f"/de/partners/?{QUERY}").content.decode()).xpath("//form[@class='keep']")
    return [row.xpath(".//input[@name='code']/@value")[0] for row in rows][:count]


@pytest.fixture
def kept(desk):
    code = suggested(desk)[0]
    desk.post("/de/shortlist/keep/", {"code": code, "asked": QUERY})
    return ShortlistEntry.objects.get()


def test_a_suggestion_is_kept_as_the_search_says_it(desk, kept):
    rows = json.loads(desk.get(f"/de/partners/partners.json?{QUERY}").content)

    assert {key: getattr(kept, key) for key in ("name", "place", "status", "through", "why", "records")} == {
        key: rows[0][key] for key in ("name", "place", "status", "through", "why", "records")
    }
    assert kept.query == QUERY
    assert kept.asked.startswith("Wer in Europa passt zu Sachsen")


def test_the_button_changes_in_its_place_and_back(desk):
    code, script = suggested(desk)[0], {"hx-request": "true"}
    on = desk.post("/de/shortlist/keep/", {"code": code, "asked": QUERY}, headers=script).content.decode()
    marked = html.fromstring(desk.get(f"/de/partners/?{QUERY}").content.decode())
    off = desk.post("/de/shortlist/leave/", {"code": code, "asked": QUERY}, headers=script).content.decode()

    assert "/de/shortlist/leave/" in on
    assert 'role="status"' in on
    assert len(marked.xpath("//button[contains(@class, 'kept')]")) == 1
    assert "/de/shortlist/keep/" in off
    name = readable_name(ShortlistEntry.objects.get().name)
    assert f'aria-label="Von der Merkliste nehmen: {name}"' in on
    assert f'aria-label="Auf die Merkliste setzen: {name}"' in off
    assert ShortlistEntry.objects.filter(removed__isnull=True).count() == 0


def test_the_button_of_what_another_window_took_off_is_named_too(desk):
    code, script = suggested(desk)[0], {"hx-request": "true"}
    desk.post("/de/shortlist/keep/", {"code": code, "asked": QUERY})
    for _window in range(2):
        off = desk.post("/de/shortlist/leave/", {"code": code, "asked": QUERY}, headers=script).content.decode()
    never = desk.post("/de/shortlist/leave/", {"code": "pic:0", "asked": QUERY}, headers=script).content.decode()

    assert f'aria-label="Auf die Merkliste setzen: {readable_name(ShortlistEntry.objects.get().name)}"' in off
    assert 'aria-label="Auf die Merkliste setzen"' in never


def test_without_the_script_one_is_led_back_to_the_search(desk):
    code = suggested(desk)[0]

    assert desk.post("/de/shortlist/keep/", {"code": code, "asked": QUERY})["Location"] == f"/de/partners/?{QUERY}"
    assert desk.post("/de/shortlist/leave/", {"code": code})["Location"] == "/de/shortlist/"


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"code": "pic:1", "asked": QUERY}, 404),
        ({"code": "<script>", "asked": "who=dukes"}, 404),
        ({"asked": QUERY}, 404),
        ({"code": "DED", "asked": "for=&who=regions"}, 404),
    ],
)
def test_only_what_a_search_suggests_is_kept(desk, given, status):
    assert desk.post("/de/shortlist/keep/", given).status_code == status
    assert ShortlistEntry.objects.count() == 0


def test_notes_order_files_paper_and_pin(desk):
    for code in suggested(desk, 2):
        desk.post("/de/shortlist/keep/", {"code": code, "asked": QUERY})
    first, second = ShortlistEntry.objects.all()
    desk.post(f"/de/shortlist/{second.public_id}/note/", {"note": "<script>alert(1)</script>"})
    desk.post(f"/de/shortlist/{second.public_id}/move/", {"to": "up"})

    page = desk.get("/de/shortlist/").content.decode()
    assert "<script>alert(1)" not in page
    assert page.index(readable_name(second.name)) < page.index(readable_name(first.name))
    rows = json.loads(desk.get("/de/shortlist/shortlist.json").content)
    assert [row["name"] for row in rows] == [second.name, first.name]
    assert rows[0]["note"] == "<script>alert(1)</script>"
    assert readable_name(second.name) in desk.get("/de/shortlist/a4/").content.decode()
    desk.post("/de/shortlist/shortlist/pin/")
    assert [row["name"] for row in Finding.objects.get().rows] == [second.name, first.name]


def test_what_is_taken_off_can_be_brought_back(desk, kept):
    desk.post(f"/de/shortlist/{kept.public_id}/remove/")
    page = desk.get("/de/shortlist/").content.decode()
    assert "Zurückholen" in page
    desk.post(f"/de/shortlist/{kept.public_id}/restore/")

    assert ShortlistEntry.objects.get().removed is None


@pytest.mark.parametrize("act", ["note", "move", "remove", "restore"])
def test_somebody_elses_is_not_there(served, make_user, act):
    served.force_login(make_user("ann"))
    served.post("/de/shortlist/keep/", {"code": suggested(served)[0], "asked": QUERY})
    entry = ShortlistEntry.objects.get()
    served.force_login(make_user("bob"))

    assert served.post(f"/de/shortlist/{entry.public_id}/{act}/", {"note": "x"}).status_code == 404
    for address in ("", "shortlist.csv", "shortlist.json", "a4/"):
        assert entry.name not in served.get(f"/de/shortlist/{address}").content.decode()
    assert entry.name not in served.get(f"/de/partners/?{QUERY}&kind=PUB").content.decode()
    assert ShortlistEntry.objects.get().note == ""


def test_a_list_of_thirty_asks_as_often_as_a_list_of_one(desk, django_assert_num_queries):
    codes = suggested(desk, 30)
    desk.post("/de/shortlist/keep/", {"code": codes[0], "asked": QUERY})
    desk.get("/de/shortlist/")
    with CaptureQueriesContext(connection) as asked:
        desk.get("/de/shortlist/")
    few = len(asked)
    for code in codes[1:]:
        desk.post("/de/shortlist/keep/", {"code": code, "asked": QUERY})
    desk.get("/de/shortlist/")

    with django_assert_num_queries(few):
        desk.get("/de/shortlist/")
    assert ShortlistEntry.objects.count() == 30


DRESDEN = "pic:999897729"


def test_an_organisation_is_kept_from_its_own_page_and_taken_off_again(desk):
    address = f"/en/organisation/{DRESDEN}/"
    assert "Keep on the shortlist" in desk.get(address).content.decode()

    kept = desk.post(f"{address}keep/", {"name": "<b>else</b>"})
    desk.post(f"{address}keep/")
    entry = ShortlistEntry.objects.get()

    assert kept["Location"] == address
    assert (entry.kind, entry.code, entry.query, entry.status) == ("organisation", DRESDEN, "", "")
    assert entry.why.startswith("Most projects in ")
    assert "Take off the shortlist" in desk.get(address).content.decode()
    assert "Ask again today" not in desk.get("/en/shortlist/").content.decode()

    assert desk.post(f"{address}leave/")["Location"] == address
    assert ShortlistEntry.objects.get().removed is not None
    assert "Keep on the shortlist" in desk.get(address).content.decode()


@pytest.mark.parametrize("act", ["keep", "leave"])
def test_a_shortlist_of_organisations_is_ones_own(served, make_user, act):
    address = f"/en/organisation/{DRESDEN}/"
    served.force_login(make_user("ann"))
    served.post(f"{address}keep/")
    served.force_login(make_user("bob"))

    assert "Keep on the shortlist" in served.get(address).content.decode()
    assert served.post(f"{address}{act}/").status_code == 302
    assert ShortlistEntry.objects.filter(owner__email="ann@example.org", removed__isnull=True).count() == 1
    assert ShortlistEntry.objects.filter(owner__email="bob@example.org").count() == (act == "keep")
    assert served.post(f"/en/organisation/pic:0/{act}/").status_code == 404
