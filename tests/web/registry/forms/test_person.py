"""Forms on people: each way out, in the language of the page."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from crossfield.web.registry.forms.person import CardsForm, DetailForm, GroundForm

GROUND = {"purpose": "news", "basis": "contract", "seen": "readers"}


@pytest.mark.parametrize(
    ("kind", "value", "is_fine"),
    [
        ("mail", "t@example.org", True), ("mail", "t@", False), ("website", "https://example.org", True),
        ("website", "javascript:alert(1)", False), ("website", "example", False), ("phone", "anything", True),
        ("unheard", "x", False),
    ],
)  # fmt: skip
def test_an_address_is_one(kind, value, is_fine):
    assert DetailForm({**GROUND, "kind": kind, "value": value}).is_valid() is is_fine


@pytest.mark.parametrize(
    ("language", "said"), [("de", "Einladungen zu Veranstaltungen"), ("en", "Invitations to events")]
)
def test_what_is_chosen_from_is_in_the_language_of_the_page(language, said):
    with translation.override(language):
        assert said in [label for _name, label in GroundForm().fields["purpose"].choices]


@pytest.mark.parametrize("wrong", [{"purpose": "unheard"}, {"basis": "unheard"}, {"seen": "all"}, {"way": "unheard"}])
def test_what_the_rules_do_not_name_is_refused(wrong):
    assert list(GroundForm({**GROUND, **wrong}).errors) == list(wrong)


def cards(count):
    return "".join(f"BEGIN:VCARD\nVERSION:3.0\nFN:Grüne Person {number}\nEND:VCARD\n" for number in range(count))


@pytest.mark.parametrize(
    ("name", "data", "row"),
    [
        ("a.vcf", cards(1).encode("cp1252"), "Grüne Person 0"),
        ("a.vcf", cards(1).encode("utf-8-sig"), "Grüne Person 0"),
        ("l.csv", b"Vorname;Nachname\nTest;Muster\n", "Test"),
    ],
)
def test_cards_and_lists_are_read(name, data, row):
    form = CardsForm(GROUND, {"file": SimpleUploadedFile(name, data)})

    assert form.is_valid(), form.errors
    listed = form.cleaned_data["listed"]
    assert ([cells[0] for _number, cells in listed.rows], listed.name) == ([row], name)
    assert bool(listed.mapping) is name.endswith("vcf")


def test_a_text_of_cards_is_read_as_it_was_pasted():
    form = CardsForm({**GROUND, "text": "BEGIN:VCARD\r\nFN:Test\r\n  Muster\r\nEND:VCARD\r\n"})

    assert form.is_valid()
    assert form.cleaned_data["listed"].rows[0][1][0] == "Test Muster"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "empty"),
        (b"Mail\nt@example.org\n", "no column with names"),
        (b"Name\nA\nB\nC\n", "more than 2 rows"),
        (cards(3).encode(), "more than 2 rows"),
        (cards(1).encode()[:-8], "no complete list of vCards"),
    ],
)
def test_what_is_no_list_of_people_says_what_to_do(monkeypatch, data, told):
    monkeypatch.setattr("crossfield.web.registry.forms.person.MOST_CARDS", 2)
    form = CardsForm(GROUND, {"file": SimpleUploadedFile("l.csv", data)})

    assert list(form.errors) == ["file"]
    assert told in str(form.errors["file"])


@pytest.mark.parametrize(
    ("sent", "files", "told"),
    [
        ({}, {}, "Choose a file, or paste its text."),
        ({"text": "Name;Mail"}, {}, "one line only"),
        ({}, {"file": SimpleUploadedFile("a.vcf", b"x" * 2_000_001)}, "too large"),
    ],
)
def test_without_a_list_nothing_is_read(sent, files, told):
    form = CardsForm({**GROUND, **sent}, files)

    assert (list(form.errors), told in str(form.errors)) == (["file"], True)
