"""Looking up the rows of a list: in the register first, then in the data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from crossfield.errors import WrongStateError
from crossfield.tables.headings import fold
from crossfield.web.evidence.actions.intake_calls import look_up_calls
from crossfield.web.evidence.actions.intake_compare import compare_rows
from crossfield.web.evidence.actions.intake_guests import look_up_guests
from crossfield.web.evidence.actions.intake_relations import look_up_relations
from crossfield.web.evidence.queries.link import Found, country_of, found_in_data
from crossfield.web.evidence.queries.seat import Address, seats_found, told_country
from crossfield.web.registry.actions.intake import set_back
from crossfield.web.registry.actions.intake_entry import look_up_entries
from crossfield.web.registry.actions.intake_people import look_up_people
from crossfield.web.registry.models import (
    Intake,
    IntakeRow,
    Organisation,
    OrganisationIdentifier,
    OrganisationSheet,
)
from crossfield.web.registry.models.intake import NUMBERS
from crossfield.web.registry.models.partial_date import earliest, latest, read_partial_date
from crossfield.web.registry.queries.field import (
    MOST_LISTED,
    is_too_long_a_list,
)
from crossfield.web.registry.queries.intake import COLUMNS, cells_told, rows_of_seat, surplus
from crossfield.web.registry.queries.number import SHAPES, bare_number
from crossfield.web.registry.queries.organisation import (
    COUNT_DIGITS,
    organisations_but_for_form,
    organisations_named,
    without_form,
)
from crossfield.web.registry.queries.seat import CODE, with_codes
from crossfield.web.registry.rules import check_changes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from crossfield.web.accounts.models import User

    Days = tuple[int, str, str]

CHUNK = 1_000
FULL, MOST_NOTES = 3, 5
"""Columns of a list from which a line with one cell is none of its rows, and how many such lines may stand below."""
NOTE = "note below the list"
DOUBLE = "stands twice"
"""Reason of a row that is none, since another line says the same."""
FOUND_AS = ("found", "found_name", "found_region", "score", "reason")
"""What a row keeps of what was found in the data, and why."""
PLACE = re.compile(rf"(?P<place>.+) \((?P<region>{CODE.pattern})\)")
"""A seat as tables of the register write it."""
POSTED = re.compile(
    r"(?P<postcode>(?:[A-Z]{1,3} ?[-–] ?)?(?:\d{4} ?[A-Z]{2}(?= )|\d{3} \d{2,3}(?= )|\d{3,6}(?:-\d{3})?)),? "
    r"(?P<city>[^\W\d].*)"
)
"""A postcode and a city in one cell: 01069 Dresden, D-01069 Dresden, 110 00 Praha, 1011 AB Amsterdam."""
COUNT = re.compile(r"\d{1,3}(?:[.,\s]?\d{3})*|\d+")
LONGEST = {
    "name": 300,
    "postcode": 20,
    "member_number": 40,
    "contribution_class": 40,
    "pic": 80,
    "vat": 80,
    "ror": 80,
    "origin": 300,
}
WRITTEN = (*("key", "values", "problems", "answer", "organisation", "changes"), *FOUND_AS, "seat")


LOOKERS: dict[str, Callable[..., None]] = {
    Intake.Kind.EVENTS: look_up_entries,
    Intake.Kind.CALLS: look_up_calls,
    Intake.Kind.PEOPLE: look_up_people,
    Intake.Kind.GUESTS: look_up_guests,
    Intake.Kind.RELATIONS: look_up_relations,
}
"""Kinds whose rows are no organisations, and what fills their rows in; `look_up` writes them."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What the register says of the rows of a chunk."""

    by_number: dict[tuple[str, str], Organisation]
    """By its scheme and number; ``id`` is the public id in the register."""
    by_name: dict[str, list[Organisation]]
    by_member: dict[str, list[Organisation]]
    """By their number among the members of the cluster, as the own institution notes it."""
    by_form: dict[str, list[Organisation]]
    """By their name, but for the legal form."""
    earlier: dict[str, list[Days]]
    """Key → line, first and last day of the rows before that have it."""


def look_up(intake: Intake, *, by: User, most: int = CHUNK) -> Intake:
    """Look up the next rows of a list, each chunk in a transaction of its own, so that others can save in between.

    A row is known by its number, else by its name and country in the register, else by its member number in the cluster
    or its name but for the legal form, else by the data; where the data are not
    sure, a person decides.

    Who may: cluster management and administrators of the list's institution. The register stays as it is, so that it is
    not logged.

    Parameters
    ----------
    intake
        A list whose columns are chosen.
    by
        Who looks.
    most
        Rows of this chunk.

    Raises
    ------
    NotAllowedError
        The list belongs to another institution.
    WrongStateError
        Its columns are not chosen, it is taken over, or the database refuses it.
    """
    check_changes(by, intake)
    if intake.state == Intake.State.PREVIEW:
        return intake
    if intake.state != Intake.State.LOOKING:
        raise WrongStateError(_("The columns of this list are not chosen yet."), _("Choose them first."))
    with set_back(intake):
        _next_rows(intake, by, most)
    return intake


def _next_rows(intake: Intake, by: User, most: int) -> None:
    rows = list(intake.rows.filter(answer="").order_by("number")[:most])
    LOOKERS.get(intake.kind, _look_up)(intake, rows, by=by)
    with transaction.atomic():
        # An upsert: one statement a batch, where updating row by row would be a case for every row and column.
        IntakeRow.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["intake", "number"], update_fields=WRITTEN, batch_size=CHUNK
        )
        intake.done = min(intake.done + len(rows), intake.total)
        if not intake.rows.filter(answer="").exists():
            intake.done, intake.state = intake.total, Intake.State.PREVIEW
        intake.save(update_fields=["done", "state"])


def _look_up(intake: Intake, rows: Sequence[IntakeRow], *, by: User) -> None:
    """Which organisation each row is, and what would change about it."""
    known = _link_rows(intake, rows)
    compare_rows(intake, by, rows, _mark_doubles(intake, rows, known))


def _link_rows(intake: Intake, rows: Sequence[IntakeRow]) -> _Known:
    """Which organisation each row is, and what the register says of them."""
    for row, told in zip(rows, cells_told(intake, rows), strict=True):
        _read(row, intake.headings, told)
    place_rows(intake, rows)
    _name_regions(rows)
    _mark_notes(intake, rows)
    sound = [row for row in rows if not row.problems]
    found = found_in_data([row.values for row in sound])
    known = _known(intake, rows, found)
    for row, one in zip(sound, found, strict=True):
        _answer(row, one, known)
    for row in rows:
        if row.answer == IntakeRow.Answer.REGISTER or (row.answer == "evidence" and len(row.found_region) > len("DE")):
            row.seat = {}  # the register or the data say it
    _take_owned(rows)
    return known


def _read(row: IntakeRow, headings: Sequence[str], values: dict[str, str]) -> None:
    """Values of a row, and what is wrong with them."""
    problems = surplus(row.cells, headings)
    if not values.get("name"):
        problems.append(_("no name"))
    problems += [*_read_place(values), *_read_numbers(values), *_read_dates(values), *_read_count(values)]
    problems += [
        _("%(column)s: more than %(most)s signs") % {"column": COLUMNS[column], "most": most}
        for column, most in LONGEST.items()
        if len(values.get(column, "")) > most
    ]
    problems += [
        _("%(column)s: more than %(most)s listed") % {"column": COLUMNS[column], "most": MOST_LISTED}
        for column in ("fields", "regions")
        if is_too_long_a_list(re.sub(r"[|\n]", ";", values.get(column, "")))
    ]
    if not problems and values.get("since") and values.get("until") and values["until"] < values["since"]:
        problems.append(_("the membership would end before it begins"))
    row.values, row.problems, row.organisation, row.changes, row.reason = values, problems, None, [], ""
    row.answer = IntakeRow.Answer.ERROR if problems else IntakeRow.Answer.NEW


def place_rows(intake: Intake, rows: Sequence[IntakeRow]) -> None:
    """In which region each row's seat lies, by postcode and city where no region is told; and what tells it apart.

    A country that nobody tells is the one of the region found, else the one that a person said of the list.
    """
    for row, seat in zip(rows, seats_found([_address(row, intake.home) for row in rows]), strict=True):
        values, countries = row.values, {region[: len("DE")] for region, _why in seat.among} or {intake.home}
        row.seat, is_told = ({"region": seat.region, "why": seat.why} if seat.region else {}), bool(values["country"])
        values["country"] = (
            values["country"] or seat.region[: len("DE")] or (min(countries) if len(countries) == 1 else "")
        )
        if seat.postcode:
            values["postcode"] = seat.postcode
        if seat.among:
            told = (values.get("postcode", ""), fold(values.get("city", "")), values["country"])
            row.seat = {"among": [list(one) for one in seat.among], "key": "/".join(told)}
            row.seat["is_country_found"] = bool(values["country"]) and not is_told
        number = next((f"{column}:{values[column]}" for column in ("id", *NUMBERS) if values.get(column)), "")
        row.key = (number or f"{fold(values.get('name', ''))}/{fold(values.get('city', ''))}/{values['country']}")[:200]


def keep_chosen_seat(row: IntakeRow) -> None:
    """Where somebody chose a region for the place of a row, that is its seat. Who may: everybody; nothing is stored."""
    chosen = rows_of_seat(row).filter(seat__has_key="region").first() if "among" in row.seat else None
    row.seat = chosen.seat if chosen else row.seat


def _name_regions(rows: Iterable[IntakeRow]) -> None:
    """Write the codes beside the regions in which clusters work: by these they are found."""
    known: dict[str, str] = {}
    for row in rows:
        if row.values.get("regions") and not row.problems:
            row.values["regions"] = with_codes(row.values["regions"], known)


def _address(row: IntakeRow, home: str) -> Address:
    """What a row tells of its seat; nothing where it tells the region itself, or cannot be taken over."""
    values = row.values
    if row.problems or len(values["region"]) > len("DE"):
        return Address()
    return Address(values["country"], values.get("postcode", ""), values.get("city", ""), home)


def _mark_notes(intake: Intake, rows: Sequence[IntakeRow]) -> None:
    """Below the last full row of a list, a line with one cell alone is a note, perhaps: a person decides."""
    if len(intake.mapping) < FULL:
        return
    last = list(intake.rows.order_by("-number")[: MOST_NOTES + 1])
    full = [one.number for one in last if sum(map(bool, one.cells)) > 1]
    notes = {one.number for one in last if full and one.number > full[0]}
    for row in rows:
        if row.number in notes and not row.problems:
            row.answer, row.reason = IntakeRow.Answer.REVIEW, NOTE


def _read_place(values: dict[str, str]) -> Iterator[str]:
    """Split a seat as tables of the register write it, and tell codes of countries and regions that are none."""
    place = PLACE.fullmatch(values.get("city", ""))
    if place:
        city, comma, _region = place["place"].partition(", ")
        values["city"] = city if comma else ""
        values.setdefault("region", place["region"])
    posted = POSTED.fullmatch(values.get("city", "")) if not values.get("postcode") else None
    if posted:
        values["postcode"], values["city"] = posted["postcode"], posted["city"].strip()
    region, country = values.get("region", "").upper(), country_of(values.get("country", ""))
    if values.get("postcode"):
        told = told_country(Address(country, values["postcode"]))
        values["postcode"], country = told.postcode, country or country_of(told.country)
    if region and not CODE.fullmatch(region):
        yield _("“%(text)s” is no code of a region (NUTS)") % {"text": values["region"]}
        region = ""
    if values.get("country") and not country:
        yield _("no country is called “%(text)s”") % {"text": values["country"]}
    elif region and country and region[:2] != country:
        said = {"region": region, "country": country}
        yield _("the region %(region)s is not in the country %(country)s") % said
    values["region"], values["country"] = region, country or region[:2]


def _read_count(values: dict[str, str]) -> Iterator[str]:
    if values.get("members"):
        digits = re.sub(r"\D", "", values["members"])
        if len(digits) > COUNT_DIGITS:
            yield _("%(column)s: more than %(most)s digits") % {"column": COLUMNS["members"], "most": COUNT_DIGITS}
        elif COUNT.fullmatch(values["members"]):
            values["members"] = digits
        else:
            yield _("“%(text)s” is no number") % {"text": values["members"]}


def _read_numbers(values: dict[str, str]) -> Iterator[str]:
    """Write each number bare, and tell those that are none."""
    for column in NUMBERS:
        if values.get(column):
            values[column] = bare_number(column, values[column])
            shape = SHAPES.get(column)
            if shape and not shape.fullmatch(values[column]):
                yield _("“%(text)s” is no %(scheme)s") % {"text": values[column], "scheme": column.upper()}


def _read_dates(values: dict[str, str]) -> Iterator[str]:
    """Write each date in full, a year as its first or last day, and tell those that are none."""
    for column, whole in (("since", earliest), ("until", latest)):
        if values.get(column):
            try:
                values[column] = whole(read_partial_date(values[column])).isoformat()
            except ValueError:
                yield _("“%(text)s” is no date") % {"text": values[column]}
    for column in ("founded", "as_of"):
        if values.get(column):
            text = read_partial_date(values[column])
            try:
                earliest(text)
            except ValueError:
                yield _("“%(text)s” is no date") % {"text": values[column]}
            values[column] = text


def _known(intake: Intake, rows: Sequence[IntakeRow], in_data: Sequence[Found]) -> _Known:
    numbers = [row.values[column] for row in rows for column in NUMBERS if row.values.get(column)]
    numbers += [one.organisation.removeprefix("pic:") for one in in_data if one.is_sure]
    found = OrganisationIdentifier.objects.filter(value__in=numbers).select_related("organisation")
    own_ids = Organisation.objects.filter(public_id__in=[row.values["id"] for row in rows if row.values.get("id")])
    names = [row.values.get("name", "") for row in rows]
    by_name = organisations_named(names)
    before = intake.rows.exclude(answer__in=("", "error")).filter(key__in=[row.key for row in rows])
    earlier: dict[str, list[Days]] = {}
    for one in before:
        earlier.setdefault(one.key, []).append(_days(one))
    return _Known(
        {(one.scheme, one.value): one.organisation for one in found} | {("id", one.public_id): one for one in own_ids},
        by_name,
        _members(intake, rows),
        organisations_but_for_form(names),
        earlier,
    )


def _members(intake: Intake, rows: Sequence[IntakeRow]) -> dict[str, list[Organisation]]:
    """Members of the list's cluster by the number that its institution noted; clusters count each for themselves."""
    numbers = [row.values["member_number"] for row in rows if row.values.get("member_number")]
    if intake.cluster is None or not numbers:
        return {}
    sheets = OrganisationSheet.objects.filter(institution=intake.institution, member_number__in=numbers)
    own = sheets.filter(organisation__memberships__cluster=intake.cluster, organisation__merged_into=None).distinct()
    found: dict[str, list[Organisation]] = {}
    for sheet in own.select_related("organisation"):
        found.setdefault(sheet.member_number, []).append(sheet.organisation)
    return found


def _days(row: IntakeRow) -> Days:
    """Line, first and last day; unknown days are as early and as late as can be."""
    return row.number, row.values.get("since") or "", row.values.get("until") or date.max.isoformat()


def _answer(row: IntakeRow, found: Found, known: _Known) -> None:
    if row.reason == NOTE and row.answer == IntakeRow.Answer.REVIEW:
        row.found, row.found_name, row.found_region, row.score = "", "", "", None
        return
    told = [known.by_number.get((column, row.values[column])) for column in ("id", *NUMBERS) if row.values.get(column)]
    named = _in_its_country(row, known.by_name)
    owners = {one.pk: one.name for one in told if one}
    if len(owners) > 1:
        row.answer, names = IntakeRow.Answer.ERROR, "; ".join(owners.values())
        row.problems = [_("its numbers belong to several organisations: %(names)s") % {"names": names}]
        return
    row.found, row.found_name, row.found_region = found.organisation, found.name[:300], found.region[:8]
    row.score, row.reason = found.score, found.reason[:300]
    organisation = next((one for one in told if one), None) or (named[0] if len(named) == 1 else None)
    if organisation is not None:
        row.organisation, row.answer, row.score = organisation, IntakeRow.Answer.REGISTER, None
        row.found, row.reason = found.organisation if found.is_sure else "", "same number" if any(told) else "same name"
        return
    if _answer_alike(row, found, known):
        return
    if found.organisation:
        row.answer = IntakeRow.Answer.EVIDENCE if found.is_sure else IntakeRow.Answer.REVIEW


def _in_its_country(row: IntakeRow, named: Mapping[str, list[Organisation]]) -> list[Organisation]:
    """Organisations of the row's name that may be in its country."""
    country = row.values["country"]
    found = named.get(row.values["name"].lower(), [])
    return [one for one in found if not country or not one.country or one.country == country]


def _answer_alike(row: IntakeRow, found: Found, known: _Known) -> bool:
    """Tell whether the register knows the row by its member number, or by its name but for the legal form.

    A number with the same words is the same member; with other words, and for the legal form, a person decides: members
    are renamed, and numbers are given anew. Where the data are sure that the row is this one, nobody has to.
    """
    numbered = known.by_member.get(row.values.get("member_number", ""), [])
    alike = numbered if len(numbered) == 1 else _in_its_country(row, known.by_form)
    if len(alike) != 1:
        return False
    same, is_named = alike[0], without_form(alike[0].name) == without_form(row.values["name"])
    row.organisation, row.found, row.found_region, row.score = same, "", same.region, None
    if found.is_sure and known.by_number.get(("pic", found.organisation.removeprefix("pic:"))) == same:
        row.answer, row.score = IntakeRow.Answer.REGISTER, found.score
    elif not numbered:
        row.answer, row.reason = IntakeRow.Answer.REVIEW, "other legal form"
    elif not is_named:
        row.answer, row.reason = IntakeRow.Answer.REVIEW, "same member number; other name"
    else:
        row.answer, row.reason = IntakeRow.Answer.REGISTER, "same member number"
        row.found = found.organisation if found.is_sure else ""
    return True


def _mark_doubles(intake: Intake, rows: Sequence[IntakeRow], known: _Known) -> set[int]:
    """A row that stands twice is taken once.

    Who left a cluster and joined it again has a row for each time: lines of such further rows are given back.
    """
    seen, further = known.earlier, set()
    for row in rows:
        if row.answer == IntakeRow.Answer.ERROR:
            continue
        if _is_double(row, seen.get(row.key, ()), intake):
            continue
        further |= {row.number} if row.key in seen else set()
        seen.setdefault(row.key, []).append(_days(row))
    return further


def _take_owned(rows: Sequence[IntakeRow]) -> None:
    """What the data found is in the register, perhaps, under its number."""
    pics = [row.found.removeprefix("pic:") for row in rows if row.found.startswith("pic:")]
    there = OrganisationIdentifier.objects.filter(scheme="pic", value__in=pics).select_related("organisation")
    owners = {f"pic:{one.value}": one.organisation for one in there}
    for row in rows:
        if row.answer in {IntakeRow.Answer.EVIDENCE, IntakeRow.Answer.REVIEW} and row.found in owners:
            row.organisation = owners[row.found]
            row.answer = IntakeRow.Answer.REGISTER if row.answer == IntakeRow.Answer.EVIDENCE else row.answer


def _is_double(row: IntakeRow, before: Sequence[Days], intake: Intake) -> bool:
    """Tell whether a row stands twice, and mark it: of an organisation at all, of a member in the same days."""
    _number, first, last = _days(row)
    lines = [line for line, since, until in before if since <= last and first <= until]
    if not before or not (lines or intake.cluster is None):
        return False
    row.problems = [_("stands in line %(line)s already") % {"line": lines[0] if lines else before[0][0]}]
    row.answer, row.reason, row.choice = IntakeRow.Answer.ERROR, DOUBLE, IntakeRow.Choice.OPEN
    row.was, row.changes = {}, []
    return True


def doubles_looked_up(intake: Intake, key: str) -> dict[int, IntakeRow]:
    """Rows of an organisation that stand twice, each as it is linked where it stands once, by line; nothing is stored.

    Who may: whoever may decide the list's rows, which the action that asks has checked. Not logged.
    """
    rows = list(intake.rows.filter(key=key, answer=IntakeRow.Answer.ERROR, reason=DOUBLE).order_by("number"))
    _link_rows(intake, rows)
    for row in rows:
        keep_chosen_seat(row)
    return {row.number: row for row in rows if not row.problems}


def settle_doubles(intake: Intake, rows: Sequence[IntakeRow], ready: Mapping[int, IntakeRow]) -> list[IntakeRow]:
    """Say anew which of some rows of one organisation stand twice, after one was left out or taken in again.

    Of rows that were sound the first stays; one that stood twice steps in where none of them says the same. Nothing is
    stored.

    Parameters
    ----------
    intake
        Their list.
    rows
        All rows of the list with the same key that are looked up, in the order of their lines.
    ready
        What `doubles_looked_up` gives.

    Returns
    -------
    list
        Rows that have stepped in.
    """
    doubles = [row for row in rows if row.answer == IntakeRow.Answer.ERROR and row.reason == DOUBLE]
    taken: list[Days] = []
    for row in rows:
        is_taken = row.answer != IntakeRow.Answer.ERROR and row.choice != IntakeRow.Choice.LEAVE
        if is_taken and not _is_double(row, taken, intake):
            taken.append(_days(row))
    stepped = []
    for row in doubles:
        if not _is_double(row, taken, intake) and row.number in ready:
            for name in WRITTEN:
                setattr(row, name, getattr(ready[row.number], name))
            taken.append(_days(row))
            stepped.append(row)
    return stepped
