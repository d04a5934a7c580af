"""Undoing a list that was taken over, by a few statements over all its rows; what was changed since stays."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection, models, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from crossfield.errors import WrongStateError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models.release import Release
from crossfield.web.registry.actions.guests_brought import undo_guests
from crossfield.web.registry.actions.intake_entry import undo_entries
from crossfield.web.registry.actions.people_brought import undo_people
from crossfield.web.registry.actions.relations_brought import undo_relations
from crossfield.web.registry.actions.take_over import CHUNK, finish_search, move_days
from crossfield.web.registry.actions.values_brought import stays, undo_values
from crossfield.web.registry.models import (
    Cluster,
    Intake,
    IntakeItem,
    IntakeRow,
    Membership,
    Organisation,
    OrganisationIdentifier,
    OrganisationSheet,
    OrganisationValue,
)
from crossfield.web.registry.models.intake import SHEET
from crossfield.web.registry.queries.field import field_titles, fields_named
from crossfield.web.registry.queries.intake import ENTERED, in_portions, is_long
from crossfield.web.registry.rules import check_changes

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User


UNDOERS: dict[str, Callable[[Intake], None]] = {
    Intake.Kind.EVENTS: undo_entries,
    Intake.Kind.CALLS: undo_entries,
    Intake.Kind.PEOPLE: undo_people,
    Intake.Kind.GUESTS: undo_guests,
    Intake.Kind.RELATIONS: undo_relations,
}
"""Kinds whose rows are no organisations, and what takes them back."""
BROUGHT: tuple[type[models.Model], ...] = (
    *(IntakeRow, IntakeItem, Organisation, OrganisationIdentifier),
    *(OrganisationValue, OrganisationSheet, Membership),
)
"""Tables that a list of organisations fills."""
UNLISTED = ("contacts", "tags", "assessment", "next_step")
"""Texts of a sheet that no list brings, beside the day of the next step."""


def undo_intake(intake: Intake, *, by: User) -> int:
    """Take back what a list brought: members, new sheets, values, numbers, and organisations that nobody refers to.

    What somebody has changed since stays as it is: a membership, a sheet, a value, an organisation's name or seat. So
    does an organisation that something else names. The list's items say of each row what stayed.

    Who may: cluster management and administrators of the list's institution. Logged once with the list's id; nothing
    is sent.

    Returns
    -------
    int
        Rows of which something had to stay.

    Raises
    ------
    NotAllowedError
        The list belongs to another institution.
    WrongStateError
        It is not taken over.
    """
    check_changes(by, intake)
    if is_long(intake):
        _count_rows()
    with transaction.atomic():
        locked = Intake.objects.select_for_update().get(pk=intake.pk)
        if locked.state != Intake.State.TAKEN or locked.taken_at is None:
            raise WrongStateError(_("Only a list that is taken over can be undone."), "")
        if intake.kind in UNDOERS:
            UNDOERS[intake.kind](intake)
        else:
            _undo_items(locked)
        intake.state, intake.searched = Intake.State.UNDONE, 0
        intake.save(update_fields=["state", "searched"])
        write_log(
            intake, verb="undo_intake", by=by, fields=sorted(name for name, count in locked.restore.items() if count)
        )
    if not is_long(intake):
        finish_search(intake)
    return (intake.entries if intake.kind in ENTERED else intake.items).exclude(stayed="").count()


def _count_rows() -> None:
    """Let PostgreSQL count the tables anew: so soon after a long list it may still plan for empty ones.

    The checks of what refers to a deleted row would then read whole tables for each of them.
    """
    if connection.vendor == "postgresql":
        tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in BROUGHT)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {tables}")


def _undo_items(intake: Intake) -> None:
    """Take back what a list brought to organisations, statement by statement."""
    items = intake.items.all()
    _undo_memberships(items, intake)
    _undo_sheets(items, intake)
    undo_values(items, intake)
    _undo_clusters(items)
    _undo_organisations(items, intake)


def _told(items: QuerySet[IntakeItem], column: str) -> QuerySet[Any, Any]:
    found: QuerySet[Any, Any] = items.exclude(**{column: ""}).values(column)
    return found


def _undo_memberships(items: QuerySet[IntakeItem], intake: Intake) -> None:
    """Delete the memberships of the list that are as it brought them."""
    item = items.annotate(first=Coalesce("since", Value(date.min)), last=Coalesce("until", Value(date.max))).filter(
        organisation=OuterRef("member_id"),
        membership_id_new=OuterRef("public_id"),
        first=Coalesce(OuterRef("valid_from"), Value(date.min)),
        last=Coalesce(OuterRef("valid_to"), Value(date.max)),
    )
    own = Membership.every.filter(cluster=intake.cluster_id, source=intake.source, release=Release.INSTITUTION)
    own.filter(Exists(item), ended="", successor=None).delete()
    move_days(items, ("since", "until"), ("before_since", "before_until"))
    newer = Membership.every.filter(public_id=OuterRef("membership_id_changed")).annotate(
        first=Coalesce("valid_from", Value(date.min)), last=Coalesce("valid_to", Value(date.max))
    )
    back = newer.filter(
        first=Coalesce(OuterRef("before_since"), Value(date.min)),
        last=Coalesce(OuterRef("before_until"), Value(date.max)),
    )
    stays(items.exclude(membership_id_changed="").filter(Exists(newer), ~Exists(back)), "membership")
    left = Membership.every.filter(public_id=OuterRef("membership_id_new"))
    stays(items.exclude(membership_id_new="").filter(Exists(left)), "membership")


def _undo_sheets(items: QuerySet[IntakeItem], intake: Intake) -> None:
    """Take new sheets away that say what the list said, and give columns of changed ones their old words.

    Contents are compared, not versions: a later list that was undone leaves what this one said under a higher version.
    """
    own = OrganisationSheet.objects.filter(institution=intake.institution_id)
    _undo_new_sheets(items.exclude(sheet_id_new=""), own)
    changed = items.exclude(sheet_version=None)
    newest = changed.filter(~Exists(_later(intake)))
    told = newest.order_by().filter(organisation=OuterRef("organisation_id"))
    some = Q(*(Q(**{name: OuterRef(name)}) & ~Q(**{f"before_{name}": F(name)}) for name in SHEET), _connector=Q.OR)
    back = {
        name: Subquery(
            told.annotate(
                back=Case(When(Q(**{name: OuterRef(name)}), then=F(f"before_{name}")), default=OuterRef(name))
            ).values("back")[:1]
        )
        for name in SHEET
    }
    sheets = own.filter(Exists(told.filter(some)), organisation__in=newest.values("organisation"))
    sheets.update(version=F("version") + 1, **back)
    there = own.filter(organisation=OuterRef("organisation_id"))
    for name in SHEET:
        other = there.exclude(**{name: OuterRef(f"before_{name}")})
        stays(changed.exclude(**{f"before_{name}": F(name)}).filter(Exists(other)), name)


def _undo_new_sheets(fresh: QuerySet[IntakeItem], own: QuerySet[OrganisationSheet]) -> None:
    """Delete sheets that hold what the list wrote and nothing else."""
    item = fresh.filter(
        organisation=OuterRef("organisation_id"),
        sheet_id_new=OuterRef("public_id"),
        **{name: OuterRef(name) for name in SHEET},
    )
    made = own.filter(public_id__in=fresh.values("sheet_id_new"))
    made.filter(Exists(item), release=Release.INSTITUTION, next_step_due=None, **dict.fromkeys(UNLISTED, "")).delete()
    left = own.filter(public_id=OuterRef("sheet_id_new"))
    stays(fresh.filter(Exists(left)), "sheet")
    for name in SHEET:
        stays(fresh.filter(Exists(left.exclude(**{name: OuterRef(name)}))), name)


def _later(intake: Intake) -> QuerySet[IntakeItem]:
    """What lists that were taken over later, and are not undone, say on the sheet of an item's organisation."""
    lists = Intake.objects.filter(
        institution=intake.institution_id, state=Intake.State.TAKEN, taken_at__gt=intake.taken_at
    )
    later = IntakeItem.objects.filter(organisation=OuterRef("organisation_id"), intake__in=lists.values("pk"))
    return later.exclude(sheet_version=None)


def _undo_clusters(items: QuerySet[IntakeItem]) -> None:
    """Let what the list made a cluster be none, unless it has members, or its fields were changed since."""
    made = items.filter(makes_cluster=True)
    told, titles, gone = dict(made.values_list("organisation", "fields")), field_titles(), []
    rows = Cluster.objects.filter(organisation__in=made.values("organisation"))
    free = _free(Cluster, rows)
    for cluster in rows.prefetch_related("fields").iterator(chunk_size=CHUNK):
        if cluster.pk not in free:
            continue
        brought = {one.pk for one in fields_named(told[cluster.organisation_id], titles)[0]}
        if {one.pk for one in cluster.fields.all()} == brought:
            gone.append(cluster.pk)
    for some in in_portions(gone):
        Cluster.objects.filter(pk__in=some).delete()
    left = Cluster.objects.filter(organisation=OuterRef("organisation_id"))
    stays(items.filter(Exists(left), makes_cluster=True), "cluster")


def _free(model: type[models.Model], rows: QuerySet[Any]) -> set[int]:
    """Those of some rows to which nothing else refers; what lists found, and links to fields, are no reason to stay.

    One short question per table that may refer to them: all in one statement, PostgreSQL plans for minutes of reading.
    """
    free = set(rows.values_list("pk", flat=True))
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or relation.many_to_many:
            continue
        other: Any = relation.related_model
        if other not in {IntakeItem, IntakeRow} and not other._meta.auto_created:
            name = relation.field.name
            used = other._base_manager.filter(**{f"{name}__in": rows.order_by().values("pk")})
            free.difference_update(used.order_by().values_list(name, flat=True))
    return free


def _undo_organisations(items: QuerySet[IntakeItem], intake: Intake) -> None:
    """Delete the organisations of the list that are called as it said and to which nothing else refers."""
    fresh = items.filter(is_new=True).exclude(organisation=None)
    item = fresh.filter(organisation=OuterRef("pk"), name=OuterRef("name"), region=OuterRef("region"))
    free = _free(Organisation, Organisation.objects.filter(Exists(item), pk__in=fresh.values("organisation")))
    for some in in_portions(sorted(free)):
        fresh.filter(organisation__in=some).update(organisation=None)
    deleted = items.filter(is_new=True, organisation=None).values("organisation_id_new")
    for model in (IntakeRow, IntakeItem):
        model.objects.filter(organisation__public_id__in=deleted).update(organisation=None)
    chosen, values = deleted.query.sql_with_params()
    table, name = map(connection.ops.quote_name, (Organisation._meta.db_table, "public_id"))
    with connection.cursor() as cursor:  # Django would fetch each of them to see what hangs on it
        cursor.execute(f"DELETE FROM {table} WHERE {name} IN ({chosen})", values)  # noqa: S608 -- own table
    kept = items.filter(is_new=True).exclude(organisation=None)
    stays(kept, "organisation")
    own = {"institution": intake.institution_id}  # nobody is told what another institution or a colleague keeps alone
    naming: dict[str, QuerySet[Any]] = {
        "by_value": OrganisationValue.objects.filter(organisation=OuterRef("organisation_id")),
        "by_sheet": OrganisationSheet.objects.filter(organisation=OuterRef("organisation_id"), **own),
        "by_membership": Membership.every.filter(member=OuterRef("organisation_id"), **own),
    }
    for what, rows in naming.items():
        stays(kept.filter(Exists(rows)), what)
