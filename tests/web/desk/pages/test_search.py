"""The page of the search and the list under its field: what is found, nobody else's, and clear words for nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crossfield.lake.store import Lake
from crossfield.web.accounts.actions.search import Text, keep_texts, note_state
from crossfield.web.evidence.actions.search import FILLING, ORIGIN


@pytest.fixture
def filled(db):
    note_state(ORIGIN, f"{FILLING}:{Lake().current()}")
    regions = [Text("region", f"DE{number}", f"Beispielland {number}") for number in range(30)]
    keep_texts(["region"], [*regions, Text("region", "DED", "Sachsen")])


def test_what_matches_stands_on_the_page_with_its_address(desk, filled):
    page = desk.get("/de/search/?q=sachsn").content.decode()

    assert "1 Treffer für „sachsn“: Sachsen." in page
    assert '<a href="/de/region/DED/">Sachsen</a>' in page


def test_the_list_has_eight_options_and_the_way_to_all(desk, filled):
    part = desk.get("/de/search/list/?q=beispielland").content.decode()

    assert part.count('role="option"') == 9
    assert 'data-address="/de/search/?q=beispielland"' in part
    assert "<html" not in part


@pytest.mark.parametrize("asked", ["", "?q=", "?q=%00", "?q=qqqqqqq", f"?q={'x' * 9000}", "?q=%3Cscript%3E"])
@pytest.mark.parametrize("path", ["search/", "search/list/"])
def test_nothing_and_nonsense_get_a_clear_page(desk, filled, path, asked):
    answer = desk.get(f"/de/{path}{asked}")

    assert answer.status_code == 200
    assert b"<script>" not in answer.content
    assert b"/de/region/DED/" not in answer.content or (path == "search/" and b"Main" not in answer.content)


def test_thirty_hits_ask_the_database_as_often_as_one(desk, filled):
    for text in ("sachsen", "beispielland"):  # which pieces are common is asked once a day
        desk.get(f"/de/search/?q={text}")

    def asked(text):
        with CaptureQueriesContext(connection) as queries:
            desk.get(f"/de/search/?q={text}")
        return len(queries)

    assert asked("sachsen") == asked("beispielland")


def test_somebody_elses_finding_is_not_found(served, make_user, filled):
    ann, eve = make_user("ann"), make_user("eve")
    served.force_login(ann)
    served.post("/de/region/DED/money/pin/")
    found = served.get("/de/search/?q=EU-Mittel").content.decode()
    served.force_login(eve)
    other = served.get("/de/search/?q=EU-Mittel").content.decode()

    assert "EU-Mittel nach Startjahr" in found
    assert "EU-Mittel nach Startjahr" not in other


def test_who_has_no_account_searches_nothing(served):
    assert served.get("/de/search/?q=sachsen").status_code == 302


def test_every_page_has_the_field(desk):
    page = desk.get("/de/regions/").content.decode()

    assert 'action="/de/search/"' in page
    assert 'aria-keyshortcuts="Control+K Meta+K"' in page


def test_a_question_is_answered_first_on_the_page_and_in_the_list(desk, filled):
    page = desk.get("/de/search/?q=Veranstaltungen im Juli 2014").content.decode()
    part = desk.get("/de/search/list/?q=Veranstaltungen im Juli 2014").content.decode()
    address = "/de/register/events/?from=2014-07-01&amp;until=2014-07-31"

    assert "Eine Seite beantwortet das: Veranstaltungen, Juli 2014." in page
    assert f'<li><a href="{address}">Veranstaltungen, Juli 2014</a></li>' in page
    assert part.index(f'data-address="{address}"') == part.index("data-address")


@pytest.mark.parametrize("asked", ["Mitglieder 2014 <script>", "Mitglieder 99.99.2014", "Mitglieder 0000-00-00 ٢٠١٤"])
def test_what_is_nearly_a_question_is_looked_for_as_ever(desk, filled, asked):
    page = desk.get("/de/search/", {"q": asked})

    assert (page.status_code, "Eine Seite beantwortet das" in page.content.decode()) == (200, False)
    assert b"<script>" not in page.content
