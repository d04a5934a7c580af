"""Organisations of the register: what sources say, the own sheet, relations, and what two people write at once."""

import pytest
from lxml import html
from tests.web.conftest import AUTHORISED

from crossfield.web.registry.models import Organisation, OrganisationRelation, OrganisationSheet, Representation

pytestmark = pytest.mark.django_db
HERE = "/de/register/organisations/"


def tree(answer):
    return html.fromstring(answer.content.decode())


def test_an_organisation_is_added_and_found(desk):
    sent = {"name": "Beispiel AG <b>", "region": "ded21", "city": "Dresden", "pic": "999999999", "source": "list"}
    answer = desk.post(f"{HERE}new/", sent)
    made = Organisation.objects.get()
    page = tree(desk.get(answer["Location"]))

    assert page.xpath("string(//h1)") == "Beispiel AG <b>"
    assert "PIC 999999999" in page.text_content()
    assert [desk.get(f"{HERE}?q={text}").content.count(made.public_id.encode()) for text in ("999999999", "x")] == [
        1,
        0,
    ]
    again = desk.post(f"{HERE}new/", sent)
    assert (again.status_code, Organisation.objects.count()) == (422, 1)


def test_a_page_says_how_many_more_the_files_hold(desk, make_organisation, monkeypatch):
    monkeypatch.setattr("crossfield.web.desk.pages.registered_organisation.SHOWN", 2)
    said = []
    for name in ("A", "B", "C"):
        make_organisation(name)
        said.append(tree(desk.get(HERE)).xpath("string(//section[@id='organisations']/p[@class='read'])"))

    assert said == ["", "", "1 weitere Zeile steht in den Dateien."]
    rows = desk.get(f"{HERE}organisations.csv").content.decode("utf-8-sig").splitlines()
    assert [row.partition(",")[0] for row in rows[:4]] == ["name", "A", "B", "C"]


def test_a_cluster_is_one_with_a_tick(desk):
    desk.post(f"{HERE}new/", {"name": "Cluster", "source": "x", "is_cluster": "on"})

    assert Organisation.objects.get().cluster


@pytest.mark.parametrize(
    "given", [{"region": "Sachsen"}, {"pic": "12"}, {"name": ""}, {"website": "javascript:alert(1)"}]
)
def test_what_is_no_code_or_address_is_refused(desk, given):
    answer = desk.post(f"{HERE}new/", {"name": "A", "source": "x", **given})

    assert (answer.status_code, Organisation.objects.count()) == (422, 0)


def test_names_are_suggested_from_two_letters_on(desk, make_organisation):
    make_organisation('Anna "AG" <b>')
    answers = [desk.get(f"{HERE}names/?{query}") for query in ("member=an", "partner=a", "", "x=zz")]

    assert [answer.content.decode().count("<option") for answer in answers] == [1, 0, 0, 0]
    assert b"<b>" not in answers[0].content


def test_the_sheet_is_written_and_a_second_writer_is_told(desk, make_organisation):
    one = make_organisation("One")
    where = f"{HERE}{one.public_id}/sheet/"
    assert desk.get(where).status_code == 200
    first = desk.post(where, {"text": "first", "version": "0"})
    late = desk.post(where, {"text": "second", "version": "0"})
    page = tree(late)

    assert (first.status_code, late.status_code) == (302, 422)
    assert "first" in page.xpath("string(//section[@class='warning'])")
    assert page.xpath("string(//textarea[@name='text'])").strip() == "second"
    again = desk.post(where, {"text": "both", "version": page.xpath("//input[@name='version']/@value")[0]})
    assert (again.status_code, OrganisationSheet.objects.get().text) == (302, "both")
    assert "both" in tree(desk.get(f"{HERE}{one.public_id}/")).xpath("string(//section[@class='own'])")


def test_values_and_relations_are_added_on_the_page(desk, make_organisation):
    one, two = make_organisation("One"), make_organisation("Two")
    where = f"{HERE}{one.public_id}/"
    desk.post(f"{where}value/", {"key": "founded", "value": "2009", "source": "press", "as_of": "5/2024"})
    desk.post(f"{where}relation/", {"kind": "successor", "other": "two", "source": "press"})
    circle = desk.post(
        f"{HERE}{two.public_id}/relation/", {"kind": "successor", "other": "One", "source": "x"}, follow=True
    )
    page = tree(desk.get(where))

    assert page.xpath("//section[@id='values']//tbody/tr/td/text()") == ["2009", "Mai 2024", "press"]
    assert OrganisationRelation.objects.count() == 1
    assert "Kreis" in tree(circle).xpath("string(//p[@class='message'][last()])")


def test_a_relation_or_a_value_that_is_sent_twice_is_kept_once(desk, make_organisation):
    one, _two = make_organisation("One"), make_organisation("Two")
    forms = {form.action.rsplit("/", 2)[1]: form for form in tree(desk.get(f"{HERE}{one.public_id}/")).forms}
    given = {"value": {"key": "city", "value": "Dresden"}, "relation": {"kind": "parent", "other": "Two"}}
    for name, told in given.items():
        hidden = {key: value for key, value in forms[name].fields.items() if value}
        sent = hidden | told | {"source": "press"}
        answers = [desk.post(forms[name].action, sent, follow=True) for _ in range(2)]
        assert ["Gespeichert." in answer.content.decode() for answer in answers] == [True, True]

    assert [one.values.count(), OrganisationRelation.objects.count()] == [1, 1]
    desk.post(forms["relation"].action, given["relation"] | {"source": "press"})
    assert OrganisationRelation.objects.count() == 2  # a form that was opened anew


def test_the_institution_speaks_for_it_once(desk, make_organisation):
    one = make_organisation("One")
    where = f"{HERE}{one.public_id}/"
    assert len(tree(desk.get(where)).xpath("//form[contains(@action, 'represent')]")) == 1
    desk.post(f"{where}represent/", AUTHORISED)

    assert Representation.objects.get().organisation == one
    right, end = tree(desk.get(where)).xpath("//form[contains(@action, 'represent')]")
    assert right.xpath(".//input[@name='ground']/@value") == ["decision of its board"]
    assert right.xpath(".//input[@name='authorised']/@value") == ["2014-07-14"]
    assert end.xpath(".//button/@value") == ["end"]


def test_an_organisation_that_is_not_there_is_not_found(desk):
    for end in ("", "sheet/", "values.csv"):
        assert desk.get(f"{HERE}nothing/{end}").status_code == 404


def test_two_entries_of_one_name_are_merged_on_the_page_and_parted_again(desk, make_organisation):
    one, twin = make_organisation("Müller GmbH"), make_organisation("MUELLER GmbH")
    desk.post(f"{HERE}{twin.public_id}/sheet/", {"text": "note on the twin", "version": "0"})
    where = f"{HERE}{one.public_id}/"
    page = tree(desk.get(where))
    assert page.xpath(f"//form[@action='{where}merge/']/input[@name='other']/@value") == [twin.public_id]
    desk.post(f"{where}merge/", {"other": twin.public_id, "reason": "<b>same imprint</b>"})
    assert desk.get(f"{HERE}{twin.public_id}/")["Location"] == where
    answer = desk.get(where)
    assert b"<b>same" not in answer.content
    assert "MUELLER GmbH" in tree(answer).xpath("string(//h2[text()='Zusammengeführte Einträge']/..)")
    assert "note on the twin" in tree(answer).xpath("string(//section[@class='own'])")
    [undo] = tree(answer).xpath("//form[contains(@action, '/undo/')]/@action")
    desk.post(undo)
    assert desk.get(f"{HERE}{twin.public_id}/").status_code == 200
    again = desk.post(undo, follow=True)
    assert "schon rückgängig gemacht" in tree(again).xpath("string(//p[contains(@class, 'message')])")


def test_two_sheets_of_merged_entries_are_both_shown(desk, make_organisation):
    one, twin = make_organisation("One"), make_organisation("Twin")
    for place in (one, twin):
        desk.post(f"{HERE}{place.public_id}/sheet/", {"text": f"note on {place}", "version": "0"})
    desk.post(f"{HERE}{one.public_id}/merge/", {"other": "Twin", "reason": "r"})
    sheet = tree(desk.get(f"{HERE}{one.public_id}/")).xpath("string(//section[@class='own'])")

    assert ("note on One" in sheet, "note on Twin" in sheet, "„Twin“" in sheet) == (True, True, True)


@pytest.mark.parametrize(
    "given", [{"other": "One"}, {"other": "Nobody", "reason": "r"}, {"other": "One", "reason": "r"}]
)
def test_what_cannot_be_merged_is_told(desk, make_organisation, given):
    one = make_organisation("One")
    answer = desk.post(f"{HERE}{one.public_id}/merge/", given, follow=True)

    assert "Nicht gespeichert" in tree(answer).xpath("string(//p[contains(@class, 'message')])")
    assert Organisation.objects.count() == 1


def test_an_organisation_is_taken_along_as_linked_data(desk, make_organisation):
    one = make_organisation("Müller GmbH")
    [link] = tree(desk.get(f"{HERE}{one.public_id}/")).xpath("//a[contains(@href, '.jsonld')]/@href")
    answer = desk.get(link)

    assert answer["Content-Type"] == "application/ld+json"
    assert answer["Content-Disposition"] == f'attachment; filename="crossfield-{one.public_id}.jsonld"'
    assert answer.json()["@graph"][0]["@id"] == f"http://localhost:8765{HERE}{one.public_id}/"
    assert "Müller" in answer.content.decode()


def test_name_and_seat_are_changed_or_proposed_and_decided_on_the_page(served, two_institutions):
    shared = two_institutions.shared[0]
    where = f"{HERE}{shared.public_id}/"
    served.force_login(two_institutions.silicon.users["manager"])
    sent = {"key": "name", "value": "Richtig <b>", "reason": "Impressum", "name_shown": shared.name}
    for wrong in ({"value": ""}, {"key": "region", "value": "Sachsen"}, {"key": "x"}):
        assert "Nicht gespeichert" in served.post(f"{where}core/", sent | wrong, follow=True).content.decode()
    assert "Vorgeschlagene" not in served.get(where).content.decode()
    served.post(f"{where}core/", sent)
    own = tree(served.get(where)).xpath("//section[@id='proposals']")[0]
    assert own.xpath(".//button/text()") == ["Zurückziehen"]
    assert "Shared 0 → Richtig <b>" in own.text_content()
    served.force_login(two_institutions.bio.users["manager"])
    theirs = tree(served.get(where)).xpath("//section[@id='proposals']")[0]
    assert theirs.xpath(".//button/text()") == ["Bestätigen", "Ablehnen"]
    assert "„Richtig <b>“" in tree(served.get("/de/inbox/")).text_content()
    served.post(theirs.xpath(".//form/@action")[0], {"choice": "accept"})
    assert tree(served.get(where)).xpath("string(//h1)") == "Richtig <b>"
    served.force_login(two_institutions.silicon.users["analyst"])
    assert tree(served.get(where)).xpath("//section[@id='proposals']") == []


def test_name_and_seat_are_changed_with_the_form_of_the_page(desk, make_organisation):
    one = make_organisation("Old name")
    page = tree(desk.get(f"{HERE}{one.public_id}/"))
    (form,) = [each for each in page.forms if each.action.endswith("/core/")]

    assert set(form.fields) == {"csrfmiddlewaretoken", "key", "value", "reason", "name_shown", "region_shown"}
    desk.post(form.action, dict(form.fields) | {"value": "New name", "reason": "its own site says so"})
    one.refresh_from_db()
    assert one.name == "New name"


def test_no_form_that_folds_out_is_without_something_to_fill_in(desk, make_organisation):
    one, _other = make_organisation("Twin"), make_organisation("TWIN")
    page = tree(desk.get(f"{HERE}{one.public_id}/"))
    folded = page.xpath("//details//form")

    assert len(folded) == 7
    for form in folded:
        assert form.xpath(".//input[not(@type='hidden')] | .//textarea | .//select"), form.action
