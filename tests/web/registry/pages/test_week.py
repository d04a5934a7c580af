"""Writing contacts, events and funding calls on pages: who may, what is told, what stays with the institution."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from lxml import html

from crossfield.web.registry.actions.contact import finish_contact, note_contact
from crossfield.web.registry.actions.event import add_funding_call, record_event, release_event
from crossfield.web.registry.models import Contact, Cooperation, Event, EventGuest, Field, FundingCall, NamedInterface

pytestmark = pytest.mark.django_db
HERE = "/en/register/"
CONTACT = {"organisation": "Shared 0", "text": "Asks for partners", "kind": "call"}
EVENT = {"title": "Workshop", "kind": "workshop", "day": "2014-07-14"}
CALL = {"title": "Call", "address": "https://example.org/call"}
PAIR = (
    "An introduction brings two organisations together, and nothing else does. "
    "Name the other organisation for an introduction, and none otherwise."
)
NEW = [("contacts/new/", CONTACT, Contact), ("events/new/", EVENT, Event), ("calls/new/", CALL, FundingCall)]


def tree(answer):
    return html.fromstring(answer.content.decode())


def message(answer):
    return tree(answer).xpath("string(//p[contains(@class, 'message')])").strip()


def errors(answer):
    return tree(answer).xpath("//ul[contains(@class, 'errorlist')]//li/text()")


@pytest.fixture
def signed_in(served, two_institutions):
    def as_role(role, side="silicon"):
        served.force_login(getattr(two_institutions, side).users[role])
        return served

    return as_role


@pytest.fixture
def contact(two_institutions):
    """An introduction that Silicon noted, with a next step."""
    one, other = two_institutions.shared[:2]
    return note_contact(
        one,
        by=two_institutions.silicon.users["manager"],
        kind="introduction",
        text="secret talk",
        introduced_to=other,
        next_step="secret call",
    )


@pytest.fixture
def event(two_institutions):
    """An event of Silicon that everyone knows of."""
    manager = two_institutions.silicon.users["manager"]
    made = record_event("Fair", by=manager, kind="fair", day=date(2014, 7, 14))
    return release_event(made, by=manager, release="public")


@pytest.mark.parametrize(("end", "sent", "kind"), NEW)
@pytest.mark.parametrize("role", ["visitor", "member", "officer", "reviewer", "analyst"])
def test_other_roles_neither_open_a_form_nor_send_one(signed_in, role, end, sent, kind):
    client = signed_in(role)

    assert [client.get(HERE + end).status_code, client.post(HERE + end, sent).status_code] == [403, 403]
    assert kind.objects.count() == 0


@pytest.mark.parametrize(("end", "sent", "kind"), NEW)
@pytest.mark.parametrize("role", ["manager", "administrator"])
def test_management_and_administrators_open_a_form_and_send_it(signed_in, role, end, sent, kind):
    client = signed_in(role)

    assert [client.get(HERE + end).status_code, client.post(HERE + end, sent).status_code] == [200, 302]
    assert kind.objects.count() == 1


@pytest.mark.parametrize(("end", "sent", "kind"), NEW)
def test_a_form_sent_twice_makes_one_record_of_the_institution_in_its_language(signed_in, end, sent, kind):
    client = signed_in("manager")
    once = tree(client.get(HERE + end)).xpath("//input[@name='once']/@value")[0]
    for language in ("de", "en"):
        client.post(f"/{language}/register/{end}", sent | {"once": once})
    made = kind.objects.get()

    assert (made.public_id, made.language, made.release) == (once, "de", "institution")
    assert (made.owner.email, made.institution.name) == ("silicon.manager@example.org", "Silicon")


@pytest.mark.parametrize(("end", "sent", "kind"), NEW)
def test_without_an_id_of_the_form_each_sending_is_a_record(signed_in, end, sent, kind):
    client = signed_in("manager")
    for once in ("", "<b>", "../../etc"):
        client.post(HERE + end, sent | {"once": once})

    assert len(set(kind.objects.values_list("public_id", flat=True))) == 3


@pytest.mark.parametrize(
    ("language", "given", "told"),
    [
        ("en", {"organisation": ""}, ["This field is required."]),
        ("en", {"organisation": "Zzz"}, ["“Zzz” is not in the register; add it first."]),
        ("en", {"text": "x" * 501}, ["Ensure this value has at most 500 characters (it has 501)."]),
        ("en", {"function": "x" * 101}, ["Ensure this value has at most 100 characters (it has 101)."]),
        ("en", {"day": "2014-02-30"}, ["Enter a valid date."]),
        ("en", {"day": "2999-01-01"}, ["A contact has taken place; what is to come is a next step."]),
        ("en", {"kind": "letter"}, ["Select a valid choice. letter is not one of the available choices."]),
        (
            "en",
            {"kind": "introduction"},
            [PAIR],
        ),
        (
            "en",
            {"introduced_to": "Shared 1"},
            [PAIR],
        ),
        ("de", {"text": ""}, ["Schreiben Sie, worum es ging, oder wählen Sie eine Schnittstelle."]),
        ("en", {"soon": "yesterday"}, ["Enter a valid date."]),
    ],
)
def test_a_contact_that_does_not_hold_is_told_with_what_was_typed(signed_in, language, given, told):
    sent = CONTACT | {"next_step": "Ruf <b>"} | given
    answer = signed_in("manager").post(f"/{language}/register/contacts/new/", sent)

    assert (answer.status_code, errors(answer)) == (422, told)
    assert tree(answer).xpath("//input[@name='next_step']/@value") == ["Ruf <b>"]
    assert Contact.objects.count() == 0


def test_an_introduction_to_oneself_is_none(signed_in):
    sent = CONTACT | {"kind": "introduction", "introduced_to": "Shared 0"}

    assert signed_in("manager").post(f"{HERE}contacts/new/", sent).status_code == 422
    assert Contact.objects.count() == 0


def test_a_contact_without_a_day_was_today_and_one_with_a_day_then(signed_in):
    client = signed_in("manager")
    client.post(f"{HERE}contacts/new/", CONTACT)
    client.post(f"{HERE}contacts/new/", CONTACT | {"day": "14.07.2014"})

    days = Contact.objects.order_by("day").values_list("day", flat=True)
    assert list(days) == [date(2014, 7, 14), timezone.localdate()]


def test_an_interface_that_only_others_know_cannot_be_chosen(signed_in, two_institutions):
    bio = two_institutions.bio
    theirs = NamedInterface.objects.create(
        name="secret interface", owner=bio.users["manager"], institution=bio.institution, release="institution"
    )
    client = signed_in("manager")
    answers = [
        client.post(HERE + end, sent | {"interface": theirs.pk})
        for end, sent in (("contacts/new/", CONTACT), ("events/new/", EVENT))
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert [b"secret" in answer.content for answer in answers] == [False, False]
    assert (Contact.objects.count(), Event.objects.count()) == (0, 0)


@pytest.mark.parametrize("sent", [("done/", {}), ("outcome/", {"outcome": "nothing"})])
@pytest.mark.parametrize(
    ("reader", "status"),
    [
        (("manager", "silicon"), 302),
        (("administrator", "silicon"), 302),
        (("analyst", "silicon"), 403),
        (("officer", "silicon"), 403),
        (("member", "silicon"), 404),
        (("manager", "bio"), 404),
        (("administrator", "bio"), 404),
    ],
)
def test_a_contact_is_its_institutions_alone(signed_in, contact, reader, status, sent):
    answer = signed_in(*reader).post(f"{HERE}contacts/{contact.public_id}/{sent[0]}", sent[1])
    contact.refresh_from_db()

    assert (answer.status_code, b"secret" in answer.content) == (status, False)
    assert (contact.done is not None or contact.outcome != "") is (status == 302)


def changed(client, contact, **given):
    """Open the form of a contact as it is, write into it, and send it."""
    page = tree(client.get(f"{HERE}contacts/{contact.public_id}/change/"))
    form = dict(page.xpath("//form[contains(@class, 'quick')]")[0].form_values())
    return client.post(f"{HERE}contacts/{contact.public_id}/change/", form | given)


def test_a_contact_is_changed_and_what_is_not_touched_stays(signed_in, contact):
    client = signed_in("manager")
    answer = changed(client, contact, text="other talk", function="head", due="2030-01-02")
    contact.refresh_from_db()

    assert answer.status_code == 302
    assert (contact.text, contact.function, contact.due) == ("other talk", "head", date(2030, 1, 2))
    assert (contact.kind, contact.introduced_to.name, contact.next_step) == ("introduction", "Shared 1", "secret call")
    page = tree(client.get(f"{HERE}contacts/{contact.public_id}/change/"))
    assert page.xpath("//details[@open]//input[@name='function']/@value") == ["head"]


def test_of_two_who_change_a_contact_the_second_sees_both_texts_and_saves_upon_the_first(signed_in, contact):
    client = signed_in("manager")
    first = {"text": "first words", "kind": "introduction", "introduced_to": "Shared 1", "organisation": "Shared 0"}
    first |= {"day": contact.day.isoformat(), "version": 1, "next_step": "secret call"}
    client.post(f"{HERE}contacts/{contact.public_id}/change/", first)
    answer = client.post(f"{HERE}contacts/{contact.public_id}/change/", first | {"text": "second words"})
    page = tree(answer)

    assert answer.status_code == 422
    assert page.xpath("//dl[@class='looks']//dd/text()") == ["first words"]
    assert page.xpath("//input[@name='text']/@value") == ["second words"]
    again = dict(page.xpath("//form[contains(@class, 'quick')]")[0].form_values())
    assert client.post(f"{HERE}contacts/{contact.public_id}/change/", again).status_code == 302
    contact.refresh_from_db()
    assert (contact.text, contact.version) == ("second words", 3)


def test_what_does_not_hold_was_saved_by_nobody_else_and_a_new_name_is_added_by_a_change(signed_in, contact):
    client = signed_in("manager")
    refused = changed(client, contact, kind="call")
    assert (refused.status_code, errors(refused)) == (422, [PAIR])
    assert b"Saved meanwhile" not in refused.content
    given = {"organisation": "New Ltd"}
    assert tree(changed(client, contact, **given)).xpath("//button[@name='add']/@value") == ["yes"]
    assert changed(client, contact, **given, add="yes").status_code == 302
    contact.refresh_from_db()

    assert contact.organisation.name == "New Ltd"


def test_two_of_one_name_are_not_mixed_up_by_a_change_of_something_else(signed_in, contact, make_organisation):
    make_organisation("Shared 0")
    before = contact.organisation
    answer = changed(signed_in("manager"), contact, text="other talk")
    contact.refresh_from_db()

    assert (answer.status_code, contact.organisation) == (302, before)


@pytest.mark.parametrize("end", ["change/", "off/"])
@pytest.mark.parametrize(("role", "side"), [("analyst", "silicon"), ("member", "silicon"), ("manager", "bio")])
def test_who_does_not_keep_it_neither_changes_a_contact_nor_takes_it_off(signed_in, contact, role, side, end):
    client = signed_in(role, side)
    sent = {"organisation": "Shared 0", "kind": "call", "text": "mine", "day": "2026-01-02", "version": 1}
    answer = client.post(f"{HERE}contacts/{contact.public_id}/{end}", sent)
    contact.refresh_from_db()

    assert (answer.status_code, b"secret" in answer.content) == (403 if role == "analyst" else 404, False)
    assert (contact.text, contact.taken_off) == ("secret talk", None)


def test_what_is_taken_off_is_listed_nowhere_and_put_back_on_its_page(signed_in, contact):
    client, here = signed_in("manager"), f"{HERE}contacts/{contact.public_id}/"
    listed = [f"{HERE}contacts/", f"{HERE}contacts/contacts.csv"]
    listed.append(f"{HERE}organisations/{contact.organisation.public_id}/")

    def told():
        return [b"secret talk" in client.get(page).content for page in listed]

    before = told()
    client.post(f"{here}off/", {"choice": "off"})
    assert (told(), b"Taken off on" in client.get(here).content) == ([False] * 3, True)
    client.post(f"{here}off/", {"choice": "again"})
    assert (told(), before, b"Taken off on" in client.get(here).content) == ([True] * 3, [True] * 3, False)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", {"late", "early", "none", "over"}),
        ("?q=LATE", {"late"}),
        ("?q=shared+1", {"early"}),
        ("?q=call+them", {"late", "early", "over"}),
        ("?q=zzz", set()),
        ("?q=%00", {"late", "early", "none", "over"}),
        ("?open=1", {"late", "early"}),
        ("?open=1&q=late", {"late"}),
    ],
)
def test_contacts_are_found_by_a_word_and_by_what_is_still_to_do(signed_in, two_institutions, asked, found):
    for side in (two_institutions.bio, two_institutions.silicon):
        manager, place = side.users["manager"], f"of {side.institution.name}"
        shared = two_institutions.shared
        given = {"by": manager, "kind": "call", "next_step": "Call them"}
        note_contact(shared[0], text=f"late {place}", **given)
        note_contact(shared[1], text=f"early {place}", due=date(2030, 1, 2), **given)
        note_contact(shared[2], by=manager, kind="call", text=f"none {place}")
        note_contact(shared[2], text=f"over {place}", due=date(2026, 1, 2), **given)
        finish_contact(Contact.objects.latest("pk"), by=manager)
    answer = signed_in("manager").get(f"{HERE}contacts/{asked}")
    rows = tree(answer).xpath("//section[@id='contacts']//tbody/tr")
    told = [row.text_content() for row in rows]

    assert {
        word for word in ("late", "early", "none", "over") if any(f"{word} of Silicon" in row for row in told)
    } == found
    assert (len(told), b"of Bio" in answer.content) == (len(found), False)
    if asked == "?open=1":
        assert ["early" in told[0], "late" in told[1]] == [True, True]
        assert tree(answer).xpath("string(//p[@class='answer'])").strip() == "2 next steps are open."
        assert b"contacts.xlsx?open=1" in answer.content


def test_an_organisation_that_nobody_knows_is_added_with_the_contact_by_a_second_button(signed_in):
    client = signed_in("manager")
    sent = CONTACT | {"organisation": "New Ltd", "next_step": "Call back"}
    page = tree(client.post(f"{HERE}contacts/new/", sent))
    assert page.xpath("//button[@name='add']/text()") == ["Add it to the register and note the contact"]
    assert Contact.objects.count() == 0
    once = page.xpath("//input[@name='once']/@value")[0]
    for _ in range(2):
        client.post(f"{HERE}contacts/new/", sent | {"add": "yes", "once": once})
    made = Contact.objects.get()

    assert (made.organisation.name, made.next_step) == ("New Ltd", "Call back")
    assert type(made.organisation).objects.filter(name="New Ltd").count() == 1


def test_a_next_step_is_done_once(signed_in, contact):
    client = signed_in("manager")
    told = [message(client.post(f"{HERE}contacts/{contact.public_id}/done/", follow=True)) for _ in range(2)]
    contact.refresh_from_db()

    assert told == ["Saved.", "This step is done already."]
    assert contact.done == timezone.localdate()


def test_what_has_no_next_step_is_not_done(signed_in, two_institutions):
    plain = note_contact(
        two_institutions.shared[0], by=two_institutions.silicon.users["manager"], kind="call", text="x"
    )
    answer = signed_in("manager").post(f"{HERE}contacts/{plain.public_id}/done/", follow=True)

    assert message(answer) == "This step is done already."
    assert Contact.objects.get().done is None


@pytest.mark.parametrize("outcome", ["going_on", "nothing"])
def test_an_outcome_may_still_become_a_cooperation(signed_in, contact, outcome):
    client, before = signed_in("manager"), Cooperation.objects.count()
    where = f"{HERE}contacts/{contact.public_id}/outcome/"
    first, second = client.post(where, {"outcome": outcome}), client.post(where, {"outcome": "cooperation"})
    contact.refresh_from_db()

    assert first["Location"] == f"{HERE}contacts/{contact.public_id}/"
    assert second["Location"] == f"{HERE}cooperations/{contact.cooperation.public_id}/"
    assert Cooperation.objects.count() == before + 1
    assert contact.cooperation.title == "Shared 0 – Shared 1"


def test_a_contact_that_was_no_introduction_has_no_outcome(signed_in, two_institutions):
    plain = note_contact(
        two_institutions.shared[0], by=two_institutions.silicon.users["manager"], kind="call", text="x"
    )
    where = f"{HERE}contacts/{plain.public_id}/outcome/"
    told = [message(signed_in("manager").post(where, {"outcome": said}, follow=True)) for said in ("nothing", "luck")]

    assert told == [
        "Not saved. Only an introduction has an outcome, and only once a cooperation. Open the cooperation instead.",
        "Not saved. What came of it?: Select a valid choice. luck is not one of the available choices.",
    ]
    assert Contact.objects.get().outcome == ""


@pytest.mark.parametrize(
    ("language", "given", "told"),
    [
        ("en", {"title": " "}, ["This field is required."]),
        ("en", {"title": "x" * 301}, ["Ensure this value has at most 300 characters (it has 301)."]),
        ("en", {"day": ""}, ["This field is required."]),
        ("en", {"day": "14/07/2014"}, ["Enter a valid date."]),
        ("en", {"kind": "party"}, ["Select a valid choice. party is not one of the available choices."]),
        ("en", {"address": "javascript:alert(1)"}, ["Enter a valid URL."]),
        ("en", {"last_day": "2014-07-13"}, ["The event would end before it begins. Check the two days."]),
        (
            "de",
            {"last_day": "2014-07-13"},
            ["Die Veranstaltung würde enden, bevor sie beginnt. Prüfen Sie die beiden Tage."],
        ),
    ],
)
def test_an_event_that_does_not_hold_is_told_with_what_was_typed(signed_in, language, given, told):
    answer = signed_in("manager").post(f"/{language}/register/events/new/", EVENT | {"text": "Mein <b>"} | given)

    assert (answer.status_code, errors(answer)) == (422, told)
    assert tree(answer).xpath("string(//textarea[@name='text'])").strip() == "Mein <b>"
    assert Event.objects.count() == 0


@pytest.mark.parametrize("last_day", ["", "2014-07-14", "2014-07-15"])
def test_an_event_may_last_one_day_or_more(signed_in, last_day):
    answer = signed_in("manager").post(f"{HERE}events/new/", EVENT | {"last_day": last_day})
    made = Event.objects.get()

    assert answer["Location"] == f"{HERE}events/{made.public_id}/"
    assert (made.day, made.last_day) == (date(2014, 7, 14), date.fromisoformat(last_day) if last_day else None)


@pytest.mark.parametrize(
    ("end", "sent"),
    [
        ("guests/", {"names": "Spy", "state": "attended"}),
        ("followed/", {"followed": "Lies", "version": "1"}),
        ("change/", {**EVENT, "title": "Lies", "version": "1"}),
        ("release/", {"release": "own"}),
    ],
)
@pytest.mark.parametrize("reader", [("analyst", "silicon"), ("manager", "bio"), ("member", "bio")])
def test_who_sees_an_event_does_not_change_it(signed_in, event, reader, end, sent):
    client = signed_in(*reader)
    event.refresh_from_db()

    assert client.get(f"{HERE}events/{event.public_id}/").status_code == 200
    assert client.post(f"{HERE}events/{event.public_id}/{end}", sent).status_code == 403
    kept = Event.objects.get()
    assert (kept.followed, kept.release, kept.guests.count()) == ("", "public", 0)


def test_a_list_of_guests_is_counted_by_organisation_and_by_head(signed_in, event):
    client = signed_in("manager")
    names = "Shared 0\n shared  0 \n\n=HYPERLINK(1)\n<b>\n"
    answer = client.post(f"{HERE}events/{event.public_id}/guests/", {"names": names, "state": "invited"}, follow=True)
    kept = EventGuest.objects.order_by("name").values_list("name", "people", "state", "organisation__name")

    assert message(answer) == "3 organisations, 1 of them in the register."
    assert sorted(kept) == [
        ("<b>", 1, "invited", None),
        ("=HYPERLINK(1)", 1, "invited", None),
        ("Shared 0", 2, "invited", "Shared 0"),
    ]
    assert b"<b></" not in client.get(f"{HERE}events/{event.public_id}/").content


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"names": "", "state": "invited"}, "This field is required."),
        ({"names": "A", "state": "dreamt"}, "They: Select a valid choice. dreamt is not one of the available choices."),
        ({"names": "A\n" * 2001, "state": "invited"}, "A list has at most 2000 lines."),
    ],
)
def test_a_list_of_guests_that_does_not_hold_is_told(signed_in, event, sent, told):
    where = f"{HERE}events/{event.public_id}/guests/"
    answer = signed_in("manager").post(where, sent, follow=True)

    assert message(answer).startswith("Not saved. ")
    assert message(answer).endswith(told)
    assert EventGuest.objects.count() == 0


def filled(answer):
    form = next(one for one in tree(answer).forms if "write" in one.get("class", ""))
    return {name: value.removeprefix("\n") for name, value in form.form_values()}  # a browser drops the first one


def test_of_two_who_change_an_event_the_second_is_told_sees_both_and_merges(signed_in, event, two_institutions):
    where = f"{HERE}events/{event.public_id}/change/"
    opened = filled(signed_in("manager").get(where))
    first = {**opened, "title": "First title", "last_day": "2030-01-02", "followed": "one <b>", "kind": "workshop"}
    assert signed_in("administrator").post(where, first).status_code == 302

    told = signed_in("manager").post(where, {**opened, "title": "Second title", "place": "Chemnitz"})

    shown = dict(
        zip(*(tree(told).xpath(f"//section[@class='warning']//{one}/text()") for one in ("dt", "dd")), strict=True)
    )
    assert told.status_code == 422
    assert errors(told)[0].startswith("Somebody else has saved this event since you opened the form.")
    assert shown == {
        "What is it called?": "First title", "Kind": "workshop", "Last day, if it is another one": "Jan. 2, 2030",
        "Where?": "–", "What followed?": "one <b>",
    }  # fmt: skip
    again = filled(told)
    assert (again["title"], again["place"], again["version"]) == ("Second title", "Chemnitz", "2")
    assert Event.objects.get().title == "First title"

    assert signed_in("manager").post(where, {**again, "followed": "one <b>"})["Location"] == where.replace(
        "change/", ""
    )
    kept = Event.objects.get()
    assert (kept.title, kept.place, kept.followed, kept.version) == ("Second title", "Chemnitz", "one <b>", 3)


def test_who_writes_what_followed_upon_an_older_text_sees_the_newer_one(signed_in, event):
    where = f"{HERE}events/{event.public_id}/followed/"
    signed_in("administrator").post(where, {"followed": "a pilot", "version": "1"})

    told = signed_in("manager").post(where, {"followed": "a project", "version": "1"})

    assert told.status_code == 422
    assert tree(told).xpath("//section[@class='warning']//dd/text()") == ["a pilot"]
    assert filled(told) | {"csrfmiddlewaretoken": ""} == {
        "followed": "a project", "version": "2", "csrfmiddlewaretoken": "",
    }  # fmt: skip
    assert Event.objects.get().followed == "a pilot"


def test_changing_an_event_keeps_an_interface_that_only_a_colleague_sees(signed_in, event, two_institutions):
    colleague = two_institutions.silicon.users["administrator"]
    Event.objects.update(interface=NamedInterface.objects.create(name="secret N", owner=colleague))
    where = f"{HERE}events/{event.public_id}/change/"
    opened = signed_in("manager").get(where)

    signed_in("manager").post(where, {**filled(opened), "title": "Changed"})

    assert b"secret N" not in opened.content
    assert "interface" not in filled(opened)
    assert (Event.objects.get().title, Event.objects.get().interface.name) == ("Changed", "secret N")


def test_what_followed_is_written_over_and_emptied(signed_in, event):
    client, where = signed_in("manager"), f"{HERE}events/{event.public_id}/followed/"
    texts = []
    for text in (" Two talks <b> ", "Three", ""):
        client.post(where, {"followed": text, "version": str(len(texts) + 1)})
        texts.append(Event.objects.get().followed)

    assert texts == ["Two talks <b>", "Three", ""]


def test_an_event_is_taken_back_from_the_public(signed_in, event):
    signed_in("manager").post(f"{HERE}events/{event.public_id}/release/", {"release": "institution"})

    statuses = [
        signed_in(*reader).get(f"{HERE}events/{event.public_id}/").status_code
        for reader in (("analyst", "silicon"), ("manager", "bio"))
    ]
    assert statuses == [200, 404]


@pytest.mark.parametrize(
    ("language", "given", "told"),
    [
        ("en", {"title": ""}, ["This field is required."]),
        ("en", {"address": ""}, ["This field is required."]),
        ("en", {"address": "data:text/html,x"}, ["Enter a valid URL."]),
        ("en", {"programme": "x" * 201}, ["Ensure this value has at most 200 characters (it has 201)."]),
        ("en", {"fields_of": ["17"]}, ["Select a valid choice. 17 is not one of the available choices."]),
        (
            "en",
            {"opens": "2014-07-15", "deadline": "2014-07-14"},
            ["The call would close before it opens. Check the two days."],
        ),
        (
            "de",
            {"opens": "2014-07-15", "deadline": "2014-07-14"},
            ["Der Aufruf würde enden, bevor er beginnt. Prüfen Sie die beiden Tage."],
        ),
    ],
)
def test_a_call_that_does_not_hold_is_told_with_what_was_typed(signed_in, language, given, told):
    answer = signed_in("manager").post(f"/{language}/register/calls/new/", CALL | {"who": "KMU <b>"} | given)

    assert (answer.status_code, errors(answer)) == (422, told)
    assert tree(answer).xpath("string(//textarea[@name='who'])").strip() == "KMU <b>"
    assert FundingCall.objects.count() == 0


def test_a_call_keeps_its_fields_and_stays_with_the_institution(signed_in):
    field = Field.objects.create(scheme="s", code="health", title_de="Gesundheit", title_en="Health")
    answer = signed_in("manager").post(f"{HERE}calls/new/", CALL | {"title": "Own call", "fields_of": [field.pk]})

    assert answer["Location"] == f"{HERE}calls/{FundingCall.objects.get().public_id}/"
    assert list(FundingCall.objects.get().fields.all()) == [field]
    seen = [b"Own call" in signed_in(*reader).get(f"{HERE}calls/").content for reader in
            (("analyst", "silicon"), ("member", "silicon"), ("manager", "bio"))]  # fmt: skip
    assert seen == [True, False, False]


def test_a_call_that_opens_and_closes_on_one_day_holds(two_institutions):
    day = timezone.localdate() + timedelta(days=1)
    made = add_funding_call("One day", by=two_institutions.silicon.users["manager"], opens=day, deadline=day)

    assert (made.opens, made.deadline) == (day, day)


@pytest.mark.parametrize(
    "end",
    ["contacts/{}/done/", "contacts/{}/outcome/", "events/{}/guests/", "events/{}/followed/", "events/{}/release/"],
)
def test_nothing_is_written_to_what_is_not_there_or_by_reading(desk, end):
    where = HERE + end.format("nothing")

    assert [desk.post(where).status_code, desk.get(where).status_code] == [404, 405]
