"""A cluster manager, and lists as they stand before they are taken over."""

import pytest

from crossfield.web.registry.actions.cluster import make_cluster
from crossfield.web.registry.actions.intake import stage_list
from crossfield.web.registry.models import Intake


@pytest.fixture
def manager(make_user):
    return make_user("ann", role="manager")


@pytest.fixture
def cluster(make_organisation):
    return make_cluster(make_organisation("Cluster"), by=None)


@pytest.fixture
def looked_up(manager):
    """Makes a list as it stands before it is taken over: each row with what was found for it."""

    def made(*rows, cluster=None, by=manager):
        empty = [(number, []) for number, _row in enumerate(rows, start=2)]
        intake = stage_list("m.csv", by=by, source="CRM", headings=[], rows=empty, mapping={}, cluster=cluster)
        for number, row in enumerate(rows, start=2):
            given = {"answer": "new"} | row
            given["values"] = {"name": f"Firm {number}"} | row.get("values", {})
            intake.rows.filter(number=number).update(**given)
        intake.state = Intake.State.PREVIEW
        intake.save()
        return intake

    return made
