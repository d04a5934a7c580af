"""Members that cannot be asked for their profile, as a file: what the page says of them, for those who see the page."""

from csv import DictReader
from io import BytesIO

import pytest
from lxml import html
from openpyxl import load_workbook

from crossfield.web.registry.actions.cluster import begin_membership
from crossfield.web.registry.actions.organisation import add_organisation
from crossfield.web.registry.actions.person import add_detail, add_person, withdraw_detail
from crossfield.web.registry.models import Organisation

pytestmark = pytest.mark.django_db
WITHOUT = {
    "en": [("Closed Ltd", "withdrawn"), ("No Mail Ltd", "no mail address of an account or a person is noted")],
    "de": [
        ("Closed Ltd", "widerrufen"),
        ("No Mail Ltd", "keine E-Mail-Adresse eines Kontos oder einer Person erfasst"),
    ],
}


@pytest.fixture
def page(served, two_institutions):
    """Its address without the language, where one member can be asked, two cannot, and one is another institution's."""
    silicon, bio = two_institutions.silicon, two_institutions.bio
    by = silicon.users["manager"]
    closed, _none = (
        begin_membership(silicon.cluster, member=add_organisation(name, by=None, region="DED21"), by=by).member
        for name in ("Closed Ltd", "No Mail Ltd")
    )
    begin_membership(silicon.cluster, member=two_institutions.shared[2], by=bio.users["manager"])
    for organisation, address in ((two_institutions.shared[1], "a@example.org"), (closed, "secret@example.org")):
        person = add_person("Secret Person", by=by, functions=[(organisation, "CEO")])
        mail = add_detail(person, by=by, kind="mail", value=address, purpose="membership", basis="contract")
    withdraw_detail(mail, by=by, way="mail")
    served.force_login(by)
    return f"/register/clusters/{silicon.cluster.organisation.public_id}/profiles/"


@pytest.mark.parametrize("language", WITHOUT)
def test_the_files_hold_whom_the_page_names_with_the_reason_and_no_address(served, page, language):
    shown = html.fromstring(served.get(f"/{language}{page}").content.decode())
    files = [one for one in shown.xpath("//p[@class='files']/a/@href") if "unreached" in one]
    assert files == [f"/{language}{page}unreached.{form}" for form in ("xlsx", "csv")]
    table, text = (served.get(file) for file in files)

    *lines, citation = text.content.decode("utf-8-sig").splitlines()
    rows = list(DictReader(lines))
    assert [(row["name"], row["reason"]) for row in rows] == WITHOUT[language]
    assert [Organisation.objects.get(public_id=row["public_id"]).name for row in rows] == ["Closed Ltd", "No Mail Ltd"]
    cells = list(load_workbook(BytesIO(table.content)).worksheets[0].iter_rows(values_only=True))
    assert [(row[0], row[2]) for row in cells[1:3]] == WITHOUT[language]
    assert b"ecret" not in text.content + repr(cells).encode()
    assert citation.startswith("# Register")
    assert "no-store" in text["Cache-Control"]


def test_files_of_other_names_and_of_who_may_not_ask_are_none(served, page, two_institutions):
    assert served.get(f"/en{page}waiting.csv").status_code == 404
    assert served.get(f"/en{page}unreached.pdf").status_code == 404
    for role in ("analyst", "officer", "member", "visitor"):
        served.force_login(two_institutions.silicon.users[role])
        refused = served.get(f"/en{page}unreached.csv")
        assert (refused.status_code, b"Ltd" in refused.content) == (403, False)


def test_another_institution_finds_its_own_members_alone(served, page, two_institutions):
    served.force_login(two_institutions.bio.users["manager"])
    text = served.get(f"/en{page}unreached.csv").content.decode()

    assert ("Shared 2" in text, "Ltd" in text) == (True, False)


def test_where_all_can_be_asked_no_file_is_offered(served, two_institutions):
    bio = two_institutions.bio
    mine = {"by": bio.users["manager"]}
    person = add_person("P", functions=[(two_institutions.shared[1], "CEO")], **mine)
    add_detail(person, kind="mail", value="b@example.org", purpose="membership", basis="contract", **mine)
    served.force_login(mine["by"])
    page = served.get(f"/en/register/clusters/{bio.cluster.organisation.public_id}/profiles/")

    assert (b"unreached" in page.content, b"1 member would be asked" in page.content) == (False, True)
