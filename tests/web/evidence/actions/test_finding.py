"""A finding keeps what the page showed; only its owner changes it, and every change is found again and logged once."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from crossfield.errors import NotAllowedError, UnknownNameError
from crossfield.web.accounts.models import LogEntry, SearchEntry
from crossfield.web.evidence.actions import finding as actions
from crossfield.web.evidence.models import Finding
from crossfield.web.evidence.queries.basis import REGISTER
from crossfield.web.evidence.queries.listing import Column, Listing

TABLE = Listing(
    "fields",
    "Felder",
    (Column("title", "Feld"), Column("value", "Quotient", "ranged"), Column("act", "Merken", "keep")),
    [{"title": "Photonik", "value": 1.5, "low": 1.2, "high": 2.0, "act": "x", "secret": "not on the page"}],
    "Quelle: Register",
)


@pytest.fixture
def ann(make_user):
    return make_user("ann")


@pytest.fixture
def pin(ann):
    """Pins a table of the register, which rests on no data version."""

    def pinned(listing=TABLE, *, by=ann, title="Sachsen: Felder", chart=None, **asked):
        parameters = {"page": "register", "table": listing.name, "language": "de"} | asked
        return actions.pin_finding(
            listing, by=by, title=title, answer="Antwort", address="/de/x/", version=REGISTER, parameters=parameters,
            chart=chart,
        )  # fmt: skip

    return pinned


def texts(finding):
    found = SearchEntry.objects.filter(kind="finding", public_id=finding.public_id)
    return sorted(found.values_list("text", flat=True))


def verbs(finding):
    return list(LogEntry.objects.filter(public_id=finding.public_id).order_by("pk").values_list("verb", flat=True))


def test_a_finding_holds_the_columns_shown_with_their_ranges_and_nothing_else(pin, ann):
    finding = pin()

    assert finding.columns == [
        {"key": "title", "heading": "Feld", "form": "text"},
        {"key": "value", "heading": "Quotient", "form": "ranged"},
    ]
    assert finding.rows == [{"title": "Photonik", "value": 1.5, "low": 1.2, "high": 2.0}]
    assert (finding.owner, finding.institution, finding.release) == (ann, ann.institution, "own")
    assert (finding.answer, finding.citation, finding.language) == ("Antwort", "Quelle: Register", "de")
    assert (finding.sources, finding.basis, finding.chart) == ([], {}, None)


def test_where_files_hold_other_columns_a_finding_holds_those_of_the_files(pin):
    filed = (Column("title", "Feld"), Column("code", "Code"))
    finding = pin(Listing("t", "T", TABLE.columns, [{"title": "Photonik", "code": "photonics"}], filed=filed))

    assert finding.rows == [{"title": "Photonik", "code": "photonics"}]
    assert [one["key"] for one in finding.columns] == ["title", "code"]


def test_a_cell_that_a_row_lacks_is_unknown_and_not_zero(pin):
    finding = pin(Listing("t", "T", (Column("a", "A", "count"), Column("b", "B", "ranged")), [{}]))

    assert finding.rows == [{"a": None, "b": None, "b_low": None, "b_high": None}]


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (dt.date(2019, 3, 1), "2019-03-01"),
        (Decimal("1.50"), "1.50"),
        (translation.gettext_lazy("Projects"), "Projekte"),
        (("a", "b"), "('a', 'b')"),
        (True, True),
        (0, 0),
        ("", ""),
        (None, None),
        ("<b>=1+1</b>", "<b>=1+1</b>"),
    ],
)
def test_cells_are_kept_as_json_can_hold_them(pin, value, kept):
    with translation.override("de"):
        finding = pin(Listing("t", "T", (Column("a", "A"),), [{"a": value}]))
    finding.refresh_from_db()

    assert finding.rows == [{"a": kept}]


def test_headings_are_kept_in_the_language_of_the_page(pin):
    listing = Listing("t", "T", (Column("a", translation.gettext_lazy("Projects")),), [{"a": 1}])
    kept = {}
    for language in ("de", "en"):
        with translation.override(language):
            kept[language] = pin(listing).columns[0]["heading"]

    assert kept == {"de": "Projekte", "en": "Projects"}


def test_a_title_is_cut_to_what_the_database_holds(pin):
    finding = pin(title="ä" * 301)
    finding.refresh_from_db()

    assert finding.title == "ä" * 300


def test_exactly_as_many_rows_as_are_kept_can_be_pinned(pin, monkeypatch):
    monkeypatch.setattr(actions, "MOST_ROWS", 3)
    listing = Listing("t", "T", (Column("a", "A", "count"),), [{"a": number} for number in range(4)])

    with pytest.raises(NotAllowedError, match="The table has 4 rows; a finding keeps at most 3") as refused:
        pin(listing)
    assert Finding.objects.count() == LogEntry.objects.filter(verb="pin_finding").count() == 0
    assert refused.value.hint == "Narrow it down, or take it along as a file."
    assert len(pin(listing.beginning(3)).rows) == 3


def test_a_drawing_is_kept_by_itself_and_a_table_by_its_kind(pin):
    drawing = {"kind": "drawing", "spec": {"mark": "rect"}, "light": {}, "dark": {}, "framed": {}}
    years = Listing("m", "M", (Column("year", "Jahr", "year"), Column("sum", "Summe", "number")), [])

    assert pin(chart=drawing).chart == drawing
    assert pin(years).chart == {"kind": "years", "x": "year", "y": "sum"}
    assert pin(years, chart={}).chart == {"kind": "years", "x": "year", "y": "sum"}


def test_pinning_twice_keeps_two_findings_with_ids_of_their_own(pin):
    one, other = pin(), pin()

    assert one.public_id != other.public_id
    assert Finding.objects.count() == 2


def test_what_was_asked_is_copied(pin):
    asked = {"region": "DED"}
    finding = pin(**asked)
    asked["region"] = "DE2"

    assert finding.parameters == {"page": "register", "table": "fields", "language": "de", "region": "DED"}


def test_a_note_changes_words_and_never_rows(pin, ann):
    finding = pin()
    actions.note_finding(finding, by=ann, title="Neu", note="Für den Beirat", folder="Beirat")
    finding.refresh_from_db()

    assert (finding.title, finding.note, finding.folder) == ("Neu", "Für den Beirat", "Beirat")
    assert finding.rows == [{"title": "Photonik", "value": 1.5, "low": 1.2, "high": 2.0}]
    assert texts(finding) == ["Beirat", "Für den Beirat", "Neu"]
    logged = LogEntry.objects.get(verb="note_finding")
    assert (logged.public_id, sorted(logged.fields)) == (finding.public_id, ["folder", "note", "title"])
    assert "Beirat" not in str(vars(logged))


def test_an_empty_title_leaves_the_old_one_and_an_empty_note_takes_the_note_away(pin, ann):
    finding = pin()
    actions.note_finding(finding, by=ann, title="", note="Grund", folder="Ordner")
    actions.note_finding(finding, by=ann, title="", note="", folder="")
    finding.refresh_from_db()

    assert (finding.title, finding.note, finding.folder) == ("Sachsen: Felder", "", "")
    assert texts(finding) == ["Sachsen: Felder"]


def test_title_and_folder_are_cut_and_the_note_is_not(pin, ann):
    finding = pin()
    actions.note_finding(finding, by=ann, title="t" * 400, note="n" * 5_000, folder="f" * 101)
    finding.refresh_from_db()

    assert (len(finding.title), len(finding.note), len(finding.folder)) == (300, 5_000, 100)
    assert [len(text) for text in texts(finding)] == [100, 400, 300]


def test_one_text_in_title_note_and_folder_is_found_once(pin, ann):
    finding = pin()
    actions.note_finding(finding, by=ann, title="Licht", note="Licht", folder="Licht")

    assert texts(finding) == ["Licht"]


def test_a_removed_finding_is_found_by_nothing_until_it_is_back(pin, ann):
    finding = pin()
    actions.remove_finding(finding, by=ann)
    gone = texts(finding)
    removed = Finding.objects.get().removed
    actions.restore_finding(finding, by=ann)

    assert gone == []
    assert removed is not None
    assert Finding.objects.get().removed is None
    assert texts(finding) == ["Sachsen: Felder"]
    assert verbs(finding) == ["pin_finding", "remove_finding", "restore_finding"]


def test_a_note_on_what_was_removed_does_not_bring_it_into_the_search(pin, ann):
    finding = pin()
    actions.remove_finding(finding, by=ann)
    actions.note_finding(finding, by=ann, title="Neu", note="x", folder="")

    assert texts(finding) == []


def test_what_lies_in_the_folder_already_is_neither_moved_nor_logged(pin, ann):
    there, other = pin(title="Eins"), pin(title="Zwei")
    actions.move_findings([there], by=ann, folder="Beirat")
    moved = actions.move_findings([there, other], by=ann, folder="Beirat")

    assert moved == [(other.public_id, "")]
    assert LogEntry.objects.filter(verb="move_finding").count() == 2
    assert texts(other) == ["Beirat", "Zwei"]


def test_what_a_move_tells_is_what_an_undo_needs(pin, ann):
    findings = [pin(title=f"Nr. {number}") for number in range(3)]
    for finding, folder in zip(findings, ("A", "B", ""), strict=True):
        actions.note_finding(finding, by=ann, title="", note="", folder=folder)
    moved = actions.move_findings(findings, by=ann, folder="B")
    by_id = {finding.public_id: finding for finding in findings}
    for public_id, folder in moved:
        actions.move_findings([by_id[public_id]], by=ann, folder=folder)

    assert [folder for _public_id, folder in moved] == ["A", ""]
    assert list(Finding.objects.order_by("pk").values_list("folder", flat=True)) == ["A", "B", ""]


def test_a_long_folder_is_cut_before_it_is_compared(pin, ann):
    finding = pin()
    assert actions.move_findings([finding], by=ann, folder="f" * 200) == [(finding.public_id, "")]
    assert actions.move_findings([finding], by=ann, folder="f" * 150) == []


def test_of_several_none_is_moved_when_one_is_somebody_elses(pin, ann, make_user):
    own, other = pin(), pin(by=make_user("eve"))

    with pytest.raises(NotAllowedError):
        actions.move_findings([own, other], by=ann, folder="Beirat")
    assert list(Finding.objects.values_list("folder", flat=True)) == ["", ""]
    assert LogEntry.objects.filter(verb="move_finding").count() == 0
    assert texts(own) == ["Sachsen: Felder"]


@pytest.mark.parametrize("level", ["institution", "partners", "public"])
def test_a_release_says_who_and_when_and_reaches_the_search(pin, ann, level):
    finding = pin()
    actions.release_finding(finding, by=ann, release=level)
    finding.refresh_from_db()
    entry = SearchEntry.objects.get(kind="finding")

    assert (finding.release, finding.released_by) == (level, ann)
    assert finding.released_at is not None
    assert (entry.release, entry.owner, entry.institution_id) == (level, ann.public_id, ann.institution_id)
    assert LogEntry.objects.get(verb="release_finding").fields == ["release", "released_at", "released_by"]


def test_the_level_it_has_already_changes_and_logs_nothing(pin, ann):
    finding = pin()
    actions.release_finding(finding, by=ann, release="own")

    assert (finding.released_by, finding.released_at) == (None, None)
    assert verbs(finding) == ["pin_finding"]


def test_what_is_taken_back_is_private_in_the_search_too(pin, ann):
    finding = pin()
    actions.release_finding(finding, by=ann, release="public")
    actions.release_finding(finding, by=ann, release="own")

    assert SearchEntry.objects.get(kind="finding").release == "own"
    assert verbs(finding) == ["pin_finding", "release_finding", "release_finding"]


@pytest.mark.parametrize("level", ["", "everyone", "PUBLIC", "own ", "<b>public</b>"])
def test_a_level_that_there_is_not_is_told(pin, ann, level):
    finding = pin()

    with pytest.raises(UnknownNameError, match="release") as told:
        actions.release_finding(finding, by=ann, release=level)
    assert (told.value.kind, told.value.name) == ("release", level)
    assert Finding.objects.get().release == "own"
    assert verbs(finding) == ["pin_finding"]


CHANGES = {
    "note": lambda finding, by: actions.note_finding(finding, by=by, title="x", note="x", folder="x"),
    "remove": lambda finding, by: actions.remove_finding(finding, by=by),
    "restore": lambda finding, by: actions.restore_finding(finding, by=by),
    "move": lambda finding, by: actions.move_findings([finding], by=by, folder="x"),
    "release": lambda finding, by: actions.release_finding(finding, by=by, release="public"),
    "release as nothing": lambda finding, by: actions.release_finding(finding, by=by, release="nothing"),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize(
    ("language", "said"),
    [("de", "Einen Befund ändert nur, wer ihn festgehalten hat."), ("en", "Only who pinned a finding changes it.")],
)
def test_a_colleague_changes_nothing_and_learns_nothing(pin, make_user, change, language, said):
    finding = pin()
    actions.release_finding(finding, by=finding.owner, release="institution")
    before = Finding.objects.values().get()
    colleague = make_user("bob", finding.institution)

    with translation.override(language), pytest.raises(NotAllowedError) as refused:
        CHANGES[change](finding, colleague)
    assert refused.value.message == said
    assert "Sachsen" not in str(refused.value)
    assert Finding.objects.values().get() == before
    assert verbs(finding) == ["pin_finding", "release_finding"]


scalars = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text()


@given(scalars)
def test_what_json_holds_is_kept_as_it_is(value):
    assert actions._plain(value) is value
