"""Correcting, ending and taking off how organisations belong together."""

from datetime import date
from decimal import Decimal

import pytest

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.models import FieldChange, Institution, LogEntry
from crossfield.web.registry.actions.organisation import write_sheet
from crossfield.web.registry.actions.relation import change_relation, relate_organisations, remove_relation
from crossfield.web.registry.models import OrganisationRelation
from crossfield.web.registry.queries.relation import relation_stands

SINCE, UNTIL = date(2014, 7, 14), date(2016, 12, 31)


@pytest.fixture
def manager(make_user):
    return make_user("ann", role="manager")


@pytest.fixture
def relation(manager, make_organisation):
    one, other = make_organisation("Holding AG"), make_organisation("Werk GmbH")
    made = relate_organisations(
        one, other=other, kind="majority", by=manager, share=Decimal("51.50"), valid_from=SINCE, source="HRB 1"
    )
    made.refresh_from_db()
    return made


def history():
    rows = FieldChange.objects.filter(kind="organisation", field="majority").order_by("pk")
    return [(row.entry.verb, row.old, row.new) for row in rows]


BEGAN = "Werk GmbH, 51.5 %, 2014-07-14 – …, HRB 1"


def test_it_is_ended_and_the_history_tells_both(relation, manager):
    change_relation(
        relation, by=manager, stands=relation_stands(relation), share=Decimal(51), valid_from=SINCE, valid_to=UNTIL,
        source=" HRB 1, sheet 7 ",
    )  # fmt: skip
    relation.refresh_from_db()

    assert (relation.share, relation.valid_from, relation.valid_to) == (51, SINCE, UNTIL)
    assert (relation.kind, relation.source) == ("majority", "HRB 1, sheet 7")
    ended = "Werk GmbH, 51 %, 2014-07-14 – 2016-12-31, HRB 1, sheet 7"
    assert history() == [("relate_organisations", None, BEGAN), ("change_relation", BEGAN, ended)]
    entry = LogEntry.objects.get(verb="change_relation")
    assert (entry.public_id, entry.fields) == (relation.organisation.public_id, ["majority"])


def test_one_that_never_was_is_taken_off_and_stays_in_the_history(relation, manager):
    remove_relation(relation, by=manager, stands=relation_stands(relation))

    assert OrganisationRelation.objects.count() == 0
    assert history() == [("relate_organisations", None, BEGAN), ("remove_relation", BEGAN, None)]


def test_who_has_an_older_page_open_changes_nothing(relation, manager):
    stands = relation_stands(relation)
    change_relation(relation, by=manager, stands=stands, share=None, source="HRB 2")
    with pytest.raises(WrongStateError, match="Somebody has changed this relation"):
        change_relation(relation, by=manager, stands=stands, share=Decimal(9), source="HRB 3")
    with pytest.raises(WrongStateError, match="Somebody has changed this relation"):
        remove_relation(relation, by=manager, stands=stands)
    relation.refresh_from_db()
    remove_relation(relation, by=manager, stands=relation_stands(relation))
    with pytest.raises(WrongStateError, match="Somebody has changed this relation"):
        remove_relation(relation, by=manager, stands=relation_stands(relation))

    assert history()[1:] == [
        ("change_relation", BEGAN, "Werk GmbH, HRB 2"),
        ("remove_relation", "Werk GmbH, HRB 2", None),
    ]


@pytest.mark.parametrize("end", ["organisation", "other"])
def test_what_another_institution_uses_too_stays(relation, manager, make_user, end):
    stranger = make_user("bob", Institution.objects.create(name="Other"), role="manager")
    write_sheet(getattr(relation, end), by=stranger, given={"text": "secret"})
    for act in (
        lambda: change_relation(relation, by=manager, stands=relation_stands(relation), source="HRB 9"),
        lambda: remove_relation(relation, by=manager, stands=relation_stands(relation)),
    ):
        with pytest.raises(WrongStateError) as error:
            act()
        assert "secret" not in str(error.value)

    relation.refresh_from_db()
    assert relation.source == "HRB 1"


@pytest.mark.parametrize("role", ["visitor", "member", "officer", "reviewer", "analyst"])
def test_other_roles_change_none(relation, make_user, role):
    user = make_user("eve", role=role)
    for act in (
        lambda: change_relation(relation, by=user, stands=relation_stands(relation), source="x"),
        lambda: remove_relation(relation, by=user, stands=relation_stands(relation)),
    ):
        with pytest.raises(NotAllowedError):
            act()

    assert OrganisationRelation.objects.get().source == "HRB 1"
