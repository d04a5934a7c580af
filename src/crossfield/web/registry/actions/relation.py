"""How organisations belong together: said, corrected, ended, taken off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from crossfield.errors import WrongStateError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models.public_id import new_public_id
from crossfield.web.registry.models import Organisation, OrganisationRelation
from crossfield.web.registry.queries.proposal import used_by_others
from crossfield.web.registry.queries.relation import chain_said, circle_in_register, relation_said, relation_stands
from crossfield.web.registry.rules import check_writes

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from crossfield.web.accounts.models import User


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
) -> OrganisationRelation:
    """Correct share, days or source of a relation, or say when it ended; its kind and its two ends stay.

    Who may: cluster management and administrators, where no other institution uses either organisation. Logged, with
    what was and what is in the history; nothing is sent.

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

    Raises
    ------
    NotAllowedError
        The user may not write.
    WrongStateError
        Another institution uses one of the two, or somebody has changed the relation since the form was opened.
    """
    locked = _locked(relation, by, stands)
    was = relation_said(locked)
    locked.share, locked.valid_from, locked.valid_to, locked.source = share, valid_from, valid_to, source.strip()[:300]
    locked.save()
    kind = locked.kind
    told = {"told": {kind: relation_said(locked)}, "was": {kind: was}}
    write_log(locked.organisation, verb="change_relation", by=by, fields=(kind,), **told)
    return locked


@transaction.atomic
def remove_relation(relation: OrganisationRelation, *, by: User, stands: str) -> None:
    """Take a relation off that never was; one that is over gets a last day instead.

    Who may: as in `change_relation`. Logged, with what was taken off in the history; nothing is sent.

    Raises
    ------
    NotAllowedError, WrongStateError
        As in `change_relation`.
    """
    locked = _locked(relation, by, stands)
    kind, was = locked.kind, relation_said(locked)
    write_log(locked.organisation, verb="remove_relation", by=by, fields=(kind,), told={kind: ""}, was={kind: was})
    locked.delete()


def _locked(relation: OrganisationRelation, by: User, stands: str) -> OrganisationRelation:
    check_writes(by)
    found = OrganisationRelation.objects.select_for_update().filter(pk=relation.pk).first()
    if found is None or relation_stands(found) != stands:
        message = _("Somebody has changed this relation since you opened the page.")
        raise WrongStateError(message, _("Look at what stands there now, and change that."))
    if used_by_others((found.organisation_id, found.other_id), by):
        message = _("Another institution uses one of the two organisations, too, so that their relation is shared.")
        raise WrongStateError(message, _("Add what you know, with who says so: it stands beside."))
    return found
