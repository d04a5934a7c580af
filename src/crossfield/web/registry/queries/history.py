"""Who changed what in the register, for members of the own institution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.web.accounts.models import FieldChange, LogEntry, User
from crossfield.web.accounts.models.release import Release
from crossfield.web.registry.models import (
    Contact,
    Cooperation,
    CoreProposal,
    Delegate,
    Event,
    Field,
    FundingCall,
    Intake,
    Membership,
    NamedInterface,
    Organisation,
    OrganisationMerge,
    OrganisationRelation,
    OrganisationSheet,
    Person,
    PersonDetail,
    ValueKey,
)
from crossfield.web.registry.models.partial_date import written
from crossfield.web.registry.queries.cluster import own_memberships
from crossfield.web.registry.queries.cooperation import cooperations_for
from crossfield.web.registry.queries.interface import interfaces_named_to
from crossfield.web.registry.queries.legal_basis import basis_said, purpose_said
from crossfield.web.registry.queries.person import meant_for, people_for
from crossfield.web.registry.rules import can_read, can_write

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from crossfield.web.accounts.models.history import Kept

MOST = 500
KINDS: dict[str, type[Kept]] = {
    "organisation": Organisation,
    "organisationsheet": OrganisationSheet,
    "membership": Membership,
    "cooperation": Cooperation,
    "contact": Contact,
    "event": Event,
    "fundingcall": FundingCall,
    "person": Person,
    "persondetail": PersonDetail,
    "organisationmerge": OrganisationMerge,
    "coreproposal": CoreProposal,
    "delegate": Delegate,
}
"""What has a history, by the log's name for it."""
RESTORED: dict[str, tuple[str, ...]] = {
    "organisation": ("name", "region", "cluster_fields"),
    "organisationmerge": ("gone",),
    "delegate": ("ended",),
    "membership": ("valid_from", "valid_to", "ended", "successor", "source", "taken_off"),
    "organisationsheet": (
        *("member_number", "contribution_class", "contacts", "text", "tags", "assessment", "next_step"),
        "next_step_due",
    ),
    "contact": (
        *("text", "function", "next_step", "due", "done", "outcome", "person", "interface", "side_a", "side_b"),
        *("kind", "day", "organisation", "introduced_to", "taken_off"),
    ),
    "cooperation": ("title", "kind", "began", "ended", "interface", "side_a", "side_b", "text"),
    "event": (
        *("title", "kind", "day", "last_day", "place", "interface", "side_a", "side_b", "text", "address", "followed"),
    ),
    "fundingcall": ("title", "programme", "opens", "deadline", "fields", "who", "address"),
    "person": ("name", "language"),
    "persondetail": ("value", "purpose", "basis", "seen", "expires"),
}
"""Columns that a change of is taken back with one click; status and release of others go by actions of their own.

What all share goes back as it is changed: by a proposal where another institution uses the entry, too.
"""
UNTOLD = {
    "persondetail": ("person",),
    "organisationmerge": ("kept", "moved", "release"),
    "delegate": ("organisation", "user", "basis", "source", "since", "noted_by"),
    "coreproposal": ("organisation", "before", "details", "decided_by", "decided_at", "release"),
}
"""Columns that never change, are told by others, or say who decided at another institution."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change as it is shown: when, who, by which action, which column of what, and what it was and became."""

    number: int
    at: datetime
    who: str
    verb: str
    thing: str
    field: str
    old: str
    new: str
    cleared: bool
    restorable: bool


def thing_of(kind: str, public_id: str) -> Any:  # noqa: ANN401 -- one of many tables
    """What a kind and a public id name; None where there is none."""
    model: Any = KINDS.get(kind)
    if model is None:
        return None
    known = model.every if model is Membership else model._default_manager  # one that is taken off can be put back
    return known.filter(public_id=public_id).first()


def changes_for(user: User | None, things: Iterable[tuple[str, str]]) -> QuerySet[FieldChange]:
    """Changes of things that the user's institution made or owns, newest first; none for other roles."""
    if user is None or not can_read(user):
        return FieldChange.objects.none()
    wanted, told = models.Q(pk__in=[]), dict[str, list[str]]()
    for kind, public_id in things:
        told.setdefault(kind, []).append(public_id)
    for kind, ids in told.items():
        wanted |= models.Q(kind=kind, public_id__in=ids)
    own = FieldChange.objects.filter(wanted, institution=user.institution_id)
    for kind, columns in UNTOLD.items():
        own = own.exclude(kind=kind, field__in=columns)
    return own.select_related("entry")


def parts_of(kind: str, public_id: str, user: User) -> list[tuple[str, str]]:
    """What a history shows together: a person with its details, an organisation with own sheet and memberships."""
    found = [(kind, public_id)]
    if kind == "person":
        details = PersonDetail.objects.filter(person__public_id=public_id)
        found += [("persondetail", one) for one in details.values_list("public_id", flat=True)]
    if kind == "organisation":
        sheets = OrganisationSheet.objects.filter(
            organisation__public_id=public_id, institution=user.institution_id
        ).values_list("public_id", flat=True)
        found += [("organisationsheet", one) for one in sheets]
        proposals = CoreProposal.objects.filter(organisation__public_id=public_id)
        merges = OrganisationMerge.objects.filter(kept__public_id=public_id)
        delegates = Delegate.objects.filter(organisation__public_id=public_id)
        parts = (("coreproposal", proposals), ("organisationmerge", merges), ("delegate", delegates))
        for part, rows in parts:
            own = rows.filter(institution=user.institution_id).values_list("public_id", flat=True)
            found += [(part, one) for one in own]
        found += [("membership", one) for one in _changed_memberships(public_id, user)]
    return found


def _changed_memberships(organisation: str, user: User) -> set[str]:
    """Own memberships of an organisation, or in it as a cluster, that were changed last: a cluster may have many."""
    meant = models.Q(member__public_id=organisation) | models.Q(cluster__organisation__public_id=organisation)
    own = own_memberships(user).filter(meant).order_by().values("public_id")
    told = FieldChange.objects.filter(kind="membership", institution=user.institution_id, public_id__in=own)
    told = told.exclude(entry__verb__in=("take_over", "undo_intake"))  # one line of the log tells of the whole list
    return set(told.order_by("-entry_id").values_list("public_id", flat=True)[:MOST])


def history_of(kind: str, public_id: str, user: User, language: str) -> list[Change]:
    """The history of a thing as it is shown to a user; details meant for others are told without their values."""
    rows = list(changes_for(user, parts_of(kind, public_id, user))[:MOST])
    names = _names(rows, user)
    undone = set(
        OrganisationMerge.objects.filter(
            public_id__in=[row.public_id for row in rows if row.kind == "organisationmerge"], undone_at__isnull=False
        ).values_list("public_id", flat=True)
    )
    hidden = hidden_details([row.public_id for row in rows if row.kind == "persondetail"], user)
    lists = {one.public_id: one.title for one in Intake.objects.filter(public_id__in={r.entry.public_id for r in rows})}
    members = _memberships_named([row.public_id for row in rows if row.kind == "membership"], user)
    writes, ends = can_write(user), _ends(rows, user, language)
    return [
        Change(
            number=row.pk,
            at=row.entry.at,
            who=names.get(row.entry.by) or (_("somebody whose account is gone") if row.entry.by else _("the program")),
            verb=_verb(row.entry, lists),
            thing=members.get(row.public_id) or str(KINDS[row.kind]._meta.verbose_name),
            field=_heading(row),
            old="" if row.public_id in hidden else said(row, row.old, language, ends),
            new="" if row.public_id in hidden else said(row, row.new, language, ends),
            cleared=row.cleared,
            restorable=writes and not row.cleared and row.public_id not in hidden | undone and can_go_back(row),
        )
        for row in rows
    ]


def _names(rows: Iterable[FieldChange], user: User) -> dict[str, str]:
    """Who changed it, by public id; people of other institutions are not named."""
    found = User.objects.filter(public_id__in={row.entry.by for row in rows}).select_related("institution")
    other = _("somebody at %(institution)s")
    return {
        one.public_id: str(one)
        if one.institution_id == user.institution_id
        else other % {"institution": one.institution or _("another institution")}
        for one in found
    }


def _memberships_named(public_ids: list[str], user: User) -> dict[str, str]:
    """Whose membership each of them is, in which cluster."""
    said = str(Membership._meta.verbose_name)
    return {one.public_id: f"{said}: {one}" for one in own_memberships(user).filter(public_id__in=public_ids)}


FOR_GOOD = ("remove_value", "unmake_cluster")
"""Actions that are done again on the page itself, not taken back: the thing is not there."""


def can_go_back(row: FieldChange) -> bool:
    """Tell whether a change is one of those that are taken back, whatever stands there now."""
    return row.field in RESTORED.get(row.kind, ()) and row.entry.verb not in FOR_GOOD and not is_first(row)


def is_first(row: FieldChange) -> bool:
    """Tell whether the change made the thing: that is taken back by deleting it, not here."""
    column, verb = _column(row), row.entry.verb
    is_filled = column is not None and not column.blank and not column.null  # such a column is never empty
    is_made = verb.startswith(("add_", "note_", "record_", "begin_")) or (verb == "take_over" and is_filled)
    return row.old is None and is_made


def _verb(entry: LogEntry, lists: dict[str, str]) -> str:
    if entry.public_id in lists:
        return _("list %(title)s") % {"title": lists[entry.public_id]}
    return _("taken back") if entry.verb == "restore_change" else ""


def hidden_details(details: Iterable[str], user: User) -> set[str]:
    """Which details a user is not shown: meant for others, withdrawn, cleared, or expired where she may not prolong."""
    shown = meant_for(user) & models.Q(withdrawn__isnull=True, cleared__isnull=True)
    if not can_write(user):
        shown &= models.Q(expires__gte=timezone.localdate())
    found = PersonDetail.objects.filter(public_id__in=list(details)).exclude(shown)
    return set(found.values_list("public_id", flat=True))


def _column(row: FieldChange) -> Any:  # noqa: ANN401 -- of one of many tables
    try:
        return KINDS[row.kind]._meta.get_field(row.field)
    except FieldDoesNotExist:  # what was told beside the columns
        return None


def _heading(row: FieldChange) -> str:
    column = _column(row)
    told = {
        "functions": _("function"),
        "guests": _("guest"),
        "proofs": _("proof"),
        "steps": _("next step"),
        "withdrawn": _("withdrawn"),
        "documents": _("document"),
        "check_ins": _("people of a check-in"),
        "delegates": _("who answers for it"),
        "gone": _("merged with this entry"),
        "organisation": _("organisation"),
        "introduced_to": _("introduced to"),
        "language": _("language"),
        "city": _("city"),
        "website": _("website"),
        "undone_at": _("merge undone"),
        "key": _("what shall change"),
    }
    if row.kind == "organisation":
        told |= {"is_cluster": _("cluster"), "cluster_fields": _("fields of the cluster")}
        told |= {code: str(name) for code, name in (*ValueKey.choices, *OrganisationRelation.Kind.choices)}
        told |= {"represented": _("who speaks for it here, on what ground"), "authorised": _("authorised on")}
    if row.kind == "cooperation":
        told |= {"confirmed": _("confirmed for"), "declined": _("not confirmed")}
        told |= {"others": _("partners known as a number only")}
    if row.kind == "delegate":
        told |= {"ended": _("answered for it until")}
    if row.kind == "coreproposal":
        told |= {"value": _("how it shall read"), "state": _("what became of it"), "reason": _("reason")}
    if row.field in told:
        return told[row.field]
    return str(getattr(column, "verbose_name", "") or row.field)


def _ends(rows: Iterable[FieldChange], user: User, language: str) -> dict[tuple[str, Any], str]:
    """What links of the history lead to, as far as a user may read its name: column and key → name.

    Each table is asked once.
    """
    shown: dict[type[models.Model], QuerySet[Any]] = {
        Organisation: Organisation.every.all(),  # those that were merged keep their name here
        Cooperation: cooperations_for(user).prefetch_related(None),
        NamedInterface: interfaces_named_to(user).prefetch_related(None),
        Person: people_for(user).prefetch_related(None),
    }
    wanted: dict[str, tuple[type[models.Model], set[Any]]] = {}
    listed: set[int] = set()
    for row in rows:
        column = _column(row)
        listed.update(key for told in (row.old, row.new) if isinstance(told, list) for key in told)
        if isinstance(column, models.ForeignKey):
            model: type[models.Model] = column.related_model
            wanted.setdefault(row.field, (model, set()))[1].update(one for one in (row.old, row.new) if one)
    fields = {("fields", one.pk): one.title(language) for one in Field.objects.filter(pk__in=listed)}
    return fields | {
        (field, key): str(one)
        for field, (model, keys) in wanted.items()
        for key, one in _named(shown.get(model), model, keys).items()
    }


def _named(shown: QuerySet[Any] | None, model: type[models.Model], keys: set[Any]) -> dict[Any, Any]:
    """Rows by their keys: those that are shown, of a table that all may read all."""
    found = model._default_manager.all() if shown is None else shown
    return {one.pk: one for one in found.filter(pk__in=keys)}


def said(row: FieldChange, value: Any, language: str, ends: Mapping[tuple[str, Any], str]) -> str:  # noqa: ANN401 -- what JSON holds
    """A value of the history as people read it."""
    if value is None:
        return ""
    if row.field == "basis":
        return basis_said(value, language)
    if row.field == "purpose":
        return purpose_said(value, language)
    column = _column(row)
    if isinstance(column, models.ForeignKey):
        return ends.get((row.field, value)) or _("not there, or not for you")
    if isinstance(value, list):  # the only ones that are told are fields
        return ", ".join(ends["fields", key] for key in value if ("fields", key) in ends)
    if row.field == "is_cluster":
        return _("yes")
    if isinstance(column, models.DateField) or row.field == "authorised":
        return written(str(value)[:10])
    choices = dict(getattr(column, "flatchoices", None) or ())
    return str(choices.get(value, value))


def is_own_history(user: User, kind: str, thing: Any) -> bool:  # noqa: ANN401 -- one of many tables
    """Tell whether a user's institution keeps a thing that this user is shown, or it belongs to the shared core."""
    if not can_read(user) or kind == "organisation":
        return can_read(user)
    alone = kind in {"cooperation", "event"} and thing.release == Release.OWN  # others of the institution see neither
    return thing.institution_id == user.institution_id and not (alone and thing.owner_id != user.pk)
