"""The page on which a person agrees: looking changes nothing; and the draft by which she is asked."""

import re
from email import message_from_bytes
from email.policy import default

import pytest
from django.core import mail
from django.urls import reverse
from lxml import html

from crossfield.web.registry.actions.consent import ask_for_consent
from crossfield.web.registry.actions.person import add_detail, add_person
from crossfield.web.registry.models import ConsentEntry, ConsentRequest, PersonDetail
from crossfield.web.registry.queries.consent import consent_token

pytestmark = pytest.mark.django_db
ADDRESS = "secret@example.org"


def text(answer):
    return " ".join(html.fromstring(answer.content.decode()).xpath("//main")[0].text_content().split())


@pytest.fixture
def detail(two_institutions):
    manager = two_institutions.silicon.users["manager"]
    person = add_person("Somebody", by=manager, functions=[], language="de")
    return add_detail(person, by=manager, kind="mail", value=ADDRESS, purpose="news", basis="consent", way="talk")


@pytest.fixture
def asked(served, two_institutions, detail):
    """Where a request has its page, for who asked, and the address in its draft."""
    served.force_login(two_institutions.silicon.users["manager"])
    page = served.get(reverse("register_person", args=[detail.person.public_id]))
    form = html.fromstring(page.content.decode()).xpath("//form[contains(@action, '/consent/')]/@action")
    where = served.post(form[0])["Location"]
    draft = message_from_bytes(served.get(f"{where}draft.eml").content, policy=default).get_content()
    served.logout()
    return where, re.search(r"/de/consent/\S+/", draft)[0]


def test_looking_changes_nothing_and_one_click_agrees_another_takes_it_back(served, asked):
    _where, link = asked
    looks = [text(served.get(link)) for _look in range(2)]

    assert looks[0] == looks[1]
    assert "Darf Silicon Ihnen E-Mails senden?" in looks[0]
    assert "dass Silicon mir E-Mails an die Adresse sendet" in looks[0]
    assert "Neuigkeiten aus dem Cluster" in looks[0]
    assert "secret" not in looks[0]
    assert PersonDetail.objects.get().confirmed is None

    assert served.post(link, {"choice": "agree"})["Location"] == link
    assert PersonDetail.objects.get().confirmed is not None
    assert "Sie haben zugestimmt" in text(served.get(link))

    served.post(link, {"choice": "withdraw"})
    assert PersonDetail.objects.get().withdrawn is not None
    assert "Sie haben Ihre Einwilligung widerrufen" in text(served.get(link))
    again = served.post(link, {"choice": "agree"}, follow=True)
    assert "Dieser Link gilt nicht mehr" in text(again)
    assert mail.outbox == []


def test_a_link_that_is_late_or_forged_says_no_more_than_that(served, asked):
    ConsentRequest.objects.update(expires="2020-01-01T00:00:00Z")

    assert text(served.get(asked[1])) == "Silicon Dieser Link gilt nicht mehr. Ihnen wird nichts gesendet."
    assert served.get("/de/consent/2222222222222222:forged/").status_code == 404


def test_the_draft_is_a_link_and_a_file_and_says_what_is_agreed_to(served, two_institutions, asked):
    served.force_login(two_institutions.silicon.users["manager"])
    page = html.fromstring(served.get(asked[0]).content.decode())
    file = served.get(f"{asked[0]}draft.eml")

    read = message_from_bytes(file.content, policy=default)
    assert page.xpath("//a[starts-with(@href, 'mailto:')]/@href")[0].startswith("mailto:secret@example.org?subject=")
    assert page.xpath("//a[contains(@href, '.eml')]/@href") == [f"{asked[0]}draft.eml"]
    assert (file["Content-Type"], read["To"], read["X-Unsent"]) == ("message/rfc822", ADDRESS, "1")
    assert read["Subject"] == "Silicon fragt: Dürfen wir Ihnen E-Mails senden?"
    assert asked[1] in read.get_content()
    assert "dass Silicon mir E-Mails" in read.get_content().replace("\n", " ")
    assert read["From"].addresses[0].addr_spec == two_institutions.silicon.users["manager"].email
    assert mail.outbox == []


def test_parts_of_the_draft_are_copied_one_by_one_for_mail_in_the_browser(served, two_institutions, asked):
    served.force_login(two_institutions.silicon.users["manager"])
    page = html.fromstring(served.get(asked[0]).content.decode())
    parts = dict(
        zip(("to", "subject", "text"), page.xpath("//button[contains(@class, 'copy')]/@data-text"), strict=True)
    )
    read = message_from_bytes(served.get(f"{asked[0]}draft.eml").content, policy=default)

    assert (parts["to"], parts["subject"]) == (ADDRESS, read["Subject"])
    assert parts["text"].splitlines() == read.get_content().splitlines()
    assert asked[1] in parts["text"]


@pytest.fixture
def letter(served, two_institutions, detail):
    served.force_login(two_institutions.silicon.users["manager"])
    return reverse("register_consent_letter", args=[detail.public_id])


def test_who_cannot_be_asked_by_a_link_is_asked_by_letter_and_the_answer_is_noted_with_its_ground(
    served, two_institutions, detail, letter
):
    read = message_from_bytes(served.get(letter.replace("/letter/", "/letter.eml")).content, policy=default)
    said = " ".join(read.get_content().split())
    assert (read["To"], read["Subject"]) == (ADDRESS, "Silicon fragt: Dürfen wir Ihnen E-Mails senden?")
    assert f"dass Silicon mir E-Mails an die Adresse {ADDRESS} sendet, und zwar zu diesem Zweck: Neuigkeiten" in said
    assert "/consent/" not in said

    answer = served.post(letter, {"way": "writing", "day": "2026-11-03"})
    entry, manager = ConsentEntry.objects.latest("pk"), two_institutions.silicon.users["manager"]
    assert answer["Location"] == reverse("register_person", args=[detail.person.public_id])
    assert (entry.act, entry.way, entry.wording, entry.by) == ("given", "writing", "letter-2026-11", manager.public_id)
    assert str(entry.day) == "2026-11-03"
    assert (PersonDetail.objects.get().confirmed, mail.outbox) == (None, [])


@pytest.mark.parametrize("sent", [{"way": "link"}, {"way": ""}, {"way": "talk", "day": "2999-01-01"}])
def test_what_is_no_answer_is_not_noted(served, letter, sent):
    before = ConsentEntry.objects.count()

    assert served.post(letter, sent).status_code == 422
    assert ConsentEntry.objects.count() == before


def test_an_address_that_is_confirmed_is_asked_for_by_no_letter(served, letter):
    PersonDetail.objects.update(confirmed="2026-11-01T00:00:00Z")

    assert served.get(letter).status_code == 404
    assert served.post(letter, {"way": "talk"}).status_code == 404


@pytest.mark.parametrize(
    ("language", "link", "ask", "why"),
    [
        ("de", "Über einen Link bestätigen lassen", "Per Brief oder E-Mail fragen", "erreicht niemand außer Ihnen"),
        ("en", "Have it confirmed by a link", "Ask by letter or mail", "Nobody but you reaches"),
    ],
)
def test_at_a_desk_no_link_is_offered_that_nobody_could_answer(desk, language, link, ask, why):
    from crossfield.web.accounts.models import User

    desk.get("/de/about/imprint/")
    user = User.objects.get()
    person = add_person("Somebody", by=user, functions=[], language="de")
    kept = add_detail(person, by=user, kind="mail", value=ADDRESS, purpose="news", basis="consent", way="talk")
    page = html.fromstring(desk.get(f"/{language}/register/people/{person.public_id}/").content.decode())
    where = page.xpath(f"//a[text()='{ask}']/@href")
    assert (link in page.text_content(), where) == (
        False,
        [f"/{language}/register/people/details/{kept.public_id}/letter/"],
    )
    assert why in text(desk.get(where[0]))

    refused = desk.post(f"/{language}/register/people/details/{kept.public_id}/consent/")
    assert (refused["Location"], ConsentRequest.objects.count()) == (where[0], 0)

    made = ask_for_consent(kept, by=user, language=language)  # made while it was a server
    seen = desk.get(f"/{language}/register/consents/{made.public_id}/")
    assert (ask in text(seen), "mailto:" in seen.content.decode()) == (True, False)
    assert desk.get(f"/{language}/register/consents/{made.public_id}/draft.eml").status_code == 404
    answering = desk.get(f"/{language}/consent/{consent_token(made)}/")
    assert html.fromstring(answering.content.decode()).xpath("//main//button") == []
    assert {"de": "niemand außer Ihnen", "en": "nobody but you"}[language] in text(answering)


def test_who_asks_looks_at_the_mail_and_at_the_page_without_being_able_to_answer(served, two_institutions, asked):
    where, link = asked
    token = link.split("/")[-2]
    served.force_login(two_institutions.silicon.users["manager"])
    page = html.fromstring(served.get(where).content.decode())

    assert [one for one in page.xpath("//main//text()") if token in one] == []
    assert [one for one in page.xpath("//@href") if token in one and not one.startswith("mailto:")] == []
    assert "/de/consent/…/" in page.text_content()
    seen = served.get(link)
    assert "dass Silicon mir E-Mails an die Adresse sendet" in text(seen)
    assert "Sie sind für Silicon angemeldet" in text(seen)
    assert html.fromstring(seen.content.decode()).xpath("//main//button") == []


@pytest.mark.parametrize("choice", ["agree", "withdraw"])
def test_nobody_who_is_signed_in_for_the_institution_that_asks_answers(served, two_institutions, asked, choice):
    before = ConsentEntry.objects.count()
    for user in two_institutions.silicon.users.values():
        served.force_login(user)
        refused = served.post(asked[1], {"choice": choice})
        assert (refused.status_code, "Nur die Person selbst" in text(refused)) == (403, True)

    found = PersonDetail.objects.get()
    assert (found.confirmed, found.withdrawn, ConsentEntry.objects.count()) == (None, None, before)


def test_where_the_address_has_expired_there_is_nothing_to_agree_to(served, asked):
    PersonDetail.objects.update(expires="2020-01-01")

    assert text(served.get(asked[1])) == "Silicon Dieser Link gilt nicht mehr. Ihnen wird nichts gesendet."
    assert "Dieser Link gilt nicht mehr" in text(served.post(asked[1], {"choice": "agree"}, follow=True))
    assert PersonDetail.objects.get().confirmed is None


def test_after_the_answer_there_is_no_draft(served, two_institutions, asked):
    served.post(asked[1], {"choice": "agree"})
    served.force_login(two_institutions.silicon.users["manager"])

    assert "mailto:" not in served.get(asked[0]).content.decode()
    assert served.get(f"{asked[0]}draft.eml").status_code == 404
    person = PersonDetail.objects.get().person.public_id
    assert "confirmed on" in text(served.get(reverse("register_person", args=[person])))


def test_what_cannot_be_asked_about_is_told(served, two_institutions, detail):
    served.force_login(two_institutions.silicon.users["manager"])
    PersonDetail.objects.update(basis="contract")

    answer = served.post(reverse("register_consent_ask", args=[detail.public_id]), follow=True)

    assert "Only a mail address that is kept on a consent is confirmed by a link" in text(answer)
    assert "Have it confirmed by a link" not in text(answer)
    assert ConsentRequest.objects.count() == 0
