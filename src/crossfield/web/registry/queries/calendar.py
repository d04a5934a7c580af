"""Events for calendars (iCalendar, RFC 5545)."""

from __future__ import annotations

import re
from datetime import UTC, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

from crossfield.web.accounts.models import LogEntry
from crossfield.web.accounts.queries.draft import sendable

if TYPE_CHECKING:
    from datetime import datetime

    from crossfield.web.registry.models import Event

OCTETS = 75
"""What a line may be long, without its end."""
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
"""Signs that no text may hold; tabs may, and ends of lines are written as two signs."""


def calendar_of(event: Event, *, organizer: tuple[str, str] | None = None) -> str:
    """An event of whole days; the last day is written as the day after it.

    Days stand in no zone: an event on the 14th is on the 14th wherever it is looked at. The stamp is when the event was
    last changed, and a change counts ``SEQUENCE`` up, so that a calendar takes the newer one; the id stays.

    Parameters
    ----------
    event
        Which one.
    organizer
        Name and mail address of who publishes it by mail (RFC 5546, ``METHOD:PUBLISH``); None: it is a file only.
    """
    last = (event.last_day or event.day) + timedelta(days=1)
    language = f";LANGUAGE={event.language}"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//crossfield//register//EN",
        *(["METHOD:PUBLISH"] if organizer else []),
        "BEGIN:VEVENT",
        f"UID:{event.public_id}@crossfield",
        f"DTSTAMP:{_changed(event).astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{last:%Y%m%d}",
        f"SEQUENCE:{event.version - 1}",
        *([_organizer(*organizer)] if organizer else []),
        f"SUMMARY{language}:{escaped(event.title)}",
        *([f"LOCATION{language}:{escaped(event.place)}"] if event.place else []),
        *([f"DESCRIPTION{language}:{escaped(event.text)}"] if event.text else []),
        *([f"URL:{event.address}"] if event.address else []),
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _organizer(name: str, address: str) -> str:
    """Who publishes it; quotation marks in a parameter are two signs (RFC 6868)."""
    said = CONTROL.sub("", " ".join(name.split())).replace("^", "^^").replace('"', "^'")
    return f'ORGANIZER;CN="{said}":mailto:{quote(sendable(address), safe="@")}'


def _changed(event: Event) -> datetime:
    """When an event was last changed, as the log knows it."""
    verbs = ("record_event", "change_event", "restore_change")
    last = LogEntry.objects.filter(kind="event", public_id=event.public_id, verb__in=verbs).order_by("-at").first()
    return max(last.at, event.created) if last else event.created


def escaped(text: str) -> str:
    r"""A text as a value: commas, semicolons, backslashes and ends of lines are written as two signs.

    Examples
    --------
    >>> print(escaped("A, B; C\\D\r\nE"))
    A\, B\; C\\D\nE
    """
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return CONTROL.sub("", "\\n".join(text.strip().splitlines()))


def folded(line: str) -> str:
    r"""A line in parts of at most 75 octets, each but the first after a blank; no letter is cut.

    Examples
    --------
    >>> [len(part.encode()) for part in folded("ä" * 60).split("\r\n")]
    [74, 47]
    """
    parts, length = [""], 0
    for sign in line:
        octets = len(sign.encode())
        if length + octets > OCTETS:
            parts.append(" ")
            length = 1
        parts[-1] += sign
        length += octets
    return "\r\n".join(parts)
