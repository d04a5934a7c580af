"""What of the registry can be found by its name."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.queries.search import Searchable


def _named_address(public_id: str, region: str) -> str:
    return f"{reverse('named', args=[public_id])}?region={region}"


SEARCHABLE = (Searchable("named", _("Named interface"), _named_address),)
