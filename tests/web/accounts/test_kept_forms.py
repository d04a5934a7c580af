"""A form that is sent after the session has ended: kept for its writer, back in its form, sent by nobody else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from crossfield.web.accounts.actions.kept_form import LONGEST, MOST_KEPT, keep_form, purge_forms
from crossfield.web.accounts.models import KeptForm, LogEntry
from crossfield.web.accounts.models.kept_form import LONGEST_ADDRESS
from crossfield.web.registry.models import Contact

TYPED = "a talk about sensors & <b>prices</b>"
HOST = {"HTTP_HOST": "bench.example.org", "REMOTE_ADDR": "192.0.2.7"}


@pytest.fixture
def browser(served):
    """A browser whose forms carry their token, as the pages make it."""
    return Client(enforce_csrf_checks=True, **HOST)


@pytest.fixture
def manager(two_institutions):
    return two_institutions.silicon.users["manager"]


def fields_of(answer, action):
    page = html.fromstring(answer.content.decode())
    form = next(one for one in page.forms if (one.get("action") or action) == action and one.method == "POST")
    chosen = {one.get("name"): one.get("value") for one in form.xpath(".//input[@type='radio'][@checked]")}
    return dict(form.form_values()) | chosen, page  # lxml reads a choice without a value as “on”, browsers do not


def sign_in(browser, person, follow=""):
    address = f"/en/sign-in/?{follow.partition('?')[2]}" if follow else "/en/sign-in/"
    given, page = fields_of(browser.get(address), "/en/sign-in/")
    given |= {"login": person.email, "password": "correct horse staple"}
    return browser.post("/en/sign-in/", given), page


def write_and_be_signed_out(browser, person, contact, text=TYPED):
    """Open the form of what followed at an event, lose the session, and send the form."""
    where = reverse("register_contact_new")
    sign_in(browser, person)
    given, _page = fields_of(browser.get(where), where)
    del browser.cookies["crossfield_session"]
    given |= {"organisation": contact, "text": text, "kind": "visit"}
    return browser.post(where, given, headers={"referer": f"http://bench.example.org{where}?organisation=x"}), given


def test_the_input_stands_in_the_form_again_and_is_saved_once(browser, manager, two_institutions):
    name = two_institutions.shared[0].name
    turned, given = write_and_be_signed_out(browser, manager, name)
    assert turned.status_code == 302
    assert Contact.objects.count() == 0

    back, page = sign_in(browser, manager, turned["Location"])
    assert "What you wrote is kept" in page.text_content()
    assert back["Location"].startswith(f"{reverse('register_contact_new')}?organisation=x&kept=")
    again, page = fields_of(browser.get(back["Location"]), reverse("register_contact_new"))
    assert {key: again[key] for key in ("organisation", "text", "kind", "once")} == {
        "organisation": name, "text": TYPED, "kind": "visit", "once": given["once"],
    }  # fmt: skip
    assert "Your session had ended" in page.text_content()
    assert Contact.objects.count() == 0

    assert browser.post(reverse("register_contact_new"), again)["Location"].endswith(f"/contacts/{given['once']}/")
    assert Contact.objects.get().text == TYPED
    assert KeptForm.objects.count() == 0


def test_a_form_inside_a_page_is_filled_where_it_stands(browser, manager, two_institutions):
    organisation = two_institutions.shared[0]
    page, action = (reverse(name, args=[organisation.public_id]) for name in
                    ("register_organisation", "register_organisation_value"))  # fmt: skip
    sign_in(browser, manager)
    given, _page = fields_of(browser.get(page), action)
    del browser.cookies["crossfield_session"]
    turned = browser.post(
        action, given | {"value": TYPED, "source": "s"}, headers={"referer": f"http://bench.example.org{page}"}
    )

    back, _page = sign_in(browser, manager, turned["Location"])
    again, shown = fields_of(browser.get(back["Location"]), action)

    assert again["value"] == TYPED
    assert [one for one in shown.xpath("//details[@open]//form/@action") if one == action] == [action]


def test_another_person_who_signs_in_finds_nothing_of_it(browser, manager, two_institutions):
    turned, _given = write_and_be_signed_out(browser, manager, two_institutions.shared[0].name)
    for other in (two_institutions.silicon.users["administrator"], two_institutions.bio.users["manager"]):
        stranger = Client(enforce_csrf_checks=True, **HOST)
        stranger.cookies.update(browser.cookies)
        back, _page = sign_in(stranger, other, turned["Location"])

        answer = stranger.get(back["Location"])

        assert answer.status_code == 200
        assert "sensors" not in answer.content.decode()
        assert "had ended" not in answer.content.decode()
    assert Contact.objects.count() == 0
    assert KeptForm.objects.get().user == manager


def test_a_form_opened_before_somebody_else_signed_in_is_kept_for_nobody(browser, manager, two_institutions):
    where = reverse("register_contact_new")
    sign_in(browser, manager)
    given, _page = fields_of(browser.get(where), where)
    browser.cookies.pop("crossfield_session")
    sign_in(browser, two_institutions.bio.users["manager"])
    browser.get(where)
    browser.cookies.pop("crossfield_session")

    assert browser.post(where, given | {"text": TYPED}).status_code == 403
    assert KeptForm.objects.count() == 0


@pytest.mark.parametrize("mark", ["", "made-up", "2222222222222222:forged"])
def test_without_the_signed_mark_nothing_is_kept_and_one_comes_back_to_the_page(browser, manager, mark):
    where = reverse("register_contact_new")
    sign_in(browser, manager)
    given, _page = fields_of(browser.get(where), where)
    del browser.cookies["crossfield_session"]
    browser.cookies["crossfield_writer"] = mark

    turned = browser.post(where, given | {"text": TYPED}, headers={"referer": f"http://bench.example.org{where}"})

    assert turned["Location"] == f"/en/sign-in/?next={where}"
    assert KeptForm.objects.count() == 0


@pytest.mark.parametrize("came_from", ["", "https://evil.example.org/en/x/", "javascript:alert(1)"])
def test_nobody_is_led_to_another_site_afterwards(served, manager, came_from):
    served.force_login(manager)
    served.get("/en/register/contacts/")
    del served.cookies["crossfield_session"]

    turned = served.post("/en/register/contacts/new/", {"text": TYPED}, headers={"referer": came_from})

    assert turned["Location"].startswith("/en/sign-in/?next=/en/%3Fkept%3D")


def take_up(browser, kept):
    """The form of a contact, as it is filled in again."""
    where = reverse("register_contact_new")
    return fields_of(browser.get(f"{where}?kept={kept.public_id}"), where)[0]


def test_of_two_forms_of_one_page_the_one_that_is_sent_goes(browser, manager, two_institutions):
    name = two_institutions.shared[0].name
    for text in ("the first talk", "the second talk"):
        write_and_be_signed_out(browser, manager, name, text=text)
    sign_in(browser, manager)
    second, first = KeptForm.objects.all()
    given = {kept.pk: take_up(browser, kept) for kept in (first, second)}  # two tabs

    browser.post(reverse("register_contact_new"), given[first.pk])

    assert list(KeptForm.objects.all()) == [second]
    assert take_up(browser, second)["text"] == "the second talk"
    browser.post(reverse("register_contact_new"), given[second.pk])
    assert {one.text for one in Contact.objects.all()} == {"the first talk", "the second talk"}
    assert KeptForm.objects.count() == 0


def test_a_form_that_is_sent_with_a_mistake_is_kept_until_it_is_right(browser, manager, two_institutions):
    where, name = reverse("register_contact_new"), two_institutions.shared[0].name
    write_and_be_signed_out(browser, manager, name)
    sign_in(browser, manager)
    given = take_up(browser, KeptForm.objects.get())

    refused = browser.post(where, given | {"organisation": "Nobody", "text": "the talk, put better"})

    assert (refused.status_code, KeptForm.objects.count()) == (422, 1)
    again, _page = fields_of(refused, where)
    assert again["text"] == "the talk, put better"
    browser.post(where, again | {"organisation": name})
    assert Contact.objects.get().text == "the talk, put better"
    assert KeptForm.objects.count() == 0


def test_where_the_session_ends_once_more_the_newer_text_takes_its_place(browser, manager, two_institutions):
    write_and_be_signed_out(browser, manager, two_institutions.shared[0].name)
    sign_in(browser, manager)
    given = take_up(browser, KeptForm.objects.get())
    del browser.cookies["crossfield_session"]

    browser.post(reverse("register_contact_new"), given | {"text": "the talk, put better"})

    kept = KeptForm.objects.get()
    assert dict(kept.fields)["text"] == "the talk, put better"
    assert "kept_form" not in dict(kept.fields)


def test_a_form_whose_token_is_not_valid_any_more_is_kept(browser, manager, two_institutions):
    write_and_be_signed_out(browser, manager, two_institutions.shared[0].name)
    sign_in(browser, manager)
    given = take_up(browser, KeptForm.objects.get())

    refused = browser.post(reverse("register_contact_new"), given | {"csrfmiddlewaretoken": "x" * 64})

    assert (refused.status_code, KeptForm.objects.count()) == (403, 1)


def test_a_form_at_which_the_workbench_breaks_is_kept(served, manager, monkeypatch, two_institutions):
    where = reverse("register_contact_new")
    kept = keep_form(manager, action=where, page=where, fields=[("text", TYPED)])
    served.force_login(manager)
    given = take_up(served, kept) | {"organisation": two_institutions.shared[0].name, "kind": "visit"}
    served.raise_request_exception = False
    monkeypatch.setattr(Contact, "save", lambda *_args, **_rest: 1 / 0)

    assert served.post(where, given).status_code == 500
    assert KeptForm.objects.get() == kept


def test_nobody_lets_go_of_what_somebody_else_wrote(served, manager, two_institutions):
    where = reverse("register_contact_new")
    kept = keep_form(manager, action=where, page=where, fields=[("text", TYPED)])
    served.force_login(two_institutions.silicon.users["administrator"])

    given, _page = fields_of(served.get(where), where)
    given |= {"organisation": two_institutions.shared[0].name, "text": "x", "kept_form": kept.public_id}

    assert served.post(where, given).status_code == 302
    assert KeptForm.objects.get() == kept


@pytest.mark.parametrize("file", ["events.xlsx", "events.csv", "events.parquet"])
def test_files_are_as_ever_whatever_was_kept(served, manager, file):
    kept = keep_form(manager, action="/a/", page="/", fields=[("text", TYPED)])
    served.force_login(manager)
    where = f"/en/register/events/{file}"

    answer = served.get(f"{where}?kept={kept.public_id}")

    assert (answer.status_code, answer["Content-Type"]) == (200, served.get(where)["Content-Type"])


def test_signs_that_no_database_stores_and_addresses_that_are_too_long_break_nothing(served, manager):
    where, site = reverse("register_contact_new"), "http://bench.example.org"
    served.force_login(manager)
    assert served.get("/en/inbox/?kept=%00").status_code == 200
    del served.cookies["crossfield_session"]

    def turned(address=where, came_from=""):
        sent = {"te\0xt": "a\0b"}
        return served.post(address, sent, headers={"referer": f"{site}{came_from}"})["Location"].partition("kept%3D")

    assert turned(came_from=f"{where}?q={',' * 1500}")[0] == "/en/sign-in/?next=/en/%3F"
    kept = KeptForm.objects.get()
    assert (kept.action, kept.page, kept.fields) == (where, "/en/", [["text", "ab"]])
    for strange in ("x" * LONGEST_ADDRESS, "%00"):
        assert turned(f"/en/organisation/{strange}/keep/")[2] == ""
    assert KeptForm.objects.get() == kept


def test_after_a_day_it_is_gone_whenever_the_recurring_work_runs(served, manager):
    kept = keep_form(manager, action="/a/", page="/en/inbox/", fields=[("text", TYPED)])
    KeptForm.objects.update(created=timezone.now() - timedelta(days=1))
    served.force_login(manager)

    assert "sensors" not in served.get(f"/en/inbox/?kept={kept.public_id}").content.decode()


@pytest.mark.parametrize("where", ["/en/sign-out/", "/en/account/sessions/end/"])
def test_who_signs_out_takes_the_mark_along(browser, manager, where):
    sign_in(browser, manager)
    page = browser.get("/en/account/sessions/").content.decode()
    token = html.fromstring(page).xpath("//input[@name='csrfmiddlewaretoken']/@value")[0]
    assert browser.cookies["crossfield_writer"].value.startswith(manager.public_id)

    browser.post(where, {"csrfmiddlewaretoken": token, "which": "all"})

    assert browser.cookies["crossfield_writer"].value == ""


def test_what_a_page_does_not_show_any_more_can_be_copied(served, manager):
    served.force_login(manager)
    kept = keep_form(manager, action="/en/gone/", page="/en/inbox/", fields=[("text", TYPED), ("once", "abc")])

    page = html.fromstring(served.get(f"/en/inbox/?kept={kept.public_id}").content.decode())

    assert page.xpath("//main//details//li/text()") == [TYPED]


def test_a_file_that_is_asked_for_with_the_mark_stays_as_it_is(served, manager):
    served.force_login(manager)
    kept = keep_form(manager, action="/en/gone/", page="/en/inbox/", fields=[("text", TYPED)])

    answer = served.get(f"/en/register/contacts/contacts.xlsx?kept={kept.public_id}")

    assert (answer.status_code, answer.content[:2]) == (200, b"PK")


def test_passwords_files_and_what_is_too_long_are_not_kept(manager):
    fields = [("password1", "x"), ("oldpassword", "y"), ("code", "123456"), ("csrfmiddlewaretoken", "t"), ("a", "b")]
    made = keep_form(manager, action="/a/", page="/", fields=fields, had_files=True)

    assert (made.fields, made.had_files) == ([("a", "b")], True)
    assert keep_form(manager, action="/a/", page="/", fields=fields[:-1]) is None
    assert keep_form(manager, action="/a/", page="/", fields=[("a", "b" * (LONGEST + 1))]) is None


def test_the_newest_are_kept_for_a_day_and_the_log_has_no_word_of_them(manager):
    for number in range(MOST_KEPT + 2):
        keep_form(manager, action="/a/", page="/", fields=[("text", f"{TYPED} {number}")])

    assert [one.fields[0][1][-1] for one in KeptForm.objects.all()] == ["6", "5", "4", "3", "2"]
    assert "sensors" not in str(list(LogEntry.objects.values()))
    assert purge_forms(timezone.now()) == 0
    assert purge_forms(timezone.now() + timedelta(hours=25)) == MOST_KEPT


def test_what_is_asked_by_a_script_and_pages_that_ask_for_no_account_go_on_as_ever(served, manager):
    served.force_login(manager)
    served.get("/en/inbox/")
    del served.cookies["crossfield_session"]

    served.post("/en/register/contacts/new/", {"text": TYPED}, headers={"hx-request": "true"})
    served.post("/en/sign-in/", {"login": "a@example.org", "password": "x"})

    assert KeptForm.objects.count() == 0
    assert served.post("/en/nowhere/", {"text": TYPED}).status_code == 404
    assert str(KeptForm(action="/a/", created=timezone.now())).endswith("/a/")


def test_at_a_desk_nobody_is_marked(desk):
    desk.get("/en/inbox/")

    assert "crossfield_writer" not in desk.cookies
