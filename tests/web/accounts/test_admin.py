"""The administration of accounts: who gets in, what is made there works, and the log is only read."""

import pytest
from django.test.utils import CaptureQueriesContext
from lxml import html

from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models import Institution, LogEntry, Notice, User

PHRASE = "correct horse staple"
LISTS = ("user", "institution", "programmerole", "notice", "logentry")


def tree(answer):
    return html.fromstring(answer.content.decode())


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", LISTS)
def test_a_list_answers_in_both_languages(desk, language, name):
    answer = desk.get(f"/{language}/admin/accounts/{name}/")

    assert answer.status_code == 200
    assert tree(answer).get("lang") == language


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("staff", [False, True])
def test_without_rights_nobody_reads_what_is_there(served, make_user, name, staff):
    secret = make_user("secret", name="Top secret name")
    Notice.objects.create(kind="imprint", language="de", text="Top secret name")
    write_log(secret, verb="secret_verb", by=secret)
    served.force_login(make_user("ann", is_staff=staff))

    answer = served.get(f"/de/admin/accounts/{name}/")

    assert answer.status_code == (403 if staff else 302)
    for leak in ("Top secret name", "secret_verb", "secret@example.org"):
        assert leak not in answer.content.decode()


@pytest.mark.parametrize("typed", ["new@example.org", "New@Example.ORG"])
def test_who_is_added_here_can_sign_in(desk, typed):
    home = Institution.objects.create(name="Home")
    form = {"email": typed, "name": "New", "institution": home.pk, "usable_password": "true"}
    form |= {"password1": PHRASE, "password2": PHRASE}

    answer = desk.post("/de/admin/accounts/user/add/", form)

    assert answer.status_code == 302
    made = User.objects.get(name="New")
    assert (made.email, made.institution, made.is_staff) == ("new@example.org", home, False)
    assert desk.login(username=typed, password=PHRASE)


def test_an_address_that_is_taken_is_told(desk, make_user):
    make_user("ann")
    form = {"email": "ANN@example.org", "usable_password": "true", "password1": PHRASE, "password2": PHRASE}

    answer = desk.post("/de/admin/accounts/user/add/", form)

    assert answer.status_code == 200
    assert len(tree(answer).xpath("//ul[contains(@class, 'errorlist')]/li")) == 1
    assert User.objects.filter(email__iexact="ann@example.org").count() == 1


@pytest.mark.parametrize("weak", ["short", "password1234", "elevensigns"])
def test_a_weak_password_is_refused(desk, weak):
    form = {"email": "new@example.org", "usable_password": "true", "password1": weak, "password2": weak}

    assert desk.post("/de/admin/accounts/user/add/", form).status_code == 200
    assert not User.objects.filter(email="new@example.org").exists()


def test_the_page_of_a_user_shows_no_password(desk, make_user):
    user = make_user("ann")
    page = desk.get(f"/de/admin/accounts/user/{user.pk}/change/").content.decode()

    assert user.public_id in page
    assert user.password not in page
    assert tree(desk.get(f"/de/admin/accounts/user/{user.pk}/change/")).xpath("//input[@name='public_id']") == []


@pytest.mark.parametrize("found", [("ann", ["ann@example.org"]), ("Beate", ["bob@example.org"]), ("nobody", [])])
def test_users_are_found_by_address_and_name(desk, make_user, found):
    make_user("ann")
    make_user("bob", name="Beate")
    wanted, expected = found
    page = tree(desk.get(f"/de/admin/accounts/user/?q={wanted}"))

    assert page.xpath("//th[@class='field-email']/a/text()") == expected


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_thirty_asks_as_often_as_a_list_of_one(desk, make_user, name, django_assert_num_queries):
    def add(count):
        for number in range(count):
            user = make_user(f"{count}-{number}")
            write_log(user, verb=f"verb{number}", by=user)

    from django.db import connection

    add(1)
    desk.get(f"/de/admin/accounts/{name}/")
    with CaptureQueriesContext(connection) as few:
        desk.get(f"/de/admin/accounts/{name}/")
    add(30)
    with django_assert_num_queries(len(few)):
        desk.get(f"/de/admin/accounts/{name}/")


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_log_is_read_and_never_written(desk, make_user, language):
    user = make_user("ann")
    entry = write_log(user, verb="rename", by=user, fields=("name",))
    address = f"/{language}/admin/accounts/logentry"

    assert desk.get(f"{address}/add/").status_code == 403
    assert desk.post(f"{address}/add/", {"verb": "forged"}).status_code == 403
    assert desk.post(f"{address}/{entry.pk}/change/", {"verb": "forged"}).status_code == 403
    assert desk.post(f"{address}/{entry.pk}/delete/", {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": entry.pk, "post": "yes"}
    desk.post(f"{address}/", chosen)  # there is no such choice: the list is shown again
    assert LogEntry.objects.get(pk=entry.pk).verb == "rename"
    assert not LogEntry.objects.filter(verb="forged").exists()
    assert desk.get(f"{address}/{entry.pk}/change/").status_code == 200


def test_all_that_was_done_to_one_thing_is_found_in_the_log_by_its_id(desk, make_user):
    ann, bob = make_user("ann"), make_user("bob")
    for subject, verb in ((ann, "take_over"), (ann, "undo_intake"), (bob, "rename")):
        write_log(subject, verb=verb, by=None)
    page = desk.get(f"/de/admin/accounts/logentry/?q={ann.public_id}").content.decode()

    assert page.count('<td class="field-verb">') == 2
    assert bob.public_id not in page


def test_what_people_write_is_shown_as_text(desk, make_user):
    make_user("ann", name="<script>alert(1)</script>")
    page = desk.get("/de/admin/accounts/user/").content.decode()

    assert "<script>alert(1)</script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_a_text_of_the_footer_is_written_here_and_read_there(desk):
    form = {"kind": "imprint", "language": "de", "text": "Beispiel-Cluster e. V., Dresden"}

    assert desk.post("/de/admin/accounts/notice/add/", form).status_code == 302
    assert "Beispiel-Cluster e. V., Dresden" in desk.get("/de/about/imprint/").content.decode()
    assert desk.post("/de/admin/accounts/notice/add/", form).status_code == 200
    assert Notice.objects.count() == 1
