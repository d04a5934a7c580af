"""Writing organisations on pages: who may, what is refused with everything that was typed, nothing twice."""

import pytest
from lxml import html
from tests.web.conftest import AUTHORISED

from crossfield.web.accounts.models import LogEntry
from crossfield.web.registry.actions.relation import relate_organisations
from crossfield.web.registry.models import (
    CoreProposal,
    Field,
    Organisation,
    OrganisationRelation,
    OrganisationSheet,
    OrganisationValue,
    Representation,
)

pytestmark = pytest.mark.django_db
HERE = "/en/register/organisations/"
NEW = {"name": "Made AG", "source": "list of 2014"}
WRITES = [
    ("value/", {"key": "founded", "value": "2009", "source": "press"}),
    ("relation/", {"kind": "successor", "other": "Shared 1", "source": "press"}),
    ("sheet/", {"text": "written", "version": "0"}),
]


def tree(answer):
    return html.fromstring(answer.content.decode())


def message(answer):
    return tree(answer).xpath("string(//p[contains(@class, 'message')])").strip()


def errors(answer):
    return tree(answer).xpath("//ul[contains(@class, 'errorlist')]//li/text()")


@pytest.fixture
def signed_in(served, two_institutions):
    def as_role(role, side="silicon"):
        served.force_login(getattr(two_institutions, side).users[role])
        return served

    return as_role


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("visitor", 403),
        ("member", 403),
        ("officer", 403),
        ("reviewer", 403),
        ("analyst", 403),
        ("manager", 302),
        ("administrator", 302),
    ],
)
def test_management_and_administrators_add_organisations_and_nobody_else(signed_in, role, status):
    client, before = signed_in(role), Organisation.objects.count()
    opened = client.get(f"{HERE}new/").status_code
    answer = client.post(f"{HERE}new/", NEW)

    assert (opened, answer.status_code) == (200 if status == 302 else 403, status)
    assert Organisation.objects.count() - before == (status == 302)


@pytest.mark.parametrize(("end", "sent"), WRITES)
@pytest.mark.parametrize("role", ["visitor", "member", "officer", "reviewer", "analyst"])
def test_other_roles_write_nothing_about_an_organisation(signed_in, two_institutions, role, end, sent):
    written = (OrganisationValue, OrganisationRelation, OrganisationSheet)
    before = [kind.objects.count() for kind in written]
    one = two_institutions.shared[2]

    assert signed_in(role).post(f"{HERE}{one.public_id}/{end}", sent).status_code == 403
    assert [kind.objects.count() for kind in written] == before


def test_without_signing_in_a_form_leads_to_the_page_that_asks_for_it(served, two_institutions):
    answers = [served.get(f"{HERE}new/"), served.post(f"{HERE}new/", NEW)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Organisation.objects.filter(name="Made AG").count() == 0


def test_a_form_that_is_sent_twice_adds_one_organisation(desk):
    once = tree(desk.get(f"{HERE}new/?name=Made+AG")).xpath("//input[@name='once']/@value")[0]
    answers = [desk.post(f"{HERE}new/", NEW | {"once": once}) for _ in range(2)]

    assert [answer["Location"] for answer in answers] == [f"{HERE}{once}/"] * 2
    assert list(Organisation.objects.filter(name="Made AG").values_list("public_id", flat=True)) == [once]


def test_who_adds_a_cluster_need_not_say_that_it_is_one(desk):
    plain, cluster = (tree(desk.get(f"{HERE}new/{query}")) for query in ("", "?cluster=1"))

    titles = [page.xpath("string(//h1)") for page in (plain, cluster)]
    assert titles == ["Add an organisation", "Add a cluster"]
    assert [page.xpath("count(//input[@name='is_cluster' and @checked])") for page in (plain, cluster)] == [0, 1]
    assert cluster.xpath("//p[@class='do']/a/@href") == ["/en/register/clusters/"]


def test_two_organisations_may_have_one_name(desk):
    addresses = {desk.post(f"{HERE}new/", NEW)["Location"] for _ in range(2)}

    assert len(addresses) == Organisation.objects.filter(name="Made AG").count() == 2


def test_the_name_comes_from_the_address_as_text_and_not_without_end(desk):
    names = [
        tree(desk.get(f"{HERE}new/", {"name": name})).xpath("//input[@name='name']/@value")[0]
        for name in ("<script>", "=1+1", "x" * 400)
    ]

    assert names == ["<script>", "=1+1", "x" * 300]


@pytest.mark.parametrize(
    ("language", "given", "told"),
    [
        ("en", {"name": ""}, ["This field is required."]),
        ("en", {"name": "   "}, ["This field is required."]),
        ("en", {"name": "x" * 301}, ["Ensure this value has at most 300 characters (it has 301)."]),
        ("en", {"source": ""}, ["This field is required."]),
        (
            "en",
            {"region": "DED21X"},
            ["No region and no country is called “DED21X”. Write such as Sachsen, Germany or DED21."],
        ),
        ("en", {"pic": "99999999"}, ["Enter a valid value."]),
        ("en", {"website": "no address"}, ["Enter a valid URL."]),
        ("de", {"name": ""}, ["Dieses Feld ist zwingend erforderlich."]),
        (
            "de",
            {"region": "Nirgend"},
            ["Keine Region und kein Land heißt „Nirgend“. Schreiben Sie zum Beispiel Sachsen, Deutschland oder DED21."],
        ),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_the_rest_is_kept(desk, language, given, told):
    answer = desk.post(f"/{language}/register/organisations/new/", NEW | {"city": "Zwönitz <b>"} | given)

    assert (answer.status_code, errors(answer)) == (422, told)
    assert tree(answer).xpath("//input[@name='city']/@value") == ["Zwönitz <b>"]
    assert Organisation.objects.count() == 0


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "PIC 999999999 belongs to Other already. Choose that organisation, or correct the number."),
        (
            "de",
            "PIC 999999999 gehört schon zu Other. Wählen Sie diese Organisation, oder berichtigen Sie die Nummer.",
        ),
    ],
)
def test_a_number_of_another_organisation_is_told_with_its_owner_and_nothing_is_added(
    desk, make_organisation, language, told
):
    make_organisation("Other", identifiers={"pic": "999999999"})
    answer = desk.post(f"/{language}/register/organisations/new/", NEW | {"pic": "999999999"})

    assert (answer.status_code, errors(answer)) == (422, [told])
    assert list(Organisation.objects.values_list("name", flat=True)) == ["Other"]
    assert OrganisationValue.objects.count() == 0


def test_a_cluster_is_added_with_its_fields(desk):
    field = Field.objects.create(scheme="s", code="health", title_de="Gesundheit", title_en="Health")
    desk.post(f"{HERE}new/", NEW | {"is_cluster": "on", "fields_of": [field.pk]})
    desk.post(f"{HERE}new/", NEW | {"name": "No cluster", "fields_of": [field.pk]})
    made, other = (Organisation.objects.get(name=name) for name in ("Made AG", "No cluster"))

    assert list(made.cluster.fields.all()) == [field]
    assert hasattr(other, "cluster") is False
    verbs = LogEntry.objects.filter(kind="organisation").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["add_organisation", "make_cluster", "add_organisation"]


def test_a_field_that_is_not_there_is_refused(desk):
    answer = desk.post(f"{HERE}new/", NEW | {"is_cluster": "on", "fields_of": ["17"]})

    assert errors(answer) == ["Select a valid choice. 17 is not one of the available choices."]


def test_what_was_said_by_mistake_is_chosen_and_taken_off(desk, make_organisation):
    one = make_organisation("One", values={"city": "Dresden"})
    here = f"{HERE}{one.public_id}/value/remove/"
    desk.post(f"{HERE}{one.public_id}/value/", {"key": "city", "value": "<b>Jena</b>", "source": "press"})
    wrong = OrganisationValue.objects.get(value__contains="Jena")

    page = html.fromstring(desk.get(here).content.decode())
    said = [" ".join(one.text_content().split()) for one in page.xpath("//form[@class='write']//label[input]")]
    assert said == ["city: Dresden", "city: <b>Jena</b> (press)"]
    assert desk.post(here, {"value": "999999"}).status_code == 422
    assert OrganisationValue.objects.count() == 2
    assert desk.post(here, {"value": str(wrong.pk)})["Location"] == f"{HERE}{one.public_id}/"
    assert list(OrganisationValue.objects.values_list("value", flat=True)) == ["Dresden"]


def test_where_nothing_is_said_there_is_nothing_to_take_off(desk, make_organisation):
    one = make_organisation("One")

    assert desk.get(f"{HERE}{one.public_id}/value/remove/")["Location"] == f"{HERE}{one.public_id}/"


def test_a_value_is_added_beside_what_others_say(desk, make_organisation):
    one = make_organisation("One", values={"city": "Dresden"}, source="list")
    answer = desk.post(
        f"{HERE}{one.public_id}/value/", {"key": "city", "value": " Freiberg ", "source": "press", "as_of": "07/2014"}
    )
    kept = OrganisationValue.objects.order_by("pk").values_list("key", "value", "source", "as_of")

    assert answer["Location"] == f"{HERE}{one.public_id}/"
    assert [row for row in kept if row[0] == "city"] == [
        ("city", "Dresden", "list", None),
        ("city", "Freiberg", "press", "2014-07"),
    ]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            {"key": "shoe size"},
            "Not saved. What: Select a valid choice. shoe size is not one of the available choices.",
        ),
        ({"value": ""}, "Not saved. Value: This field is required."),
        ({"value": "x" * 2001}, "Not saved. Value: Ensure this value has at most 2000 characters (it has 2001)."),
        ({"source": " "}, "Not saved. Who says so?: This field is required."),
    ],
)
def test_a_value_that_does_not_hold_is_told_on_the_page_of_its_organisation(desk, make_organisation, given, told):
    one = make_organisation("One")
    sent = {"key": "city", "value": "Dresden", "source": "press"} | given
    answer = desk.post(f"{HERE}{one.public_id}/value/", sent, follow=True)

    assert (message(answer), answer.redirect_chain) == (told, [(f"{HERE}{one.public_id}/", 302)])
    assert OrganisationValue.objects.count() == 0


@pytest.mark.parametrize("day", ["2014-02-30", "0000", "<b>", "14.13.2014", "soon"])
def test_a_value_of_no_day_is_not_kept(desk, make_organisation, day):
    one = make_organisation("One")
    sent = {"key": "city", "value": "Dresden", "source": "press", "as_of": day}
    answer = desk.post(f"{HERE}{one.public_id}/value/", sent, follow=True)

    assert message(answer).startswith("Not saved. As of: ")
    assert OrganisationValue.objects.count() == 0


@pytest.mark.parametrize(
    "given",
    [{"other": "One"}, {"other": "Nobody"}, {"other": ""}, {"share": "101"}, {"share": "-1"}, {"kind": "sister"}],
)
def test_a_relation_that_does_not_hold_is_told_and_not_kept(desk, make_organisation, given):
    one, _two = make_organisation("One"), make_organisation("Two")
    sent = {"kind": "successor", "other": "Two", "source": "press"} | given
    answer = desk.post(f"{HERE}{one.public_id}/relation/", sent, follow=True)

    assert message(answer).startswith("Not saved. ")
    assert OrganisationRelation.objects.count() == 0


@pytest.mark.parametrize(("role", "status"), [("manager", 403), ("analyst", 403), ("administrator", 302)])
def test_administrators_alone_say_for_whom_the_institution_speaks(signed_in, two_institutions, role, status):
    one = two_institutions.shared[2]

    assert signed_in(role).post(f"{HERE}{one.public_id}/represent/", AUTHORISED).status_code == status
    assert Representation.objects.filter(organisation=one).exists() is (status == 302)


@pytest.mark.parametrize(("name", "value"), [("ground", " "), ("authorised", ""), ("authorised", "2100-01-01")])
def test_without_a_ground_and_its_day_the_institution_speaks_for_nobody_more(signed_in, two_institutions, name, value):
    where = f"{HERE}{two_institutions.shared[2].public_id}/represent/"

    assert message(signed_in("administrator").post(where, AUTHORISED | {name: value}, follow=True))[:10] == "Not saved."
    assert Representation.objects.count() == 2


def test_whom_another_institution_speaks_for_stays_theirs(signed_in, two_institutions):
    theirs = two_institutions.bio.cluster.organisation

    assert signed_in("administrator").post(f"{HERE}{theirs.public_id}/represent/", AUTHORISED).status_code == 403
    assert Representation.objects.get(organisation=theirs).institution == two_institutions.bio.institution


def test_the_sheet_that_opens_is_the_own_institutions(signed_in, two_institutions):
    where = f"{HERE}{two_institutions.shared[0].public_id}/sheet/"
    texts = [
        tree(signed_in("manager", side).get(where)).xpath("string(//textarea[@name='text'])").strip()
        for side in ("silicon", "bio")
    ]

    assert texts == ["secret note of silicon", "secret note of bio"]


def test_a_sheet_written_over_keeps_what_the_other_institution_wrote(signed_in, two_institutions):
    one = two_institutions.shared[0]
    signed_in("manager").post(f"{HERE}{one.public_id}/sheet/", {"text": "new", "version": "1"})

    kept = OrganisationSheet.objects.filter(organisation=one).order_by("institution__name")
    assert [sheet.text for sheet in kept] == ["secret note of bio", "new"]


@pytest.mark.parametrize(
    "given",
    [{"version": ""}, {"version": "-1"}, {"version": "x"}, {"member_number": "1" * 41}, {"next_step_due": "31.2.2014"}],
)
def test_a_sheet_that_does_not_hold_is_refused_with_what_was_typed(desk, make_organisation, given):
    one = make_organisation("One")
    answer = desk.post(f"{HERE}{one.public_id}/sheet/", {"text": "typed <b>", "version": "0"} | given)

    assert answer.status_code == 422
    assert tree(answer).xpath("string(//textarea[@name='text'])").strip() == "typed <b>"
    assert OrganisationSheet.objects.count() == 0


EVERY = {
    "member_number": ("Member number", "7", "8"),
    "contribution_class": ("Contribution class", "A", "B"),
    "contacts": ("Contacts (functions)", "the director", "the office"),
    "text": ("Notes", "first <b>", "second"),
    "tags": ("Tags, parted by commas", "photonics", "optics"),
    "assessment": ("Assessment", "strong", "new"),
    "next_step": ("Next step", "call", "write"),
    "next_step_due": ("By", "2026-12-01", "2026-12-24"),
}
"""Each field of a sheet: as it is called, as the first of two writes it and as the second does."""


@pytest.mark.parametrize("place", [0, 2], ids=["written before", "first written now"])
def test_of_two_who_edit_one_sheet_the_second_sees_all_that_the_first_wrote_and_puts_both_together(
    signed_in, two_institutions, place
):
    one = two_institutions.shared[place]
    client, where = signed_in("manager"), f"{HERE}{one.public_id}/sheet/"
    opened = tree(client.get(where)).forms[-1].fields["version"]
    first, second = ({name: told[side] for name, told in EVERY.items()} for side in (1, 2))
    signed_in("administrator").post(where, first | {"version": opened})
    answer = signed_in("manager").post(where, second | {"version": opened})
    page = tree(answer)
    shown = {
        one.text_content(): two.text_content() for one, two in zip(page.xpath("//dt"), page.xpath("//dd"), strict=True)
    }

    assert (answer.status_code, shown) == (
        422,
        {label: "Dec. 1, 2026" if name == "next_step_due" else text for name, (label, text, _) in EVERY.items()},
    )
    form = page.xpath("//form[contains(@class, 'write')]")[0]
    assert {name: form.fields[name].strip() for name in second} == second
    kept = OrganisationSheet.objects.get(organisation=one, institution=two_institutions.silicon.institution)
    assert kept.text == "first <b>"
    merged = {name: form.fields[name] for name in (*second, "version")} | {"text": "first <b>, second"}
    assert client.post(where, merged).status_code == 302
    kept.refresh_from_db()
    assert (kept.text, kept.tags, kept.member_number) == ("first <b>, second", "optics", "8")


@pytest.mark.parametrize(
    ("key", "now", "typed"), [("name", "Renamed first", "Renamed second"), ("region", "AT31", "PL51")]
)
def test_of_two_who_change_the_core_the_second_is_told_how_it_reads_now(desk, make_organisation, key, now, typed):
    one = make_organisation("Old name", region="DED21")
    (opened,) = [each for each in tree(desk.get(f"{HERE}{one.public_id}/")).forms if each.action.endswith("/core/")]
    sent = dict(opened.fields) | {"key": key, "reason": "imprint"}
    desk.post(opened.action, sent | {"value": now}, follow=True)
    answer = desk.post(opened.action, sent | {"value": typed}, follow=True)

    one.refresh_from_db()
    assert getattr(one, key) == now
    assert message(answer) == (
        f"Not saved. Somebody has changed this since you opened the page: it now reads “{now}”. "
        f"If it should read “{typed}” nevertheless, write that again."
    )


@pytest.mark.parametrize("end", ["value/", "relation/", "sheet/", "represent/"])
def test_nobody_writes_about_an_organisation_that_is_not_there(desk, end):
    assert desk.post(f"{HERE}nothing/{end}").status_code == 404


@pytest.mark.parametrize("end", ["value/", "relation/", "represent/"])
def test_reading_an_address_changes_nothing(desk, make_organisation, end):
    assert desk.get(f"{HERE}{make_organisation('One').public_id}/{end}").status_code == 405


def test_names_are_suggested_twelve_at_most(desk, make_organisation):
    for number in range(13):
        make_organisation(f"Anna {number:02}")

    assert desk.get(f"{HERE}names/?member=anna").content.count(b"<option") == 12
    assert desk.get(f"{HERE}names/?member=anna+07").content.count(b"<option") == 1
    assert desk.get(f"{HERE}names/?member=%20a%20").content.count(b"<option") == 0
    assert desk.post(f"{HERE}names/").status_code == 405


@pytest.mark.parametrize(("sent", "left"), [("", []), ("999 999 998", ["999999998"]), ("12", ["999999999"])])
def test_a_wrong_link_with_the_data_is_corrected_on_the_page(desk, make_organisation, sent, left):
    one = make_organisation("Linked", identifiers={"pic": "999999999"})
    answer = desk.post(f"{HERE}{one.public_id}/number/", {"scheme": "pic", "number": sent}, follow=True)

    assert list(one.identifiers.values_list("value", flat=True)) == left
    assert ("A PIC has nine digits." in tree(answer).text_content()) == (sent == "12")


def test_of_two_numbers_the_page_asks_which_one_is_wrong(desk, make_organisation):
    one = make_organisation("Linked", identifiers={"pic": "999999999"})
    where = f"{HERE}{one.public_id}/"
    assert tree(desk.get(where)).xpath("//select[@name='replaced']") == []
    one.identifiers.create(scheme="pic", value="999999998")
    choices = tree(desk.get(where)).xpath("//select[@name='replaced']/option/@value")
    assert choices == ["", "999999998", "999999999"]

    sent = {"scheme": "pic", "number": "999999997"}
    assert "999999998, 999999999" in tree(desk.post(f"{where}number/", sent, follow=True)).text_content()
    desk.post(f"{where}number/", sent | {"replaced": "999999999"})
    assert sorted(one.identifiers.values_list("value", flat=True)) == ["999999997", "999999998"]


def test_readers_see_who_speaks_for_it_and_its_administrators_end_that(signed_in, two_institutions):
    cluster = two_institutions.silicon.cluster.organisation
    where = f"{HERE}{cluster.public_id}/"
    pages = {role: signed_in(role).get(where).content.decode() for role in ("visitor", "analyst", "administrator")}
    foreign = signed_in("administrator", "bio").get(where).content.decode()

    assert {role: "Silicon speaks for it here" in page for role, page in pages.items()} == {
        "visitor": False,
        "analyst": True,
        "administrator": True,
    }
    assert ["Authorised by: decision of its board, July 14, 2014." in page for page in (*pages.values(), foreign)] == [
        *(False, True, True, True),
    ]
    assert ['value="end"' in page for page in (*pages.values(), foreign)] == [False, False, True, False]
    assert signed_in("administrator", "bio").post(f"{where}represent/", {"choice": "end"}).status_code == 403
    told = signed_in("administrator").post(f"{where}represent/", {"choice": "end"}, follow=True)
    assert "No institution speaks for it any more." in told.content.decode()


def test_a_claim_of_before_has_no_ground_until_its_institution_notes_it(signed_in, two_institutions):
    cluster = two_institutions.silicon.cluster.organisation
    where = f"{HERE}{cluster.public_id}/"
    Representation.objects.filter(organisation=cluster).update(ground="", authorised=None)
    pages = [signed_in("administrator", side).get(where).content.decode() for side in ("silicon", "bio")]
    signed_in("administrator").post(f"{where}represent/", AUTHORISED)

    assert [("No ground is noted." in page, "Put the ground right" in page) for page in pages] == [
        *((True, True), (True, False)),
    ]
    assert Representation.objects.get(organisation=cluster).ground == AUTHORISED["ground"]


def test_what_became_of_a_change_of_the_core_is_told(signed_in, two_institutions):
    shared = two_institutions.shared[0]
    where = f"{HERE}{shared.public_id}/"
    manager = two_institutions.silicon.users["manager"]
    sent = {"key": "name", "value": "Renamed", "reason": "register", "name_shown": shared.name}
    proposed = message(signed_in("manager").post(f"{where}core/", sent, follow=True))
    one = CoreProposal.objects.get(owner=manager)
    decide = f"/en/register/proposals/{one.public_id}/decide/"
    declined = message(signed_in("manager", "bio").post(decide, {"choice": "refuse"}, follow=True))

    assert proposed.startswith("Proposed. It changes once another institution")
    assert declined == "Declined: the entry stays as it is."


def test_a_wrong_number_and_a_wrong_relation_of_what_others_use_are_proposed_and_decided_on_the_page(
    signed_in, two_institutions, make_organisation
):
    shared = two_institutions.shared[0]
    where, manager = f"{HERE}{shared.public_id}/", two_institutions.silicon.users["manager"]
    made = relate_organisations(
        make_organisation("Holding AG"), other=shared, kind="parent", by=manager, source="press"
    )
    client = signed_in("manager")
    added = client.post(f"{where}number/", {"scheme": "pic", "number": "999999999"}, follow=True)
    number = client.post(f"{where}number/", {"scheme": "pic", "number": ""}, follow=True)
    off = {"choice": "remove", "stands": "|||press", "reason": "never was", "from": shared.public_id}
    relation = client.post(f"/en/register/relations/{made.public_id}/change/", off, follow=True)

    assert message(added) == "Saved."
    assert [message(one)[:9] for one in (number, relation)] == ["Proposed."] * 2
    client = signed_in("manager", "bio")
    page = tree(client.get(where))
    said = [" ".join(one.text_content().split()) for one in page.xpath("//section[@id='proposals']//li")]
    assert [one.split(" – ")[0].split("Silicon, ")[0] for one in said] == [
        "Holding AG: parent: Shared 0, press → –", "PIC: 999999999 → –",
    ]  # fmt: skip
    assert "never was" in said[0]
    for form in page.xpath("//section[@id='proposals']//form/@action"):
        client.post(form, {"choice": "accept"})
    assert (shared.identifiers.count(), OrganisationRelation.objects.count()) == (0, 0)


@pytest.fixture
def relation(two_institutions, make_organisation):
    one, other = make_organisation("Holding AG"), make_organisation("Werk GmbH")
    by = two_institutions.silicon.users["manager"]
    return relate_organisations(one, other=other, kind="majority", by=by, share=51, source="HRB 1")


def stands(answer):
    return tree(answer).xpath("//input[@name='stands']/@value")


@pytest.mark.parametrize("end", ["organisation", "other"])
def test_a_relation_is_ended_on_the_page_of_either_side(signed_in, relation, end):
    client, here = signed_in("manager"), getattr(relation, end).public_id
    page = client.get(f"{HERE}{here}/")
    sent = {"share": "51", "valid_to": "2016-12-31", "source": "HRB 1", "stands": stands(page)[0], "from": here}

    answer = client.post(f"/en/register/relations/{relation.public_id}/change/", sent, follow=True)

    relation.refresh_from_db()
    assert str(relation.valid_to) == "2016-12-31"
    assert answer.redirect_chain == [(f"{HERE}{here}/", 302)]
    assert message(answer) == "Saved."
    assert "until Dec. 31, 2016" in answer.content.decode()
    assert "(HRB 1)" in answer.content.decode()


def test_it_cannot_end_before_it_began(signed_in, relation):
    client = signed_in("manager")
    sent = {"valid_from": "2016-12-31", "valid_to": "2014-07-14", "source": "HRB 1", "stands": "51|||HRB 1"}

    answer = client.post(f"/en/register/relations/{relation.public_id}/change/", sent, follow=True)

    relation.refresh_from_db()
    assert (relation.valid_from, relation.valid_to) == (None, None)
    assert message(answer) == "Not saved. to: It ends before it begins."


def test_one_that_never_was_is_taken_off(signed_in, relation):
    client, here = signed_in("manager"), relation.organisation.public_id
    where = f"/en/register/relations/{relation.public_id}/change/"
    old = client.post(where, {"choice": "remove", "stands": "52|||HRB 1"}, follow=True)
    left = OrganisationRelation.objects.count()
    gone = client.post(where, {"choice": "remove", "stands": "51|||HRB 1"}, follow=True)

    assert "Somebody has changed this relation" in message(old)
    assert left == 1
    assert (message(gone), OrganisationRelation.objects.count()) == ("Taken off.", 0)
    assert gone.redirect_chain == [(f"{HERE}{here}/", 302)]


def test_who_only_reads_sees_no_form_for_it(signed_in, relation):
    assert stands(signed_in("analyst").get(f"{HERE}{relation.organisation.public_id}/")) == []
