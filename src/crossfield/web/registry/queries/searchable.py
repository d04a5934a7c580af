"""What of the registry can be found by its name."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.queries.search import Searchable
from crossfield.web.registry.queries.cooperation import cooperations_spoken_for
from crossfield.web.registry.rules import can_read

ORGANISATION, CLUSTER, COOPERATION, EVENT, CALL, PERSON = (
    *("register_organisation", "register_cluster"),
    *("cooperation", "event", "funding_call", "person"),
)
"""Kinds of the search table; those of the data are called organisation and cluster."""
WEIGHTS = {CLUSTER: 0.9, ORGANISATION: 0.7, COOPERATION: 0.8, EVENT: 0.6, CALL: 0.6, PERSON: 0.6}


def _named_address(public_id: str, region: str) -> str:
    return f"{reverse('named', args=[public_id])}?region={region}"


SEARCHABLE = (
    Searchable("named", _("Named interface"), _named_address),
    Searchable(
        CLUSTER, _("Cluster in the register"), lambda public_id, _region: reverse("register_cluster", args=[public_id])
    ),
    Searchable(
        ORGANISATION,
        _("Organisation in the register"),
        lambda public_id, _region: reverse("register_organisation", args=[public_id]),
    ),
    Searchable(
        COOPERATION,
        _("Cooperation"),
        lambda public_id, _region: reverse("register_cooperation", args=[public_id]),
        can_read,
        cooperations_spoken_for,
    ),
    Searchable(EVENT, _("Event"), lambda public_id, _region: reverse("register_event", args=[public_id]), can_read),
    Searchable(PERSON, _("Person"), lambda public_id, _region: reverse("register_person", args=[public_id]), can_read),
    Searchable(
        CALL, _("Funding call"), lambda public_id, _region: reverse("register_call", args=[public_id]), can_read
    ),
)
