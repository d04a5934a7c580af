"""Correcting, ending and taking off how organisations belong together."""

from datetime import date
from decimal import Decimal

import pytest
from tests.web.conftest import AUTHORISED

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.models import FieldChange, Institution, LogEntry
from crossfield.web.registry.actions.organisation import represent_organisation, write_sheet
from crossfield.web.registry.actions.proposal import decide_proposal
from crossfield.web.registry.actions.relation import change_relation, relate_organisations, remove_relation
from crossfield.web.registry.models import OrganisationRelation
from crossfield.web.registry.queries.proposal import proposal_todos, proposals_to_decide
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


@pytest.fixture
def stranger(make_user):
    return make_user("bob", Institution.objects.create(name="Other"), role="manager")


def wished(relation, by, end=None, **rest):
    """That it ended at the end of 2016, or that it never was."""
    stands = relation_stands(relation)
    if end == "off":
        return remove_relation(relation, by=by, stands=stands, **rest)
    kept = {"share": relation.share, "valid_from": SINCE, "source": "HRB 9"}
    return change_relation(relation, by=by, stands=stands, valid_to=UNTIL, **kept, **rest)


@pytest.mark.parametrize("end", ["organisation", "other"])
def test_what_another_institution_uses_too_changes_when_that_one_confirms(relation, manager, stranger, end):
    write_sheet(getattr(relation, end), by=stranger, given={"text": "secret"})
    made = wished(relation, manager)
    with pytest.raises(WrongStateError, match="This is proposed already"):
        wished(relation, manager)
    with pytest.raises(WrongStateError, match="It reads so already"):
        change_relation(
            relation, by=manager, stands=relation_stands(relation), share=relation.share, valid_from=SINCE,
            source=relation.source,
        )  # fmt: skip
    before = OrganisationRelation.objects.get()

    assert (made.organisation, made.what) == (getattr(relation, end), "Holding AG: majority owner")
    assert (made.before, made.value) == (BEGAN, "Werk GmbH, 51.5 %, 2014-07-14 – 2016-12-31, HRB 9")
    assert (before.valid_to, before.source) == (None, "HRB 1")
    assert [list(proposals_to_decide(by)) for by in (manager, stranger)] == [[], [made]]
    decide_proposal(made, by=stranger, accept=True)
    relation.refresh_from_db()
    assert (relation.share, relation.valid_from, relation.valid_to, relation.source) == (
        Decimal("51.50"), SINCE, UNTIL, "HRB 9",
    )  # fmt: skip
    assert history()[1:] == [("change_relation", BEGAN, made.value)] * 2  # of who decides and of who proposed it
    told = FieldChange.objects.filter(entry__verb="change_relation").values_list("institution", flat=True)
    assert set(told) == {manager.institution_id, stranger.institution_id}


def test_what_another_institution_uses_too_is_taken_off_when_that_one_confirms(relation, manager, stranger):
    write_sheet(relation.other, by=stranger, given={"text": "secret"})
    made = wished(relation, manager, "off", reason="never was")
    (todo,) = proposal_todos(stranger, None)
    decide_proposal(made, by=stranger, accept=True)

    assert (made.value, made.reason) == ("", "never was")
    assert todo.text == f"Werk GmbH: another institution proposes to take “{BEGAN}” away."
    assert OrganisationRelation.objects.count() == 0
    assert history()[1:] == [("remove_relation", BEGAN, None)]


def test_what_was_changed_since_is_not_changed_by_an_older_proposal(relation, manager, stranger):
    write_sheet(relation.other, by=stranger, given={"text": "secret"})
    ended, off = wished(relation, manager), wished(relation, manager, "off")
    decide_proposal(ended, by=stranger, accept=True)
    with pytest.raises(WrongStateError, match="changed since this was proposed"):
        decide_proposal(off, by=stranger, accept=True)
    assert decide_proposal(off, by=stranger, accept=False).state == "refused"

    assert OrganisationRelation.objects.count() == 1


def test_who_speaks_for_one_of_both_decides_at_once_but_not_against_who_speaks_for_the_other(
    relation, make_user, stranger
):
    chief, other = (make_user(name, role="administrator") for name in ("chief", "other"))
    write_sheet(relation.other, by=stranger, given={"text": "secret"})
    represent_organisation(relation.organisation, by=chief, **AUTHORISED)
    assert wished(relation, stranger).organisation == relation.organisation
    assert wished(relation, chief) is None
    represent_organisation(relation.other, by=other, **AUTHORISED)
    relation.refresh_from_db()
    made = wished(relation, chief, "off")

    assert (made.organisation, list(proposals_to_decide(other))) == (relation.other, [made])
    assert OrganisationRelation.objects.get().valid_to == UNTIL


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
