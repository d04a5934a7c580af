"""Forms on people: roles that one may give, addresses that are addresses, passwords as they were typed."""

import pytest

from crossfield.web.accounts.forms.person import AcceptanceForm, ContactForm, InvitationForm, ProfileForm

ALL = {"visitor", "member", "reviewer", "analyst", "officer", "manager", "administrator"}
GIVES = {
    "visitor": set(),
    "member": set(),
    "reviewer": set(),
    "analyst": set(),
    "officer": set(),
    "manager": {"visitor", "member", "analyst"},
    "administrator": ALL,
}


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(ALL))
def test_one_is_offered_the_roles_that_one_may_give(make_user, role):
    by = make_user(role, role=role)
    form = InvitationForm(by=by)

    assert {value for value, _ in form.fields["role"].choices} == GIVES[role]
    for given in ALL:
        asked = InvitationForm({"email": "new@example.org", "role": given, "language": "de"}, by=by)
        assert asked.is_valid() is (given in GIVES[role])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({}, []),
        ({"email": ""}, ["email"]),
        ({"email": "nobody"}, ["email"]),
        ({"email": f"{'x' * 250}@example.org"}, ["email"]),
        ({"language": "fr"}, ["language"]),
        ({"role": "emperor"}, ["role"]),
        ({"email": "nobody", "role": "", "language": ""}, ["email", "language", "role"]),
    ],
)
def test_what_is_wrong_with_an_invitation_is_told_at_its_place(make_user, changed, wrong):
    given = {"email": "new@example.org", "role": "member", "language": "en"} | changed
    form = InvitationForm(given, by=make_user("manager", role="manager"))

    assert sorted(form.errors) == wrong


@pytest.mark.parametrize(
    ("name", "language", "wrong"),
    [
        ("Ann Example", "de", []),
        ("", "en", []),
        ("x" * 200, "en", []),
        ("x" * 201, "en", ["name"]),
        ("Ann", "fr", ["language"]),
    ],
)
def test_a_profile_has_a_name_that_may_be_empty_and_a_language(name, language, wrong):
    form = ProfileForm({"name": name, "language": language})

    assert sorted(form.errors) == wrong


def test_a_password_is_taken_as_it_was_typed():
    form = AcceptanceForm({"name": " Ann ", "password": "  battery  beside "})

    assert form.is_valid()
    assert form.cleaned_data == {"name": "Ann", "password": "  battery  beside "}


@pytest.mark.parametrize(
    ("name", "password", "wrong"),
    [
        ("", "battery", ["name"]),
        ("Ann", "", ["password"]),
        ("Ann", "x" * 201, ["password"]),
        (" ", "", ["name", "password"]),
    ],
)
def test_taking_up_an_invitation_needs_a_name_and_a_password(name, password, wrong):
    assert sorted(AcceptanceForm({"name": name, "password": password}).errors) == wrong


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("jürgen@example.org", "The workbench cannot send to letters such as umlauts before the @. Use another"),
        ("nobody", "Enter a valid email address."),
        ("@example.org", "Enter a valid email address."),
        ("info@müller.example", ""),
    ],
)
def test_an_address_that_the_workbench_cannot_send_to_is_refused_with_the_reason(make_user, address, said):
    asked = InvitationForm({"email": address, "role": "member", "language": "de"}, by=make_user("a", role="manager"))
    contact = ContactForm({"contact": address})
    for form, name in ((asked, "email"), (contact, "contact")):
        found = form.errors.get(name, [])
        assert [one[: len(said)] for one in found] == ([said] if said else [])


def test_an_institution_may_have_no_contact_address():
    assert ContactForm({"contact": ""}).is_valid()
