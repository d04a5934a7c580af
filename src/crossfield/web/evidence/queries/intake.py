"""Rows of a list that is brought in, as tables of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from crossfield.errors import CrossfieldError
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.listing import NAME, Column, Listing
from crossfield.web.evidence.queries.organisation_index import all_region_labels
from crossfield.web.evidence.queries.suggestion import rows_suggested, suggested_said
from crossfield.web.registry.models import Intake, IntakeRow, Organisation
from crossfield.web.registry.queries.intake import COLUMNS, ENTERED, LINKED, lines_of_seats

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SHOWN = 100
MOST_LINES = 10
"""Lines that are named beside a seat."""
WHOLE_LIST = "rows"
"""The file of all rows; on the page, columns that no row of a table fills would push the others out of sight."""
ALWAYS = {"name", "number", "city", "answer"}
REASONS = {
    "same name": gettext_lazy("same name"),
    "name alike": gettext_lazy("similar name"),
    "short name": gettext_lazy("short name"),
    "same city": gettext_lazy("same city"),
    "other city": gettext_lazy("other city"),
    "same region": gettext_lazy("same region"),
    "other region": gettext_lazy("other region"),
    "other legal form": gettext_lazy("other legal form"),
    "other number": gettext_lazy("other number in the name"),
    "other vat": gettext_lazy("other VAT number"),
    "fewer words": gettext_lazy("your list has fewer words"),
    "more words": gettext_lazy("your list has more words"),
    "other words": gettext_lazy("other words"),
    "told apart by a word": gettext_lazy("told apart by a word"),
    "typing error": gettext_lazy("typing error"),
    "word form": gettext_lazy("other form of a word"),
    "same number": gettext_lazy("same number"),
    "same member number": gettext_lazy("same member number"),
    "abbreviation": gettext_lazy("abbreviation"),
    "department": gettext_lazy("part of the organisation"),
    "same vat": gettext_lazy("same VAT number"),
    "same domain": gettext_lazy("same web address"),
    "same postcode": gettext_lazy("same postcode"),
    "same pic": gettext_lazy("same PIC"),
    "same ror": gettext_lazy("same ROR"),
    "identifiers disagree": gettext_lazy("numbers disagree"),
    "several alike": gettext_lazy("several alike"),
    "other name": gettext_lazy("other name"),
    "same title": gettext_lazy("same title"),
    "other day": gettext_lazy("other day"),
    "other organisation": gettext_lazy("other organisation"),
    "other programme": gettext_lazy("other programme"),
    "note below the list": gettext_lazy("perhaps a note below the list, and no organisation"),
    "decided": gettext_lazy("decided by a person"),
}
"""The linker's reasons in words; others are shown as the linker says them."""


def heading_of(kind: str) -> str:
    """What the rows of a kind of list are, as a heading."""
    if kind == Intake.Kind.PEOPLE:
        return _("Person")
    return _("Title") if kind in ENTERED and kind not in LINKED else _("Organisation")


def rows_listing(rows: Iterable[IntakeRow], name: str, caption: str, kind: str, at_first: int = 15) -> Listing:
    """Rows as one table: line, name, what was found, how sure, what would change."""
    columns: tuple[Column, ...] = (
        Column("name", heading_of(kind)),
        Column("number", _("Line"), "year"),
        Column("city", _("City")),
        Column("answer", _("What was found")),
        Column("found", _("Organisation found"), NAME),
        Column("score", _("Probability"), "number"),
        Column("reason", _("Why")),
        Column("changes", _("What changes")),
        Column("seat", _("Region of the seat, and why")),
    )
    if kind in ENTERED:
        found = columns[4:6] if kind in LINKED else (Column("found", _("In the register")),)
        columns = (*columns[:2], columns[3], *found, *columns[6:-1])
    places = places_said()
    rows = list(rows)
    told = rows_suggested(rows, get_language() or "en") if kind == Intake.Kind.CALLS else {}
    shown = [row_said(row) | {"seat": seat_said(row, places), "page": _link_page(row, name)} for row in rows]
    for one in shown:
        if one["number"] in told:
            one["changes"] = "; ".join(part for part in (one["changes"], suggested_said(told[one["number"]])) if part)
    if kind not in ENTERED and name != WHOLE_LIST:
        columns = tuple(one for one in columns if one.key in ALWAYS or any(row[one.key] for row in shown))
    return Listing(
        name,
        caption,
        columns,
        shown,
        at_first=at_first,
        empty=_("None."),
        stacks=True,
        address=lambda row: ("name", row["page"]),
    )


def _link_page(row: IntakeRow, listing: str) -> str:
    """Where a row is linked otherwise or left out; empty: it cannot be taken over, or stands in a file."""
    if listing == WHOLE_LIST or row.answer in {"", IntakeRow.Answer.ERROR}:
        return ""
    return reverse("register_intake_link", args=[row.intake.public_id, row.number])


STAYED = {
    "deleted": gettext_lazy("nothing: it was deleted since"),
    "membership": gettext_lazy("the membership: it was changed since"),
    "sheet": gettext_lazy("your own sheet: it was written on since"),
    "entry_changed": gettext_lazy("the whole entry, as it was changed since"),
    "entry_used": gettext_lazy("the whole entry: something else refers to it, or others may see it now"),
    "cluster": gettext_lazy("that it is a cluster: it has members, or its fields were changed since"),
    "organisation": gettext_lazy(
        "the organisation: something else refers to it, or its name or seat was changed since"
    ),
    "details": gettext_lazy("ways to reach the person: changed, withdrawn or confirmed since"),
    "relation": gettext_lazy("the relation: it was changed since"),
    "guest": gettext_lazy("the guest: it was changed since, or has checked in"),
    "person_new": gettext_lazy("the person: something else refers to it, or it was changed since"),
}
"""What undoing a list may leave, in words; a column is called as in lists."""
NAMING = {
    "by_value": gettext_lazy("what sources say of it"),
    "by_sheet": gettext_lazy("your own sheet"),
    "by_membership": gettext_lazy("a membership"),
}
"""What names an organisation that stayed, in words."""
PAGES: dict[str, str] = {
    Intake.Kind.EVENTS: "register_event",
    Intake.Kind.GUESTS: "register_event",
    Intake.Kind.CALLS: "register_call",
    Intake.Kind.PEOPLE: "register_person",
}
"""Routes of what rows of a kind bring something to, beside organisations."""


def stayed_listing(intake: Intake, most: int | None = None, at_first: int = 15) -> Listing:
    """Rows of which undoing a list left something, and why; each leads to what stayed."""
    portion: Any = intake.entries if intake.kind in ENTERED else intake.items.select_related("organisation")
    items = portion.exclude(stayed="")[:most]
    columns = (
        Column("name", heading_of(intake.kind)),
        Column("number", _("Line"), "year"),
        Column("stayed", _("What stays")),
    )
    rows = [
        {
            "number": item.number,
            "name": str(item),
            "stayed": _stayed_said(item.stayed),
            "page": _page_of(intake, item),
        }
        for item in items
    ]
    return Listing(
        "stayed",
        _("What stays"),
        columns,
        rows,
        at_first=at_first,
        empty=_("None."),
        address=lambda row: ("name", row["page"]),
    )


def _page_of(intake: Intake, item: Any) -> str:  # noqa: ANN401 -- an item or an entry
    """Page of what a row brought; empty where it is gone."""
    route = PAGES.get(intake.kind, "register_organisation")
    if intake.kind in ENTERED:
        return "" if "deleted" in item.stayed.split() else reverse(route, args=[item.thing])
    return reverse(route, args=[item.organisation.public_id]) if item.organisation else ""


def _stayed_said(stayed: str) -> str:
    """What stays of a row, and why."""
    told = list(dict.fromkeys(stayed.split()))
    columns = [str(COLUMNS[what]) for what in told if what in COLUMNS and what not in STAYED]
    named = [str(NAMING[what]) for what in told if what in NAMING]
    parts = [str(STAYED[what]) for what in told if what in STAYED and not (named and what == "organisation")]
    if named:
        parts.append(_("the organisation, because of: %(named)s") % {"named": ", ".join(named)})
    if columns:
        text = ngettext("%(columns)s: it was changed since", "%(columns)s: they were changed since", len(columns))
        parts.append(text % {"columns": ", ".join(columns)})
    return "; ".join(parts)


def row_said(row: IntakeRow) -> dict[str, Any]:
    """A row in words."""
    changes = "; ".join(change_said(one) for one in row.changes)
    return {
        "number": row.number,
        "name": row.values.get("name") or _("(without a name)"),
        "city": row.values.get("city", ""),
        "answer": _("left out") if row.choice == IntakeRow.Choice.LEAVE else str(row.get_answer_display()),
        "found": row.organisation.name if row.organisation else row.found_name,
        "score": row.score,
        "reason": "; ".join(row.problems) or reason_said(row.reason),
        "changes": changes,
    }


def first_found(row: IntakeRow) -> str:
    """What was found for a row before a person corrected it; empty: nobody has."""
    if not row.was:
        return ""
    known = Organisation.every.filter(public_id=row.was["organisation"]).first()
    parts = [str(IntakeRow.Answer(row.was["answer"]).label), known.name if known else row.was["found_name"]]
    return "; ".join(part for part in (*parts, reason_said(row.was["reason"])) if part)


def places_said() -> dict[str, str]:
    """Code → name of all regions; none where there are no data: codes then stand alone."""
    try:
        return all_region_labels(current_version())
    except CrossfieldError:
        return {}


def seat_said(row: IntakeRow, places: Mapping[str, str]) -> str:
    """In which region a row's seat lies and by what that was found, in words."""
    region, told = row.seat.get("region", ""), row.values.get("region", "")
    if len(told) > len("DE") or not row.seat:
        return str(told)
    if not region:
        return _("open: several regions may be meant")
    return f"{named(region, places)}: {row.seat['why']}"


def named(region: str, places: Mapping[str, str]) -> str:
    """A region by its name and code; the code alone where no name is known."""
    return f"{places[region]} ({region})" if region in places else region


@dataclass(frozen=True, slots=True)
class OpenSeat:
    """A seat that may lie in several regions: what the list tells, its lines, and the regions with their reasons."""

    number: int
    told: str
    lines: str
    chosen: str
    among: list[tuple[str, str, str]]
    """Code, name and reason."""


def seats_to_choose(intake: Intake, seats: Iterable[Mapping[str, Any]], places: Mapping[str, str]) -> list[OpenSeat]:
    """Seats of which a person says which region is meant, as `seats_told` names them, with the lines that tell them."""
    seats = list(seats)
    rows = {row.number: row for row in intake.rows.filter(number__in=[seat["first"] for seat in seats])}
    told = lines_of_seats(intake, [seat["told"] for seat in seats])
    found = []
    for seat in seats:
        first, numbers = rows[seat["first"]], told[seat["told"]]
        lines = ", ".join(map(str, numbers[:MOST_LINES]))
        found.append(
            OpenSeat(
                first.number,
                " ".join(part for part in (first.values.get("postcode", ""), first.values.get("city", "")) if part),
                lines if len(numbers) <= MOST_LINES else f"{lines}, …",
                first.seat.get("region", ""),
                [(code, named(code, places), why) for code, why in first.seat["among"]],
            )
        )
    return found


def reason_said(reason: str) -> str:
    """Why a row was found, in the language of the page."""
    return "; ".join(str(REASONS.get(part, part)) for part in reason.split("; ") if part)


WHOLE = {"membership": gettext_lazy("new member"), "cluster": gettext_lazy("becomes a cluster")}
DAYS = {"days": gettext_lazy("Member from – to")}


def change_said(change: Mapping[str, str]) -> str:
    """A difference between the register and the list, in words."""
    if change["column"] in WHOLE:
        return str(WHOLE[change["column"]])
    said = {"column": (COLUMNS | DAYS)[change["column"]], "before": change["before"] or "–", "after": change["after"]}
    return _("%(column)s: %(before)s → %(after)s") % said


def intake_answer(intake: Intake, counts: Mapping[str, int], open_rows: int) -> str:
    """The list in one sentence, after what stopped the work on it."""
    said = _answer(intake, counts, open_rows)
    return f"{intake.trouble} {said}" if intake.trouble else said


def _answer(intake: Intake, counts: Mapping[str, int], open_rows: int) -> str:
    if intake.state == Intake.State.COLUMNS:
        return _("Choose below which column means what; the words are guessed.")
    if intake.state == Intake.State.LOOKING:
        return _("%(done)s of %(total)s rows are looked up.") % {"done": intake.done, "total": intake.total}
    if intake.state == Intake.State.TAKING:
        said = {"done": intake.done, "total": intake.total}
        return _("%(done)s of %(total)s rows are ready; the register stays as it is until all are.") % said
    if intake.state == Intake.State.CANCELLED:
        return _("This list was given up; nothing of it is in the register.")
    rows = ngettext("%(count)s row", "%(count)s rows", intake.total) % {"count": intake.total}
    text = _(
        "%(rows)s: %(register)s in the register already, %(new)s new, %(review)s doubtful, "
        "%(error)s that cannot be taken over."
    )
    if intake.kind not in ENTERED:
        text = _(
            "%(rows)s: %(register)s in the register already, %(evidence)s found in the data, %(new)s new, "
            "%(review)s doubtful, %(error)s that cannot be taken over."
        )
    text %= {"rows": rows, **counts}
    if left := counts["leave"]:
        out = ngettext("%(count)s row is left out.", "%(count)s rows are left out.", left)
        text = f"{text} {out % {'count': left}}"
    if intake.state == Intake.State.TAKEN:
        done = _("The list is taken over.")
        return f"{text} {done} {behind_said(open_rows, is_done=True)}".strip()
    if intake.state == Intake.State.UNDONE:
        undone = _("Taking it over was undone.")
        return f"{text} {undone} {_left_said(intake)}".strip()
    more = ngettext("%(count)s row waits for you.", "%(count)s rows wait for you.", open_rows) % {"count": open_rows}
    return f"{text} {more}" if open_rows else text


def behind_said(count: int, *, is_done: bool) -> str:
    """How many rows stay behind, or have stayed, as nobody has decided them; empty: none."""
    text = ngettext(
        "%(count)s row stays behind as nobody has decided.",
        "%(count)s rows stay behind as nobody has decided.",
        count,
    )
    if is_done:
        text = ngettext(
            "%(count)s row stayed behind, as nobody had decided.",
            "%(count)s rows stayed behind, as nobody had decided.",
            count,
        )
    return text % {"count": count} if count else ""


def _left_said(intake: Intake) -> str:
    """Of how many rows undoing left something, and where it is told; empty: of none."""
    portion: Any = intake.entries if intake.kind in ENTERED else intake.items
    count = portion.exclude(stayed="").count()
    text = ngettext(
        "Something of %(count)s row stays: what and why is told below.",
        "Something of %(count)s rows stays: what and why is told below.",
        count,
    )
    return text % {"count": count} if count else ""
