"""Tables as downloads: cells that a spreadsheet would compute stay text, and the name of a file is ours."""

import io

import openpyxl
import pytest
from django.http import Http404

from crossfield.web.evidence.pages.download import check_picture, listing_file, picture_answer
from crossfield.web.evidence.queries.listing import FORMS, MEDIA, Column, Listing

HOSTILE = ["=1+1", "+1", "-1+1", "@SUM(A1)", '=HYPERLINK("http://evil.example.org")', "\t=1", "<b>x</b>"]


@pytest.fixture
def listing():
    return Listing("t", "Table", (Column("name", "Name"),), [{"name": text, "hidden": "secret"} for text in HOSTILE])


@pytest.mark.parametrize("form", FORMS)
def test_a_download_has_its_kind_and_name_and_no_other_columns(listing, form):
    answer = listing_file({"t": listing}, "t", form, "DED")

    assert answer["Content-Type"] == MEDIA[form]
    assert answer["Content-Disposition"] == f'attachment; filename="crossfield-DED-t.{form}"'
    assert b"secret" not in answer.content


@pytest.mark.parametrize(("name", "form"), [("other", "csv"), ("t", "exe"), ("t", "CSV"), ("", "csv"), ("t", "")])
def test_what_is_not_there_is_told(listing, name, form):
    with pytest.raises(Http404):
        listing_file({"t": listing}, name, form, "DED")


def test_a_workbook_computes_nothing(listing):
    book = openpyxl.load_workbook(io.BytesIO(listing_file({"t": listing}, "t", "xlsx", "DED").content))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}

    assert "f" not in kinds


def test_no_line_of_a_csv_begins_a_formula(listing):
    lines = listing_file({"t": listing}, "t", "csv", "DED").content.decode().splitlines()

    assert [line for line in lines if line.lstrip('"').startswith(("=", "+", "@", "-"))] == []


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/en/interfaces/DED/map.svg", "crossfield-DED-interfaces.svg"),
        ("/en/compare/DED,DE2/regions.svg", "crossfield-DED-DE2-compared.svg"),
        ("/en/europe/DED/energy,production/map.svg", "crossfield-DED-europe-energy-production.svg"),
        ("/en/network/DED/energy/production/network.svg", "crossfield-DED-energy-production-network.svg"),
    ],
)
def test_a_picture_is_a_file_with_a_name_that_says_what_it_shows(desk, address, name):
    answer = desk.get(address)

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_inside_a_page_a_picture_has_no_name(desk):
    answer = desk.get("/en/compare/DED,DE2/picture/")

    assert (answer.status_code, "Content-Disposition" in answer) == (200, False)


def test_a_form_that_no_picture_has_is_refused_before_anything_is_drawn():
    check_picture("png")
    with pytest.raises(Http404):
        check_picture("gif")
    with pytest.raises(Http404):
        picture_answer({}, "exe")
