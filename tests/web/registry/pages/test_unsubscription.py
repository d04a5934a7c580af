"""Unsubscribing: by POST alone, one institution and purpose at a time, with a line in the consent log; or from all."""

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from crossfield.web.accounts.models import BlockedAddress, LogEntry
from crossfield.web.accounts.models.mail import MailKind
from crossfield.web.accounts.queries.mail import address_hash, is_blocked, unsubscribe_token
from crossfield.web.registry.actions.consent import unsubscribe
from crossfield.web.registry.actions.erasure import erase_person
from crossfield.web.registry.actions.mailing import let_mailing_out, write_mailing
from crossfield.web.registry.actions.profile import ask_for_profile
from crossfield.web.registry.models import ConsentEntry, PersonDetail
from crossfield.web.registry.queries.mailing import reach_of
from crossfield.web.registry.tasks.mailing import send_mailings

ADDRESS = "ann@example.org"
BOTH = {"subject_de": "Neues", "text_de": "Lieber Text", "subject_en": "News", "text_en": "Dear text"}


@pytest.fixture
def left(served, two_institutions):
    """Follows the link of a mail of one kind from Silicon as a mail program does, without a page before."""
    strict = Client(enforce_csrf_checks=True, **served.defaults)

    def follow(choice="", kind="news", address=ADDRESS, method="post"):
        token = unsubscribe_token(address, kind, two_institutions.silicon.institution)
        sent = {"choice": choice} if choice else {"List-Unsubscribe": "One-Click"}
        return getattr(strict, method)(f"/en/unsubscribe/{token}/", sent)

    return follow


def withdrawn():
    found = PersonDetail.objects.filter(withdrawn__isnull=False).order_by("pk")
    return [
        (str(one.person.institution), one.value, one.purpose) for one in found.select_related("person__institution")
    ]


def given_back():
    return list(ConsentEntry.objects.filter(act="withdrawn").values("institution__name", "purpose", "way", "by", "day"))


def test_one_click_ends_the_consent_of_this_institution_and_purpose_with_a_line_in_the_log(
    left, agreed, two_institutions
):
    kept = agreed(ADDRESS)
    agreed("ANN@example.org")
    agreed(ADDRESS, purpose="events")
    agreed(ADDRESS, side=two_institutions.bio)
    agreed("ben@example.org")
    shown = left(method="get")
    assert (shown.status_code, withdrawn(), BlockedAddress.objects.count()) == (200, [], 0)
    assert [left().status_code for _turn in range(2)] == [200, 200]

    assert withdrawn() == [("Silicon", ADDRESS, "news"), ("Silicon", "ANN@example.org", "news")]
    line = {"institution__name": "Silicon", "purpose": "news", "way": "link", "by": "", "day": timezone.localdate()}
    assert given_back() == [line, line]
    logged = LogEntry.objects.filter(verb="unsubscribe", public_id=kept.public_id).get()
    assert (logged.by, logged.fields) == ("", ["withdrawn"])
    [block] = BlockedAddress.objects.all()
    assert (block.kind, block.to_hash, block.institution) == (
        "news", address_hash(ADDRESS), two_institutions.silicon.institution,
    )  # fmt: skip


def test_others_write_on_and_this_one_no_more_also_after_an_erasure(left, agreed, two_institutions):
    erased = agreed(ADDRESS)
    agreed(ADDRESS, side=two_institutions.bio)
    agreed(ADDRESS, purpose="events")
    left()
    erase_person(erased.person, by=two_institutions.silicon.users["manager"])
    agreed(ADDRESS)
    reached = {}
    for side in (two_institutions.silicon, two_institutions.bio):
        for purpose in ("news", "events"):
            found = write_mailing(purpose, by=side.users["manager"], texts=BOTH)
            reached[str(side.institution), purpose] = len(reach_of(found, timezone.localdate()).waiting)

    assert reached == {("Silicon", "news"): 0, ("Silicon", "events"): 1, ("Bio", "news"): 1, ("Bio", "events"): 0}


def test_nothing_from_anybody_is_offered_on_the_same_page_and_holds_for_every_kind(left, agreed, two_institutions):
    agreed(ADDRESS)
    agreed(ADDRESS, side=two_institutions.bio)
    assert b'value="all"' in left().content
    assert b'value="all"' not in left("all").content

    sides = (two_institutions.silicon.institution, two_institutions.bio.institution)
    assert all(is_blocked(ADDRESS, kind, one) for kind in MailKind.values for one in sides)
    theirs = write_mailing("news", by=two_institutions.bio.users["manager"], texts=BOTH)
    assert reach_of(theirs, timezone.localdate()).waiting == []
    assert withdrawn() == [("Silicon", ADDRESS, "news")]
    assert ADDRESS not in str(list(BlockedAddress.objects.values()))


def test_the_page_answers_alike_for_who_is_known_and_who_is_not(left, agreed):
    agreed(ADDRESS)
    left(address="known@example.org")
    for choice, method in (("", "get"), ("", "post"), ("all", "post"), ("again", "post"), ("", "get")):
        answers = [left(choice, address=one, method=method) for one in (ADDRESS, "nobody@example.org")]
        links = [unsubscribe_token(one, "news").partition("-")[2] for one in (ADDRESS, "nobody@example.org")]
        pages = [answer.content.decode() for answer in answers]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert len(set(links)) == 2
        assert without_token(pages[0]) == without_token(pages[1])
        assert "@example.org" not in pages[0]


def without_token(page):
    return [line for line in page.splitlines() if "/unsubscribe/" not in line]


def test_a_mistake_is_taken_back_by_the_same_link_but_for_the_consent(left, agreed, two_institutions):
    agreed(ADDRESS)
    left("all")
    assert left("again").status_code == 200

    assert is_blocked(ADDRESS, "news", two_institutions.silicon.institution) is False
    assert is_blocked(ADDRESS, "digest", two_institutions.silicon.institution) is True
    assert len(withdrawn()) == 1


def test_mail_that_rests_on_a_membership_is_left_without_a_consent(left, two_institutions):
    silicon = two_institutions.silicon
    left(kind="update")
    ask_for_profile(two_institutions.shared[1], by=silicon.users["manager"], email=ADDRESS, language="de")
    assert (mail.outbox, given_back()) == ([], [])

    bio = two_institutions.bio.users["manager"]
    ask_for_profile(two_institutions.shared[1], by=bio, email=ADDRESS, language="de")
    assert [sent.to for sent in mail.outbox] == [[ADDRESS]]


def test_a_link_of_a_mail_from_before_leaves_its_kind_everywhere(served, agreed, two_institutions):
    agreed(ADDRESS)
    assert served.post(f"/de/unsubscribe/{unsubscribe_token(ADDRESS, 'news')}/").status_code == 200

    assert is_blocked(ADDRESS, "news", two_institutions.bio.institution) is True
    assert (withdrawn(), given_back()) == ([], [])


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_was_changed_leads_nowhere(served, two_institutions, method):
    token = unsubscribe_token(ADDRESS, "digest", two_institutions.silicon.institution)
    bio = two_institutions.bio.institution.public_id
    changed = (token.replace("digest", "update"), token.replace(two_institutions.silicon.institution.public_id, bio))
    for one in changed:
        assert getattr(served, method)(f"/de/unsubscribe/{one}/").status_code == 404
    assert BlockedAddress.objects.count() == 0


def test_the_link_in_a_mail_is_the_one_that_ends_it(served, agreed, two_institutions):
    manager = two_institutions.silicon.users["manager"]
    agreed(ADDRESS)
    let_mailing_out(write_mailing("news", by=manager, texts=BOTH), by=manager)
    send_mailings(timezone.now())
    leave = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    assert served.post("/" + leave.split("/", 3)[3], {"List-Unsubscribe": "One-Click"}).status_code == 200

    assert withdrawn() == [("Silicon", ADDRESS, "news")]


def test_a_consent_that_ended_meanwhile_is_written_down_once(agreed, two_institutions, monkeypatch):
    from crossfield.web.accounts.queries.mail import Subscription
    from crossfield.web.registry.actions import consent

    kept = agreed(ADDRESS)
    found = Subscription("news", address_hash(ADDRESS), two_institutions.silicon.institution)
    monkeypatch.setattr(consent, "consents_to", lambda _found: [kept, kept])

    assert (unsubscribe(found), len(given_back())) == (1, 1)
