"""Events and deadlines of funding calls for calendars (iCalendar, RFC 5545)."""

from __future__ import annotations

import re
from datetime import UTC, timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.db.models import Count, Max
from django.utils.translation import gettext as _
from django.utils.translation import override

from crossfield.web.accounts.models import FieldChange, LogEntry
from crossfield.web.accounts.queries.draft import sendable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from crossfield.web.registry.models import Event, FundingCall

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
    language = f";LANGUAGE={event.language}"
    return _calendar(
        [
            f"UID:{event.public_id}@crossfield",
            f"DTSTAMP:{_changed(event).astimezone(UTC):%Y%m%dT%H%M%SZ}",
            *_days(event.day, event.last_day or event.day),
            f"SEQUENCE:{event.version - 1}",
            *([_organizer(*organizer)] if organizer else []),
            f"SUMMARY{language}:{escaped(event.title)}",
            *([f"LOCATION{language}:{escaped(event.place)}"] if event.place else []),
            *([f"DESCRIPTION{language}:{escaped(event.text)}"] if event.text else []),
            *([f"URL:{event.address}"] if event.address else []),
        ],
        method="PUBLISH" if organizer else "",
    )


def deadline_of(call: FundingCall) -> str:
    """The deadline of a funding call as a whole day; empty where none is noted.

    The id stays, and each change that the history knows counts ``SEQUENCE`` up.
    """
    if call.deadline is None:
        return ""
    with override(call.language):
        title = _("Deadline: %(title)s") % {"title": call.title}
    changes = FieldChange.objects.filter(kind="fundingcall", public_id=call.public_id)
    told = changes.aggregate(count=Count("entry", distinct=True), last=Max("entry__at"))
    language = f";LANGUAGE={call.language}"
    return _calendar(
        [
            f"UID:{call.public_id}@crossfield",
            f"DTSTAMP:{(told['last'] or call.created).astimezone(UTC):%Y%m%dT%H%M%SZ}",
            *_days(call.deadline, call.deadline),
            f"SEQUENCE:{max(0, told['count'] - 1)}",
            f"SUMMARY{language}:{escaped(title)}",
            *([f"DESCRIPTION{language}:{escaped(call.programme)}"] if call.programme else []),
            *([f"URL:{call.address}"] if call.address else []),
        ]
    )


def _days(first: date, last: date) -> tuple[str, str]:
    """From the first day to the one after the last."""
    return f"DTSTART;VALUE=DATE:{first:%Y%m%d}", f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}"


def _calendar(lines: Iterable[str], *, method: str = "") -> str:
    """A calendar with one event."""
    begin = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//crossfield//register//EN"]
    begin += [*([f"METHOD:{method}"] if method else []), "BEGIN:VEVENT"]
    end = ("TRANSP:TRANSPARENT", "END:VEVENT", "END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in (*begin, *lines, *end))


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
