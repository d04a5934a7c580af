"""Members that cannot be asked for their profile by the workbench, as a file to work off elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from crossfield.web.desk.queries.place import place_names
from crossfield.web.desk.queries.profile_request import unreached_listing
from crossfield.web.evidence.pages.download import listing_file
from crossfield.web.registry.pages.profile_request import cluster_to_ask
from crossfield.web.registry.queries.profile_request import members_asking

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@never_cache
@require_safe
def profile_requests_file(request: HttpRequest, public_id: str, name: str, form: str) -> HttpResponse:
    """Who cannot be asked, and why, as the page says; who may see the page may take the file."""
    user, found = cluster_to_ask(request, public_id)
    asking = members_asking(found, user, timezone.now())
    return listing_file({"unreached": unreached_listing(asking.without, place_names())}, name, form, "profiles")
