"""What of the registry can be found by its name."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crossfield.web.accounts.queries.search import Searchable

SEARCHABLE = (
    Searchable(
        "named",
        _("Named interface"),
        lambda public_id, region: reverse("named_interface", args=[public_id]) + f"?region={region}",
    ),
)
