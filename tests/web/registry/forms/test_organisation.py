"""Organisations, their values, relations, sheets and memberships as people type them."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from crossfield.web.registry.forms.organisation import (
    EndForm,
    MembershipForm,
    NewOrganisationForm,
    NumberForm,
    RelationForm,
    RemoveValueForm,
    SheetForm,
    ValueForm,
)
from crossfield.web.registry.models import Field, OrganisationSheet, OrganisationValue


def wrong(form):
    return sorted(form.errors)


@pytest.mark.django_db
def test_a_name_and_where_it_is_from_are_enough_for_an_organisation():
    form = NewOrganisationForm({"name": " Beispiel AG ", "source": "list"})

    assert wrong(form) == []
    assert list(form.cleaned_data.pop("fields_of")) == []
    assert {key: value for key, value in form.cleaned_data.items() if value} == {
        "name": "Beispiel AG",
        "source": "list",
    }
    assert wrong(NewOrganisationForm({})) == ["name", "source"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "typed", "is_taken"),
    [
        ("region", "DED21", True),
        ("region", "de", True),
        ("region", " DE2 ", True),
        ("region", "D", False),
        ("region", "DED211", False),
        ("region", "12345", False),
        ("region", "DE-21", False),
        ("pic", "999999999", True),
        ("pic", " 999999999 ", True),
        ("pic", "99999999", False),
        ("pic", "9999999999", False),
        ("pic", "٩٩٩٩٩٩٩٩٩", False),
        ("pic", "99999999x", False),
        ("website", "example.org", True),
        ("website", "javascript:alert(1)", False),
        ("website", "example", False),
        ("name", "ä" * 300, True),
        ("name", "ä" * 301, False),
        ("city", "x" * 101, False),
        ("fields_of", "999999", False),
    ],
)
def test_what_is_typed_of_an_organisation_is_checked(field, typed, is_taken):
    form = NewOrganisationForm({"name": "A", "source": "s"} | {field: typed}, fields=Field.objects.all())

    assert wrong(form) == ([] if is_taken else [field])


@pytest.mark.django_db
def test_a_cluster_has_fields_of_those_that_are_offered():
    one, ended = (Field.objects.create(scheme="s", code=code) for code in ("a", "ended"))

    def asked(*keys, **rest):
        given = {"name": ["C"], "source": ["s"], "is_cluster": ["on"], "fields_of": list(map(str, keys))}
        return NewOrganisationForm(MultiValueDict(given), **rest)

    offered = Field.objects.filter(code="a")
    assert list(asked(one.pk, fields=offered).fields["fields_of"].queryset) == [one]
    assert wrong(asked(one.pk, fields=offered)) == []
    assert wrong(asked(one.pk, ended.pk, fields=offered)) == ["fields_of"]
    assert wrong(asked(one.pk)) == ["fields_of"]


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({}, []),
        ({"as_of": "7/2014"}, []),
        ({"value": "<b>=1+1</b>"}, []),
        ({"key": "secret_key"}, ["key"]),
        ({"value": " "}, ["value"]),
        ({"value": "x" * 2001}, ["value"]),
        ({"source": ""}, ["source"]),
        ({"as_of": "neulich"}, ["as_of"]),
        ({"as_of": "31.2.2014", "source": "x" * 301}, ["as_of", "source"]),
    ],
)
def test_a_value_has_a_key_that_is_known_and_a_source(given, fields):
    assert wrong(ValueForm({"key": "city", "value": "Jena", "source": "list"} | given)) == fields


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("share", "taken"),
    [
        ("", None),
        ("0", Decimal(0)),
        ("51.5", Decimal("51.5")),
        ("100", Decimal(100)),
        ("100.01", "refused"),
        ("-1", "refused"),
        ("33.333", "refused"),
        ("NaN", "refused"),
        ("half", "refused"),
    ],
)
def test_a_share_is_between_nothing_and_all(make_organisation, share, taken):
    make_organisation("Parent")
    form = RelationForm({"kind": "parent", "other": "parent", "source": "register", "share": share})

    assert wrong(form) == (["share"] if taken == "refused" else [])
    assert form.cleaned_data.get("share", "refused") == taken


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"kind": "friend"}, ["kind"]),
        ({"other": ""}, ["other"]),
        ({"other": "Nobody"}, ["other"]),
        ({"source": ""}, ["source"]),
        ({"valid_from": "2014"}, ["valid_from"]),
        ({"valid_to": "30.2.2014"}, ["valid_to"]),
    ],
)
def test_a_relation_is_of_a_kind_and_of_somebody_in_the_register(make_organisation, given, fields):
    make_organisation("Parent")

    assert wrong(RelationForm({"kind": "parent", "other": "Parent", "source": "register"} | given)) == fields


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({}, []),
        ({"member_number": "x" * 41}, ["member_number"]),
        ({"contribution_class": "x" * 41}, ["contribution_class"]),
        ({"tags": "x" * 301}, ["tags"]),
        ({"next_step": "x" * 301}, ["next_step"]),
        ({"next_step_due": "soon"}, ["next_step_due"]),
        ({"version": ""}, ["version"]),
        ({"version": "-1"}, ["version"]),
        ({"version": "1 OR 1"}, ["version"]),
        ({"text": "<script>" * 1000}, []),
    ],
)
def test_a_sheet_may_be_empty_but_for_its_version(given, fields):
    assert wrong(SheetForm({"version": "0"} | given)) == fields


def test_a_sheet_takes_as_much_as_its_columns_hold():
    columns = {one.name: one.max_length for one in OrganisationSheet._meta.get_fields() if hasattr(one, "max_length")}
    limits = {name: field.max_length for name, field in SheetForm().fields.items() if hasattr(field, "max_length")}

    assert {name: columns[name] for name in limits} == limits


@pytest.mark.django_db
def test_a_new_member_needs_a_name_only(make_organisation):
    known = make_organisation("Member")
    form = MembershipForm({"member": "member"})

    assert wrong(form) == []
    unknown = dict.fromkeys(("valid_from", "valid_to", "successor"))
    assert form.cleaned_data == {"member": known, "ended": "", "source": ""} | unknown
    assert wrong(MembershipForm({"valid_from": "x", "valid_to": "y", "source": "x" * 301})) == [
        "member",
        "source",
        "valid_from",
        "valid_to",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("ended", ["left", "excluded", "merged", "dissolved", "other"])
def test_a_membership_ends_on_a_day_in_one_of_five_ways(make_organisation, ended):
    after = make_organisation("After")
    form = EndForm({"valid_to": "31.01.2016", "ended": ended, "successor": "after"})

    assert wrong(form) == []
    assert form.cleaned_data == {"valid_to": date(2016, 1, 31), "ended": ended, "successor": after}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"valid_to": ""}, ["valid_to"]),
        ({"valid_to": "1/2016"}, ["valid_to"]),
        ({"ended": ""}, ["ended"]),
        ({"ended": "vanished"}, ["ended"]),
        ({"successor": "Nobody"}, ["successor"]),
    ],
)
def test_an_end_without_a_day_or_a_reason_is_none(given, fields):
    assert wrong(EndForm({"valid_to": "2016-01-31", "ended": "left"} | given)) == fields


@pytest.mark.parametrize(
    ("language", "labels"),
    [("de", ["Letzter Tag", "Wie sie endete", "Nachfolge"]), ("en", ["Last day", "How it ended", "Successor"])],
)
def test_what_is_asked_is_asked_in_the_language_of_the_page(language, labels):
    with translation.override(language):
        assert [str(field.label) for field in EndForm().fields.values()] == labels


@pytest.mark.parametrize(
    ("scheme", "typed", "kept"),
    [
        ("ror", "https://ror.org/0ABCDEF12", "0abcdef12"),
        ("ror", "https://ror.org/0ABCDEF12/", "0abcdef12"),
        ("ror", "abcdef123", None),
        ("vat", "de 123.456", "DE123456"),
        ("pic", "999.999 999", "999999999"),
        ("pic", "99999999", None),
        ("wikidata", " Q42 ", "Q42"),
        ("register", "HRB 12-34", "HRB12-34"),
        ("ror", "", ""),
    ],
)
def test_a_number_is_kept_as_lists_look_for_it(scheme, typed, kept):
    form = NumberForm({"scheme": scheme, "number": typed})

    assert (form.cleaned_data["number"] if form.is_valid() else None) == kept


@pytest.mark.django_db
def test_what_may_be_taken_off_is_told_with_the_site_of_its_source(make_organisation):
    one = make_organisation("Known AG", "DED21")
    long = "https://www.example.org/de/members/list?page=7 (members)"
    for key, value, source, as_of in (("city", "Jena", long, "2014-07"), ("founded", "2011", "CRM: x", None)):
        OrganisationValue.objects.create(organisation=one, key=key, value=value, source=source, as_of=as_of)

    with translation.override("en"):
        form = RemoveValueForm(values=one.values.filter(key__in=("city", "founded")).order_by("pk"))
        told = [said for _key, said in form.fields["value"].choices]

    assert told == ["city: Jena (www.example.org (members), July 2014)", "founded: 2011 (CRM: x)"]
