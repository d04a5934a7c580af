"""What the program writes as CSV or XLSX it reads again: no column is chosen by hand, and nothing would change."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from lxml import html

from crossfield.web.accounts.actions.account import ensure_desk_user
from crossfield.web.registry.actions.cluster import begin_membership, make_cluster
from crossfield.web.registry.actions.event import add_funding_call, list_guests, record_event
from crossfield.web.registry.actions.example import add_example
from crossfield.web.registry.actions.organisation import add_organisation, add_value, write_sheet
from crossfield.web.registry.actions.person import add_detail, add_person
from crossfield.web.registry.actions.relation import relate_organisations
from crossfield.web.registry.models import (
    Cluster,
    Event,
    EventGuest,
    Field,
    FundingCall,
    Intake,
    NamedInterface,
    Organisation,
    OrganisationRelation,
    Person,
    PersonDetail,
)

pytestmark = pytest.mark.django_db
FORMS = ("csv", "xlsx")
LANGUAGES = ("de", "en")


@pytest.fixture
def register(desk):
    """The worked example, and of each list a few entries with what is hard about them."""
    desk.get("/en/register/clusters/")
    by = ensure_desk_user()
    add_example()
    titles = (("a", "Optik, Photonik", "Photonics, optics"), ("b", "KI", "AI"))
    fields = [Field.objects.create(scheme="s", code=code, title_de=de, title_en=en) for code, de, en in titles]
    named = NamedInterface.objects.create(name="Chips; Bio", release="public")
    cluster = make_cluster(
        add_organisation("=Chips, „Bio“ e.V.", by=by, region="DED21", values={"city": "Dresden", "postcode": "01069"}),
        by=by,
        fields=fields,
    )
    add_value(cluster.organisation, by=by, key="founded", value="2000-12", source="x")
    add_value(cluster.organisation, by=by, key="members", value="1650", source="x", as_of="2026-02-01")
    twins = [add_organisation("Zwilling <b>GmbH</b>", by=by, region=region) for region in ("DED2", "DED2", "AT31", "")]
    for number, one in enumerate(twins):
        begin_membership(cluster, member=one, by=by, valid_from=date(2012, number + 1, 1))
    add_organisation('O\'Müller; "Söhne" @ Co.', by=by, region="CZ01", values={"city": "Praha", "postcode": "110 00"})
    add_organisation("'Nummer AG'", by=by, region="DE", values={"city": "'s-Hertogenbosch", "postcode": "09599"})
    add_organisation("Nummer AG", by=by, region="DE", identifiers={"pic": "999999999", "vat": "DE1"})
    write_sheet(
        twins[0], by=by, given={"member_number": "007", "contribution_class": "-II", "text": "=1+1\nzwei; „drei“"}
    )
    for day, last in ((date(2014, 7, 14), None), (date(2014, 9, 3), date(2014, 9, 5))):
        event = {"place": "Jena, Saal", "text": "+1\nzwei", "followed": "@x", "address": "https://example.org/e"}
        record_event("Treffen", by=by, kind="delegation", day=day, last_day=last, interface=named, **event)
    add_funding_call(
        "Aufruf", by=by, programme="Horizon", fields=fields, opens=date(2027, 1, 1), deadline=date(2027, 3, 31),
        who="KMU, „klein“", address="https://example.org/c",
    )  # fmt: skip
    add_funding_call("Aufruf", by=by, programme="Interreg")
    person = add_person("Funktion Eins", by=by, functions=[(twins[2], "Leitung"), (cluster.organisation, "Vorstand")])
    for kind, value in (("mail", "a@example.org"), ("mail", "b@example.org"), ("phone", "+49 1"), ("mobile", "017")):
        add_detail(person, by=by, kind=kind, value=value, purpose="news", basis="contract")
    add_person("Funktion Zwei", by=by, language="en")
    return cluster


def bring(desk, language, kind, file, where="lists/", **given):
    """Send a file, take the columns as they are guessed, and give the list as it is to be looked at."""
    told = {"file": file, "source": "own", "kind": kind}
    sent = desk.post(f"/{language}/register/{where}", told | given)
    where = f"/{language}/register/lists/"
    form = html.fromstring(desk.get(sent["Location"]).content.decode())
    chosen = {one.get("name"): one.xpath("string(option[@selected]/@value)") for one in form.xpath("//form//select")}
    intake = Intake.objects.first()
    desk.post(sent["Location"], chosen)
    while Intake.objects.get(pk=intake.pk).state == "looking":
        desk.post(f"{where}{intake.public_id}/look/")
    return intake


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "path", "model"),
    [
        ("members", "organisations/organisations", Organisation),
        ("clusters", "clusters/clusters", Cluster),
        ("events", "events/events", Event),
        ("calls", "calls/calls", FundingCall),
    ],
)
def test_a_file_of_the_program_comes_in_again_without_differences(desk, register, kind, path, model, language, form):  # noqa: PLR0917 -- fixtures by name
    answer = desk.get(f"/{language}/register/{path}.{form}")
    intake = bring(desk, language, kind, SimpleUploadedFile(f"l.{form}", answer.content))

    rows = list(intake.rows.all())
    assert len(rows) == model.objects.count()
    assert [(row.cells, row.answer, row.problems) for row in rows if row.answer != "register" or row.problems] == []
    assert [(row.cells, row.changes) for row in rows if row.changes] == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_members_of_a_cluster_come_in_again_without_differences(desk, register, language, form):
    where = f"/{language}/register/clusters/{register.organisation.public_id}/members.{form}"
    file = SimpleUploadedFile(f"m.{form}", desk.get(where).content)
    intake = bring(desk, language, "members", file, cluster=register.pk)

    rows = [(row.answer, row.problems, row.changes) for row in intake.rows.all()]
    assert rows == [("register", [], [])] * 4


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_people_come_in_again_without_differences(desk, register, language, form):
    file = SimpleUploadedFile(f"p.{form}", desk.get(f"/{language}/register/people/people.{form}").content)
    ground = {"purpose": "news", "basis": "contract", "seen": "readers"}
    intake = bring(desk, language, "people", file, where="people/bring/", **ground)

    rows = [(row.values["name"], row.answer, row.problems, row.changes) for row in intake.rows.all()]
    assert rows == [("Funktion Eins", "register", [], []), ("Funktion Zwei", "register", [], [])]
    before = list(PersonDetail.objects.order_by("pk").values_list("kind", "value"))
    desk.post(f"/{language}/register/lists/{intake.public_id}/take/")
    assert list(PersonDetail.objects.order_by("pk").values_list("kind", "value")) == before
    assert [one.functions.count() for one in Person.objects.order_by("name")] == [2, 0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_cards_of_people_come_in_again_without_differences(desk, register, language):
    by, place = ensure_desk_user(), add_organisation("O'Müller; „Söhne“, Co.", by=ensure_desk_user())
    for number in range(2):  # of one name, and told apart by their id alone
        twin = add_person("Zwilling, Ü.; Dr.", by=by, functions=[(place, "Leitung; Labor, 1")])
        told = {
            "mail": f"{number}@example.org",
            "post": "Weg 1; Hof, 01069 Dresden",
            "website": "https://example.org/a,b",
        }
        for kind, value in told.items():
            add_detail(twin, by=by, kind=kind, value=value, purpose="news", basis="contract")
    file = SimpleUploadedFile("p.vcf", desk.get(f"/{language}/register/people/people.vcf").content)
    given = {"file": file, "source": "own", "purpose": "news", "basis": "contract", "seen": "readers"}
    desk.post(f"/{language}/register/people/bring/", given)

    rows = [(row.values["name"], row.answer, row.problems, row.changes) for row in Intake.objects.first().rows.all()]
    names = ["Funktion Eins", "Funktion Zwei", "Zwilling, Ü.; Dr.", "Zwilling, Ü.; Dr."]
    assert sorted(rows) == [(name, "register", [], []) for name in names]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_guests_of_events_come_in_again_without_differences_and_fill_emptied_events(desk, register, language, form):
    first, second = Event.objects.filter(title="Treffen").order_by("day")
    names = ["Nummer AG", "Zwilling <b>GmbH</b>", "Nicht im Register e.V."]
    list_guests(first, by=ensure_desk_user(), names=[*names, "Nummer AG"], state="registered")
    list_guests(second, by=ensure_desk_user(), names=names[:1], state="attended")
    EventGuest.objects.filter(event=second).update(kind="company")
    columns = ("event", "name", "organisation", "state", "people", "kind")
    before = list(EventGuest.objects.order_by("event", "name").values_list(*columns))
    all_of_them = desk.get(f"/{language}/register/events/guests.{form}").content
    intake = bring(desk, language, "guests", SimpleUploadedFile(f"g.{form}", all_of_them))
    rows = [(row.answer, row.problems, row.changes) for row in intake.rows.all()]
    assert rows == [("register", [], [])] * 4
    own = desk.get(f"/{language}/register/events/{first.public_id}/guests.{form}").content
    intake = bring(desk, language, "guests", SimpleUploadedFile(f"g.{form}", own))
    assert [(row.answer, row.changes) for row in intake.rows.all()] == [("register", [])] * 3

    EventGuest.objects.all().delete()
    intake = bring(desk, language, "guests", SimpleUploadedFile(f"g.{form}", all_of_them))
    doubtful = [row.values["name"] for row in intake.rows.filter(answer="review")]
    assert doubtful == ["Zwilling <b>GmbH</b>"]  # the register has four of that name
    intake.rows.filter(answer="review").update(choice="other")
    desk.post(f"/{language}/register/lists/{intake.public_id}/take/")
    assert list(EventGuest.objects.order_by("event", "name").values_list(*columns)) == before


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_relations_come_in_again_without_differences_and_fill_an_emptied_register(desk, register, language, form):
    by, numbered = ensure_desk_user(), Organisation.objects.get(name="Nummer AG")
    days = {"valid_from": date(2010, 1, 1), "valid_to": date(2020, 12, 31)}
    twin = Organisation.objects.filter(name="Zwilling <b>GmbH</b>").first()
    relate_organisations(numbered, other=twin, kind="majority", by=by, share="51.50", source="HRB 1", **days)
    relate_organisations(twin, other=register.organisation, kind="successor", by=by)
    columns = ("organisation", "other", "kind", "share", "valid_from", "valid_to")
    before = list(OrganisationRelation.objects.order_by(*columns).values_list(*columns))
    content = desk.get(f"/{language}/register/organisations/relations.{form}").content
    intake = bring(desk, language, "relations", SimpleUploadedFile(f"r.{form}", content))
    rows = [(row.answer, row.problems, row.changes) for row in intake.rows.all()]
    assert rows == [("register", [], [])] * len(before)

    OrganisationRelation.objects.all().delete()
    intake = bring(desk, language, "relations", SimpleUploadedFile(f"r.{form}", content))
    desk.post(f"/{language}/register/lists/{intake.public_id}/take/")
    assert list(OrganisationRelation.objects.order_by(*columns).values_list(*columns)) == before


@pytest.mark.parametrize("form", FORMS)
def test_files_fill_an_empty_workbench_with_the_same(desk, register, form):
    """Events, calls and clusters leave, are deleted, and come back as they were."""
    paths = {"events": "events/events", "calls": "calls/calls", "clusters": "clusters/clusters"}
    files = {kind: desk.get(f"/de/register/{path}.{form}").content for kind, path in paths.items()}
    kept = ("title", "kind", "day", "last_day", "place", "interface", "followed", "address")
    before = sorted(Event.objects.values_list(*kept), key=str)
    calls = sorted(FundingCall.objects.values_list("title", "programme", "opens", "deadline", "who", "fields"), key=str)
    Event.objects.all().delete()
    FundingCall.objects.all().delete()
    with translation.override("de"):
        for kind in ("events", "calls"):
            intake = bring(desk, "de", kind, SimpleUploadedFile(f"l.{form}", files[kind]))
            desk.post(f"/de/register/lists/{intake.public_id}/take/")

    assert sorted(Event.objects.values_list(*kept), key=str) == before
    again = FundingCall.objects.values_list("title", "programme", "opens", "deadline", "who", "fields")
    assert sorted(again, key=str) == calls
