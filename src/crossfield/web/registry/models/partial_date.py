"""Dates as exact as a source states them: a day, a month or a year."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SHAPE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)  # digits of other scripts would not sort
GERMAN = re.compile(r"(?:(?:(\d{1,2})\.)?\s?(\d{1,2})[./])?\s?(\d{4})")
NAMED = re.compile(r"(?:(\d{1,2})\.?\s)?\s?([^\W\d_]{3,9})\.?\s(?:(\d{1,2}),\s)?(\d{4})")
MONTHS = (
    ("january", "januar", "jänner"), ("february", "februar"), ("march", "märz"), ("april",), ("may", "mai"),
    ("june", "juni"), ("july", "juli"), ("august",), ("september",), ("october", "oktober"), ("november",),
    ("december", "dezember"),
)  # fmt: skip
SERIAL = re.compile(r"[2-5]\d{4}", re.ASCII)
"""A day as spreadsheets count them, from 1954 to 2064."""
SPREADSHEETS_BEGIN = date(1899, 12, 30)
YEAR_SIGNS, MONTH_SIGNS, MONTHS_OF_YEAR = 4, 7, 12
SHORTEST_MONTH = 3
"""Letters of a month's name that is cut short."""
_NAMES = "|".join(
    sorted(
        {name[:cut] for names in MONTHS for name in names for cut in range(SHORTEST_MONTH, len(name) + 1)},
        key=len,
        reverse=True,
    )
)
_FILLED = "\ue001"
_YEAR, _TH = r"(?P<year>(?:18|19|20|21)\d{2})", r"(?:st|nd|rd|th)?"
WITHIN = tuple(
    re.compile(rf"(?<![\w./-]){shape}(?![\w/-]|[.,]\d)", re.IGNORECASE)
    for shape in (
        rf"{_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)",
        rf"{_YEAR}-(?P<month>\d\d)",
        rf"(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?{_YEAR}",
        r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<short>\d\d)",
        rf"(?P<day>\d{{1,2}})/(?P<month>\d{{1,2}})/{_YEAR}",
        rf"(?P<month>\d{{1,2}})[./]{_YEAR}",
        rf"(?P<day>\d{{1,2}})(?:\.|{_TH})\s?(?:of\s)?(?P<name>{_NAMES})\.?,?\s{_YEAR}",
        rf"(?P<name>{_NAMES})\.?\s(?P<day>\d{{1,2}}){_TH},?\s{_YEAR}",
        rf"(?P<name>{_NAMES})\.?,?\s{_YEAR}",
        _YEAR,
    )
)
"""Dates within other words, the more exact ones first."""


def check_partial_date(text: str) -> None:
    """Refuse what is no year, month or day of ISO 8601.

    Raises
    ------
    ValidationError
        It is none, or no such day exists.

    Examples
    --------
    >>> for text in ("2014", "2014-07", "2014-07-14"):
    ...     check_partial_date(text)
    """
    try:
        earliest(text)
    except ValueError as error:
        raise ValidationError(_("Write a day, a month or a year: 2014-07-14, 2014-07 or 2014.")) from error


def partial_date_field(label: Any = "") -> models.CharField[str, str]:  # noqa: ANN401 -- a text or a lazy one
    """Column for a day, a month or a year; empty: not known."""
    shown = label or gettext_lazy("as of")
    return models.CharField(shown, max_length=10, blank=True, validators=[check_partial_date])


def earliest(text: str) -> date:
    """First day that a partial date may mean.

    Examples
    --------
    >>> earliest("2014-02"), earliest("2014")
    (datetime.date(2014, 2, 1), datetime.date(2014, 1, 1))
    """
    found = SHAPE.fullmatch(text)
    if not found:
        message = f"{text!r} is no partial date"
        raise ValueError(message)
    year, month, day = (int(part or 1) for part in found.groups())
    return date(year, month, day)


def latest(text: str) -> date:
    """Last day that a partial date may mean.

    Examples
    --------
    >>> latest("2014-02"), latest("2014"), latest("2014-07-14")
    (datetime.date(2014, 2, 28), datetime.date(2014, 12, 31), datetime.date(2014, 7, 14))
    """
    first = earliest(text)
    if len(text) == YEAR_SIGNS:
        return date(first.year, 12, 31)
    return first.replace(day=monthrange(first.year, first.month)[1]) if len(text) == MONTH_SIGNS else first


def read_partial_date(text: str) -> str:
    """ISO form of what people write: 14.7.2014, 14. Juli 2014, July 14, 2014, 7/2014, 2014; all else stays as it is.

    A number of five digits is a day as spreadsheets count them, whose form got lost.

    Examples
    --------
    >>> (
    ...     read_partial_date("14.7.2014"),
    ...     read_partial_date("07/2014"),
    ...     read_partial_date("2014-07"),
    ...     read_partial_date(""),
    ... )
    ('2014-07-14', '2014-07', '2014-07', '')
    >>> read_partial_date("14. Juli 2014"), read_partial_date("Sept. 3, 2014"), read_partial_date("Mai 2014")
    ('2014-07-14', '2014-09-03', '2014-05')
    >>> read_partial_date("41834")
    '2014-07-14'
    """
    text = " ".join(text.split())
    named = NAMED.fullmatch(text)
    number = _month(named[2].lower()) if named else 0
    if named and number:
        at = named[1] or named[3]
        return "-".join([named[4], f"{number:02d}", *([f"{int(at):02d}"] if at else [])])
    if SERIAL.fullmatch(text):
        return (SPREADSHEETS_BEGIN + timedelta(days=int(text))).isoformat()
    found = GERMAN.fullmatch(text)
    if not found:
        return text
    day, month, year = found.groups()
    return "-".join([year, *(f"{int(part):02d}" for part in (month, day) if part)])


def _month(word: str) -> int:
    """Number of a month by its name or how that begins; 0 where it is none."""
    named = (place for place, names in enumerate(MONTHS, start=1) if any(name.startswith(word) for name in names))
    return next(named, 0)


def dates_within(text: str, mark: str) -> tuple[list[str], str]:
    """Dates in a text, in their order and in ISO form, and the text with a mark in the place of each.

    Days come before months in either language, but where that is no day: 07/14/2014. Of two digits a year is 20 or 19,
    whichever is not more than ten years ahead.

    Raises
    ------
    ValueError
        Something is written like a date, and is none.

    Examples
    --------
    >>> dates_within("Mitglieder am 14. Juli 2014", "#"), dates_within("July 14th, 2014 to 3/2015", "#")
    ((['2014-07-14'], 'Mitglieder am #'), (['2014-07-14', '2015-03'], '# to #'))
    >>> dates_within("May Mobility", "#")
    ([], 'May Mobility')
    """
    found: list[tuple[int, str]] = []
    for shape in WITHIN:
        found += [(match.start(), _iso(match.groupdict())) for match in shape.finditer(text)]
        # Of the same length, so that the places of the others stay.
        text = shape.sub(lambda match: mark + _FILLED * (len(match[0]) - 1), text)
    return [iso for _place, iso in sorted(found)], text.replace(_FILLED, "")


def _iso(parts: dict[str, str | None]) -> str:
    year, name, day = parts.get("year") or _century(parts["short"] or ""), parts.get("name"), parts.get("day")
    month = str(_month(name.lower())) if name else parts.get("month")
    if day and month and int(month) > MONTHS_OF_YEAR >= int(day):
        day, month = month, day
    text = "-".join([year, *(f"{int(part):02d}" for part in (month, day) if part)])
    earliest(text)
    return text


def _century(short: str) -> str:
    """A year of two digits in full.

    Examples
    --------
    >>> _century("14"), _century("98")
    ('2014', '1998')
    """
    ahead = date.today().year + 10  # noqa: DTZ011 -- of the century only
    return str(next(year for year in (2000 + int(short), 1900 + int(short)) if year <= ahead))


def written(text: str) -> str:
    """As people read it in the language of the page; what is no date stays as it is.

    Examples
    --------
    >>> written("2014"), written("")
    ('2014', '')
    """
    try:
        first = earliest(text)
    except ValueError:
        return text
    if len(text) == YEAR_SIGNS:
        return text
    return str(date_format(first, "YEAR_MONTH_FORMAT" if len(text) == MONTH_SIGNS else "DATE_FORMAT"))


def span_written(began: str, ended: str) -> str:
    """A period as people read it: from – to, since, until, or nothing.

    Examples
    --------
    >>> span_written("2011", "2014"), span_written("2011", "2011"), span_written("", "")
    ('2011 – 2014', '2011', '')
    """
    if began and ended:
        return written(began) if began == ended else f"{written(began)} – {written(ended)}"
    if began:
        return _("since %(date)s") % {"date": written(began)}
    return _("until %(date)s") % {"date": written(ended)} if ended else ""
