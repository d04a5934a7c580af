"""Merging two entries that are one organisation, and undoing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.errors import WrongStateError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models.release import Release
from crossfield.web.accounts.models.search import searched
from crossfield.web.registry.actions.organisation import fold_names
from crossfield.web.registry.actions.relation import check_circle
from crossfield.web.registry.actions.search import forget_organisations, make_organisations_findable
from crossfield.web.registry.models import (
    CooperationPartner,
    Intake,
    Membership,
    Organisation,
    OrganisationMerge,
    OrganisationValue,
    ValueKey,
)
from crossfield.web.registry.queries.organisation import relations_of
from crossfield.web.registry.rules import check_writes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crossfield.web.accounts.models import User

SAME_ONE = ("cluster", "representation")
"""What an organisation has once; who has both would lose one."""
SAID = "name"
"""Under it a merge keeps the keys of the names that it said itself; its undo deletes them."""


@transaction.atomic
def merge_organisations(kept: Organisation, *, gone: Organisation, by: User, reason: str) -> OrganisationMerge:
    """Make two entries one: what names the second names the first from now on, and its name is one more of the first.

    Sheets of all institutions move along, and none is shown to another institution. What both have, such as two sheets
    of one institution, two parts in one cooperation or memberships that overlap, stays with the second entry, which is
    kept for undo.

    Who may: cluster management and administrators. Logged with the tables that moved; nothing is sent.

    Parameters
    ----------
    kept, gone
        The entry that stays, and the one that is merged into it.
    by
        Who says so.
    reason
        Why they are one; everyone reads it.

    Raises
    ------
    NotAllowedError
        The user may not write.
    WrongStateError
        Both are the same entry, both are clusters or represented, one is merged already, relations would form a
        circle, or who speaks for one of them would be shown what others keep of the other.
    """
    check_writes(by)
    # In the order of their keys, so that two who merge the same pair wait for one another instead of for ever.
    pair = Organisation.objects.order_by("pk").select_for_update().filter(pk__in=(kept.pk, gone.pk))
    if kept.pk == gone.pk or {one.pk for one in pair} != {kept.pk, gone.pk}:
        raise WrongStateError(_("These are not two entries of the register."), _("Choose another organisation."))
    both = [name for name in SAME_ONE if hasattr(kept, name) and hasattr(gone, name)]
    if both:
        message = _("Both entries are clusters, or institutions speak for both of them.")
        raise WrongStateError(message, _("Ask the people who run this workbench."))
    for one, other in ((kept, gone), (gone, kept)):
        _check_seen(one, other, by)
    said = _say_name(kept, gone, reason, by)
    moved = {name: keys for name, keys in (_move(one, kept, gone) for one in references()) if keys}
    moved |= {SAID: said} if said else {}
    fold_names(kept)
    _check_circles(kept)
    Organisation.every.filter(pk=gone.pk).update(merged_into=kept)
    made = OrganisationMerge.objects.create(
        kept=kept, gone=gone, reason=reason.strip()[:300], moved=moved, owner=by, institution=by.institution,
        release=Release.PUBLIC,
    )  # fmt: skip
    forget_organisations([gone.public_id])
    make_organisations_findable([Organisation.objects.get(pk=kept.pk)])
    write_log(made, verb="merge_organisations", by=by, fields=sorted(moved))
    return made


def _say_name(kept: Organisation, gone: Organisation, reason: str, by: User) -> list[int]:
    """Keep the name of the entry that goes as one more name, unless it is said already or the same; its row's key."""
    names = (searched(one.value) for one in gone.values.filter(key=ValueKey.NAME))
    if gone.folded in {kept.folded, *names}:
        return []
    source = _("merged entry: %(reason)s") % {"reason": reason.strip()}
    made = OrganisationValue.objects.create(
        organisation=gone, key=ValueKey.NAME, value=gone.name, source=source[:300],
        as_of=timezone.localdate().isoformat(), said_by=by.institution,
    )  # fmt: skip
    return [made.pk]


def _check_seen(one: Organisation, other: Organisation, by: User) -> None:
    """Whoever speaks for an entry reads its cooperations: those with the other one are shown by who keeps them only."""
    speaks = getattr(one, "representation", None)
    if speaks is None:
        return
    parts = CooperationPartner.objects.filter(organisation=other, cooperation__institution__isnull=False)
    parts = parts.filter(cooperation__release__in=(Release.INSTITUTION, Release.PARTNERS))
    if parts.exclude(cooperation__institution__in=(speaks.institution_id, by.institution_id)).exists():
        raise WrongStateError(
            _("Another institution uses one of these entries, and somebody speaks for the other one."),
            _("Ask the people who run this workbench."),
        )


def references() -> Iterator[tuple[type[models.Model], str]]:
    """Every column of every table that names an organisation, but for what tells of merges and of lists."""
    for relation in Organisation._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or relation.many_to_many:
            continue
        if relation.related_model in {OrganisationMerge, Organisation, Intake}:
            continue
        yield relation.related_model, relation.field.name


def _move(reference: tuple[type[models.Model], str], kept: Organisation, gone: Organisation) -> tuple[str, list[int]]:
    """Let rows of a table name the kept entry; those that would say the same twice stay."""
    model, column = reference
    rows = model._base_manager.filter(**{column: gone})
    moved = []
    for row in rows:
        if isinstance(row, Membership) and column == "member" and row.taken_off is None and _is_known(row, kept):
            continue
        try:
            with transaction.atomic():
                model._base_manager.filter(pk=row.pk).update(**{column: kept})
        except IntegrityError:  # a constraint holds that the kept entry has this already
            continue
        moved.append(row.pk)
    return f"{model._meta.label_lower}.{column}", moved


def _is_known(membership: Membership, kept: Organisation) -> bool:
    """Tell whether the kept entry is the cluster itself or a member on these days already."""
    if membership.cluster.organisation_id == kept.pk:
        return True
    same = Membership.objects.filter(cluster=membership.cluster_id, member=kept, institution=membership.institution_id)
    return any(_overlap(membership, other) for other in same)


def _overlap(one: Membership, other: Membership) -> bool:
    def before(first: Any, second: Any) -> bool:  # noqa: ANN401 -- days, or None where they are not known
        return first is not None and second is not None and first < second

    return not before(one.valid_to, other.valid_from) and not before(other.valid_to, one.valid_from)


def _check_circles(kept: Organisation) -> None:
    for relation in relations_of(kept):
        check_circle(relation.organisation, relation.other, relation.kind)


@transaction.atomic
def undo_merge(merge: OrganisationMerge, *, by: User) -> Organisation:
    """Make one entry two again: what moved goes back, what was added since stays with the kept one.

    Who may: cluster management and administrators. Logged with the merge's id; nothing is sent.

    Returns
    -------
    Organisation
        The entry that is there again.

    Raises
    ------
    NotAllowedError
        The user may not write.
    WrongStateError
        It is undone already, or the kept entry was merged into another one since.
    """
    check_writes(by)
    locked = OrganisationMerge.objects.select_for_update().select_related("kept", "gone").get(pk=merge.pk)
    if locked.undone_at is not None or locked.kept.merged_into_id is not None:
        raise WrongStateError(
            _("This merge is undone already, or its organisation was merged into another one since."),
            _("Undo the later merge first."),
        )
    columns = {f"{model._meta.label_lower}.{column}": (model, column) for model, column in references()}
    for name, keys in locked.moved.items():
        if name in columns:
            model, column = columns[name]
            model._base_manager.filter(pk__in=keys, **{column: locked.kept}).update(**{column: locked.gone})
    OrganisationValue.objects.filter(pk__in=locked.moved.get(SAID, ())).delete()
    fold_names(locked.gone)
    Organisation.every.filter(pk=locked.gone_id).update(merged_into=None)
    locked.undone_at = timezone.now()
    locked.save(update_fields=["undone_at"])
    again = Organisation.objects.get(pk=locked.gone_id)
    make_organisations_findable([again, Organisation.objects.get(pk=locked.kept_id)])
    write_log(locked, verb="undo_merge", by=by, fields=sorted(locked.moved))
    return again
