"""The answer to a search: the command line's suggestions in words, on the starter data and on records."""

import pytest
from django.utils import translation

from crossfield.config import Settings
from crossfield.errors import NotComputableError, UnknownNameError
from crossfield.lake.store import Lake
from crossfield.matching.embedder import NO_MODEL
from crossfield.matching.model import Proof
from crossfield.matching.partners import Filters, Idea, PartnerSearch, asker_of, idea_of
from crossfield.matching.reduced import partner_regions, reduced_partners
from crossfield.tables.spelling import readable_name
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.listing import as_file
from crossfield.web.evidence.queries.partner_question import PartnerQuestion
from crossfield.web.evidence.queries.partner_search import TOP, search_of, takes_seconds
from crossfield.web.evidence.queries.partners import _fields_of_text, _proof, partner_address, partners_view

PAIR = ("energy", "production")


def view_of(question, language="de"):
    with translation.override(language):
        return partners_view(current_version(), question, language)


def codes(view):
    return [row["code"] for row in view.listing.rows]


@pytest.mark.parametrize(
    ("question", "filters"),
    [
        (PartnerQuestion("DED", PAIR), Filters()),
        (
            PartnerQuestion("DED", PAIR, new=True, countries=("CZ", "PL")),
            Filters(new_only=True, countries=("CZ", "PL")),
        ),
        (PartnerQuestion("DED", PAIR, kinds=("SME",), since=2018), Filters(kinds=("SME",), since=2018)),
        (PartnerQuestion("DED", PAIR, widening=True, programme="eu"), Filters(widening=True, programme="eu")),
    ],
)
def test_a_page_suggests_whom_the_command_line_suggests(question, filters):
    with Lake().open() as frames:
        answer = reduced_partners(frames, asker_of(frames, "DED"), Idea("saxony", PAIR), filters, top=TOP)

    assert codes(view_of(question)) == [one.who for one in answer.suggestions]


@pytest.mark.parametrize("who", ["regions", "clusters"])
def test_regions_and_clusters_are_the_command_lines_too(who):
    with Lake().open() as frames:
        asker, idea = asker_of(frames, "DED"), Idea("saxony", PAIR)
        answer = partner_regions(frames, asker, idea, Filters(), top=TOP, clusters=who == "clusters")

    assert codes(view_of(PartnerQuestion("DED", PAIR, who=who))) == [one.who for one in answer.suggestions]


def test_the_answer_names_the_first_with_the_reasons_of_its_row_and_says_that_it_is_reduced():
    view = view_of(PartnerQuestion("DED", PAIR, new=True))
    first = view.listing.rows[0]

    assert view.question == (
        "Wer in Europa passt zu Sachsen an der Schnittstelle Fortgeschrittene Produktionstechnologien × Energie "
        "und ist noch kein Partner?"
    )
    name = readable_name(first["name"])
    assert view.answer.startswith(f"An erster Stelle: {name}, {first['place']}. {first['why']}.")
    assert readable_name(first["through"]) in view.answer
    assert (view.new, view.is_reduced) == ("", True)
    assert {row["status"] for row in view.listing.rows} == {"neu"}


def test_where_the_first_is_known_the_first_new_one_is_named_as_well():
    view = view_of(PartnerQuestion("DED", ("biotechnology", "ict"), countries=("AT",)))
    new = [row for row in view.listing.rows if not row["known"]]

    assert view.listing.rows[0]["known"]
    assert new
    assert readable_name(new[0]["name"]) in view.new
    assert f"sind {len(new)} neu" in view.answer


def test_an_idea_alone_knows_nobody_and_names_its_fields():
    view = view_of(PartnerQuestion("", text="Sensoren für die Pflege älterer Menschen"))

    assert view.question == "Wer in Europa passt zu dieser Idee?"
    assert [column.key for column in view.listing.columns] == ["name", "why", "records", "keep"]
    assert "neu" not in view.answer
    assert view.notes[0] == "Felder, die die Worte der Idee nennen: Mikroelektronik, Gesundheit."
    assert NO_MODEL["de"] in view.notes


@pytest.mark.parametrize(
    "text", ["Sensoren für die Pflege älterer Menschen", "laser photonics battery sensors software", "Lorem ipsum"]
)
def test_fields_of_a_text_are_the_command_lines(text):
    with Lake().open() as frames:
        idea, _notes = idea_of(frames, "saxony", (), text)

    assert _fields_of_text(current_version(), text) == idea.fields


def test_an_idea_without_any_field_is_told_with_the_region_that_asks():
    view = view_of(PartnerQuestion("DED", text="Lorem ipsum"))

    assert view.question == "Wer in Europa passt zu Sachsen für diese Idee?"
    assert any("Ausdruck" in note for note in view.notes)
    with pytest.raises(NotComputableError):
        view_of(PartnerQuestion("", text="Lorem ipsum"))


def test_regions_that_share_projects_elsewhere_are_new_here_only():
    rows = view_of(PartnerQuestion("DED", PAIR, who="regions")).listing.rows

    assert {(row["known"], row["status"]) for row in rows} <= {(True, "bekannt"), (False, "neu"), (False, "hier neu")}
    assert any(row["status"] == "hier neu" and "insgesamt" in row["why"] for row in rows)


def test_clusters_are_matched_with_a_cluster_and_nothing_is_said_of_whom_they_know():
    view = view_of(PartnerQuestion("silicon-saxony-de", who="clusters"))

    assert "silicon-saxony-de" not in codes(view)
    assert [column.key for column in view.listing.columns] == ["name", "why", "keep"]
    abroad = view_of(PartnerQuestion("silicon-saxony-de", who="clusters", countries=("AT",)))
    assert {row["place"].rpartition(", ")[2] for row in abroad.listing.rows} == {"Österreich"}


def test_for_a_cluster_without_members_its_region_stands_and_that_is_said():
    notes = view_of(PartnerQuestion("silicon-saxony-de", PAIR)).notes

    assert any("Organisationen seiner Region" in note for note in notes)


@pytest.mark.parametrize(
    ("question", "error"),
    [
        (PartnerQuestion("Nirgendwo GmbH am Ende"), UnknownNameError),
        (PartnerQuestion("DED", ("enrgy",)), UnknownNameError),
        (PartnerQuestion("", PAIR, who="regions"), NotComputableError),
        (PartnerQuestion(""), NotComputableError),
    ],
)
def test_what_cannot_be_answered_is_told(question, error):
    with pytest.raises(error):
        view_of(question)


def test_files_hold_place_and_kind_as_columns_and_no_button():
    view = view_of(PartnerQuestion("DED", PAIR, new=True), "en")
    head = as_file(view.listing, "csv").decode().splitlines()[0]

    assert head == "name,place,kind,status,through,why,records"


def test_every_name_leads_to_a_page():
    for who in ("organisations", "regions", "clusters"):
        view = view_of(PartnerQuestion("DED", PAIR, who=who))
        with translation.override("de"):
            assert partner_address(view.listing.rows[0]).startswith(f"/de/{who[:-1]}/")


def test_nobody_under_a_filter_is_said():
    view = view_of(PartnerQuestion("DED", PAIR, countries=("XX",)))

    assert (view.answer, view.listing.rows) == ("Niemand in diesen Daten, unter diesen Filtern.", [])


def test_no_more_of_one_country_than_asked_and_areas_name_their_source():
    view = view_of(PartnerQuestion("DED", PAIR, per_country=2, programme="eu"))
    lands = [row["place"].rpartition(", ")[2] for row in view.listing.rows]

    assert max(lands.count(land) for land in lands) == 2
    assert any("Liste vom" in note and "http" in note for note in view.notes)


@pytest.mark.parametrize(("given", "said"), [("topic", "3.720 späteren Projekten"), ("organisation", "3.720 Organ")])
def test_the_back_test_behind_a_ranking_is_told(given, said):
    with translation.override("de"):
        text = _proof(Proof(given, 2017, 2020, 3720, 0.267, 0.239), "de")

    assert said in text
    assert "27 % der neuen Partner von 2018–2020" in text
    assert "24 %" in text


def test_records_are_shown_where_there_are_any(small_lake, settings):
    settings.CROSSFIELD = Settings(lake=str(small_lake.path))
    version = current_version()
    question = PartnerQuestion("DE", ("biotechnology", "ict"))
    view = view_of(question)
    with small_lake.open() as frames:
        asked = (asker_of(frames, "DE"), Idea("saxony", question.fields), Filters())
        expected = PartnerSearch(frames).suggest(*asked, top=TOP)

    assert codes(view) == [one.who for one in expected.suggestions]
    assert not view.is_reduced
    assert isinstance(search_of(version), PartnerSearch)
    assert not takes_seconds(version, question)
    links = [address for row in view.listing.rows for _name, address in row["records_links"]]
    assert links
    assert all(address.startswith("https://cordis.europa.eu/project/id/") for address in links if address)
