"""Writing cooperations on pages: who may, what stays unseen, what is refused in both languages, nothing twice."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from lxml import html

from crossfield.web.registry.actions.cooperation import agree_step, record_cooperation, release_cooperation
from crossfield.web.registry.models import (
    Cooperation,
    CooperationChange,
    CooperationProof,
    CooperationStep,
    Field,
    NamedInterface,
)

pytestmark = pytest.mark.django_db
HERE = "/en/register/cooperations/"
PROOF = {"source": "press", "title": "Notice", "address": "https://example.org/n.pdf", "dated": "14.7.2014"}
WRITES = [
    ("prove/", PROOF),
    ("status/", {"status": "ended"}),
    ("step/", {"text": "Meet again", "due": "2014-07-14"}),
    ("release/", {"release": "public"}),
    ("change/", {"title": "Mine", "kind": "supply", "version": "1"}),
    ("withdraw/", {}),
]


def tree(answer):
    return html.fromstring(answer.content.decode())


def message(answer):
    return tree(answer).xpath("string(//p[contains(@class, 'message')])").strip()


def errors(answer):
    return tree(answer).xpath("//ul[contains(@class, 'errorlist')]//li/text()")


def written(one):
    one.refresh_from_db()
    return (one.standing, one.status, one.release, one.proofs.count(), one.steps.count(), one.changes.count())


@pytest.fixture
def signed_in(served, two_institutions):
    def as_role(role, side="silicon"):
        served.force_login(getattr(two_institutions, side).users[role])
        return served

    return as_role


@pytest.fixture
def mutual(two_institutions):
    """Silicon's cooperation of both clusters: each institution speaks for one of them."""
    both = [(side.cluster.organisation, "partner", "") for side in (two_institutions.silicon, two_institutions.bio)]
    return record_cooperation("S and B", by=two_institutions.silicon.users["manager"], kind="mutual", partners=both)


@pytest.fixture
def own(desk, make_organisation):
    """A cooperation of the one local user."""
    for name in ("A", "B"):
        make_organisation(name)
    answer = desk.post(f"{HERE}new/", {"title": "A and B", "kind": "project", "status": "running", "partners": "A\nB"})
    desk.get(answer["Location"])  # what it says is read
    return Cooperation.objects.get(public_id=answer["Location"].split("/")[-2])


@pytest.mark.parametrize(("end", "sent"), [*WRITES, ("confirm/", {})])
@pytest.mark.parametrize("role", ["officer", "analyst"])
def test_who_only_reads_changes_nothing(signed_in, two_institutions, role, end, sent):
    one = two_institutions.silicon.cooperation
    before = written(one)

    assert signed_in(role).post(f"{HERE}{one.public_id}/{end}", sent).status_code == 403
    assert written(one) == before


@pytest.mark.parametrize(("end", "sent"), [*WRITES, ("confirm/", {})])
@pytest.mark.parametrize("reader", [("manager", "bio"), ("member", "silicon"), ("visitor", "silicon")])
def test_who_does_not_know_of_it_learns_nothing_of_it(signed_in, two_institutions, reader, end, sent):
    one = two_institutions.silicon.cooperation
    before = written(one)
    answer = signed_in(*reader).post(f"{HERE}{one.public_id}/{end}", sent)

    assert (answer.status_code, b"secret" in answer.content) == (404, False)
    assert written(one) == before


@pytest.mark.parametrize(("end", "sent"), WRITES)
def test_what_is_public_is_read_by_all_and_changed_by_its_institution_only(signed_in, two_institutions, end, sent):
    one = two_institutions.silicon.cooperation
    release_cooperation(one, by=two_institutions.silicon.users["manager"], release="public")
    before = written(one)
    client = signed_in("manager", "bio")

    assert client.get(f"{HERE}{one.public_id}/").status_code == 200
    assert client.post(f"{HERE}{one.public_id}/{end}", sent).status_code == 403
    assert written(one) == before


def test_each_side_confirms_for_itself_and_once(signed_in, mutual):
    before = [mutual.partners.filter(confirmed_by__isnull=False).count(), written(mutual)[0]]
    answers = [signed_in("manager", side).post(f"{HERE}{mutual.public_id}/confirm/") for side in ("silicon", "bio")]
    again = signed_in("manager", "bio").post(f"{HERE}{mutual.public_id}/confirm/")

    assert before == [1, "stated"]
    assert [answer.status_code for answer in (*answers, again)] == [403, 302, 403]
    assert written(mutual)[0] == "confirmed"
    assert list(mutual.partners.values_list("confirmed_by__name", flat=True)) == ["Silicon", "Bio"]


@pytest.mark.parametrize(("role", "status"), [("manager", 302), ("administrator", 302), ("analyst", 403)])
def test_confirming_needs_the_right_to_write(signed_in, mutual, role, status):
    assert signed_in(role, "bio").post(f"{HERE}{mutual.public_id}/confirm/").status_code == status


@pytest.mark.parametrize(
    ("role", "status"), [("visitor", 403), ("member", 403), ("officer", 403), ("reviewer", 403), ("manager", 200)]
)
def test_the_empty_form_is_for_who_may_write(signed_in, role, status):
    assert signed_in(role).get(f"{HERE}new/").status_code == status


def test_a_stored_file_is_given_out_to_who_sees_the_cooperation_and_taken_off_again(signed_in, two_institutions):
    one = two_institutions.silicon.cooperation
    sent = {"source": "notary", "title": "Contract", "address": ""}
    for _ in range(2):  # sent twice, it stands once
        file = SimpleUploadedFile("contract.html", b"<script>", content_type="text/html")
        signed_in("manager").post(f"{HERE}{one.public_id}/prove/", sent | {"file": file})
    proof = one.proofs.get()
    page = tree(signed_in("analyst").get(f"{HERE}{one.public_id}/"))
    given = signed_in("analyst").get(*page.xpath("//a[text()='Contract']/@href"))
    refused = signed_in("manager", "bio").get(f"{HERE}{one.public_id}/documents/{proof.document.public_id}/")

    assert b"".join(given.streaming_content) == b"<script>"
    assert (given["Content-Type"], given["Content-Disposition"][:10]) == ("application/octet-stream", "attachment")
    assert (refused.status_code, written(one)[0]) == (404, "documented")
    assert not page.xpath("//form[contains(@action, '/remove/')]")
    where = tree(signed_in("manager").get(f"{HERE}{one.public_id}/")).xpath("//form/@action[contains(., '/remove/')]")
    answer = signed_in("manager").post(*where, follow=True)
    assert (message(answer), written(one)[0], one.proofs.count()) == ("Removed.", "stated", 0)
    assert signed_in("manager").post(*where).status_code == 404


def test_a_proof_makes_it_documented(desk, own):
    answer = desk.post(f"{HERE}{own.public_id}/prove/", PROOF, follow=True)
    kept = CooperationProof.objects.values_list("source", "title", "address", "dated")

    assert (message(answer), written(own)[0]) == ("Saved.", "documented")
    assert list(kept) == [("press", "Notice", "https://example.org/n.pdf", "2014-07-14")]


@pytest.mark.parametrize(
    ("end", "sent", "told"),
    [
        ("prove/", PROOF | {"address": ""}, "Not saved. Link: Give a link or choose a file."),
        ("prove/", PROOF | {"address": "javascript:alert(1)"}, "Not saved. Link: Enter a valid URL."),
        ("prove/", PROOF | {"source": ""}, "Not saved. Who says so?: This field is required."),
        (
            "prove/",
            PROOF | {"title": "x" * 301},
            "Not saved. Document or page: Ensure this value has at most 300 characters (it has 301).",
        ),
        (
            "status/",
            {"status": "asleep"},
            "Not saved. Status: Select a valid choice. asleep is not one of the available choices.",
        ),
        (
            "status/",
            {"status": "running"},
            "Not saved. The cooperation has this status already. Choose another one.",
        ),
        ("step/", {"text": " "}, "Not saved. What was agreed?: This field is required."),
        ("step/", {"text": "x", "due": "2014-02-30"}, "Not saved. By: Enter a valid date."),
        (
            "release/",
            {"release": "moon"},
            "Not saved. Who sees it?: Select a valid choice. moon is not one of the available choices.",
        ),
    ],
)
def test_what_is_wrong_is_told_on_the_page_it_came_from_and_nothing_changes(desk, own, end, sent, told):
    before = written(own)
    answer = desk.post(f"{HERE}{own.public_id}/{end}", sent, follow=True)

    assert (message(answer), answer.redirect_chain) == (told, [(f"{HERE}{own.public_id}/", 302)])
    assert written(own) == before


@pytest.mark.parametrize(
    ("end", "sent", "told"),
    [
        ("step/", {"text": ""}, "Nicht gespeichert. Was wurde vereinbart?: Dieses Feld ist zwingend erforderlich."),
        (
            "status/",
            {"status": "running"},
            "Nicht gespeichert. Die Kooperation hat diesen Stand schon. Wählen Sie einen anderen.",
        ),
    ],
)
def test_it_is_told_in_german_on_german_pages(desk, own, end, sent, told):
    answer = desk.post(f"/de/register/cooperations/{own.public_id}/{end}", sent, follow=True)

    assert message(answer) == told


def test_every_status_stays_in_its_history(desk, own):
    for status in ("planned", "running", "given_up"):
        desk.post(f"{HERE}{own.public_id}/status/", {"status": status})

    kept = CooperationChange.objects.filter(cooperation=own).values_list("status", "by__email")
    assert list(kept) == [(status, "desk@localhost") for status in ("running", "planned", "running", "given_up")]


def test_a_release_says_who_and_when(desk, own):
    desk.post(f"{HERE}{own.public_id}/release/", {"release": "partners"})
    own.refresh_from_db()

    assert (own.release, own.released_by, own.released_at.date()) == ("partners", own.owner, timezone.now().date())


def test_a_step_is_agreed_and_done_once(desk, own):
    desk.post(f"{HERE}{own.public_id}/step/", {"text": " Meet <b> ", "due": "14.07.2014"})
    step = CooperationStep.objects.get()
    where = f"/en/register/steps/{step.public_id}/done/"
    told = [message(desk.post(where, follow=True)) for _ in range(2)]
    step.refresh_from_db()

    assert (step.text, step.due, step.done) == ("Meet <b>", date(2014, 7, 14), timezone.localdate())
    assert told == ["Saved.", "This step is done already."]
    assert b"Meet <b>" not in desk.get(f"{HERE}{own.public_id}/").content


@pytest.mark.parametrize(
    ("role", "side", "status"),
    [
        ("manager", "silicon", 302),
        ("administrator", "silicon", 302),
        ("analyst", "silicon", 403),
        ("member", "silicon", 404),
        ("manager", "bio", 404),
    ],
)
def test_a_step_is_done_by_its_institution_only(signed_in, two_institutions, role, side, status):
    silicon = two_institutions.silicon
    step = agree_step(silicon.cooperation, by=silicon.users["manager"], text="secret step")
    answer = signed_in(role, side).post(f"/en/register/steps/{step.public_id}/done/")
    step.refresh_from_db()

    assert (answer.status_code, step.done is not None) == (status, status == 302)
    assert b"secret step" not in answer.content


def test_a_partner_sees_the_steps_and_does_not_finish_them(signed_in, two_institutions, mutual):
    step = agree_step(mutual, by=two_institutions.silicon.users["manager"], text="Meet")
    client = signed_in("manager", "bio")

    assert client.get(f"{HERE}{mutual.public_id}/").status_code == 200
    assert client.post(f"/en/register/steps/{step.public_id}/done/").status_code == 403
    assert CooperationStep.objects.get().done is None


@pytest.mark.parametrize("end", ["confirm/", "decline/", "withdraw/", "prove/", "status/", "step/", "release/"])
def test_reading_an_address_changes_nothing_and_an_unknown_one_is_not_found(desk, own, end):
    answers = [desk.get(f"{HERE}{own.public_id}/{end}"), desk.post(f"{HERE}nothing/{end}")]

    assert [answer.status_code for answer in answers] == [405, 404]


def test_a_step_that_is_not_there_is_not_found(desk):
    assert desk.post("/en/register/steps/nothing/done/").status_code == 404


def test_what_the_address_gives_stands_in_the_form_as_text(desk):
    page = tree(desk.get(f"{HERE}new/", {"partner": "<b>A", "title": "y" * 301}))

    assert page.xpath("string(//textarea[@name='partners'])").strip() == "<b>A"
    assert page.xpath("//input[@name='title']/@value") == ["y" * 300]


@pytest.mark.parametrize(
    ("language", "partners", "told"),
    [
        ("en", "A\nA", ["A cooperation has at least two partners. Add the other organisation."]),
        ("en", "A", ["Name two to 60 organisations, one a line."]),
        ("en", "A\n" * 61, ["Name two to 60 organisations, one a line."]),
        (
            "en",
            "A\nZzz\nYyy",
            [f"“{name}” is not in the register; add it first." for name in ("Zzz", "Yyy")],
        ),
        ("de", "A", ["Nennen Sie zwei bis 60 Organisationen, je Zeile eine."]),
    ],
)
def test_partners_that_do_not_hold_are_told_each(desk, make_organisation, language, partners, told):
    make_organisation("A")
    sent = {"title": "X", "kind": "project", "status": "running", "partners": partners}
    answer = desk.post(f"/{language}/register/cooperations/new/", sent)

    assert (answer.status_code, errors(answer)) == (422, told)
    assert tree(answer).xpath("string(//textarea[@name='partners'])").split() == partners.split()
    assert Cooperation.objects.count() == 0


def test_a_form_that_is_refused_and_mended_records_one(desk, make_organisation):
    for name in ("A", "B"):
        make_organisation(name)
    sent = {"title": "X", "kind": "project", "status": "running", "partners": "A"}
    once = tree(desk.post(f"{HERE}new/", sent)).xpath("//input[@name='once']/@value")[0]
    for _ in range(2):
        again = desk.post(f"{HERE}new/", sent | {"once": once, "partners": "A\nB"})

    assert again["Location"] == f"{HERE}{once}/"
    assert list(Cooperation.objects.values_list("public_id", "language")) == [(once, "en")]


def answered(page):
    """What the table of partners says of each answer."""
    return [" ".join(cell.text_content().split()) for cell in page.xpath("//table[1]//tbody//td[3]")]


def test_who_recorded_it_sees_for_whom_it_waits_and_why_it_was_declined(signed_in, mutual):
    where = f"{HERE}{mutual.public_id}/"
    waiting = answered(tree(signed_in("manager").get(where)))[1]
    told = message(signed_in("manager", "bio").post(f"{where}decline/", {"why": "left <b> in 2025"}, follow=True))
    declined = signed_in("manager").get(where)

    assert (waiting, told) == ("waits for Bio", "Saved.")
    assert answered(tree(declined))[1].startswith("Bio does not confirm it (")
    assert answered(tree(declined))[1].endswith("): left <b> in 2025")
    assert b"<b> in 2025" not in declined.content


def test_the_public_reads_neither_for_whom_it_waits_nor_why_it_was_declined(
    signed_in, two_institutions, mutual, make_user
):
    where = f"{HERE}{mutual.public_id}/"
    signed_in("manager", "bio").post(f"{where}decline/", {"why": "secret reason"})
    release_cooperation(mutual, by=two_institutions.silicon.users["manager"], release="public")
    client = signed_in("manager")
    client.force_login(make_user("eve", role="manager"))
    answer = client.get(where)

    assert (answer.status_code, answered(tree(answer))[1]) == (200, "–")
    assert b"secret reason" not in answer.content
    assert b"Who sees it" not in answer.content


def test_of_a_partner_for_whom_nobody_speaks_that_is_said(desk, own):
    page = tree(desk.get(f"{HERE}{own.public_id}/"))

    assert answered(page) == ["no institution here speaks for it yet"] * 2


def test_what_all_have_confirmed_is_not_called_stated_for_want_of_a_document(signed_in, mutual):
    where = f"{HERE}{mutual.public_id}/"
    signed_in("manager", "bio").post(f"{where}confirm/", follow=True)
    page = tree(signed_in("manager").get(where))

    assert "The institutions of all partners have confirmed it." in page.xpath("string(//main)")
    assert page.xpath(f"//form[@action='{where}withdraw/']") == []


def test_a_change_is_saved_and_the_other_side_asked_again(signed_in, mutual):
    where = f"{HERE}{mutual.public_id}/"
    signed_in("manager", "bio").post(f"{where}confirm/", follow=True)
    sent = {"title": "S and B", "kind": "mutual", "began": "14.7.2014", "ended": "2026", "text": "", "version": "1"}
    answer = signed_in("manager").post(f"{where}change/", sent, follow=True)
    mutual.refresh_from_db()

    assert message(answer) == "Saved."
    assert (mutual.began, mutual.ended, mutual.standing) == ("2014-07-14", "2026", "stated")


def messages_of(answer):
    return [told.strip() for told in tree(answer).xpath("//p[contains(@class, 'message')]/text()")]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "A mutual membership has exactly two partners, each a member of the other; this one has 3."),
        ("de", "Eine wechselseitige Mitgliedschaft hat genau zwei Partner, jeder Mitglied beim anderen; diese hat 3."),
    ],
)
def test_a_mutual_membership_of_three_is_refused_with_what_was_typed(desk, make_organisation, language, told):
    for name in "abc":
        make_organisation(name)
    sent = {"title": "T", "kind": "mutual", "status": "running", "partners": "a\nb\nc", "text": "secret of mine"}
    here = HERE.replace("/en/", f"/{language}/")
    refused = desk.post(f"{here}new/", sent)
    assert (refused.status_code, Cooperation.objects.count()) == (422, 0)
    assert told in " ".join(errors(refused))
    assert tree(refused).xpath("string(//textarea[@name='text'])").strip() == "secret of mine"

    desk.post(f"{here}new/", sent | {"kind": "project"})
    made = Cooperation.objects.get(title="T")
    refused = desk.post(f"{here}{made.public_id}/change/", sent | {"title": "S", "version": "1"})
    made.refresh_from_db()
    assert (refused.status_code, made.title, made.kind) == (422, "T", "project")
    assert told in " ".join(errors(refused))
    assert tree(refused).xpath("//section[@class='warning']") == []


def test_a_mutual_membership_without_a_cluster_is_saved_and_doubted(desk, two_institutions, make_organisation):
    for name in "ab":
        make_organisation(name)
    sent = {"title": "T", "kind": "mutual", "status": "running", "partners": "a\nb"}
    doubt = (
        "Neither of the two is a cluster of the register. If one is, say so on its page; if they are no members of one "
        "another, choose another kind."
    )
    recorded = "Recorded. Say below what proves it, and what was agreed next."
    alone = desk.post(f"{HERE}new/", sent, follow=True)
    where = f"{HERE}{Cooperation.objects.get(title='T').public_id}/change/"
    changed = desk.post(where, {"title": "S", "kind": "mutual", "version": "1"}, follow=True)
    other = desk.post(where, {"title": "S", "kind": "agreement", "version": "2"}, follow=True)
    cluster = two_institutions.silicon.cluster.organisation.name
    known = desk.post(f"{HERE}new/", sent | {"partners": f"a\n{cluster}"}, follow=True)

    told = [messages_of(answer) for answer in (alone, changed, other, known)]
    assert told == [[recorded, doubt], ["Saved.", doubt], ["Saved."], [recorded]]


def test_nobody_confirms_what_was_changed_since_it_was_looked_at(signed_in, mutual):
    where = f"{HERE}{mutual.public_id}/"
    page = tree(signed_in("manager", "bio").get(where))
    seen = page.xpath(f"//form[@action='{where}confirm/']//input[@name='version']/@value")
    sent = {"title": "Something else", "kind": "mutual", "began": "2014", "ended": "", "text": "", "version": "1"}
    signed_in("manager").post(f"{where}change/", sent, follow=True)
    early = signed_in("manager", "bio").post(f"{where}confirm/", {"version": seen[0]}, follow=True)
    mutual.refresh_from_db()

    assert message(early).startswith("Somebody else has saved this cooperation")
    assert (mutual.title, mutual.standing) == ("Something else", "stated")
    signed_in("manager", "bio").post(f"{where}confirm/", {"version": "2"})
    mutual.refresh_from_db()
    assert mutual.standing == "confirmed"


def test_two_who_change_it_at_once_see_both_texts(signed_in, mutual):
    where = f"{HERE}{mutual.public_id}/change/"
    client = signed_in("manager")
    sent = {"title": "S and B", "kind": "mutual", "version": "1"}
    client.post(where, sent | {"text": "first"})
    second = client.post(where, sent | {"text": "second"})
    page = tree(second)

    assert second.status_code == 422
    assert "first" in page.xpath("string(//section[@class='warning'])")
    assert page.xpath("string(//textarea[@name='text'])").strip() == "second"
    assert page.xpath("//input[@name='version']/@value") == ["2"]


def test_it_goes_out_of_the_register_but_not_once_another_has_confirmed(signed_in, mutual):
    where = f"{HERE}{mutual.public_id}/"
    signed_in("manager", "bio").post(f"{where}confirm/", follow=True)
    refused = message(signed_in("manager").post(f"{where}withdraw/", follow=True))
    signed_in("manager", "bio").post(f"{where}decline/", follow=True)
    gone = signed_in("manager").post(f"{where}withdraw/", follow=True)

    assert refused.startswith("Another institution has confirmed this cooperation.")
    assert message(gone) == "“S and B” is taken out of the register."
    assert gone.redirect_chain == [(HERE, 302)]
    assert not Cooperation.objects.filter(pk=mutual.pk).exists()


def test_the_end_is_said_with_the_status(signed_in, mutual):
    signed_in("manager").post(f"{HERE}{mutual.public_id}/status/", {"status": "ended", "ended": "12/2026"})
    mutual.refresh_from_db()

    assert (mutual.status, mutual.ended) == ("ended", "2026-12")


def filled(answer):
    form = next(one for one in tree(answer).forms if "write" in one.get("class", ""))
    return {name: value.removeprefix("\n") for name, value in form.form_values()}  # a browser drops the first one


def test_who_changes_the_title_keeps_what_the_form_does_not_offer(signed_in, mutual, two_institutions):
    colleague = two_institutions.silicon.users["administrator"]
    named = NamedInterface.objects.create(name="secret N", owner=colleague)
    sides = [Field.objects.create(scheme="s", code=code, valid_to=date(2020, 1, 1)) for code in ("a", "b")]
    Cooperation.objects.filter(pk=mutual.pk).update(interface=named, side_a=sides[0], side_b=sides[1])
    client, where, kept, offers = signed_in("manager"), f"{HERE}{mutual.public_id}/change/", [], []
    for title in ("kept alone", "removed"):
        opened = client.get(where)
        offers.append(("interface" in filled(opened), b"secret N" in opened.content))
        assert client.post(where, {**filled(opened), "title": title}).status_code == 302
        mutual.refresh_from_db()
        kept.append((mutual.title, mutual.interface, mutual.side_a, mutual.side_b))
        own = two_institutions.silicon.institution
        NamedInterface.objects.update(institution=own, release="institution", removed=timezone.now())

    assert offers == [(False, False), (True, True)]
    assert kept == [(title, named, *sides) for title in ("kept alone", "removed")]
