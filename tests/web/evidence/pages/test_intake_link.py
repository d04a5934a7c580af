"""The page on which a row of a list is linked otherwise, and the way to it from the preview."""

import pytest
from lxml import html

from crossfield.web.accounts.models import User
from crossfield.web.registry.models import Organisation

pytestmark = pytest.mark.django_db
LIST = "Firma;Ort;Land\nBeispiel GmbH;Jena;DE\nNeue GmbH;Jena;DE\n"


def tree(answer):
    return html.fromstring(answer.content.decode())


@pytest.fixture
def intake(bring_list, desk, make_organisation):
    desk.get("/en/")
    make_organisation("Beispiel GmbH", "DEG03")
    make_organisation("Other Beispiel AG", "DEG03")
    return bring_list("members", LIST, by=User.objects.get())


@pytest.fixture
def where(intake):
    return f"/en/register/lists/{intake.public_id}/"


def test_from_the_preview_a_sure_link_is_corrected_and_set_back(desk, intake, where):
    preview = tree(desk.get(where))
    assert preview.xpath("//tbody//th//a/@href") == [f"{where}rows/2/link/", f"{where}rows/3/link/"]
    page = tree(desk.get(f"{where}rows/2/link/"))
    assert "Beispiel GmbH same name" in " ".join(page.xpath("string(//dl)").split())
    others = page.xpath("//button[@name='organisation']/@aria-label")
    assert others == ["it is this one: Other Beispiel AG"]

    other = Organisation.objects.get(name="Other Beispiel AG")
    done = desk.post(f"{where}rows/2/link/", {"organisation": other.public_id}, follow=True)
    assert done.redirect_chain[0][0] == f"{where}#decided"
    assert "Other Beispiel AG" in tree(done).xpath("string(//section[@id='decided'])")
    assert not tree(done).xpath("//section[@id='unchanged' or @id='register']")
    corrected = tree(desk.get(f"{where}rows/2/link/")).xpath("string(//dl)")
    assert "in the register; Beispiel GmbH; same name" in corrected
    back = tree(desk.post(f"{where}rows/2/link/", {"choice": "found"}, follow=True))
    assert not back.xpath("//section[@id='decided']")


def test_a_row_becomes_a_new_one_or_is_left_out_and_is_counted_so(desk, intake, where):
    desk.post(f"{where}rows/2/link/", {"choice": "new"})
    left = tree(desk.post(f"{where}rows/3/", {"choice": "leave"}, follow=True))
    assert left.xpath("//form[contains(@action, '/take/')]/button/text()") == ["Take 1 row over"]
    assert "left out" in left.xpath("string(//section[@id='decided'])")
    assert tree(desk.get(f"{where}rows/3/link/")).xpath("//button[text()='take it over after all']")
    desk.post(f"{where}take/")

    assert Organisation.objects.filter(name="Beispiel GmbH").count() == 2
    assert not Organisation.objects.filter(name="Neue GmbH").exists()
    page = tree(desk.get(f"{where}rows/2/link/"))
    assert "Taken over as" in page.xpath("string(//dl)")
    assert not page.xpath("//main//form")


def test_a_row_among_many_is_found_by_name_and_line(desk, intake, where):
    for asked in ("beispiel", "2"):
        assert tree(desk.get(f"{where}?q={asked}")).xpath("//tbody//th//a/@href") == [f"{where}rows/2/link/"]
    assert tree(desk.get(f"{where}?q=nobody")).xpath("//tbody") == []


def test_another_organisation_is_searched_for_and_one_that_is_gone_is_refused(desk, intake, where):
    page = tree(desk.get(f"{where}rows/2/link/?q=nobody"))
    assert page.xpath("//button[@name='organisation']") == []
    done = tree(desk.post(f"{where}rows/2/link/", {"organisation": "x" * 16}, follow=True))

    assert "not in the register" in done.xpath("string(//p[contains(@class, 'message')])")
    assert intake.rows.get(number=2).was == {}
    assert desk.get(f"{where}rows/9/link/").status_code == 404
