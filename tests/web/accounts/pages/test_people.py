"""The page on people: for those who may see it; what one may not do there is refused, whoever it is about."""

import re

import pytest
from django.core import mail
from django.test.utils import CaptureQueriesContext
from lxml import html

from crossfield.web.accounts.models import Invitation, User
from crossfield.web.accounts.models.user import DEMO_DOMAIN
from crossfield.web.accounts.queries.invitation import token_of

PHRASE = "battery beside the window"
ROLES = ["visitor", "member", "reviewer", "analyst", "officer", "manager", "administrator"]
SEE = {"manager", "administrator"}


def tree(answer):
    return html.fromstring(answer.content.decode())


@pytest.fixture
def two(make_user):
    """Two institutions with one person of each role, the second with secrets."""
    from crossfield.web.accounts.models import Institution

    home, other = (Institution.objects.create(name=name) for name in ("Home", "Secret institution"))
    people = {role: make_user(role, home, role=role) for role in ROLES}
    stranger = make_user("secret-stranger", other, name="Secret stranger", role="administrator")
    return people, stranger


def send(client, **rest):
    form = {"email": "new@example.org", "role": "member", "language": "de"} | rest
    return client.post("/de/account/people/", form)


@pytest.mark.parametrize("role", ROLES)
def test_who_sees_the_people_of_the_own_institution(served, two, role):
    people, _ = two
    served.force_login(people[role])

    answer = served.get("/de/account/people/")
    said = answer.content.decode()

    assert answer.status_code == (200 if role in SEE else 404)
    assert "Secret" not in said
    assert ("visitor@example.org" in said) is (role in SEE)
    assert (b'name="what"' in answer.content) is (role == "administrator")
    account = served.get("/de/account/").content.decode()
    assert ("/de/account/people/" in account) is (role in SEE)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("what", ["role", "close", "reopen", "second-step", "nonsense", ""])
def test_who_changes_whom(served, two, role, what):
    people, stranger = two
    colleague = people["visitor"] if role != "visitor" else people["member"]
    served.force_login(people[role])
    form = {"what": what, "role": "analyst"}

    own = served.post(f"/de/account/people/{colleague.public_id}/", form)
    foreign = served.post(f"/de/account/people/{stranger.public_id}/", form)
    nobody = served.post("/de/account/people/abcdefghjkmnpqrs/", form)

    known = what in {"role", "close", "reopen", "second-step"}
    expected = {"administrator": 302 if known else 404, "manager": 403 if known else 404}.get(role, 404)
    assert own.status_code == expected
    assert foreign.status_code == nobody.status_code == 404
    assert foreign.content.decode().count("Secret") == 0
    again = User.objects.get(pk=stranger.pk)
    assert (again.role, again.is_active) == ("administrator", True)


@pytest.mark.parametrize("role", ROLES)
def test_who_withdraws_an_invitation(served, two, role):
    people, stranger = two
    own, foreign = (
        Invitation.objects.create(
            email="x@example.org", institution=by.institution, role="member", language="de", invited_by=by
        )
        for by in (people["administrator"], stranger)
    )
    served.force_login(people[role])

    answers = [served.post(f"/de/account/invitations/{one.public_id}/withdraw/") for one in (foreign, own)]

    assert [one.status_code for one in answers] == [404, 302 if role in SEE else 404]
    assert Invitation.objects.get(pk=foreign.pk).withdrawn is None


def test_an_invitation_by_the_page(served, two):
    people, _ = two
    served.force_login(people["manager"])

    sent = send(served)
    refused = [send(served, role="administrator"), send(served, email="no address"), send(served, language="fr")]

    assert sent["Location"] == "/de/account/people/"
    assert [one.status_code for one in refused] == [200, 200, 200]
    assert Invitation.objects.count() == len(mail.outbox) == 1
    link = re.search(r"http://bench\.example\.org(/de/invitation/\S+)", mail.outbox[0].body)[1]
    assert "new@example.org" in served.get("/de/account/people/").content.decode()
    served.logout()
    assert tree(served.get(link)).xpath("string(//h1)") == "Home lädt Sie ein"
    assert served.head(link).status_code == 200
    weak = served.post(link, {"name": "Nora", "password": "short"})
    assert tree(weak).xpath("string(//p[@role='alert'])") != ""
    assert tree(weak).xpath("//input[@name='name']/@value") == ["Nora"]
    empty = served.post(link, {"name": "", "password": ""})
    assert len(tree(empty).xpath("//*[@role='alert']")) == 2
    assert served.post(link, {"name": "Nora", "password": PHRASE})["Location"] == "/de/sign-in/"
    assert served.post(link, {"name": "Nora", "password": PHRASE}).status_code == 410
    assert served.get(link).status_code == 410
    assert served.get(link.replace("invitation/", "invitation/x")).status_code == 410
    assert User.objects.filter(email="new@example.org").count() == 1


def test_an_invitation_to_who_has_an_account_by_now_says_it_is_over(served, two, make_user):
    people, _ = two
    served.force_login(people["manager"])
    send(served)
    served.logout()
    make_user("new")
    link = f"/de/invitation/{token_of(Invitation.objects.get().public_id)}/"

    assert served.post(link, {"name": "Nora", "password": PHRASE}).status_code == 410


def test_the_other_language_of_a_mail_leads_to_its_pages(served, two):
    people, _ = two
    served.force_login(people["administrator"])
    send(served, language="en")

    assert "/en/invitation/" in mail.outbox[0].body


def test_a_page_with_many_people_asks_the_database_as_often(served, two, make_user):
    from django.db import connection

    people, _ = two
    served.force_login(people["administrator"])
    counts = []
    for number in range(2):
        served.get("/de/account/people/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            served.get("/de/account/people/")
        counts.append(len(asked))
        for more in range(30):
            user = make_user(f"more{number}-{more}", people["manager"].institution)
            Invitation.objects.create(
                email=user.email, institution=user.institution, role="member", language="de", invited_by=user
            )

    assert counts[0] == counts[1]


@pytest.mark.parametrize("role", ROLES)
def test_who_says_where_answers_go(served, two, role):
    people, stranger = two
    stranger.institution.contact = "secret@example.org"
    stranger.institution.save()
    served.force_login(people[role])
    answer = served.post("/de/account/contact/", {"contact": "office@example.org"})
    home = people[role].institution
    home.refresh_from_db()

    is_allowed = role == "administrator"
    assert (answer.status_code, home.contact) == ((302, "office@example.org") if is_allowed else (404, ""))
    page = served.get("/de/account/people/").content.decode()
    assert ("/de/account/contact/" in page) is is_allowed
    assert "secret@" not in page


def test_what_is_no_address_is_told_and_not_kept(served, two):
    people, _ = two
    served.force_login(people["administrator"])
    answer = served.post("/de/account/contact/", {"contact": "jürgen@example.org"}, follow=True)

    assert (
        "An Adressen mit Buchstaben wie Umlauten vor dem @ kann die Arbeitsumgebung nicht senden."
        in answer.content.decode()
    )
    people["administrator"].institution.refresh_from_db()
    assert people["administrator"].institution.contact == ""


def test_who_administers_chooses_the_institution_and_nobody_else_does(served, two, make_user):
    people, stranger = two
    root = make_user("root", people["manager"].institution, is_staff=True, is_superuser=True)
    where = {"institution": str(stranger.institution.pk)}
    served.force_login(people["administrator"])
    assert tree(served.get("/de/account/people/")).xpath("//select[@name='institution']") == []
    send(served, email="one@example.org", **where)  # what is sent all the same is not read
    served.force_login(root)
    page = tree(served.get("/de/account/people/"))
    send(served, email="two@example.org", **where)

    assert page.xpath("//select[@name='institution']/option[@selected]/text()") == [str(root.institution)]
    assert dict(Invitation.objects.values_list("email", "institution__name")) == {
        "one@example.org": root.institution.name,
        "two@example.org": stranger.institution.name,
    }


@pytest.mark.parametrize(
    ("is_demo", "said"),
    [(True, "nur für die Vorführung"), (False, "geschlossen: die Vorführung ist vorbei")],
)
def test_an_account_of_the_demonstration_says_so(served, two, settings, is_demo, said):
    people, _stranger = two
    settings.DEMO = is_demo
    User.objects.filter(pk=people["analyst"].pk).update(email=f"analyst@{DEMO_DOMAIN}")
    served.force_login(people["administrator"])
    cells = tree(served.get("/de/account/people/")).xpath("//tbody/tr/td[2]")

    assert sum(said in cell.text_content() for cell in cells) == 1
