"""Cooperations on the page of an interface: which belong there, who sees them, and which kinds they are of."""

import pytest

from crossfield.web.accounts.models.release import Release
from crossfield.web.registry.actions.cooperation import prove_cooperation, record_cooperation
from crossfield.web.registry.models import Field, NamedInterface
from crossfield.web.registry.queries.cooperation import cooperations_at
from crossfield.web.registry.queries.panel import AskedInterface, cooperations_panel

pytestmark = pytest.mark.django_db


@pytest.fixture
def fields():
    return {code: Field.objects.create(scheme="s", code=code, title_en=code.title()) for code in ("a", "b", "c")}


@pytest.fixture
def cooperate(two_institutions):
    """Records cooperations of Silicon."""

    def make(title, **rest):
        partners = [(one, "partner", "") for one in two_institutions.shared[:2]]
        return record_cooperation(
            title, by=two_institutions.silicon.users["manager"], kind="project", partners=partners, **rest
        )

    return make


def named(fields, owner, side_a, side_b, release=Release.INSTITUTION):
    made = NamedInterface.objects.create(name="N", owner=owner, institution=owner.institution, release=release)
    made.side_a.set(fields[code] for code in side_a)
    made.side_b.set(fields[code] for code in side_b)
    return made


def titles(found):
    return sorted(one.title for one in found)


def test_by_its_two_fields_whichever_comes_first(fields, cooperate, two_institutions):
    manager = two_institutions.silicon.users["manager"]
    cooperate("a × b", side_a=fields["a"], side_b=fields["b"])
    cooperate("b × a", side_a=fields["b"], side_b=fields["a"])
    cooperate("a × c", side_a=fields["a"], side_b=fields["c"])

    assert titles(cooperations_at("s", (["a"], ["b"]), manager)) == ["a × b", "b × a"]
    assert titles(cooperations_at("t", (["a"], ["b"]), manager)) == []


def test_a_named_interface_counts_for_each_of_its_pairs_and_only_for_itself_on_its_own_page(
    fields, cooperate, two_institutions
):
    manager = two_institutions.silicon.users["manager"]
    one, other = (named(fields, manager, "a", "bc"), named(fields, manager, "ca", "b"))
    cooperate("one", interface=one)
    cooperate("other", interface=other)

    assert titles(cooperations_at("s", (["a"], ["b"]), manager)) == ["one", "other"]
    assert titles(cooperations_at("s", (["c"], ["a"]), manager)) == ["one"]
    assert titles(cooperations_at("s", (["a"], ["b", "c"]), manager, named=one.public_id)) == ["one"]


def test_what_is_kept_from_somebody_is_neither_listed_nor_counted(fields, cooperate, two_institutions):
    cooperate("a × b", side_a=fields["a"], side_b=fields["b"])
    asked = AskedInterface("DED", "s", ("a",), ("b",), "A × B", "en")
    for user in (two_institutions.bio.users["manager"], two_institutions.silicon.users["visitor"], None):
        panel = cooperations_panel(user, asked)
        assert (panel.rows, panel.says) == ([], "")
        assert panel.empty.startswith("No cooperation at this interface")


def test_a_private_interface_of_somebody_else_joins_nothing(fields, cooperate, two_institutions):
    silicon = two_institutions.silicon
    cooperate("hidden", interface=named(fields, silicon.users["manager"], "a", "b", Release.OWN))

    assert titles(cooperations_at("s", (["a"], ["b"]), silicon.users["manager"])) == ["hidden"]
    assert titles(cooperations_at("s", (["a"], ["b"]), silicon.users["analyst"])) == []


def test_the_sentence_names_every_kind(fields, cooperate, two_institutions):
    manager = two_institutions.silicon.users["manager"]
    made = cooperate("a × b", side_a=fields["a"], side_b=fields["b"], began="2014-07-14")
    cooperate("b × a", side_a=fields["b"], side_b=fields["a"])
    prove_cooperation(made, by=manager, source="s", title="t", address="https://example.org")
    panel = cooperations_panel(manager, AskedInterface("DED", "s", ("a",), ("b",), "A × B", "en"))

    assert panel.says == (
        "2 cooperations at this interface are recorded: confirmed by both sides 0, documented 1, stated by one side "
        "only 1."
    )
    assert [(row["title"], row["standing"], row["partners"]) for row in panel.rows] == [
        ("a × b", "documented", 2),
        ("b × a", "stated by one side", 2),
    ]
    assert panel.rows[0]["address"] == f"/en/register/cooperations/{made.public_id}/"


@pytest.mark.parametrize(("role", "labels"), [("manager", ["Record a cooperation", "Note a contact"]), ("analyst", [])])
def test_who_may_write_is_led_to_forms_that_begin_with_the_interface(fields, two_institutions, role, labels):
    pair = AskedInterface("DED", "s", ("a",), ("b",), "A × B", "en")
    several = AskedInterface("DED", "s", ("a", "c"), ("b",), "N", "en", named="abc")
    user = two_institutions.silicon.users[role]
    done = [cooperations_panel(user, one).do for one in (pair, several)]

    assert [[label for label, _address in one] for one in done] == [labels, labels]
    assert [one[0][1].partition("?")[2] for one in done if one] == (
        ["scheme=s&side_a=a&side_b=b", "interface=abc"] if labels else []
    )
