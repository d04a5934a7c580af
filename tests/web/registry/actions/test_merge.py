"""Two entries that are one organisation: what moves, what stays, that nobody sees more, and that it can be undone."""

from datetime import date

import pytest
from tests.web.conftest import AUTHORISED

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.models import LogEntry, SearchEntry
from crossfield.web.registry.actions.cluster import begin_membership, make_cluster
from crossfield.web.registry.actions.contact import note_contact
from crossfield.web.registry.actions.cooperation import record_cooperation
from crossfield.web.registry.actions.merge import merge_organisations, references, undo_merge
from crossfield.web.registry.actions.organisation import (
    add_organisation,
    add_value,
    represent_organisation,
    write_sheet,
)
from crossfield.web.registry.actions.relation import relate_organisations
from crossfield.web.registry.models import (
    Contact,
    CooperationPartner,
    Membership,
    Organisation,
    OrganisationMerge,
    OrganisationRelation,
    OrganisationSheet,
)
from crossfield.web.registry.queries.organisation import (
    merged_sheets,
    namesakes,
    organisation_named,
    organisations_found,
)

pytestmark = pytest.mark.django_db
EARLY, LATE = date(2010, 1, 1), date(2020, 1, 1)


@pytest.fixture
def pair():
    kept = add_organisation("Beispiel AG", by=None, region="DED21", identifiers={"pic": "111111111"})
    gone = add_organisation("BEISPIEL AG", by=None, identifiers={"vat": "DE1"})
    return kept, gone


def merged(pair, by, reason="same imprint"):
    return merge_organisations(pair[0], gone=pair[1], by=by, reason=reason)


def state():
    """Which organisation every row names, table by table."""
    return {
        f"{model._meta.label_lower}.{column}": sorted(model._base_manager.values_list("pk", column))
        for model, column in references()
    }


def test_what_named_the_second_entry_names_the_first(pair, manager, make_user):
    kept, gone = pair
    cluster, other = make_cluster(add_organisation("Cluster", by=None), by=None), add_organisation("Z", by=None)
    eve = make_user("eve", role="manager")
    add_value(gone, by=manager, key="city", value="Jena", source="s")
    begin_membership(cluster, member=gone, by=manager)
    relate_organisations(gone, other=other, kind="parent", by=manager)
    note_contact(gone, by=manager, kind="call", text="x")
    record_cooperation("C", by=manager, kind="project", partners=[(gone, "partner", ""), (other, "partner", "")])
    write_sheet(gone, by=eve, given={"text": "of eve"})
    before = state()
    merge = merged(pair, manager)

    assert dict(kept.identifiers.values_list("scheme", "value")) == {"pic": "111111111", "vat": "DE1"}
    assert [one.value for one in kept.values.all()] == ["Jena"]
    assert {one.member for one in Membership.objects.all()} == {kept}
    assert [(one.organisation, one.other) for one in OrganisationRelation.objects.all()] == [(kept, other)]
    assert Contact.objects.get().organisation == kept
    assert kept in {one.organisation for one in CooperationPartner.objects.all()}
    assert OrganisationSheet.objects.get().organisation == kept
    assert list(Organisation.objects.filter(pk=gone.pk)) == []
    assert organisation_named("Beispiel AG") == kept
    line = LogEntry.objects.get(verb="merge_organisations")
    assert (line.public_id, line.fields) == (merge.public_id, sorted(merge.moved))
    assert undo_merge(merge, by=manager) == gone
    assert state() == before
    assert sorted(Organisation.objects.values_list("name", flat=True)) == ["BEISPIEL AG", "Beispiel AG", "Cluster", "Z"]
    assert LogEntry.objects.get(verb="undo_merge").public_id == merge.public_id


def test_two_sheets_of_one_institution_stay_two_and_only_it_sees_them(pair, manager, make_user):
    eve = make_user("eve", role="manager")
    for one, text in zip(pair, ("kept", "gone"), strict=True):
        write_sheet(one, by=manager, given={"text": text})
    write_sheet(pair[1], by=eve, given={"text": "secret of eve"})
    merge = merged(pair, manager)

    assert [one.text for one in merged_sheets(manager, pair[0])] == ["gone"]
    assert merged_sheets(eve, pair[0]) == []
    assert merged_sheets(make_user("guest", manager.institution, role="visitor"), pair[0]) == []
    assert OrganisationSheet.objects.get(institution=eve.institution).organisation == pair[0]
    assert "secret" not in str([*OrganisationMerge.objects.values(), *LogEntry.objects.values()])
    undo_merge(merge, by=manager)
    assert {(one.organisation, one.text) for one in OrganisationSheet.objects.all()} == {
        (pair[0], "kept"), (pair[1], "gone"), (pair[1], "secret of eve"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "moves"),
    [
        ((EARLY, LATE), (LATE, None), False),
        ((EARLY, date(2019, 12, 31)), (LATE, None), True),
        ((None, None), (LATE, None), False),
        ((LATE, None), (EARLY, date(2019, 12, 31)), True),
    ],
)
def test_memberships_that_overlap_are_not_doubled(pair, manager, first, second, moves):
    cluster = make_cluster(add_organisation("Cluster", by=None), by=None)
    for one, (begun, ended) in zip(pair, (first, second), strict=True):
        begin_membership(cluster, member=one, by=manager, valid_from=begun, valid_to=ended)
    merged(pair, manager)

    assert Membership.objects.filter(member=pair[0]).count() == 1 + moves


def test_a_cluster_does_not_become_its_own_member(pair, manager):
    cluster = make_cluster(pair[0], by=None)
    begin_membership(cluster, member=pair[1], by=manager)
    merged(pair, manager)

    assert Membership.objects.get().member_id == pair[1].pk


def test_two_parts_in_one_cooperation_stay_two(pair, manager):
    partners = [(one, "partner", "") for one in pair]
    record_cooperation("C", by=manager, kind="project", partners=partners)
    merge = merged(pair, manager)

    assert {one.organisation_id for one in CooperationPartner.objects.all()} == {one.pk for one in pair}
    assert "registry.cooperationpartner.organisation" not in merge.moved


def test_a_relation_between_the_two_stays_as_it_was(pair, manager):
    relate_organisations(pair[0], other=pair[1], kind="successor", by=manager)
    undo_merge(merged(pair, manager), by=manager)

    assert [(one.organisation, one.other) for one in OrganisationRelation.objects.all()] == [pair]


@pytest.mark.parametrize("kinds", [("parent", "parent"), ("majority", "control"), ("institute", "institute")])
def test_a_circle_of_relations_is_refused_and_nothing_moves(pair, manager, kinds):
    middle = add_organisation("Middle", by=None)
    relate_organisations(pair[0], other=middle, kind=kinds[0], by=manager)
    relate_organisations(middle, other=pair[1], kind=kinds[1], by=manager)
    before = state()
    with pytest.raises(WrongStateError, match=r"would stand in a circle: .*Middle"):
        merged(pair, manager)

    assert (state(), Organisation.objects.count()) == (before, 3)


def test_two_clusters_or_two_that_are_spoken_for_are_refused(pair, manager, make_user):
    administrator = make_user("adm", role="administrator")
    for one in pair:
        represent_organisation(one, by=administrator, **AUTHORISED)
    with pytest.raises(WrongStateError):
        merged(pair, manager)
    for one in pair:
        one.representation.delete()
        make_cluster(one, by=None)
    with pytest.raises(WrongStateError):
        merged([Organisation.objects.get(pk=one.pk) for one in pair], manager)

    assert OrganisationMerge.objects.count() == 0


def test_an_entry_is_not_merged_into_itself_or_twice(pair, manager):
    with pytest.raises(WrongStateError):
        merged((pair[0], pair[0]), manager)
    merged(pair, manager)
    with pytest.raises(WrongStateError):
        merged(pair, manager)

    assert OrganisationMerge.objects.count() == 1


def test_merges_are_undone_from_the_last_to_the_first_and_once(pair, manager):
    first = merged(pair, manager)
    third = add_organisation("Third", by=None)
    second = merge_organisations(third, gone=pair[0], by=manager, reason="r")
    with pytest.raises(WrongStateError):
        undo_merge(first, by=manager)
    undo_merge(second, by=manager)
    undo_merge(first, by=manager)
    with pytest.raises(WrongStateError):
        undo_merge(first, by=manager)

    assert set(Organisation.objects.all()) == {*pair, third}
    assert dict(pair[1].identifiers.values_list("scheme", "value")) == {"vat": "DE1"}


def test_what_was_added_since_stays_with_the_kept_entry(pair, manager):
    merge = merged(pair, manager)
    add_value(pair[0], by=manager, key="city", value="Gera", source="s")
    undo_merge(merge, by=manager)

    assert [pair[0].values.count(), pair[1].values.count()] == [1, 0]


@pytest.mark.parametrize("role", ["visitor", "member", "reviewer", "officer", "analyst"])
def test_other_roles_merge_and_undo_nothing(pair, manager, make_user, role):
    other = make_user("oth", role=role)
    with pytest.raises(NotAllowedError):
        merged(pair, other)
    merge = merged(pair, manager)
    with pytest.raises(NotAllowedError):
        undo_merge(merge, by=other)


def test_the_search_finds_the_kept_entry_only_and_both_after_undo(pair, manager):
    def found():
        return set(SearchEntry.objects.filter(kind="register_organisation").values_list("public_id", flat=True))

    merge = merged(pair, manager)
    during = found()
    undo_merge(merge, by=manager)

    assert (during, found()) == ({pair[0].public_id}, {one.public_id for one in pair})


def test_the_name_of_the_entry_that_went_is_one_more_name_until_the_merge_is_undone(manager):
    kept, gone = add_organisation("Kept", by=None), add_organisation("Gone", by=None)
    add_value(gone, by=manager, key="name", value="Long ago", source="chronicle")
    before = state()
    merge = merged((kept, gone), manager)

    said = list(kept.values.order_by("pk").values_list("value", "source"))
    assert said == [("Long ago", "chronicle"), ("Gone", "merged entry: same imprint")]
    assert [list(organisations_found(name)) for name in ("long", "gone")] == [[kept], [kept]]
    undo_merge(merge, by=manager)
    assert state() == before
    assert [list(organisations_found(name)) for name in ("long", "gone")] == [[gone], [gone]]


def test_entries_of_one_name_are_told(pair, manager):
    add_organisation("Other", by=None)
    assert namesakes(pair[0]) == [pair[1]]
    merged(pair, manager)
    assert namesakes(pair[0]) == []


@pytest.mark.parametrize("turned", [False, True])
def test_nobody_reads_cooperations_of_others_by_merging_their_partner_into_the_own_entry(two_institutions, turned):
    from crossfield.web.registry.queries.cooperation import cooperations_for

    silicon, bio, partner = two_institutions.silicon, two_institutions.bio, two_institutions.shared[0]
    silicon.cooperation.delete()
    manager, own = silicon.users["manager"], silicon.cluster.organisation
    pair = (partner, own) if turned else (own, partner)
    with pytest.raises(WrongStateError, match="Another institution uses"):
        merged(pair, manager)
    assert bio.cooperation not in cooperations_for(manager)

    merged(pair, bio.users["manager"])  # who keeps them may show them
    assert bio.cooperation in cooperations_for(manager)
