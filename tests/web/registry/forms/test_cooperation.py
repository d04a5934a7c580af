"""Cooperations as people type them: one partner a line, every name that is not found is told."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from crossfield.web.registry.forms.cooperation import (
    FEWEST,
    MOST,
    CooperationForm,
    ProofForm,
    ReleaseForm,
    StatusForm,
    StepForm,
)
from crossfield.web.registry.models import Field, NamedInterface

pytestmark = pytest.mark.django_db
LEAST = {"title": "C3", "kind": "project", "status": "running"}


@pytest.fixture
def known(make_organisation):
    return [make_organisation(name) for name in ("Alpha AG", "Beta GmbH", "Gamma e. V.")]


@pytest.fixture
def fields():
    return [Field.objects.create(scheme="s", code=code) for code in ("a", "b")]


def wrong(form):
    return {name: [str(one) for one in errors] for name, errors in form.errors.items()}


def test_partners_are_found_in_the_order_they_are_named(known):
    form = CooperationForm(LEAST | {"partners": "gamma e. v.\r\n\n  Alpha AG  \n", "began": "7/2014"})

    assert wrong(form) == {}
    assert form.cleaned_data["partners"] == [known[2], known[0]]
    assert (form.cleaned_data["began"], form.cleaned_data["ended"]) == ("2014-07", "")


def test_every_name_that_is_not_found_is_told_and_no_other(known):
    names = f"Alph\n{known[1].name}\n<b>Qxy</b>"
    with translation.override("de"):
        form = CooperationForm(LEAST | {"partners": names})
        assert wrong(form) == {
            "partners": [
                "„Alph“ steht nicht im Register. Am ähnlichsten: Alpha AG",
                "„<b>Qxy</b>“ steht nicht im Register; nehmen Sie die Organisation zuerst auf.",
            ]
        }
        assert "<b>Qxy</b>" not in str(form["partners"])


@pytest.mark.parametrize("count", [1, MOST + 1])
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Name two to 60 organisations, one a line."),
        ("de", "Nennen Sie zwei bis 60 Organisationen, je Zeile eine."),
    ],
)
def test_it_takes_two_to_sixty(known, count, language, said):
    with translation.override(language):
        form = CooperationForm(LEAST | {"partners": f"{known[0].name}\n" * count})
        assert wrong(form) == {"partners": [said]}


@pytest.mark.parametrize("count", [FEWEST, MOST])
def test_the_fewest_and_the_most_are_taken(known, count):
    form = CooperationForm(LEAST | {"partners": f"{known[0].name}\n" * count})

    assert form.is_valid()
    assert form.cleaned_data["partners"] == [known[0]] * count


@pytest.mark.parametrize("partners", ["", " ", "\n \n"])
def test_no_partner_at_all_is_told_at_the_field(partners):
    assert wrong(CooperationForm(LEAST | {"partners": partners})) == {"partners": ["This field is required."]}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"kind": "conspiracy"}, "kind"),
        ({"status": "confirmed"}, "status"),
        ({"began": "im Sommer"}, "began"),
        ({"ended": "30.2.2014"}, "ended"),
        ({"interface": "x"}, "interface"),
        ({"side_a": "0"}, "side_a"),
    ],
)
def test_what_is_wrong_is_told_where_it_is(known, given, field):
    partners = f"{known[0].name}\n{known[1].name}"

    assert list(wrong(CooperationForm(LEAST | {"partners": partners} | given))) == [field]


@pytest.mark.parametrize(
    ("sides", "is_taken"), [("", True), ("ab", True), ("ba", True), ("aa", False), ("a-", False), ("-b", False)]
)
def test_an_interface_has_two_different_fields_or_none(known, fields, sides, is_taken):
    keys = {field.code: str(field.pk) for field in fields}
    given = dict(zip(("side_a", "side_b"), (keys.get(side, "") for side in sides), strict=False))
    partners = {"partners": f"{known[0].name}\n{known[1].name}"}
    with translation.override("de"):
        form = CooperationForm(LEAST | partners | given, fields=Field.objects.all())
        said = {} if is_taken else {"side_b": ["Eine Schnittstelle hat zwei verschiedene Felder."]}
        assert wrong(form) == said


def test_only_what_is_offered_can_be_chosen(known, fields):
    offered, hidden = (NamedInterface.objects.create(name=name) for name in ("offered", "secret"))
    partners = {"partners": f"{known[0].name}\n{known[1].name}"}
    seen = {"interfaces": NamedInterface.objects.filter(pk=offered.pk), "fields": Field.objects.filter(code="a")}

    assert CooperationForm(LEAST | partners | {"interface": offered.pk}, **seen).is_valid()
    assert list(CooperationForm(LEAST | partners | {"interface": hidden.pk}, **seen).errors) == ["interface"]
    ended = {"side_a": fields[0].pk, "side_b": fields[1].pk}
    assert list(CooperationForm(LEAST | partners | ended, **seen).errors) == ["side_b"]
    assert "secret" not in CooperationForm(**seen).as_p()


@pytest.mark.parametrize(
    ("given", "wrong_fields"),
    [
        ({}, []),
        ({"source": ""}, ["source"]),
        ({"title": "x" * 301}, ["title"]),
        ({"address": ""}, ["address"]),
        ({"address": "javascript:alert(1)"}, ["address"]),
        ({"address": f"https://example.org/{'x' * 500}"}, ["address"]),
        ({"dated": "Sommer"}, ["dated"]),
        ({"source": " ", "dated": "13/2014"}, ["dated", "source"]),
    ],
)
def test_a_proof_says_who_what_and_where(given, wrong_fields):
    form = ProofForm({"source": "biosaxony", "title": "News", "address": "example.org/news"} | given)

    assert sorted(form.errors) == wrong_fields
    if not wrong_fields:
        assert form.cleaned_data["address"] == "https://example.org/news"


@pytest.mark.parametrize(
    ("address", "content", "wrong_fields"),
    [
        ("", b"%PDF", []),
        ("example.org/news", b"%PDF", []),
        ("", b"", ["file"]),
        ("javascript:alert(1)", b"%PDF", ["address"]),
    ],
)
def test_a_file_stands_for_a_link_or_beside_it(address, content, wrong_fields):
    file = SimpleUploadedFile("contract.pdf", content)

    assert list(ProofForm({"source": "s", "title": "t", "address": address}, {"file": file}).errors) == wrong_fields


@pytest.mark.parametrize(
    ("given", "wrong_fields"),
    [({}, []), ({"text": ""}, ["text"]), ({"text": "x" * 501}, ["text"]), ({"due": "2014"}, ["due"])],
)
def test_a_step_has_words_and_perhaps_a_day(given, wrong_fields):
    assert list(StepForm({"text": "Visit", "due": "14.7.2014"} | given).errors) == wrong_fields


@pytest.mark.parametrize(
    ("form", "name", "good"),
    [
        (StatusForm, "status", ["planned", "running", "ended", "given_up"]),
        (ReleaseForm, "release", ["own", "institution", "partners", "public"]),
    ],
)
def test_only_the_levels_that_exist_are_taken(form, name, good):
    assert [value for value, _label in form().fields[name].choices] == good
    assert [form({name: value}).is_valid() for value in (*good, "", "world", good[0].upper())] == [True] * 4 + [
        False
    ] * 3
