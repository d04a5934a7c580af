"""A followed suggestion: what it became, and that it outlives what it came from."""

from datetime import date

import pytest

from crossfield.web.evidence.models import Finding, FollowUp
from crossfield.web.registry.actions.cooperation import record_cooperation
from crossfield.web.registry.models import Contact, Cooperation


def test_it_became_the_cooperation_recorded_at_once_or_that_of_its_contact():
    one, other = Cooperation(title="One"), Cooperation(title="Other")

    assert FollowUp(cooperation=one).became is one
    assert FollowUp(contact=Contact(cooperation=other)).became is other
    assert FollowUp(contact=Contact()).became is None
    assert FollowUp().became is None
    assert str(FollowUp(name="TU Dresden")) == "TU Dresden"


@pytest.mark.django_db
def test_it_stays_in_words_when_finding_and_cooperation_are_gone(make_user, make_organisation):
    ann = make_user("ann", role="manager")
    partners = [(make_organisation(name), "partner", "") for name in "ab"]
    cooperation = record_cooperation("X", by=ann, kind="project", partners=partners)
    given = {"columns": [], "rows": [], "parameters": {}, "address": "/", "language": "en", "data_version": "v1"}
    finding = Finding.objects.create(owner=ann, institution=ann.institution, title="Peers", **given)
    FollowUp.objects.create(
        kind="finding",
        finding=finding,
        name="Peers",
        language="en",
        suggested=date(2026, 1, 1),
        data_version="v1",
        cooperation=cooperation,
    )
    finding.delete()
    cooperation.delete()
    made = FollowUp.objects.get()

    assert (made.name, made.finding, made.became) == ("Peers", None, None)
