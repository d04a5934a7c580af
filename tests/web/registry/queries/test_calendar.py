"""Events for calendars, read by a strict reader of RFC 5545's rules for lines, texts and events."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from crossfield.web.accounts.models import LogEntry
from crossfield.web.registry.actions.event import (
    add_funding_call,
    change_event,
    change_funding_call,
    record_event,
)
from crossfield.web.registry.queries.calendar import calendar_of, deadline_of, escaped, folded
from crossfield.web.registry.queries.week import call_fingerprint

DAY = date(2026, 12, 30)
LINE = re.compile(
    r"(?P<name>[A-Z-]+)(?P<parameters>(?:;[A-Z-]+=[^;:,\"\x00-\x1f]+)*):(?P<value>[^\x00-\x08\x0a-\x1f\x7f]*)"
)
UNITS = re.compile(r"\\[\\;,nN]|[^\\;,]")
ONCE = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "LOCATION", "DESCRIPTION", "URL", "TRANSP"}


def unescaped(value):
    """A text as it was meant; refused where it holds a sign that had to be written as two."""
    units = UNITS.findall(value)
    assert "".join(units) == value
    return "".join({"\\n": "\n", "\\N": "\n"}.get(unit, unit[-1]) for unit in units)


def read_strictly(data):
    """Name → parameters and value of the one event, after the rules on content lines (3.1) and events (3.6.1)."""
    text = data.decode("utf-8")
    assert text.endswith("\r\n")
    assert re.search(r"(?<!\r)\n|\r(?!\n)", text) is None
    raw = data.split(b"\r\n")[:-1]
    assert max(map(len, raw)) <= 75
    for part in raw:
        part.decode("utf-8")  # no letter is cut
    lines = re.sub("\r\n[ \t]", "", text).split("\r\n")[:-1]
    found = [LINE.fullmatch(line) for line in lines]
    assert None not in found
    frame = [one["value"] for one in found if one["name"] in {"BEGIN", "END"}]
    assert frame == ["VCALENDAR", "VEVENT", "VEVENT", "VCALENDAR"]
    names = [one["name"] for one in found]
    begin, end = (lines.index(f"{word}:VEVENT") for word in ("BEGIN", "END"))
    assert sorted(names[1:begin]) == ["PRODID", "VERSION"]
    inside = names[begin + 1 : end]
    assert (len(set(inside)), set(inside) <= ONCE) == (len(inside), True)
    assert {"UID", "DTSTAMP", "DTSTART"} <= set(inside)
    return {one["name"]: (one["parameters"], one["value"]) for one in found[begin + 1 : end]}


@pytest.fixture
def manager(make_user):
    return make_user("ann", role="manager")


@pytest.mark.django_db
def test_an_event_with_all_it_can_have_is_read_as_it_was_written(manager):
    title = "Fachgespräch „Bio; Chips, Öl“ \\ " + "Überlänge " * 25
    made = record_event(
        title, by=manager, kind="workshop", day=DAY, last_day=date(2026, 12, 31), place="Dresden, Saal 2",
        text="Erste Zeile\r\nzweite; mit \x07 und\tTab\n\ndritte", address="https://example.org/a?b=c;d,e",
    )  # fmt: skip
    found = read_strictly(calendar_of(made).encode())

    assert found["UID"] == ("", f"{made.public_id}@crossfield")
    assert (found["DTSTART"], found["DTEND"]) == ((";VALUE=DATE", "20261230"), (";VALUE=DATE", "20270101"))
    assert unescaped(found["SUMMARY"][1]) == title.strip()
    assert found["SUMMARY"][0] == ";LANGUAGE=de"
    assert unescaped(found["LOCATION"][1]) == "Dresden, Saal 2"
    assert unescaped(found["DESCRIPTION"][1]) == "Erste Zeile\nzweite; mit  und\tTab\n\ndritte"
    assert found["URL"] == ("", "https://example.org/a?b=c;d,e")
    assert found["TRANSP"] == ("", "TRANSPARENT")


@pytest.mark.django_db
def test_what_an_event_lacks_is_left_out():
    made = record_event("T", by=None, kind="fair", day=DAY, language="en")
    found = read_strictly(calendar_of(made).encode())

    assert set(found) == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "TRANSP"}
    assert found["SUMMARY"] == (";LANGUAGE=en", "T")


@pytest.mark.django_db
def test_a_change_has_the_same_id_a_later_stamp_and_a_higher_number(manager):
    made = record_event("T", by=manager, kind="fair", day=DAY)
    before = read_strictly(calendar_of(made).encode())
    again = read_strictly(calendar_of(made).encode())
    changed = change_event(made, by=manager, version=1, given={"place": "Leipzig"})
    after = read_strictly(calendar_of(changed).encode())

    last = LogEntry.objects.get(verb="change_event").at.astimezone(UTC)
    assert again == before
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"][1], after["SEQUENCE"][1]) == ("0", "1")
    assert after["DTSTAMP"] == ("", f"{last:%Y%m%dT%H%M%SZ}")
    assert before["DTSTAMP"][1] <= after["DTSTAMP"][1]


@pytest.mark.django_db
def test_the_stamp_is_in_utc_whatever_zone_is_active(manager):
    made = record_event("T", by=manager, kind="fair", day=DAY)
    with timezone.override("Pacific/Auckland"):
        found = read_strictly(calendar_of(made).encode())
    stamp = datetime.strptime(found["DTSTAMP"][1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)

    assert abs(stamp - made.created) < timedelta(seconds=5)
    assert found["DTSTART"] == (";VALUE=DATE", "20261230")


@pytest.mark.django_db
def test_the_deadline_of_a_call_is_a_day_that_moves_with_it(manager):
    given = {"title": "Bio; Chips", "programme": "Horizon, 2", "address": "https://example.org/c", "language": "de"}
    call = add_funding_call(by=manager, deadline=DAY, **given)
    before = read_strictly(deadline_of(call).encode())
    change_funding_call(call, by=manager, seen=call_fingerprint(call), given={"deadline": date(2027, 1, 1)}, fields=[])
    call.refresh_from_db()
    after = read_strictly(deadline_of(call).encode())

    assert unescaped(before["SUMMARY"][1]) == "Frist: Bio; Chips"
    assert unescaped(before["DESCRIPTION"][1]) == "Horizon, 2"
    assert before["URL"] == ("", "https://example.org/c")
    assert (before["DTSTART"][1], before["DTEND"][1], before["SEQUENCE"][1]) == ("20261230", "20261231", "0")
    assert (after["DTSTART"][1], after["DTEND"][1], after["SEQUENCE"][1]) == ("20270101", "20270102", "1")
    assert after["UID"] == before["UID"] == ("", f"{call.public_id}@crossfield")


@pytest.mark.django_db
def test_a_call_without_a_deadline_is_in_no_calendar(manager):
    assert deadline_of(add_funding_call("T", by=manager)) == ""


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_folding_cuts_no_letter_and_is_undone_by_taking_the_ends_away(text):
    parts = folded(text).encode().split(b"\r\n")

    assert max(map(len, parts)) <= 75
    assert "".join([parts[0].decode(), *(part.decode()[1:] for part in parts[1:])]) == text
    assert all(part.startswith(b" ") for part in parts[1:])


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]) | st.sampled_from("\\;,\n"), max_size=100))
def test_a_text_is_read_as_it_was_written_but_for_its_ends(text):
    assert unescaped(escaped(text)) == "\n".join(text.strip().splitlines())
