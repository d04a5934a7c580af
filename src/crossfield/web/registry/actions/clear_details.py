"""Ways to reach people that expired or were withdrawn: after thirty days their values go, and hashes stay."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from crossfield.web.accounts.actions.history import RESTORABLE
from crossfield.web.accounts.models import FieldChange
from crossfield.web.accounts.queries.mail import address_hash
from crossfield.web.registry.actions.erasure import settle
from crossfield.web.registry.models import PersonDetail, ProfileLink
from crossfield.web.registry.queries.intake import in_portions
from crossfield.web.registry.queries.person import hash_of
from crossfield.web.registry.queries.profile import ended_addresses

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

CHUNK = 500
"""Details that are cleared in one transaction: others write in between."""


def purge_details(now: datetime) -> int:
    """Clear values of details, and what the history holds of them, thirty days after they expired or were withdrawn.

    A hash under the workbench's key stays, as of addresses on the block list, so that no list brings the value back and
    a link in an old mail still finds what it ends. The consent log stays.

    Who may: the program, once a day. Not logged: the details say it.

    Parameters
    ----------
    now
        A point in time with its zone.

    Returns
    -------
    int
        Details that were cleared.
    """
    cleared = 0
    while some := _clear(now):
        cleared += some
    if cleared:
        settle(connection)
    return cleared


def _due(now: datetime) -> QuerySet[PersonDetail]:
    before = now - RESTORABLE
    ended = Q(withdrawn__lte=before) | Q(expires__lt=timezone.localdate(before))
    return PersonDetail.objects.filter(ended, cleared__isnull=True)


@transaction.atomic
def _clear(now: datetime) -> int:
    """Clear some that are due and that nobody else is clearing or prolonging; how many."""
    due = list(_due(now).select_for_update(of=("self",)).select_related("person").order_by("pk")[:CHUNK])
    for one in due:
        one.value, one.value_hash, one.cleared = "", hash_of(one), now
    if due:
        PersonDetail.objects.bulk_update(due, ["value", "value_hash", "cleared"])
        told = FieldChange.objects.filter(kind="persondetail", public_id__in=[one.public_id for one in due])
        told.filter(is_personal=True, cleared=False).update(old=None, new=None, cleared=True)
        _forget_links(due, now)
    return len(due)


def _forget_links(cleared: list[PersonDetail], now: datetime) -> None:
    """Take cleared addresses from links for profiles that went to them; one that is held otherwise stays there."""
    gone: defaultdict[int, set[str]] = defaultdict(set)
    for one in cleared:
        if one.kind == PersonDetail.Kind.MAIL and one.person.institution_id is not None:
            gone[one.person.institution_id].add(one.value_hash)
    for institution, hashes in gone.items():
        ended = ended_addresses(institution, timezone.localtime(now).date()).keys() & hashes
        links = ProfileLink.objects.filter(profile__institution=institution).exclude(email="")
        keys = [key for key, email in links.values_list("pk", "email") if address_hash(email) in ended]
        for some in in_portions(keys):
            ProfileLink.objects.filter(pk__in=some).update(email="")
