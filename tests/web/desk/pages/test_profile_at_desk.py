"""At a desk nobody else could follow a link: none is offered, none is sent, and a letter asks instead."""

import pytest
from django.core import mail

from crossfield.web.accounts.models import User
from crossfield.web.registry.actions.cluster import begin_membership, make_cluster
from crossfield.web.registry.actions.profile import ask_for_profile
from crossfield.web.registry.models import ProfileLink
from crossfield.web.registry.queries.profile import profile_token

pytestmark = pytest.mark.django_db


def test_at_a_desk_no_link_is_offered_and_questions_go_as_a_letter(desk, make_organisation):
    organisation = make_organisation("Shared 9")
    where = f"/en/register/organisations/{organisation.public_id}/"
    page = desk.get(where).content.decode()
    assert "a link would lead nowhere: ask by letter or mail instead" in page
    assert f"{where}profile/letter/" in page
    assert f'action="{where}profile/"' not in page

    asked = desk.post(f"{where}profile/", {"email": "x@example.org", "language": "de"}, follow=True)
    assert asked.redirect_chain == [(f"{where}profile/letter/", 302)]
    assert ProfileLink.objects.count() == 0
    letter = asked.content.decode()
    assert "a link would lead nowhere: send these questions as a letter" in letter
    assert "In welchen Feldern arbeiten Sie?" in letter
    assert "In which fields do you work?" in letter
    file = desk.get(f"{where}profile/letter-de.eml")
    assert file["Content-Type"] == "message/rfc822"
    assert "Shared 9" in file.content.decode()
    assert desk.get(f"{where}profile/letter-fr.eml").status_code == 404


def test_a_link_made_before_is_no_draft_at_a_desk_and_is_not_sent(desk, make_organisation):
    desk.get("/en/")  # signs the one user in
    member, user = make_organisation("Member"), User.objects.get()
    begin_membership(make_cluster(make_organisation("Cluster"), by=None), member=member, by=user, source="list")
    made = ask_for_profile(member, by=user, email="member@example.org", language="en")

    assert (made.sent, mail.outbox) == (None, [])
    page = desk.get(f"/en/register/profiles/{made.public_id}/").content.decode()
    assert "at a desk it cannot" in page
    assert profile_token(made) not in page
    assert desk.get(f"/en/register/profiles/{made.public_id}/draft.eml").status_code == 404
