"""The administration of the registry: both languages, the right people, found by title, shown as text."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from crossfield.web.accounts.models import LogEntry, SearchEntry
from crossfield.web.registry.models import Field, NamedInterface, Organisation

LISTS = ("field", "namedinterface", "organisation")


def tree(answer):
    return html.fromstring(answer.content.decode())


def add(count):
    for number in range(count):
        field = Field.objects.create(scheme="s", code=f"f{count}-{number}", title_de="Feld", title_en="Field")
        NamedInterface.objects.create(name=f"I{number}").side_a.add(field)
        Organisation.objects.create(name=f"O{number}", region="DED2")


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", LISTS)
def test_a_list_answers_in_both_languages(desk, language, name):
    add(2)
    page = tree(desk.get(f"/{language}/admin/registry/{name}/"))

    assert page.get("lang") == language
    assert len(page.xpath("//table[@id='result_list']/tbody/tr")) == 2


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(("staff", "status"), [(False, 302), (True, 403)])
def test_without_rights_nobody_reads_what_is_there(served, make_user, name, staff, status):
    Field.objects.create(scheme="s", code="secret")
    NamedInterface.objects.create(name="secret")
    Organisation.objects.create(name="secret")
    served.force_login(make_user("ann", is_staff=staff))

    answer = served.get(f"/de/admin/registry/{name}/")

    assert answer.status_code == status
    assert b"secret" not in answer.content


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_thirty_asks_as_often_as_a_list_of_one(desk, name, django_assert_num_queries):
    add(1)
    desk.get(f"/de/admin/registry/{name}/")
    with CaptureQueriesContext(connection) as few:
        desk.get(f"/de/admin/registry/{name}/")
    add(30)
    with django_assert_num_queries(len(few)):
        desk.get(f"/de/admin/registry/{name}/")


@pytest.mark.parametrize(("wanted", "found"), [("gesund", ["health"]), ("Energy", ["energy"]), ("x", [])])
def test_fields_are_found_by_their_titles(desk, wanted, found):
    Field.objects.create(scheme="s", code="health", title_de="Gesundheit", title_en="Health")
    Field.objects.create(scheme="s", code="energy", title_de="Energie", title_en="Energy")

    page = tree(desk.get(f"/de/admin/registry/field/?q={wanted}"))

    assert page.xpath("//th[@class='field-code']/a/text()") == found


@pytest.mark.parametrize("name", LISTS)
def test_the_public_id_is_shown_and_not_typed(desk, name):
    add(1)
    model = {"field": Field, "namedinterface": NamedInterface, "organisation": Organisation}[name]
    one = model.objects.get()
    page = tree(desk.get(f"/de/admin/registry/{name}/{one.pk}/change/"))

    assert one.public_id in page.text_content()
    assert page.xpath("//input[@name='public_id']") == []


def test_a_name_with_markup_is_shown_as_text(desk):
    Organisation.objects.create(name="<img src=x onerror=alert(1)>")
    page = desk.get("/de/admin/registry/organisation/").content.decode()

    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_a_second_valid_field_of_one_code_is_told_on_the_form(desk):
    Field.objects.create(scheme="s", code="health")
    form = {"scheme": "s", "code": "health", "kind": "", "title_de": "", "title_en": "", "position": "0"}

    answer = desk.post("/de/admin/registry/field/add/", form)

    assert answer.status_code == 200
    assert len(tree(answer).xpath("//ul[contains(@class, 'errorlist')]/li")) == 1
    assert Field.objects.count() == 1


def test_a_source_without_a_scheme_is_taken_as_a_safe_one(desk):
    field = Field.objects.create(scheme="s", code="ict")
    form = {"name": "ICT × ICT", "language": "en", "side_a": field.pk, "side_b": field.pk, "release": "own"}

    assert desk.post("/de/admin/registry/namedinterface/add/", form | {"source": "c3.example.org"}).status_code == 302
    assert NamedInterface.objects.get().source == "https://c3.example.org"


def test_organisations_are_changed_in_the_register_and_not_here(desk, make_organisation):
    one = make_organisation("Silicon")
    desk.get("/de/about/imprint/")
    here = f"/de/admin/registry/organisation/{one.pk}/change/"
    assert desk.get(here).status_code == 200

    desk.post(here, {"name": "Other", "region": "DE"})
    one.refresh_from_db()

    assert (one.name, one.region) == ("Silicon", "DED21")
    assert desk.get("/de/admin/registry/organisation/add/").status_code == 403


@pytest.mark.parametrize("several", [False, True])
def test_what_is_deleted_here_is_found_no_more(desk, make_organisation, several):
    one = make_organisation("Silicon")
    desk.get("/de/about/imprint/")
    assert SearchEntry.objects.filter(public_id=one.public_id).exists()

    if several:
        sent = {"action": "delete_selected", "_selected_action": [one.pk], "post": "yes"}
        desk.post("/de/admin/registry/organisation/", sent)
    else:
        desk.post(f"/de/admin/registry/organisation/{one.pk}/delete/", {"post": "yes"})

    assert not Organisation.every.exists()
    assert not SearchEntry.objects.filter(public_id=one.public_id).exists()
    assert LogEntry.objects.filter(verb="delete_organisation", public_id=one.public_id).count() == 1
