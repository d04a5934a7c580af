"""Asking for a source, receiving a file, stopping, going on, choosing a version: what changes, who may, the log."""

import io

import pytest

from crossfield.errors import NotAllowedError, SourceError, UnknownNameError, WrongStateError
from crossfield.web.accounts.models import LogEntry
from crossfield.web.evidence.actions.load import (
    ask_load,
    begin_receiving,
    cancel_load,
    continue_load,
    receive_file,
    receive_piece,
    show_version,
)
from crossfield.web.evidence.models import Load
from crossfield.web.evidence.queries.data import chosen_lake, current_version
from crossfield.web.evidence.queries.load import incoming_folder, received


@pytest.fixture
def chief(make_user):
    return make_user("chief", is_staff=True)


def verbs() -> list[str]:
    return [entry.verb for entry in LogEntry.objects.order_by("pk") if entry.kind in {"load", "user"}]


def receiving(by, *, size=6, name="dump.zip") -> Load:
    return begin_receiving(name, size=size, source="", by=by)


def test_a_source_is_queued_once(chief):
    first, again = ask_load("cordis-h2020", by=chief), ask_load("cordis-h2020", by=chief)

    assert first == again
    assert (first.state, first.owner, first.institution) == ("waiting", chief, chief.institution)
    assert verbs() == ["begin_load"]


def test_a_source_without_an_address_is_not_asked_for(chief):
    with pytest.raises(UnknownNameError, match="cordis-h2021"):
        ask_load("cordis-h2021", by=chief)
    with pytest.raises(UnknownNameError):
        ask_load("clusters", by=chief)
    assert not Load.objects.exists()


def test_nobody_else_loads_stops_or_chooses(chief, make_user):
    other, load = make_user("other"), ask_load("cordis-h2020", by=chief)
    refused = [
        lambda: ask_load("cordis-fp7", by=other),
        lambda: receiving(other),
        lambda: cancel_load(load, by=other),
        lambda: continue_load(load, by=other),
        lambda: show_version(current_version(), by=other),
    ]
    for act in refused:
        with pytest.raises(NotAllowedError):
            act()
    assert list(Load.objects.values_list("state", flat=True)) == ["waiting"]
    assert verbs() == ["begin_load"]


def test_a_file_comes_in_pieces_and_then_waits(chief):
    load = receiving(chief)

    assert receive_piece(load, io.BytesIO(b"abc"), at=0, by=chief) == 3
    assert load.state == "receiving"
    assert receive_piece(load, io.BytesIO(b"def"), at=3, by=chief) == 6
    assert (incoming_folder(load) / "dump.zip").read_bytes() == b"abcdef"
    assert Load.objects.get().state == "waiting"


def test_a_file_that_broke_off_is_gone_on_with(chief):
    load = receiving(chief)
    receive_piece(load, io.BytesIO(b"abc"), at=0, by=chief)

    assert receiving(chief) == load
    assert received(load) == 3
    assert receiving(chief, size=7) != load


@pytest.mark.parametrize("at", [0, 2, 4, -1])
def test_a_piece_that_does_not_follow_is_refused(chief, at):
    load = receiving(chief)
    receive_piece(load, io.BytesIO(b"abc"), at=0, by=chief)

    with pytest.raises(WrongStateError, match="3 bytes have arrived"):
        receive_piece(load, io.BytesIO(b"xyz"), at=at, by=chief)
    assert (incoming_folder(load) / "dump.zip").read_bytes() == b"abc"


def test_more_than_was_announced_is_refused(chief):
    load = receiving(chief)

    with pytest.raises(SourceError, match="6 bytes"):
        receive_piece(load, io.BytesIO(b"abcdefg"), at=0, by=chief)
    assert received(load) == 0


def test_a_file_of_somebody_else_is_left_alone(chief, make_user):
    load = receiving(chief)

    with pytest.raises(NotAllowedError):
        receive_piece(load, io.BytesIO(b"abc"), at=0, by=make_user("other", is_staff=True))
    assert received(load) == 0


def test_a_file_that_has_arrived_takes_no_more(chief):
    load = receiving(chief)
    receive_file(load, [b"abc", b"def"], by=chief)

    with pytest.raises(WrongStateError):
        receive_piece(load, io.BytesIO(b"x"), at=6, by=chief)
    assert Load.objects.get().state == "waiting"


def test_a_file_that_comes_whole_takes_the_place_of_pieces(chief):
    load = receiving(chief)
    receive_piece(load, io.BytesIO(b"xyz"), at=0, by=chief)

    assert receive_file(load, [b"abcdef"], by=chief) == 6
    assert (incoming_folder(load) / "dump.zip").read_bytes() == b"abcdef"


@pytest.mark.parametrize(
    ("name", "size", "source", "error"),
    [
        ("virus.exe", 10, "", SourceError),
        ("dump.zip", 0, "", SourceError),
        ("dump.zip", 10**18, "", SourceError),
        ("dump.zip", 10, "cordis-h2021", UnknownNameError),
        ("list.csv", 10, "clusters", WrongStateError),
    ],
)
def test_what_cannot_be_loaded_is_refused_before_it_is_sent(chief, name, size, source, error):
    with pytest.raises(error):
        begin_receiving(name, size=size, source=source, by=chief)
    assert not Load.objects.exists()


def test_lists_are_added_to_loaded_projects(chief, loaded):
    assert begin_receiving("list.csv", size=10, source="clusters", by=chief).source == "clusters"


@pytest.mark.parametrize("name", ["../../evil.zip", "..\\..\\evil.zip", "/etc/evil.zip"])
def test_a_name_that_leads_elsewhere_stays_in_its_folder(chief, name):
    load = receiving(chief, name=name)
    receive_file(load, [b"abcdef"], by=chief)

    assert [path.name for path in incoming_folder(load).iterdir()] == ["evil.zip"]


def test_a_load_is_stopped_once_and_its_file_is_gone(chief):
    load = receiving(chief)
    receive_file(load, [b"abcdef"], by=chief)

    cancel_load(load, by=chief)

    assert Load.objects.get().state == "cancelled"
    assert not incoming_folder(load).exists()
    assert verbs() == ["begin_load", "cancel_load"]
    with pytest.raises(WrongStateError):
        cancel_load(load, by=chief)


@pytest.mark.parametrize("state", ["waiting", "running", "failed"])
def test_what_broke_off_is_gone_on_with(chief, state):
    load = ask_load("cordis-h2020", by=chief)
    load.state, load.attempts, load.message = state, 3, "It broke off."

    continue_load(load, by=chief)

    kept = Load.objects.get()
    assert (kept.state, kept.attempts, kept.message) == ("waiting", 0, "")
    assert verbs() == ["begin_load", "continue_load"]


@pytest.mark.parametrize("state", ["done", "unchanged", "cancelled", "receiving"])
def test_what_is_over_is_not_gone_on_with(chief, state):
    load = ask_load("cordis-h2020", by=chief)
    load.state = state

    with pytest.raises(WrongStateError):
        continue_load(load, by=chief)


def test_a_load_whose_file_is_gone_is_not_gone_on_with(chief):
    load = receiving(chief)
    load.state = "failed"

    with pytest.raises(WrongStateError):
        continue_load(load, by=chief)


def test_all_pages_show_the_version_that_is_chosen(chief, loaded):
    from crossfield.lake.store import Lake

    new, starter = loaded.current(), Lake().current()
    assert current_version() == new

    show_version(starter, by=chief)
    assert (current_version(), chosen_lake().is_starter) == (starter, True)

    show_version(new, by=chief)
    assert current_version() == new
    entries = [(entry.verb, entry.fields) for entry in LogEntry.objects.order_by("pk") if entry.kind == "user"]
    assert entries == [("show_version", [starter]), ("show_version", [new])]


@pytest.mark.parametrize("version", ["", "2020-01-01T000000Z-abcdef", "../../secret", "\0"])
def test_a_version_that_is_not_there_is_not_shown(chief, loaded, version):
    before = current_version()

    with pytest.raises(UnknownNameError):
        show_version(version, by=chief)
    assert current_version() == before
