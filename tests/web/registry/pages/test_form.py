"""What all forms of the register share: one record however often it is sent, and told errors, with nothing lost."""

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.models.public_id import ALPHABET, LENGTH
from crossfield.web.registry.actions.contact import note_contact
from crossfield.web.registry.pages.form import attempt, make_once, once, refuse, tell
from crossfield.web.registry.queries.week import contacts_for

OPENED = ALPHABET[:LENGTH]


class Small(forms.Form):
    """A form of two fields, as pages have them."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=5)
    pages = forms.IntegerField(label="Pages", required=False)


def sent(**data):
    """A form that was sent, on a site that keeps what it says for the next page."""
    request = RequestFactory().post("/", data)
    request._messages = CookieStorage(request)  # what the middleware does
    return request


def said(request):
    return [(one.level_tag, str(one)) for one in get_messages(request)]


def test_the_id_a_form_was_opened_with_is_the_one_of_its_record():
    assert [once(sent(once=OPENED)), once(sent(once=OPENED))] == [OPENED, OPENED]


@pytest.mark.parametrize(
    "given_id",
    ["", OPENED[:-1], f"{OPENED}2", f" {OPENED}", f"{OPENED}\n", "<script>alert()</", "../" * 5, "0" * LENGTH],
)
def test_what_is_no_id_is_replaced_by_a_new_one_each_time(given_id):
    made = [once(sent(once=given_id)) for _ in range(3)]

    assert len({*made, given_id}) == 4
    assert [len(one) for one in made] == [LENGTH] * 3


def test_without_an_id_there_is_a_new_one():
    assert once(sent()) != once(sent())


@given(st.text(max_size=LENGTH + 2))
def test_whatever_is_sent_the_id_is_one(text):
    made = once(sent(once=text))

    assert (len(made), set(made) <= set(ALPHABET)) == (LENGTH, True)


def test_a_refusal_stands_above_the_form_with_what_was_typed():
    form = Small({"title": "<b>"})
    assert form.is_valid()
    refuse(form, WrongStateError("Too <late>.", "Come earlier."))

    assert list(form.non_field_errors()) == ["Too &lt;late&gt;. Come earlier."]  # as it stands in the page
    assert form["title"].value() == "<b>"
    assert "<late>" not in form.as_p()


def test_a_small_form_acts_once_on_what_was_checked_and_says_so():
    request, acted = sent(), []

    assert tell(request, Small({"title": " A ", "pages": "7"}), acted.append) is True
    assert acted == [{"title": "A", "pages": 7}]
    assert said(request) == [("success", "Saved.")]


@pytest.mark.parametrize(
    ("language", "typed", "told"),
    [
        ("en", {}, "Not saved. Title: This field is required."),
        ("en", {"title": "A", "pages": "x"}, "Not saved. Pages: Enter a whole number."),
        (
            "en",
            {"title": "ABCDEF", "pages": "x"},
            "Not saved. Title: Ensure this value has at most 5 characters (it has 6).; Pages: Enter a whole number.",
        ),
        ("de", {}, "Nicht gespeichert. Titel: Dieses Feld ist zwingend erforderlich."),
    ],
)
def test_what_is_wrong_is_told_field_by_field_and_nothing_is_done(language, typed, told):
    request, acted = sent(), []
    with translation.override(language):
        assert tell(request, Small(typed), acted.append) is False
        assert said(request) == [("error", told)]

    assert acted == []


def test_what_is_wrong_with_the_whole_form_is_told_without_a_label():
    class Whole(Small):
        def clean(self):
            raise forms.ValidationError("Both or none.")

    request, acted = sent(), []

    assert tell(request, Whole({"title": "A"}), acted.append) is False
    assert said(request) == [("error", "Not saved. Both or none.")]
    assert acted == []


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "Not saved. Done already. Look at it."), ("de", "Nicht gespeichert. Done already. Look at it.")],
)
def test_an_action_that_refuses_is_told_and_the_page_goes_on(language, told):
    def act(_given):
        raise WrongStateError("Done already.", "Look at it.")

    request = sent()
    with translation.override(language):
        assert tell(request, Small({"title": "A"}), act) is False
        assert said(request) == [("error", told)]


def forbidden(*_given):
    raise NotAllowedError("Not yours.", "")


@pytest.mark.parametrize(
    "ask",
    [lambda request: tell(request, Small({"title": "A"}), forbidden), lambda request: attempt(request, forbidden)],
)
def test_who_may_not_is_no_message_but_a_refusal_of_the_whole_request(ask):
    request = sent()

    with pytest.raises(NotAllowedError):
        ask(request)
    assert said(request) == []


def test_a_button_says_what_came_of_it():
    request = sent()
    attempt(request, lambda: "Three taken.")

    assert said(request) == [("success", "Three taken.")]


@pytest.mark.parametrize(("hint", "told"), [("", "Too late."), ("Begin anew.", "Too late. Begin anew.")])
def test_a_button_that_comes_too_late_says_why(hint, told):
    def act():
        raise WrongStateError("Too late.", hint)

    request = sent()
    attempt(request, act)

    assert said(request) == [("error", told)]


@pytest.fixture
def contacts(two_institutions):
    """What each side has noted, and a way to note more with a public id."""

    def noting(side):
        return lambda free: note_contact(
            two_institutions.shared[0], by=side.users["manager"], kind="call", text="x", public_id=free
        )

    return {"own": noting(two_institutions.silicon), "foreign": noting(two_institutions.bio)}


def test_a_record_is_made_once_under_the_id_of_its_form(two_institutions, contacts):
    seen = contacts_for(two_institutions.silicon.users["manager"])
    made = [make_once(seen, OPENED, contacts["own"]) for _ in range(2)]

    assert made == [OPENED, OPENED]
    assert seen.count() == 1


def test_an_id_that_another_institution_uses_tells_nothing_and_makes_a_record(two_institutions, contacts):
    contacts["foreign"](OPENED)
    seen = contacts_for(two_institutions.silicon.users["manager"])
    made = make_once(seen, OPENED, contacts["own"])

    assert made != OPENED
    assert list(seen.values_list("public_id", flat=True)) == [made]


def test_the_same_form_at_the_same_moment_makes_one(two_institutions, contacts):
    seen = contacts_for(two_institutions.silicon.users["manager"])

    def faster(free):
        """The other sending is done between the look and the writing."""
        contacts["own"](free)
        with transaction.atomic():
            contacts["own"](free)

    assert make_once(seen, OPENED, faster) == OPENED
    assert seen.count() == 1


def test_what_the_database_refuses_for_another_reason_is_no_success(two_institutions, contacts):
    def refused(_free):
        raise IntegrityError

    with pytest.raises(IntegrityError):
        make_once(contacts_for(two_institutions.silicon.users["manager"]), OPENED, refused)


@pytest.mark.parametrize(
    ("address", "sent"),
    [
        ("contacts/new/", {"organisation": "Shared 1", "text": "x", "kind": "call"}),
        ("people/new/", {"organisation": "Shared 1", "name": "Test Muster", "function": "x", "language": "de"}),
        ("events/new/", {"title": "x", "kind": "workshop", "day": "2026-01-02"}),
        ("calls/new/", {"title": "x", "address": "https://example.org"}),
        (
            "cooperations/new/",
            {"title": "x", "kind": "project", "status": "running", "partners": "Shared 0\nShared 1"},
        ),
    ],
)
def test_no_form_answers_another_id_than_a_new_one(served, two_institutions, address, sent):
    """Sent with the id of something that the other institution keeps, the form makes a record of its own."""
    where = {}
    for handle in ("bio", "silicon"):
        served.force_login(getattr(two_institutions, handle).users["manager"])
        answer = served.post(f"/en/register/{address}", {**sent, "once": OPENED})
        where[handle] = (answer.status_code, answer["Location"])

    assert [status for status, _location in where.values()] == [302, 302]
    assert OPENED not in where["silicon"][1]
