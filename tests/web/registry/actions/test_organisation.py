"""Organisations: added once, what sources say side by side, no circles, and a sheet that only one institution sees."""

from datetime import date

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.web.conftest import AUTHORISED

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.models import FieldChange, LogEntry
from crossfield.web.registry.actions.merge import merge_organisations, undo_merge
from crossfield.web.registry.actions.number import correct_number
from crossfield.web.registry.actions.organisation import (
    add_organisation,
    add_value,
    end_representation,
    keep_said,
    remove_value,
    represent_organisation,
    write_sheet,
)
from crossfield.web.registry.actions.proposal import decide_proposal
from crossfield.web.registry.actions.relation import relate_organisations
from crossfield.web.registry.models import (
    Organisation,
    OrganisationRelation,
    OrganisationSheet,
    OrganisationValue,
    Representation,
)
from crossfield.web.registry.queries.history import history_of
from crossfield.web.registry.queries.organisation import numbers_to_choose, organisations_found
from crossfield.web.registry.queries.proposal import proposal_todos, values_to_remove

pytestmark = pytest.mark.django_db
ABOVE = ("parent", "majority", "control", "institute")
"""Kinds of one hierarchy; an institute is below, all others are above."""


@pytest.fixture
def manager(make_user):
    return make_user("ann", role="manager")


def test_an_organisation_is_added_with_what_a_source_says(manager):
    given_values = {"city": "Dresden", "website": ""}
    made = add_organisation(
        " Beispiel AG ", by=manager, region="ded21", identifiers={"pic": "999999999"}, values=given_values,
        source="list", as_of="2024-05",
    )  # fmt: skip

    assert (made.name, made.region, made.country) == ("Beispiel AG", "DED21", "DE")
    assert [(one.key, one.value, one.source, one.as_of) for one in made.values.all()] == [
        ("city", "Dresden", "list", "2024-05"),
        ("name", "Beispiel AG", "list", "2024-05"),
        ("region", "DED21", "list", "2024-05"),
    ]
    assert [(one.value, one.source, one.as_of) for one in made.identifiers.all()] == [("999999999", "list", "2024-05")]
    entry = LogEntry.objects.get(verb="add_organisation")
    assert (entry.public_id, "Dresden" in str(entry.fields)) == (made.public_id, False)


def test_a_number_that_another_one_has_names_it_and_adds_nothing(manager):
    add_organisation("First", by=manager, identifiers={"pic": "999999999"})

    with pytest.raises(WrongStateError) as error:
        add_organisation("Second", by=manager, identifiers={"pic": "999999999"})

    assert error.value.message == "PIC 999999999 belongs to First already."
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize("role", ["visitor", "member", "officer", "reviewer", "analyst"])
def test_other_roles_write_nothing(make_user, make_organisation, role):
    user, known = make_user("ann", role=role), make_organisation("Known")
    for act in (
        lambda: add_organisation("New", by=user),
        lambda: add_value(known, by=user, key="city", value="x", source="y"),
        lambda: relate_organisations(known, other=known, kind="parent", by=user),
        lambda: write_sheet(known, by=user, given={"text": "x"}),
        lambda: represent_organisation(known, by=user, **AUTHORISED),
    ):
        with pytest.raises(NotAllowedError):
            act()

    assert Organisation.objects.count() == 1
    assert known.values.count() == OrganisationSheet.objects.count() == 0


def test_sources_that_disagree_stand_side_by_side(manager, make_organisation):
    known = make_organisation("Cluster")
    add_value(known, by=manager, key="members", value="650", source="press", as_of="2026-02")
    add_value(known, by=manager, key="members", value="350", source="brochure", as_of="2019")

    assert [(one.value, one.source) for one in known.values.all()] == [("650", "press"), ("350", "brochure")]


def test_what_a_source_says_is_added_once_and_of_another_day_once_more(manager, make_user, make_organisation):
    known, other = make_organisation("Cluster"), make_user("bob", role="manager")
    said = {"key": "members", "value": "650", "source": "press", "as_of": "2026-02"}
    first = add_value(known, by=manager, **said)
    again = [add_value(known, by=manager, **said), add_value(known, by=manager, **said | {"value": " 650 "})]
    for by, day in ((manager, "2019"), (manager, ""), (other, "2026-02")):
        add_value(known, by=by, **said | {"as_of": day})

    assert again == [first, first]
    assert known.values.count() == LogEntry.objects.filter(verb="add_value").count() == 4


def test_a_circle_is_refused_over_any_number_of_steps(manager, make_organisation):
    one, two, three = (make_organisation(name) for name in "abc")
    relate_organisations(one, other=two, kind="parent", by=manager)
    relate_organisations(two, other=three, kind="parent", by=manager)
    for other in (one, three):
        with pytest.raises(WrongStateError):
            relate_organisations(three, other=one if other is three else three, kind="parent", by=manager)

    relate_organisations(three, other=one, kind="successor", by=manager, source="register")
    assert OrganisationRelation.objects.count() == 3


@pytest.mark.parametrize("kind", ["parent", "majority", "control", "institute"])
def test_whatever_the_kinds_nobody_is_above_itself_and_the_chain_is_told(manager, make_organisation, kind):
    holding, middle, works = (make_organisation(name) for name in ("Holding", "Middle", "Works"))
    relate_organisations(holding, other=middle, kind="majority", by=manager)
    relate_organisations(works, other=middle, kind="institute", by=manager)
    pair = (holding, works) if kind == "institute" else (works, holding)
    with pytest.raises(WrongStateError) as error:
        relate_organisations(pair[0], other=pair[1], kind=kind, by=manager)

    assert error.value.message == (
        f"{pair[0]} and {pair[1]} would stand in a circle: Holding: majority owner → Middle; Works: institute of → "
        "Middle."
    )
    relate_organisations(pair[1], other=pair[0], kind=kind, by=manager)  # the other way round all is well
    relate_organisations(works, other=holding, kind="successor", by=manager)
    with pytest.raises(WrongStateError):
        relate_organisations(holding, other=works, kind="successor", by=manager)
    assert OrganisationRelation.objects.count() == 4


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.sampled_from(ABOVE)), max_size=12))
def test_whatever_is_tried_no_circle_comes_about(make_user, make_organisation, pairs):
    Organisation.objects.all().delete()
    OrganisationRelation.objects.all().delete()
    from crossfield.web.accounts.models import User

    manager = User.objects.filter(email="law@example.org").first() or make_user("law", role="manager")
    known = [make_organisation(str(number)) for number in range(5)]
    for left, right, kind in pairs:
        try:
            relate_organisations(known[left], other=known[right], kind=kind, by=manager)
        except WrongStateError:
            continue
    rows = OrganisationRelation.objects.values_list("organisation", "other", "kind")
    left_over = {(other, one) if kind == "institute" else (one, other) for one, other, kind in rows}
    while free := {edge for edge in left_over if edge[1] not in {start for start, _ in left_over}}:
        left_over -= free

    assert left_over == set()


def test_a_sheet_is_written_and_written_again(manager, make_organisation):
    known = make_organisation("Known")
    first = write_sheet(known, by=manager, given={"text": "private", "member_number": "7"})
    again = write_sheet(known, by=manager, given={"text": "changed"}, version=first.version)

    assert (again.pk, again.text, again.member_number, again.version) == (first.pk, "changed", "7", 2)
    assert (again.institution, again.release) == (manager.institution, "institution")
    entries = LogEntry.objects.filter(verb="write_sheet").order_by("pk")
    assert [entry.fields for entry in entries] == [["member_number", "text"], ["text"]]
    assert "private" not in str(list(LogEntry.objects.values()))


def test_of_two_who_write_at_once_the_second_is_told_and_nothing_is_lost(manager, make_organisation):
    known = make_organisation("Known")
    opened = write_sheet(known, by=manager, given={"text": "old"}).version
    write_sheet(known, by=manager, given={"text": "first"}, version=opened)

    with pytest.raises(WrongStateError):
        write_sheet(known, by=manager, given={"text": "second"}, version=opened)

    assert OrganisationSheet.objects.get().text == "first"


def test_one_institution_speaks_for_an_organisation(make_user, make_organisation):
    known = make_organisation("Known")
    ann, bob = (make_user(name, role="administrator") for name in ("ann", "bob"))
    made = represent_organisation(known, by=ann, **AUTHORISED)

    assert represent_organisation(known, by=ann, **AUTHORISED) == made
    with pytest.raises(NotAllowedError):
        represent_organisation(known, by=bob, **AUTHORISED)
    assert LogEntry.objects.filter(verb="represent_organisation").count() == 1
    assert Representation.objects.get().ground == AUTHORISED["ground"]


@pytest.mark.parametrize("said", [{"ground": " \n "}, {"authorised": date(2100, 1, 1)}])
def test_nobody_speaks_for_an_organisation_without_a_ground(make_user, make_organisation, said):
    with pytest.raises(WrongStateError, match="without a ground"):
        represent_organisation(make_organisation("K"), by=make_user("ann", role="administrator"), **AUTHORISED | said)

    assert not Representation.objects.exists()


def test_the_history_tells_on_what_ground_and_what_was_put_right(make_user, make_organisation):
    known, ann = make_organisation("K"), make_user("ann", role="administrator")
    old = Representation.objects.create(organisation=known, institution=ann.institution)
    represent_organisation(known, by=ann, **AUTHORISED)
    known.refresh_from_db()
    represent_organisation(known, by=ann, **AUTHORISED | {"ground": " letter\nof its board "})
    end_representation(known, by=ann)
    told = [(one.field, one.old, one.new) for one in reversed(history_of("organisation", known.public_id, ann, "en"))]

    assert old.told == {"represented": "Institution of ann", "authorised": ""}
    who, day = "who speaks for it here, on what ground", ("authorised on", "", "July 14, 2014")
    said = [f"Institution of ann: {ground}" for ground in ("decision of its board", "letter of its board")]
    assert sorted(told[:2]) == [day, (who, "Institution of ann", said[0])]
    assert told[2:3] == [(who, said[0], said[1])]
    assert sorted(told[-2:]) == [("authorised on", "July 14, 2014", ""), (who, said[1], "")]


def test_a_wrong_number_is_corrected_or_taken_away(make_user, make_organisation):
    manager = make_user("ann", role="manager")
    one, other = make_organisation("One", identifiers={"pic": "999999999"}), make_organisation("Other")

    def numbers(organisation):
        return list(organisation.identifiers.values_list("scheme", "value"))

    with pytest.raises(WrongStateError):
        correct_number(other, by=manager, scheme="pic", number="999999999")
    for number in ("999999998", "999999998"):
        correct_number(one, by=manager, scheme="pic", number=number)
    correct_number(other, by=manager, scheme="pic", number="999999999")
    assert (numbers(one), numbers(other)) == ([("pic", "999999998")], [("pic", "999999999")])
    correct_number(one, by=manager, scheme="pic", number="")
    assert numbers(one) == []
    assert LogEntry.objects.filter(verb="correct_number").count() == 4


def told(scheme):
    return list(FieldChange.objects.filter(field=scheme, entry__verb="correct_number").values_list("new", flat=True))


def test_of_several_numbers_only_the_one_that_is_named_is_replaced_and_both_are_told(make_user, make_organisation):
    manager, one = make_user("ann", role="manager"), make_organisation("One", identifiers={"pic": "999999999"})
    one.identifiers.create(scheme="pic", value="999999998")

    def numbers():
        return sorted(one.identifiers.values_list("value", flat=True))

    correct_number(one, by=manager, scheme="pic", number="999999998")
    for wrong in ({"number": "999999997"}, {"number": ""}, {"number": "999999997", "replaced": "999999990"}):
        with pytest.raises(WrongStateError):
            correct_number(one, by=manager, scheme="pic", **wrong)
    assert numbers() == ["999999998", "999999999"]
    correct_number(one, by=manager, scheme="pic", number="999999997", replaced="999999999")
    assert numbers() == ["999999997", "999999998"]
    correct_number(one, by=manager, scheme="pic", number="", replaced="999999997")
    correct_number(one, by=manager, scheme="ror", number="0abcdef12")
    assert numbers() == ["0abcdef12", "999999998"]
    assert told("pic")[::-1][-2:] == ["999999999 → 999999997", "999999997 → –"]
    assert told("ror") == ["0abcdef12"]


def test_a_number_that_a_merge_brought_stays_until_the_merge_is_undone(make_user, make_organisation):
    manager = make_user("ann", role="manager")
    kept = make_organisation("Kept", identifiers={"pic": "999999999"})
    gone = make_organisation("Gone", identifiers={"pic": "999999998"})
    merge = merge_organisations(kept, gone=gone, by=manager, reason="same")
    assert numbers_to_choose(kept) == [("999999999", "PIC 999999999")]
    for number in ("999999997", ""):
        with pytest.raises(WrongStateError, match="merge"):
            correct_number(kept, by=manager, scheme="pic", number=number, replaced="999999998")
    correct_number(kept, by=manager, scheme="pic", number="999999997", replaced="999999999")
    again = undo_merge(merge, by=manager)

    assert list(again.identifiers.values_list("value", flat=True)) == ["999999998"]
    assert list(kept.identifiers.values_list("value", flat=True)) == ["999999997"]
    assert numbers_to_choose(kept) == []


def test_who_says_a_number_is_kept_with_the_day(make_user, make_organisation):
    manager, one = make_user("ann", role="manager"), make_organisation("One")
    today = timezone.localdate().isoformat()
    correct_number(one, by=manager, scheme="pic", number="999999999", source=" the letter ")
    correct_number(one, by=manager, scheme="ror", number="0abcdef12")

    said = one.identifiers.order_by("scheme").values_list("source", "as_of")
    assert list(said) == [("the letter", today), ("Institution of ann", today)]


def test_the_same_said_again_is_of_the_later_day(make_organisation):
    one = make_organisation("One")
    for day in ("2024", "2025-03-01", "2025", ""):
        keep_said(one, "city", "Jena", source="list", as_of=day)
    keep_said(one, "city", "Jena", source="press")

    said = one.values.order_by("pk").values_list("source", "as_of")
    assert list(said) == [("list", "2025-03-01"), ("press", None)]


def test_what_was_said_by_mistake_is_taken_off_and_told_by_the_history(make_user, make_organisation):
    manager, one = make_user("ann", role="manager"), make_organisation("One")
    wrong = add_value(one, by=manager, key="name", value="Wonne", source="list")
    gone = wrong.pk
    add_value(one, by=manager, key="city", value="Jena", source="list")
    assert list(organisations_found("wonne")) == [one]

    with pytest.raises(NotAllowedError):
        remove_value(wrong, by=make_user("eve", role="analyst", institution=manager.institution))
    remove_value(wrong, by=manager)

    assert list(one.values.values_list("key", flat=True)) == ["city"]
    assert list(organisations_found("wonne")) == []
    told = FieldChange.objects.filter(entry__verb="remove_value").values_list("field", "old", "new")
    assert list(told) == [("name", "Wonne (list)", None)]
    assert not history_of("organisation", one.public_id, manager, "en")[0].restorable
    with pytest.raises(WrongStateError, match="no more"):
        remove_value(OrganisationValue(pk=gone, organisation=one), by=manager)


def test_what_others_said_of_a_shared_entry_stays(two_institutions):
    one, sides = two_institutions.shared[0], (two_institutions.silicon, two_institutions.bio)
    ann, bob = (side.users["manager"] for side in sides)
    own = add_value(one, by=ann, key="city", value="Jena", source="list")
    other = add_value(one, by=bob, key="city", value="Jena", source="list")
    shipped = keep_said(one, "city", "Ulm", source="press")

    assert (values_to_remove(one, ann), values_to_remove(one, bob)) == ([own], [other])
    assert values_to_remove(one, two_institutions.silicon.users["analyst"]) == []
    for value in (other, shipped):
        with pytest.raises(NotAllowedError, match="did not say"):
            remove_value(value, by=ann)
    remove_value(own, by=ann)
    assert set(one.values.all()) == {other, shipped}


def test_what_nobody_here_said_of_an_entry_that_no_other_uses_is_taken_off(make_user, make_organisation):
    ann, bob, one = make_user("ann", role="manager"), make_user("bob", role="manager"), make_organisation("One")
    shipped, told = (
        keep_said(one, "city", "Ulm", source="press"),
        add_value(one, by=bob, key="label", value="Gold", source="list"),
    )

    assert values_to_remove(one, ann) == [shipped]
    assert values_to_remove(one, bob) == [shipped, told]


def test_who_says_a_number_that_stands_there_is_said_afterwards(make_user, make_organisation):
    manager, one = make_user("ann", role="manager"), make_organisation("One", identifiers={"pic": "999999999"})
    correct_number(one, by=manager, scheme="pic", number="999999999")
    assert one.identifiers.get().source == ""
    correct_number(one, by=manager, scheme="pic", number="999999999", source="the letter")

    assert (one.identifiers.get().source, one.identifiers.get().said_by) == ("the letter", manager.institution)


def test_what_another_institution_uses_is_given_a_missing_number_and_another_one_when_that_one_confirms(
    two_institutions, make_organisation
):
    shared, manager = two_institutions.shared[0], two_institutions.silicon.users["manager"]
    bio = two_institutions.bio.users["manager"]

    def numbers():
        return list(shared.identifiers.order_by("value").values_list("value", "source"))

    assert correct_number(shared, by=manager, scheme="pic", number="999999999", source="the letter") is None
    made = correct_number(shared, by=bio, scheme="pic", number="999999998", source="the site")
    off = correct_number(shared, by=bio, scheme="pic", number="")
    assert numbers() == [("999999999", "the letter")]
    assert (made.what, made.before, made.value, made.reason) == ("PIC", "999999999", "999999998", "the site")
    assert [one.text for one in proposal_todos(manager, None)] == [
        "Shared 0: another institution proposes to take “999999999” away.",
        "Shared 0: another institution proposes “999999998”.",
    ]
    decide_proposal(made, by=manager, accept=True)
    assert numbers() == [("999999998", "Bio: the site")]
    with pytest.raises(WrongStateError, match="changed since"):
        decide_proposal(off, by=manager, accept=True)
    assert told("pic")[::-1] == ["999999999", "999999999 → 999999998"]
    gone = correct_number(shared, by=bio, scheme="pic", number="")
    decide_proposal(gone, by=manager, accept=True)
    assert numbers() == []


def test_a_number_that_somebody_has_taken_meanwhile_is_not_given_by_a_proposal(two_institutions, make_organisation):
    shared, manager = two_institutions.shared[0], two_institutions.silicon.users["manager"]
    correct_number(shared, by=manager, scheme="pic", number="999999999")
    make_organisation("Other", identifiers={"pic": "999999997"})
    with pytest.raises(WrongStateError, match="belongs to Other"):
        correct_number(shared, by=manager, scheme="pic", number="999999997")
    made = correct_number(shared, by=manager, scheme="pic", number="999999998")
    make_organisation("Third", identifiers={"pic": "999999998"})
    with pytest.raises(WrongStateError, match="belongs to Third"):
        decide_proposal(made, by=two_institutions.bio.users["manager"], accept=True)

    assert shared.identifiers.get().value == "999999999"
    with pytest.raises(NotAllowedError):
        correct_number(shared, by=two_institutions.silicon.users["analyst"], scheme="pic", number="")


def test_who_speaks_for_it_corrects_its_number_at_once(two_institutions):
    shared, chief = two_institutions.shared[0], two_institutions.silicon.users["administrator"]
    correct_number(shared, by=two_institutions.bio.users["manager"], scheme="pic", number="999999999")
    represent_organisation(shared, by=chief, **AUTHORISED)

    assert correct_number(shared, by=chief, scheme="pic", number="999999998") is None
    assert shared.identifiers.get().value == "999999998"


def test_an_institution_speaks_no_longer_and_another_one_may(make_organisation, make_user):
    known = make_organisation("K")
    ann, bob = (make_user(name, role="administrator") for name in ("ann", "bob"))
    represent_organisation(known, by=ann, **AUTHORISED)
    end_representation(known, by=ann)

    assert represent_organisation(known, by=bob, **AUTHORISED).institution == bob.institution
    assert LogEntry.objects.filter(verb="end_representation", public_id=known.public_id).count() == 1


def test_only_administrators_of_the_institution_that_speaks_end_it(make_organisation, make_user):
    known = make_organisation("K")
    ann = make_user("ann", role="administrator")
    represent_organisation(known, by=ann, **AUTHORISED)
    others = [make_user(role, ann.institution, role=role) for role in ("manager", "officer", "analyst", "visitor")]
    for user in (*others, make_user("bob", role="administrator")):
        with pytest.raises(NotAllowedError):
            end_representation(known, by=user)

    assert Representation.objects.get().institution == ann.institution


def test_who_administers_the_workbench_ends_it_for_an_institution_that_has_left(make_organisation, make_user):
    known = make_organisation("K")
    root = make_user("root", is_staff=True, is_superuser=True)
    represent_organisation(known, by=make_user("ann", role="administrator"), **AUTHORISED)
    end_representation(known, by=root)

    assert not Representation.objects.exists()
    with pytest.raises(WrongStateError):
        end_representation(known, by=root)
