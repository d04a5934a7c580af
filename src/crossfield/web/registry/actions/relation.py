"""How organisations belong together: said, corrected, ended, taken off, or proposed to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from crossfield.errors import WrongStateError
from crossfield.web.accounts.actions.history import write_told
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models.public_id import new_public_id
from crossfield.web.registry.actions.core import changed_since, propose
from crossfield.web.registry.models import CoreProposal, Organisation, OrganisationRelation
from crossfield.web.registry.queries.proposal import end_to_ask
from crossfield.web.registry.queries.relation import chain_said, circle_in_register, relation_said, relation_stands
from crossfield.web.registry.rules import check_writes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal
    from typing import Any

    from django.db.models import QuerySet

    from crossfield.web.accounts.models import LogEntry, User

ATTRIBUTES = ("share", "valid_from", "valid_to", "source")
"""What can be changed of a relation."""


@transaction.atomic
def relate_organisations(
    organisation: Organisation,
    *,
    other: Organisation,
    kind: str,
    by: User,
    share: float | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    source: str = "",
    public_id: str = "",
) -> OrganisationRelation:
    """Say how two organisations belong together: the first is the parent, the institute, the successor … of the other.

    Who may: cluster management and administrators. Logged; nothing is sent.

    Parameters
    ----------
    organisation, other
        Both.
    kind
        One of `OrganisationRelation.Kind`.
    by
        Who says so here.
    share
        In per cent.
    valid_from, valid_to
        First and last day; None: not known, or not over.
    source
        Who says so.
    public_id
        The one its form was opened with; empty for a new one.

    Raises
    ------
    NotAllowedError
        The user may not write.
    WrongStateError
        Both are one, or by relations of any kind of its chain the other is above or before the first already.
    """
    check_writes(by)
    # In the order of their keys: of two who relate the same pair in opposite ways at once, the second is told.
    list(Organisation.every.order_by("pk").select_for_update().filter(pk__in=(organisation.pk, other.pk)))
    check_circle(organisation, other, kind)
    made = OrganisationRelation.objects.create(
        organisation=organisation,
        other=other,
        kind=kind,
        share=share,
        valid_from=valid_from,
        valid_to=valid_to,
        source=source.strip()[:300],
        public_id=public_id or new_public_id(),
    )
    write_log(organisation, verb="relate_organisations", by=by, fields=(kind,), told={kind: relation_said(made)})
    return made


def check_circle(organisation: Organisation, other: Organisation, kind: str) -> None:
    """Refuse a relation that closes a circle, and say with which others.

    Who may: actions that write relations, in the same transaction.

    Raises
    ------
    WrongStateError
        It closes a circle, or both are one.
    """
    if organisation == other:
        message = _("%(name)s has no relation to itself.") % {"name": organisation.name}
        raise WrongStateError(message, _("Choose another organisation."))
    circle = circle_in_register(organisation.pk, other.pk, kind)
    if circle is not None:
        said = {"one": organisation.name, "other": other.name, "chain": chain_said(circle)}
        raise WrongStateError(
            _("%(one)s and %(other)s would stand in a circle: %(chain)s.") % said,
            _("Take one of these relations away first, or turn this one round."),
        )


@transaction.atomic
def change_relation(
    relation: OrganisationRelation,
    *,
    by: User,
    stands: str,
    share: Decimal | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    source: str,
    reason: str = "",
) -> CoreProposal | None:
    """Correct share, days or source of a relation, or say when it ended; its kind and its two ends stay.

    Where another institution speaks for one of the two organisations, or uses one, it is a proposal.

    Who may: cluster management and administrators. Logged, with what was and what is in the history; nothing is sent.

    Parameters
    ----------
    relation
        Which one.
    by
        Who changes it.
    stands
        `relation_stands` of the relation as the form showed it.
    share
        In per cent; None: not known.
    valid_from, valid_to
        First and last day; None: not known, or not over.
    source
        Who says so.
    reason
        Why, for who decides a proposal; empty: ``source`` is told.

    Returns
    -------
    CoreProposal | None
        The proposal that waits; None: it is changed.

    Raises
    ------
    NotAllowedError
        The user may not write.
    WrongStateError
        Somebody has changed the relation since the form was opened, it reads so already, or that is proposed already.
    """
    check_writes(by)
    _lock_ends(relation)
    locked = _locked(relation, stands)
    was = relation_said(locked)
    days = (day.isoformat() if day else None for day in (valid_from, valid_to))
    wanted = dict(zip(ATTRIBUTES, (None if share is None else str(share), *days, source.strip()[:300]), strict=True))
    _set(locked, wanted)
    asked = end_to_ask(locked, by)
    if asked is not None:
        if relation_stands(locked) == stands:
            raise WrongStateError(_("It reads so already."), _("Write what should change."))
        details = {"stands": stands, "wanted": wanted}
        change = (was, relation_said(locked))
        return _propose(asked, locked, by=by, change=change, reason=reason or source, details=details)
    _keep(locked, was, by)
    return None


@transaction.atomic
def remove_relation(relation: OrganisationRelation, *, by: User, stands: str, reason: str = "") -> CoreProposal | None:
    """Take a relation off that never was; one that is over gets a last day instead. A proposal as in `change_relation`.

    Who may: as in `change_relation`. Logged, with what was taken off in the history; nothing is sent.

    Raises
    ------
    NotAllowedError, WrongStateError
        As in `change_relation`.
    """
    check_writes(by)
    _lock_ends(relation)
    locked = _locked(relation, stands)
    asked = end_to_ask(locked, by)
    if asked is not None:
        change, details = (relation_said(locked), ""), {"stands": stands, "wanted": {}}
        return _propose(asked, locked, by=by, change=change, reason=reason, details=details)
    _take_off(locked, by)
    return None


def accept_relation(proposal: CoreProposal, *, by: User) -> None:
    """Change a relation as it is proposed, or take it off. Who may: `decide_proposal`, which has checked it. Logged.

    Raises
    ------
    WrongStateError
        It was changed or taken off since it was proposed.
    """
    told = proposal.details
    found = _found(OrganisationRelation.objects.filter(public_id=told["relation"]), told["stands"])
    if found is None:
        raise changed_since()
    if not told["wanted"]:
        _take_off(found, by)
        return
    was = relation_said(found)
    _set(found, told["wanted"])
    entry = _keep(found, was, by)
    # What who proposed it has written is theirs, too: erasing a person looks for it in their history.
    now, before = {found.kind: relation_said(found)}, {found.kind: was}
    write_told(entry, now, institution=proposal.institution_id, was=before)


def _propose(
    asked: Organisation,
    relation: OrganisationRelation,
    *,
    by: User,
    change: tuple[str, str],
    reason: str,
    details: Mapping[str, Any],
) -> CoreProposal:
    """Ask the institution that decides; ``details`` say how the relation stood and what is wanted of it."""
    told = {**details, "relation": relation.public_id, "first": relation.organisation.name, "kind": relation.kind}
    return propose(asked, by=by, key=CoreProposal.Key.RELATION, change=change, reason=reason, details=told)


def _set(relation: OrganisationRelation, wanted: Mapping[str, str | None]) -> None:
    """Let it say what is wanted, not yet in the database; ``wanted`` is as JSON keeps it."""
    for name, value in wanted.items():
        field: Any = relation._meta.get_field(name)
        setattr(relation, name, None if value is None else field.to_python(value))


def _keep(relation: OrganisationRelation, was: str, by: User) -> LogEntry:
    relation.save()
    kind = relation.kind
    told = {"told": {kind: relation_said(relation)}, "was": {kind: was}}
    return write_log(relation.organisation, verb="change_relation", by=by, fields=(kind,), **told)


def _take_off(relation: OrganisationRelation, by: User) -> None:
    kind, was = relation.kind, relation_said(relation)
    write_log(relation.organisation, verb="remove_relation", by=by, fields=(kind,), told={kind: ""}, was={kind: was})
    relation.delete()


def _lock_ends(relation: OrganisationRelation) -> None:
    """Lock both organisations before the relation, as deciding a proposal does."""
    ends = (relation.organisation_id, relation.other_id)
    list(Organisation.every.select_for_update().filter(pk__in=ends).order_by("pk"))


def _locked(relation: OrganisationRelation, stands: str) -> OrganisationRelation:
    found = _found(OrganisationRelation.objects.filter(pk=relation.pk), stands)
    if found is None:
        message = _("Somebody has changed this relation since you opened the page.")
        raise WrongStateError(message, _("Look at what stands there now, and change that."))
    return found


def _found(rows: QuerySet[OrganisationRelation], stands: str) -> OrganisationRelation | None:
    """A relation, locked, if it stands as it did."""
    found = rows.select_for_update().first()
    return found if found is not None and relation_stands(found) == stands else None
