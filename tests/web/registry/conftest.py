"""People of one of two institutions who have agreed by their own link to be sent mail."""

import pytest
from django.utils import timezone

from crossfield.web.registry.actions.person import add_detail, add_person
from crossfield.web.registry.models import PersonDetail


@pytest.fixture
def agreed(two_institutions):
    """Notes somebody's mail address on a consent that was confirmed by a link, unless told otherwise."""

    def note(address: str, *, side=None, purpose="news", language="de", basis="consent", **columns):
        by = (side or two_institutions.silicon).users["manager"]
        person = add_person(f"Person at {address}", by=by, functions=[], language=language)
        kept = add_detail(person, by=by, kind="mail", value=address, purpose=purpose, basis=basis, way="talk")
        confirmed = timezone.now() if basis == "consent" else None
        PersonDetail.objects.filter(pk=kept.pk).update(**({"confirmed": confirmed} | columns))
        kept.refresh_from_db()
        return kept

    return note
