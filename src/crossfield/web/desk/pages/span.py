"""The time and the organisation that a table of the register is narrowed to, from the address of its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from crossfield.web.registry.models import Organisation
from crossfield.web.registry.models.partial_date import MONTH_SIGNS, YEAR_SIGNS

if TYPE_CHECKING:
    from django.http import HttpRequest

LONGEST_ID = 20


@dataclass(frozen=True, slots=True)
class Span:
    """From when until when, both days included; None: open on this side."""

    first: date | None = None
    last: date | None = None

    def __bool__(self) -> bool:
        """True where it narrows anything."""
        return self.first is not None or self.last is not None

    @property
    def said(self) -> str:
        """It in words; "" where it is all time."""
        first, last = (date_format(day, "DATE_FORMAT") if day else "" for day in (self.first, self.last))
        if first and last:
            return first if first == last else f"{first} – {last}"
        if first:
            return _("since %(date)s") % {"date": first}
        return _("until %(date)s") % {"date": last} if last else ""

    def holds(self, begins: str, ends: str = "") -> Q:
        """The condition that days of a row fall into it; one whose day is not known falls into no time.

        Parameters
        ----------
        begins
            Column of the day, or of the first day.
        ends
            Column of the last day, empty for those of one day; "": all are.
        """
        found = Q()
        if self.first:
            late = Q(**{f"{begins}__gte": self.first})
            found &= late | Q(**{f"{ends}__gte": self.first}) if ends else late
        if self.last:
            found &= Q(**{f"{begins}__lte": self.last})
        return found

    def holds_partial(self, begins: str, ends: str) -> Q:
        """The condition that a row lasts at some time in it, where its dates are partial; none known: in no time.

        Parameters
        ----------
        begins, ends
            Columns of partial dates; an empty one is open.
        """
        if not self:
            return Q()
        found = ~Q(**{begins: "", ends: ""})
        if self.first:
            # A year ends after each of its days: as a text "2014" is before "2014-07-01".
            iso = self.first.isoformat()
            parts = ("", iso[:YEAR_SIGNS], iso[:MONTH_SIGNS])
            found &= Q(**{f"{ends}__gte": iso}) | Q(**{f"{ends}__in": parts})
        if self.last:
            found &= Q(**{f"{begins}__lte": self.last.isoformat()})
        return found


def day_asked(request: HttpRequest, key: str) -> date | None:
    """A day of the address; None where there is none, or what is given is no day."""
    try:
        return date.fromisoformat(request.GET.get(key, ""))
    except ValueError:
        return None


def span_asked(request: HttpRequest) -> Span:
    """The time of the address."""
    return Span(day_asked(request, "from"), day_asked(request, "until"))


def organisation_asked(request: HttpRequest, key: str = "organisation") -> Organisation | None:
    """The organisation of the address; None where it names none."""
    public_id = request.GET.get(key, "")[:LONGEST_ID].replace("\x00", "")
    return Organisation.objects.filter(public_id=public_id).first() if public_id else None
