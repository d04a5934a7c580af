"""The shortlist as entries and as a table: its owner's alone, in their order, with what it rested on."""

import datetime as dt

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from crossfield.web.evidence.models import ShortlistEntry
from crossfield.web.evidence.queries.listing import as_file
from crossfield.web.evidence.queries.shortlist import (
    LOOKED_BACK,
    MOST_BACK,
    codes_on_shortlist,
    dropped_by,
    offered_again,
    shortlist_answer,
    shortlist_listing,
    shortlist_of,
)

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def ann(make_user):
    return make_user("ann")


def entry(owner, code, position=0, *, removed=None, release="own", kind="organisation"):
    return ShortlistEntry.objects.create(
        owner=owner, institution=owner.institution, kind=kind, code=code, name=f"Name of {code}", language="de",
        asked="Wer passt?", data_version="v1", citation="Quelle", position=position, removed=removed, release=release,
    )  # fmt: skip


def codes(entries):
    return [one.code for one in entries]


def test_a_list_is_in_its_own_order_and_without_what_was_taken_off(ann):
    for code, position in (("c", 2), ("a", 1), ("b", 1)):
        entry(ann, code, position)
    entry(ann, "gone", 0, removed=NOON)

    assert codes(shortlist_of(ann)) == ["a", "b", "c"]
    assert codes_on_shortlist(ann) == {"a", "b", "c"}


@pytest.mark.parametrize("release", ["institution", "partners", "public"])
def test_nobody_elses_is_on_it_whatever_is_released(ann, make_user, release):
    entry(ann, "a", release=release)
    entry(ann, "gone", release=release, removed=NOON)
    colleague = make_user("bob", ann.institution)

    assert codes(shortlist_of(colleague)) == codes(dropped_by(colleague)) == []
    assert codes_on_shortlist(colleague) == set()


def test_who_is_not_signed_in_has_none(ann):
    entry(ann, "a")

    assert codes(shortlist_of(None)) == []
    assert codes_on_shortlist(None) == set()


def test_what_was_taken_off_last_is_offered_first_and_each_once(ann):
    for place, code in enumerate(("a", "b", "a", "c")):
        entry(ann, code, removed=NOON + dt.timedelta(minutes=place))
    entry(ann, "b")

    assert codes(dropped_by(ann)) == ["c", "a", "b", "a"]
    assert codes(offered_again(ann, shortlist_of(ann))) == ["c", "a"]


def test_a_region_and_an_organisation_of_one_code_are_two(ann):
    entry(ann, "x", kind="organisation")
    entry(ann, "x", kind="region", removed=NOON)

    assert [one.kind for one in offered_again(ann, shortlist_of(ann))] == ["region"]


def test_few_are_offered_again_and_few_are_looked_at(ann):
    for number in range(MOST_BACK + 2):
        entry(ann, f"n{number}", removed=NOON + dt.timedelta(minutes=number))
    for number in range(LOOKED_BACK):
        entry(ann, "again", removed=NOON + dt.timedelta(days=1, minutes=number))
    before = codes(offered_again(ann, []))
    ShortlistEntry.objects.filter(code="again").delete()

    assert before == ["again"]
    assert codes(offered_again(ann, [])) == ["n6", "n5", "n4", "n3", "n2"]


def test_thirty_entries_ask_as_often_as_one(ann, django_assert_num_queries):
    for number in range(30):
        entry(ann, f"n{number}", number, removed=timezone.now() if number % 2 else None)
    with django_assert_num_queries(2):
        entries = list(shortlist_of(ann))
        offered_again(ann, entries)
        shortlist_listing(entries)
        shortlist_answer(entries)


@pytest.mark.parametrize(
    ("statuses", "german", "english"),
    [
        ([], "", ""),
        (["neu"], "1 Partner, davon 1 neu.", "1 partner, 1 of them new."),
        (["known"], "1 Partner, davon 0 neu.", "1 partner, 0 of them new."),
        (["neu", "new", "bekannt", ""], "4 Partner, davon 2 neu.", "4 partners, 2 of them new."),
    ],
)
def test_the_answer_counts_in_whichever_language_they_were_kept(statuses, german, english):
    entries = [ShortlistEntry(name="x", status=status) for status in statuses]
    said = []
    for language in ("de", "en"):
        with translation.override(language):
            said.append(shortlist_answer(entries))

    assert said == [german, english]


@given(st.lists(st.sampled_from(["neu", "new", "bekannt", "known", ""]), min_size=1, max_size=20))
def test_as_many_are_counted_as_there_are(statuses):
    with translation.override("en"):
        said = shortlist_answer([ShortlistEntry(status=status) for status in statuses])

    assert said.split()[0] == str(len(statuses))
    assert said.split(", ")[1].split()[0] == str(statuses.count("neu") + statuses.count("new"))


@pytest.mark.parametrize(
    ("kind", "code", "address"),
    [
        ("organisation", "pic:1", "/de/organisation/pic:1/"),
        ("region", "DED", "/de/region/DED/"),
        ("cluster", "silicon-saxony-de", "/de/cluster/silicon-saxony-de/"),
    ],
)
def test_an_entry_leads_to_the_page_of_what_it_is(kind, code, address):
    with translation.override("de"):
        listing = shortlist_listing([ShortlistEntry(kind=kind, code=code, name="x")])
        assert listing.address(listing.rows[0]) == ("name", address)


def test_a_table_cites_every_data_version_once():
    entries = [ShortlistEntry(name="x", citation=said) for said in ("v1.", "v2.", "v1.")]

    assert shortlist_listing(entries).citation == "v1. v2."


def test_a_file_of_it_has_what_was_kept_and_disarms_formulas():
    kept = ShortlistEntry(
        kind="organisation", code="pic:1", name="=1+1", place="Wien", status="neu", through="TU", why="3 Partner",
        note="<b>anrufen</b>", asked="Wer passt?", data_version="v1",
    )  # fmt: skip
    lines = as_file(shortlist_listing([kept]), "csv").decode().splitlines()

    assert lines[0] == "name,place,status,through,why,note,asked,data_version"
    assert lines[1] == "'=1+1,Wien,neu,TU,3 Partner,<b>anrufen</b>,Wer passt?,v1"


def test_every_entry_is_shown_at_once():
    listing = shortlist_listing([ShortlistEntry(kind="region", code="DED", name=str(number)) for number in range(500)])

    assert (len(listing.first), listing.rest, listing.beyond) == (500, [], 0)
