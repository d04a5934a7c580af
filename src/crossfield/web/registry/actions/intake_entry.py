"""Lists of events and of funding calls: looked up in the register, written at once, and undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _

from crossfield.tables.headings import fold
from crossfield.web.accounts.actions.history import as_stored
from crossfield.web.accounts.models.release import Release
from crossfield.web.registry.models import Event, FundingCall, Intake, IntakeEntry, IntakeRow
from crossfield.web.registry.models.partial_date import earliest, read_partial_date
from crossfield.web.registry.queries.field import MOST_LISTED, field_titles, fields_named, is_too_long_a_list
from crossfield.web.registry.queries.intake import COLUMNS, TAKEN, cells_told, in_portions, surplus
from crossfield.web.registry.queries.interface import interfaces_for
from crossfield.web.registry.rules import can_change, is_in_register_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.queries.field import FieldTitles

    Thing = Event | FundingCall
    Values = dict[str, Any]

CHUNK = 1_000
MODELS: dict[str, type[Any]] = {Intake.Kind.EVENTS: Event, Intake.Kind.CALLS: FundingCall}
BROUGHT: dict[str, tuple[str, ...]] = {
    Intake.Kind.EVENTS: ("title", "kind", "day", "last_day", "place", "interface", "text", "followed", "address"),
    Intake.Kind.CALLS: ("title", "programme", "opens", "deadline", "fields", "who", "address"),
}
"""Columns that a row may bring."""
DAYS = {"day", "last_day", "opens", "deadline"}
ORDERED = (("day", "last_day"), ("opens", "deadline"))
TOLD_APART: dict[str, tuple[str, str]] = {
    Intake.Kind.EVENTS: ("day", "same title; other day"),
    Intake.Kind.CALLS: ("programme", "same title; other programme"),
}
"""What tells two of one title apart, and why a row is doubtful where it differs."""
DAY_SIGNS = 10
DELETED = "deleted "
"""What is noted where somebody has deleted a thing of a list before it was undone."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What the register says of a kind of thing, and what rows are read with."""

    kind: str
    by_id: dict[str, Thing]
    by_title: dict[str, list[Thing]]
    told_apart: dict[tuple[str, str], list[Thing]]
    """By title and what tells two of one title apart, both as spellings meet."""
    titles: FieldTitles
    interfaces: dict[str, int]
    interface_names: dict[int, str]
    kinds: dict[str, str]


def look_up_entries(intake: Intake, rows: Sequence[IntakeRow], *, by: User) -> None:
    """Read rows of events or calls and find each in the register: by its id, else by title and day or programme.

    Who may: `look_up`, which has checked. The register stays as it is, so that it is not logged.
    """
    told = cells_told(intake, rows)
    titles, ids = {fold(one.get("title", "")) for one in told}, {one.get("id", "") for one in told}
    known = _known(intake.kind, by, titles, ids)
    for row, cells in zip(rows, told, strict=True):
        _read(row, intake.headings, cells, known)
        if row.answer != IntakeRow.Answer.ERROR:
            _find(row, known, by)
    _mark_doubles(intake, rows)


def _mark_doubles(intake: Intake, rows: Sequence[IntakeRow]) -> None:
    """A row that stands twice is taken once; what is doubtful for its date is no more so where another row is it."""
    earlier = intake.rows.exclude(answer__in=("", "error"))
    seen = dict(earlier.values_list("key", "number"))
    seen |= dict(earlier.filter(answer="register").values_list("found", "number"))
    exact = {row.found for row in rows if row.answer == IntakeRow.Answer.REGISTER} | seen.keys()
    for row in rows:
        if row.answer == IntakeRow.Answer.ERROR:
            continue
        if row.answer == IntakeRow.Answer.REVIEW and row.found in exact:
            row.answer, row.found, row.found_name, row.reason, row.changes = "new", "", "", "", []
        keys = (row.key, row.found) if row.answer == IntakeRow.Answer.REGISTER else (row.key,)
        doubled = next((seen[one] for one in keys if one in seen), None)
        if doubled is not None:
            row.problems, row.answer = [_("stands in line %(line)s already") % {"line": doubled}], "error"
        else:
            seen |= dict.fromkeys(keys, row.number)


def _known(kind: str, by: User, titles: set[str], ids: set[str]) -> _Known:
    """What the register says of things with one of these titles, as spellings meet, or ids."""
    seen = MODELS[kind]._default_manager.filter(is_in_register_of(by))
    told = seen.order_by().values_list("pk", "public_id", "title")
    meant = {key for key, public_id, title in told if public_id in ids or fold(title) in titles}
    every = MODELS[kind]._default_manager.prefetch_related(*(["fields"] if kind == Intake.Kind.CALLS else []))
    found = [one for some in in_portions(sorted(meant)) for one in every.filter(pk__in=some)]
    named = list(interfaces_for(by))
    interfaces = {fold(name): one.pk for one in named for name in (one.name, one.other_name, one.public_id) if name}
    by_title, told_apart = _titled(kind, found)
    return _Known(
        kind=kind,
        by_id={one.public_id: one for one in found},
        by_title=by_title,
        told_apart=told_apart,
        titles=field_titles(),
        interfaces=interfaces,
        interface_names={one.pk: one.name for one in named},
        kinds=_kinds() if kind == Intake.Kind.EVENTS else {},
    )


def _titled(kind: str, found: Sequence[Thing]) -> tuple[dict[str, list[Thing]], dict[tuple[str, str], list[Thing]]]:
    """Things by their title, and by title and what tells those of one title apart."""
    by_title: dict[str, list[Thing]] = {}
    told_apart: dict[tuple[str, str], list[Thing]] = {}
    for one in found:
        title, apart = fold(one.title), as_stored(getattr(one, TOLD_APART[kind][0])) or ""
        by_title.setdefault(title, []).append(one)
        told_apart.setdefault((title, fold(apart)), []).append(one)
    return by_title, told_apart


def _kinds() -> dict[str, str]:
    """Kinds of events by their code and their names in both languages."""
    found = {fold(one.value): one.value for one in Event.Kind}
    for language in ("en", "de"):
        with translation.override(language):
            found |= {fold(str(one.label)): one.value for one in Event.Kind}
    return found


def _read(row: IntakeRow, headings: Sequence[str], told: dict[str, str], known: _Known) -> None:
    """Values of a row as the register keeps them, and what is wrong with them."""
    values: Values = {"id": told.pop("id", "")}
    problems = surplus(row.cells, headings)
    hints: list[str] = []
    if not told.get("title"):
        problems.append(_("no title"))
    for column, text in told.items():
        try:
            values[column] = _value(column, text, known, hints)
        except ValueError as error:
            problems.append(str(error))
    if known.kind == Intake.Kind.EVENTS and not told.get("day"):
        problems.append(_("no day"))
    if told.get("kind") and values.get("kind") == Event.Kind.OTHER and fold(told["kind"]) not in known.kinds:
        values["text"] = "\n".join(part for part in (told["kind"], values.get("text", "")) if part)
    if not problems and any(_is_crossed(values, first, last) for first, last in ORDERED):
        problems.append(_("it would end before it begins"))
    row.values, row.problems = values | {"name": told.get("title", "")}, problems or hints
    apart = values.get(TOLD_APART[known.kind][0], "")
    row.key = (values["id"] or f"{fold(told.get('title', ''))}/{fold(str(apart))}")[:200]
    row.answer = IntakeRow.Answer.ERROR if problems else IntakeRow.Answer.NEW
    row.found, row.found_name, row.found_region, row.score, row.reason, row.changes = "", "", "", None, "", []


def _is_crossed(values: Values, first: str, last: str) -> bool:
    return bool(values.get(first) and values.get(last) and values[last] < values[first])


def _value(column: str, text: str, known: _Known, hints: list[str]) -> Any:  # noqa: ANN401 -- what a column holds
    """A cell as the register keeps it.

    Raises
    ------
    ValueError
        It is none of this column; the sentence says why.
    """
    if column in DAYS:
        return _day(text)
    if column == "kind":
        if fold(text) not in known.kinds:
            hints.append(_("no kind of event is called “%(text)s”: it is written into the notes") % {"text": text})
        return known.kinds.get(fold(text), Event.Kind.OTHER.value)
    if column == "interface":
        if fold(text) not in known.interfaces:
            hints.append(_("no interface is called “%(text)s”: it is left out") % {"text": text})
        return known.interfaces.get(fold(text))
    if column == "fields":
        if is_too_long_a_list(text):
            raise ValueError(
                _("%(column)s: more than %(most)s listed") % {"column": COLUMNS[column], "most": MOST_LISTED}
            )
        found, strange = fields_named(text, known.titles)
        hints += [_("no field is called “%(text)s”: it is left out") % {"text": one} for one in strange]
        return sorted(one.pk for one in found)
    return _check_length(column, _address(text) if column == "address" else text, known.kind)


def _day(text: str) -> str:
    day = read_partial_date(text)
    try:
        earliest(day)
    except ValueError:
        day = ""
    if len(day) != DAY_SIGNS:
        raise ValueError(_("“%(text)s” is no day") % {"text": text})
    return day


def _address(text: str) -> str:
    address = text if "://" in text else f"https://{text}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError as error:
        raise ValueError(_("“%(text)s” is no address on the web") % {"text": text}) from error
    return address


def _check_length(column: str, text: str, kind: str) -> str:
    """A text that its column holds.

    Raises
    ------
    ValueError
        It is longer.
    """
    most = MODELS[kind]._meta.get_field(column).max_length
    if most and len(text) > most:
        said = {"column": COLUMNS[column], "most": most}
        raise ValueError(_("%(column)s: more than %(most)s signs") % said)
    return text


def _find(row: IntakeRow, known: _Known, by: User) -> None:
    """Which thing of the register a row is, and what would change about it."""
    column, reason = TOLD_APART[known.kind]
    title, of_id = fold(row.values["title"]), known.by_id.get(row.values["id"])
    same = [of_id] if of_id else _agreeing(title, row.values.get(column, ""), known)
    alone = known.by_title.get(title, [])
    if same:
        thing = min(same, key=lambda one: (not can_change(by, one), one.pk))
        row.answer, row.reason = IntakeRow.Answer.REGISTER, "same number" if row.values["id"] else "same title"
    elif len(alone) == 1 and can_change(by, alone[0]):
        thing, row.answer, row.reason = alone[0], IntakeRow.Answer.REVIEW, reason
    else:
        return
    row.found, row.found_name = thing.public_id, thing.title[:300]
    row.found_region = ""
    row.changes = list(_changes(row.values, thing, known))
    if row.changes and not can_change(by, thing):
        row.answer = IntakeRow.Answer.ERROR
        row.problems = [_("it belongs to another institution, and would be changed")]


def _agreeing(title: str, told: str, known: _Known) -> list[Thing]:
    """Things of a title with the same day or programme; a programme that one of both does not say is no difference."""
    if known.kind == Intake.Kind.EVENTS:
        return known.told_apart.get((title, fold(told)), [])
    if not told:
        return known.by_title.get(title, [])
    return [one for apart in dict.fromkeys((fold(told), "")) for one in known.told_apart.get((title, apart), [])]


def _changes(values: Values, thing: Thing, known: _Known) -> Iterator[dict[str, Any]]:
    """What differs, in words and as it is kept; a cell that is empty changes nothing."""
    for column in BROUGHT[known.kind]:
        told, kept = values.get(column), _kept(thing, column)
        if not told or told == kept:
            continue
        if column == "fields" and _titles_of(told, known) == _titles_of(kept or [], known):
            continue
        yield {
            "column": column,
            "before": _shown(column, kept, known),
            "after": _shown(column, told, known),
            "was": kept,
        }


def _kept(thing: Thing, column: str) -> Any:  # noqa: ANN401 -- what JSON holds
    """A column as history keeps it; of fields their row numbers."""
    if column == "fields":
        return sorted(one.pk for one in thing.fields.all()) or None if isinstance(thing, FundingCall) else None
    return as_stored(getattr(thing, "interface_id" if column == "interface" else column))


def _titles_of(keys: Sequence[int], known: _Known) -> set[str]:
    return {fold(str(known.titles.by_key[key])) for key in keys if key in known.titles.by_key}


def _shown(column: str, value: Any, known: _Known) -> str:  # noqa: ANN401 -- what a column holds
    if value is None:
        return ""
    if column == "kind":
        return str(Event.Kind(value).label)
    if column == "interface":
        return known.interface_names.get(value, "")
    if column == "fields":
        language = translation.get_language() or "en"
        return ", ".join(known.titles.by_key[key].title(language) for key in value if key in known.titles.by_key)
    return str(value)


def write_entries(intake: Intake, *, by: User) -> dict[str, int]:
    """Write the rows of a list of events or calls: new ones and changed columns; how much of each.

    A column that somebody has changed since it was compared stays as it is.

    Who may: `write_items`, which has checked and logs it, in the same transaction.
    """
    rows = list(intake.rows.filter(TAKEN).order_by("number"))
    is_new = {row.pk: not row.found or row.choice == IntakeRow.Choice.OTHER for row in rows}
    made = _write_new(intake, [row for row in rows if is_new[row.pk]], by)
    changed = _write_changes(intake, [row for row in rows if not is_new[row.pk] and row.changes])
    IntakeEntry.objects.bulk_create([*made, *changed], batch_size=CHUNK)
    return {intake.kind: len(made), f"{intake.kind}_changed": len(changed)}


def _write_new(intake: Intake, rows: Sequence[IntakeRow], by: User) -> list[IntakeEntry]:
    model, columns = MODELS[intake.kind], BROUGHT[intake.kind]
    owned = {"owner": by, "institution": by.institution, "release": Release.INSTITUTION, "language": intake.language}
    things: list[Any] = []
    for row in rows:
        thing = model(**owned)
        for column in columns:
            if row.values.get(column) and column != "fields":
                _put(thing, column, row.values[column])
        things.append(thing)
    model._default_manager.bulk_create(things, batch_size=CHUNK)
    if model is FundingCall:
        _add_fields([(thing.pk, row.values.get("fields") or []) for thing, row in zip(things, rows, strict=True)])
    return [
        IntakeEntry(
            intake=intake,
            number=row.number,
            thing=thing.public_id,
            title=thing.title,
            is_new=True,
            after={
                column: row.values.get("fields") or None if column == "fields" else _kept(thing, column)
                for column in columns
            },
        )
        for thing, row in zip(things, rows, strict=True)
    ]


def _add_fields(pairs: Sequence[tuple[int, Sequence[int]]]) -> None:
    through = FundingCall.fields.through
    through._default_manager.bulk_create(
        [through(fundingcall_id=call, field_id=key) for call, keys in pairs for key in keys], batch_size=CHUNK
    )


def _write_changes(intake: Intake, rows: Sequence[IntakeRow]) -> list[IntakeEntry]:
    things, made = _locked(intake, intake.rows.filter(TAKEN).exclude(found="").values("found")), []
    fields: dict[int, Sequence[int]] = {}
    for row in rows:
        thing = things.get(row.found)
        told = {
            one["column"]: row.values[one["column"]] for one in row.changes if thing and _is_as_compared(one, thing)
        }
        if thing is None or not told:
            continue
        before = {column: _kept(thing, column) for column in told}
        for column, value in told.items():
            if column == "fields":
                fields[thing.pk] = value
            else:
                _put(thing, column, value)
        made.append(
            IntakeEntry(
                intake=intake, number=row.number, thing=thing.public_id, title=thing.title, before=before, after=told
            )
        )
    _save(intake.kind, [things[entry.thing] for entry in made])
    _change_fields(fields)
    return made


def _is_as_compared(change: Mapping[str, Any], thing: Thing) -> bool:
    return bool(_kept(thing, change["column"]) == change["was"])


def _locked(intake: Intake, ids: QuerySet[Any, Any]) -> dict[str, Any]:
    """Things of the list's own institution by their public ids, locked."""
    own = MODELS[intake.kind]._default_manager.select_for_update().filter(institution=intake.institution_id)
    if intake.kind == Intake.Kind.CALLS:
        own = own.prefetch_related("fields")
    found = own.order_by("pk").filter(public_id__in=ids)
    return {one.public_id: one for one in found.iterator(chunk_size=CHUNK)}  # so many are prefetched for at once


def _put(thing: Any, column: str, value: Any) -> None:  # noqa: ANN401 -- one of two tables, what JSON holds
    """Set a column from what is kept, unless it is fields: these stand in a table of their own."""
    field = thing._meta.get_field(column)
    if value is None:
        setattr(thing, field.attname, None if field.null else field.get_default())
    else:
        setattr(thing, field.attname, value if field.is_relation else field.to_python(value))


def _save(kind: str, things: Sequence[Any]) -> None:
    """Write the columns that lists bring, with an upsert, as looking up does; who has a form open is told."""
    columns = [column for column in BROUGHT[kind] if column != "fields"]
    if kind == Intake.Kind.EVENTS:
        columns.append("version")
        for thing in things:
            thing.version += 1
    MODELS[kind]._default_manager.bulk_create(
        things, update_conflicts=True, unique_fields=["id"], update_fields=columns, batch_size=CHUNK
    )


def _change_fields(fields: Mapping[int, Sequence[int]]) -> None:
    """Give calls other fields: row number → row numbers of fields."""
    through = FundingCall.fields.through._default_manager
    for some in in_portions(list(fields)):
        through.filter(fundingcall__in=some).delete()
    _add_fields([(key, fields[key]) for key in fields])


def undo_entries(intake: Intake) -> None:
    """Take back what a list of events or calls brought; what somebody has changed since, or refers to, stays.

    Who may: `undo_intake`, which has checked and logs it, in the same transaction.
    """
    entries = list(intake.entries.all())
    things, used = _locked(intake, intake.entries.values("thing")), _used(intake)
    gone, back, fields = [], [], {}
    for entry in entries:
        thing = things.get(entry.thing)
        if thing is None:
            entry.stayed = DELETED
            continue
        changed = [column for column, value in entry.after.items() if _kept(thing, column) != value]
        if entry.is_new:
            entry.stayed = _why_whole(thing, changed, is_used=thing.pk in used)
            gone += [] if entry.stayed else [thing.pk]
            continue
        entry.stayed = "".join(f"{one} " for one in changed)
        if len(changed) == len(entry.after):
            continue
        for column in entry.after.keys() - set(changed):
            if column == "fields":
                fields[thing.pk] = entry.before[column] or ()
            else:
                _put(thing, column, entry.before[column])
        back.append(thing)
    _save(intake.kind, back)
    _change_fields(fields)
    for some in in_portions(gone):
        MODELS[intake.kind]._default_manager.filter(pk__in=some).delete()
    IntakeEntry.objects.bulk_create(
        [entry for entry in entries if entry.stayed],
        update_conflicts=True, unique_fields=["intake", "number"], update_fields=["stayed"], batch_size=CHUNK,
    )  # fmt: skip


def _why_whole(thing: Thing, changed: Sequence[str], *, is_used: bool) -> str:
    """Why something that a list made stays as a whole, and the columns that were changed since; empty: it goes."""
    sides = ["interface"] if isinstance(thing, Event) and (thing.side_a_id or thing.side_b_id) else []
    told = list(dict.fromkeys([*changed, *sides]))
    if told:
        return "".join(f"{one} " for one in ("entry_changed", *told))
    is_open = isinstance(thing, Event) and bool(thing.code)
    return "entry_used " if is_used or is_open or thing.release != Release.INSTITUTION else ""


def _used(intake: Intake) -> set[int]:
    """Keys of the list's things to which something else refers."""
    model, found = MODELS[intake.kind], set()
    own = model._default_manager.filter(public_id__in=intake.entries.filter(is_new=True).values("thing"))
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ForeignObjectRel) and not relation.related_model._meta.auto_created:
            name = relation.field.name
            rows = relation.related_model._base_manager.filter(**{f"{name}__in": own.order_by().values("pk")})
            found |= set(rows.values_list(name, flat=True))
    return found
