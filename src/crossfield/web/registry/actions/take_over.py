"""Taking a list over: made ready apart from the register, and written by a few statements over all rows."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, models, transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.errors import WrongStateError
from crossfield.web.accounts.actions.history import as_stored
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.actions.rows import write_objects
from crossfield.web.accounts.models.public_id import new_public_id
from crossfield.web.accounts.models.release import Release
from crossfield.web.accounts.models.search import searched
from crossfield.web.registry.actions.guests_brought import write_guests
from crossfield.web.registry.actions.insertion import insert_rows
from crossfield.web.registry.actions.intake import set_back
from crossfield.web.registry.actions.intake_entry import MODELS, write_entries
from crossfield.web.registry.actions.intake_history import write_entries_history, write_items_history
from crossfield.web.registry.actions.people_brought import check_list_ground, ground_of, write_people
from crossfield.web.registry.actions.relations_brought import write_relations
from crossfield.web.registry.actions.search import (
    forget_organisations,
    keep_entries_findable,
    keep_people_findable,
    make_organisations_findable,
)
from crossfield.web.registry.actions.values_brought import told_by, write_values
from crossfield.web.registry.models import (
    Cluster,
    Intake,
    IntakeEntry,
    IntakeItem,
    IntakeRow,
    Membership,
    Organisation,
    OrganisationIdentifier,
    OrganisationSheet,
)
from crossfield.web.registry.models.intake import NUMBERS, SHEET, VALUES
from crossfield.web.registry.queries.field import field_titles, fields_named
from crossfield.web.registry.queries.intake import ENTERED, TAKEN, days_said
from crossfield.web.registry.rules import check_changes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User

CHUNK = 1_000
WRITERS: dict[str, Callable[..., dict[str, int]]] = {
    Intake.Kind.EVENTS: write_entries,
    Intake.Kind.CALLS: write_entries,
    Intake.Kind.PEOPLE: write_people,
    Intake.Kind.GUESTS: write_guests,
    Intake.Kind.RELATIONS: write_relations,
}
"""Kinds whose rows are no organisations, and what writes them."""
COUNTRY = len("DE")
"""Signs of a country's code; a region's has more."""
TRIES_APART = timedelta(minutes=1)
"""After the first time that the search could not be written; doubled each time, up to a day."""
LONGEST_APART = timedelta(days=1)


def take_over(intake: Intake, *, by: User) -> Intake:
    """Take a list over into the register at once: organisations, numbers, values, members, own sheets.

    Rows that cannot be taken over and doubtful ones that nobody has decided stay behind. What the register says of an
    organisation stays beside what the list says; the own sheet is brought up to date.

    Who may: cluster management and administrators of the list's institution. Logged once with the list's id; nothing
    is sent.

    Raises
    ------
    NotAllowedError
        The list belongs to another institution.
    WrongStateError
        Not all rows are looked up, it is taken over already, or the database refuses it.
    """
    ask_take_over(intake, by=by)
    with set_back(intake):
        while make_ready(intake, by=by):
            pass
        write_items(intake, by=by)
    finish_search(intake)
    return intake


@transaction.atomic
def ask_take_over(intake: Intake, *, by: User) -> Intake:
    """Say that a list is to be taken over; the register stays as it is until all its rows are ready.

    Who may: cluster management and administrators of the list's institution. Not logged: `write_items` is.

    Raises
    ------
    NotAllowedError
        The list belongs to another institution.
    WrongStateError
        Not all rows are looked up, or it is taken over already.
    """
    check_changes(by, intake)
    if intake.kind == Intake.Kind.PEOPLE:
        check_list_ground(ground_of(intake))
    asked = Intake.objects.filter(pk=intake.pk, state=Intake.State.PREVIEW)
    if not asked.update(state=Intake.State.TAKING, done=0, asked_by=by, trouble=""):
        raise WrongStateError(
            _("Not all rows are looked up yet, or the list is taken over."), _("Open the list again.")
        )
    intake.items.all().delete()
    intake.refresh_from_db()
    return intake


def make_ready(intake: Intake, *, by: User, most: int = CHUNK) -> int:
    """Make the next rows ready to be written, in a transaction of their own, so that others can save in between.

    Who may: cluster management and administrators of the list's institution. The register stays as it is, so that it is
    not logged.

    Returns
    -------
    int
        Rows that were made ready; 0: all are.

    Raises
    ------
    NotAllowedError
        The list belongs to another institution.
    """
    check_changes(by, intake)
    if intake.kind in ENTERED:  # its rows are written as they are
        Intake.objects.filter(pk=intake.pk).update(done=intake.total)
        return 0
    last = intake.items.aggregate(last=models.Max("number"))["last"] or 0
    rows = list(intake.rows.filter(TAKEN, number__gt=last).select_related("organisation").order_by("number")[:most])
    with transaction.atomic():
        write_objects(_items(intake, by, rows))
        IntakeRow.objects.bulk_update([row for row in rows if row.problems], ["problems"])
        intake.done = intake.done + len(rows) if rows else intake.total
        Intake.objects.filter(pk=intake.pk).update(done=intake.done)
    return len(rows)


def _items(intake: Intake, by: User, rows: Sequence[IntakeRow]) -> list[IntakeItem]:
    """What each row brings beyond what is known already."""
    keys = {row.pk: _organisation(row) for row in rows}
    known = {key for key in keys.values() if key}
    own = OrganisationSheet.objects.filter(institution=by.institution_id, organisation__in=known)
    sheets = {sheet.organisation_id: sheet for sheet in own}
    earlier: set[int | str] = set(intake.items.filter(organisation__in=known).values_list("organisation", flat=True))
    claimed, numbered = _claimed(rows), _numbered(intake, rows)
    moved, firsts = _memberships(intake, rows), _firsts(intake, rows)
    made: list[IntakeItem] = []
    there = {one.number: one for one in intake.items.filter(number__in=firsts.values())}
    for row in rows:
        there |= {one.number: one for one in made[-1:]}
        if firsts.get(row.key, row.number) != row.number:
            made.append(_further(row, there[firsts[row.key]], intake, moved))
            continue
        item = _item(row, keys[row.pk], claimed, intake.source)
        told = [(scheme, getattr(item, scheme)) for scheme in NUMBERS if getattr(item, scheme)]
        first = next((numbered[one] for one in told if one in numbered), "") if item.is_new else ""
        if first:  # another row brings the organisation with this number
            item.is_new, item.organisation_id_new = False, first
        who = item.organisation_id or item.organisation_id_new
        if who not in earlier and not first:  # a second row of an organisation brings neither membership nor sheet
            _plan_membership(item, intake, row, moved)
            _plan_sheet(item, row, sheets.get(keys[row.pk]))
        earlier.add(who)
        numbered |= {one: item.organisation_id_new for one in told if item.is_new}
        made.append(item)
    return made


def _firsts(intake: Intake, rows: Sequence[IntakeRow]) -> dict[str, int]:
    """Line of the first row of each organisation of which some of these rows tell a membership."""
    keys = {row.key for row in rows} - {""}
    taken = intake.rows.filter(TAKEN, key__in=keys).order_by().values("key")
    return dict(taken.annotate(first=models.Min("number")).values_list("key", "first"))


def _further(row: IntakeRow, first: IntakeItem, intake: Intake, known: Mapping[str, Membership]) -> IntakeItem:
    """A row of an organisation that has one already: another time as a member, nothing else."""
    item = IntakeItem(
        intake_id=row.intake_id,
        number=row.number,
        organisation_id=first.organisation_id,
        organisation_id_new=first.organisation_id_new,
        name=first.name,
        folded=first.folded,
    )
    _plan_membership(item, intake, row, known)
    return item


def _numbered(intake: Intake, rows: Sequence[IntakeRow]) -> dict[tuple[str, str], str]:
    """Numbers that earlier rows of the list bring with a new organisation, and its public id."""
    told = [one for row in rows for one in _numbers(row).items()]
    asked = Q()
    for scheme in NUMBERS:
        asked |= Q(**{f"{scheme}__in": {number for known, number in told if known == scheme}})
    earlier = intake.items.filter(asked, is_new=True) if told else []
    return {
        (scheme, getattr(item, scheme)): item.organisation_id_new
        for item in earlier
        for scheme in NUMBERS
        if getattr(item, scheme)
    }


def _organisation(row: IntakeRow) -> int:
    """Key of the organisation that a row is; 0: a new one."""
    return 0 if row.choice == IntakeRow.Choice.OTHER or row.organisation is None else row.organisation.pk


def _item(row: IntakeRow, key: int, claimed: set[tuple[str, str]], source: str) -> IntakeItem:
    name = row.values["name"][:300]
    changed = {one["column"] for one in row.changes} if row.answer == IntakeRow.Answer.REGISTER else set(VALUES)
    numbers = {scheme: number for scheme, number in _numbers(row).items() if (scheme, number) not in claimed}
    return IntakeItem(
        intake_id=row.intake_id,
        number=row.number,
        organisation_id=key or None,
        organisation_id_new=new_public_id(),
        is_new=not key,
        name=name,
        folded=searched(name),
        region=(region := _region(row, is_known=bool(key))),
        region_from=_region_from(row, region, source),
        **{column: row.values.get(column, "") for column in VALUES if column in changed},
        **{column: row.values.get(column, "")[:300] for column in ("as_of", "origin")},
        **numbers,
    )


def _memberships(intake: Intake, rows: Sequence[IntakeRow]) -> dict[str, Membership]:
    """Memberships of which rows tell other days, by public id."""
    told = {one["membership"] for row in rows for one in row.changes if one["column"] == "days"}
    return {one.public_id: one for one in Membership.objects.filter(public_id__in=told, cluster=intake.cluster_id)}


def _plan_membership(item: IntakeItem, intake: Intake, row: IntakeRow, known: Mapping[str, Membership]) -> None:
    """A membership that will be made, or one that gets other days."""
    if intake.cluster is None or item.organisation_id == intake.cluster.organisation_id:
        return
    change = next((one for one in row.changes if one["column"] == "days"), None)
    changed = known.get(change["membership"]) if change else None
    since, until = _day(row.values.get("since")), _day(row.values.get("until"))
    if changed and change and change["before"] != days_said(as_stored(changed.valid_from), as_stored(changed.valid_to)):
        row.problems = [
            *row.problems,
            _("somebody has changed the days of this membership since: they stay as they are"),
        ]
    elif changed is None:
        item.membership_id_new, item.since, item.until = new_public_id(), since, until
    else:
        item.membership_id_changed = changed.public_id
        item.before_since, item.before_until = changed.valid_from, changed.valid_to
        item.since, item.until = since or changed.valid_from, until or changed.valid_to


def _plan_sheet(item: IntakeItem, row: IntakeRow, sheet: OrganisationSheet | None) -> None:
    """What the own sheet will say: a new one, or a changed one with what it said before."""
    told = {name: row.values[name] for name in SHEET if row.values.get(name)}
    before = {name: getattr(sheet, name) if sheet else "" for name in SHEET}
    if all(before[name] == value for name, value in told.items()):
        return
    for name in SHEET:
        setattr(item, name, told.get(name, before[name]))
        setattr(item, f"before_{name}", before[name])
    if sheet:
        item.sheet_version = sheet.version
    else:
        item.sheet_id_new = new_public_id()


def _region(row: IntakeRow, *, is_known: bool) -> str:
    """Where the list says that an organisation lies; of a new one also where the data say so."""
    if is_known:
        told: str = row.values.get("region") or row.seat.get("region") or row.values.get("country", "")
        return told[:8]
    found = row.found_region if row.answer == IntakeRow.Answer.EVIDENCE or row.choice == IntakeRow.Choice.SAME else ""
    found = found if len(found) > COUNTRY else row.seat.get("region", "")
    return (row.values.get("region") or found or row.values.get("country", ""))[:8]


def _region_from(row: IntakeRow, region: str, source: str) -> str:
    """Who says in which region or country an organisation lies, and by what; "" where nobody does."""
    told, source = row.values.get("region", ""), row.values.get("origin") or source
    if not region:
        return ""
    if region == row.values.get("country"):
        by = _("%(source)s; the country by the city") if row.seat.get("is_country_found") else "%(source)s"
        return (by % {"source": source})[:300]
    if region != told and region == row.seat.get("region"):
        return f"{source}; {row.seat['why']}"[:300]
    return (source if region == told else _("%(source)s; found in the data") % {"source": source})[:300]


def _numbers(row: IntakeRow) -> dict[str, str]:
    """Identifiers of a row; the one of the data where the row is that organisation."""
    told = {scheme: row.values[scheme] for scheme in NUMBERS if row.values.get(scheme)}
    is_found = row.answer in {IntakeRow.Answer.EVIDENCE, IntakeRow.Answer.REGISTER} or row.choice == "same"
    if row.found.startswith("pic:") and is_found:
        told.setdefault("pic", row.found.removeprefix("pic:"))
    return told


def _claimed(rows: Sequence[IntakeRow]) -> set[tuple[str, str]]:
    """Which of the rows' numbers belong to an organisation already."""
    numbers = {number for row in rows for number in _numbers(row).values()}
    return set(OrganisationIdentifier.objects.filter(value__in=numbers).values_list("scheme", "value"))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def write_items(intake: Intake, *, by: User) -> Intake:
    """Write a list that is ready into the register: one transaction, a few statements whatever the number of rows.

    Who may: cluster management and administrators of the list's institution. Logged once with the list's id.

    Raises
    ------
    NotAllowedError
        The list belongs to another institution.
    WrongStateError
        It was given up, or is taken over already.
    """
    check_changes(by, intake)
    now = timezone.now()
    with transaction.atomic():
        locked = Intake.objects.select_for_update().get(pk=intake.pk)
        if locked.state != Intake.State.TAKING:
            raise WrongStateError(_("This list is taken over or given up already."), _("Bring it in anew."))
        write = WRITERS.get(intake.kind)
        brought = write(intake, by=by) if write else _write(intake, by, now)
        told = {"state": Intake.State.TAKEN, "taken_at": now, "done": intake.total, "searched": 0, "restore": brought}
        Intake.objects.filter(pk=intake.pk).update(**told)
        write_log(intake, verb="take_over", by=by, fields=sorted(name for name, count in brought.items() if count))
    intake.refresh_from_db()
    return intake


def _write(intake: Intake, by: User, now: Any) -> dict[str, int]:  # noqa: ANN401 -- a time
    """Write everything, statement by statement; how much of each."""
    items = intake.items.all()
    owned = {
        "owner_id": Value(by.pk),
        "institution_id": Value(by.institution_id),
        "release": Value(Release.INSTITUTION),
    }
    told = told_by(intake.source, timezone.localdate(now).isoformat(), "pic")
    said = {"source": told["said_by"], "as_of": told["said_on"], "said_by_id": Value(intake.institution_id)}
    brought = {"organisations": _write_organisations(items, now)}
    brought["identifiers"] = sum(
        insert_rows(
            OrganisationIdentifier,
            items.exclude(**{scheme: ""}),
            {"organisation_id": F("organisation_id"), "scheme": Value(scheme), "value": F(scheme), **said},
            now,
        )
        for scheme in NUMBERS
    )
    brought["values"] = write_values(intake, items, now)
    if intake.kind == Intake.Kind.CLUSTERS:
        brought["clusters"] = _write_clusters(items, now)
    if intake.cluster is not None:
        known = _overlapping(intake.cluster.pk, by)
        days = {"valid_from": F("since"), "valid_to": F("until"), "public_id": F("membership_id_new")}
        given = {**owned, **days, "cluster_id": Value(intake.cluster.pk), "member_id": F("organisation_id")}
        rows = items.exclude(membership_id_new="").filter(~Exists(known))
        brought["memberships"] = insert_rows(Membership, rows, {**given, "source": Value(intake.source)}, now)
        brought["memberships_changed"] = move_days(items, ("before_since", "before_until"), ("since", "until"))
    return brought | _write_sheets(items, by, owned, now)


def move_days(items: QuerySet[IntakeItem], was: tuple[str, str], then: tuple[str, str]) -> int:
    """Give memberships other days, unless somebody has changed them since."""
    moved = items.exclude(membership_id_changed="")
    # By the organisation, of which there is an index; in an order SQLite would go through the whole list each time.
    own = moved.order_by().filter(organisation=OuterRef("member_id"), membership_id_changed=OuterRef("public_id"))
    item = own.annotate(first=Coalesce(was[0], Value(date.min)), last=Coalesce(was[1], Value(date.max))).filter(
        first=Coalesce(OuterRef("valid_from"), Value(date.min)),
        last=Coalesce(OuterRef("valid_to"), Value(date.max)),
    )
    found = Membership.every.filter(Exists(item), public_id__in=moved.values("membership_id_changed"))
    return found.update(valid_from=Subquery(own.values(then[0])[:1]), valid_to=Subquery(own.values(then[1])[:1]))


def _write_clusters(items: QuerySet[IntakeItem], now: Any) -> int:  # noqa: ANN401 -- a time
    """Make the organisations clusters that are none yet, in the fields that the vocabularies know."""
    there = Cluster.objects.filter(organisation=OuterRef("organisation_id"))
    items.filter(~Exists(there)).exclude(organisation=None).update(makes_cluster=True)
    made = insert_rows(Cluster, items.filter(makes_cluster=True), {"organisation_id": F("organisation_id")}, now)
    brought = items.filter(makes_cluster=True)
    told = dict(brought.values_list("organisation", "fields"))
    titles, through = field_titles(), Cluster.fields.through
    rows = [
        through(cluster_id=key, field_id=one.pk)
        for key, organisation in Cluster.objects.filter(organisation__in=brought.values("organisation")).values_list(
            "pk", "organisation"
        )
        for one in fields_named(told[organisation], titles)[0]
    ]
    through._default_manager.bulk_create(rows, ignore_conflicts=True, batch_size=CHUNK)
    return made


def _overlapping(cluster: int, by: User) -> QuerySet[Membership]:
    """Memberships that the institution keeps of an item's organisation in days that the item would cover."""
    own = Membership.objects.filter(cluster=cluster, institution=by.institution_id, member=OuterRef("organisation_id"))
    first, last = Coalesce(OuterRef("since"), Value(date.min)), Coalesce(OuterRef("until"), Value(date.max))
    return own.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=first), Q(valid_from__isnull=True) | Q(valid_from__lte=last)
    )


def _write_organisations(items: QuerySet[IntakeItem], now: Any) -> int:  # noqa: ANN401 -- a time
    """Add the new ones; who got one of their numbers meanwhile is that organisation."""
    for scheme in NUMBERS:
        owner = OrganisationIdentifier.objects.filter(scheme=scheme, value=OuterRef(scheme))
        meanwhile = items.filter(organisation=None).exclude(**{scheme: ""}).filter(Exists(owner))
        meanwhile.update(organisation=Subquery(owner.values("organisation")[:1]), is_new=False, **{scheme: ""})
    columns = {"name": F("name"), "folded": F("folded"), "region": F("region"), "public_id": F("organisation_id_new")}
    made = insert_rows(Organisation, items.filter(organisation=None, is_new=True), columns, now)
    named = Organisation.objects.filter(public_id=OuterRef("organisation_id_new"))
    items.filter(organisation=None).update(organisation=Subquery(named.values("pk")[:1]))
    return made


def _write_sheets(
    items: QuerySet[IntakeItem],
    by: User,
    owned: Mapping[str, Any],
    now: Any,  # noqa: ANN401 -- a time
) -> dict[str, int]:
    """Add new sheets and change those that nobody has written on since they were compared."""
    told = {name: F(name) for name in SHEET}
    own = OrganisationSheet.objects.filter(institution=by.institution_id)
    there = own.filter(organisation=OuterRef("organisation_id"))
    fresh = items.exclude(sheet_id_new="").filter(~Exists(there))
    given = {**owned, **told, "organisation_id": F("organisation_id"), "public_id": F("sheet_id_new")}
    made = insert_rows(OrganisationSheet, fresh, given, now)
    compared = items.exclude(sheet_version=None)
    compared.filter(~Exists(there.filter(version=OuterRef("sheet_version")))).update(sheet_version=None)
    item = items.order_by().filter(organisation=OuterRef("organisation_id"), sheet_version=OuterRef("version"))
    changed = own.filter(Exists(item), organisation__in=compared.values("organisation")).update(
        version=F("version") + 1, **{name: Subquery(item.values(name)[:1]) for name in SHEET}
    )
    return {"sheets": made, "sheets_changed": changed}


def finish_search(intake: Intake) -> bool:
    """Make what a list brought findable, or what undoing it took back forgotten, portion by portion, to the end.

    Where the database refuses it, the list stays taken over: the same portion is tried again later, by the recurring
    work at the latest, each time after a longer while.

    Who may: the program, after the one transaction. Not logged: that was.

    Returns
    -------
    bool
        Whether the search knows all of it now.
    """
    while try_findable(intake):
        pass
    return intake.searched is None


def try_findable(intake: Intake) -> int:
    """Do the next portion, or note when it is tried again where the database refuses it. Who may: as `finish_search`.

    Returns
    -------
    int
        Items that were looked at; 0: the search is up to date, or it is tried again later.
    """
    try:
        return keep_findable(intake)
    except DatabaseError:
        logging.getLogger("django").exception("A list could not be made findable: %s", intake.public_id)
        intake.refresh_from_db()
        wait = min(TRIES_APART * 2 ** min(intake.tries, 12), LONGEST_APART)
        intake.tries, intake.later = intake.tries + 1, timezone.now() + wait
        told = {"tries": intake.tries, "later": intake.later}
        Intake.objects.filter(pk=intake.pk, searched=intake.searched).update(**told)
        return 0


def keep_findable(intake: Intake, *, most: int = CHUNK) -> int:
    """Bring the next items of a list that was taken over or undone into the search, or out of it, and into the history.

    Who may: the program, after the one transaction, in portions that others can save between. Not logged: that was.

    Returns
    -------
    int
        Items that were looked at; 0: the search is up to date.
    """
    last = intake.searched
    if last is None:
        return 0
    portion: Any = intake.entries if intake.kind in ENTERED else intake.items.select_related("organisation")
    items = list(portion.filter(number__gt=last).order_by("number")[:most])
    (_find_entries if intake.kind in ENTERED else _find_organisations)(intake, items)
    intake.searched = items[-1].number if items else None
    told = {"searched": intake.searched, "tries": 0, "later": None}
    # Whoever has undone the list meanwhile began from the start: so it stays.
    with transaction.atomic():
        if Intake.objects.filter(pk=intake.pk, searched=last).update(**told):
            (write_entries_history if intake.kind in ENTERED else write_items_history)(intake, items)
    return len(items)


def _find_organisations(_intake: Intake, items: Sequence[IntakeItem]) -> None:
    made = [item.organisation_id_new for item in items if item.is_new]
    there = list(Organisation.objects.filter(public_id__in=made))
    known = {item.organisation.pk: item.organisation for item in items if item.organisation and _is_found_anew(item)}
    make_organisations_findable([*there, *known.values()])
    forget_organisations(sorted(set(made) - {one.public_id for one in there}))


def _is_found_anew(item: IntakeItem) -> bool:
    """Tell whether a list made an organisation of the register a cluster, or said another name of it."""
    return not item.is_new and (item.makes_cluster or item.folded != getattr(item.organisation, "folded", ""))


def _find_entries(intake: Intake, entries: Sequence[IntakeEntry]) -> None:
    things = list(dict.fromkeys(entry.thing for entry in entries))
    if intake.kind == Intake.Kind.PEOPLE:
        keep_people_findable(things)
    elif intake.kind in MODELS:
        keep_entries_findable(MODELS[intake.kind], things)
