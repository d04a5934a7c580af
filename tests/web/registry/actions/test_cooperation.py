"""Cooperations: stated, documented, confirmed, in this order of trust; and nobody confirms for somebody else."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.web.conftest import AUTHORISED

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.models import Document, FieldChange, LogEntry, SearchEntry
from crossfield.web.registry.actions.cooperation import (
    agree_step,
    change_cooperation,
    change_status,
    confirm_cooperation,
    decline_cooperation,
    finish_step,
    is_confirmable,
    is_declinable,
    is_without_cluster,
    prove_cooperation,
    record_cooperation,
    release_cooperation,
    remove_proof,
    withdraw_cooperation,
)
from crossfield.web.registry.actions.organisation import end_representation, represent_organisation
from crossfield.web.registry.models import Cooperation
from crossfield.web.registry.queries.cooperation import confirmed_alone, cooperations_for
from crossfield.web.registry.queries.history import history_of
from crossfield.web.registry.queries.week import cooperation_todos

pytestmark = pytest.mark.django_db
PROOF = {"source": "biosaxony", "title": "News", "address": "https://example.org/news", "dated": "2014-07-14"}


@pytest.fixture
def mutual(two_institutions):
    """A mutual membership that Silicon records."""
    both = [(side.cluster.organisation, "partner", "") for side in (two_institutions.silicon, two_institutions.bio)]
    return record_cooperation("S ↔ B", by=two_institutions.silicon.users["manager"], kind="mutual", partners=both)


def test_the_side_that_records_it_confirms_its_own_part_only(mutual, two_institutions):
    confirmed = [part.confirmed_by for part in mutual.partners.all()]

    assert confirmed == [two_institutions.silicon.institution, None]
    assert (mutual.standing, mutual.release, mutual.language) == ("stated", "institution", "de")


def test_when_both_have_confirmed_it_is_confirmed(mutual, two_institutions):
    bio = two_institutions.bio.users["manager"]
    assert is_confirmable(mutual, bio)
    confirm_cooperation(mutual, by=bio)
    mutual.refresh_from_db()

    assert mutual.standing == "confirmed"
    assert not is_confirmable(mutual, bio)
    with pytest.raises(NotAllowedError):
        confirm_cooperation(mutual, by=bio)


@pytest.mark.parametrize("role", ["visitor", "member", "officer", "reviewer", "analyst"])
def test_other_roles_confirm_nothing(mutual, two_institutions, role):
    user = two_institutions.bio.users[role]

    assert not is_confirmable(mutual, user)
    with pytest.raises(NotAllowedError):
        confirm_cooperation(mutual, by=user)
    assert Cooperation.objects.get(pk=mutual.pk).standing == "stated"


def test_a_document_proves_it_and_confirmation_counts_for_more(mutual, two_institutions):
    prove_cooperation(mutual, by=two_institutions.silicon.users["manager"], **PROOF)
    documented = mutual.standing
    confirm_cooperation(mutual, by=two_institutions.bio.users["manager"])
    prove_cooperation(mutual, by=two_institutions.silicon.users["manager"], **PROOF | {"title": "Minutes"})

    assert (documented, mutual.standing, mutual.proofs.count()) == ("documented", "confirmed", 2)


def test_partners_that_are_a_number_only_cannot_confirm(two_institutions):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    both = [(side.cluster.organisation, "partner", "") for side in (silicon, bio)]
    one = record_cooperation("CluStrat", by=silicon.users["manager"], kind="project", partners=both, others=7)
    confirm_cooperation(one, by=bio.users["manager"])

    assert one.standing == "stated"


def test_without_link_and_document_nothing_is_proved(mutual, two_institutions):
    with pytest.raises(WrongStateError):
        prove_cooperation(mutual, by=two_institutions.silicon.users["manager"], source="x", title="y")

    assert (mutual.standing, mutual.proofs.count()) == ("stated", 0)


@pytest.mark.parametrize(
    ("rest", "count"),
    [({}, 1), ({"began": "2016-02", "ended": "2014"}, 2), ({"began": "2014-07", "ended": "2014-06-30"}, 2)],
)
def test_it_takes_two_and_dates_in_order(make_user, make_organisation, rest, count):
    partners = [(make_organisation(f"O{number}"), "partner", "") for number in range(count)]
    with pytest.raises(WrongStateError):
        record_cooperation("X", by=make_user("ann", role="manager"), kind="project", partners=partners * 2, **rest)

    assert Cooperation.objects.count() == 0


@pytest.mark.parametrize(("named", "others"), [(3, 0), (2, 1), (2, 7)])
def test_a_mutual_membership_has_two_partners_counted_or_named(make_user, make_organisation, named, others):
    manager = make_user("ann", role="manager")
    partners = [(make_organisation(f"O{number}"), "partner", "") for number in range(named)]
    with pytest.raises(WrongStateError, match=f"exactly two partners.*this one has {named + others}") as error:
        record_cooperation("X", by=manager, kind="mutual", partners=partners, others=others)
    assert (error.value.hint, Cooperation.objects.count()) == (
        "Record one for every two of them, or choose another kind.", 0,
    )  # fmt: skip

    made = record_cooperation("X", by=manager, kind="project", partners=partners, others=others)
    with pytest.raises(WrongStateError, match="exactly two partners"):
        change_cooperation(made, by=manager, version=1, given={"kind": "mutual", "title": "Y"})
    made.refresh_from_db()
    assert (made.kind, made.title, made.version) == ("project", "X", 1)


def test_a_mutual_membership_of_more_than_two_from_before_is_written_on_and_put_right(mutual, two_institutions):
    manager = two_institutions.silicon.users["manager"]
    Cooperation.objects.filter(pk=mutual.pk).update(others=1)  # as an earlier version took it
    written = change_cooperation(mutual, by=manager, version=1, given={"kind": "mutual", "text": "x"})
    change_status(mutual, by=manager, status="ended")
    other = change_cooperation(written, by=manager, version=2, given={"kind": "agreement", "text": "y"})

    assert (written.text, other.kind, other.text) == ("x", "agreement", "y")
    with pytest.raises(WrongStateError, match="this one has 3"):
        change_cooperation(other, by=manager, version=3, given={"kind": "mutual"})


def test_of_two_that_are_members_of_one_another_one_is_likely_a_cluster(mutual, two_institutions, make_organisation):
    manager, cluster = two_institutions.silicon.users["manager"], two_institutions.silicon.cluster.organisation
    two = [(make_organisation(name), "partner", "") for name in "ab"]
    pairs = {"neither": two, "one": [(cluster, "partner", ""), two[0]]}
    made = {name: record_cooperation(name, by=manager, kind="mutual", partners=pair) for name, pair in pairs.items()}
    project = record_cooperation("project", by=manager, kind="project", partners=two)

    assert [is_without_cluster(one) for one in (made["neither"], made["one"], mutual, project)] == [
        True, False, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize("rest", [{"began": "2014-07", "ended": "2014"}, {"began": "2014", "ended": "2014-06"}])
def test_dates_that_may_be_in_order_are_taken(make_user, make_organisation, rest):
    partners = [(make_organisation(name), "partner", "") for name in "ab"]
    made = record_cooperation("X", by=make_user("ann", role="manager"), kind="project", partners=partners, **rest)

    assert (made.began, made.ended) == (rest["began"], rest["ended"])


def test_every_status_stays_in_the_history(mutual, two_institutions):
    manager = two_institutions.silicon.users["manager"]
    change_status(mutual, by=manager, status="ended")
    with pytest.raises(WrongStateError):
        change_status(mutual, by=manager, status="ended")

    assert [(one.status, one.by) for one in mutual.changes.all()] == [("running", manager), ("ended", manager)]


def test_a_step_is_agreed_and_done_once(mutual, two_institutions):
    manager = two_institutions.silicon.users["manager"]
    step = agree_step(mutual, by=manager, text=" Joint stand ", due=date(2014, 10, 7))
    finish_step(step, by=manager)
    with pytest.raises(WrongStateError):
        finish_step(step, by=manager)

    assert (step.text, step.due) == ("Joint stand", date(2014, 10, 7))
    assert step.done


def test_another_institution_changes_nothing(mutual, two_institutions):
    manager, step = two_institutions.bio.users["manager"], None
    step = agree_step(mutual, by=two_institutions.silicon.users["manager"], text="Visit")
    for act in (
        lambda: prove_cooperation(mutual, by=manager, **PROOF),
        lambda: change_status(mutual, by=manager, status="ended"),
        lambda: agree_step(mutual, by=manager, text="x"),
        lambda: finish_step(step, by=manager),
        lambda: release_cooperation(mutual, by=manager, release="public"),
    ):
        with pytest.raises(NotAllowedError):
            act()
    mutual.refresh_from_db()

    assert (mutual.status, mutual.release, mutual.standing) == ("running", "institution", "stated")


def test_what_is_released_says_by_whom(mutual, two_institutions):
    manager = two_institutions.silicon.users["manager"]
    release_cooperation(mutual, by=manager, release="public")

    assert (mutual.release, mutual.released_by) == ("public", manager)
    assert LogEntry.objects.filter(verb="release_cooperation").count() == 1


def test_the_log_names_no_value(mutual):
    entry = LogEntry.objects.get(verb="record_cooperation", public_id=mutual.public_id)

    assert (entry.fields, entry.kind) == (["kind", "partners", "title"], "cooperation")


def test_what_ships_is_everyones_and_confirmed_by_nobody(two_institutions):
    both = [(side.cluster.organisation, "lead", "") for side in (two_institutions.silicon, two_institutions.bio)]
    made = record_cooperation("Shipped", by=None, kind="project", partners=both)
    prove_cooperation(made, by=None, **PROOF)

    assert (made.institution, made.owner, made.release, made.standing) == (None, None, "public", "documented")
    assert [part.confirmed_by for part in made.partners.all()] == [None, None]
    assert cooperations_for(None).get() == made


def test_partners_keep_their_order_and_the_last_that_is_said_of_one(make_organisation):
    one, two, three = (make_organisation(name) for name in "cab")
    parts = [(one, "lead", "x" * 201), (two, "partner", ""), (three, "associated", "test bed"), (one, "partner", "y")]
    made = record_cooperation(f"  {'T' * 301} ", by=None, kind="supply", partners=parts)

    said = [(part.organisation, part.role, part.part, part.position) for part in made.partners.all()]
    assert said == [(one, "partner", "y", 0), (two, "partner", "", 1), (three, "associated", "test bed", 2)]
    assert made.title == "T" * 300


@pytest.fixture
def alone(two_institutions):
    """A cooperation of two organisations for which Silicon speaks, which nobody else has confirmed."""
    silicon, shared = two_institutions.silicon, two_institutions.shared
    for organisation in shared[:2]:
        represent_organisation(organisation, by=silicon.users["administrator"], **AUTHORISED)
    both = [(organisation, "partner", "") for organisation in shared[:2]]
    return record_cooperation("Own", by=silicon.users["manager"], kind="agreement", partners=both)


def test_who_speaks_for_all_partners_is_one_side(alone, two_institutions):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    confirmed = [part.confirmed_by for part in alone.partners.all()]

    assert (confirmed, alone.standing) == ([silicon.institution] * 2, "stated")
    assert confirmed_alone(alone) == silicon.institution
    assert [is_confirmable(alone, side.users["manager"]) for side in (silicon, bio)] == [False, False]
    prove_cooperation(alone, by=silicon.users["manager"], **PROOF)
    assert Cooperation.objects.get(pk=alone.pk).standing == "documented"


def test_what_one_institution_confirmed_for_all_a_second_one_confirms_that_speaks_by_now(alone, two_institutions):
    silicon, bio, organisation = two_institutions.silicon, two_institutions.bio, two_institutions.shared[1]
    end_representation(organisation, by=silicon.users["administrator"])
    represent_organisation(organisation, by=bio.users["administrator"], **AUTHORISED)
    asked = [todo.text for todo in cooperation_todos(bio.users["manager"], timezone.localdate())]
    confirm_cooperation(alone, by=bio.users["manager"])

    assert "Please confirm: Own" in asked
    assert [part.confirmed_by for part in alone.partners.all()] == [silicon.institution, bio.institution]
    assert (Cooperation.objects.get(pk=alone.pk).standing, confirmed_alone(alone)) == ("confirmed", None)
    assert not is_confirmable(alone, bio.users["manager"])
    with pytest.raises(NotAllowedError):
        confirm_cooperation(alone, by=bio.users["manager"])


def test_what_two_have_confirmed_nobody_is_asked_again_who_speaks_by_now(mutual, two_institutions, make_user):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    confirm_cooperation(mutual, by=bio.users["manager"])
    end_representation(bio.cluster.organisation, by=bio.users["administrator"])
    represent_organisation(bio.cluster.organisation, by=silicon.users["administrator"], **AUTHORISED)

    assert not is_confirmable(mutual, silicon.users["manager"])
    assert Cooperation.objects.get(pk=mutual.pk).standing == "confirmed"


def test_who_speaks_for_all_partners_but_one_waits_for_it(two_institutions):
    silicon, shared = two_institutions.silicon, two_institutions.shared
    for organisation in shared[:2]:
        represent_organisation(organisation, by=silicon.users["administrator"], **AUTHORISED)
    both = [(organisation, "partner", "") for organisation in shared[:2]]
    with_a_third = record_cooperation(
        "Own", by=silicon.users["manager"], kind="agreement", partners=[*both, (shared[2], "partner", "")]
    )

    assert (with_a_third.standing, confirmed_alone(with_a_third)) == ("stated", None)


def test_a_stored_document_proves_as_a_link_does(mutual, two_institutions):
    stored = Document.objects.create(title="Contract", filename="c.pdf", media_type="application/pdf", size=1)
    manager = two_institutions.silicon.users["manager"]
    made = prove_cooperation(mutual, by=manager, source="s" * 301, title="t" * 301, document=stored)

    assert (made.document, made.address, made.source, made.title) == (stored, "", "s" * 300, "t" * 300)
    assert mutual.standing == "documented"


def contract():
    return ContentFile(b"%PDF contract", "contract.pdf")


def test_what_is_sent_twice_stands_once(mutual, two_institutions):
    manager = two_institutions.silicon.users["manager"]
    filed = {"source": "notary", "title": "Contract"}
    for _ in range(2):
        for said in (PROOF, filed | {"file": contract()}, PROOF | {"file": contract()}, PROOF | {"dated": ""}):
            prove_cooperation(mutual, by=manager, **said)
        agree_step(mutual, by=manager, text=" Visit ", due=date(2014, 10, 7))
        agree_step(mutual, by=manager, text="Visit")

    assert (mutual.proofs.count(), Document.objects.count(), mutual.steps.count()) == (4, 2, 2)
    verbs = LogEntry.objects.filter(public_id=mutual.public_id).values_list("verb", flat=True)
    assert (list(verbs).count("prove_cooperation"), list(verbs).count("agree_step")) == (4, 2)
    finish_step(mutual.steps.get(due=None), by=manager)
    assert agree_step(mutual, by=manager, text="Visit").done is None  # agreed anew
    assert mutual.steps.count() == 3


def test_a_proof_taken_off_goes_with_its_file_and_the_standing_falls_back(
    mutual, two_institutions, django_capture_on_commit_callbacks, settings
):
    manager = two_institutions.silicon.users["manager"]
    link = prove_cooperation(mutual, by=manager, **PROOF)
    file = prove_cooperation(mutual, by=manager, source="notary", title="Contract", file=contract())
    stored = settings.MEDIA_ROOT / file.document.file.name
    assert (stored.read_bytes(), file.document.release) == (b"%PDF contract", "own")

    standings = []
    for proof in (file, link):
        with django_capture_on_commit_callbacks(execute=True):
            remove_proof(proof, by=manager)
        standings.append(Cooperation.objects.get(pk=mutual.pk).standing)

    assert standings == ["documented", "stated"]
    assert (mutual.proofs.count(), Document.objects.count(), stored.exists()) == (0, 0, False)
    told = FieldChange.objects.filter(public_id=mutual.public_id, field="proofs", entry__verb="remove_proof")
    assert sorted(told.values_list("old", flat=True)) == ["Contract", "News"]
    with pytest.raises(WrongStateError, match="no more"):
        remove_proof(link, by=manager)


def test_what_is_confirmed_stays_so_without_the_proof(mutual, two_institutions):
    manager = two_institutions.silicon.users["manager"]
    proof = prove_cooperation(mutual, by=manager, **PROOF)
    confirm_cooperation(mutual, by=two_institutions.bio.users["manager"])
    remove_proof(proof, by=manager)

    assert Cooperation.objects.get(pk=mutual.pk).standing == "confirmed"


def test_only_writers_of_the_institution_that_recorded_it_take_a_proof_off(mutual, two_institutions):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    proof = prove_cooperation(mutual, by=silicon.users["manager"], source="secret", title="secret", file=contract())
    for user in (silicon.users["analyst"], bio.users["manager"]):
        with pytest.raises(NotAllowedError) as error:
            remove_proof(proof, by=user)
        assert "secret" not in str(error.value)
    assert mutual.proofs.get().document == proof.document


def test_a_file_goes_with_the_cooperation_and_a_large_one_is_refused(
    mutual, two_institutions, monkeypatch, django_capture_on_commit_callbacks, settings
):
    manager = two_institutions.silicon.users["manager"]
    proof = prove_cooperation(mutual, by=manager, source="notary", title="Contract", file=contract())
    monkeypatch.setattr("crossfield.web.registry.actions.event_document.LARGEST", 5)
    with pytest.raises(WrongStateError, match="too large"):
        prove_cooperation(mutual, by=manager, source="notary", title="Other", file=contract())
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_cooperation(mutual, by=manager)

    assert (Document.objects.count(), (settings.MEDIA_ROOT / proof.document.file.name).exists()) == (0, False)


@settings(deadline=None, max_examples=16, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(confirms=st.booleans(), proofs=st.integers(0, 2), others=st.integers(0, 2))
def test_confirmed_by_all_goes_before_documented_and_that_before_stated(two_institutions, confirms, proofs, others):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    both = [(side.cluster.organisation, "partner", "") for side in (silicon, bio)]
    made = record_cooperation("L", by=silicon.users["manager"], kind="project", partners=both, others=others)
    for _ in range(proofs):
        prove_cooperation(made, by=silicon.users["manager"], **PROOF)
    if confirms:
        confirm_cooperation(made, by=bio.users["manager"])
    expected = "confirmed" if confirms and not others else "documented" if proofs else "stated"

    assert Cooperation.objects.get(pk=made.pk).standing == expected


@pytest.mark.parametrize(
    ("release", "seen"),
    [
        ("own", [False, False, False, False]),
        ("institution", [True, False, False, False]),
        ("partners", [True, True, False, False]),
        ("public", [True, True, True, True]),
    ],
)
def test_the_other_side_knows_of_it_sooner_than_partners_and_they_sooner_than_all(
    mutual, two_institutions, make_user, release, seen
):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    partner, stranger = (make_user(name, role="analyst") for name in ("pia", "eve"))
    silicon.institution.partners.set([partner.institution, make_user("pam").institution])
    release_cooperation(mutual, by=silicon.users["manager"], release=release)
    readers = (bio.users["analyst"], partner, stranger, None)

    assert mutual.released_at <= timezone.now()
    assert [list(cooperations_for(who)).count(mutual) == 1 for who in readers] == seen


def test_nobody_without_an_account_confirms(mutual):
    assert is_confirmable(mutual, None) is False


def test_what_is_refused_is_told_in_german(mutual, two_institutions):
    manager = two_institutions.silicon.users["manager"]
    with translation.override("de"):
        step = finish_step(agree_step(mutual, by=manager, text="x"), by=manager)
        acts = {
            "Die Kooperation hat diesen Stand schon.": lambda: change_status(mutual, by=manager, status="running"),
            "Dieser Schritt ist schon erledigt.": lambda: finish_step(step, by=manager),
            "Ohne Link oder Dokument ist nichts belegt.": lambda: prove_cooperation(
                mutual, by=manager, source="s", title="t"
            ),
            "Eine Kooperation hat mindestens zwei Partner.": lambda: record_cooperation(
                "X", by=manager, kind="project", partners=[]
            ),
        }
        said = []
        for act in acts.values():
            with pytest.raises(WrongStateError) as error:
                act()
            said.append(error.value.message)

    assert said == list(acts)


def test_each_act_has_one_line_of_the_log_and_none_holds_a_word(two_institutions):
    manager = two_institutions.silicon.users["manager"]
    both = [(organisation, "partner", "secret part") for organisation in two_institutions.shared[:2]]
    made = record_cooperation("secret title", by=manager, kind="project", partners=both, text="secret text")
    prove_cooperation(made, by=manager, source="secret", title="secret", address="https://example.org/secret")
    change_status(made, by=manager, status="ended")
    finish_step(agree_step(made, by=manager, text="secret step"), by=manager)
    release_cooperation(made, by=manager, release="partners")

    lines = LogEntry.objects.filter(public_id=made.public_id).order_by("pk")
    assert list(lines.values_list("verb", "fields")) == [
        ("record_cooperation", ["kind", "partners", "text", "title"]),
        ("prove_cooperation", ["proofs"]),
        ("change_status", ["status"]),
        ("agree_step", ["steps"]),
        ("finish_step", ["steps"]),
        ("release_cooperation", ["release"]),
    ]
    assert {(line.by, line.institution) for line in lines} == {(manager.public_id, manager.institution.public_id)}
    assert "secret" not in str(list(LogEntry.objects.values()))


def answers(one):
    return [(part.confirmed_by, part.declined_by, part.why) for part in one.partners.all()]


def test_the_other_side_declines_and_may_confirm_after_all(mutual, two_institutions):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    assert is_declinable(mutual, bio.users["manager"])
    decline_cooperation(mutual, by=bio.users["manager"], why=" we left in 2025 ")
    declined = answers(mutual)
    due = [todo.text for todo in cooperation_todos(silicon.users["manager"], date(2026, 1, 1))]

    assert declined == [(silicon.institution, None, ""), (None, bio.institution, "we left in 2025")]
    assert due == ["Bio does not confirm: S ↔ B"]
    assert cooperation_todos(bio.users["manager"], date(2026, 1, 1)) == []  # it has answered
    assert not is_declinable(mutual, bio.users["manager"])
    with pytest.raises(WrongStateError):
        decline_cooperation(mutual, by=bio.users["manager"])
    confirm_cooperation(mutual, by=bio.users["manager"])
    assert (mutual.standing, answers(mutual)[1]) == ("confirmed", (bio.institution, None, ""))


def test_a_confirmation_is_taken_back_and_the_document_counts_again(mutual, two_institutions):
    bio = two_institutions.bio.users["manager"]
    prove_cooperation(mutual, by=two_institutions.silicon.users["manager"], **PROOF)
    confirm_cooperation(mutual, by=bio)
    decline_cooperation(mutual, by=bio)

    assert Cooperation.objects.get(pk=mutual.pk).standing == "documented"
    assert answers(mutual)[1] == (None, two_institutions.bio.institution, "")


def test_what_says_something_else_by_now_is_not_declined(mutual, two_institutions):
    bio, seen = two_institutions.bio.users["manager"], mutual.version
    given = {"text": "and a joint fair"}
    changed = change_cooperation(mutual, by=two_institutions.silicon.users["manager"], version=seen, given=given)

    with pytest.raises(WrongStateError, match="Somebody else"):
        decline_cooperation(mutual, by=bio, version=seen)
    assert not mutual.partners.exclude(declined_at=None).exists()
    decline_cooperation(mutual, by=bio, version=changed.version)
    assert mutual.partners.exclude(declined_at=None).count() == 1


@pytest.mark.parametrize(
    "answer",
    [
        confirm_cooperation,
        decline_cooperation,
        lambda gone, by: change_status(gone, by=by, status="ended"),
        lambda gone, by: change_cooperation(gone, by=by, version=gone.version, given={}),
        lambda gone, by: prove_cooperation(gone, by=by, **PROOF),
    ],
)
def test_what_was_taken_out_meanwhile_is_told(mutual, two_institutions, answer):
    manager = two_institutions.silicon.users["manager"]
    seen = Cooperation.objects.get(pk=mutual.pk)
    withdraw_cooperation(mutual, by=manager)

    with pytest.raises(WrongStateError, match="not there any more"):
        answer(seen, by=manager)


@pytest.mark.parametrize("status", ["ended", "given_up"])
def test_what_is_over_asks_nobody_why_it_was_declined(mutual, two_institutions, status):
    manager = two_institutions.silicon.users["manager"]
    decline_cooperation(mutual, by=two_institutions.bio.users["manager"])
    change_status(mutual, by=manager, status=status)

    assert cooperation_todos(manager, date(2026, 1, 1)) == []


@pytest.mark.parametrize("role", ["visitor", "member", "officer", "reviewer", "analyst"])
def test_other_roles_decline_nothing(mutual, two_institutions, role):
    user = two_institutions.bio.users[role]

    assert not is_declinable(mutual, user)
    with pytest.raises(NotAllowedError):
        decline_cooperation(mutual, by=user, why="x")
    assert answers(mutual)[1] == (None, None, "")


def test_who_speaks_for_no_partner_declines_nothing(mutual, make_user):
    stranger = make_user("eve", role="manager")
    with pytest.raises(NotAllowedError):
        decline_cooperation(mutual, by=stranger)

    assert not is_declinable(mutual, stranger)
    assert is_declinable(mutual, None) is False
    assert answers(mutual)[0][0] is not None


def test_both_answers_stand_in_the_history_of_who_recorded_it(mutual, two_institutions):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    confirm_cooperation(mutual, by=bio.users["manager"])
    decline_cooperation(mutual, by=bio.users["manager"], why="by mistake")
    with translation.override("de"):
        told = [
            (one.who, one.field, one.new)
            for one in history_of("cooperation", mutual.public_id, silicon.users["manager"], "de")
            if one.field in {"bestätigt für", "nicht bestätigt"}
        ]

    assert told == [
        ("jemand bei Bio", "nicht bestätigt", "by mistake"),
        ("jemand bei Bio", "bestätigt für", "Cluster bio"),
        (str(silicon.users["manager"]), "bestätigt für", "Cluster silicon"),
    ]


def test_what_is_changed_is_confirmed_anew_by_the_others(mutual, two_institutions):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    manager = silicon.users["manager"]
    confirm_cooperation(mutual, by=bio.users["manager"])
    change_cooperation(mutual, by=manager, version=1, given={"title": " S and B ", "began": "2014-07"})
    mutual.refresh_from_db()

    assert (mutual.title, mutual.began, mutual.version, mutual.standing) == ("S and B", "2014-07", 2, "stated")
    assert answers(mutual) == [(silicon.institution, None, ""), (None, None, "")]
    assert [todo.text for todo in cooperation_todos(bio.users["manager"], date(2026, 1, 1))] == [
        "Please confirm: S and B"
    ]


def test_an_end_is_no_new_question(mutual, two_institutions):
    manager = two_institutions.silicon.users["manager"]
    confirm_cooperation(mutual, by=two_institutions.bio.users["manager"])
    change_cooperation(mutual, by=manager, version=1, given={"title": "S ↔ B", "ended": "2026-11"})
    mutual.refresh_from_db()
    change_status(mutual, by=manager, status="ended", ended="2026-12-31")

    assert (mutual.standing, mutual.ended, mutual.status) == ("confirmed", "2026-12-31", "ended")
    assert LogEntry.objects.get(verb="change_status").fields == ["ended", "status"]


def test_an_end_is_corrected_without_a_second_line_of_status(mutual, two_institutions):
    manager = two_institutions.silicon.users["manager"]
    change_status(mutual, by=manager, status="ended", ended="2025")
    change_status(mutual, by=manager, status="ended", ended="2026")
    with pytest.raises(WrongStateError):
        change_status(mutual, by=manager, status="ended", ended="2026")

    assert (mutual.ended, mutual.changes.count()) == ("2026", 2)


def test_it_ends_no_sooner_than_it_began(mutual, two_institutions):
    manager = two_institutions.silicon.users["manager"]
    change_cooperation(mutual, by=manager, version=1, given={"began": "2014-07-14"})
    mutual.refresh_from_db()
    for act in (
        lambda: change_status(mutual, by=manager, status="ended", ended="2013"),
        lambda: change_cooperation(mutual, by=manager, version=2, given={"ended": "2013"}),
    ):
        with pytest.raises(WrongStateError):
            act()
    mutual.refresh_from_db()

    assert (mutual.status, mutual.ended) == ("running", "")


def test_who_saves_on_an_older_version_is_told(mutual, two_institutions):
    manager = two_institutions.silicon.users["manager"]
    change_cooperation(mutual, by=manager, version=1, given={"text": "first"})
    with pytest.raises(WrongStateError):
        change_cooperation(mutual, by=manager, version=1, given={"text": "second"})
    mutual.refresh_from_db()

    assert (mutual.text, mutual.version) == ("first", 2)


def test_an_end_that_came_with_the_status_is_not_written_over_by_an_older_form(mutual, two_institutions):
    manager = two_institutions.silicon.users["manager"]
    change_status(mutual, by=manager, status="ended", ended="2026")
    with pytest.raises(WrongStateError):
        change_cooperation(mutual, by=manager, version=1, given={"title": "S and B", "ended": ""})
    mutual.refresh_from_db()

    assert (mutual.title, mutual.ended, mutual.version) == ("S ↔ B", "2026", 2)


def test_the_other_side_neither_changes_nor_withdraws_it(mutual, two_institutions):
    manager = two_institutions.bio.users["manager"]
    for act in (
        lambda: change_cooperation(mutual, by=manager, version=1, given={"title": "mine"}),
        lambda: withdraw_cooperation(mutual, by=manager),
    ):
        with pytest.raises(NotAllowedError):
            act()

    assert Cooperation.objects.get(pk=mutual.pk).title == "S ↔ B"


def test_what_was_recorded_by_mistake_goes_as_long_as_nobody_else_has_confirmed_it(mutual, two_institutions):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    confirm_cooperation(mutual, by=bio.users["manager"])
    with pytest.raises(WrongStateError):
        withdraw_cooperation(mutual, by=silicon.users["manager"])
    decline_cooperation(mutual, by=bio.users["manager"])
    public_id = mutual.public_id
    withdraw_cooperation(mutual, by=silicon.users["manager"])

    assert not Cooperation.objects.filter(public_id=public_id).exists()
    assert not SearchEntry.objects.filter(public_id=public_id).exists()
    assert LogEntry.objects.filter(public_id=public_id, verb="withdraw_cooperation").count() == 1


def test_what_another_one_had_confirmed_stays_also_where_a_change_asks_anew(mutual, two_institutions):
    silicon, bio = two_institutions.silicon.users["manager"], two_institutions.bio.users["manager"]
    confirm_cooperation(mutual, by=bio)
    change_cooperation(mutual, by=silicon, version=1, given={"title": "S ↔ B."})
    with pytest.raises(WrongStateError, match="has confirmed this cooperation"):
        withdraw_cooperation(mutual, by=silicon)
    decline_cooperation(mutual, by=bio)
    withdraw_cooperation(mutual, by=silicon)

    assert not Cooperation.objects.filter(title="S ↔ B.").exists()
