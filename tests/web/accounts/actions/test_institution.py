"""Where answers go to mail of an institution: its administrators say so, and nobody else."""

import pytest

from crossfield.errors import NotAllowedError
from crossfield.web.accounts.actions.institution import change_contact
from crossfield.web.accounts.models import LogEntry
from crossfield.web.accounts.models.user import Role

pytestmark = pytest.mark.django_db


def test_an_administrator_says_so_and_the_log_does_not_hold_it(two_institutions):
    silicon = two_institutions.silicon
    change_contact(silicon.institution, by=silicon.users["administrator"], contact=" office@example.org ")
    silicon.institution.refresh_from_db()

    assert silicon.institution.contact == "office@example.org"
    line = LogEntry.objects.get(verb="change_contact")
    assert (line.kind, line.public_id, line.fields) == ("institution", silicon.institution.public_id, ["contact"])
    assert "office@" not in str(list(LogEntry.objects.values()))


@pytest.mark.parametrize("role", [role for role in Role.values if role != "administrator"])
def test_others_do_not(two_institutions, role):
    with pytest.raises(NotAllowedError):
        change_contact(
            two_institutions.silicon.institution, by=two_institutions.silicon.users[role], contact="x@example.org"
        )


def test_nor_does_the_administrator_of_another_institution(two_institutions):
    two_institutions.silicon.institution.contact = "office@example.org"
    two_institutions.silicon.institution.save()
    with pytest.raises(NotAllowedError):
        change_contact(two_institutions.silicon.institution, by=two_institutions.bio.users["administrator"], contact="")
    two_institutions.silicon.institution.refresh_from_db()

    assert two_institutions.silicon.institution.contact == "office@example.org"
