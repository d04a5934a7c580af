"""The permission table: every address of the register × role × own, foreign and absent things; nothing leaks."""

import re
from copy import deepcopy
from io import BytesIO
from shutil import copytree
from zipfile import ZipFile

import pyarrow.parquet as pq
import pytest
from django.core.files.base import ContentFile
from django.db.transaction import atomic, set_rollback
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone, translation
from tests.web.conftest import AUTHORISED, make_two_institutions

from crossfield.web.accounts.models import User
from crossfield.web.accounts.models.public_id import new_public_id
from crossfield.web.accounts.models.user import Role
from crossfield.web.evidence.actions.follow_up import set_origin
from crossfield.web.evidence.models import Finding, ShortlistEntry
from crossfield.web.registry.actions.check_in import check_in, open_check_in
from crossfield.web.registry.actions.consent import ask_for_consent
from crossfield.web.registry.actions.contact import note_contact, tell_outcome
from crossfield.web.registry.actions.cooperation import (
    agree_step,
    prove_cooperation,
    record_cooperation,
    release_cooperation,
)
from crossfield.web.registry.actions.delegate import name_delegate
from crossfield.web.registry.actions.event import add_funding_call, list_guests, record_event, release_event
from crossfield.web.registry.actions.event_document import add_event_document
from crossfield.web.registry.actions.intake import choose_columns, stage_list
from crossfield.web.registry.actions.interface import Sides, name_interface
from crossfield.web.registry.actions.mailing import write_mailing
from crossfield.web.registry.actions.merge import merge_organisations
from crossfield.web.registry.actions.organisation import add_organisation, write_sheet
from crossfield.web.registry.actions.person import add_detail, add_person
from crossfield.web.registry.actions.profile import Offered, ask_for_profile, confirm_profile
from crossfield.web.registry.actions.proposal import change_core
from crossfield.web.registry.actions.relation import relate_organisations
from crossfield.web.registry.models import (
    CheckIn,
    ConsentRequest,
    Cooperation,
    CooperationProof,
    Departure,
    EventDocument,
    Field,
    Intake,
)
from crossfield.web.registry.queries.consent import consent_token
from crossfield.web.urls import REGISTER

pytestmark = pytest.mark.no_cover  # each address is asked as everybody: other tests reach the same lines
READERS = {"manager", "officer", "analyst", "administrator"}
WRITERS = {"manager", "administrator"}
FORMS = ("xlsx", "csv", "json", "parquet")
ABSENT = "2222222222222222"
SHARED = 200
"""Organisations that both institutions know, each with a sheet of its own."""


def everyone(_role, _whose):
    return 200


def kept(_role, _whose):
    return 302


def own_read(role, whose):
    return 200 if whose == "own" and role in READERS else 404


def own_written(role, whose):
    if whose != "own" or role not in READERS:
        return 404
    return 302 if role in WRITERS else 403


def own_form(role, whose):
    return {302: 200}.get(own_written(role, whose), own_written(role, whose))


def own_refused(role, whose):
    return 404 if own_written(role, whose) == 404 else 403


def written(role, _whose):
    return 302 if role in WRITERS else 403


def form(role, _whose):
    return 200 if role in WRITERS else 403


def own_of_writers(role, whose):
    """Who does not write cannot tell the own institution's from one that is not there."""
    return 200 if whose == "own" and role in WRITERS else 404


def nobody(_role, _whose):
    """Each shortlist is its owner's, and who asks here owns none."""
    return 404


def own_finding(role, whose):
    """A finding that is released to its institution, whose writers take it up; its guests do not see it."""
    if whose != "own" or role == "visitor":
        return 404
    return 200 if role in WRITERS else 403


def own_proposal(role, whose):
    """Proposals are seen by all; those who wrote one take it back."""
    return 302 if role in WRITERS and whose == "own" else 403


def represented(role, whose):
    return 302 if role == "administrator" and whose == "own" else 403


def administered(role, _whose):
    return 200 if role == "administrator" else 403


def own_administered(role, whose):
    return 302 if role == "administrator" and whose == "own" else 404


def history(role, whose):
    """The shared core is everyone's; who changed what is told to readers, each of the own institution."""
    return 200 if whose != "absent" and role in READERS else 404


# name of the route: (method, what stands in the address, what is sent, status by role and whose)
TABLE = {
    "register_cooperations": ("get", (), {}, everyone),
    "register_cooperations_a4": ("get", (), {}, everyone),
    "register_cooperation_new": ("get", (), {}, form),
    "register_cooperations_pin": ("post", ("partners",), {}, kept),
    "register_cooperation": ("get", ("cooperation",), {}, own_read),
    "register_cooperation_confirm": ("post", ("cooperation",), {}, own_refused),
    "register_cooperation_decline": ("post", ("cooperation",), {"why": "x"}, own_refused),
    "register_cooperation_change": ("get", ("cooperation",), {}, own_form),
    "register_cooperation_withdraw": ("post", ("cooperation",), {}, own_written),
    "register_cooperation_prove": (
        "post", ("cooperation",), {"source": "s", "title": "t", "address": "https://example.org"}, own_written,
    ),
    "register_cooperation_document": ("get", ("cooperation", "proof_document"), {}, own_read),
    "register_cooperation_proof_remove": ("post", ("cooperation", "proof"), {}, own_written),
    "register_cooperation_status": ("post", ("cooperation",), {"status": "ended"}, own_written),
    "register_cooperation_step": ("post", ("cooperation",), {"text": "x"}, own_written),
    "register_cooperation_release": ("post", ("cooperation",), {"release": "institution"}, own_written),
    "register_step_done": ("post", ("step",), {}, own_written),
    "register_cooperation_origin": ("post", ("cooperation",), {"origin": ""}, own_written),
    "register_followed": ("get", (), {}, everyone),
    "register_followed_a4": ("get", (), {}, everyone),
    "register_followed_pin": ("post", ("followed",), {}, kept),
    "register_take_up_entry": ("get", ("entry",), {}, nobody),
    "register_take_up_finding": ("get", ("finding",), {}, own_finding),
    "register_clusters": ("get", (), {}, everyone),
    "register_clusters_pin": ("post", ("clusters",), {}, kept),
    "register_cluster": ("get", ("cluster",), {}, everyone),
    "register_cluster_a4": ("get", ("cluster",), {}, everyone),
    "register_cluster_board": ("get", ("cluster",), {}, everyone),
    "register_cluster_pin": ("post", ("cluster", "members"), {}, kept),
    "register_organisation_cluster": ("get", ("cluster",), {}, form),
    "register_membership_new": ("post", ("cluster",), {"member": "Shared 2"}, written),
    "register_membership_end": ("post", ("membership",), {"valid_to": "2030-01-01", "ended": "left"}, own_written),
    "register_membership_change": ("get", ("membership",), {}, own_form),
    "register_membership_off": ("post", ("membership",), {}, own_written),
    "register_contacts": ("get", (), {}, everyone),
    "register_contact_new": ("get", (), {}, form),
    "register_contact": ("get", ("contact",), {}, own_read),
    "register_contact_change": ("get", ("contact",), {}, own_form),
    "register_contact_off": ("post", ("contact",), {}, own_written),
    "register_contact_done": ("post", ("contact",), {}, own_written),
    "register_contact_outcome": ("post", ("contact",), {"outcome": "nothing"}, own_written),
    "register_events": ("get", (), {}, everyone),
    "register_event_new": ("get", (), {}, form),
    "register_event": ("get", ("event",), {}, own_read),
    "register_event_calendar": ("get", ("event",), {}, own_read),
    "register_event_board": ("get", ("event",), {}, own_read),
    "register_event_guests": ("post", ("event",), {"names": "A", "state": "invited"}, own_written),
    "register_event_followed": ("post", ("event",), {"followed": "x", "version": "1"}, own_written),
    "register_event_check_in": ("post", ("event",), {"choice": "open"}, own_written),
    "register_event_check_in_count": ("post", ("event", "check_in_row"), {}, own_written),
    "register_event_document_new": ("post", ("event",), {"title": "t", "address": "https://example.org"}, own_written),
    "register_event_document": ("get", ("event", "document"), {}, own_read),
    "register_event_document_remove": ("post", ("event", "document"), {}, own_written),
    "register_event_change": ("get", ("event",), {}, own_form),
    "register_event_release": ("post", ("event",), {"release": "institution"}, own_written),
    "register_leaving": ("get", (), {}, administered),
    "register_leaving_all": ("get", (), {}, administered),
    "register_leaving_file": ("get", ("sheets", "csv"), {}, administered),
    "register_leaving_undo": ("post", ("departure",), {}, own_administered),
    "register_calls": ("get", (), {}, everyone),
    "register_call_new": ("get", (), {}, form),
    "register_call": ("get", ("call",), {}, own_read),
    "register_call_calendar": ("get", ("call",), {}, own_read),
    "register_call_change": ("get", ("call",), {}, own_form),
    "register_intakes": ("get", (), {}, form),
    "register_intake": ("get", ("intake",), {}, own_read),
    "register_intake_columns": ("get", ("intake",), {}, own_form),
    "register_intake_decide": ("post", ("intake", 2), {"choice": "same"}, own_written),
    "register_intake_link": ("get", ("intake", 2), {}, own_form),
    "register_intake_seat": ("post", ("intake", 2), {"region": ""}, own_written),
    "register_intake_look": ("post", ("intake",), {}, own_written),
    "register_intake_take": ("post", ("intake",), {}, own_written),
    "register_intake_undo": ("post", ("intake",), {}, own_written),
    "register_intake_cancel": ("post", ("intake",), {}, own_written),
    "register_mailings": ("get", (), {}, form),
    "register_mailing_new": ("get", (), {}, form),
    "register_mailing": ("get", ("mailing",), {}, own_form),
    "register_mailing_change": ("get", ("mailing",), {}, own_form),
    "register_mailing_calendar": ("get", ("invitation",), {}, own_form),
    "register_mailing_own": ("get", ("invitation",), {}, own_form),
    "register_mailing_draft": ("get", ("mailing", "en"), {}, own_form),
    "register_mailing_go": ("post", ("mailing",), {"choice": "go", "version": "1"}, own_written),
    "register_people": ("get", (), {}, everyone),
    "register_people_cards": ("get", (), {}, everyone),
    "register_people_bring": ("get", (), {}, form),
    "register_person_new": ("get", (), {}, form),
    "register_person": ("get", ("person",), {}, own_read),
    "register_person_card": ("get", ("person",), {}, own_read),
    "register_person_change": ("get", ("person",), {}, own_form),
    "register_person_detail_new": ("get", ("person",), {}, own_form),
    "register_person_erase": ("get", ("person",), {}, own_form),
    "register_person_function": ("post", ("person",), {"organisation": "Shared 2", "function": "x"}, own_written),
    "register_person_function_end": ("post", ("person", 1), {"until": "2030-01-01"}, own_written),
    "register_person_detail_withdraw": ("post", ("detail",), {"way": "mail"}, own_written),
    "register_consent_ask": ("post", ("detail",), {}, own_written),
    "register_consent": ("get", ("consent_request",), {}, own_form),
    "register_consent_draft": ("get", ("consent_request",), {}, own_form),
    "register_consent_letter": ("get", ("agreed",), {}, own_form),
    "register_consent_letter_draft": ("get", ("agreed",), {}, own_form),
    "register_history": ("get", ("organisation_kind", "organisation"), {}, history),
    "register_history_restore": ("post", ("organisation_kind", "organisation"), {"change": "0"}, nobody),
    "register_organisations": ("get", (), {}, everyone),
    "register_seat_suggested": ("get", (), {}, everyone),
    "register_names": ("get", (), {}, everyone),
    "register_organisation_new": ("get", (), {}, form),
    "register_organisation": ("get", ("organisation",), {}, everyone),
    "register_organisation_value": ("post", ("organisation",), {"key": "city", "value": "x", "source": "y"}, written),
    "register_organisation_relation": (
        "post", ("organisation",), {"kind": "parent", "other": "Shared 2", "source": "y"}, written,
    ),
    "register_organisation_sheet": ("get", ("organisation",), {}, form),
    "register_organisation_represent": ("post", ("cluster",), AUTHORISED, represented),
    "register_organisation_value_remove": ("post", ("organisation",), {"value": "0"}, written),
    "register_organisation_number": ("post", ("organisation",), {"scheme": "pic", "number": ""}, written),
    "register_organisation_core": ("post", ("organisation",), {"key": "name", "value": "X", "reason": "r"}, written),
    "register_organisation_delegate": ("post", ("organisation",), {}, written),
    "register_relation_change": ("post", ("relation",), {"source": "y"}, written),
    "register_delegate_end": ("post", ("delegate",), {}, own_written),
    "register_proposal_decide": ("post", ("proposal",), {"choice": "withdraw"}, own_proposal),
    "register_organisation_linked": ("get", ("cluster",), {}, everyone),
    "register_organisation_merge": ("post", ("organisation",), {"other": "Shared 2", "reason": "r"}, written),
    "register_merge_undo": ("post", ("merge",), {}, written),
    "register_cluster_profiles": ("get", ("cluster",), {}, form),
    "register_cluster_profiles_ask": ("post", ("cluster",), {}, written),
    "register_cluster_profiles_file": ("get", ("cluster", "unreached", "csv"), {}, form),
    "register_profile_ask": ("post", ("organisation",), {"email": "x@example.org", "language": "de"}, written),
    "register_profile_letter": ("get", ("organisation",), {}, form),
    "register_profile_letter_draft": ("get", ("organisation", "de"), {}, form),
    "register_profile_link": ("get", ("profile_link",), {}, own_of_writers),
    "register_profile_draft": ("get", ("profile_link",), {}, own_of_writers),
    "register_organisation_pin": ("post", ("organisation", "values"), {}, kept),
}  # fmt: skip
FILES = {
    "register_cooperations_file": ("cooperations", "countries", "interfaces", "partners"),
    "register_followed_file": ("followed",),
    "register_clusters_file": ("clusters",),
    "register_cluster_file": ("members", "glance", "cooperations", "values", "platform"),
    "register_organisations_file": ("organisations", "relations"),
    "register_contacts_file": ("contacts",),
    "register_people_file": ("people",),
    "register_events_file": ("events", "guests"),
    "register_calls_file": ("calls",),
    "register_organisation_file": ("values", "cooperations", "ways"),
}
KEPT = {
    "register_intake_file": ("rows", "stayed"),
    "register_event_file": ("guests", "figures"),
    "register_call_file": ("members",),
    "register_person_file": ("details", "consent"),
    "register_history_file": ("history",),
}
HISTORIES = ("contact", "event", "cooperation", "organisation")
THINGS = {
    "register_intake_file": ("intake",),
    "register_event_file": ("event",),
    "register_call_file": ("call",),
    "register_person_file": ("person",),
    "register_history_file": ("contact_kind", "contact"),
    "register_cluster_file": ("cluster",),
    "register_organisation_file": ("organisation",),
}


@pytest.fixture(scope="module")
def laid_down(django_db_setup, django_db_blocker, tmp_path_factory):
    """What both institutions keep, once for all tests: each looks at it and leaves nothing behind."""
    folder = tmp_path_factory.mktemp("laid_down")
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    kept = {"WORKSPACE": folder, "MEDIA_ROOT": folder / "documents", "PASSWORD_HASHERS": quick}
    with django_db_blocker.unblock(), atomic():
        with override_settings(**kept), translation.override("en"):
            both = make_two_institutions(SHARED)
            for side in (both.silicon, both.bio):
                for number, one in enumerate(both.shared[1:]):
                    said = {"text": f"secret text {number} of {side.institution.name.lower()}", "tags": "secret"}
                    write_sheet(one, by=side.users["manager"], given=said)
            known = what_each_keeps(both)
        yield both, known, folder
        set_rollback(True)


@pytest.fixture
def two_institutions(db, laid_down):
    """Both of them, as they were laid down."""
    return deepcopy(laid_down[0])


@pytest.fixture
def things(laid_down, settings):
    """Public ids of what each side keeps, by whose it is."""
    _both, known, folder = laid_down
    copytree(folder / "documents", settings.MEDIA_ROOT)
    return known


def what_each_keeps(two_institutions):
    """Lay down one of everything that an institution keeps; public ids of it, by whose it is."""

    def of(side):
        colleague = make_owner(side)
        kept_alone = _kept_alone(side, colleague)
        Cooperation.objects.filter(pk=side.cooperation.pk).update(interface=kept_alone)
        return {
            "cooperation": side.cooperation.public_id,
            "membership": side.membership.public_id,
            "cluster": side.cluster.organisation.public_id,
            "organisation": two_institutions.shared[0].public_id,
            "contact": _contact(two_institutions.shared, side, colleague, kept_alone),
            **_event(side, kept_alone),
            **_proof(side),
            "merge": _merge(side).public_id,
            "proposal": change_core(
                two_institutions.shared[0],
                by=side.users["manager"],
                key="name",
                value=f"Name of {side.institution.name}",
                reason="r",
            ).public_id,
            "profile_link": _profile_link(two_institutions.shared[0], side).public_id,
            **_followed(side, colleague),
            **_person(side, two_institutions.shared[0]),
            "intake": stage_list(
                "secret.csv",
                by=side.users["manager"],
                source=f"secret of {side.institution.name.lower()}",
                headings=["Name"],
                rows=[(2, [f"secret row of {side.institution.name.lower()}"])],
                mapping={},
            ).public_id,
            "delegate": name_delegate(
                two_institutions.shared[0],
                by=side.users["manager"],
                user=side.users["member"],
                basis="mandate",
                source=f"secret letter of {side.institution.name.lower()}",
            ).public_id,
            "relation": relate_organisations(
                side.cluster.organisation, other=two_institutions.shared[2], kind="institute", by=side.users["manager"]
            ).public_id,
            "mailing": write_mailing(
                "news",
                by=side.users["manager"],
                texts={"subject_en": f"secret news of {side.institution.name.lower()}", "text_en": "secret"},
            ).public_id,
            "invitation": _invitation(side).public_id,
            "departure": Departure.objects.create(institution=side.institution, by=colleague).public_id,
            "step": agree_step(side.cooperation, by=side.users["manager"], text="secret step").public_id,
        }

    sides = (two_institutions.silicon, two_institutions.bio)
    own, foreign = (of(side) for side in sides)
    for side, known in zip(sides, (own, foreign), strict=True):
        intake = Intake.objects.get(public_id=known["intake"])
        choose_columns(intake, by=side.users["manager"], mapping={"name": "Name"})
    absent = dict.fromkeys(own, ABSENT)
    return {"own": own, "foreign": foreign, "absent": absent}


def _profile_link(organisation, side):
    """What the organisation told this side alone, and a request that it has not answered."""
    name, manager = side.institution.name.lower(), side.users["manager"]
    field, other = (Field.objects.create(scheme="s", code=f"{part} {name}") for part in "ab")
    link = ask_for_profile(organisation, by=manager, email=f"secret-{name}@example.org", language="de")
    offered = [Offered("offer", f"secret offer of {name}", field, other)]
    confirm_profile(link, fields=[], offers=offered, release="institution", language="en")
    return ask_for_profile(organisation, by=manager, email=f"secret-{name}@example.org", language="de")


def _kept_alone(side, colleague):
    """What somebody of the institution keeps alone, so that nobody who asks here may see it anywhere."""
    name = side.institution.name.lower()
    fields = [Field.objects.create(scheme="k", code=f"{part} {name}") for part in "ab"]
    sides = Sides(*((field.public_id,) for field in fields))
    made = name_interface(f"solitary interface of {name}", by=colleague, sides=sides, language="en")
    partners = [
        (add_organisation(f"Partner {number} of {side.institution}", by=None), "partner", "") for number in range(2)
    ]
    plan = record_cooperation(
        f"solitary plan of {name}", by=colleague, kind="project", partners=partners, interface=made
    )
    release_cooperation(plan, by=colleague, release="own")
    agree_step(plan, by=colleague, text="solitary step", due=timezone.localdate())
    event = record_event(f"solitary event of {name}", by=colleague, kind="fair", day=timezone.localdate())
    release_event(event, by=colleague, release="own")
    return made


def _contact(shared, side, colleague, kept_alone):
    """An introduction of which a colleague says that it became a cooperation, which stays that colleague's."""
    made = note_contact(
        shared[0],
        by=side.users["manager"],
        kind="introduction",
        next_step="secret step",
        introduced_to=shared[1],
        interface=kept_alone,
        text=f"secret talk of {side.institution.name.lower()}",
    )
    tell_outcome(made, by=colleague, outcome="cooperation")
    Cooperation.objects.filter(pk=made.cooperation.pk).update(title=f"solitary {made.cooperation.title}")
    release_cooperation(made.cooperation, by=colleague, release="own")
    return made.public_id


def _event(side, kept_alone):
    name, manager = side.institution.name.lower(), side.users["manager"]
    call = add_funding_call(f"secret call of {name}", by=manager, deadline=timezone.localdate())
    made = record_event(
        f"secret event of {name}", by=manager, kind="workshop", day=timezone.localdate(), interface=kept_alone
    )
    list_guests(made, by=manager, names=[f"secret guest of {name}"], state="invited")
    file = ContentFile(b"secret slides", f"secret-{name}.txt")
    document = add_event_document(made, by=manager, title=f"secret slides of {name}", file=file)
    wrong = check_in(
        open_check_in(made, by=manager),
        name=f"secret check-in of {name}",
        kind="company",
        people=1,
        public_id=new_public_id(),
    )
    parts = {"document": document.public_id, "check_in_row": wrong.public_id}
    return {"event": made.public_id, "call": call.public_id, **parts}


def _proof(side):
    name = side.institution.name.lower()
    file = ContentFile(b"secret contract", f"secret-{name}.txt")
    said = {"source": f"secret notary of {name}", "title": f"secret contract of {name}"}
    proof = prove_cooperation(side.cooperation, by=side.users["manager"], file=file, **said)
    return {"proof": proof.pk, "proof_document": proof.document.public_id}


def _merge(side):
    one, other = (add_organisation(f"Twin {number} of {side.institution.name}", by=None) for number in range(2))
    return merge_organisations(one, gone=other, by=side.users["manager"], reason="same address")


def _person(side, organisation):
    """Somebody whom the institution knows, with a detail that every reader of it sees."""
    name, manager = side.institution.name.lower(), side.users["manager"]
    person = add_person(f"secret person of {name}", by=manager, functions=[(organisation, f"secret head of {name}")])
    detail = add_detail(
        person, by=manager, kind="mail", value=f"secret-{name}@example.org", purpose="news", basis="contract"
    )
    agreed = add_detail(
        person, by=manager, kind="mail", value=f"secret-{name}@example.net", purpose="news", basis="consent", way="talk"
    )
    asked = ask_for_consent(agreed, by=manager, language="en")
    return {
        "person": person.public_id,
        "detail": detail.public_id,
        "agreed": agreed.public_id,
        "consent_request": asked.public_id,
    }


def _invitation(side):
    """A letter that invites to an event of the institution."""
    name, manager = side.institution.name.lower(), side.users["manager"]
    event = record_event(f"secret invited event of {name}", by=manager, kind="fair", day=timezone.localdate())
    texts = {"subject_en": f"secret invitation of {name}", "text_en": "secret"}
    return write_mailing("events", by=manager, texts=texts, event=event)


def _followed(side, owner):
    """A partner on the shortlist of somebody else than who asks, a finding, and a cooperation that came of both."""
    name = side.institution.name.lower()
    entry = ShortlistEntry.objects.create(
        owner=owner, institution=side.institution, kind="organisation", code="pic:1", name=f"secret partner of {name}",
        language="en", asked="secret", data_version="v1",
    )  # fmt: skip
    finding = Finding.objects.create(
        owner=owner, institution=side.institution, release="institution", title=f"secret finding of {name}",
        columns=[], rows=[], parameters={}, address="/", language="en", data_version="v1",
    )  # fmt: skip
    for source in (entry, finding):
        set_origin(side.cooperation, by=owner, source=source)
    return {"entry": entry.public_id, "finding": finding.public_id}


def make_owner(side):
    """Somebody of the institution who is none of those who ask."""
    handle = f"owner.{side.institution.name}@example.org".lower()
    known = User.objects.filter(email=handle).first()
    return known or User.objects.create_user(
        handle, "correct horse staple", institution=side.institution, role="manager"
    )


def address(name, parts, known, **rest):
    named = [
        str(part).removesuffix("_kind") if str(part).endswith("_kind") else known.get(part, part) for part in parts
    ]
    return reverse(name, args=named, **rest)


def read_file(data, form):
    """All cells and headings of a file, whatever it is packed in."""
    if form == "xlsx":
        with ZipFile(BytesIO(data)) as packed:
            return "".join(packed.read(name).decode() for name in packed.namelist() if name.endswith(".xml"))
    if form == "parquet":
        table = pq.read_table(BytesIO(data))
        return str(table.to_pylist()) + str(table.schema.metadata)
    return data.decode()


def test_every_address_is_in_the_table():
    assert {one.name for one in REGISTER} == set(TABLE) | set(FILES) | set(KEPT)


@pytest.mark.parametrize("as_whom", [(role, whose) for role in Role.values for whose in ("own", "foreign")], ids=str)
@pytest.mark.parametrize("name", TABLE)
def test_who_may_what(served, two_institutions, things, name, as_whom):
    role, whose = as_whom
    method, parts, sent, expected = TABLE[name]
    served.force_login(two_institutions.silicon.users[role])

    answer = getattr(served, method)(address(name, parts, things[whose]), sent)

    assert answer.status_code == expected(role, whose)
    content = answer.getvalue()
    assert re.findall(rb"secret[^<]*bio|secret-bio|solitary", content) == []
    if role not in READERS:
        assert b"secret" not in content


@pytest.mark.parametrize("role", ["", *Role.values])
@pytest.mark.parametrize("asked", [(who, choice) for who in ("own", "foreign") for choice in ("agree", "withdraw")])
def test_by_the_link_of_a_consent_everybody_answers_but_those_who_ask(served, two_institutions, things, role, asked):
    whose, choice = asked
    request = ConsentRequest.objects.get(public_id=things[whose]["consent_request"])
    where = reverse("consent", args=[consent_token(request)])
    if role:
        served.force_login(two_institutions.silicon.users[role])
    is_asker = bool(role) and whose == "own"

    seen, answer = served.get(where), served.post(where, {"choice": choice})

    assert (seen.status_code, answer.status_code) == (200, 403 if is_asker else 302)
    assert (b'name="choice"' in seen.content) is not is_asker
    assert b"secret" not in seen.content + answer.content
    request.detail.refresh_from_db()
    assert bool(request.detail.confirmed or request.detail.withdrawn) is not is_asker


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("file", [(name, form) for name in FILES for form in FORMS], ids=str)
def test_files_hold_what_the_page_shows(served, two_institutions, things, role, file):
    name, form = file
    served.force_login(two_institutions.silicon.users[role])
    for table in FILES[name]:
        answer = served.get(address(name, (*THINGS.get(name, ()), table, form), things["foreign"]))
        assert answer.status_code == 200
        content = read_file(answer.content, form)
        assert "of bio" not in content
        assert "secret-bio" not in content
        assert "solitary" not in content
        assert role in READERS or "secret" not in content


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("form", FORMS)
def test_files_of_what_an_institution_keeps_are_its_readers_alone(served, two_institutions, things, form, role):
    served.force_login(two_institutions.silicon.users[role])
    for name, table in [(name, table) for name, tables in KEPT.items() for table in tables]:
        parts = (*THINGS[name], table, form)
        answers = {whose: served.get(address(name, parts, things[whose])) for whose in things}
        statuses = {whose: answer.status_code for whose, answer in answers.items()}
        assert role not in READERS or "solitary" not in read_file(answers["own"].content, form)
        assert statuses == {"own": 200 if role in READERS else 404, "foreign": 404, "absent": 404}


@pytest.mark.parametrize("role", Role.values)
def test_what_a_colleague_keeps_alone_is_in_no_inbox_and_no_history(served, two_institutions, things, role):
    served.force_login(two_institutions.silicon.users[role])
    pages = [reverse("inbox"), *(address("register_history", (f"{one}_kind", one), things["own"]) for one in HISTORIES)]

    told = {page: answer.content for page in pages if (answer := served.get(page)).status_code == 200}

    assert len(told) == (len(pages) if role in READERS else 1)
    assert [page for page, content in told.items() if b"solitary" in content] == []


def test_the_one_who_keeps_it_alone_sees_it(served, two_institutions, things):
    served.force_login(make_owner(two_institutions.silicon))

    page = served.get(address("register_contact", ("contact",), things["own"])).content.decode()

    assert page.count("solitary") == 2
    assert b"solitary plan" in served.get(reverse("register_cooperations")).content


def test_a_reader_finds_the_own_ones_in_files(served, two_institutions, things):
    served.force_login(two_institutions.silicon.users["analyst"])
    own = served.get(reverse("register_cooperations_file", args=["cooperations", "csv"])).content

    assert b"secret plan of silicon" in own


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if row[3]("manager", "foreign") == 404])
def test_what_is_not_yours_answers_as_what_is_not_there(served, two_institutions, things, name):
    method, parts, sent, _expected = TABLE[name]
    served.force_login(two_institutions.silicon.users["manager"])
    seen = []
    for whose in ("foreign", "absent"):
        where = address(name, parts, things[whose])
        answer = getattr(served, method)(where, sent)
        text = answer.content.decode().replace(where.partition("/register/")[2], "")
        seen.append((answer.status_code, re.sub(r'value="[A-Za-z0-9]{64}"', "", text)))

    assert seen[0] == seen[1]


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("register_event_document", "document"),
        ("register_event_document_remove", "document"),
        ("register_event_check_in_count", "check_in_row"),
        ("register_cooperation_document", "proof_document"),
        ("register_cooperation_proof_remove", "proof"),
    ],
)
def test_a_part_of_what_is_not_yours_is_not_reached_through_what_is(served, two_institutions, things, name, part):
    served.force_login(two_institutions.silicon.users["manager"])
    method, (whole, _part), sent, _expected = TABLE[name]

    answers = [
        getattr(served, method)(reverse(name, args=[things["own"][whole], things[whose][part]]), sent)
        for whose in ("foreign", "absent")
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert EventDocument.objects.filter(public_id=things["foreign"]["document"]).exists()
    assert CooperationProof.objects.filter(pk=things["foreign"]["proof"]).exists()
    assert CheckIn.objects.get(public_id=things["foreign"]["check_in_row"]).taken_off is None


SENT = [name for name, (method, _parts, _sent, expected) in TABLE.items() if method == "get" and expected is own_form]
"""Pages that show a form of something and take it, too."""


@pytest.mark.parametrize("role", ["manager", "analyst", "visitor"])
@pytest.mark.parametrize("name", SENT)
def test_a_form_of_what_is_not_yours_is_taken_as_one_of_what_is_not_there(served, two_institutions, things, name, role):
    served.force_login(two_institutions.silicon.users[role])
    seen = {"foreign": [], "absent": []}
    for whose, told in seen.items():
        where = address(name, TABLE[name][1], things[whose])
        for headers in ({}, {"hx-request": "true"}):
            answer = served.post(where, {"name": "Taken", "sure": "on", "version": "1"}, headers=headers)
            text = answer.content.decode().replace(where.partition("/register/")[2], "")
            told.append((answer.status_code, re.sub(r'value="[A-Za-z0-9]{64}"', "", text)))

    assert seen["foreign"] == seen["absent"]
    assert {status for status, _text in seen["foreign"]} <= {404, 405}


@pytest.mark.parametrize("name", [*TABLE, *FILES, *KEPT])
def test_without_an_account_there_is_only_the_sign_in(served, two_institutions, things, name):
    method, parts, sent, _expected = TABLE.get(
        name, ("get", (*THINGS.get(name, ()), (FILES | KEPT).get(name, ("",))[0], "csv"), {}, None)
    )
    answer = getattr(served, method)(address(name, parts, things["own"]), sent)

    assert (answer.status_code, "/sign-in/" in answer["Location"]) == (302, True)
