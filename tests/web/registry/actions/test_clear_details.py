"""What expired or was withdrawn: after thirty days no table holds its value, a hash stays, and others' stay as well."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.web.registry.actions.test_erasure import rows_that_hold

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.actions.history import RESTORABLE, purge_history
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models import BlockedAddress, FieldChange
from crossfield.web.accounts.models.mail import Mail, MailKind
from crossfield.web.accounts.queries.mail import Subscription, address_hash
from crossfield.web.registry.actions.clear_details import purge_details
from crossfield.web.registry.actions.consent import ask_for_consent, confirm_consent, unsubscribe, withdraw_consent
from crossfield.web.registry.actions.erasure import erase_person
from crossfield.web.registry.actions.history import restore_change
from crossfield.web.registry.actions.person import add_detail, add_person, withdraw_detail
from crossfield.web.registry.actions.profile import ask_for_profile
from crossfield.web.registry.models import ConsentEntry, Person, PersonDetail, ProfileLink
from crossfield.web.registry.queries.consent import is_left
from crossfield.web.registry.queries.history import history_of
from crossfield.web.registry.queries.person import details_for, details_for_writing, ended_details

MAIL, PHONE = "gone.entirely@example.org", "+49 351 7654321"
GROUND = {"purpose": "news", "basis": "consent", "way": "mail"}
LATER = RESTORABLE + timedelta(minutes=1)
ATTEMPTS = 4


@pytest.fixture
def manager(two_institutions):
    return two_institutions.silicon.users["manager"]


@pytest.fixture
def person(manager):
    return add_person("Test Muster", by=manager)


def noted(person, manager, value=MAIL, kind="mail", **ground):
    return add_detail(person, by=manager, kind=kind, value=value, **GROUND | ground)


def expire(detail, days=31):
    """As if its last day had been so many days ago."""
    PersonDetail.objects.filter(pk=detail.pk).update(expires=timezone.localdate() - timedelta(days=days))


def values():
    return [*PersonDetail.objects.order_by("pk").values_list("value", flat=True)]


@pytest.mark.django_db
def test_no_table_and_no_byte_holds_it_thirty_days_later(person, manager):
    withdraw_detail(noted(person, manager), by=manager, way="mail")
    expire(noted(person, manager, PHONE, "phone"))
    now = timezone.now() + LATER
    purge_history(now)

    assert purge_details(now) == 2
    assert rows_that_hold(MAIL, PHONE) == []
    if connection.vendor == "sqlite":
        data = connection.connection.serialize()
        assert [one for one in (MAIL, PHONE) if one.encode() in data] == []
    kept = PersonDetail.objects.order_by("pk").values_list("value", "value_hash", "cleared")
    assert list(kept) == [("", address_hash(one), now) for one in (MAIL, PHONE)]
    assert ConsentEntry.objects.filter(person=person.public_id).count() == 3


@pytest.mark.django_db
def test_what_the_history_says_of_it_later_goes_as_well(person, manager):
    detail = noted(person, manager)
    expire(detail)
    entry = FieldChange.objects.get(field="value").entry
    purge_details(timezone.now())

    told = entry.changes.get(field="value")
    assert (told.old, told.new, told.cleared) == (None, None, True)
    assert entry.changes.get(field="purpose").new == "news"


@pytest.mark.django_db
def test_days_before_that_and_what_others_hold_stay(person, manager, two_institutions):
    """Valid ones of the same value, of the person and of others, one that was withdrawn today, and the edge."""
    other = two_institutions.bio.users["manager"]
    foreign = add_person("Andere Person", by=other)
    expire(noted(person, manager))
    expire(noted(person, manager, "edge@example.org"), days=30)
    noted(person, manager)
    withdraw_detail(noted(foreign, other), by=other, way="mail")
    noted(foreign, other, PHONE, "phone")

    assert purge_details(timezone.now()) == 1
    assert values() == ["", "edge@example.org", MAIL, MAIL, PHONE]
    assert [one.value for one in details_for(manager, [person], timezone.localdate())[person.pk]] == [MAIL]


@pytest.mark.django_db
def test_twice_running_it_clears_nothing_again(person, manager):
    withdraw_detail(noted(person, manager), by=manager, way="mail")
    now = timezone.now() + LATER
    assert [purge_details(now), purge_details(now + LATER)] == [1, 0]
    assert PersonDetail.objects.get().cleared == now


@pytest.mark.django_db
def test_twenty_cost_as_many_queries_as_one(person, manager):
    def queries(count):
        for number in range(count):
            expire(noted(person, manager, f"{count}-{number}@example.org"))
        with CaptureQueriesContext(connection) as found:
            assert purge_details(timezone.now()) == count
        return len(found)

    assert queries(1) == queries(20)


@pytest.mark.django_db(transaction=True)
def test_two_who_clear_at_once_clear_each_once():
    person = Person.objects.create(name="Test Muster")  # without the log, of which no row goes at the end of a test
    last = timezone.localdate() - timedelta(days=31)
    told = {"person": person, "kind": "mail", "purpose": "news", "basis": "contract", "expires": last}
    for number in range(30):
        PersonDetail.objects.create(value=f"{number}@example.org", **told)
    ready = Barrier(ATTEMPTS)

    def clear(_number):
        try:
            ready.wait(timeout=60)
            return purge_details(timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(ATTEMPTS) as pool:
        assert sum(pool.map(clear, range(ATTEMPTS))) == 30
    hashes = PersonDetail.objects.order_by("pk").values_list("value_hash", flat=True)
    assert list(hashes) == [address_hash(f"{number}@example.org") for number in range(30)]


@pytest.mark.django_db
def test_until_then_an_expired_one_can_be_prolonged_and_later_it_is_said_that_it_cannot(person, manager):
    detail = noted(person, manager)
    first = detail.expires
    detail.expires = timezone.localdate() - timedelta(days=30)
    write_expiry(detail, manager)
    change = FieldChange.objects.filter(field="expires").order_by("-pk").first()
    assert purge_details(timezone.now()) == 0
    restore_change(change, by=manager)
    assert PersonDetail.objects.get().expires == first

    expire(detail)
    purge_details(timezone.now())
    newest = FieldChange.objects.filter(field="expires").order_by("-pk").first()
    with pytest.raises(WrongStateError, match="removed, thirty days after"):
        restore_change(newest, by=manager)
    assert {one.restorable for one in history_of("person", person.public_id, manager, "en")} == {False}
    assert list(details_for_writing(manager)) == []


def write_expiry(detail, by):
    detail.save()
    write_log(detail, verb="restore_change", by=by, fields=("expires",))


@pytest.mark.django_db
def test_of_what_a_colleague_keeps_alone_nothing_is_told(person, manager, two_institutions):
    administrator = two_institutions.silicon.users["administrator"]
    detail = noted(person, administrator, seen="own")
    expire(detail)
    purge_details(timezone.now())
    change = FieldChange.objects.filter(field="purpose", public_id=detail.public_id).get()
    FieldChange.objects.filter(pk=change.pk).update(old="events")
    change.refresh_from_db()

    with pytest.raises(NotAllowedError):
        restore_change(change, by=manager)
    with pytest.raises(WrongStateError, match="removed, thirty days after"):
        restore_change(change, by=administrator)
    told = [ended_details(user, person, timezone.localdate()) for user in (manager, administrator)]
    assert [len(one) for one in told] == [0, 1]


@pytest.mark.django_db
def test_its_page_is_told_when_it_ended_and_when_its_value_goes_or_went(person, manager, two_institutions):
    today = timezone.localdate()
    expired, withdrawn = noted(person, manager), noted(person, manager, PHONE, "phone")
    expire(expired, days=40)
    withdraw_detail(withdrawn, by=manager, way="mail")
    now = timezone.now()
    purge_details(now)

    mail, phone = ended_details(manager, person, today)
    assert (mail.kind, mail.withdrawn, mail.last_day, mail.cleared) == (
        "mail address", None, today - timedelta(days=40), now,
    )  # fmt: skip
    assert (phone.kind, phone.goes, phone.cleared) == ("telephone", today + RESTORABLE, None)
    noon = timezone.make_aware(datetime.combine(phone.goes, time.max))
    assert purge_details(noon) == 1
    for user in (None, two_institutions.bio.users["manager"]):
        assert ended_details(user, person, today) == []


@pytest.mark.django_db
def test_links_in_old_mails_still_find_what_they_end(person, manager, two_institutions):
    institution = two_institutions.silicon.institution
    detail = noted(person, manager)
    request = ask_for_consent(detail, by=manager, language="en")
    confirm_consent(request, by=None)
    expire(detail)
    purge_details(timezone.now())
    request.refresh_from_db()
    assert not is_left(request)
    withdraw_consent(request, by=None)

    assert BlockedAddress.objects.get().to_hash == address_hash(MAIL)
    assert is_left(request)
    other = noted(person, manager, "other@example.org")
    expire(other)
    purge_details(timezone.now())
    assert unsubscribe(Subscription(MailKind.NEWS, address_hash("other@example.org"), institution)) == 1


@pytest.mark.django_db
def test_erasing_takes_it_out_of_the_outbox_all_the_same(person, manager):
    expire(noted(person, manager))
    purge_details(timezone.now())
    sent = Mail.objects.create(key="x", kind="news", to_hash=address_hash(MAIL), state="sent", at=timezone.now())
    erase_person(person, by=manager)

    sent.refresh_from_db()
    assert sent.to_hash == ""


@pytest.mark.django_db
def test_the_database_refuses_a_value_that_is_said_to_be_cleared(person, manager):
    detail = noted(person, manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonDetail.objects.filter(pk=detail.pk).update(cleared=timezone.now())
    assert values() == [MAIL]


@pytest.mark.django_db
def test_links_for_profiles_forget_an_address_that_is_cleared(served, manager, two_institutions):
    organisation = two_institutions.shared[1]
    person = add_person("Test Muster", by=manager, functions=[(organisation, "CEO")])
    kept = noted(person, manager, purpose="membership", basis="contract")
    for address in (MAIL, "other@example.org"):
        ask_for_profile(organisation, by=manager, email=address, language="de")
    withdraw_detail(kept, by=manager, way="mail")

    assert purge_details(timezone.now() + LATER) == 1
    assert sorted(ProfileLink.objects.values_list("email", flat=True)) == ["", "other@example.org"]
