"""Naming who answers for an organisation, with the ground for it, and ending that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.registry.models import Delegate
from crossfield.web.registry.queries.delegate import delegates_for, delegates_to_choose
from crossfield.web.registry.rules import check_writes

if TYPE_CHECKING:
    from datetime import date

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import Organisation


@transaction.atomic
def name_delegate(
    organisation: Organisation, *, by: User, user: User, basis: str, source: str, since: date | None = None
) -> Delegate:
    """Say that somebody with an account answers for an organisation: she confirms and corrects its profile.

    Who may: cluster management and administrators, for accounts of member organisations at the own institution. Logged
    without the person; nothing is sent.

    Parameters
    ----------
    organisation
        For which one.
    by
        Who says so.
    user
        Who answers for it.
    basis
        One of `Delegate.Basis`.
    source
        Where the ground is recorded, such as a letter and its day; never empty.
    since
        First day; None: today.

    Raises
    ------
    NotAllowedError
        The user may not write.
    WrongStateError
        The ground is missing, the account is none of a member organisation here, or it is said already.
    """
    check_writes(by)
    source = " ".join(source.split())[:300]
    if basis not in Delegate.Basis.values or not source:
        raise WrongStateError(
            _("Nobody answers for an organisation without a recorded ground."),
            _("Say on what ground, and where it is recorded."),
        )
    _check_free(organisation, user, by)
    made = Delegate.objects.create(
        organisation=organisation,
        institution=by.institution,  # type: ignore[misc]  # who may write has one
        user=user,
        basis=basis,
        source=source,
        since=since or timezone.localdate(),
        noted_by=by,
    )
    told = {"delegates": str(made.get_basis_display())}
    write_log(organisation, verb="name_delegate", by=by, fields=("delegates",), told=told)
    return made


@transaction.atomic
def end_delegate(delegate: Delegate, *, by: User) -> Delegate:
    """Say that somebody answers for an organisation no longer, from today on; that she did stays recorded.

    Who may: cluster management and administrators of the institution. Logged without the person; nothing is sent.

    Raises
    ------
    NotAllowedError
        The user may not write, or it is another institution's.
    """
    check_writes(by)
    if not delegates_for(by).filter(pk=delegate.pk).exists():
        raise NotAllowedError(_("This entry belongs to another institution."), "")
    delegate.ended = timezone.localdate()
    delegate.save(update_fields=["ended"])
    write_log(delegate, verb="end_delegate", by=by, fields=("ended",))
    return delegate


@transaction.atomic
def name_delegate_again(delegate: Delegate, *, by: User) -> Delegate:
    """Take back that somebody answers for an organisation no longer: the earlier ground holds on.

    Who may: cluster management and administrators of the institution. Logged without the person; nothing is sent.

    Raises
    ------
    NotAllowedError
        The user may not write, or it is another institution's.
    WrongStateError
        It has not ended, the account is none of a member organisation here any more, or it is said anew already.
    """
    check_writes(by)
    locked = Delegate.objects.select_for_update().get(pk=delegate.pk)
    if locked.institution_id != by.institution_id:
        raise NotAllowedError(_("This entry belongs to another institution."), "")
    if locked.ended is None:
        raise WrongStateError(_("It has been changed again since; that would be overwritten."), "")
    _check_free(locked.organisation, locked.user, by)
    locked.ended = None
    locked.save(update_fields=["ended"])
    write_log(locked, verb="restore_change", by=by, fields=("ended",))
    return locked


def _check_free(organisation: Organisation, user: User, by: User) -> None:
    if not delegates_to_choose(by).filter(pk=user.pk).exists():
        raise WrongStateError(
            _("This is no account of a member organisation at your institution."), _("Invite the person first.")
        )
    if Delegate.objects.filter(organisation=organisation, user=user, ended=None).exists():
        raise WrongStateError(_("This is noted already."), "")
