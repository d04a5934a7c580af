"""Tables as downloads: cells that a spreadsheet would compute stay text, and the name of a file is ours."""

import io

import openpyxl
import pytest
from django.http import Http404

from crossfield.web.evidence.pages.download import listing_file
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
