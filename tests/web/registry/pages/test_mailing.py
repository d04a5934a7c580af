"""Pages of letters to many: an event begins its invitation, both languages are looked at, the dry run says whom."""

from email import message_from_bytes
from email.policy import default

import pytest
from django.core import mail
from django.utils import timezone
from lxml import html

from crossfield.web.registry.actions.event import record_event, release_event
from crossfield.web.registry.models import Mailing
from crossfield.web.registry.tasks.mailing import send_mailings

pytestmark = pytest.mark.django_db
HERE = "/de/register/mailings/"
BOTH = {
    "subject_de": "Neues <b>",
    "text_de": "Lieber Text",
    "subject_en": "News",
    "text_en": "Dear text",
    "purpose": "news",
}
GO = {"choice": "go", "version": "1"}


def tree(answer):
    return html.fromstring(answer.content.decode())


def text(answer):
    return " ".join(tree(answer).xpath("//main")[0].text_content().split())


@pytest.fixture
def manager(served, two_institutions):
    served.force_login(two_institutions.silicon.users["manager"])
    return two_institutions.silicon.users["manager"]


@pytest.fixture
def where(served, manager):
    return served.post(f"{HERE}new/", BOTH)["Location"]


def test_a_draft_is_looked_at_in_both_languages_and_tried_dry(served, where, agreed):
    agreed("a@example.org")
    agreed("b@example.org", confirmed=None)
    page = tree(served.get(where))

    assert page.xpath("string(//p[@class='answer'])") == "Es ginge an 1 Adresse. Noch ist nichts versandt."
    assert [one.get("lang") for one in page.xpath("//div[@class='letter']")] == ["de", "en"]
    assert page.xpath("//section[contains(@class, 'letter')]/h2/text()") == ["Neues <b>", "News"]
    reasons = page.xpath("//section[@class='kept']//tbody/tr")
    assert [one.text_content() for one in reasons] == ["Einwilligung nicht über den eigenen Link bestätigt1"]
    assert "example.org" not in "".join(page.xpath("//section[@class='kept']//text()"))
    assert mail.outbox == []


def test_it_is_let_out_goes_and_says_so(served, where, agreed):
    agreed("a@example.org")
    served.post(f"{where}go/", GO)
    assert "Es ging an 0 Adressen; offen: 1." in text(served.get(where))
    send_mailings(timezone.now())
    assert "Es ging an 1 Adresse." in text(served.get(where))
    assert "versandt" in text(served.get(HERE))
    again = served.post(f"{where}go/", GO, follow=True)
    assert "Niemand hat für diesen Zweck" in text(again)
    assert [one.subject for one in mail.outbox] == ["Neues <b>"]


def test_it_is_stopped(served, where, agreed):
    agreed("a@example.org")
    for choice in ("go", "stop"):
        served.post(f"{where}go/", GO | {"choice": choice})

    assert "Es ging an 0 Adressen und wurde dann angehalten." in text(served.get(where))
    assert tree(served.get(where)).xpath("//main//button") == []


def test_above_the_limit_it_says_how_many_wait(served, where, agreed, monkeypatch):
    monkeypatch.setattr("crossfield.web.registry.pages.mailing.MOST_A_DAY", 1)
    for number in range(3):
        agreed(f"{number}@example.org")

    assert "2 davon warten auf einen anderen Tag: Schreiben an viele gehen hinaus, bis in 24 Stunden 1 E-Mails" in text(
        served.get(where)
    )


def test_an_event_begins_with_its_invitation(served, manager, two_institutions):
    made = record_event(
        "Fachtag", by=manager, kind="fair", day=timezone.localdate(), text="Worum es geht", language="de"
    )
    other = two_institutions.bio.users["manager"]
    foreign = record_event("F", by=other, kind="fair", day=timezone.localdate())
    release_event(foreign, by=other, release="public")  # seen here, and still theirs to invite to
    page = tree(served.get(f"/de/register/events/{made.public_id}/"))
    begin = page.xpath("//a[contains(@href, '/mailings/new/')]/@href")[0]
    form = tree(served.get(begin))
    assert form.xpath("string(//input[@name='subject_de']/@value)") == "Einladung: Fachtag"
    assert form.xpath("string(//textarea[@name='text_de'])").split() == ["Guten", "Tag,", "Worum", "es", "geht"]

    sent = {"subject_de": "E", "text_de": "T", "purpose": "events"}
    served.post(begin, sent)
    served.post(begin.replace(made.public_id, foreign.public_id), sent)
    served.post(begin, sent | {"purpose": "news"})
    kept = list(Mailing.objects.order_by("pk").values_list("purpose", "event__title"))
    assert kept == [("events", "Fachtag"), ("events", None), ("news", None)]


def test_a_form_that_is_sent_twice_makes_one_and_a_half_language_none(served, manager):
    for _sending in range(2):
        served.post(f"{HERE}new/", BOTH | {"once": "2" * 16})
    wrong = served.post(f"{HERE}new/", {"purpose": "news", "subject_de": "S"})

    assert (Mailing.objects.count(), wrong.status_code) == (1, 422)
    assert "braucht einen Betreff und einen Text" in text(wrong)


def test_of_two_who_change_a_draft_the_second_sees_both(served, where):
    for name in ("Erster", "Zweiter"):
        answer = served.post(f"{where}change/", BOTH | {"text_de": name, "version": "1"})
    assert answer.status_code == 422
    assert ("Erster" in text(answer), 'name="version" value="2"' in answer.content.decode()) == (True, True)
    assert served.post(f"{where}change/", BOTH | {"text_de": "Beide", "version": "2"}).status_code == 302
    assert Mailing.objects.get().text_de == "Beide"
    assert "Beide" in served.get(f"{where}change/").content.decode()


def test_what_went_out_is_changed_no_more(served, where, agreed):
    agreed("a@example.org")
    served.post(f"{where}go/", GO)
    answer = served.post(f"{where}change/", BOTH | {"version": "1"})

    assert (answer.status_code, "kein Entwurf mehr" in text(answer)) == (422, True)


def test_at_a_desk_nothing_can_be_let_out_and_the_page_says_why(desk):
    where = desk.post(f"{HERE}new/", BOTH)["Location"]

    assert "Eine Arbeitsumgebung am eigenen Rechner sendet nichts an andere" in text(desk.get(where))
    assert desk.post(f"{where}go/", GO).status_code == 302
    assert Mailing.objects.get().state == "draft"


def test_a_text_that_nobody_has_looked_at_is_not_let_out(served, where, agreed):
    agreed("a@example.org")
    seen = tree(served.get(where)).xpath("string(//form[contains(@action, '/go/')]//input[@name='version']/@value)")
    served.post(f"{where}change/", BOTH | {"text_de": "Ungelesen", "version": "1"})
    for version in (seen, "", "x"):
        answer = served.post(f"{where}go/", GO | {"version": version}, follow=True)
        assert "Jemand anderes hat dieses Schreiben gespeichert, seit Sie es angesehen haben." in text(answer)
    assert (seen, Mailing.objects.get().state) == ("1", "draft")
    served.post(f"{where}go/", GO | {"version": "2"})
    assert Mailing.objects.get().state == "going"


@pytest.fixture
def invitation(served, manager):
    event = record_event("Fachtag", by=manager, kind="workshop", day=timezone.localdate(), place="Dresden")
    given = BOTH | {"purpose": "events"}
    return served.post(f"{HERE}new/?event={event.public_id}", given)["Location"]


def test_the_preview_shows_sender_answers_and_the_event_that_goes_along(served, invitation, manager, settings):
    settings.DEFAULT_FROM_EMAIL = "Werkbank <bench@example.org>"
    said = text(served.get(invitation))
    assert "Absender: Werkbank <bench@example.org>" in said
    assert "Antworten gehen an den Absender: Ihre Institution hat keine Kontaktadresse." in said
    manager.institution.contact = "office@example.org"
    manager.institution.save()
    page = served.get(invitation)
    assert "Antworten gehen an: office@example.org" in text(page)
    [link] = tree(page).xpath("//a[@download]/@href")
    file = served.get(link)

    assert file["Content-Type"] == "text/calendar; method=PUBLISH; charset=utf-8"
    lines = file.content.decode().split("\r\n")
    assert lines[3] == "METHOD:PUBLISH"
    assert 'ORGANIZER;CN="Silicon":mailto:office@example.org' in lines
    assert lines[-2:] == ["END:VCALENDAR", ""]


def test_the_draft_for_the_own_mailbox_brings_the_event_and_where_answers_go(served, invitation, manager):
    manager.institution.contact = "office@example.org"
    manager.institution.save()
    assert f"{invitation}own/" in tree(served.get(invitation)).xpath("//a/@href")
    links = tree(served.get(f"{invitation}own/")).xpath("//a[contains(@href, '.eml')]/@href")
    assert len(links) == 2
    read = message_from_bytes(served.get(links[0]).content, policy=default)
    [part] = read.iter_attachments()

    assert (read["Reply-To"], read["To"], read["From"].addresses[0].addr_spec) == (
        "office@example.org", None, manager.email,
    )  # fmt: skip
    assert (part.get_content_type(), part.get_param("method")) == ("text/calendar", "PUBLISH")
    said = read.get_body().get_content()
    assert "genügt eine kurze Antwort" in said
    assert "unsubscribe" not in said
    assert served.get(links[0].replace("-de.eml", "-fr.eml")).status_code == 404


def test_news_bring_no_event(served, where):
    assert served.get(f"{where}event.ics").status_code == 404
    assert not tree(served.get(where)).xpath("//a[@download]")
