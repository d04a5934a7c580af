"""Lists of people: each row is looked up among those whom the institution knows, and what would change is told."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.tables.headings import fold
from crossfield.web.accounts.models.release import Release
from crossfield.web.registry.models import IntakeRow, Organisation, Person, PersonDetail
from crossfield.web.registry.queries.detail_check import CHECKS
from crossfield.web.registry.queries.intake import COLUMNS, cells_told, in_portions, surplus
from crossfield.web.registry.queries.organisation import organisations_named
from crossfield.web.registry.queries.people_list import DETAILS, details_of, functions_of, language_of, name_of
from crossfield.web.registry.queries.person import details_for, is_among, meant_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import Intake, PersonFunction

    Values = dict[str, Any]
    Way = tuple[str, str]

LONGEST_NAME, LONGEST_VALUE = 200, 300
ATTRIBUTES = {"person": "name", "language": "language"}
"""Columns of a list and those of a person."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What the register says of the people whom rows may mean, as far as the user may know it."""

    by_id: dict[str, Person]
    by_name: dict[str, list[Person]]
    functions: dict[int, list[PersonFunction]]
    shown: dict[int, list[PersonDetail]]
    kept: dict[int, set[Way]]
    """Kinds and values of all details, those that nobody is shown any more included: none is noted twice."""
    ended: dict[int, set[Way]]
    """Withdrawn or expired ones that the user may know of."""
    places: dict[str, list[Organisation]]
    names: dict[int, str]


def look_up_people(intake: Intake, rows: Sequence[IntakeRow], *, by: User) -> None:
    """Read rows of people and find each among those of the own institution: by id, else by name and organisation.

    Who may: `look_up`, which has checked. The register stays as it is, so that it is not logged.
    """
    told = cells_told(intake, rows)
    known = _known(told, by, seen=_seen(intake))
    for row, cells in zip(rows, told, strict=True):
        _read(row, cells, intake.headings, known)
        if row.answer != IntakeRow.Answer.ERROR:
            _find(row, cells, known)
    _mark_doubles(intake, rows)


def _seen(intake: Intake) -> set[str]:
    """Which details a list may show: what somebody keeps alone only where she alone sees the list."""
    return set(PersonDetail.Seen.values) - (set() if intake.release == Release.OWN else {PersonDetail.Seen.OWN})


def _known(told: Sequence[Mapping[str, str]], by: User, seen: set[str]) -> _Known:
    people = _meant(told, by)
    by_name = {name: list(same) for name, same in groupby(sorted(people, key=_folded), _folded)}
    places = organisations_named(_places(told))
    functions = {one.pk: list(one.functions.all()) for one in people}
    called = [*chain(*places.values()), *(one.organisation for one in chain(*functions.values()))]
    shown: dict[int, list[PersonDetail]] = {}
    for some in in_portions(people):
        for key, details in details_for(by, some, timezone.localdate()).items():
            shown[key] = [one for one in details if one.seen in seen]
    kept, ended = _kept([one.pk for one in people], by, seen)
    return _Known(
        {one.public_id: one for one in people},
        by_name,
        functions,
        shown,
        kept,
        ended,
        places,
        {one.pk: one.name for one in called},
    )


def _folded(person: Person) -> str:
    return fold(person.name)


def _meant(told: Sequence[Mapping[str, str]], by: User) -> list[Person]:
    """People of the own institution with an id or a name that rows tell, as spellings meet."""
    names, ids = {fold(name_of(one)) for one in told}, {one.get("id", "") for one in told}
    listed = Person.objects.filter(institution=by.institution_id).order_by().values_list("pk", "public_id", "name")
    meant = sorted(key for key, public_id, name in listed if public_id in ids or fold(name) in names)
    return [one for some in in_portions(meant) for one in _people(some)]


def _people(keys: Sequence[int]) -> Iterable[Person]:
    return Person.objects.filter(pk__in=keys).prefetch_related("functions__organisation").order_by("pk")


def _places(told: Iterable[Mapping[str, str]]) -> set[str]:
    """Names that rows may mean: the whole cell, or its parts."""
    cells = {one["organisation"] for one in told if one.get("organisation")}
    return cells | {part.strip() for cell in cells for part in cell.split(";") if part.strip()}


def _kept(people: Sequence[int], by: User, seen: set[str]) -> tuple[dict[int, set[Way]], dict[int, set[Way]]]:
    kept: dict[int, set[Way]] = {}
    ended: dict[int, set[Way]] = {}
    today = timezone.localdate()
    for some in in_portions(people):
        details = PersonDetail.objects.filter(person__in=some)
        allowed = set(details.filter(meant_for(by), seen__in=seen).values_list("pk", flat=True))
        for one in details:
            kept.setdefault(one.person_id, set()).update(_ways(one))
            if one.pk in allowed and (one.withdrawn or one.expires < today):
                ended.setdefault(one.person_id, set()).update(_ways(one))
    return kept, ended


def _ways(one: PersonDetail) -> set[Way]:
    """A mobile phone counts as a telephone, too: lists write both in one column. What is cleared is told as a hash."""
    value = one.value_hash or one.value
    return {(one.kind, value), ("phone", value)} if one.kind == PersonDetail.Kind.MOBILE else {(one.kind, value)}


def _read(row: IntakeRow, told: Mapping[str, str], headings: Sequence[str], known: _Known) -> None:
    """Values of a row, and what is wrong with them."""
    name, hints = name_of(told), list[str]()
    problems = [*surplus(row.cells, headings), *_misnamed(name)]
    if told.get("language") and not language_of(told):
        hints.append(_("“%(text)s” is neither German nor English: it is left out") % {"text": told["language"]})
    row.values = {"id": told.get("id", ""), "name": name, "language": language_of(told)}
    row.values["details"] = [[kind, _whole(kind, value)] for kind, value in details_of(told)]
    row.problems = problems or hints
    row.key = (row.values["id"] or f"{fold(name)}/{fold(told.get('organisation', ''))}")[:200]
    row.answer = IntakeRow.Answer.ERROR if problems else IntakeRow.Answer.NEW
    row.found, row.found_name, row.found_region, row.score, row.reason, row.changes = "", "", "", None, "", []
    if not problems:
        row.values["functions"] = []
        for place, function in functions_of(told, known.places):
            row.values["functions"].append([place, function[:LONGEST_NAME]])


def _misnamed(name: str) -> Iterator[str]:
    if not name:
        yield _("no name")
    if len(name) > LONGEST_NAME:
        yield _("%(column)s: more than %(most)s signs") % {"column": COLUMNS["person"], "most": LONGEST_NAME}


def _whole(kind: str, value: str) -> str:
    return f"https://{value}" if kind == PersonDetail.Kind.WEBSITE and "://" not in value else value


def _find(row: IntakeRow, told: Mapping[str, str], known: _Known) -> None:
    """Which person a row is, where somebody has to look, and what would change."""
    person, same = known.by_id.get(row.values["id"]), known.by_name.get(fold(row.values["name"]), [])
    if person is not None:
        row.answer, row.reason = IntakeRow.Answer.REGISTER, "same number"
    elif same:
        person = _told_apart(row, same, known, is_bare=not told.get("organisation"))
    if person is not None:
        row.found, row.found_name = person.public_id, person.name[:300]
    row.values["functions"] = list(_placed(row, person, known))
    row.changes = list(_changes(row, person, known))


def _told_apart(row: IntakeRow, same: Sequence[Person], known: _Known, *, is_bare: bool) -> Person:
    """The one of those of a name whom a row means, and how sure that is."""
    there = _there(row, same, known)
    is_sure = len(there) == 1 or (len(same) == 1 and is_bare)
    row.answer = IntakeRow.Answer.REGISTER if is_sure else IntakeRow.Answer.REVIEW
    doubt = "several alike" if len(there or same) > 1 else "other organisation"
    row.reason = "same name" if is_sure else f"same name; {doubt}"
    return (there or same)[0]


def _there(row: IntakeRow, same: Sequence[Person], known: _Known) -> list[Person]:
    """Those of one name who have a function where the row says so; else those who are reached by its mail address."""
    at = {one.pk for place, _what in row.values["functions"] for one in known.places.get(place.lower(), ())}
    there = [one for one in same if at & {each.organisation_id for each in known.functions[one.pk]}]
    mails = {value for kind, value in row.values["details"] if kind == "mail"}
    return there or [one for one in same if mails & {detail.value for detail in known.shown.get(one.pk, ())}]


def _placed(row: IntakeRow, person: Person | None, known: _Known) -> Iterator[list[Any]]:
    """Functions with the key of their organisation; one that the register cannot tell is left out."""
    own = {one.organisation_id for one in (known.functions[person.pk] if person else ())}
    for place, function in row.values["functions"]:
        called = [one.pk for one in known.places.get(place.lower(), ())]
        meant = own.intersection(called) or called
        if len(called) == 1 or own.intersection(called):
            yield [min(meant), function]
        else:
            row.problems = [*row.problems, _unplaced(place, is_there=bool(called))]


def _unplaced(place: str, *, is_there: bool) -> str:
    if is_there:
        return _("several organisations are called “%(text)s”: the function there is left out") % {"text": place}
    return _("no organisation is called “%(text)s”: the function there is left out") % {"text": place}


def _changes(row: IntakeRow, person: Person | None, known: _Known) -> Iterator[dict[str, Any]]:
    """What differs from the register, in words and as it would be written; an empty cell changes nothing."""
    if person is not None:
        name = row.values["name"] if row.values["id"] else ""  # otherwise it was found by it
        for column, text in (("person", name), ("language", row.values["language"])):
            was = getattr(person, ATTRIBUTES[column])
            if text and text != was:
                yield {"column": column, "before": was, "after": text, "was": was}
    yield from _functions(row, known.functions[person.pk] if person else [], known.names)
    yield from _details(row, person, known)


def _functions(row: IntakeRow, there: Sequence[PersonFunction], names: Mapping[int, str]) -> Iterator[dict[str, Any]]:
    """New functions; where one function at an organisation is called otherwise now, that one is changed."""
    for key, function in row.values["functions"]:
        at = [one for one in there if one.organisation_id == key]
        if (not function and at) or any(one.function == function for one in at):
            continue
        told = function or _("contact person")
        own = [text for place, text in row.values["functions"] if place == key]
        going = [one.function for one in at if one.until is None and one.function not in own]
        was = going[0] if len(going) == 1 and len(own) == 1 else ""
        yield {
            "column": "function",
            "before": f"{was}, {names[key]}" if was else "",
            "after": f"{told}, {names[key]}",
            "organisation": key,
            "was": was,
            "told": told,
        }


def _details(row: IntakeRow, person: Person | None, known: _Known) -> Iterator[dict[str, Any]]:
    """Ways to reach the person that are new: those that are there stay beside them, each with its own ground."""
    key = person.pk if person else 0
    shown = [way for one in known.shown.get(key, ()) for way in sorted(_ways(one))]
    for kind in DETAILS:
        there = [value for each, value in shown if each == kind]
        told = []
        for each, value in row.values["details"]:
            if each != kind or value in there:
                continue
            hint = _hint(kind, value, key, known)
            row.problems = [*row.problems, *([hint] if hint else [])]
            if not hint and not is_among(known.kept.get(key, set()), kind, value):
                told.append(value)
        if told:
            yield {"column": kind, "before": ", ".join(there), "after": ", ".join([*there, *told]), "told": told}


def _hint(kind: str, value: str, key: int, known: _Known) -> str:
    """Why a way to reach somebody is left out; empty where it is not."""
    if is_among(known.ended.get(key, set()), kind, value):
        text = _("%(column)s: withdrawn or expired; it stays away unless it is noted on the person's page")
        return text % {"column": COLUMNS[kind]}
    if len(value) > LONGEST_VALUE:
        return _("%(column)s: more than %(most)s signs") % {"column": COLUMNS[kind], "most": LONGEST_VALUE}
    try:
        CHECKS.get(kind, str)(value)
    except ValidationError:
        return _("%(column)s: “%(text)s” is none and is left out") % {"column": COLUMNS[kind], "text": value}
    return ""


def _mark_doubles(intake: Intake, rows: Sequence[IntakeRow]) -> None:
    """A row that stands twice is taken once; further functions of somebody may have rows of their own."""
    seen = dict(intake.rows.exclude(answer__in=("", "error")).values_list("key", "number"))
    for row in rows:
        if row.answer == IntakeRow.Answer.ERROR:
            continue
        if row.key in seen and not row.values["id"]:
            line = seen[row.key]
            row.problems, row.answer = [_("stands in line %(line)s already") % {"line": line}], "error"
        else:
            seen.setdefault(row.key, row.number)
