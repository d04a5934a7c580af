"""What people say of a list: the file, where it is from, which heading means what."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from crossfield.web.registry.forms.intake import ColumnsForm, DecisionForm, ListForm
from crossfield.web.registry.models import Cluster
from crossfield.web.registry.queries.intake import NAMES_OF


def listed(content=b"Name\nA\n", **given):
    files = {} if content is None else {"file": SimpleUploadedFile("m.csv", content)}
    return {"data": {"source": "CRM"} | given, "files": files}


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        (listed(), []),
        (listed(b""), []),
        (listed(None), ["file"]),
        (listed(source=""), ["source"]),
        (listed(source="   "), ["source"]),
        (listed(source="x" * 201), ["source"]),
        (listed(None, source=""), ["file", "source"]),
        (listed(cluster="1"), ["cluster"]),
    ],
)
@pytest.mark.django_db
def test_a_list_has_a_file_and_an_origin(given, wrong):
    assert list(ListForm(**given).errors) == wrong


@pytest.mark.django_db
def test_members_are_of_a_cluster_that_is_offered(make_organisation):
    offered, other = (Cluster.objects.create(organisation=make_organisation(name)) for name in ("Offered", "Secret"))
    seen = Cluster.objects.filter(pk=offered.pk)
    good = ListForm(**listed(cluster=offered.pk), clusters=seen)

    assert (good.is_valid(), good.cleaned_data["cluster"]) == (True, offered)
    assert list(ListForm(**listed(cluster=other.pk), clusters=seen).errors) == ["cluster"]
    assert "Secret" not in ListForm(clusters=seen).as_p()


@pytest.mark.parametrize(
    ("kind", "needed"),
    [("members", ["name"]), ("clusters", ["name"]), ("events", ["title", "day"]), ("calls", ["title"])],
)
def test_there_is_a_choice_for_every_column_of_a_kind_and_only_what_tells_rows_apart_is_asked_for(kind, needed):
    form = ColumnsForm({}, headings=["Firma", "Ort"], kind=kind)

    assert list(form.fields) == list(NAMES_OF[kind])
    assert list(form.errors) == needed


@pytest.mark.parametrize(("language", "none"), [("de", "nicht in dieser Liste"), ("en", "not in this list")])
def test_headings_are_offered_as_they_stand_in_the_list(language, none):
    with translation.override(language):
        form = ColumnsForm(headings=["Firma", "<script>"])
        assert [(value, str(label)) for value, label in form.fields["city"].choices] == [
            ("", none),
            ("Firma", "Firma"),
            ("<script>", "<script>"),
        ]
        assert "<script>" not in form.as_p()


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"name": "Firma"}, []),
        ({"name": "Firma", "city": "Firma"}, []),
        ({"name": "Name"}, ["name"]),
        ({"name": "firma"}, ["name"]),
        ({"name": "Firma", "since": "Eintritt"}, ["since"]),
        ({"city": "Ort"}, ["name"]),
    ],
)
def test_only_headings_of_the_list_mean_something(given, wrong):
    assert list(ColumnsForm(given, headings=["Firma", "Ort"]).errors) == wrong


def test_columns_that_are_not_there_are_empty():
    form = ColumnsForm({"name": "Firma"}, headings=["Firma"])

    assert form.is_valid()
    assert {column: heading for column, heading in form.cleaned_data.items() if heading} == {"name": "Firma"}


@pytest.mark.parametrize(
    ("choice", "is_taken"), [("same", True), ("other", True), ("leave", True), ("", True), ("new", False)]
)
def test_a_row_is_this_one_another_one_left_out_or_not_left_out_any_more(choice, is_taken):
    assert DecisionForm({"choice": choice}).is_valid() == is_taken


def test_nothing_that_was_sent_is_no_decision():
    form = DecisionForm({})

    assert (form.is_valid(), form.fields["choice"].label, list(form.errors)) == (False, "Decision", ["choice"])
