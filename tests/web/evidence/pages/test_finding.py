"""Pages of findings: a list that asks as often with thirty as with one, notes as text, and nobody else's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from crossfield.web.accounts.actions.account import ensure_desk_user
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


def keep(owner, title, **rest):
    """A finding with a table of its own, as an older day would have kept it."""
    given = {"columns": [{"key": "a", "heading": "Äpfel", "form": "count"}], "rows": [{"a": 1}], "language": "de"}
    given |= {"parameters": {"region": "DED"}, "data_version": "v1", "address": "/", "institution": owner.institution}
    return Finding.objects.create(owner=owner, title=title, **given | rest)


@pytest.fixture
def ann(served, make_user):
    """A user who is signed in."""
    user = make_user("ann")
    served.force_login(user)
    return user


def listed(client, query="", language="de"):
    page = html.fromstring(client.get(f"/{language}/findings/{query}").content.decode())
    return [one.text for one in page.xpath("//section[@class='kept']//li/a")]


@pytest.mark.parametrize(("language", "said"), [("de", "Noch nichts."), ("en", "Nothing yet.")])
def test_who_has_kept_nothing_is_told_how_to(served, ann, language, said):
    page = served.get(f"/{language}/findings/").content.decode()

    assert said in page
    assert 'id="folder"' not in page


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Money", "Fields", "Peers"]),
        ("?q=mon", ["Money"]),
        ("?q=%20MON%20", ["Money"]),
        ("?q=mon%00", ["Money"]),
        ("?q=%00", ["Money", "Fields", "Peers"]),
        ("?folder=Board", ["Fields"]),
        ("?region=DE2", ["Peers"]),
        ("?whose=mine", ["Money", "Fields"]),
        ("?whose=others", ["Peers"]),
        ("?q=nothing", []),
        ("?unheard=of", ["Money", "Fields", "Peers"]),
        ("?q=%27%3B--", []),
    ],
)
def test_a_list_is_narrowed_by_its_address(served, ann, make_user, query, titles):
    keep(ann, "Money")
    keep(ann, "Fields", folder="Board")
    keep(make_user("bob", ann.institution), "Peers", release="institution", parameters={"region": "DE2"})

    assert sorted(listed(served, query)) == sorted(titles)


def test_a_long_filter_is_cut_and_shown_as_text(served, ann):
    keep(ann, "x" * 120)
    shown = served.get("/de/findings/", {"q": "x" * 200}).content.decode()
    page = served.get("/de/findings/", {"q": '"><script>alert(1)</script>'}).content.decode()

    assert f'value="{"x" * 100}"' in shown
    assert "<script>alert(1)" not in page
    assert "Alle zeigen" in page


def test_the_folder_that_is_looked_at_is_chosen_and_folders_of_others_are_not_offered(served, ann, make_user):
    keep(ann, "Fields", folder="Board")
    keep(ann, "Money", folder="Archive")
    keep(make_user("bob", ann.institution), "Peers", release="institution", folder="Theirs")
    page = html.fromstring(served.get("/de/findings/?folder=Board").content.decode())
    options = page.xpath("//select[@id='folder']/option")

    assert [one.text for one in options] == ["alle", "Archive", "Board"]
    assert [one.text for one in options if one.get("selected") is not None] == ["Board"]


def test_five_of_those_removed_can_be_brought_back_from_the_list(served, ann):
    for number in range(7):
        keep(ann, f"Gone {number}", removed=timezone.now())
    page = served.get("/de/findings/").content.decode()

    assert page.count("/restore/") == 5
    assert listed(served) == []


def test_only_ones_own_can_be_ticked_and_changed(served, ann, make_user):
    own = keep(ann, "Mine")
    theirs = keep(make_user("bob", ann.institution), "Theirs", release="institution", note="Why <i>so</i>")
    page = html.fromstring(served.get("/de/findings/").content.decode())
    shown = served.get(f"/de/findings/{theirs.public_id}/").content.decode()

    assert page.xpath("//input[@name='finding']/@value") == [own.public_id]
    assert "Why &lt;i&gt;so&lt;/i&gt;" in shown
    assert [act in shown for act in ("/note/", "/release/", "/remove/", "/share/")] == [False] * 4


@pytest.mark.parametrize("act", ["note", "release", "remove", "restore"])
def test_nothing_changes_by_looking(served, ann, act):
    finding = keep(ann, "Mine")
    before = Finding.objects.values().get()

    assert served.get(f"/de/findings/{finding.public_id}/{act}/").status_code == 405
    assert Finding.objects.values().get() == before


@pytest.mark.parametrize("part", ["", "a4/", "finding.csv", "drawing.json", "picture.svg"])
def test_a_page_that_is_read_takes_no_post(served, ann, part):
    finding = keep(ann, "Mine")

    assert served.post(f"/de/findings/{finding.public_id}/{part}").status_code == 405


@pytest.mark.parametrize("part", ["", "a4/", "finding.csv", "drawing.json", "picture.svg"])
def test_who_is_not_signed_in_is_asked_to_or_sees_nothing(served, make_user, part):
    finding = keep(make_user("ann"), "Secret title", answer="Secret answer")
    answer = served.get(f"/de/findings/{finding.public_id}/{part}")

    assert answer.status_code in {302, 404}
    assert b"Secret" not in answer.content


@pytest.mark.parametrize("level", ["institution", "partners", "public", "own"])
def test_a_release_is_saved_and_told(served, ann, level):
    finding = keep(ann, "Mine")
    answer = served.post(f"/de/findings/{finding.public_id}/release/", {"release": level}, follow=True)
    finding.refresh_from_db()
    chosen = html.fromstring(answer.content.decode()).xpath("//select[@id='release']/option[@selected]/@value")

    assert (finding.release, chosen) == (level, [level])
    assert finding.released_by == (None if level == "own" else ann)


@pytest.mark.parametrize("level", ["", "nobody", "public" + "x" * 50, "<b>"])
def test_a_level_of_release_that_is_none_changes_nothing(served, ann, level):
    finding = keep(ann, "Mine")
    answer = served.post(f"/de/findings/{finding.public_id}/release/", {"release": level})

    assert 400 <= answer.status_code < 500
    assert Finding.objects.get().release == "own"


def test_at_a_desk_nobody_is_asked_who_may_see_it(desk):
    finding = keep(ensure_desk_user(), "Mine")
    page = desk.get(f"/de/findings/{finding.public_id}/").content.decode()

    assert 'id="release"' not in page
    assert 'id="days"' not in page


def test_a_note_is_saved_without_what_a_database_cannot_hold(served, ann):
    finding = keep(ann, "Mine")
    given = {"title": " Neu\0 ", "note": "  für\0 den Beirat\n", "folder": "\0"}
    answer = served.post(f"/de/findings/{finding.public_id}/note/", given)
    finding.refresh_from_db()

    assert answer["Location"] == f"/de/findings/{finding.public_id}/"
    assert (finding.title, finding.note, finding.folder) == ("Neu", "für den Beirat", "")


def test_a_note_with_nothing_in_it_leaves_the_title(served, ann):
    finding = keep(ann, "Mine", note="old", folder="Board")
    served.post(f"/de/findings/{finding.public_id}/note/")
    finding.refresh_from_db()

    assert (finding.title, finding.note, finding.folder) == ("Mine", "", "")


@pytest.mark.parametrize("form", ["csv", "json", "xlsx", "parquet"])
def test_a_file_bears_the_findings_id(served, ann, form):
    finding = keep(ann, 'Title "with" signs')
    answer = served.get(f"/de/findings/{finding.public_id}/finding.{form}")

    assert answer.status_code == 200
    assert finding.public_id in answer["Content-Disposition"]
    assert "Title" not in answer["Content-Disposition"]


@pytest.mark.parametrize("file", ["finding.exe", "fields.csv", "finding.html"])
def test_a_file_that_there_is_not_is_not_there(served, ann, file):
    assert served.get(f"/de/findings/{keep(ann, 'Mine').public_id}/{file}").status_code == 404


def test_columns_by_year_are_drawn_with_the_heading_as_text(served, ann):
    columns = [{"key": "y", "heading": "Jahr", "form": "year"}, {"key": "n", "heading": "<b>&", "form": "count"}]
    rows = [{"y": 2019, "n": 3}, {"y": 2020, "n": 1}]
    finding = keep(ann, "M", columns=columns, rows=rows, chart={"kind": "years", "x": "y", "y": "n"})
    page = served.get(f"/de/findings/{finding.public_id}/").content.decode()

    assert page.count('<svg class="columns"') == 1
    assert "<b>&" not in page
    assert served.get(f"/de/findings/{finding.public_id}/drawing.json").status_code == 404


@pytest.mark.parametrize("part", ["drawing.json", "picture.svg", "picture.png"])
def test_the_drawing_of_somebody_elses_finding_is_not_there(served, ann, make_user, part):
    drawing = {"kind": "drawing", "spec": {"secret": 1}, "light": {}, "dark": {}, "framed": {}}
    finding = keep(make_user("eve"), "Theirs", chart=drawing)
    answer = served.get(f"/de/findings/{finding.public_id}/{part}")

    assert answer.status_code == 404
    assert b"secret" not in answer.content


def test_a_drawing_gives_its_script_what_it_needs_and_no_more(served, ann):
    drawing = {"kind": "drawing", "spec": {"mark": "rect"}, "light": {"a": 1}, "dark": {"b": 2}, "framed": {"c": 3}}
    finding = keep(ann, "Mine", chart=drawing)
    answer = served.get(f"/de/findings/{finding.public_id}/drawing.json")

    assert answer.json() == {"spec": {"mark": "rect"}, "light": {"a": 1}, "dark": {"b": 2}}


def test_on_paper_stands_what_it_says_why_it_matters_and_when_it_was_kept(served, ann):
    finding = keep(ann, "Mine", answer="The answer.", note="For <b>us</b>", folder="Board")
    page = served.get(f"/en/findings/{finding.public_id}/a4/").content.decode()
    sentences = [one.text_content() for one in html.fromstring(page).xpath("//*[@class='sentences']/li")]

    assert sentences[:2] == ["The answer.", "For <b>us</b>"]
    assert sentences[2].endswith("data version v1.")
    assert "Board" in page


@pytest.mark.parametrize("path", ["/de/region/DED/fields/pin/", "/en/region/DED/money/pin/"])
def test_what_is_pinned_bears_the_query_of_its_page_unless_it_is_too_long(desk, path):
    desk.post(f"{path}?x=1")
    desk.post(f"{path}?x={'1' * 600}")
    page = path.rsplit("/", 3)[0] + "/"

    assert list(Finding.objects.order_by("pk").values_list("address", flat=True)) == [f"{page}?x=1", page]


def test_a_page_of_a_finding_asks_as_often_whatever_its_table_holds(served, ann):
    counts = []
    for rows in ([{"a": 1}], [{"a": number} for number in range(300)]):
        finding = keep(ann, "Mine", rows=rows)
        served.get(f"/de/findings/{finding.public_id}/")
        with CaptureQueriesContext(connection) as asked:
            served.get(f"/de/findings/{finding.public_id}/")
        counts.append(len(asked))

    assert counts[0] == counts[1]
