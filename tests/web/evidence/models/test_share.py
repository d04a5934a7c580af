"""Links to findings: one per token, and gone with what they lead to."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from crossfield.web.evidence.models import Finding, ShareLink

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)


@pytest.fixture
def make_finding(make_user):
    owner = make_user("ann")

    def made(title="Felder <b>", **rest):
        given = {"language": "de", "columns": [], "rows": [], "parameters": {}, "data_version": "v", "address": "/de/"}
        return Finding.objects.create(title=title, owner=owner, institution=owner.institution, **given | rest)

    return made


def link(finding, token="0" * 64, **rest):
    return ShareLink.objects.create(
        finding=finding, token_hash=token, made_by=finding.owner, expires=rest.pop("expires", DAY), **rest
    )


def test_a_link_is_called_by_its_finding_and_its_last_day(make_finding):
    made = link(make_finding())

    assert str(made) == "Felder <b> (2026-03-01)"
    assert (made.opened, made.last_opened, made.revoked) == (0, None, None)


def test_a_token_opens_one_finding(make_finding):
    first = link(make_finding())
    with pytest.raises(IntegrityError), transaction.atomic():
        link(make_finding("Other"))

    assert list(ShareLink.objects.all()) == [first]


def test_the_newest_link_comes_first(make_finding):
    one = make_finding()
    made = [link(one, str(number) * 64) for number in range(3)]

    assert list(one.links.all()) == made[::-1]
    assert len({each.public_id for each in made}) == 3


def test_links_go_with_their_finding_and_their_maker_stays(make_finding):
    one, other = make_finding(), make_finding("Other")
    link(one)
    link(other, "1" * 64)
    with pytest.raises(ProtectedError):
        one.owner.delete()
    one.delete()

    assert [str(each.finding) for each in ShareLink.objects.all()] == ["Other"]


def test_findings_stand_by_folder_and_the_newest_first(make_finding):
    for title, folder in (("1", "b"), ("2", ""), ("3", "a"), ("4", "b")):
        make_finding(title, folder=folder)

    assert [str(one) for one in Finding.objects.all()] == ["2", "3", "4", "1"]


def test_a_finding_without_drawing_or_basis_is_whole(make_finding):
    one = make_finding()
    one.refresh_from_db()

    assert (one.chart, one.sources, one.basis, one.note, one.folder) == (None, [], {}, "", "")
    assert (one.release, one.removed) == ("own", None)
