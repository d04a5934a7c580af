"""A list from file to register and back: found by number, by name, in the data; doubtful rows wait; undo."""

from datetime import date

import pytest

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.lake.store import Lake
from crossfield.web.accounts.models import LogEntry
from crossfield.web.evidence.actions.intake import look_up
from crossfield.web.registry.actions.cluster import make_cluster
from crossfield.web.registry.actions.cooperation import record_cooperation
from crossfield.web.registry.actions.intake import (
    cancel_intake,
    choose_columns,
    decide_row,
    stage_list,
)
from crossfield.web.registry.actions.merge import merge_organisations
from crossfield.web.registry.actions.organisation import add_organisation, write_sheet
from crossfield.web.registry.actions.take_back import undo_intake
from crossfield.web.registry.actions.take_over import take_over
from crossfield.web.registry.models import (
    IntakeMapping,
    IntakeRow,
    Membership,
    Organisation,
    OrganisationIdentifier,
    OrganisationSheet,
    OrganisationValue,
)
from crossfield.web.registry.queries.intake import counts_of, undecided

pytestmark = pytest.mark.django_db
HEADINGS = ["Nr", "Name", "Ort", "Land", "PIC", "Klasse", "seit", "bis"]
MAPPING = {
    "member_number": "Nr", "name": "Name", "city": "Ort", "country": "Land", "pic": "PIC",
    "contribution_class": "Klasse", "since": "seit", "until": "bis",
}  # fmt: skip


@pytest.fixture
def manager(make_user):
    return make_user("ann", role="manager")


@pytest.fixture
def cluster(make_organisation):
    return make_cluster(make_organisation("Cluster"), by=None)


@pytest.fixture
def bring(manager, cluster):
    def brought(*lines, by=manager, **rest):
        rows = [(number, [*line, *[""] * (len(HEADINGS) - len(line))]) for number, line in enumerate(lines, start=2)]
        made = stage_list(
            "m.csv", by=by, source="CRM", headings=HEADINGS, rows=rows, mapping={}, cluster=rest.get("cluster", cluster)
        )
        return look_up(choose_columns(made, by=by, mapping=MAPPING), by=by)

    return brought


@pytest.fixture(scope="module")
def known_in_data():
    with Lake(None).open() as frames:
        rows = [row for row in frames.read("organisation") if row["name"] and not row["person"]]
    return max(rows, key=lambda row: (row["country"] == "DE", row["participations"]))


def row_of(intake, number):
    return intake.rows.get(number=number)


def test_staging_leaves_the_register_as_it_is(bring):
    before = Organisation.objects.count()
    intake = bring(["1", "Ganz neue Beispielfirma", "Dresden", "Deutschland"])

    assert (Organisation.objects.count(), intake.state, intake.done) == (before, "preview", 1)
    assert counts_of(intake) == {"register": 0, "evidence": 0, "review": 0, "new": 1, "error": 0, "leave": 0}
    assert IntakeMapping.objects.get().mapping == MAPPING


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (["1", ""], "no name"),
        (["1", "A", "", "Absurdistan"], "no country is called “Absurdistan”"),
        (["1", "A", "", "", "123"], "“123” is no PIC"),
        (["1", "A", "", "", "", "", "irgendwann"], "“irgendwann” is no date"),
        (["1", "A", "", "", "", "", "2016", "2014"], "the membership would end before it begins"),
    ],
)
def test_what_is_wrong_with_a_row_is_told_and_the_others_go_on(bring, line, problem):
    intake = bring(line, ["2", "B"])

    assert (row_of(intake, 2).answer, row_of(intake, 2).problems) == ("error", [problem])
    assert row_of(intake, 3).answer == "new"


def test_a_row_that_stands_twice_is_taken_once_across_chunks(manager, cluster):
    rows = [(2, ["A", "999999999"]), (3, ["B", "999999999"]), (4, ["ä gmbh", ""]), (5, ["AE GmbH", ""])]
    intake = stage_list("m", by=manager, source="s", headings=["Name", "PIC"], rows=rows, mapping={})
    choose_columns(intake, by=manager, mapping={"name": "Name", "pic": "PIC"})
    for _ in range(5):
        look_up(intake, by=manager, most=1) if intake.state == "looking" else None

    assert [row.answer for row in intake.rows.all()] == ["new", "error", "new", "error"]
    assert [row_of(intake, line).problems for line in (3, 5)] == [
        ["stands in line 2 already"], ["stands in line 4 already"],
    ]  # fmt: skip


def test_the_register_is_asked_first_by_number_then_by_name_and_country(bring, manager):
    numbered = add_organisation("Old name", by=manager, identifiers={"pic": "999999999"})
    named = add_organisation("Beispiel Institut", by=manager, region="DED21")
    add_organisation("Twice", by=manager)
    add_organisation("Twice", by=manager)
    intake = bring(
        ["1", "New name", "", "", "999 999 999"], ["2", "beispiel institut", "", "Deutschland"],
        ["3", "Beispiel Institut", "", "Polen"], ["4", "Twice"],
    )  # fmt: skip

    assert [(row.answer, row.organisation) for row in intake.rows.all()] == [
        ("register", numbered), ("register", named), ("new", None), ("new", None),
    ]  # fmt: skip


def test_a_known_name_is_known_whatever_the_case_of_its_umlauts(bring, manager):
    known = [add_organisation(name, by=manager) for name in ("TÜV MUSTER AG", "Ökobeispiel GmbH")]
    intake = bring(["1", "TÜV Muster AG"], ["2", "ÖKOBEISPIEL GMBH"])

    assert [(row.answer, row.organisation) for row in intake.rows.all()] == [("register", one) for one in known]


def test_a_member_is_known_by_its_number_in_the_cluster_even_renamed(bring, manager, make_organisation, make_user):
    take_over(bring(["7", "Alt Optik GmbH"], ["8", "Wechsel GmbH"], ["9", "Bleibt AG"]), by=manager)
    other = make_cluster(make_organisation("Other"), by=None)
    lines = (["7", "Alt Optik AG"], ["8", "Ganz anders AG"], ["9", "Bleibt AG"])
    again, elsewhere = bring(*lines), bring(lines[0], cluster=other)

    assert [(one.answer, one.organisation and one.organisation.name, one.reason) for one in again.rows.all()] == [
        ("register", "Alt Optik GmbH", "same member number"),
        ("review", "Wechsel GmbH", "same member number; other name"),
        ("register", "Bleibt AG", "same name"),
    ]
    assert row_of(elsewhere, 2).reason != "same member number"
    decide_row(row_of(again, 3), by=manager, choice="same")
    before = Organisation.objects.count()
    take_over(again, by=manager)
    assert (Organisation.objects.count(), Membership.objects.filter(member__name="Wechsel GmbH").count()) == (before, 1)


def test_where_number_and_data_agree_a_renamed_member_waits_for_nobody(bring, manager):
    cells = ["7", "TECHNISCHE UNIVERSITAET DRESDEN", "Dresden", "Deutschland"]
    take_over(bring(cells), by=manager)
    known = Organisation.objects.get(name=cells[1])
    known.name = "Exzellenz am Strom"
    known.save()
    row = row_of(bring(["7", "Technische Universität Dresden", *cells[2:]]), 2)

    assert (row.answer, row.organisation, row.found) == ("register", known, "")
    assert row.score > 0.98
    assert "same member number" not in row.reason


def test_a_name_but_for_its_legal_form_waits_for_a_person(bring, manager):
    known = add_organisation("Qxylon", by=manager, region="DED21")
    add_organisation("Wyxon GmbH", by=manager)
    add_organisation("Wyxon GmbH & Co. KG", by=manager)
    lines = (
        ["", "Qxylon e. V.", "", "Deutschland"],
        ["", "Qxylon e. V.", "", "Polen"],
        ["", "Wyxon AG"],
        ["", "Wyxon"],
    )
    intake = bring(*lines)

    assert [(one.answer, one.organisation, one.reason) for one in intake.rows.all()][:2] == [
        ("review", known, "other legal form"), ("new", None, ""),
    ]  # fmt: skip
    assert [row_of(intake, line).organisation for line in (4, 5)] == [None, None]
    decide_row(row_of(intake, 2), by=manager, choice="same")
    take_over(intake, by=manager)
    assert list(Membership.objects.filter(member=known).values_list("member__name", flat=True)) == ["Qxylon"]


def test_the_name_of_a_merged_entry_means_the_one_that_stays(bring, manager):
    kept, gone = (add_organisation(name, by=manager) for name in ("Qxylon Verein", "Netzwerk Qx"))
    merge_organisations(kept, gone=gone, by=manager, reason="same")
    found = row_of(bring(["", "netzwerk qx"]), 2)

    assert (found.answer, found.organisation) == ("register", kept)


def test_what_the_data_know_brings_its_number_and_region(bring, known_in_data):
    intake = bring(["1", known_in_data["name"], known_in_data["city"] or "", known_in_data["country"]])
    row = row_of(intake, 2)
    take_over(intake, by=intake.owner)
    made = OrganisationIdentifier.objects.get(scheme="pic")

    assert (row.answer, row.found) == ("evidence", known_in_data["organisation"])
    assert f"pic:{made.value}" == known_in_data["organisation"]
    assert made.organisation.region == known_in_data["region"]
    again = bring(["1", f"{known_in_data['name']}", "", known_in_data["country"]])
    assert row_of(again, 2).organisation == made.organisation


def test_doubtful_rows_wait_for_a_person(bring, manager, known_in_data):
    intake = bring(["1", "A"], ["2", "B"], ["3", "C"], ["4", "D"])
    intake.rows.update(answer="review", found="pic:999999999", found_name="Found", found_region="DED21")
    for number, choice in ((2, "same"), (3, "other"), (4, "leave")):
        decide_row(row_of(intake, number), by=manager, choice=choice)
    assert undecided(intake) == 1
    take_over(intake, by=manager)

    made = {one.name: (one.region, one.identifiers.count()) for one in Organisation.objects.exclude(name="Cluster")}
    assert made == {"A": ("DED21", 1), "B": ("", 0)}


def test_members_numbers_and_values_are_taken_over_at_once(bring, manager, cluster):
    intake = bring(["7", "A", "Dresden", "DE", "", "II", "14.7.2014"], ["8", "B"], ["9", "Cluster"])
    take_over(intake, by=manager)
    member = Membership.objects.get(member__name="A")
    sheet = OrganisationSheet.objects.get(organisation__name="A")

    assert (member.cluster, member.valid_from, member.release) == (cluster, date(2014, 7, 14), "institution")
    assert (sheet.member_number, sheet.contribution_class, sheet.release) == ("7", "II", "institution")
    assert list(OrganisationValue.objects.filter(organisation=member.member).values_list("key", "value")) == [
        ("city", "Dresden"),
        ("name", "A"),
        ("region", "DED2"),
    ]
    assert OrganisationValue.objects.get(key="city").source == "CRM"
    assert Membership.objects.count() == 2  # the cluster is not its own member
    line = LogEntry.objects.get(verb="take_over")
    assert (line.public_id, line.fields) == (
        intake.public_id,
        ["memberships", "organisations", "sheets", "values"],
    )


def test_a_second_list_is_an_update_whose_differences_are_shown(bring, manager):
    take_over(bring(["7", "A", "Dresden", "DE", "", "I"]), by=manager)
    intake = bring(["7", "A", "Leipzig", "DE", "", "II"], ["8", "B"])
    changes = row_of(intake, 2).changes
    take_over(intake, by=manager)

    assert changes == [
        {"column": "city", "before": "Dresden", "after": "Leipzig"},
        {"column": "contribution_class", "before": "I", "after": "II"},
    ]
    one = Organisation.objects.get(name="A")
    assert sorted(one.values.filter(key="city").values_list("value", flat=True)) == ["Dresden", "Leipzig"]
    assert OrganisationSheet.objects.get(organisation=one).contribution_class == "II"
    assert (Membership.objects.count(), Organisation.objects.filter(name="A").count()) == (2, 1)
    undo_intake(intake, by=manager)
    assert OrganisationSheet.objects.get(organisation=one).contribution_class == "I"
    assert list(one.values.filter(key="city").values_list("value", flat=True)) == ["Dresden"]


def test_undo_leaves_what_others_refer_to_or_have_written_since(bring, manager):
    before = Organisation.objects.count()
    intake = take_over(bring(["1", "A"], ["2", "B"], ["3", "C"]), by=manager)
    one, two, three = (Organisation.objects.get(name=name) for name in "ABC")
    record_cooperation("X", by=manager, kind="project", partners=[(one, "partner", ""), (two, "partner", "")])
    write_sheet(three, by=manager, given={"text": "mine"}, version=1)
    stayed = undo_intake(intake, by=manager)

    assert stayed == 3  # rows of two partners of the cooperation, and of a sheet with its organisation
    assert (Organisation.objects.count(), Membership.objects.count()) == (before + 3, 0)
    assert OrganisationSheet.objects.get().text == "mine"
    with pytest.raises(WrongStateError):
        undo_intake(intake, by=manager)


def test_a_sheet_that_was_changed_again_keeps_its_text(bring, manager):
    take_over(bring(["1", "A"]), by=manager)
    intake = take_over(bring(["2", "A"]), by=manager)
    sheet = OrganisationSheet.objects.get()
    write_sheet(sheet.organisation, by=manager, given={"member_number": "3"}, version=sheet.version)

    assert undo_intake(intake, by=manager) == 1
    assert OrganisationSheet.objects.get().member_number == "3"


def test_a_list_is_taken_over_once_and_given_up_without_a_trace(bring, manager):
    intake = bring(["1", "A"])
    take_over(intake, by=manager)
    row = intake.rows.get()
    for act in (
        lambda: take_over(intake, by=manager),
        lambda: cancel_intake(intake, by=manager),
        lambda: choose_columns(intake, by=manager, mapping=MAPPING),
        lambda: decide_row(row, by=manager, choice="same"),
        lambda: look_up(intake, by=manager),
    ):
        with pytest.raises(WrongStateError):
            act()
    other = bring(["1", "B"])
    cancel_intake(other, by=manager)

    assert (other.state, IntakeRow.objects.filter(intake=other).count()) == ("cancelled", 0)
    assert not Organisation.objects.filter(name="B").exists()


def test_a_list_taken_over_elsewhere_meanwhile_is_not_taken_twice(bring, manager):
    from crossfield.web.registry.models import Intake

    intake = bring(["1", "A"])
    stale = Intake.objects.get(pk=intake.pk)
    take_over(intake, by=manager)
    with pytest.raises(WrongStateError):
        take_over(stale, by=manager)

    assert Organisation.objects.filter(name="A").count() == 1


def test_without_a_name_column_nothing_is_looked_up(manager):
    intake = stage_list("m", by=manager, source="s", headings=["X"], rows=[(2, ["A"])], mapping={})
    with pytest.raises(WrongStateError):
        choose_columns(intake, by=manager, mapping={"city": "X"})
    with pytest.raises(WrongStateError):
        look_up(intake, by=manager)


def test_another_institution_and_other_roles_do_nothing(bring, make_user):
    intake, bob = bring(["1", "A"]), make_user("bob", role="manager")
    analyst = make_user("cy", role="analyst")
    row = intake.rows.get()
    for user in (bob, analyst):  # one at a time
        for act in (
            lambda user=user: take_over(intake, by=user),
            lambda user=user: cancel_intake(intake, by=user),
            lambda user=user: choose_columns(intake, by=user, mapping=MAPPING),
            lambda user=user: decide_row(row, by=user, choice="same"),
            lambda user=user: look_up(intake, by=user),
            lambda user=user: undo_intake(intake, by=user),
        ):
            with pytest.raises(NotAllowedError):
                act()
    with pytest.raises(NotAllowedError):
        stage_list("m", by=analyst, source="s", headings=["Name"], rows=[], mapping={})
    assert (intake.rows.get().answer, str(intake), str(row)) == ("new", "m.csv", "m.csv · 2")
